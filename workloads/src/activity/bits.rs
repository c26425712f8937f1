//! Positions of set bits and bytes: how bitmaps become ascending lists of units.

/// The 64-bit words of a little-endian bitmap, bit `i % 8` of byte `i / 8` becoming bit `i % 64` of word `i / 64`; the last
/// word is padded with zeros.
pub(crate) fn words(bytes: &[u8]) -> impl Iterator<Item = u64> + '_ {
    bytes.chunks(8).map(|chunk| chunk.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte)))
}

/// Appends the positions of the set bits, ascending.
pub(crate) fn extend_with_set_bits(words: impl IntoIterator<Item = u64>, positions: &mut Vec<u32>) {
    for (index, word) in words.into_iter().enumerate() {
        let mut rest = word;
        while rest != 0 {
            positions.push(index as u32 * 64 + rest.trailing_zeros());
            rest &= rest - 1;
        }
    }
}

/// Appends the positions of the bytes that are 1, the others being 0, ascending.
///
/// A length that is no multiple of 8 loses its last bytes: pad it.
pub(crate) fn extend_with_set_bytes(bytes: &[u8], positions: &mut Vec<u32>) {
    let (words, _) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let mut rest = u64::from_le_bytes(*word);
        while rest != 0 {
            positions.push(index as u32 * 8 + rest.trailing_zeros() / 8);
            rest &= rest - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bits_and_bytes_give_the_set_positions(set in proptest::collection::vec(any::<bool>(), 0..300)) {
            let wanted: Vec<u32> = (0..set.len() as u32).filter(|position| set[*position as usize]).collect();
            let mut bitmap = vec![0_u8; set.len().div_ceil(8)];
            let mut bytes = vec![0_u8; set.len().next_multiple_of(8)];
            for position in &wanted {
                bitmap[*position as usize / 8] |= 1 << (position % 8);
                bytes[*position as usize] = 1;
            }
            let (mut from_bits, mut from_bytes) = (Vec::new(), Vec::new());
            extend_with_set_bits(words(&bitmap), &mut from_bits);
            extend_with_set_bytes(&bytes, &mut from_bytes);
            prop_assert_eq!(&from_bits, &wanted);
            prop_assert_eq!(&from_bytes, &wanted);
        }
    }
}
