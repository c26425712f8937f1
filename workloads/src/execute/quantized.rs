//! Constants of leaky integrate-and-fire neurons on a grid of 1/64, as digital cores with integer arithmetic compute them.

/// Leaky integrate-and-fire whose potential is cut to a multiple of 1/64 at the beginning of every step; see
/// [`Self::GRID`]. Every list holds a number a unit.
///
/// From the second step on `current *= input_decay` and `potential *= leak_decay`; then the potential is cut towards 0. A unit
/// that is not refractory adds `bias` to the potential, the weighted sum to the current, and the current to the potential, and
/// emits when that is above `threshold`. A refractory one drops what it receives. Numbers are 64-bit floats.
///
/// A unit counts as updated when its potential was not 0, it received any event, its bias is not 0, it is told to
/// (`force_update`), or it emits; others are skipped, which costs less on chips that tell them apart.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantizedLif {
    /// Added to the potential in every step.
    pub bias: Vec<f64>,
    /// Potential before the first step.
    pub potential: Vec<f64>,
    /// Share of the potential that is kept from step to step.
    pub leak_decay: Vec<f64>,
    /// Share of the current that is kept from step to step.
    pub input_decay: Vec<f64>,
    /// Potential above which a unit emits.
    pub threshold: Vec<f64>,
    /// Potential after an event, with [`PotentialReset::Hard`].
    pub reset: Vec<f64>,
    /// Potential below which the reverse reset acts.
    pub reverse_threshold: Vec<f64>,
    /// Potential after a reverse reset, with [`PotentialReset::Hard`].
    pub reverse_reset: Vec<f64>,
    /// Steps from an event to the first in which the unit can emit again; 0 and 1 are the next one.
    pub refractory_steps: Vec<u32>,
    /// What an event does to the potential.
    pub reset_mode: Vec<PotentialReset>,
    /// What happens to a potential below the reverse threshold.
    pub reverse_reset_mode: Vec<PotentialReset>,
    /// Whether the unit is updated in every step.
    pub force_update: Vec<bool>,
}

/// What becomes of a potential beyond a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PotentialReset {
    /// It stays.
    Keep,
    /// The threshold is taken from it.
    Subtract,
    /// It becomes the reset potential.
    Hard,
    /// It becomes the threshold.
    Saturate,
}

impl PotentialReset {
    /// All, in the order of their numbers in files.
    pub const ALL: [Self; 4] = [Self::Keep, Self::Subtract, Self::Hard, Self::Saturate];

    /// The potential after it.
    pub(super) fn apply(self, potential: f64, threshold: f64, reset: f64) -> f64 {
        match self {
            Self::Keep => potential,
            Self::Subtract => potential - threshold,
            Self::Hard => reset,
            Self::Saturate => threshold,
        }
    }
}

impl QuantizedLif {
    /// Steps of the potential in 1.
    pub const GRID: f64 = 64.0;

    /// Units at rest that do nothing: threshold 0, no leak, no memory of the current, hard reset to 0, no reverse reset.
    pub fn at_rest(units: u32) -> Self {
        let of = |value: f64| vec![value; units as usize];
        Self {
            bias: of(0.0),
            potential: of(0.0),
            leak_decay: of(1.0),
            input_decay: of(0.0),
            threshold: of(0.0),
            reset: of(0.0),
            reverse_threshold: of(0.0),
            reverse_reset: of(0.0),
            refractory_steps: vec![0; units as usize],
            reset_mode: vec![PotentialReset::Hard; units as usize],
            reverse_reset_mode: vec![PotentialReset::Keep; units as usize],
            force_update: vec![false; units as usize],
        }
    }

    /// Every list of numbers with its name in files.
    pub(crate) fn lists(&self) -> [(&'static str, &Vec<f64>); 8] {
        [
            ("bias", &self.bias),
            ("potential", &self.potential),
            ("leak_decay", &self.leak_decay),
            ("input_decay", &self.input_decay),
            ("threshold", &self.threshold),
            ("reset", &self.reset),
            ("reverse_threshold", &self.reverse_threshold),
            ("reverse_reset", &self.reverse_reset),
        ]
    }
}

/// Input units with events of their own: listed steps, and regular ones. Nothing from outside drives them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpikeSource {
    /// Where the steps of each unit begin in `steps`, and the end of the last one.
    pub starts: Vec<u32>,
    /// Steps, from 0, in which units emit; ascending within a unit.
    pub steps: Vec<u32>,
    /// Steps from one regular event to the next, by unit; the first is in step `period - 1`. 0 for none.
    pub period: Vec<u32>,
}

impl SpikeSource {
    /// Whether a unit emits in a step.
    ///
    /// # Panics
    /// If there is no such unit.
    pub fn emits(&self, unit: usize, step: u32) -> bool {
        let own = &self.steps[self.starts[unit] as usize..self.starts[unit + 1] as usize];
        let period = self.period[unit];
        own.binary_search(&step).is_ok()
            || (period > 0 && (u64::from(step) + 1).is_multiple_of(u64::from(period)))
    }
}
