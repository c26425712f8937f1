//! What simulating took.

use serde::{Deserialize, Serialize};

/// What simulating took on the machine that ran egret.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Events handled by the scheduler.
    pub events: u64,
    /// Wall-clock time.
    pub wall_s: f64,
    /// CPU time, of reading, laying out and reporting as well.
    pub cpu_s: f64,
    /// CPU time of simulating alone; absent in records of older versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simulation_cpu_s: Option<f64>,
    /// Simulated seconds per second of `simulation_cpu_s`: 1 is real time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub real_time_factor: Option<f64>,
    /// Largest resident set.
    pub peak_rss_bytes: u64,
}
