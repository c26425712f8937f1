//! `run.json`: a record as text and back, to the same bytes.

use egret_config::{InputError, Problem};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::power_states;
use crate::record::{RunRecord, SCHEMA};
use crate::tally::action_named;

/// Objects and lists that fit in this many characters stand on one line.
const LINE: usize = 110;

/// A record as JSON: one fact a line, columns on one line each, a line break at the end.
pub fn to_json(record: &RunRecord) -> String {
    pretty(record)
}

/// Plain data as JSON, laid out like a record.
pub fn plain_json(data: &impl Serialize) -> String {
    pretty(data)
}

/// Plain data as JSON, laid out for people.
pub(crate) fn pretty(record: &impl Serialize) -> String {
    let value =
        serde_json::to_value(record).unwrap_or_else(|error| unreachable!("records are plain data: {error}"));
    let mut text = String::new();
    write_value(&mut text, &value, 0);
    text.push('\n');
    text
}

/// Reads a record that [`to_json`] wrote. `name` is the file, for messages.
pub fn from_json(name: &str, text: &str) -> Result<RunRecord, InputError> {
    let failed = |problem: Problem| InputError {
        name: name.to_owned(),
        text: Some(text.to_owned()),
        problems: vec![problem],
    };
    let read: Result<RunRecord, _> = serde_json::from_str(text);
    let record = read.map_err(|error| {
        if let Some(problem) = stranger(text) {
            return failed(problem);
        }
        let byte = byte_of(text, error.line(), error.column());
        // The place is shown by whoever renders the problem.
        let message = error.to_string();
        let what = message.split(" at line ").next().unwrap_or(&message).to_owned();
        let problem = Problem::new("", what).span(byte..byte);
        failed(problem.hint(format!("a record is written by `egret run`, schema \"{SCHEMA}\"")))
    })?;
    match inconsistency(&record) {
        Some(problem) => Err(failed(problem)),
        None => Ok(record),
    }
}

/// What JSON that is no record at all is instead.
fn stranger(text: &str) -> Option<Problem> {
    /// The field by which records are known.
    #[derive(Deserialize)]
    struct Known {
        schema: Option<Value>,
    }
    // A list would be read as the fields in their order.
    let found = if text.trim_start().starts_with('{') {
        serde_json::from_str::<Known>(text).ok()?.schema
    } else {
        serde_json::from_str::<IgnoredAny>(text).ok()?;
        None
    };
    if found.as_ref().is_some_and(|schema| schema == SCHEMA) {
        return None;
    }
    let hint = "give the run.json that `egret run` wrote";
    Some(match found {
        Some(schema) => {
            let what = format!("not a run record of this version: its schema is {schema}, not \"{SCHEMA}\"");
            Problem::new("schema", what).hint(hint)
        }
        None => Problem::new("", format!("not a run record: no schema \"{SCHEMA}\"")).hint(hint),
    })
}

/// What makes a well-formed record unusable.
fn inconsistency(record: &RunRecord) -> Option<Problem> {
    if record.schema != SCHEMA {
        let problem = Problem::new("schema", format!("`{}` is no schema this version reads", record.schema));
        return Some(problem.hint(format!("it reads \"{SCHEMA}\"")));
    }
    if let Some(column) = record.steps.misfits().into_iter().next() {
        let length = record.steps.len();
        return Some(Problem::new(
            format!("steps.{column}"),
            format!("a column of another length than {length} steps"),
        ));
    }
    if let Some((name, _)) = record.steps.actions.iter().find(|(name, _)| action_named(name).is_none()) {
        return Some(Problem::new(format!("steps.actions.{name}"), "no action this version of egret knows"));
    }
    if record.time.ticks_per_second == 0 {
        return Some(Problem::new("time.ticks_per_second", "must be at least 1"));
    }
    let missing = record.layers.iter().find(|layer| record.ledger.by_layer.get(&layer.name).is_none());
    if let Some(layer) = missing {
        return Some(Problem::new(format!("ledger.by_layer.{}", layer.name), "a layer without its counts"));
    }
    let untiled = |core| power_states::inconsistency(core, record.time.total_ticks);
    if let Some(what) = record.cores.iter().find_map(untiled) {
        return Some(Problem::new("cores", what));
    }
    let strangers =
        record.cores.iter().flat_map(|core| core.units.iter().map(move |(layer, _)| (core.core, layer)));
    for (core, layer) in strangers {
        if !record.layers.iter().any(|known| known.name == layer) {
            return Some(Problem::new(
                "cores",
                format!("core {core} holds units of `{layer}`, which is no layer"),
            ));
        }
    }
    None
}

