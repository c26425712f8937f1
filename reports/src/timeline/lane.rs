//! The tracks of a trace, and how they lie under each other.

use egret_sim::Stage;

/// A track. Those of cores and the host are by endpoint: cores by position in the placement, then the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    /// Over what keeps steps together.
    Synchronisation,
    /// Steps of the chip.
    Steps,
    /// Barriers and ticks.
    Pauses,
    /// Steps between injection and read-out, by the place that one takes of those that may be on their way.
    InFlight(u32),
    /// Watts of all chips.
    Power,
    /// Watts of them that are there whatever happens.
    StaticPower,
    /// Over all cores.
    Cores,
    /// Over what belongs to a core, or to the host.
    Endpoint(u32),
    /// Its power state.
    State(u32),
    /// How many inputs wait.
    Waiting(u32),
    /// Packets that arrive.
    Arrivals(u32),
    /// One of its stages.
    Stage(u32, Stage),
    /// Where packets leave.
    Port(u32),
    /// A memory of a core, or a port of its banks.
    Memory(u32, u32, Option<u32>),
    /// A place for a row on its way from DRAM.
    Fetch(u32, u32),
    /// Over all links.
    Links,
    /// One wire of a link.
    Wire { link: u32, subnet: u32 },
    /// Packets that are lost.
    Lost,
}

/// What tracks of counters count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Watts,
    Inputs,
}

impl Unit {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Watts => "W",
            Self::Inputs => "inputs",
        }
    }
}

impl Lane {
    /// The track it lies under.
    pub(super) fn parent(self) -> Option<Self> {
        match self {
            Self::Synchronisation | Self::Power | Self::StaticPower | Self::Cores | Self::Links => None,
            Self::Steps | Self::Pauses | Self::InFlight(_) => Some(Self::Synchronisation),
            Self::Endpoint(_) => Some(Self::Cores),
            Self::State(endpoint)
            | Self::Waiting(endpoint)
            | Self::Arrivals(endpoint)
            | Self::Stage(endpoint, _)
            | Self::Port(endpoint)
            | Self::Memory(endpoint, ..)
            | Self::Fetch(endpoint, _) => Some(Self::Endpoint(endpoint)),
            Self::Wire { .. } | Self::Lost => Some(Self::Links),
        }
    }

    /// What it counts, if it is no track of slices.
    pub(super) fn counts(self) -> Option<Unit> {
        match self {
            Self::Power | Self::StaticPower => Some(Unit::Watts),
            Self::Waiting(_) => Some(Unit::Inputs),
            _ => None,
        }
    }

    /// Its place among those beside it.
    pub(super) fn rank(self) -> u32 {
        match self {
            Self::Synchronisation | Self::Steps | Self::State(_) | Self::Lost => 0,
            Self::Power | Self::Pauses | Self::Waiting(_) => 1,
            Self::StaticPower | Self::Arrivals(_) => 2,
            Self::Cores => 3,
            Self::Links => 4,
            Self::InFlight(place) => 5 + place,
            Self::Endpoint(endpoint) => endpoint,
            Self::Stage(_, stage) => 10 + stage as u32,
            Self::Port(_) => 20,
            Self::Fetch(_, place) => 100 + place,
            Self::Memory(_, memory, port) => 10_000 * (memory + 1) + port.map_or(0, |port| port + 1),
            Self::Wire { link, subnet } => 1 + link * 8 + subnet.min(7),
        }
    }
}
