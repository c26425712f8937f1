//! Dense rows: every position is stored, so the row costs the same however many weights are zero.

use super::row::RowSize;

pub(super) fn row(positions: &[u32], width: u32, weight_bits: u32) -> RowSize {
    RowSize {
        synapses: positions.len() as u32,
        entries: width,
        bits: u64::from(width) * u64::from(weight_bits),
    }
}
