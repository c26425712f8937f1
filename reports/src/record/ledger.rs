//! Counts by layer.

use egret_arch::Model;
use serde::{Deserialize, Serialize};

use super::names;
use crate::named::Named;
use crate::tally::Tally;

/// One population of the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerRecord {
    /// Name.
    pub name: String,
    /// Model of its units.
    #[serde(with = "names::model")]
    pub model: Model,
    /// Units.
    pub units: u32,
    /// Whether it lies on the chip.
    pub on_chip: bool,
    /// Synapses into it.
    pub synapses: u64,
    /// Possible synapses into it.
    pub dense_synapses: u64,
    /// Events it emitted.
    pub events: u64,
    /// Weights applied, by projection into it.
    pub synops: Named<u64>,
}

/// Actions by layer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// In network order: work of its cores on its behalf, and the network actions of its packets.
    pub by_layer: Named<Tally>,
    /// What belongs to no layer: synchronisation.
    pub shared: Tally,
}
