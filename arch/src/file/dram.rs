//! DRAM beside the chip, as written.

use egret_config::{Delay, Energy, Information, Power, Sourced};
use serde::{Deserialize, Serialize};

use super::left_out;

/// DRAM of one chip. Cycles are those of the core clock.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DramFile {
    /// Capacity, all channels together.
    pub capacity: Sourced<Information>,
    /// Channels, each with a data bus of its own.
    pub channels: Sourced<u32>,
    /// What one burst carries.
    pub burst: Sourced<Information>,
    /// Time that a burst keeps its channel.
    pub burst_time: Sourced<Delay>,
    /// Time from a request to the start of its data where the page is open.
    pub hit_latency: Sourced<Delay>,
    /// The same where another page of the bank has to be closed first and this one opened.
    pub miss_latency: Sourced<Delay>,
    /// What lies in an open page of a bank.
    pub page: Sourced<Information>,
    /// Banks of a channel, each with one open page.
    pub banks: Sourced<u32>,
    /// Rows of synapses on their way to one core at most.
    pub prefetch_rows: Sourced<u32>,
    /// Transferring one burst, the pins of both sides included; left out: as LPDDR4.
    #[serde(default = "left_out::modelled")]
    pub burst_energy: Sourced<Energy>,
    /// Opening a page, and closing it again.
    pub activate_energy: Sourced<Energy>,
    /// Writing one word of a fetched row into the synapse memory; left out: modelled.
    #[serde(default = "left_out::modelled")]
    pub weight_write: Sourced<Energy>,
    /// Standby and refresh of the whole DRAM of one chip. Charged while weights lie in it; else it is taken as not fitted.
    pub static_power: Sourced<Power>,
}
