//! What a run takes at least, and what it took beyond that.

use egret_sim::bound::{BoundState, Term};
use serde::{Deserialize, Serialize};

use crate::named::Named;

/// What a run takes at least, from its activity alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundRecord {
    /// Length of a step.
    pub step_s: BoundedStep,
    /// The whole run.
    pub total_s: f64,
    /// Mean length of a step by the formula of Timcheck et al.: the maximum of synops, unit updates, memory reads, traffic
    /// and synchronisation.
    pub timcheck_step_s: f64,
    /// What binds; absent where nothing takes time.
    pub binding: Option<BindingRecord>,
    /// Terms that take time, by name, each at its busiest place.
    pub by_term: Named<TermRecord>,
    /// Synops of the busiest core in a mean step.
    pub synops_per_step: f64,
    /// What no layer can go below.
    pub floors: FloorsRecord,
    /// Layers by name, each by what its own synapses, units and packets take.
    pub layers: Named<LayerBoundRecord>,
    /// Packets may be lost on the way: only what is done before they are sent is counted.
    #[serde(default, skip_serializing_if = "is_false")]
    pub lossy: bool,
    /// What was simulated beside it; absent where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simulated: Option<AboveBound>,
}

/// Length of a step at least.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundedStep {
    /// Mean; where steps overlap, the total over their number.
    pub mean: f64,
    /// Longest; absent where steps overlap.
    pub max: Option<f64>,
}

/// What binds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BindingRecord {
    /// The term that binds for most of the time.
    pub term: Term,
    /// Where there is most of it.
    pub place: String,
    /// What that makes the network on this chip.
    pub state: BoundState,
    /// Share of the bound for which it binds, 0 to 1.
    pub share: f64,
}

/// One term at its busiest place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermRecord {
    /// The place.
    pub place: String,
    /// How much there is in a mean step, of `unit`.
    pub per_step: f64,
    /// What is counted.
    pub unit: String,
    /// Time that it takes in a mean step.
    pub mean_s: f64,
    /// Time in the step, and at the place, that has most of it; absent where steps overlap.
    pub max_s: Option<f64>,
}

impl Default for TermRecord {
    fn default() -> Self {
        Self { place: String::new(), per_step: 0.0, unit: String::new(), mean_s: 0.0, max_s: None }
    }
}

/// Least times of one synop on a chip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloorsRecord {
    /// With all lanes at work.
    pub synop_applying_s: f64,
    /// With words full of weights, all banks and ports at work; nought where the weights have no access time of their own.
    pub synop_reading_s: f64,
}

/// Where a layer lies against the floors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerBoundRecord {
    /// Synops in a mean step of the core that has most of them.
    pub synops_per_step: f64,
    /// Unit updates in a mean step of the core that has most of them.
    pub updates_per_step: f64,
    /// Time of a mean step at least.
    pub step_s: f64,
    /// Which term that is.
    pub term: Term,
    /// What that makes the layer.
    pub state: BoundState,
    /// The same by term, where it takes time.
    pub by_term_s: Named<f64>,
}

/// A simulated run above its bound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AboveBound {
    /// Mean length of a step.
    pub step_s: f64,
    /// By how much the run took longer than its bound; absent where the bound is nothing.
    pub above_percent: Option<f64>,
    /// What the rest went into, by the reasons of `time.waits_s`: their sum is the run without its bound.
    pub rest_s: Named<f64>,
    /// The largest of these, with their share of the run.
    pub why: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_false(value: &bool) -> bool {
    !value
}
