//! `memories.csv`.

use super::rows::{row, share, write};
use crate::record::RunRecord;
use crate::reports::RenderError;

row! {
    /// One bank, of the memories of one name on all cores.
    struct BankRow {
        memory: String,
        bank: usize,
        words: u64,
        share_of_memory: f64,
        memory_conflict_wait_ns: f64,
    }
}

/// Banks of memories, summed over cores; waits are those of the whole memory.
pub(crate) fn memories(record: &RunRecord) -> Result<Vec<u8>, RenderError> {
    let rows = record.memory.iter().flat_map(|(name, memory)| {
        let sum: u64 = memory.words_by_bank.iter().sum();
        memory.words_by_bank.iter().enumerate().map(move |(bank, &words)| BankRow {
            memory: name.to_owned(),
            bank,
            words,
            share_of_memory: share(words as f64, sum as f64),
            memory_conflict_wait_ns: memory.conflict_wait_s * 1e9,
        })
    });
    write(record, rows, BankRow::COLUMNS)
}

#[cfg(test)]
mod tests {
    use super::super::rows::tests::{read, sum};
    use super::*;
    use crate::testing;

    #[test]
    fn a_row_a_bank() {
        let outcome = testing::outcome(3, 9, 12, 4);
        let record = testing::record_of(&outcome);
        let (header, rows) = read(&memories(&record).unwrap());
        assert_eq!(header, BankRow::COLUMNS);
        assert_eq!(
            rows.len(),
            record.memory.values().map(|memory| memory.words_by_bank.len()).sum::<usize>()
        );
        let words: u64 = outcome
            .cores
            .iter()
            .flat_map(|core| &core.accesses)
            .flat_map(|memory| &memory.words_by_bank)
            .sum();
        assert!(words > 0);
        assert!((sum(&header, &rows, "words") - words as f64).abs() < 0.5);
        assert!((sum(&header, &rows, "share_of_memory") - record.memory.len() as f64).abs() < 1e-9);
    }
}
