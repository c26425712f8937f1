//! Prices as written. Those of a DRAM stand in its own section. Prices of memories, routers and links that are left out
//! are modelled.

use egret_config::{Energy, Power, Sourced};
use serde::{Deserialize, Serialize};

use super::left_out;

/// Energy of every action that is not a unit update. Free is written `"0 pJ"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnergyFile {
    /// Writing or reading one event in the input queue.
    #[serde(default = "left_out::modelled")]
    pub queue_access: Sourced<Energy>,
    /// Accepting one event in a core.
    pub axon_in: Sourced<Energy>,
    /// Reading one word of row pointers.
    #[serde(default = "left_out::modelled")]
    pub pointer_read: Sourced<Energy>,
    /// Reading one word of synapse memory.
    #[serde(default = "left_out::modelled")]
    pub weight_read: Sourced<Energy>,
    /// Applying one weight.
    pub synop: Sourced<Energy>,
    /// Stepping over one stored entry that is no synapse (filler or stored zero).
    pub filler: Sourced<Energy>,
    /// Passing by one stored entry for a value of nought with memory and multiplier held still: on dense cores with
    /// `zero_gating`, where it must be there.
    #[serde(default)]
    pub gated: Option<Sourced<Energy>>,
    /// Adding into one accumulator.
    pub accumulate: Sourced<Energy>,
    /// Reading or writing one word of unit state.
    #[serde(default = "left_out::modelled")]
    pub state_access: Sourced<Energy>,
    /// Generating one event in a unit.
    pub event_out: Sourced<Energy>,
    /// Building one packet.
    pub packet_out: Sourced<Energy>,
    /// A flit going from a core into its router.
    #[serde(default = "left_out::modelled")]
    pub injection: Sourced<Energy>,
    /// A flit going from a router into a core.
    #[serde(default = "left_out::modelled")]
    pub ejection: Sourced<Energy>,
    /// Writing a flit into an input buffer of a router.
    #[serde(default = "left_out::modelled")]
    pub buffer_write: Sourced<Energy>,
    /// Reading a flit from an input buffer of a router.
    #[serde(default = "left_out::modelled")]
    pub buffer_read: Sourced<Energy>,
    /// A flit passing the crossbar of a router.
    #[serde(default = "left_out::modelled")]
    pub crossbar: Sourced<Energy>,
    /// Choosing the flit that leaves a router next.
    #[serde(default = "left_out::modelled")]
    pub arbitration: Sourced<Energy>,
    /// A flit on a link along x.
    #[serde(default = "left_out::modelled")]
    pub link_horizontal: Sourced<Energy>,
    /// A flit on a link along y.
    #[serde(default = "left_out::modelled")]
    pub link_vertical: Sourced<Energy>,
    /// A flit on a link along x to smaller x; left out: as `link_horizontal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_westward: Option<Sourced<Energy>>,
    /// A flit on a link along y to smaller y; left out: as `link_vertical`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_southward: Option<Sourced<Energy>>,
    /// A flit on a chip-to-chip link.
    pub chip_link: Sourced<Energy>,
    /// One tile's part in one barrier or tick; in dataflow one end of an end-of-step token, built or taken in by a core.
    pub sync: Sourced<Energy>,
    /// An event crossing the host link, either way, at the chip's side.
    pub host_event: Sourced<Energy>,
}

/// Static power: leakage, and clocks that never stop.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaticPowerFile {
    /// One core that is in use.
    #[serde(default = "left_out::modelled")]
    pub core_used: Sourced<Power>,
    /// One core that is not in use (gated or idle as the chip does it).
    #[serde(default = "left_out::modelled")]
    pub core_unused: Sourced<Power>,
    /// Energy of the clock of one core in a cycle, in use or not, where the clock never stops: adds `core.clock` times
    /// this to the two powers above, so that they follow the clock. Absent = contained in them.
    #[serde(default)]
    pub core_clock: Option<Sourced<Energy>>,
    /// Clock of all routers and links of one chip.
    #[serde(default = "left_out::modelled")]
    pub router_clock: Sourced<Power>,
    /// Everything else on one chip.
    pub uncore: Sourced<Power>,
}
