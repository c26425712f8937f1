//! The list of problems under way, and what every sourced number must fulfil: a basis that the chip may use, a source
//! that exists, a possible value, a range that encloses it.

use std::collections::BTreeMap;

use egret_config::{Problem, References, Sourced, did_you_mean};

use super::amount::Amount;
use super::delays::Time;
use crate::chip::{Computed, RoundingNote};
use crate::file::Rounding;
use crate::models;

/// What to do about a source that is not among the references.
const REMEDY: &str = "a number without a source is written Given(..)";

/// Largest size of a part in bits, entries, lanes and the like. No chip comes near it, and sizes multiplied with one
/// another and with the units of a network stay far from overflow.
pub(super) const LARGEST_SIZE: u32 = 1 << 20;

/// Collects problems and notes while a file is turned into a chip. Where a value is unusable its method records the
/// problem and returns a harmless stand-in, so that the rest of the file is looked at as well.
pub(super) struct Checker<'a> {
    references: &'a References,
    hypothetical: bool,
    pub(super) rounding: Rounding,
    pub(super) time: Time,
    pub(super) problems: Vec<Problem>,
    pub(super) roundings: Vec<RoundingNote>,
    pub(super) computed: BTreeMap<String, Computed>,
    /// Whether how modelled numbers came about is told in `computed`: text that takes longer than the numbers.
    pub(super) explains: bool,
    /// Paths of the numbers looked at: a test compares them with the numbers there are.
    #[cfg(test)]
    pub(super) seen: Vec<String>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(references: &'a References, hypothetical: bool, rounding: Rounding) -> Self {
        Self {
            references,
            hypothetical,
            rounding,
            time: Time::default(),
            problems: Vec::new(),
            roundings: Vec::new(),
            computed: BTreeMap::new(),
            explains: true,
            #[cfg(test)]
            seen: Vec::new(),
        }
    }

    /// Records a problem with its remedy.
    pub(super) fn refuse(&mut self, path: &str, what: impl Into<String>, hint: impl Into<String>) {
        self.problems.push(Problem::new(path, what).hint(hint));
    }

    /// Value of a number that may be unknown or modelled; `None` then, and after a problem.
    pub(super) fn optional<T: Amount>(&mut self, path: &str, sourced: &Sourced<T>) -> Option<T> {
        #[cfg(test)]
        self.seen.push(path.to_owned());
        self.check_source(path, sourced);
        let value = *sourced.value()?;
        if let Some(fault) = value.fault() {
            let (kind, example) = T::KIND;
            self.refuse(
                path,
                format!("{fault} {kind}"),
                format!("write a possible value, such as {example}"),
            );
            return None;
        }
        if let Some((low, high)) = sourced.range()
            && !value.within(*low, *high)
        {
            let what = format!("the estimate {value} lies outside its own range ({low}, {high})");
            self.refuse(
                path,
                what,
                "write the range as (low, high) with low <= value <= high, all in one unit",
            );
            return None;
        }
        Some(value)
    }

    /// Value of a number without which nothing can be simulated.
    pub(super) fn required<T: Amount>(&mut self, path: &str, sourced: &Sourced<T>) -> Option<T> {
        let (kind, example) = T::KIND;
        match sourced {
            Sourced::Unknown(_) => {
                let hint = format!(
                    "only energies and powers may be unknown; write Estimated({example}, \"key\", (low, high)), or Given({example}) in a chip of your own"
                );
                self.refuse(path, format!("an unknown {kind}"), hint);
            }
            Sourced::Modelled(_) => {
                let hint = format!(
                    "only energies, and access times of memories, can be modelled; write a value such as {example}"
                );
                self.refuse(path, format!("no model computes this {kind}"), hint);
            }
            _ => {}
        }
        self.optional(path, sourced)
    }

    /// A count of at least one; `None` after a problem.
    pub(super) fn nonzero(&mut self, path: &str, sourced: &Sourced<u32>, of: &str) -> Option<u32> {
        let count = self.required(path, sourced)?;
        if count == 0 {
            self.refuse(path, format!("zero {of}"), "write 1 or more");
            return None;
        }
        Some(count)
    }

    /// A count of at least one; 1 after a problem.
    pub(super) fn count(&mut self, path: &str, sourced: &Sourced<u32>, of: &str) -> u32 {
        self.nonzero(path, sourced, of).unwrap_or(1)
    }

    /// A size that may be nought, and no larger than any chip has; nought after a problem.
    pub(super) fn size(&mut self, path: &str, sourced: &Sourced<u32>, of: &str) -> u32 {
        let Some(size) = self.required(path, sourced) else { return 0 };
        if size > LARGEST_SIZE {
            self.refuse(path, format!("{size} {of}: too many"), format!("write at most {LARGEST_SIZE}"));
            return 0;
        }
        size
    }

    /// A size of at least one, and no larger than any chip has; 1 after a problem.
    pub(super) fn nonzero_size(&mut self, path: &str, sourced: &Sourced<u32>, of: &str) -> u32 {
        let problems = self.problems.len();
        let size = self.size(path, sourced, of);
        if size == 0 && self.problems.len() == problems {
            self.refuse(path, format!("zero {of}"), "write 1 or more");
        }
        size.max(1)
    }

    /// Whether a core can do something; no where nothing is written or it is not known.
    pub(super) fn answer(&mut self, path: &str, sourced: Option<&Sourced<bool>>) -> bool {
        let Some(sourced) = sourced else { return false };
        #[cfg(test)]
        self.seen.push(path.to_owned());
        self.check_source(path, sourced);
        sourced.value().copied().unwrap_or(false)
    }

    fn check_source<T>(&mut self, path: &str, sourced: &Sourced<T>) {
        match sourced {
            Sourced::Measured(_, keys)
            | Sourced::Simulated(_, keys)
            | Sourced::Specified(_, keys)
            | Sourced::Derived(_, keys, _) => {
                self.check_keys(path, keys);
            }
            Sourced::Estimated(_, keys, _) => {
                if !models::names().any(|name| name == keys) {
                    self.check_keys(path, keys);
                }
            }
            Sourced::Modelled(name) => {
                if !models::names().any(|known| known == name) {
                    let hint = match did_you_mean(name, models::names()) {
                        Some(close) => format!("did you mean `{close}`?"),
                        None => format!("models are {}", models::names().collect::<Vec<_>>().join(", ")),
                    };
                    self.refuse(path, format!("there is no model `{name}`"), hint);
                }
            }
            Sourced::Chosen(..) if !self.hypothetical => {
                let hint = "a number of a real chip needs a source, or is Estimated or Unknown; a chip that nobody built says `hypothetical: true`";
                self.refuse(path, "a number of a real chip cannot be chosen", hint);
            }
            Sourced::Chosen(..) | Sourced::Unknown(_) | Sourced::Given(_) => {}
        }
    }

    fn check_keys(&mut self, path: &str, keys: &str) {
        if self.references.contains(keys) {
            return;
        }
        let missing = self.references.missing(keys);
        if missing.is_empty() {
            self.refuse(path, "an empty source", format!("write the key of a reference; {REMEDY}"));
        }
        for key in missing {
            let hint = match did_you_mean(key, self.references.0.keys().map(String::as_str)) {
                Some(close) => format!("did you mean `{close}`? Otherwise, {REMEDY}"),
                None => format!("write the key of an entry of references.ron; {REMEDY}"),
            };
            self.refuse(path, format!("there is no reference `{key}`"), hint);
        }
    }
}
