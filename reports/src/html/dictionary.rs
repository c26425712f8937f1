//! The data dictionary: what every column means and how it is counted.

use serde::Serialize;

use super::columns::Column;
use super::fallback;

/// One column.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    name: &'a str,
    unit: &'a str,
    better: &'a str,
    what: &'a str,
    counted: &'a str,
    /// Rows in which it is known.
    known: usize,
    /// What it is in the first row.
    value: String,
}

/// All columns.
pub(super) fn dictionary(columns: &[Column]) -> Vec<Entry<'_>> {
    let entries = columns.iter().map(|column| Entry {
        name: &column.name,
        unit: column.unit,
        better: column.better.unwrap_or_default(),
        what: &column.what,
        counted: &column.counted,
        known: column.known(),
        value: fallback::text(column, 0),
    });
    entries.collect()
}
