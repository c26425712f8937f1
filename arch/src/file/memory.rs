//! Memories of a core as written.

use egret_config::{Delay, Information, Sourced};
use serde::{Deserialize, Serialize};

use super::left_out;

/// One memory of a core.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemoryFile {
    /// Capacity that data may use, all banks together.
    pub capacity: Sourced<Information>,
    /// Banks.
    pub banks: Sourced<u32>,
    /// Ports of a bank.
    pub ports: Sourced<u32>,
    /// Width of a port.
    pub width: Sourced<Information>,
    /// Time from one access of a port to the next; left out: modelled.
    #[serde(default = "left_out::modelled")]
    pub access_time: Sourced<Delay>,
    /// Time from the start of a read to its data; absent = `access_time`.
    #[serde(default)]
    pub read_latency: Option<Sourced<Delay>>,
    /// Time from the start of a write until what was written can be read; absent = `access_time`.
    #[serde(default)]
    pub write_latency: Option<Sourced<Delay>>,
    /// How what lies in it is spread over its banks.
    #[serde(default)]
    pub interleaving: Interleaving,
    /// What lies in it.
    pub holds: Vec<Content>,
}

/// How data are spread over the banks of a memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Interleaving {
    /// Consecutive words lie in consecutive banks; every row of synapses begins at the first bank.
    #[default]
    Word,
    /// What belongs together lies in one bank: row, unit or queue entry number k in bank k mod banks.
    Row,
}

/// What a core memory holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Content {
    /// Synapse rows.
    Weights,
    /// Row pointers and routing tables.
    Tables,
    /// Unit state, parameters and accumulators.
    State,
    /// The input queue.
    Queue,
}
