//! Block rows: `size` consecutive positions share one index and are stored whole as soon as one of them is nonzero.
//!
//! The last block of a row is stored whole too, padded where the row ends within it.

use super::row::{RowSize, index_bits};

pub(super) fn row(positions: &[u32], width: u32, weight_bits: u32, size: u32) -> RowSize {
    let stored = positions.chunk_by(|earlier, later| earlier / size == later / size).count() as u32;
    let index = index_bits(width.div_ceil(size));
    let block_bits = u64::from(size) * u64::from(weight_bits) + u64::from(index);
    RowSize { synapses: positions.len() as u32, entries: stored * size, bits: u64::from(stored) * block_bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_stored_once_and_whole() {
        // 10 positions are 3 blocks of 4: 2 bits of index, and the last block is padded.
        assert_eq!(row(&[], 10, 8, 4), RowSize { synapses: 0, entries: 0, bits: 0 });
        assert_eq!(row(&[0, 3], 10, 8, 4), RowSize { synapses: 2, entries: 4, bits: 34 });
        assert_eq!(row(&[3, 4, 9], 10, 8, 4), RowSize { synapses: 3, entries: 12, bits: 102 });
    }
}
