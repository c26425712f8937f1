//! Routers, links, synchronisation and host link as written.

use egret_config::{Delay, Frequency, Sourced, Span};
use serde::{Deserialize, Serialize};

use super::router::RouterFile;

/// Routers and links.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkFile {
    /// Clock of routers; absent on an asynchronous network.
    #[serde(default)]
    pub clock: Option<Sourced<Frequency>>,
    /// Bits that a link moves at once.
    pub flit_bits: Sourced<u32>,
    /// Bits of a packet besides its payload.
    pub header_bits: Sourced<u32>,
    /// Core to router.
    pub injection: LinkFile,
    /// Router to core.
    pub ejection: LinkFile,
    /// Router to router along x (every link of ring, star and tree), router traversal included.
    pub horizontal: LinkFile,
    /// Router to router along y, router traversal included.
    pub vertical: LinkFile,
    /// Links along x that lead to smaller x; left out: as `horizontal`, which otherwise are those to larger x.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub westward: Option<LinkFile>,
    /// Links along y that lead to smaller y; left out: as `vertical`, which otherwise are those to larger y.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub southward: Option<LinkFile>,
    /// One packet to many cores, or one packet a core.
    pub casting: Casting,
    /// How routers work inside; absent = not known, and the chip runs at packet fidelity only.
    #[serde(default)]
    pub router: Option<RouterFile>,
}

/// One class of link.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkFile {
    /// Time from the head of a flit entering to its leaving at the far end.
    pub latency: Sourced<Delay>,
    /// Time from one flit to the next.
    pub cycle: Sourced<Delay>,
}

/// How an event reaches several cores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Casting {
    /// One packet along the dimension-order tree, copied where it branches.
    Multicast,
    /// One packet for each destination core.
    Unicast,
}

/// Chip-to-chip link.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChipLinkFile {
    /// Time for a flit to cross.
    pub latency: Sourced<Delay>,
    /// Time from one flit to the next.
    pub cycle: Sourced<Delay>,
    /// Most chips that can be joined.
    pub chips: Sourced<u32>,
}

/// Synchronisation of steps.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum SyncFile {
    /// All cores finish a step before any starts the next; cost `base + per_tile × (tiles − 1)`.
    Barrier {
        /// Cost with one tile (router with cores in use).
        base: Sourced<Delay>,
        /// Added for every further tile.
        per_tile: Sourced<Delay>,
    },
    /// All cores finish a step before any starts the next; what that costs is listed by tiles in use.
    BarrierTable {
        /// Entries with ascending tiles, the first for 1: the one with the most tiles not above those in use counts.
        times: Vec<BarrierTimeFile>,
        /// Updates behind the last packet of a step go on when all packets have been worked off, and not beside that: the order in
        /// which some simulators run the network of a step to its end. Left out: they do not wait.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        network_first: bool,
    },
    /// A global tick starts every step; work that is not finished by then is an overrun and delays the next step.
    FixedTick {
        /// Time from tick to tick.
        period: Sourced<Span>,
    },
    /// A core starts a step when the end-of-step tokens of all its sources are in.
    Dataflow {
        /// Steps between injection and read-out at most; cores keep as many sets of accumulators.
        steps_in_flight: Sourced<u32>,
    },
    /// Every core follows its own tick; a core that overruns slips alone.
    FreeRunning {
        /// Time from tick to tick.
        period: Sourced<Span>,
    },
}

/// What a barrier costs from a number of tiles on.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BarrierTimeFile {
    /// Tiles (routers with cores in use) from which it counts, at least 1.
    pub tiles: u32,
    /// Cost of one barrier.
    pub time: Sourced<Delay>,
}

/// Input injection and read-out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostFile {
    /// Time from one event on the host link to the next.
    pub event_time: Sourced<Delay>,
    /// Time for an event to cross the host link.
    pub latency: Sourced<Delay>,
}
