//! What the papers claim in operations, beside what chips gain.
//!
//! Operations of a step fall as weight density times the part of the weights that events drive: with an input all of whose
//! values come at every step, by (1 - s) (f + (1 - f) a) where f is the input's share of all weights.

use super::gains::{Formats, chosen, gain, number};
use super::points::{Figure, Points};

/// What is claimed of operations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Claim {
    /// Activity of the published network.
    pub(super) activity: f64,
    /// By how much operations fall at that activity and full weight density.
    pub(super) of_activity: f64,
}

impl Claim {
    /// Of operations that are left of `dense` ones at an activity.
    pub(super) fn of(activity: f64, dense: f64, left: f64) -> Self {
        Self { activity, of_activity: dense / left }
    }

    /// By how much operations fall at a weight density.
    pub(super) fn gain(&self, weight: f64) -> f64 {
        self.of_activity / weight
    }

    /// The weight sparsity from which on operations fall by so much.
    pub(super) fn sparsity_for(&self, gain: f64) -> f64 {
        1.0 - self.of_activity / gain
    }
}

/// Columns of `claim.csv`.
pub(super) const COLUMNS: [&str; 9] = [
    "weight_sparsity",
    "activity",
    "gain_in_operations",
    "chip",
    "gain_in_operations_of_the_run",
    "gain_in_energy",
    "gain_in_latency",
    "gain_in_edp",
    "share_of_the_gain_in_operations_kept_in_energy",
];

/// Lines of `claim.csv`: every weight sparsity at the activity of the claim, on every chip, in the format that is best by
/// each figure.
pub(super) fn lines(points: &Points, claim: Claim) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for weight in points.weights().into_iter().filter(|weight| *weight < 1.0) {
        for chip in points.chips() {
            let at = (weight, claim.activity);
            let of = |figure| gain(points, chip, at, Formats::Best, figure).map(|gain| gain.together);
            let [energy, latency, edp] = Figure::ALL.map(of);
            let told = |gain: Option<f64>| gain.map(number).unwrap_or_default();
            let run = chosen(points, chip, at, Formats::Best, Figure::Energy).and_then(|point| {
                Some(point.row.metric("dense_macs_per_step")? / point.row.metric("effective_macs_per_step")?)
            });
            lines.push(vec![
                number(1.0 - weight),
                number(claim.activity),
                number(claim.gain(weight)),
                chip.to_owned(),
                told(run),
                told(energy),
                told(latency),
                told(edp),
                told(energy.map(|gain| gain / claim.gain(weight))),
            ]);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_network_gains_what_the_papers_say() {
        // Weights of egru-ptb behind its input, and all others.
        let (input, rest) = (3_037_500.0, 21_127_500.0);
        let claim = Claim::of(0.203, input + rest, input + 0.203 * rest);
        assert!((claim.gain(0.2) - 16.5).abs() < 0.05, "{}", claim.gain(0.2));
        assert!((claim.gain(0.15) - 22.0).abs() < 0.05, "{}", claim.gain(0.15));
        assert!((claim.sparsity_for(20.0) - 0.835).abs() < 0.0005, "{}", claim.sparsity_for(20.0));
    }
}
