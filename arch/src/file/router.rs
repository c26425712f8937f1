//! Routers as written.

use egret_config::{Delay, Sourced};
use serde::{Deserialize, Serialize};

/// How a router works. What it says is used at flit fidelity; packet fidelity needs link times only.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum RouterFile {
    /// Input buffers with virtual channels, credits, and a pipeline.
    VirtualChannel {
        /// Virtual channels of an input.
        channels: Sourced<u32>,
        /// Flits that fit in one virtual channel.
        buffer_flits: Sourced<u32>,
        /// Route computation; 0 with look-ahead.
        route_computation: Sourced<Delay>,
        /// How a packet gets a virtual channel of the next router.
        channel_allocation: ChannelAllocationFile,
        /// Switch allocation.
        switch_allocation: Sourced<Delay>,
        /// From the grant to the output.
        switch_traversal: Sourced<Delay>,
        /// From a flit leaving its buffer to the credit on the wire.
        credit: Sourced<Delay>,
        /// Which virtual channel a packet takes.
        channel_choice: ChannelChoice,
        /// Copies of the whole network side by side; packets of a source take them in turn, or by source where
        /// `channel_choice` goes by source.
        subnets: Sourced<u32>,
    },
    /// A table of keys and masks, multicast in the router, packets dropped that wait too long (`SpiNNaker`).
    Table {
        /// Entries of the table.
        entries: Sourced<u32>,
        /// Packets that fit in one input.
        buffer_packets: Sourced<u32>,
        /// From the arrival of a packet to the earliest departure.
        lookup: Sourced<Delay>,
        /// From one packet through the router to the next.
        packet_time: Sourced<Delay>,
        /// From a packet leaving its buffer to the credit on the wire.
        credit: Sourced<Delay>,
        /// A packet that has been at the head of its buffer so long without all its outputs free is dropped.
        wait: Sourced<Delay>,
    },
}

/// How a packet gets a virtual channel of the next router.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ChannelAllocationFile {
    /// Together with the switch, in the same cycle.
    WithSwitch,
    /// In a stage of its own that takes so long, before switch allocation.
    Separate(Sourced<Delay>),
}

/// Which virtual channel a packet takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChannelChoice {
    /// Any that is free. Packets of one source may overtake each other.
    AnyFree,
    /// The one that belongs to its source. Packets of one source to one destination stay in order.
    BySource,
}

/// One router file: a router and its links by themselves, for studies of networks without a chip around them. All its
/// delays are in cycles.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoneRouterFile {
    /// Schema of this file: `"egret.router/1"`.
    pub schema: String,
    /// Name, equal to the file's stem.
    pub name: String,
    /// One or two sentences: what it is and what it is good for here.
    pub summary: String,
    /// How it works.
    pub router: RouterFile,
    /// Virtual channels of an input on a ring or torus, instead of those of `router`.
    #[serde(default)]
    pub channels_on_rings: Option<Sourced<u32>>,
    /// Time on the wire from router to router, and between routers and nodes.
    pub link: Sourced<Delay>,
}
