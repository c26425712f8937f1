//! Weights at targets that are drawn anew whenever they are needed, so that nothing is stored.

use crate::random::Stream;

/// Calls `visit` with the `fan_out` targets of a source unit, ascending and different from each other.
pub(in super::super) fn random_row(
    targets: u32,
    fan_out: u32,
    seed: u64,
    source: u32,
    visit: impl FnMut(u32),
) {
    Stream::new(seed, "synapses.random", source.into()).one_in_each_range(targets, fan_out, visit);
}

/// Adds `value * weight` to the sums at the targets of every event; the number of weights applied.
pub(in super::super) fn add_random(
    (targets, fan_out, seed, weight): (u32, u32, u64, f32),
    units: &[u32],
    values: &[f32],
    sums: &mut [f32],
) -> u64 {
    let sums = &mut sums[..targets as usize];
    for (unit, value) in units.iter().zip(values) {
        let change = value * weight;
        random_row(targets, fan_out, seed, *unit, |target| sums[target as usize] += change);
    }
    units.len() as u64 * u64::from(fan_out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(targets: u32, fan_out: u32, seed: u64, source: u32) -> Vec<u32> {
        let mut row = Vec::new();
        random_row(targets, fan_out, seed, source, |target| row.push(target));
        row
    }

    #[test]
    fn targets_are_equally_likely() {
        // 7 of 20: each target expects 4,200 of 12,000 rows, with a standard deviation of 52.
        let mut hits = [0_u32; 20];
        (0..12_000)
            .for_each(|source| row(20, 7, 3, source).iter().for_each(|target| hits[*target as usize] += 1));
        assert_eq!(hits.iter().sum::<u32>(), 84_000);
        // A range of 2 or 3 targets makes some of them likelier: 1/2 against 1/3 of the rows, 20/7 on average.
        assert!(hits.iter().all(|hits| (3_700..6_300).contains(hits)), "{hits:?}");
    }

    proptest! {
        #[test]
        fn rows_ascend_stay_inside_and_have_the_fan_out(targets in 1_u32..500, share in 0.0..=1.0_f64, seed: u64, source: u32) {
            let fan_out = (f64::from(targets) * share) as u32;
            let drawn = row(targets, fan_out, seed, source);
            prop_assert_eq!(drawn.len() as u32, fan_out);
            prop_assert!(drawn.is_sorted_by(|before, after| before < after));
            prop_assert!(drawn.iter().all(|target| *target < targets));
            prop_assert_eq!(&drawn, &row(targets, fan_out, seed, source));
        }
    }
}
