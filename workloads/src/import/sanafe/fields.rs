//! The entries of a mapping, each asked for by name and type.

use egret_config::{Problem, did_you_mean};

use super::document::{Body, Entry, Node, shortened};
use super::place::{Findings, Place};
use super::scalar::{number, truth, whole};

/// Entries of a mapping, or of a list of mappings, which the peer reads as one.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    /// What they belong to, for messages: `core loihi_core[0..3]`.
    owner: String,
    /// Where that stands.
    pub(super) place: Place,
    entries: Vec<&'a Entry>,
}

impl<'a> Fields<'a> {
    /// The entries of `node`, all of which have to be `known`.
    pub(super) fn of(node: &'a Node, owner: &str, known: &[&str], findings: &mut Findings) -> Self {
        let fields = Self::any(node, owner, findings);
        for entry in &fields.entries {
            if !known.contains(&&*entry.key) {
                findings.problem(entry.place, unknown(&entry.key, owner, known.iter().copied()));
            }
        }
        fields
    }

    /// The entries of `node`, whatever they are called.
    pub(super) fn any(node: &'a Node, owner: &str, findings: &mut Findings) -> Self {
        let mut entries = Vec::new();
        gather(node, owner, &mut entries, findings);
        Self { owner: owner.to_owned(), place: node.place, entries }
    }

    /// Every entry, in order.
    pub(super) fn entries(&self) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().copied()
    }

    /// The value of a key; of several the last.
    pub(super) fn get(&self, key: &str) -> Option<&'a Node> {
        self.entries.iter().rev().find(|entry| &*entry.key == key).map(|entry| &entry.value)
    }

    /// A value that has to be there.
    pub(super) fn required(&self, key: &str, findings: &mut Findings) -> Option<&'a Node> {
        let found = self.get(key);
        if found.is_none() {
            let what = format!("{} has no `{key}`", self.owner);
            findings.refuse(self.place, what, format!("write `{key}: ...`"));
        }
        found
    }

    /// A word.
    pub(super) fn word(&self, key: &str, findings: &mut Findings) -> Option<&'a str> {
        let node = self.get(key)?;
        match node.text() {
            Some(text) if !text.is_empty() => Some(text),
            _ => {
                findings.refuse(node.place, format!("`{key}` is {}", node.shown()), "a name is needed");
                None
            }
        }
    }

    /// An energy in joules or a time in seconds: a number from 0 on.
    pub(super) fn cost(&self, key: &str, findings: &mut Findings) -> Option<f64> {
        let node = self.get(key)?;
        let problem = |what: String, hint: &str, findings: &mut Findings| {
            findings.refuse(node.place, what, hint);
            None
        };
        let unit = if key.starts_with("latency") { "seconds" } else { "joules" };
        match node.text().and_then(number) {
            None => problem(
                format!("`{key}` is {}", node.shown()),
                &format!("a number of {unit} is needed, such as 24.0e-12"),
                findings,
            ),
            Some(value) if !value.is_finite() => problem(
                format!("`{key}` is {value}"),
                &format!("a finite number of {unit} is needed"),
                findings,
            ),
            Some(value) if value < 0.0 => problem(
                format!("`{key}` is {value:e}, less than nothing"),
                &format!("write a number of {unit} from 0 on"),
                findings,
            ),
            // A negative zero is one.
            Some(value) => Some(value.abs()),
        }
    }

    /// A cost that has to be there.
    pub(super) fn required_cost(&self, key: &str, findings: &mut Findings) -> Option<f64> {
        self.required(key, findings)?;
        self.cost(key, findings)
    }

    /// A whole number from `least` to `most` that has to be there.
    pub(super) fn count(&self, key: &str, least: u64, most: u64, findings: &mut Findings) -> Option<u32> {
        let node = self.required(key, findings)?;
        match node.text().and_then(whole) {
            Some(value) if (least..=most).contains(&value) => Some(value as u32),
            _ => {
                let hint = format!("a whole number from {least} to {most} is needed");
                findings.refuse(node.place, format!("`{key}` is {}", node.shown()), hint);
                None
            }
        }
    }

    /// Yes or no.
    pub(super) fn truth(&self, key: &str, findings: &mut Findings) -> Option<bool> {
        let node = self.get(key)?;
        let found = node.text().and_then(truth);
        if found.is_none() {
            findings.refuse(node.place, format!("`{key}` is {}", node.shown()), "write true or false");
        }
        found
    }
}

/// The problem of a name that is none of the known ones.
pub(super) fn unknown<'a>(
    name: &str,
    owner: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Problem {
    let what = format!("{owner} has no attribute `{}`", shortened(name));
    let problem = Problem::new("", what);
    match did_you_mean(name, known.clone()) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint(format!("known are {}", known.into_iter().collect::<Vec<_>>().join(", "))),
    }
}

fn gather<'a>(node: &'a Node, owner: &str, into: &mut Vec<&'a Entry>, findings: &mut Findings) {
    match &node.body {
        Body::Map(entries) => into.extend(entries),
        Body::List(items) => items.iter().for_each(|item| gather(item, owner, into, findings)),
        Body::Scalar(text) if text.is_empty() => {}
        _ => findings.refuse(
            node.place,
            format!("{} where the attributes of {owner} are expected", node.shown()),
            "write `{name: value, ...}`",
        ),
    }
}
