//! Estimates the generator's parameters of every layer from its recorded events; see the module's documentation.

use egret_config::Problem;

use super::super::recorded::Trace;
use super::super::synthetic::{drawn_rates, normal_quantile};
use super::file::{ACTIVITY_SCHEMA, ActivityFile, FittedLayer, MOST_MEMORY};
use super::moments::Series;

/// Fewest steps: correlations from fewer are noise.
const FEWEST_STEPS: u32 = 32;
/// Most quantiles of the common factor: as many as it has levels.
const MOST_QUANTILES: usize = 256;
/// Variance of the number of events that the sampling adds: that of a rounding with a uniform fraction.
const ROUNDING: f64 = 1.0 / 6.0;
/// Least share of a unit, relative to what it would have in proportion to its room.
const LEAST_SHARE: f64 = 0.05;

/// Fits the generator to recorded layers, which have the same number of steps. `source` says in words what they are.
pub fn fit(layers: &[Trace], source: &str) -> Result<ActivityFile, Problem> {
    let steps = layers.first().map_or(0, Trace::steps);
    if steps < FEWEST_STEPS {
        let what = match steps {
            0 => "it has no steps".to_owned(),
            _ => format!("it has {steps} steps, too few to tell correlations from chance"),
        };
        return Err(Problem::new("", what).hint(format!("at least {FEWEST_STEPS} steps are needed")));
    }
    let series: Vec<Series> = layers.iter().map(Series::of).collect();
    let scores: Vec<Vec<f64>> = series.iter().map(|series| normal_scores(&innovations(series))).collect();
    let mut file = ActivityFile {
        schema: ACTIVITY_SCHEMA.to_owned(),
        source: source.to_owned(),
        steps,
        layers: Vec::new(),
    };
    for (at, series) in series.iter().enumerate() {
        let correlations = scores[..at].iter().map(|earlier| correlation(&scores[at], earlier)).collect();
        file.layers.push(layer(series, &scores[at], correlations));
        soften(&mut file);
        make_reachable(&mut file, at);
    }
    Ok(file)
}

/// What a step adds to the number of events, given the step before it: from the second step on.
fn innovations(series: &Series) -> Vec<f64> {
    let persistence = persistence(series);
    let expected = (1.0 - persistence) * series.mean();
    series.counts.windows(2).map(|pair| pair[1] - persistence * pair[0] - expected).collect()
}

/// The persistence that the generator can have: it knows no units that avoid to emit twice.
fn persistence(series: &Series) -> f64 {
    rounded(series.persistence()).clamp(0.0, MOST_MEMORY)
}

fn layer(series: &Series, scores: &[f64], correlations: Vec<f64>) -> FittedLayer {
    let innovations = innovations(series);
    let rates: Vec<f64> = series.rates().into_iter().map(rounded).collect();
    let activity = rates.iter().sum::<f64>() / rates.len().max(1) as f64;
    let mut layer = FittedLayer {
        units: rates.len() as u32,
        activity: rounded(activity),
        rate_spread: rounded(rate_spread(&rates, activity)),
        persistence: persistence(series),
        common_factor: 0.0,
        autocorrelation: rounded(autocorrelation(scores)).clamp(-MOST_MEMORY, MOST_MEMORY),
        correlations: correlations.into_iter().map(rounded).collect(),
        quantiles: Vec::new(),
        shares: Vec::new(),
        rates,
    };
    let squares = innovations.iter().map(|value| value * value).sum::<f64>();
    let spread = (squares / innovations.len() as f64 - ROUNDING).max(0.0).sqrt();
    if spread > 0.0 {
        layer.common_factor = rounded(spread * layer.growth() / series.mean());
        layer.quantiles = quantiles(&innovations).into_iter().map(|value| rounded(value / spread)).collect();
        layer.shares = shares(series, &innovations, layer.activity);
    }
    layer
}

/// Six digits behind the point: far finer than what any recording tells.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// Means of equal slices of the sorted values.
fn quantiles(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = MOST_QUANTILES.min(sorted.len());
    let slice = |index: usize| &sorted[index * sorted.len() / count..(index + 1) * sorted.len() / count];
    (0..count).map(|index| slice(index).iter().sum::<f64>() / slice(index).len() as f64).collect()
}

/// Covariances of the units' events with the innovations, as multiples of their mean.
fn shares(series: &Series, innovations: &[f64], activity: f64) -> Vec<f64> {
    let rates = series.rates();
    let mut covariances = vec![0.0; rates.len()];
    for (step, innovation) in innovations.iter().enumerate() {
        for unit in &series.events[step + 1] {
            covariances[*unit as usize] += innovation / innovations.len() as f64;
        }
    }
    let mean = covariances.iter().sum::<f64>() / covariances.len() as f64;
    let least = |rate: f64| LEAST_SHARE * (rate * (1.0 - rate)) / (activity * (1.0 - activity)).max(1e-12);
    covariances
        .iter()
        .zip(rates)
        .map(|(covariance, rate)| rounded((covariance / mean.max(1e-12)).max(least(rate))))
        .collect()
}

/// Normal quantiles of the ranks; of equal values the earlier one ranks lower.
fn normal_scores(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
    let mut scores = vec![0.0; values.len()];
    for (rank, step) in order.into_iter().enumerate() {
        scores[step] = normal_quantile((rank as f64 + 0.5) / values.len() as f64);
    }
    scores
}

/// Correlation of two lists of scores, whose means are 0.
fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let scale = (product(one, one) * product(other, other)).sqrt();
    if scale > 0.0 { product(one, other) / scale } else { 0.0 }
}

fn autocorrelation(scores: &[f64]) -> f64 {
    correlation(&scores[1..], &scores[..scores.len() - 1])
}

/// The spread for which rates drawn at random have the sum of squares of these, by bisection.
fn rate_spread(rates: &[f64], activity: f64) -> f64 {
    let squares = |rates: &[f64]| rates.iter().map(|rate| rate * rate).sum::<f64>();
    let wanted = squares(rates);
    let (mut low, mut high) = (0.0, super::super::SyntheticFile::MOST_SPREAD);
    for _ in 0..20 {
        let middle = f64::midpoint(low, high);
        if squares(&drawn_rates(rates.len() as u32, activity, middle, 0, 0)) < wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// Shrinks the correlations of the last layer until no earlier ones contradict them: estimates from the same steps do not,
/// but those of series that remember differently may.
fn soften(file: &mut ActivityFile) {
    for _ in 0..200 {
        if file.mixing().is_ok() {
            return;
        }
        if let Some(layer) = file.layers.last_mut() {
            layer.correlations.iter_mut().for_each(|correlation| *correlation = rounded(0.97 * *correlation));
        }
    }
}

/// Draws in the extremes of a layer's quantiles, and in the end its common factor, until no unit is asked for a probability
/// outside 0 to 1.
fn make_reachable(file: &mut ActivityFile, at: usize) {
    let reached = |file: &ActivityFile| file.build(at, file.layers[at].units, 0, at as u32).1;
    for _ in 0..40 {
        if reached(file) > 0.9999 {
            return;
        }
        let quantiles = &mut file.layers[at].quantiles;
        let (Some(lowest), Some(highest)) = (quantiles.first().copied(), quantiles.last().copied()) else {
            return;
        };
        for quantile in quantiles {
            *quantile = rounded(quantile.clamp(0.98 * lowest, 0.98 * highest));
        }
    }
    let layer = &mut file.layers[at];
    layer.quantiles.clear();
    let cut = reached(file);
    let layer = &mut file.layers[at];
    layer.common_factor = rounded(layer.common_factor * cut * 0.9999);
}
