//! Draws the events of one population step by step.
//!
//! Systematic sampling needs one random number a step. Its order of the units must be random, or neighbours would
//! exclude each other and every core would get its even share of the events. The order persists and a quarter of its
//! places are exchanged with random ones before each step: started uniform it stays uniform at every step, at a quarter
//! of a shuffle's cost. The units are kept in that order, so a step is one pass through memory with neither branches nor
//! chains of dependent operations longer than one addition a unit.
//!
//! Where all units are alike, without memory or common factor, a step draws how many emit and then as many different units:
//! what systematic sampling along a fresh random order does, at a cost of events and not of units ([`AlikePlayer`]).

use super::alike::AlikePlayer;
use super::factor::Factor;
use super::{CERTAIN, PROBABILITY_BITS, SyntheticActivity};
use crate::activity::bits::extend_with_set_bytes;
use crate::random::Stream;

/// Plays the synthetic activity of one population from step 0 on.
#[derive(Clone, Debug)]
pub enum SyntheticPlayer {
    /// Of units that differ, remember or share a factor.
    Ordered(Box<OrderedPlayer>),
    /// Of units that are all alike.
    Alike(Box<AlikePlayer>),
}

impl SyntheticPlayer {
    /// A player at step 0.
    pub fn new(activity: &SyntheticActivity) -> Self {
        match AlikePlayer::new(activity) {
            Some(player) => Self::Alike(Box::new(player)),
            None => Self::Ordered(Box::new(OrderedPlayer::new(activity))),
        }
    }

    /// Appends the ascending ids of the units that emit at the next step.
    pub fn step_into(&mut self, events: &mut Vec<u32>) {
        match self {
            Self::Ordered(player) => player.step_into(events),
            Self::Alike(player) => player.step_into(events),
        }
    }
}

/// Plays units that differ, remember or share a factor.
#[derive(Clone, Debug)]
pub struct OrderedPlayer {
    stream: Stream,
    factor: Factor,
    /// Persistence in multiples of 2^-48.
    persistence: u64,
    order: Vec<Slot>,
    /// By unit, whether it emits at this step; padded to whole words.
    emits: Vec<u8>,
}

/// One unit at its place in the order.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Probability to emit after a step without an event, factor aside, in multiples of 2^-48.
    probability: u64,
    /// Weight of the common factor in multiples of 2^-32.
    factor_weight: u32,
    /// Twice the unit's id, plus one if it emitted at the last step.
    unit_and_state: u32,
}

impl OrderedPlayer {
    fn new(activity: &SyntheticActivity) -> Self {
        let mut stream = activity.events_stream();
        let persistence = activity.persistence();
        let mut order: Vec<Slot> = Vec::with_capacity(activity.units() as usize);
        let mut sum = stream.next_u64() >> (u64::BITS - PROBABILITY_BITS);
        let mut units: Vec<u32> = (0..activity.units()).collect();
        for last in (1..units.len()).rev() {
            units.swap(last, stream.below(last as u64 + 1) as usize);
        }
        for unit in units {
            let rate = activity.rates()[unit as usize];
            let before = sum;
            sum = sum.wrapping_add(rate);
            let state = passed(before, sum);
            let kept = (u128::from(rate) * u128::from(persistence)) >> PROBABILITY_BITS;
            order.push(Slot {
                probability: (rate - kept as u64).min(CERTAIN - persistence),
                factor_weight: activity.factor_weights()[unit as usize],
                unit_and_state: (unit << 1) | u32::from(state),
            });
        }
        let emits = vec![0; order.len().next_multiple_of(8)];
        Self { stream, factor: activity.factor(), persistence, order, emits }
    }

    fn step_into(&mut self, events: &mut Vec<u32>) {
        self.exchange_places();
        let factor = i64::from(self.factor.next(&mut self.stream));
        let mut sum = self.stream.next_u64() >> (u64::BITS - PROBABILITY_BITS);
        for slot in &mut self.order {
            let carried = self.persistence * u64::from(slot.unit_and_state & 1);
            let moved = (i64::from(slot.factor_weight) * factor).cast_unsigned();
            let before = sum;
            sum = sum.wrapping_add(slot.probability).wrapping_add(carried).wrapping_add(moved);
            let emits = passed(before, sum);
            slot.unit_and_state = (slot.unit_and_state & !1) | u32::from(emits);
            self.emits[(slot.unit_and_state >> 1) as usize] = emits;
        }
        extend_with_set_bytes(&self.emits, events);
    }

