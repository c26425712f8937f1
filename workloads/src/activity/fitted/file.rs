//! Activity files: the generator's parameters of every layer, schema `egret.activity/1`.

use egret_config::{InputError, Problem, read_ron};
use serde::{Deserialize, Serialize};

use super::super::synthetic::{FittedShape, SyntheticActivity, SyntheticFile, drawn_rates, growth};

/// The schema this version reads.
pub const ACTIVITY_SCHEMA: &str = "egret.activity/1";

/// Largest persistence and largest size of an autocorrelation: beyond it, a step says nothing new.
pub(super) const MOST_MEMORY: f64 = 0.95;
/// How far the mean of the listed rates may be from the activity: what rounding to six digits can do is far less.
const RATE_TOLERANCE: f64 = 1e-4;
/// How much of its common factor a layer may lack before that is refused.
const FACTOR_TOLERANCE: f64 = 0.01;

/// Activity of the layers of a network, fitted to a recording or written by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivityFile {
    /// Schema of this file: [`ACTIVITY_SCHEMA`].
    pub schema: String,
    /// What it was fitted to, in words.
    pub source: String,
    /// Steps it was fitted to.
    pub steps: u32,
    /// The layers: the event-based populations of a network, in its order.
    pub layers: Vec<FittedLayer>,
}

/// Activity of one layer. All numbers are ratios without a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FittedLayer {
    /// Number of units that the lists are of.
    pub units: u32,
    /// Fraction of the units that emit in a step, 0 to 1: the mean of `rates`.
    pub activity: f64,
    /// Spread of the rates over the units, 0 to 3, as in [`SyntheticFile::rate_spread`]: used where `rates` is left out.
    pub rate_spread: f64,
    /// Correlation of a unit's events at successive steps, 0 to 0.95.
    pub persistence: f64,
    /// Standard deviation of the number of events in a step relative to its mean, 0 or more.
    pub common_factor: f64,
    /// Autocorrelation, from one step to the next, of the normal scores of the common factor, -0.95 to 0.95.
    #[serde(default)]
    pub autocorrelation: f64,
    /// Correlation of the normal scores of the common factor with those of each earlier layer; left out: none.
    #[serde(default)]
    pub correlations: Vec<f64>,
    /// Ascending quantiles of the common factor, in any scale: the k-th of n stands at (k + 0.5) / n. Left out: a slightly
    /// skewed bell.
    #[serde(default)]
    pub quantiles: Vec<f64>,
    /// Rate of every unit, 0 to 1. Left out: drawn from `activity` and `rate_spread`, for any number of units.
    #[serde(default)]
    pub rates: Vec<f64>,
    /// How much of the common factor every unit takes up, in any scale. Left out: as much as it has room for.
    #[serde(default)]
    pub shares: Vec<f64>,
}

impl ActivityFile {
    /// Reads and checks the text of an activity file; `name` is what messages call it. All problems at once.
    pub fn read(name: &str, text: &str) -> Result<Self, InputError> {
        let file: Self = read_ron(name, text)?;
        let problems = file.problems();
        if problems.is_empty() {
            return Ok(file);
        }
        Err(InputError { name: name.to_owned(), text: Some(text.to_owned()), problems }.locate())
    }

    /// Everything that is wrong with it.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.schema != ACTIVITY_SCHEMA {
            let what = format!("schema \"{}\" is not one that this version reads", self.schema);
            problems.push(Problem::new("schema", what).hint(format!("write \"{ACTIVITY_SCHEMA}\"")));
        }
        if self.layers.is_empty() {
            let hint = "give one for every event-based population of the network";
            problems.push(Problem::new("layers", "there are no layers").hint(hint));
        }
        for (at, layer) in self.layers.iter().enumerate() {
            problems.extend(layer.problems(at));
        }
        if problems.is_empty()
            && let Err(layer) = self.mixing()
        {
            let what = "these correlations contradict each other: no layers can have all of them";
            problems.push(Problem::new(format!("layers[{layer}].correlations"), what));
        }
        if problems.is_empty() {
            problems.extend((0..self.layers.len()).filter_map(|layer| self.unreachable(layer)));
        }
        problems
    }

    /// The activity of layer `layer` in a population with `units` units and the number `population`; `seed` keys its
    /// random streams.
    pub fn activity(
        &self,
        layer: usize,
        units: u32,
        seed: u64,
        population: u32,
    ) -> Result<SyntheticActivity, Problem> {
        let Some(written) = self.layers.get(layer) else {
            return Err(Problem::new(format!("layers[{layer}]"), "there is no such layer"));
        };
        if !written.rates.is_empty() && written.units != units {
            let what = format!("it lists the rates of {} units, the population has {units}", written.units);
            let hint = "without `rates` and `shares` they are drawn for any number of units";
            return Err(Problem::new(format!("layers[{layer}].rates"), what).hint(hint));
        }
        Ok(self.build(layer, units, seed, population).0)
    }

    /// The activity of a layer, and how much of its common factor is there, relative to what was asked for.
    pub(super) fn build(
        &self,
        layer: usize,
        units: u32,
        seed: u64,
        population: u32,
    ) -> (SyntheticActivity, f64) {
        let written = &self.layers[layer];
        let drawn;
        let rates = if written.rates.is_empty() {
            drawn = drawn_rates(units, written.activity, written.rate_spread, seed, population);
            &drawn
        } else {
            &written.rates
        };
        let expected: f64 = rates.iter().sum();
        let mixing = self.mixing().unwrap_or_default();
        let shape = FittedShape {
            rates,
            persistence: written.persistence,
            innovation: written.common_factor * expected / written.growth(),
            quantiles: &written.quantiles,
            shares: &written.shares,
            autocorrelation: written.autocorrelation,
            mixing: mixing.get(layer).map_or(&[1.0], Vec::as_slice),
        };
        let (activity, reached) = SyntheticActivity::fitted(&shape, seed, population);
        (activity, if shape.innovation > 0.0 { reached / shape.innovation } else { 1.0 })
    }

    /// A common factor that listed rates leave no room for. Of drawn ones it is cut, as their room depends on the seed.
    fn unreachable(&self, layer: usize) -> Option<Problem> {
        let written = &self.layers[layer];
        if written.rates.is_empty() {
            return None;
        }
        let (_, reached) = self.build(layer, written.units, 0, 0);
        (reached < 1.0 - FACTOR_TOLERANCE).then(|| {
            let most = written.common_factor * reached;
            let what = format!(
                "a common factor of {} would take units beyond probabilities of 0 and 1",
                written.common_factor
            );
            Problem::new(format!("layers[{layer}].common_factor"), what)
                .hint(format!("with these rates, shares and quantiles it is {most:.4} at most"))
        })
    }

    /// The triangular root of the correlations of the layers' latent noise, row by row, or the layer whose correlations
    /// contradict the earlier ones.
    pub(super) fn mixing(&self) -> Result<Vec<Vec<f64>>, usize> {
        let mut root: Vec<Vec<f64>> = Vec::new();
        for (at, layer) in self.layers.iter().enumerate() {
            let mut row: Vec<f64> = Vec::with_capacity(at + 1);
            for (earlier, earlier_row) in root.iter().enumerate() {
                let wanted = layer.correlations.get(earlier).copied().unwrap_or(0.0);
                // Two series that remember differently are less correlated than their noise.
                let (one, other) = (layer.autocorrelation, self.layers[earlier].autocorrelation);
                let noise = wanted * (1.0 - one * other) / ((1.0 - one * one) * (1.0 - other * other)).sqrt();
                let known: f64 = row.iter().zip(earlier_row).map(|(a, b)| a * b).sum();
                let pivot = earlier_row[earlier];
                row.push(if pivot > 0.0 { (noise - known) / pivot } else { 0.0 });
            }
            let left = 1.0 - row.iter().map(|weight| weight * weight).sum::<f64>();
            // A layer may follow another one exactly; what is below 0 by rounding alone is 0.
            if left < -1e-9 {
                return Err(at);
            }
            row.push(left.max(0.0).sqrt());
            root.push(row);
        }
        Ok(root)
    }
}

