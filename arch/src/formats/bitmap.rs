//! Bitmap rows: one bit a position says which are nonzero, the nonzeros follow.

use super::row::RowSize;

pub(super) fn row(positions: &[u32], width: u32, weight_bits: u32) -> RowSize {
    let nonzeros = positions.len() as u32;
    RowSize {
        synapses: nonzeros,
        entries: nonzeros,
        bits: u64::from(width) + u64::from(nonzeros) * u64::from(weight_bits),
    }
}
