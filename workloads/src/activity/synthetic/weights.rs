//! The weights `h`: how much of the common factor each unit takes up.

use super::factor::LEVELS;
use super::{CERTAIN, FACTOR_BITS, PROBABILITY_BITS};

/// A hair below the whole room of a unit, so that rounding cannot take a probability out of 0..=1.
const MOST_OF_ROOM: f64 = 0.999;

/// What each unit can take up of a factor with these levels at most, so that its probability stays in 0..=1: down to 0
/// from its lowest value without a factor, `r (1 - persistence)`, at the lowest level, and up to 1 from its highest,
/// `r + persistence (1 - r)`, at the highest.
pub(super) fn room(rates: &[u64], persistence: f64, levels: &[i32; LEVELS]) -> Vec<f64> {
    let one = f64::from(1_u32 << FACTOR_BITS);
    let (lowest, highest) = (-f64::from(levels[0]) / one, f64::from(levels[LEVELS - 1]) / one);
    rates
        .iter()
        .map(|rate| *rate as f64 / CERTAIN as f64)
        .map(|rate| (1.0 - persistence) * (rate / lowest).min((1.0 - rate) / highest))
        .collect()
}

/// Weights in proportion to the room, in multiples of 2^-32, and their sum, which is `wanted` events a step or what there
/// is room for.
pub(super) fn in_proportion(room: &[f64], wanted: f64) -> (Vec<u32>, f64) {
    let most: f64 = room.iter().sum();
    if most <= 0.0 {
        return (vec![0; room.len()], 0.0);
    }
    let portion = (wanted / most).min(MOST_OF_ROOM);
    let scale = portion * one();
    (room.iter().map(|room| (room * scale) as u32).collect(), portion * most)
}

/// Weights in proportion to `shares` as far as there is room: what does not fit into a unit goes to the others. In
/// multiples of 2^-32, with their sum, which is `wanted` events a step or what there is room for.
pub(super) fn shared_out(room: &[f64], shares: &[f64], wanted: f64) -> (Vec<u32>, f64) {
    let most = |room: &f64| room * MOST_OF_ROOM;
    let filled = |scale: f64| -> f64 {
        room.iter().zip(shares).map(|(room, share)| (scale * share).min(most(room))).sum()
    };
    let (mut low, mut high) = (0.0, 1.0);
    // Doubling ends where every unit with a share is full, at the latest when the scale is past every number.
    for _ in 0..1024 {
        if filled(high) >= wanted {
            break;
        }
        low = high;
        high *= 2.0;
    }
    for _ in 0..64 {
        let middle = f64::midpoint(low, high);
        if filled(middle) < wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    let weights = room.iter().zip(shares).map(|(room, share)| ((low * share).min(most(room)) * one()) as u32);
    (weights.collect(), filled(low))
}

/// 1 in multiples of 2^-32.
fn one() -> f64 {
    (1_u64 << (PROBABILITY_BITS - FACTOR_BITS)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_kept_until_a_unit_is_full() {
        let room = [0.1, 0.1, 0.02, 0.1];
        let (weights, sum) = shared_out(&room, &[1.0, 2.0, 2.0, 0.0], 0.11);
        let weights: Vec<f64> = weights.iter().map(|weight| f64::from(*weight) / one()).collect();
        assert!((sum - 0.11).abs() < 1e-9, "{sum}");
        for (weight, expected) in weights.iter().zip([0.03, 0.06, 0.02 * MOST_OF_ROOM, 0.0]) {
            assert!((weight - expected).abs() < 1e-4, "{weights:?}");
        }
    }

    #[test]
    fn more_than_there_is_room_for_fills_it() {
        let room = [0.1, 0.1, 0.02];
        let (_, all) = in_proportion(&room, 9.0);
        let (_, with_shares) = shared_out(&room, &[1.0, 1e-3, 5.0], 9.0);
        assert!((all - 0.22 * MOST_OF_ROOM).abs() < 1e-12);
        assert!((with_shares - 0.22 * MOST_OF_ROOM).abs() < 1e-12);
        assert_eq!(shared_out(&[0.0], &[1.0], 1.0), (vec![0], 0.0));
    }
}
