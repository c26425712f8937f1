//! Every parameter of a typed value, as a list.

use serde::Serialize;
use serde_json::Value;

use crate::sourced::{Basis, Sourced};
use crate::{information, paths, quantity};

/// One parameter: a leaf of the tree of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The path below the root, as [`crate::apply`] takes it after the name of the root.
    pub path: String,
    /// The value without its unit; empty for a sourced number that has none.
    pub value: String,
    /// The unit; empty for plain numbers and words.
    pub unit: String,
    /// How it is known; absent for parameters that are not sourced.
    pub basis: Option<Basis>,
    /// The keys of the works it comes from, or of the model that computes it.
    pub source: Option<String>,
    /// The lowest and highest an estimate may be, with their units.
    pub range: Option<(String, String)>,
    /// The arithmetic, the reason or where it was looked for.
    pub note: Option<String>,
}

/// Every parameter of `value`, in the order of its fields.
///
/// The variant of an enum is a parameter, and its fields are below the same path: a `topology` that is
/// `Mesh(columns: 4, rows: 4)` gives `topology`, `topology.columns` and `topology.rows`. A list of plain values is
/// one parameter.
///
/// # Panics
///
/// If the value cannot be a tree because a map in it has keys that are not text; no input type has such.
pub fn parameters<T: Serialize + ?Sized>(value: &T) -> Vec<Parameter> {
    let tree = serde_json::to_value(value).expect("an input value has only text keys");
    let mut list = Vec::new();
    collect("", &tree, &mut list);
    list
}

/// Appends the parameters of the subtree at `path`.
pub(crate) fn collect(path: &str, tree: &Value, list: &mut Vec<Parameter>) {
    if let Some(sourced) = as_sourced(tree) {
        list.push(of_sourced(path, &sourced));
        return;
    }
    match tree {
        Value::Object(map) if !map.is_empty() => {
            if let Some((name, inner)) = as_variant(tree) {
                list.push(plain(path, name.to_owned(), String::new()));
                if is_compound(inner) {
                    collect(path, inner, list);
                } else {
                    collect(&paths::join(path, name), inner, list);
                }
                return;
            }
            for (key, inner) in map {
                collect(&paths::join(path, key), inner, list);
            }
        }
        Value::Array(items) if items.iter().any(is_compound) => {
            for (position, inner) in items.iter().enumerate() {
                collect(&paths::item(path, position), inner, list);
            }
        }
        leaf => {
            let (value, unit) = split_unit(leaf);
            list.push(plain(path, value, unit));
        }
    }
}

/// The sourced number that a tree is, if it is one.
pub(crate) fn as_sourced(tree: &Value) -> Option<Sourced<Value>> {
    let map = tree.as_object().filter(|map| map.len() == 1)?;
    map.keys().next().filter(|key| is_basis(key))?;
    serde_json::from_value(tree.clone()).ok()
}

/// Whether `name` is that of a variant of [`Sourced`].
pub(crate) fn is_basis(name: &str) -> bool {
    paths::is_variant(name) && Basis::ALL.iter().any(|basis| basis.word().eq_ignore_ascii_case(name))
}

/// The name and content of the enum variant that a tree is, if it is one with a content.
pub(crate) fn as_variant(tree: &Value) -> Option<(&str, &Value)> {
    let map = tree.as_object().filter(|map| map.len() == 1)?;
    map.iter().next().map(|(name, inner)| (name.as_str(), inner)).filter(|(name, _)| paths::is_variant(name))
}

/// Whether a tree has parts that have paths.
pub(crate) fn is_compound(tree: &Value) -> bool {
    match tree {
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => items.iter().any(is_compound),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// A leaf as it is written in a file, without quotes around text.
pub(crate) fn text_of(leaf: &Value) -> String {
    match leaf {
        Value::Null => "None".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(text_of).collect::<Vec<_>>().join(", "))
        }
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => leaf.to_string(),
    }
}

fn plain(path: &str, value: String, unit: String) -> Parameter {
    Parameter { path: path.to_owned(), value, unit, basis: None, source: None, range: None, note: None }
}

fn of_sourced(path: &str, sourced: &Sourced<Value>) -> Parameter {
    let (value, unit) = sourced.value().map(split_unit).unwrap_or_default();
    Parameter {
        path: path.to_owned(),
        value,
        unit,
        basis: Some(sourced.basis()),
        source: sourced.source().map(str::to_owned),
        range: sourced.range().map(|(low, high)| (text_of(low), text_of(high))),
        note: sourced.note().map(str::to_owned),
    }
}

/// Parts the text of a quantity into number and unit; any other leaf is all value.
fn split_unit(leaf: &Value) -> (String, String) {
    if let Value::String(text) = leaf {
        let (number, unit) = quantity::split_number(text);
        let known =
            quantity::is_unit(unit) || information::is_unit(unit) || matches!(unit, "cycle" | "cycles");
        if known && quantity::is_number(number) {
            return (number.to_owned(), unit.to_owned());
        }
    }
    (text_of(leaf), String::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::chip;

    #[test]
    fn lists_every_leaf_in_order() {
        let list = parameters(&chip());
        let lines: Vec<String> = list.iter().map(|p| format!("{}={} {}", p.path, p.value, p.unit)).collect();
        assert_eq!(
            lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>(),
            [
                "name=example",
                "description=None",
                "core.lanes=8",
                "core.memory=96 KiB",
                "core.factor=0.5",
                "core.gated=true",
                "core.limit=None",
                "core.most=None",
                "topology=Mesh",
                "topology.columns=4",
                "topology.rows=5",
                "barrier=Fixed",
                "barrier.Fixed=3 cycles",
                "energy.leak=",
                "energy.spike=1 pJ",
                "energy.synapse.read=23.6 pJ",
                "energy.wire=",
                "links[0].delay=3.5 ns",
                "links[1].delay=2 cycles",
                "shape=[28, 28]",
                "spare=None",
            ]
        );
    }

    #[test]
    fn says_how_each_is_known() {
        let list = parameters(&chip());
        let named = |path: &str| list.iter().find(|parameter| parameter.path == path).expect(path);
        assert_eq!(named("energy.spike").basis, Some(Basis::Estimated));
        assert_eq!(named("energy.spike").range, Some(("500 fJ".to_owned(), "2 pJ".to_owned())));
        assert_eq!(named("energy.synapse.read").source.as_deref(), Some("davies2018:table2"));
        assert_eq!(named("energy.leak").note.as_deref(), Some("no table of the paper"));
        assert_eq!(named("links[1].delay").note.as_deref(), Some("1 + 1"));
        assert_eq!(named("core.factor").basis, None);
    }
}
