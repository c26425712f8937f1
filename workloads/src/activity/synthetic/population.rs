//! The fixed part of one population's synthetic activity: the rates of its units and how the common factor moves them.

use super::{CERTAIN, FACTOR_BITS, PROBABILITY_BITS, SyntheticFile, factor, rates};
use crate::random::Stream;

/// Synthetic activity of one population. Played by [`SyntheticPlayer`](super::SyntheticPlayer).
#[derive(Clone, Debug)]
pub struct SyntheticActivity {
    seed: u64,
    population: u32,
    rates: Vec<u64>,
    persistence: u64,
    factor_weights: Vec<u32>,
    common_factor: f64,
}

impl SyntheticActivity {
    /// The activity of population number `population` with `units` units, of which the fraction `activity` emits in a
    /// step on average. `activity` and `shape` are taken as checked: 0 to 1, and without [`SyntheticFile::problems`].
    pub fn new(units: u32, activity: f64, shape: &SyntheticFile, seed: u64, population: u32) -> Self {
        let mut stream = Stream::new(seed, "activity.rates", u64::from(population));
        let rates = rates::draw(units, activity.clamp(0.0, 1.0), shape.rate_spread, &mut stream);
        let (factor_weights, common_factor) = factor_weights(&rates, shape);
        let persistence = (shape.persistence * CERTAIN as f64).round() as u64;
        Self { seed, population, rates, persistence, factor_weights, common_factor }
    }

    /// Number of units.
    pub fn units(&self) -> u32 {
        self.rates.len() as u32
    }

    /// Expected fraction of units that emit in a step; 0 for a population without units.
    pub fn activity(&self) -> f64 {
        if self.rates.is_empty() {
            return 0.0;
        }
        let sum: u128 = self.rates.iter().map(|rate| u128::from(*rate)).sum();
        sum as f64 / CERTAIN as f64 / self.rates.len() as f64
    }

    /// Probability of one unit to emit in a step.
    ///
    /// # Panics
    /// If there is no such unit.
    pub fn rate(&self, unit: u32) -> f64 {
        self.rates[unit as usize] as f64 / CERTAIN as f64
    }

    /// Standard deviation of the number of events in a step relative to its mean, before the sampling rounds it to a
    /// whole number: the common factor asked for, or the most the rates have room for. 0 for a silent population.
    pub fn common_factor(&self) -> f64 {
        self.common_factor
    }

    /// The stream that decides the events.
    pub(super) fn events_stream(&self) -> Stream {
        Stream::new(self.seed, "activity.events", u64::from(self.population))
    }

    /// Each unit's rate in multiples of 2^-48.
    pub(super) fn rates(&self) -> &[u64] {
        &self.rates
    }

    /// Persistence in multiples of 2^-48.
    pub(super) fn persistence(&self) -> u64 {
        self.persistence
    }

    /// Each unit's weight of the common factor in multiples of 2^-32.
    pub(super) fn factor_weights(&self) -> &[u32] {
        &self.factor_weights
    }
}

/// The weights `h`, in multiples of 2^-32, and the relative standard deviation of the count that results.
///
/// Each unit takes part in proportion to the room its probability has: down to 0 from its lowest value without a
/// factor, `r (1 - persistence)`, at the lowest level, and up to 1 from its highest, `r + persistence (1 - r)`, at the
/// highest.
fn factor_weights(rates: &[u64], shape: &SyntheticFile) -> (Vec<u32>, f64) {
    let levels = factor::levels();
    let one = f64::from(1_u32 << FACTOR_BITS);
    let (lowest, highest) = (-f64::from(levels[0]) / one, f64::from(levels[factor::LEVELS - 1]) / one);
    let room: Vec<f64> = rates
        .iter()
        .map(|rate| *rate as f64 / CERTAIN as f64)
        .map(|rate| (1.0 - shape.persistence) * (rate / lowest).min((1.0 - rate) / highest))
        .collect();
    let most: f64 = room.iter().sum();
    let mean = rates.iter().map(|rate| *rate as f64 / CERTAIN as f64).sum::<f64>();
    if most <= 0.0 || mean <= 0.0 {
        return (vec![0; rates.len()], 0.0);
    }
    // Persistence carries variations over to the next step: their variance grows by 1 / (1 - persistence^2).
    let innovation = (1.0 - shape.persistence * shape.persistence).sqrt();
    // A hair below the whole room, so that rounding cannot take a probability out of 0..=1.
    let portion = (shape.common_factor * mean * innovation / most).min(0.999);
    let scale = portion * (1_u64 << (PROBABILITY_BITS - FACTOR_BITS)) as f64;
    let weights = room.iter().map(|room| (room * scale) as u32).collect();
    (weights, portion * most / innovation / mean)
}
