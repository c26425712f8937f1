//! What a run cost: recomputed from counts by [`crate::price`].

use serde::{Deserialize, Serialize};

use crate::named::Named;

/// What a run cost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnergyRecord {
    /// Dynamic and static.
    pub total_j: f64,
    /// Counted actions times their prices.
    pub dynamic_j: f64,
    /// Static power times elapsed time, that of cores by the time in each power state.
    pub static_j: f64,
    /// The total with every estimated price at the low end of its range.
    pub low_j: f64,
    /// The total with every estimated price at the high end of its range.
    pub high_j: f64,
    /// The total, divided by the tokens.
    pub per_step_j: f64,
    /// Energy-delay product: total energy times total time.
    pub edp_js: f64,
    /// Energy a synaptic operation.
    pub pj_per_synop: PerSynop,
    /// By component: actions in the order of the pipeline; static power at `router_clock`, `dram`, `core` and `uncore`.
    pub by_component: Named<Split>,
    /// By layer, in network order, then `shared`: synchronisation, unused cores and the rest of the chip.
    pub by_layer: Named<LayerEnergy>,
    /// Prices nobody published, of actions that happened. Each counts 0, so the totals are lower bounds.
    pub unpriced: Vec<String>,
}

/// Picojoules a synaptic operation; absent when there was none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerSynop {
    /// Dynamic energy of the actions that synaptic operations cause (row pointers, weight memory, synapse, dendrite, DRAM):
    /// what one more operation costs.
    pub marginal: Option<f64>,
    /// All energy, static included: the headline figure of papers, not to be used as a marginal cost.
    pub total: Option<f64>,
}

/// Dynamic and static energy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// Counted actions times their prices.
    pub dynamic_j: f64,
    /// Static power times elapsed time.
    pub static_j: f64,
}

impl Split {
    /// Both.
    pub fn total_j(self) -> f64 {
        self.dynamic_j + self.static_j
    }
}

/// Energy of one layer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerEnergy {
    /// Actions on its behalf.
    pub dynamic_j: f64,
    /// Static power of its cores, shared with other layers on a core in proportion to units.
    pub static_j: f64,
    /// The dynamic part by component, zeros left out.
    pub by_component: Named<f64>,
}

/// Energy of one core in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoreEnergy {
    /// Actions of this core.
    pub dynamic_j: f64,
    /// Its static power.
    pub static_j: f64,
}

/// What a run drew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PowerRecord {
    /// Total energy over total time.
    pub mean_w: f64,
    /// Largest mean power over one step.
    pub peak_w: f64,
    /// Length of that step.
    pub window_s: f64,
    /// Static power of all chips in use; on a chip with power states the mean over the run, which then stands for every
    /// step in `peak_w` too.
    pub static_w: f64,
}
