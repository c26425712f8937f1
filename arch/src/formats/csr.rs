//! Compressed sparse rows: each nonzero carries its absolute position, ⌈log2 width⌉ bits.

use super::row::{RowSize, index_bits};

pub(super) fn row(positions: &[u32], width: u32, weight_bits: u32) -> RowSize {
    let nonzeros = positions.len() as u32;
    let entry_bits = u64::from(weight_bits) + u64::from(index_bits(width));
    RowSize { synapses: nonzeros, entries: nonzeros, bits: u64::from(nonzeros) * entry_bits }
}
