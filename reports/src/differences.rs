//! What differs between two configurations, by the paths under which parameters are set.

use egret_config::{Basis, Sourced};
use serde_json::Value;

/// A longer piece of a configuration is cut when it is shown.
const LONGEST: usize = 72;

/// A parameter that is not the same in two configurations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Path, such as `chip.core.synapse.lanes`.
    pub path: String,
    /// As it was; `None` where it was not there.
    pub old: Option<String>,
    /// As it is; `None` where it is not there.
    pub new: Option<String>,
    /// Whether only the range of an estimate differs, on which no simulation depends.
    pub range_only: bool,
}

/// Parameters that differ, in the order of `before`, then those that are new. How a number is known makes no difference,
/// what it says does.
pub fn differences(root: &str, before: &Value, now: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    walk(root, before, now, &mut found);
    found
}

fn walk(path: &str, before: &Value, now: &Value, found: &mut Vec<Difference>) {
    let mut differs = |range_only| {
        let shown = if range_only { with_range } else { text };
        found.push(Difference { path: path.to_owned(), old: shown(before), new: shown(now), range_only });
    };
    if let (Some(old), Some(new)) = (sourced(before), sourced(now)) {
        match (old.value(), new.value()) {
            (Some(one), Some(other)) if one != other => differs(false),
            (Some(_), Some(_)) if old.range() != new.range() => differs(true),
            (Some(_), Some(_)) => {}
            _ if old.basis() != new.basis() || old.source() != new.source() => differs(false),
            _ => {}
        }
        return;
    }
    // Names of variants are no part of the paths by which parameters are set.
    match (variant(before), variant(now)) {
        (Some((old, before)), Some((new, now))) if old == new => return walk(path, before, now, found),
        (None, None) => {}
        _ => return differs(false),
    }
    match (before, now) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in old {
                walk(&format!("{path}.{key}"), value, new.get(key).unwrap_or(&Value::Null), found);
            }
            for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
                walk(&format!("{path}.{key}"), &Value::Null, value, found);
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (position, (old, new)) in old.iter().zip(new).enumerate() {
                walk(&format!("{path}[{position}]"), old, new, found);
            }
        }
        _ if before != now => differs(false),
        _ => {}
    }
}

/// Name and content of the variant of an enum. Fields and keys are in lower case.
fn variant(tree: &Value) -> Option<(&str, &Value)> {
    let (name, content) = tree.as_object().filter(|map| map.len() == 1)?.iter().next()?;
    name.starts_with(|letter: char| letter.is_ascii_uppercase()).then_some((name, content))
}

/// The sourced number that a tree is, if it is one.
fn sourced(tree: &Value) -> Option<Sourced<Value>> {
    variant(tree)
        .filter(|(name, _)| Basis::ALL.iter().any(|basis| basis.word().eq_ignore_ascii_case(name)))?;
    serde_json::from_value(tree.clone()).ok()
}

/// A tree as a person writes it; `None` where there is nothing.
fn text(tree: &Value) -> Option<String> {
    if let Some(sourced) = sourced(tree) {
        return Some(match sourced.value() {
            Some(value) => plain(value),
            None => match sourced.source() {
                Some(model) => format!("{} by {model}", sourced.basis()),
                None => sourced.basis().to_string(),
            },
        });
    }
    match variant(tree) {
        Some((name, content)) => Some(short(&format!("{name}({})", text(content).unwrap_or_default()))),
        None if tree.is_null() => None,
        None => Some(short(&plain(tree))),
    }
}

/// A number with its range.
fn with_range(tree: &Value) -> Option<String> {
    let value = text(tree)?;
    let range = sourced(tree).and_then(|sourced| {
        sourced.range().map(|(low, high)| format!(" ({} to {})", plain(low), plain(high)))
    });
    Some(value + &range.unwrap_or_default())
}

fn plain(tree: &Value) -> String {
    match tree {
        Value::String(text) => text.clone(),
        Value::Object(fields) => {
            let inside: Vec<String> = fields
                .iter()
                .filter_map(|(name, value)| text(value).map(|value| format!("{name}: {value}")))
                .collect();
            inside.join(", ")
        }
        Value::Array(items) => {
            let inside: Vec<String> = items.iter().filter_map(text).collect();
            format!("[{}]", inside.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => tree.to_string(),
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain("..".chars()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paths(before: &Value, now: &Value) -> Vec<String> {
        differences("chip", before, now).into_iter().map(|difference| difference.path).collect()
    }

    fn shown(before: &Value, now: &Value) -> Vec<(Option<String>, Option<String>)> {
        differences("chip", before, now).into_iter().map(|found| (found.old, found.new)).collect()
    }

    #[test]
    fn paths_are_those_by_which_parameters_are_set() {
        let mesh = json!({"topology": {"Mesh": {"columns": {"Given": 4}, "rows": {"Chosen": [4, "x"]}}}});
        let other = json!({"topology": {"Mesh": {"columns": {"Given": 5}, "rows": {"Given": 4}}}});
        assert_eq!(paths(&mesh, &other), ["chip.topology.columns"], "four rows are four rows");
        assert_eq!(paths(&mesh, &json!({"topology": {"Torus": {}}})), ["chip.topology"]);
        let [modelled, given] = [json!({"time": {"Modelled": "m"}}), json!({"time": {"Given": "1 ns"}})];
        assert_eq!(paths(&modelled, &given), ["chip.time"]);
        assert_eq!(paths(&modelled, &modelled), Vec::<String>::new());
    }

    #[test]
    fn values_are_shown_as_they_are_written() {
        let some = |text: &str| Some(text.to_owned());
        let before = json!({"a": {"Measured": ["23.6 pJ", "key"]}, "b": {"Modelled": "m"}, "c": null,
            "d": {"Estimated": ["1 pJ", "key", ["0.5 pJ", "2 pJ"]]}, "e": {"Unknown": "nowhere"}, "f": [1, 2]});
        let now = json!({"a": {"Given": "5 pJ"}, "b": {"Given": "1 pJ"}, "c": {"banks": {"Given": 4}},
            "d": {"Estimated": ["1 pJ", "key", ["0.5 pJ", "3 pJ"]]}, "e": {"Given": "0 pJ"}, "f": [1]});
        assert_eq!(
            shown(&before, &now),
            [
                (some("23.6 pJ"), some("5 pJ")),
                (some("modelled by m"), some("1 pJ")),
                (None, some("banks: 4")),
                (some("1 pJ (0.5 pJ to 2 pJ)"), some("1 pJ (0.5 pJ to 3 pJ)")),
                (some("unknown"), some("0 pJ")),
                (some("[1, 2]"), some("[1]")),
            ]
        );
        let ranges: Vec<bool> =
            differences("chip", &before, &now).iter().map(|found| found.range_only).collect();
        assert_eq!(ranges, [false, false, false, true, false, false]);
    }
}
