//! What every weight format answers about one row, and the bit arithmetic they share.

use std::fmt;

/// Size of one stored row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RowSize {
    /// Nonzero weights.
    pub synapses: u32,
    /// Stored entries a core steps over: the synapses, and fillers, stored zeros and padding as the format has them.
    pub entries: u32,
    /// Bits of the row, indices and padding included, row pointer not.
    pub bits: u64,
}

/// A group of a row holds more nonzeros than the N:M format can store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowMisfit {
    /// First position of the group.
    pub position: u32,
    /// Nonzeros in the group.
    pub nonzeros: u32,
    /// Nonzeros the format stores in a group.
    pub n: u32,
    /// Positions of a group.
    pub m: u32,
}

impl fmt::Display for RowMisfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, nonzeros, n, m } = self;
        write!(
            formatter,
            "the {m} positions from {position} on hold {nonzeros} nonzero weights, a {n}:{m} row at most {n}"
        )
    }
}

impl std::error::Error for RowMisfit {}

/// Bits that tell `count` things apart: ⌈log2 count⌉, 0 for a single thing.
pub fn index_bits(count: u32) -> u32 {
    u32::BITS - count.saturating_sub(1).leading_zeros()
}

/// Memory words that `bits` take up when they start at a word of `word_bits` > 0 bits.
pub fn words(bits: u64, word_bits: u32) -> u64 {
    bits.div_ceil(u64::from(word_bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_bits_are_the_least_that_tell_all_apart() {
        for (count, bits) in
            [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (1024, 10), (1025, 11), (1350, 11)]
        {
            assert_eq!(index_bits(count), bits, "{count} things");
        }
        assert_eq!(index_bits(u32::MAX), 32);
    }

    #[test]
    fn words_round_up() {
        assert_eq!(words(0, 64), 0);
        assert_eq!(words(1, 64), 1);
        assert_eq!(words(64, 64), 1);
        assert_eq!(words(65, 64), 2);
        assert_eq!(words(u64::MAX, 1), u64::MAX);
    }
}
