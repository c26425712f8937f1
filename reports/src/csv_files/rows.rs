//! Rows to bytes.

use serde::Serialize;

use crate::record::RunRecord;
use crate::reports::RenderError;

/// What every row says of the run as a whole, so that rows of several runs in one table stay what they are.
#[derive(Clone, Copy, Debug, Serialize)]
struct Standing {
    /// Whether the run goes beyond limits of its chip.
    what_if: bool,
    /// Actions without a published price: where there are any, energies are lower bounds.
    unpriced_actions: usize,
}

/// One header and one line a row, ended by the standing of the run. `columns` are those of a row with the standing.
pub(super) fn write<R: Serialize>(
    record: &RunRecord,
    rows: impl IntoIterator<Item = R>,
    columns: &[&str],
) -> Result<Vec<u8>, RenderError> {
    let standing = Standing {
        what_if: !record.manifest.what_if.is_empty(),
        unpriced_actions: record.energy.unpriced.len(),
    };
    let failed = |error: &dyn std::fmt::Display| RenderError(format!("CSV: {error}"));
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    writer.write_record(columns).map_err(|error| failed(&error))?;
    for row in rows {
        writer.serialize((row, standing)).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}

/// Declares a flat row type together with the names of its columns and of those of the run as a whole.
macro_rules! row {
    ($(#[$doc:meta])* struct $name:ident { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(serde::Serialize)]
        struct $name { $($field: $type),* }
        impl $name {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field),)* "what_if", "unpriced_actions"];
        }
    };
}
pub(super) use row;

/// Joules as picojoules.
pub(super) fn pj(joules: f64) -> f64 {
    joules * 1e12
}

/// Ticks as nanoseconds.
pub(super) fn ns(ticks: u64, ticks_per_second: u64) -> f64 {
    ticks as f64 / ticks_per_second as f64 * 1e9
}

/// A share of something that may be nothing.
pub(super) fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
pub(super) mod tests {
    /// Reads CSV back: header and rows, each row as long as the header.
    pub(crate) fn read(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
        let mut reader = csv::Reader::from_reader(bytes);
        let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        (header, rows)
    }

    /// Sum of one column.
    pub(crate) fn sum(header: &[String], rows: &[Vec<String>], column: &str) -> f64 {
        let at = header.iter().position(|name| name == column).unwrap();
        rows.iter().map(|row| row[at].parse::<f64>().unwrap()).sum()
    }
}
