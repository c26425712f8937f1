//! Rows as lines of `results.csv`.

use super::{ResultRow, StudyRecord};
use crate::metrics::metrics;

/// Columns before the axes.
pub(super) const BEFORE: [&str; 6] = ["point", "id", "chip", "workload", "steps", "seed"];
/// Columns after them, before the figures.
pub(super) const AFTER: [&str; 3] = ["status", "why", "bound_by"];

/// Paths of the axes with a column of their own.
fn columns(study: &StudyRecord) -> impl Iterator<Item = &str> {
    let paths = study.axes.iter().map(|axis| axis.path.as_str());
    paths.filter(|path| !BEFORE.contains(path))
}

/// The first line, with its line break.
pub fn csv_header(study: &StudyRecord) -> String {
    let metrics = study.metrics.iter().map(String::as_str);
    line(BEFORE.into_iter().chain(columns(study)).chain(AFTER).chain(metrics).map(str::to_owned))
}

/// The line of a row, with its line break.
pub fn csv_line(study: &StudyRecord, row: &ResultRow) -> String {
    let before = [
        row.point.to_string(),
        row.id.clone(),
        row.chip.clone(),
        row.workload.clone(),
        row.steps.map(|steps| steps.to_string()).unwrap_or_default(),
        row.seed.to_string(),
    ];
    let axes = columns(study).map(|path| row.setting(path).unwrap_or_default().to_owned());
    let after = [row.status.name().to_owned(), row.why.clone(), row.bound_by.clone()];
    // Columns are in the order of the list, so each name is looked for once.
    let mut wanted = study.metrics.iter().peekable();
    let chosen = metrics()
        .iter()
        .zip(&row.metrics)
        .filter(move |(metric, _)| wanted.next_if(|name| **name == metric.name).is_some());
    let figures = chosen.map(|(_, value)| value.map(number).unwrap_or_default());
    line(before.into_iter().chain(axes).chain(after).chain(figures))
}

/// A number such that it reads back to the same bits.
pub fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value:.0}")
    } else {
        serde_json::json!(value).to_string()
    }
}

fn line(fields: impl Iterator<Item = String>) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let written = writer.write_record(fields.map(String::into_bytes)).and_then(|()| Ok(writer.flush()?));
    written.unwrap_or_else(|error| unreachable!("memory takes what is written: {error}"));
    let bytes =
        writer.into_inner().unwrap_or_else(|error| unreachable!("memory takes what is written: {error}"));
    String::from_utf8(bytes).unwrap_or_else(|error| unreachable!("fields are text: {error}"))
}
