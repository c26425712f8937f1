//! How long a run took on the chip.

use serde::{Deserialize, Serialize};

use crate::named::Named;

/// How long a run took on the chip.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeRecord {
    /// From the first injection to the last unit at rest.
    pub total_s: f64,
    /// Length of a step.
    pub step_s: StepTime,
    /// Mean time from a token's injection to its read-out.
    pub token_latency_s: f64,
    /// The total, tiled by what the critical path waited for.
    pub waits_s: Named<f64>,
    /// Ticks per second of simulated time.
    pub ticks_per_second: u64,
    /// The total in ticks.
    pub total_ticks: u64,
}

/// Length of a step: mean, and percentiles by nearest rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepTime {
    /// Mean.
    pub mean: f64,
    /// Median.
    pub p50: f64,
    /// 99 % of the steps are no longer.
    pub p99: f64,
    /// Longest.
    pub max: f64,
}
