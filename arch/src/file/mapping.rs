//! Limits of a chip, how networks are laid on it, and idealisations, as written.

use egret_config::Sourced;
use serde::{Deserialize, Serialize};

/// What the chip can carry and compute.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsFile {
    /// What an event may carry.
    pub payload: PayloadFile,
    /// Widest weight.
    pub weight_bits: Sourced<u32>,
    /// Units a core can hold.
    pub units_per_core: Sourced<u32>,
    /// Sources whose events one core can receive; absent = no wall but memory.
    #[serde(default)]
    pub fan_in: Option<Sourced<u32>>,
    /// Destination cores of one unit; absent = no wall but memory.
    #[serde(default)]
    pub fan_out: Option<Sourced<u32>>,
}

/// What an event may carry.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum PayloadFile {
    /// Only that it happened.
    Binary,
    /// A value of at most so many bits.
    Graded(Sourced<u32>),
}

/// How networks are laid on the chip.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingFile {
    /// How units are shared out over cores.
    pub strategy: Strategy,
    /// How cores are placed on the floor plan.
    pub placement: PlacementRule,
    /// Cores to use; absent = all usable ones of the chips in use.
    #[serde(default)]
    pub cores: Option<u32>,
    /// Where synapse rows lie between events.
    #[serde(default)]
    pub weights: WeightHome,
}

/// Where synapse rows lie between events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum WeightHome {
    /// In the synapse memories of cores.
    #[default]
    Sram,
    /// In the DRAM beside the chip; the synapse memory holds the rows that are fetched.
    Dram,
}

/// How units are shared out over cores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Strategy {
    /// Contiguous blocks of equal unit count.
    Contiguous,
    /// Blocks balanced by incoming nonzeros.
    Balanced,
}

/// How cores are placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlacementRule {
    /// In router order.
    RowMajor,
    /// The better, by links that packets take, of router order and a greedy: next the core with most traffic, at the free
    /// site with the lowest hop-weighted traffic.
    TrafficAware,
}

/// Switches that idealise single overheads away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "switches, any of which may be combined")]
pub struct IdealFile {
    /// Packets arrive at once and cost nothing.
    pub free_network: bool,
    /// Unit updates take no time and cost nothing.
    pub free_updates: bool,
    /// No static power.
    pub no_static: bool,
    /// Row bits are not rounded up to words.
    pub no_word_rounding: bool,
    /// Rows store exactly their nonzero weights: no index, pointer, bitmap or filler.
    pub no_format_overhead: bool,
    /// Every core gets the mean work of its population.
    pub perfect_balance: bool,
    /// Synchronisation takes no time and costs nothing.
    pub free_sync: bool,
    /// What an event costs whatever its row holds takes no time and costs nothing: the host link, the input queue, its
    /// acceptance, the start of its row, its generation and its packet.
    pub free_events: bool,
}
