//! What happened, in totals.

use serde::{Deserialize, Serialize};

use crate::tally::Tally;

/// What happened, in totals.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountsRecord {
    /// Steps of the chip.
    pub steps: u64,
    /// Tokens (steps of the network) processed.
    pub tokens: u64,
    /// Events emitted by all layers, the input included.
    pub spikes: u64,
    /// Packets that left a core or the host, end-of-step tokens included.
    pub packets: u64,
    /// End-of-step token packets among them.
    pub token_packets: u64,
    /// (packet, destination core) pairs that arrived.
    pub deliveries: u64,
    /// (packet, destination core) pairs that were lost.
    pub drops: u64,
    /// Destinations of all packets together: deliveries and drops.
    pub addressed: u64,
    /// Weights applied.
    pub synops: u64,
    /// Words of synapse memory read.
    pub words_read: u64,
    /// Units looked at, with or without an event, left as they were or not.
    pub neuron_updates: u64,
    /// Those among them that were not left as they were.
    #[serde(default)]
    pub active_neuron_updates: u64,
    /// Flits over links between routers and between chips.
    pub link_hops: u64,
    /// Steps that were not finished when their tick came.
    pub overruns: u64,
    /// Events that arrived after their target had started the step they belong to.
    pub late_events: u64,
    /// Cores in use.
    pub cores_used: u32,
    /// Cores of the chips in use.
    pub cores_present: u32,
    /// Routers with a core in use.
    pub tiles: u32,
    /// Every action.
    pub actions: Tally,
}
