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
    /// CPU time.
    pub cpu_s: f64,
    /// Largest resident set.
    pub peak_rss_bytes: u64,
}
