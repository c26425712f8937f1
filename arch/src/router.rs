//! Checked routers, times in ticks.

use crate::Ticks;
use crate::file::ChannelChoice;

/// How the routers of a checked chip work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Router {
    /// Virtual channels and credits.
    VirtualChannel(VirtualChannelRouter),
    /// Keys and masks, packets dropped after a wait.
    Table(TableRouter),
}

impl Router {
    /// From a head at the router to its earliest grant.
    pub fn before_grant(&self) -> Ticks {
        match self {
            Self::VirtualChannel(router) => router.before_grant(),
            Self::Table(router) => router.lookup,
        }
    }

    /// From a head at the router to the wire, when nothing is in its way.
    pub fn time(&self) -> Ticks {
        match self {
            Self::VirtualChannel(router) => router.time(),
            Self::Table(router) => router.lookup,
        }
    }

    /// From the grant to the output.
    pub fn switch_traversal(&self) -> Ticks {
        match self {
            Self::VirtualChannel(router) => router.switch_traversal,
            Self::Table(_) => 0,
        }
    }
}

/// Input-buffered router with virtual channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VirtualChannelRouter {
    /// Virtual channels of an input; at least one.
    pub channels: u32,
    /// Flits that fit in a virtual channel; at least one.
    pub buffer_flits: u32,
    /// Route computation.
    pub route_computation: Ticks,
    /// Virtual-channel allocation; `None` when it comes with the switch grant.
    pub channel_allocation: Option<Ticks>,
    /// Switch allocation.
    pub switch_allocation: Ticks,
    /// From the grant to the output.
    pub switch_traversal: Ticks,
    /// From a flit leaving its buffer to the credit on the wire.
    pub credit: Ticks,
    /// Which virtual channel a packet takes.
    pub channel_choice: ChannelChoice,
    /// Copies of the network; at least one.
    pub subnets: u32,
}

impl VirtualChannelRouter {
    /// From a head at the router to its earliest switch grant.
    pub fn before_grant(&self) -> Ticks {
        self.route_computation + self.channel_allocation.unwrap_or(0)
    }

    /// From a head at the router to the wire, when nothing is in its way.
    pub fn time(&self) -> Ticks {
        self.before_grant() + self.switch_allocation + self.switch_traversal
    }
}

/// Router with a table of keys and masks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableRouter {
    /// Entries of the table; at least one.
    pub entries: u32,
    /// Packets that fit in one input; at least one.
    pub buffer_packets: u32,
    /// From the arrival of a packet to the earliest departure.
    pub lookup: Ticks,
    /// From one packet through the router to the next; at least one tick.
    pub packet_time: Ticks,
    /// From a packet leaving its buffer to the credit on the wire.
    pub credit: Ticks,
    /// Longest time at the head of a buffer.
    pub wait: Ticks,
}
