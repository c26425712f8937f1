//! A number together with how it is known.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value of a chip or workload file and how it is known.
///
/// Keys name a work in the references, with the place after a colon: `davies2018:table2`. Several keys are
/// separated by `;`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Sourced<T> {
    /// Measured on silicon: value, key.
    Measured(T, String),
    /// A published simulation or synthesis, before silicon: value, key.
    Simulated(T, String),
    /// Stated by the maker or the paper as structure (core counts, capacities, bit widths): value, key.
    Specified(T, String),
    /// Worked out from published numbers: value, keys, the arithmetic.
    Derived(T, String, String),
    /// Taken from a cited model or bound: value, key, the lowest and highest it may be.
    Estimated(T, String, (T, T)),
    /// Computed by the memory or wire model from the geometry in the same file: key of the model.
    Modelled(String),
    /// A free parameter of a hypothetical chip: value, why it was chosen.
    Chosen(T, String),
    /// Nobody published it: where we looked. It counts zero and is reported as unpriced.
    Unknown(String),
    /// Stated without a source, in a user's file or on the command line; never in a shipped file.
    Given(T),
}

impl<T> Sourced<T> {
    /// The value, unless it is left to a model or unknown.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Measured(value, _)
            | Self::Simulated(value, _)
            | Self::Specified(value, _)
            | Self::Derived(value, _, _)
            | Self::Estimated(value, _, _)
            | Self::Chosen(value, _)
            | Self::Given(value) => Some(value),
            Self::Modelled(_) | Self::Unknown(_) => None,
        }
    }

    /// How it is known.
    pub const fn basis(&self) -> Basis {
        match self {
            Self::Measured(..) => Basis::Measured,
            Self::Simulated(..) => Basis::Simulated,
            Self::Specified(..) => Basis::Specified,
            Self::Derived(..) => Basis::Derived,
            Self::Estimated(..) => Basis::Estimated,
            Self::Modelled(..) => Basis::Modelled,
            Self::Chosen(..) => Basis::Chosen,
            Self::Unknown(..) => Basis::Unknown,
            Self::Given(..) => Basis::Given,
        }
    }

    /// The key or keys of the works it comes from; of a modelled value, the key of the model.
    pub fn source(&self) -> Option<&str> {
        match self {
            Self::Measured(_, key)
            | Self::Simulated(_, key)
            | Self::Specified(_, key)
            | Self::Derived(_, key, _)
            | Self::Estimated(_, key, _)
            | Self::Modelled(key) => Some(key),
            Self::Chosen(..) | Self::Unknown(_) | Self::Given(_) => None,
        }
    }

    /// The lowest and highest an estimate may be.
    pub const fn range(&self) -> Option<(&T, &T)> {
        if let Self::Estimated(_, _, (low, high)) = self { Some((low, high)) } else { None }
    }

    /// The arithmetic of a derived value, why a value was chosen, or where an unknown one was looked for.
    pub fn note(&self) -> Option<&str> {
        match self {
            Self::Derived(_, _, note) | Self::Chosen(_, note) | Self::Unknown(note) => Some(note),
            Self::Measured(..)
            | Self::Simulated(..)
            | Self::Specified(..)
            | Self::Estimated(..)
            | Self::Modelled(_)
            | Self::Given(_) => None,
        }
    }

    /// The same knowledge about another form of the value.
    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Sourced<U> {
        match self {
            Self::Measured(value, key) => Sourced::Measured(change(value), key),
            Self::Simulated(value, key) => Sourced::Simulated(change(value), key),
            Self::Specified(value, key) => Sourced::Specified(change(value), key),
            Self::Derived(value, key, how) => Sourced::Derived(change(value), key, how),
            Self::Estimated(value, key, (low, high)) => {
                Sourced::Estimated(change(value), key, (change(low), change(high)))
            }
            Self::Modelled(key) => Sourced::Modelled(key),
            Self::Chosen(value, why) => Sourced::Chosen(change(value), why),
            Self::Unknown(looked) => Sourced::Unknown(looked),
            Self::Given(value) => Sourced::Given(change(value)),
        }
    }
}

/// How a value is known, without the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Measured on silicon.
    Measured,
    /// A published simulation or synthesis.
    Simulated,
    /// Stated as structure.
    Specified,
    /// Worked out from published numbers.
    Derived,
    /// Taken from a cited model or bound.
    Estimated,
    /// Computed by the memory or wire model.
    Modelled,
    /// A free parameter of a hypothetical chip.
    Chosen,
    /// Not published.
    Unknown,
    /// Stated without a source.
    Given,
}

impl Basis {
    /// Every basis, from the best known to the least.
    pub const ALL: [Self; 9] = [
        Self::Measured,
        Self::Simulated,
        Self::Specified,
        Self::Derived,
        Self::Estimated,
        Self::Modelled,
        Self::Chosen,
        Self::Unknown,
        Self::Given,
    ];

    /// The word for it, in lower case.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Simulated => "simulated",
            Self::Specified => "specified",
            Self::Derived => "derived",
            Self::Estimated => "estimated",
            Self::Modelled => "modelled",
            Self::Chosen => "chosen",
            Self::Unknown => "unknown",
            Self::Given => "given",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variant_tells_what_it_holds() {
        let key = || "key".to_owned();
        for (sourced, value, source, note) in [
            (Sourced::Measured(1, key()), Some(1), Some("key"), None),
            (Sourced::Simulated(1, key()), Some(1), Some("key"), None),
            (Sourced::Specified(1, key()), Some(1), Some("key"), None),
            (Sourced::Derived(1, key(), "how".to_owned()), Some(1), Some("key"), Some("how")),
            (Sourced::Estimated(1, key(), (0, 2)), Some(1), Some("key"), None),
            (Sourced::Modelled(key()), None, Some("key"), None),
            (Sourced::Chosen(1, "why".to_owned()), Some(1), None, Some("why")),
            (Sourced::Unknown("where".to_owned()), None, None, Some("where")),
            (Sourced::Given(1), Some(1), None, None),
        ] {
            assert_eq!((sourced.value().copied(), sourced.source(), sourced.note()), (value, source, note));
            assert_eq!(sourced.range(), (sourced.basis() == Basis::Estimated).then_some((&0, &2)));
            assert_eq!(sourced.clone().map(|value| value), sourced);
        }
    }

    #[test]
    fn the_words_are_the_variants() {
        for basis in Basis::ALL {
            assert_eq!(format!("{basis:?}").to_lowercase(), basis.to_string());
        }
    }
}
