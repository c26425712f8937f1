//! Run-length rows as in EIE: an entry is the number of zeros before it and a weight.
//!
//! A run longer than the field can say is broken up by fillers, entries with the longest run and a stored zero, each of
//! which takes up 2^`run_bits` positions. Zeros after the last nonzero are not stored.

use super::row::RowSize;

pub(super) fn row(positions: &[u32], weight_bits: u32, run_bits: u32) -> RowSize {
    let mut fillers = 0;
    let mut next = 0;
    for &position in positions {
        fillers += (position - next) >> run_bits;
        next = position + 1;
    }
    let nonzeros = positions.len() as u32;
    let entries = nonzeros + fillers;
    let entry_bits = u64::from(weight_bits) + u64::from(run_bits);
    RowSize { synapses: nonzeros, entries, bits: u64::from(entries) * entry_bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filler_starts_with_the_first_run_the_field_cannot_say() {
        let entries = |gap| row(&[gap], 8, 4).entries;
        assert_eq!(entries(0), 1);
        assert_eq!(entries(15), 1);
        assert_eq!(entries(16), 2);
        assert_eq!(entries(31), 2);
        assert_eq!(entries(32), 3);
    }

    #[test]
    fn runs_count_from_the_last_entry() {
        assert_eq!(row(&[15, 31], 8, 4), RowSize { synapses: 2, entries: 2, bits: 24 });
        assert_eq!(row(&[15, 32], 8, 4), RowSize { synapses: 2, entries: 3, bits: 36 });
    }
}
