//! Power states of cores, on a chip that has such.

use serde::{Deserialize, Serialize};

use crate::named::Named;

/// What the cores of a chip with power states were doing. States are `run` (at work at the base level), `level1` to
/// `level3` (at work at a level above it), `idle` (nothing to do, clock running), `waking`, `clock_gated`, `power_gated`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PowerStates {
    /// Time of all cores in use together by state: core-seconds, which sum to the cores in use times the elapsed time.
    pub residency_core_s: Named<f64>,
    /// Static energy of cores in use by state; recomputed by [`crate::price`].
    pub static_j: Named<f64>,
    /// State in which cores that are not in use stay; absent where they draw `static_power.core_unused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unused: Option<String>,
    /// Static energy of cores that are not in use; recomputed by [`crate::price`].
    pub unused_static_j: f64,
    /// Cores woken whose clock was stopped.
    pub wakes_clock_gated: u64,
    /// Cores woken that were switched off.
    pub wakes_power_gated: u64,
    /// Names in the chip file of the levels above the base level, by state.
    pub levels: Named<String>,
}