/// Byte offset of a line and column, both from one.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (start + column.saturating_sub(1)).min(text.len())
}

fn write_value(text: &mut String, value: &Value, depth: usize) {
    let compact = value.to_string();
    // A column is one thing, however long.
    let column = matches!(value, Value::Array(items) if items.iter().all(|item| !item.is_array() && !item.is_object()));
    if column || compact.len() + 2 * depth <= LINE && depth > 0 {
        return text.push_str(&spaced(value, &compact));
    }
    match value {
        Value::Array(items) => {
            let parts = items.iter().map(|item| (None, item));
            write_parts(text, ['[', ']'], parts, depth);
        }
        Value::Object(fields) => {
            let parts = fields.iter().map(|(name, item)| (Some(name.as_str()), item));
            write_parts(text, ['{', '}'], parts, depth);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => text.push_str(&compact),
    }
}

fn write_parts<'a>(
    text: &mut String,
    [open, close]: [char; 2],
    parts: impl Iterator<Item = (Option<&'a str>, &'a Value)>,
    depth: usize,
) {
    text.push(open);
    for (number, (name, value)) in parts.enumerate() {
        text.push_str(if number == 0 { "\n" } else { ",\n" });
        text.push_str(&"  ".repeat(depth + 1));
        if let Some(name) = name {
            text.push_str(&Value::from(name).to_string());
            text.push_str(": ");
        }
        write_value(text, value, depth + 1);
    }
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
    text.push(close);
}

/// One line with blanks after commas and colons; a long column is left as it is.
fn spaced(value: &Value, compact: &str) -> String {
    match value {
        Value::Array(items) if compact.len() <= LINE => {
            let items: Vec<String> = items.iter().map(|item| spaced(item, &item.to_string())).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, item)| {
                    format!("{}: {}", Value::from(name.as_str()), spaced(item, &item.to_string()))
                })
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        _ => compact.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn a_record_comes_back_to_the_bit() {
        let record = testing::record_of(&testing::outcome(3, 7, 40, 9));
        let text = to_json(&record);
        assert!(text.ends_with("}\n"));
        let back = from_json("run.json", &text).unwrap();
        assert_eq!(back, record);
        assert_eq!(to_json(&back), text);
    }

    #[test]
    fn columns_stand_on_one_line() {
        let record = testing::record_of(&testing::outcome(2, 3, 300, 9));
        let text = to_json(&record);
        let line = text.lines().find(|line| line.contains("\"duration_ticks\"")).unwrap();
        assert!(line.ends_with("],"), "{line}");
    }

    #[test]
    fn another_schema_is_refused_by_name() {
        let text = to_json(&testing::record_of(&testing::outcome(2, 3, 4, 9))).replace(SCHEMA, "egret.run/9");
        let error = from_json("run.json", &text).unwrap_err();
        assert_eq!(error.problems[0].what, "`egret.run/9` is no schema this version reads");
    }

    #[test]
    fn json_that_is_no_record_is_told_so() {
        for (text, what) in [
            ("{\"a\": 1}", "not a run record: no schema \"egret.run/1\""),
            ("[1, 2]", "not a run record: no schema \"egret.run/1\""),
            ("\"egret.run/1\"", "not a run record: no schema \"egret.run/1\""),
            (
                "{\"schema\": \"other/2\"}",
                "not a run record of this version: its schema is \"other/2\", not \"egret.run/1\"",
            ),
            ("{\"schema\": \"egret.run/1\"}", "missing field `manifest`"),
        ] {
            let error = from_json("x.json", text).unwrap_err();
            assert_eq!(error.problems[0].what, what, "{text}");
        }
    }

    #[test]
    fn a_cut_file_is_refused_with_its_place() {
        let text = to_json(&testing::record_of(&testing::outcome(2, 3, 4, 9)));
        let cut = &text[..text.len() / 2];
        let error = from_json("run.json", cut).unwrap_err();
        assert!(error.problems[0].span.is_some());
        assert!(!error.problems[0].what.contains(" at line "), "{}", error.problems[0].what);
    }

    #[test]
    fn a_short_column_is_named() {
        let mut record = testing::record_of(&testing::outcome(2, 3, 4, 9));
        record.steps.events.pop();
        let error = from_json("run.json", &to_json(&record)).unwrap_err();
        assert_eq!(error.problems[0].path, "steps.events");
    }
}
