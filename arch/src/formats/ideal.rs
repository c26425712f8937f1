//! Nonzeros alone: the bound that real formats are measured against.

use super::row::RowSize;

pub(super) fn row(positions: &[u32], weight_bits: u32) -> RowSize {
    let nonzeros = positions.len() as u32;
    RowSize { synapses: nonzeros, entries: nonzeros, bits: u64::from(nonzeros) * u64::from(weight_bits) }
}