impl FittedLayer {
    /// Standard deviation of the number of events relative to that of the innovations.
    pub(super) fn growth(&self) -> f64 {
        growth(self.persistence, self.autocorrelation)
    }

    fn problems(&self, at: usize) -> Vec<Problem> {
        let path = |field: &str| format!("layers[{at}].{field}");
        let mut problems = Vec::new();
        if self.units == 0 {
            problems.push(Problem::new(path("units"), "0 units").hint("write at least 1"));
        }
        let limits = [
            ("activity", self.activity, 0.0, 1.0),
            ("rate_spread", self.rate_spread, 0.0, SyntheticFile::MOST_SPREAD),
            ("persistence", self.persistence, 0.0, MOST_MEMORY),
            ("common_factor", self.common_factor, 0.0, f64::MAX),
            ("autocorrelation", self.autocorrelation, -MOST_MEMORY, MOST_MEMORY),
        ];
        for (field, value, least, most) in limits {
            problems.extend(outside(path(field), value, least, most));
        }
        let lists = [
            ("correlations", &self.correlations, at, -1.0, 1.0),
            ("rates", &self.rates, self.units as usize, 0.0, 1.0),
            ("shares", &self.shares, self.units as usize, 0.0, f64::MAX),
            ("quantiles", &self.quantiles, self.quantiles.len(), f64::MIN, f64::MAX),
        ];
        for (field, list, length, least, most) in lists {
            if !list.is_empty() && list.len() != length {
                let what = format!("{} numbers, where there should be {length}", list.len());
                let hint = match field {
                    "correlations" => "one for each earlier layer",
                    _ => "one for each unit",
                };
                problems.push(Problem::new(path(field), what).hint(hint));
            }
            let outside = |(index, value): (usize, &f64)| {
                outside(path(&format!("{field}[{index}]")), *value, least, most)
            };
            problems.extend(list.iter().enumerate().find_map(outside));
        }
        if self.rates.is_empty() && !self.shares.is_empty() {
            let hint = "give `rates`, or leave both out";
            problems.push(Problem::new(path("shares"), "shares without rates are of no unit").hint(hint));
        }
        if let Some(index) = self.quantiles.windows(2).position(|pair| pair[0] > pair[1]) {
            let what = format!("quantile {} is below the one before it", index + 1);
            problems.push(Problem::new(path("quantiles"), what).hint("they ascend"));
        }
        let mean = self.rates.iter().sum::<f64>() / self.rates.len() as f64;
        if (mean - self.activity).abs() > RATE_TOLERANCE {
            let what = format!("the mean of the rates is {mean:.6}, the activity {}", self.activity);
            problems.push(Problem::new(path("activity"), what).hint("write the mean of the rates"));
        }
        problems
    }
}

/// A number outside its limits, or none at all.
fn outside(path: String, value: f64, least: f64, most: f64) -> Option<Problem> {
    if value.is_nan() {
        return Some(Problem::new(path, "it is not a number"));
    }
    if (least..=most).contains(&value) {
        return None;
    }
    let limits = match (least, most) {
        _ if value.is_infinite() => "it has to be finite".to_owned(),
        (_, f64::MAX) => format!("it has to be {least} or more"),
        _ => format!("it has to be from {least} to {most}"),
    };
    Some(Problem::new(path, format!("{value} is not possible")).hint(limits))
}
