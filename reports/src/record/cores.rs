//! Cores in use, and the floor plan.

use serde::{Deserialize, Serialize};

use super::CoreEnergy;
use crate::named::Named;
use crate::tally::Tally;

/// One core in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoreRecord {
    /// Core number over all chips.
    pub core: u32,
    /// Chip.
    pub chip: u32,
    /// Floor-plan column of its router.
    pub x: u32,
    /// Floor-plan row of its router.
    pub y: u32,
    /// Units on it, by layer.
    pub units: Named<u32>,
    /// Synapses stored.
    pub synapses: u64,
    /// What it uses of its memories.
    pub memories: Named<MemoryUse>,
    /// Ticks in which the synapse stage (or the one processor) was busy.
    pub busy_ticks: u64,
    /// The same as a share of the elapsed time, 0 to 1.
    pub utilisation: f64,
    /// Ticks by power state, on a chip with power states; they sum to the elapsed time.
    #[serde(default, skip_serializing_if = "Named::is_empty")]
    pub residency_ticks: Named<u64>,
    /// Actions of this core.
    pub counts: Tally,
    /// What they cost. Where units of several models share a core, its updates are priced in proportion to units.
    pub energy: CoreEnergy,
}

/// What is used of one memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemoryUse {
    /// Bytes in use.
    pub used_bytes: u64,
    /// Bytes there are.
    pub capacity_bytes: u64,
}

/// What the memories of one name did on all cores.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemoryRecord {
    /// Words read and written, by bank.
    pub words_by_bank: Vec<u64>,
    /// Words of the fullest bank over those of the mean one, at least 1; absent where there were none.
    pub fullest_over_mean: Option<f64>,
    /// Time that rows, updates and events waited for banks, those hidden behind other work included.
    pub conflict_wait_s: f64,
}

/// Where all cores lie, used or not: one entry a core in each column, in core order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloorPlan {
    /// Chip.
    pub chip: Vec<u32>,
    /// Column of its router.
    pub x: Vec<u32>,
    /// Row of its router.
    pub y: Vec<u32>,
}
