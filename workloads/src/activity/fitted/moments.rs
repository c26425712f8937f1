//! Moments of the events of a network's layers, by which a recording and its imitation are compared.

use super::super::recorded::Trace;
use super::super::source::{ActivitySource, StepEvents};

/// Moments of the layers of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments {
    /// By layer.
    pub layers: Vec<LayerMoments>,
    /// By layer, correlations of its number of events in a step with that of each earlier layer.
    pub correlations: Vec<Vec<f64>>,
}

/// Moments of one layer's events.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerMoments {
    /// Units that never emit.
    pub silent_units: u32,
    /// Mean number of events in a step.
    pub mean: f64,
    /// Standard deviation of the number of events in a step.
    pub deviation: f64,
    /// Number of events that 99 of 100 steps do not exceed.
    pub p99: f64,
    /// Most events in a step.
    pub most: f64,
    /// Correlation of a unit's events at successive steps, all units together.
    pub persistence: f64,
    /// Correlation of the number of events at successive steps.
    pub autocorrelation: f64,
}

impl Moments {
    /// The moments of recorded layers.
    pub fn of(layers: &[Trace]) -> Self {
        Self::of_series(&layers.iter().map(Series::of).collect::<Vec<_>>())
    }

    /// The moments of the first `steps` steps of a source.
    pub fn of_source(source: &ActivitySource, steps: u32) -> Self {
        let units = source.populations().iter().map(|population| population.units() as usize);
        let mut series: Vec<Series> =
            units.map(|units| Series { units, counts: Vec::new(), events: Vec::new() }).collect();
        let mut player = source.player();
        let mut step = StepEvents::default();
        for _ in 0..steps {
            if !player.step_into(&mut step) {
                break;
            }
            series.iter_mut().zip(&step.events).for_each(|(series, events)| series.push(events.clone()));
        }
        Self::of_series(&series)
    }

    fn of_series(series: &[Series]) -> Self {
        let correlations = series.iter().enumerate().map(|(at, one)| {
            series[..at].iter().map(|earlier| correlation(&one.counts, &earlier.counts)).collect()
        });
        Self { layers: series.iter().map(Series::moments).collect(), correlations: correlations.collect() }
    }
}

/// The events of a layer as a list of steps.
#[derive(Clone, Debug)]
pub(super) struct Series {
    units: usize,
    /// Number of events by step.
    pub(super) counts: Vec<f64>,
    /// Ascending units by step.
    pub(super) events: Vec<Vec<u32>>,
}

impl Series {
    pub(super) fn of(trace: &Trace) -> Self {
        let mut series = Self { units: trace.units() as usize, counts: Vec::new(), events: Vec::new() };
        for step in 0..trace.steps() {
            let mut events = Vec::new();
            trace.extend_with_step(step, &mut events);
            series.push(events);
        }
        series
    }

    fn push(&mut self, events: Vec<u32>) {
        self.counts.push(events.len() as f64);
        self.events.push(events);
    }

    /// Mean number of events in a step.
    pub(super) fn mean(&self) -> f64 {
        mean(&self.counts)
    }

    /// Fraction of the steps at which each unit emits.
    pub(super) fn rates(&self) -> Vec<f64> {
        let mut events = vec![0.0; self.units];
        for unit in self.events.iter().flatten() {
            events[*unit as usize] += 1.0;
        }
        events.into_iter().map(|events| events / self.counts.len().max(1) as f64).collect()
    }

    /// Correlation of a unit's events at successive steps, all units together; 0 where none varies.
    pub(super) fn persistence(&self) -> f64 {
        let rates = self.rates();
        let squares: f64 = rates.iter().map(|rate| rate * rate).sum();
        let variance: f64 = rates.iter().map(|rate| rate * (1.0 - rate)).sum();
        let of_rates = |events: &[u32]| events.iter().map(|unit| rates[*unit as usize]).sum::<f64>();
        let pairs = self.events.windows(2).map(|pair| {
            let repeated = common(&pair[0], &pair[1]) as f64;
            repeated - of_rates(&pair[0]) - of_rates(&pair[1]) + squares
        });
        let count = self.events.len().saturating_sub(1).max(1) as f64;
        if variance > 0.0 { pairs.sum::<f64>() / count / variance } else { 0.0 }
    }

    fn moments(&self) -> LayerMoments {
        let mut sorted = self.counts.clone();
        sorted.sort_by(f64::total_cmp);
        let place = (sorted.len() * 99).div_ceil(100).saturating_sub(1);
        let (before, after) = (self.counts.len().saturating_sub(1), 1.min(self.counts.len()));
        LayerMoments {
            silent_units: self.rates().iter().filter(|rate| **rate <= 0.0).count() as u32,
            mean: self.mean(),
            deviation: covariance(&self.counts, &self.counts).sqrt(),
            p99: sorted.get(place).copied().unwrap_or(0.0),
            most: sorted.last().copied().unwrap_or(0.0),
            persistence: self.persistence(),
            autocorrelation: correlation(&self.counts[..before], &self.counts[after..]),
        }
    }
}

/// Units in both of two ascending lists.
fn common(one: &[u32], other: &[u32]) -> usize {
    one.iter().filter(|unit| other.binary_search(unit).is_ok()).count()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn covariance(one: &[f64], other: &[f64]) -> f64 {
    let (centre, other_centre) = (mean(one), mean(other));
    let products = one.iter().zip(other).map(|(a, b)| (a - centre) * (b - other_centre));
    products.sum::<f64>() / one.len().max(1) as f64
}

/// Correlation of two lists; 0 where one does not vary.
fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let scale = (covariance(one, one) * covariance(other, other)).sqrt();
    if scale > 0.0 { covariance(one, other) / scale } else { 0.0 }
}
