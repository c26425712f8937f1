//! The fixed part of one population's synthetic activity: the rates of its units and how the common factor moves them.

use super::factor::{Factor, LEVELS, Order, levels, levels_of};
use super::latent::Latent;
use super::{CERTAIN, SyntheticFile, rates, weights};
use crate::random::Stream;

/// What a population's activity was found to be in a recording: one layer of an
/// [`ActivityFile`](crate::activity::ActivityFile), checked.
#[derive(Clone, Copy, Debug)]
pub(in crate::activity) struct FittedShape<'a> {
    /// Each unit's rate, 0 to 1.
    pub(in crate::activity) rates: &'a [f64],
    /// Correlation of a unit's events at successive steps.
    pub(in crate::activity) persistence: f64,
    /// Standard deviation of what the common factor adds to the number of events of a step, in events.
    pub(in crate::activity) innovation: f64,
    /// Quantiles of the common factor; none: the default ones.
    pub(in crate::activity) quantiles: &'a [f64],
    /// By unit, how much of the common factor it takes up, in proportion; none: as it has room.
    pub(in crate::activity) shares: &'a [f64],
    /// Autocorrelation of the latent series behind the factor.
    pub(in crate::activity) autocorrelation: f64,
    /// Row of the triangular root of the correlations of the layers' latent noise, up to this layer.
    pub(in crate::activity) mixing: &'a [f64],
}

/// Synthetic activity of one population. Played by [`SyntheticPlayer`](super::SyntheticPlayer).
#[derive(Clone, Debug)]
pub struct SyntheticActivity {
    seed: u64,
    population: u32,
    rates: Vec<u64>,
    persistence: u64,
    factor_weights: Vec<u32>,
    common_factor: f64,
    levels: Box<[i32; LEVELS]>,
    /// What the latent series of a fitted layer need; none: levels in random order.
    latent: Option<(f64, Vec<f64>)>,
}

impl SyntheticActivity {
    /// The activity of population number `population` with `units` units, of which the fraction `activity` emits in a
    /// step on average. `activity` and `shape` are taken as checked: 0 to 1, and without [`SyntheticFile::problems`].
    pub fn new(units: u32, activity: f64, shape: &SyntheticFile, seed: u64, population: u32) -> Self {
        let mut stream = Stream::new(seed, "activity.rates", u64::from(population));
        let rates = rates::draw(units, activity.clamp(0.0, 1.0), shape.rate_spread, &mut stream);
        let levels = levels();
        let room = weights::room(&rates, shape.persistence, &levels);
        let expected = expected(&rates);
        // Persistence carries variations over to the next step: their variance grows by 1 / (1 - persistence^2).
        let innovation = (1.0 - shape.persistence * shape.persistence).sqrt();
        let (factor_weights, reached) =
            weights::in_proportion(&room, shape.common_factor * expected * innovation);
        let common_factor = if expected > 0.0 { reached / innovation / expected } else { 0.0 };
        let persistence = fixed(shape.persistence);
        let (levels, latent) = (Box::new(levels), None);
        Self { seed, population, rates, persistence, factor_weights, common_factor, levels, latent }
    }

    /// The activity of population number `population` as it was fitted to a recording, and the standard deviation of what
    /// its common factor adds to a step, in events: the one asked for, or what the rates leave room for.
    pub(in crate::activity) fn fitted(shape: &FittedShape<'_>, seed: u64, population: u32) -> (Self, f64) {
        let rates: Vec<u64> = shape.rates.iter().map(|rate| fixed(*rate)).collect();
        let levels = if shape.quantiles.is_empty() { levels() } else { levels_of(shape.quantiles) };
        let room = weights::room(&rates, shape.persistence, &levels);
        let (factor_weights, reached) = if shape.shares.is_empty() {
            weights::in_proportion(&room, shape.innovation)
        } else {
            weights::shared_out(&room, shape.shares, shape.innovation)
        };
        let expected = expected(&rates);
        let growth = growth(shape.persistence, shape.autocorrelation);
        let activity = Self {
            seed,
            population,
            rates,
            persistence: fixed(shape.persistence),
            factor_weights,
            common_factor: if expected > 0.0 { reached * growth / expected } else { 0.0 },
            levels: Box::new(levels),
            latent: Some((shape.autocorrelation, shape.mixing.to_vec())),
        };
        (activity, reached)
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

    /// The common factor, before step 0.
    pub(super) fn factor(&self) -> Factor {
        let order = match &self.latent {
            None => Order::Shuffled,
            Some((autocorrelation, mixing)) => {
                Order::Latent(Latent::new(self.seed, *autocorrelation, mixing.clone()))
            }
        };
        Factor::new(&self.levels, order)
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

/// A probability in multiples of 2^-48.
fn fixed(probability: f64) -> u64 {
    (probability * CERTAIN as f64).round() as u64
}

/// Events expected in a step.
fn expected(rates: &[u64]) -> f64 {
    rates.iter().map(|rate| *rate as f64 / CERTAIN as f64).sum()
}

/// Standard deviation of the number of events in a step, relative to that of what the common factor adds to it: what a
/// series with one memory becomes by another.
pub(in crate::activity) fn growth(persistence: f64, autocorrelation: f64) -> f64 {
    let product = persistence * autocorrelation;
    ((1.0 + product) / (1.0 - product) / (1.0 - persistence * persistence)).sqrt()
}

/// Rates of the units of population number `population`, 0 to 1, with a mean of `activity` and a spread as in
/// [`SyntheticFile::rate_spread`].
pub(in crate::activity) fn drawn_rates(
    units: u32,
    activity: f64,
    spread: f64,
    seed: u64,
    population: u32,
) -> Vec<f64> {
    let mut stream = Stream::new(seed, "activity.rates", u64::from(population));
    let rates = rates::draw(units, activity.clamp(0.0, 1.0), spread, &mut stream);
    rates.into_iter().map(|rate| rate as f64 / CERTAIN as f64).collect()
}
