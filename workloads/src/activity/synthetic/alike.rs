//! Draws the events of a population whose units are all alike.

use super::{CERTAIN, PROBABILITY_BITS, SyntheticActivity};
use crate::random::Stream;

/// Rates that differ by less are the same: a millionth of a millionth.
const NO_DIFFERENCE: u64 = CERTAIN / 1_000_000_000_000;

/// Plays units of one rate, without memory or common factor.
#[derive(Clone, Debug)]
pub struct AlikePlayer {
    stream: Stream,
    /// Expected events of a step in multiples of 2^-48.
    expected: u128,
    /// A bit for every unit, whether it emits at this step: draws come to it in any order, so it has to be small.
    emits: Vec<u64>,
    units: u32,
}

impl AlikePlayer {
    /// A player at step 0; `None` where units are not alike.
    pub(super) fn new(activity: &SyntheticActivity) -> Option<Self> {
        let rates = activity.rates();
        // Rates that are meant to be equal differ by the rounding of their sum.
        let spread = rates.iter().max()? - rates.iter().min()?;
        let alike = spread <= NO_DIFFERENCE
            && activity.persistence() == 0
            && activity.factor_weights().iter().all(|weight| *weight == 0);
        alike.then(|| Self {
            stream: activity.events_stream(),
            expected: rates.iter().map(|rate| u128::from(*rate)).sum(),
            emits: vec![0; rates.len().div_ceil(64)],
            units: activity.units(),
        })
    }

    /// Appends the ascending ids of the units that emit at the next step.
    pub(super) fn step_into(&mut self, events: &mut Vec<u32>) {
        let offset = self.stream.next_u64() >> (u64::BITS - PROBABILITY_BITS);
        let count = ((self.expected + u128::from(offset)) >> PROBABILITY_BITS) as u32;
        // Floyd's way to draw different units: one of the first so many, or else the last of them.
        for last in self.units - count..self.units {
            let drawn = self.stream.below(u64::from(last) + 1) as u32;
            let taken = self.emits[(drawn / 64) as usize] >> (drawn % 64) & 1 == 1;
            let unit = if taken { last } else { drawn };
            self.emits[(unit / 64) as usize] |= 1 << (unit % 64);
        }
        for (first, word) in (0..).step_by(64).zip(&mut self.emits) {
            while *word != 0 {
                events.push(first + word.trailing_zeros());
                *word &= *word - 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::SyntheticFile;
    use super::*;

    const ALIKE: SyntheticFile = SyntheticFile { rate_spread: 0.0, persistence: 0.0, common_factor: 0.0 };

    fn player(units: u32, activity: f64, seed: u64) -> AlikePlayer {
        let activity = SyntheticActivity::new(units, activity, &ALIKE, seed, 0);
        AlikePlayer::new(&activity).expect("alike")
    }

    #[test]
    fn units_that_differ_are_not_alike() {
        for shape in [
            SyntheticFile { rate_spread: 0.1, ..ALIKE },
            SyntheticFile { persistence: 0.1, ..ALIKE },
            SyntheticFile { common_factor: 0.1, ..ALIKE },
        ] {
            let activity = SyntheticActivity::new(100, 0.1, &shape, 1, 0);
            assert!(AlikePlayer::new(&activity).is_none(), "{shape:?}");
        }
    }

    #[test]
    fn every_unit_has_the_rate() {
        let mut player = player(40, 0.06, 7);
        let mut emitted = [0_u32; 40];
        let mut events = Vec::new();
        for _ in 0..20_000 {
            events.clear();
            player.step_into(&mut events);
            for unit in &events {
                emitted[*unit as usize] += 1;
            }
        }
        // 1,200 each, with a standard deviation of 33.6.
        assert!(emitted.iter().all(|events| (1_040..1_360).contains(events)), "{emitted:?}");
    }

    proptest! {
        #[test]
        fn counts_are_within_one_of_what_is_expected(units in 1_u32..400, activity in 0.001..=0.999, seed: u64) {
            let mut player = player(units, activity, seed);
            let expected = activity * f64::from(units);
            for _ in 0..5 {
                let mut events = Vec::new();
                player.step_into(&mut events);
                prop_assert!(events.is_sorted_by(|before, after| before < after));
                prop_assert!(events.iter().all(|unit| *unit < units));
                prop_assert!((events.len() as f64 - expected).abs() <= 1.0 + 1e-6, "{} of {expected}", events.len());
            }
        }
    }
}
