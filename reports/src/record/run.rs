//! The record as a whole.

use serde::{Deserialize, Serialize};

use super::{
    AreaRecord, BoundRecord, Configuration, CoreRecord, CountsRecord, EnergyRecord, FloorPlan, Host,
    LanguageRecord, LayerRecord, Ledger, LinkRecord, Manifest, MemoryRecord, NeuroBench, NocRecord,
    Operations, PowerRecord, PowerStates, Sparsity, StepColumns, TimeRecord, TrainedRecord,
};
use crate::named::Named;

/// Schema this version writes and reads.
pub const SCHEMA: &str = "egret.run/1";

/// Everything one run found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunRecord {
    /// [`SCHEMA`].
    pub schema: String,
    /// What was run, on what, with which switches.
    pub manifest: Manifest,
    /// How long it took on the chip.
    pub time: TimeRecord,
    /// What it cost.
    pub energy: EnergyRecord,
    /// What it drew.
    pub power: PowerRecord,
    /// What cores were doing, on a chip with power states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_states: Option<PowerStates>,
    /// How large the chip is, and energy and power over that.
    #[serde(default)]
    pub area: AreaRecord,
    /// What happened, in totals.
    pub counts: CountsRecord,
    /// How sparse the network and its activity were.
    pub sparsity: Sparsity,
    /// Operations a step by the conventions of the papers.
    pub operations: Operations,
    /// Metrics by the names and definitions of the `NeuroBench` harness.
    #[serde(default)]
    pub neurobench: NeuroBench,
    /// How well the network predicted, where a language model was executed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageRecord>,
    /// What was measured when the network was trained, where its masks and activity ship.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trained: Option<TrainedRecord>,
    /// The largest wait with its share of the time, such as `soma work 61 %`.
    pub bound_by: String,
    /// What the run takes at least, and what it took beyond that; absent from records of a time when nobody found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<BoundRecord>,
    /// SHA-256 of the simulated result (not of prices), first 32 hex digits.
    pub fingerprint: String,
    /// What simulating it took; left out on request so that files compare byte for byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<Host>,
    /// The populations of the network, in its order.
    pub layers: Vec<LayerRecord>,
    /// Actions by layer: with `layers`, all that pricing needs for totals.
    pub ledger: Ledger,
    /// Cores in use.
    pub cores: Vec<CoreRecord>,
    /// What banks of memories were asked for, by name of the memory, over all cores.
    #[serde(default)]
    pub memory: Named<MemoryRecord>,
    /// The network between cores.
    #[serde(default)]
    pub noc: NocRecord,
    /// Where all cores lie, used or not.
    pub floor_plan: FloorPlan,
    /// Links that carried anything.
    pub links: Vec<LinkRecord>,
    /// One column entry a step.
    pub steps: StepColumns,
    /// Chip and workload as they were run, overrides applied.
    pub configuration: Configuration,
}
