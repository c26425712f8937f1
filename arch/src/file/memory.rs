//! Memories of a core as written.

use egret_config::{Delay, Information, Sourced};
use serde::{Deserialize, Serialize};

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
    /// Time from one access of a port to the next.
    pub access_time: Sourced<Delay>,
    /// What lies in it.
    pub holds: Vec<Content>,
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