    /// Exchanges a quarter of the places, a run from a random place on, each with a random place.
    fn exchange_places(&mut self) {
        let places = self.order.len();
        if places < 2 {
            return;
        }
        // Multiplying favours some places by up to `places` in 2^32: no unit's probability depends on the order.
        let random_place =
            |stream: &mut Stream| ((u64::from(stream.next_u32()) * places as u64) >> 32) as usize;
        let mut place = random_place(&mut self.stream);
        for _ in 0..places.div_ceil(4) {
            self.order.swap(place, random_place(&mut self.stream));
            place += 1;
            if place == places {
                place = 0;
            }
        }
    }
}

/// 1 if the sum of probabilities passed a whole number, 0 if not. It grows by at most 1, so the lowest bit of the whole
/// part tells, even when the sum wraps around.
fn passed(before: u64, after: u64) -> u8 {
    (((before ^ after) >> PROBABILITY_BITS) & 1) as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{FittedShape, SyntheticFile, factor};
    use super::*;

    proptest! {
        #[test]
        fn no_probability_leaves_0_to_1(
            units in 1_u32..300,
            activity in 0.0..=1.0,
            rate_spread in 0.0..=3.0,
            persistence in 0.0..=0.95,
            common_factor in 0.0..=1.0,
            seed: u64,
        ) {
            let shape = SyntheticFile { rate_spread, persistence, common_factor };
            let player = OrderedPlayer::new(&SyntheticActivity::new(units, activity, &shape, seed, 0));
            let levels = factor::levels();
            let (lowest, highest) = (i64::from(levels[0]), i64::from(levels[factor::LEVELS - 1]));
            let persistence = player.persistence.cast_signed();
            for slot in &player.order {
                let (probability, weight) = (slot.probability.cast_signed(), i64::from(slot.factor_weight));
                prop_assert!(probability + weight * lowest >= 0, "{slot:?}");
                prop_assert!(probability + persistence + weight * highest <= CERTAIN.cast_signed(), "{slot:?}");
            }
        }

        #[test]
        fn no_fitted_probability_leaves_0_to_1(
            units in proptest::collection::vec((0.0..=1.0, 0.0..=4.0), 1..100),
            quantiles in proptest::collection::vec(-9.0..=9.0, 0..20),
            persistence in 0.0..=0.95,
            innovation in 0.0..=60.0,
            autocorrelation in -0.95..=0.95,
        ) {
            let (rates, shares): (Vec<f64>, Vec<f64>) = units.into_iter().unzip();
            let mut quantiles: Vec<f64> = quantiles;
            quantiles.sort_by(f64::total_cmp);
            let shape = FittedShape {
                rates: &rates,
                persistence,
                innovation,
                quantiles: &quantiles,
                shares: &shares,
                autocorrelation,
                mixing: &[1.0],
            };
            let (activity, reached) = SyntheticActivity::fitted(&shape, 1, 0);
            prop_assert!(reached <= innovation);
            let mut player = OrderedPlayer::new(&activity);
            let mut levels: Vec<i64> = Vec::new();
            levels.resize_with(factor::LEVELS, || i64::from(player.factor.next(&mut player.stream)));
            prop_assert_eq!(levels.iter().sum::<i64>(), 0);
            let (lowest, highest) = (*levels.iter().min().unwrap(), *levels.iter().max().unwrap());
            let persistence = player.persistence.cast_signed();
            for slot in &player.order {
                let (probability, weight) = (slot.probability.cast_signed(), i64::from(slot.factor_weight));
                prop_assert!(probability + weight * lowest >= 0, "{slot:?}");
                prop_assert!(probability + persistence + weight * highest <= CERTAIN.cast_signed(), "{slot:?}");
            }
        }

        #[test]
        fn the_conditional_probabilities_keep_each_rate(units in 1_u32..300, activity in 0.0..=1.0, seed: u64) {
            let population = SyntheticActivity::new(units, activity, &SyntheticFile::default(), seed, 0);
            let player = OrderedPlayer::new(&population);
            for slot in &player.order {
                let rate = population.rates()[(slot.unit_and_state >> 1) as usize];
                let kept = (u128::from(rate) * u128::from(player.persistence)) >> PROBABILITY_BITS;
                // What the next step gives on average, the factor's average being 0, is the rate, to one rounding.
                prop_assert!((slot.probability + kept as u64).abs_diff(rate) <= 1);
            }
        }
    }

    #[test]
    fn the_order_always_holds_every_unit_once() {
        let mut player =
            OrderedPlayer::new(&SyntheticActivity::new(37, 0.4, &SyntheticFile::default(), 1, 0));
        let start: Vec<u32> = player.order.iter().map(|slot| slot.unit_and_state >> 1).collect();
        let mut events = Vec::new();
        for _ in 0..10 {
            player.step_into(&mut events);
        }
        let mut units: Vec<u32> = player.order.iter().map(|slot| slot.unit_and_state >> 1).collect();
        assert_ne!(units, start);
        units.sort_unstable();
        assert!(units.into_iter().eq(0..37));
    }
}
