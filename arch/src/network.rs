//! Checked routers and links, synchronisation and host link, all times in ticks.

use crate::Ticks;
use crate::file::Casting;
use crate::router::Router;
use crate::topology::LinkClass;

/// Timing of a class of links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkTiming {
    /// From the head of a flit entering to its leaving at the far end.
    pub latency: Ticks,
    /// From one flit to the next; at least one.
    pub cycle: Ticks,
}

/// Routers and links of a checked chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// Bits that a link moves at once; at least one.
    pub flit_bits: u32,
    /// Bits of a packet besides its payload.
    pub header_bits: u32,
    /// Timing by [`LinkClass::index`].
    pub links: [LinkTiming; LinkClass::COUNT],
    /// How an event reaches several cores.
    pub casting: Casting,
    /// Period of the router clock; `None` on an asynchronous network.
    pub period: Option<Ticks>,
    /// How routers work inside; `None` where that is not known.
    pub router: Option<Router>,
    /// Links to smaller x or y differ from the others, in time or price: they are classes of their own then.
    pub directional: bool,
    /// Idealised: packets arrive at once, whatever else is on the way; latencies are 0 then.
    pub free: bool,
    /// Idealised: the same of the host link, at packet fidelity; its latency stays as written for the other one.
    pub free_host: bool,
}

impl Network {
    /// Timing of a class.
    pub fn link(&self, class: LinkClass) -> LinkTiming {
        self.links[class.index()]
    }

    /// Whether packets pass links of a class at once.
    pub fn is_free(&self, class: LinkClass) -> bool {
        match class {
            LinkClass::HostIn | LinkClass::HostOut => self.free_host,
            LinkClass::Injection
            | LinkClass::Horizontal
            | LinkClass::Vertical
            | LinkClass::Westward
            | LinkClass::Southward
            | LinkClass::ChipLink
            | LinkClass::Ejection => self.free,
        }
    }

    /// Time on the wire alone: the latency of a class without the router before it, or, on the way into the network,
    /// without the switch that a source drives its link through. All of it where routers are not described.
    pub fn wire(&self, class: LinkClass) -> Ticks {
        let Some(router) = &self.router else { return self.link(class).latency };
        let before = match class {
            LinkClass::Injection | LinkClass::HostIn => router.switch_traversal(),
            LinkClass::Horizontal
            | LinkClass::Vertical
            | LinkClass::Westward
            | LinkClass::Southward
            | LinkClass::ChipLink
            | LinkClass::Ejection
            | LinkClass::HostOut => router.time(),
        };
        self.link(class).latency.saturating_sub(before)
    }
}

/// How steps are synchronised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sync {
    /// All cores finish a step before any starts the next; costs `base + per_tile × (tiles − 1)`.
    Barrier {
        /// Cost with one tile.
        base: Ticks,
        /// Added for every further tile.
        per_tile: Ticks,
    },
    /// The same at a cost by tiles: see [`crate::Chip::barrier_time`].
    BarrierTable {
        /// Updates behind the last packet of a step go on when all packets have been worked off.
        network_first: bool,
    },
    /// A global tick starts every step.
    FixedTick {
        /// From tick to tick; at least one.
        period: Ticks,
    },
    /// A core starts a step when the end-of-step tokens of all its sources are in.
    Dataflow {
        /// Steps between injection and read-out at most; at least one.
        steps_in_flight: u32,
    },
    /// Every core follows its own tick.
    FreeRunning {
        /// From tick to tick; at least one.
        period: Ticks,
    },
}

/// Host link of a checked chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Host {
    /// From one event on the host link to the next.
    pub event_time: Ticks,
    /// For an event to cross the host link.
    pub latency: Ticks,
}
