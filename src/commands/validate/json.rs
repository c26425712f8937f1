//! The rows for programs.

use serde::Serialize;

use crate::validation::{Role, Row};

/// The document.
#[derive(Serialize)]
struct Document<'a> {
    rows: Vec<Entry<'a>>,
}

/// A row, its figures in `unit`.
#[derive(Serialize)]
struct Entry<'a> {
    chip: &'a str,
    point: &'a str,
    quantity: &'a str,
    unit: &'a str,
    measured: f64,
    simulated: f64,
    error_percent: f64,
    role: Role,
    band_percent: Option<f64>,
    source: &'a str,
    /// Whether the row is in its band, or its bound holds; null where nothing can be asked.
    holds: Option<bool>,
    /// What was not published and what was assumed.
    note: Option<String>,
}

/// The document as text.
pub(super) fn of(rows: &[Row]) -> String {
    let note = |row: &Row| {
        let remarks = row.remarks();
        (!remarks.is_empty()).then(|| remarks.join("; "))
    };
    let rows = rows
        .iter()
        .map(|row| Entry {
            chip: &row.chip,
            point: &row.point,
            quantity: &row.quantity,
            unit: &row.unit,
            measured: row.measured,
            simulated: row.simulated,
            error_percent: row.error_percent(),
            role: row.role,
            band_percent: row.band_percent,
            source: &row.source,
            holds: row.holds(),
            note: note(row),
        })
        .collect();
    let text = serde_json::to_string_pretty(&Document { rows }).unwrap_or_default();
    text + "\n"
}
