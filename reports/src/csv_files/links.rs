//! `links.csv`.

use super::rows::{ns, row, write};
use crate::record::RunRecord;
use crate::reports::RenderError;

row! {
    /// One link that carried anything.
    struct LinkRow { from: String, to: String, class: String, flits: u64, utilisation: f64, waited_ns: f64 }
}

/// Links that carried anything.
pub(crate) fn links(record: &RunRecord) -> Result<Vec<u8>, RenderError> {
    let rows = record.links.iter().map(|link| LinkRow {
        from: link.from.clone(),
        to: link.to.clone(),
        class: link.class.clone(),
        flits: link.flits,
        utilisation: link.utilisation,
        waited_ns: ns(link.waited_ticks, record.time.ticks_per_second),
    });
    write(record, rows, LinkRow::COLUMNS)
}

#[cfg(test)]
mod tests {
    use super::super::rows::tests::{read, sum};
    use super::*;
    use crate::testing;

    #[test]
    fn a_row_a_link() {
        let record = testing::record_of(&testing::outcome(3, 9, 12, 4));
        let (header, rows) = read(&links(&record).unwrap());
        assert_eq!(header, LinkRow::COLUMNS);
        let flits: u64 = record.links.iter().map(|link| link.flits).sum();
        assert!((sum(&header, &rows, "flits") - flits as f64).abs() < 0.5);
        let utilisation: f64 = record.links.iter().map(|link| link.utilisation).sum();
        assert!(utilisation > 0.0 && (sum(&header, &rows, "utilisation") - utilisation).abs() < 1e-9);
    }
}
