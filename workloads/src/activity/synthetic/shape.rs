//! The three numbers that shape synthetic activity, as written in a workload file.

use egret_config::Problem;
use serde::{Deserialize, Serialize};

/// Shape of synthetic activity, as written in a workload file. All three are ratios without a unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SyntheticFile {
    /// Spread of the rates over the units, 0 to 3: scale of the Laplace distribution of a rate's log-odds, so that odds
    /// far above the median follow a power law with exponent `1 / rate_spread`. 0 gives every unit the same rate.
    pub rate_spread: f64,
    /// Correlation of a unit's events at successive steps, 0 to 0.95. 0 makes a unit forget at once.
    pub persistence: f64,
    /// Standard deviation of a layer's number of events from step to step, relative to its mean, 0 to 1. What the rates
    /// leave no room for is cut: a layer that is always on cannot vary. 0 gives every step the same number of events.
    pub common_factor: f64,
}

impl Default for SyntheticFile {
    fn default() -> Self {
        Self { rate_spread: 0.6, persistence: 0.25, common_factor: 0.27 }
    }
}

impl SyntheticFile {
    /// Largest spread of rates.
    pub const MOST_SPREAD: f64 = 3.0;

    /// All problems of these numbers; their paths begin with `path`.
    pub fn problems(&self, path: &str) -> Vec<Problem> {
        let limits = [
            ("rate_spread", self.rate_spread, Self::MOST_SPREAD, Self::default().rate_spread),
            ("persistence", self.persistence, 0.95, Self::default().persistence),
            ("common_factor", self.common_factor, 1.0, Self::default().common_factor),
        ];
        limits
            .into_iter()
            .filter(|(_, value, most, _)| !(0.0..=*most).contains(value))
            .map(|(name, value, most, default)| {
                Problem::new(format!("{path}.{name}"), format!("{name} {value} is outside 0 to {most}"))
                    .hint(format!("leave it out for the default, {default}"))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_valid_and_every_bad_number_is_named() {
        assert!(SyntheticFile::default().problems("workload.synthetic").is_empty());
        let bad = SyntheticFile { rate_spread: -0.1, persistence: f64::NAN, common_factor: f64::INFINITY };
        let problems = bad.problems("workload.synthetic");
        let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "workload.synthetic.rate_spread",
                "workload.synthetic.persistence",
                "workload.synthetic.common_factor"
            ]
        );
        assert_eq!(problems[0].what, "rate_spread -0.1 is outside 0 to 3");
    }

    #[test]
    fn limits_themselves_are_valid() {
        for shape in [
            SyntheticFile { rate_spread: 0.0, persistence: 0.0, common_factor: 0.0 },
            SyntheticFile { rate_spread: 3.0, persistence: 0.95, common_factor: 1.0 },
        ] {
            assert!(shape.problems("").is_empty());
        }
        let beyond = SyntheticFile { persistence: 1.0, ..SyntheticFile::default() };
        assert_eq!(beyond.problems("x").len(), 1);
    }
}
