//! What may bound a step.

use serde::{Deserialize, Serialize};

/// What may bound a step: work that is done one thing after another, at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// Walking rows of synapses in a core: looking them up, then reading their words or applying them, whichever takes
    /// longer row by row.
    Synops,
    /// Reading the words of those rows alone; where contents share a memory, the accesses of its banks.
    MemoryReads,
    /// Adding into the accumulators of a core.
    Accumulations,
    /// Updating the units of a core.
    UnitUpdates,
    /// Accepting events in a core.
    EventsIn,
    /// Generating events and building packets in a core.
    EventsOut,
    /// All of a core that cannot overlap: everything on a serial one, synapses and updates at one memory.
    Core,
    /// Bursts of the DRAM of a chip, spread evenly over its channels.
    Dram,
    /// Flits of a link.
    Traffic,
    /// Events of the host link.
    Host,
    /// A barrier or a tick, of all together; the end-of-step tokens of a core.
    Sync,
}

impl Term {
    /// All terms, in the order of reports.
    pub const ALL: [Self; 11] = [
        Self::Synops,
        Self::MemoryReads,
        Self::Accumulations,
        Self::UnitUpdates,
        Self::EventsIn,
        Self::EventsOut,
        Self::Core,
        Self::Dram,
        Self::Traffic,
        Self::Host,
        Self::Sync,
    ];
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Name in records and columns.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Synops => "synops",
            Self::MemoryReads => "memory_reads",
            Self::Accumulations => "accumulations",
            Self::UnitUpdates => "unit_updates",
            Self::EventsIn => "events_in",
            Self::EventsOut => "events_out",
            Self::Core => "core",
            Self::Dram => "dram",
            Self::Traffic => "traffic",
            Self::Host => "host",
            Self::Sync => "sync",
        }
    }

    /// What its count counts.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Synops => "synops",
            Self::MemoryReads => "words",
            Self::Accumulations => "accumulations",
            Self::UnitUpdates => "updates",
            Self::EventsIn | Self::Host => "events",
            Self::EventsOut => "packets",
            Self::Core => "synops and updates",
            Self::Dram => "bursts",
            Self::Traffic => "flits",
            Self::Sync => "synchronisations",
        }
    }

    /// Whether it is one of the five of Timcheck et al.
    pub(crate) const fn is_of_timcheck(self) -> bool {
        matches!(self, Self::Synops | Self::MemoryReads | Self::UnitUpdates | Self::Traffic | Self::Sync)
    }

    /// Position in [`Self::ALL`].
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

/// The states of Yik et al., and a fourth one for what they leave out: synchronisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoundState {
    /// Synapses: reading, applying and adding up weights.
    Memory,
    /// Updates of units.
    Compute,
    /// Messages: links, the host, and what cores do to take in and send.
    Traffic,
    /// Barriers, ticks and end-of-step tokens.
    Sync,
}

impl BoundState {
    /// As reports call it.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Memory => "memory-bound",
            Self::Compute => "compute-bound",
            Self::Traffic => "traffic-bound",
            Self::Sync => "bound by synchronisation",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_in_declaration_order() {
        for (position, term) in Term::ALL.into_iter().enumerate() {
            assert_eq!(term.index(), position, "{}", term.name());
        }
    }
}
