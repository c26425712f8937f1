//! What several masks draw: distinct targets of a row, and orders.

use crate::random::Stream;

/// Appends `count` different numbers below `width`, ascending, any such set as likely as any other; `bits` is scratch
/// of at least `width.div_ceil(64)` words.
pub(super) fn distinct_below(
    width: u32,
    count: u32,
    stream: &mut Stream,
    bits: &mut [u64],
    into: &mut Vec<u32>,
) {
    let bits = &mut bits[..width.div_ceil(64) as usize];
    // Of a row more than half full the gaps are drawn instead, so that few draws hit a position already taken.
    let by_gaps = count > width / 2;
    let mut missing = if by_gaps { width - count } else { count };
    bits.fill(0);
    while missing > 0 {
        let target = stream.below(u64::from(width));
        let (word, bit) = ((target / 64) as usize, 1 << (target % 64));
        missing -= u32::from(bits[word] & bit == 0);
        bits[word] |= bit;
    }
    for (word, &drawn) in (0..).step_by(64).zip(bits.iter()) {
        let valid = if width - word >= 64 { u64::MAX } else { (1 << (width - word)) - 1 };
        let mut rest = if by_gaps { !drawn & valid } else { drawn };
        while rest != 0 {
            into.push(word + rest.trailing_zeros());
            rest &= rest - 1;
        }
    }
}

/// The numbers below `count` in an order of which any is as likely as any other.
pub(super) fn shuffled(count: u32, stream: &mut Stream) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count).collect();
    for last in (1..order.len()).rev() {
        order.swap(last, stream.below(last as u64 + 1) as usize);
    }
    order
}

/// `whole` shared out over `parts` numbers as evenly as possible: those up to and with `part`.
pub(super) fn even_share(whole: u64, part: u64, parts: u64) -> u64 {
    (u128::from(whole) * u128::from(part) / u128::from(parts.max(1))) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_uniform() {
        // 6,000 orders of 3: each of the 6 expects 1,000 with a standard deviation of 29.
        let mut stream = Stream::new(1, "test.shuffled", 0);
        let mut seen = std::collections::BTreeMap::new();
        (0..6000).for_each(|_| *seen.entry(shuffled(3, &mut stream)).or_insert(0_u32) += 1);
        assert_eq!(seen.len(), 6);
        assert!(seen.values().all(|times| times.abs_diff(1000) < 120), "{seen:?}");
    }
}
