//! What a reader without scripts gets in place of the charts and the table that moves.

use serde::Serialize;

use super::columns::Column;
use super::findings::quantity;

/// More rows than this would make the page slow for those who have scripts too.
const ROWS: usize = 1000;

/// A table of the first points with the columns that matter most.
#[derive(Serialize)]
pub(super) struct Plain {
    headings: Vec<String>,
    rows: Vec<Vec<Cell>>,
    /// Rows that are not in it.
    left_out: usize,
}

#[derive(Serialize)]
struct Cell {
    text: String,
    number: bool,
}

/// The table of the columns of these names.
pub(super) fn table(columns: &[Column], names: &[String]) -> Plain {
    let shown: Vec<&Column> = columns.iter().filter(|column| names.contains(&column.name)).collect();
    let rows = shown.first().map_or(0, |column| column.values.len());
    let unpriced = columns.iter().find(|column| column.name == "unpriced_actions");
    let lower_bound = |row: usize| {
        unpriced.and_then(|column| column.values.get(row)?.as_f64()).is_some_and(|count| count > 0.0)
    };
    Plain {
        headings: shown.iter().map(|column| column.label.clone()).collect(),
        left_out: rows.saturating_sub(ROWS),
        rows: (0..rows.min(ROWS))
            .map(|row| shown.iter().map(|column| cell(columns, column, row, lower_bound(row))).collect())
            .collect(),
    }
}

fn cell(columns: &[Column], column: &Column, row: usize, lower_bound: bool) -> Cell {
    let number = column.kind == "number";
    let mut text = text(column, row);
    if number && column.values.get(row).is_some_and(serde_json::Value::is_number) {
        if lower_bound && column.unit == "J" {
            text.insert_str(0, "≥ ");
        }
        if let Some((low, high)) = range(columns, column, row) {
            let (low, high) = (quantity(low, column.unit), quantity(high, column.unit));
            text = format!("{text} ({low} to {high})");
        }
    }
    Cell { text, number }
}

/// A value as it is read.
pub(super) fn text(column: &Column, row: usize) -> String {
    match column.values.get(row) {
        Some(serde_json::Value::String(words)) => words.clone(),
        Some(value) if value.is_number() => quantity(value.as_f64().unwrap_or_default(), column.unit),
        _ if column.kind == "number" => "unknown".to_owned(),
        _ => String::new(),
    }
}

/// Lowest and highest that a figure may be, where they differ.
fn range(columns: &[Column], column: &Column, row: usize) -> Option<(f64, f64)> {
    let end = |name: &Option<String>| {
        let found = columns.iter().find(|other| Some(&other.name) == name.as_ref())?;
        found.values.get(row)?.as_f64()
    };
    let (low, high) = (end(&column.low)?, end(&column.high)?);
    (low < high).then_some((low, high))
}
