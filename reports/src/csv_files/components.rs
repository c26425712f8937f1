//! `energy_by_component.csv`.

use super::rows::{pj, row, share, write};
use crate::record::RunRecord;
use crate::reports::RenderError;

row! {
    /// One component.
    struct ComponentRow { component: String, dynamic_pj: f64, static_pj: f64, total_pj: f64, share: f64 }
}

/// Energy by component, zeros included.
pub(crate) fn components(record: &RunRecord) -> Result<Vec<u8>, RenderError> {
    let rows = record.energy.by_component.iter().map(|(component, split)| ComponentRow {
        component: component.to_owned(),
        dynamic_pj: pj(split.dynamic_j),
        static_pj: pj(split.static_j),
        total_pj: pj(split.total_j()),
        share: share(split.total_j(), record.energy.total_j),
    });
    write(record, rows, ComponentRow::COLUMNS)
}

#[cfg(test)]
mod tests {
    use super::super::rows::tests::{read, sum};
    use super::*;
    use crate::testing;

    #[test]
    fn every_row_says_how_the_run_stands() {
        let mut record = testing::record_of(&testing::outcome(3, 9, 12, 4));
        record.manifest.what_if = vec!["beyond".to_owned()];
        record.energy.unpriced = vec!["synop".to_owned(), "crossbar".to_owned()];
        let (header, rows) = read(&components(&record).unwrap());
        assert_eq!(header[header.len() - 2..], ["what_if", "unpriced_actions"]);
        assert!(!rows.is_empty() && rows.iter().all(|row| row[row.len() - 2..] == ["true", "2"]), "{rows:?}");
    }

    #[test]
    fn rows_sum_to_the_total() {
        let record = testing::record_of(&testing::outcome(3, 9, 12, 4));
        let (header, rows) = read(&components(&record).unwrap());
        assert_eq!(header, ComponentRow::COLUMNS);
        assert!((sum(&header, &rows, "total_pj") / (record.energy.total_j * 1e12) - 1.0).abs() < 1e-12);
        assert!((sum(&header, &rows, "share") - 1.0).abs() < 1e-12);
    }
}
