//! What a simulation leaves behind: plain integers and times, no prices.
//!
//! Everything a report needs is here, so pricing and plotting never look at an actor. Times are ticks of the chip's
//! time base; counts are integers made by the actors themselves.

use egret_arch::{Action, CoreState, LinkClass, Model, Ticks};
use egret_config::described;
use egret_workloads::EventCounts;
use serde::{Deserialize, Serialize};

use crate::bound::Bound;
use crate::noc::Fidelity;

described! {
    /// Why time passed on the critical path. The reasons tile it: their sum is the elapsed time.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Wait {
        /// A core woke up, or changed its level.
        Wake,
        /// Accepting events in a core.
        AxonIn,
        /// A row of weights, or an entry of an embedding, was on its way from DRAM.
        Dram,
        /// Looking up and walking rows of synapses.
        Synapse,
        /// Extra cycles because banks of a memory were asked more than they can serve at once.
        BankConflict,
        /// Adding into accumulators.
        Dendrite,
        /// Updating units.
        Soma,
        /// Generating events and building packets.
        AxonOut,
        /// Held at the source because the input queue of a destination was full.
        Queue,
        /// Held at the core's own port because another packet was going out.
        Arbitration,
        /// A link on the way was taken.
        LinkBusy,
        /// Routers and wires.
        Transit,
        /// The host link.
        Host,
        /// Barriers and end-of-step tokens.
        Sync,
        /// Nothing to do before the next tick.
        Idle,
    }
}

impl Wait {
    /// All reasons, in the order of reports.
    pub const ALL: [Self; 15] = [
        Self::Wake,
        Self::AxonIn,
        Self::Dram,
        Self::Synapse,
        Self::BankConflict,
        Self::Dendrite,
        Self::Soma,
        Self::AxonOut,
        Self::Queue,
        Self::Arbitration,
        Self::LinkBusy,
        Self::Transit,
        Self::Host,
        Self::Sync,
        Self::Idle,
    ];
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Name in records and columns.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wake => "wake",
            Self::AxonIn => "axon_in",
            Self::Dram => "dram",
            Self::Synapse => "synapse",
            Self::BankConflict => "bank_conflict",
            Self::Dendrite => "dendrite",
            Self::Soma => "soma",
            Self::AxonOut => "axon_out",
            Self::Queue => "queue",
            Self::Arbitration => "arbitration",
            Self::LinkBusy => "link_busy",
            Self::Transit => "transit",
            Self::Host => "host",
            Self::Sync => "sync",
            Self::Idle => "idle",
        }
    }
}

/// Ticks by [`Wait`] reason.
pub type Waits = [Ticks; Wait::COUNT];
/// Ticks by [`CoreState`].
pub type Residency = [Ticks; CoreState::COUNT];
/// Counts by [`Action`].
pub type Counts = [u64; Action::COUNT];

/// Result of one simulation.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Ticks per second of simulated time.
    pub ticks_per_second: u64,
    /// From the first injection to the last unit at rest.
    pub elapsed: Ticks,
    /// One per step of the chip, tiling `elapsed`.
    pub steps: Vec<Step>,
    /// Tokens (network steps) processed.
    pub tokens: u32,
    /// Mean time from a token's injection to its read-out.
    pub token_latency: f64,
    /// Layers: the populations of the network, in its order.
    pub layers: Vec<Layer>,
    /// Actions that belong to no layer (synchronisation).
    pub shared: Counts,
    /// Cores in use.
    pub cores: Vec<CoreOutcome>,
    /// Links that carried anything.
    pub links: Vec<LinkOutcome>,
    /// Chips in use.
    pub chips: u32,
    /// Usable cores of those chips, used or not.
    pub cores_present: u32,
    /// Tiles (routers with a core in use).
    pub tiles: u32,
    /// Packets that left a core or the host, end-of-step tokens included.
    pub packets: u64,
    /// End-of-step token packets among them.
    pub token_packets: u64,
    /// (packet, destination core) pairs that arrived, tokens included.
    pub deliveries: u64,
    /// (packet, destination core) pairs that were lost.
    pub drops: u64,
    /// Σ over packets of their destinations: equals deliveries + drops.
    pub addressed: u64,
    /// Steps that were not finished when their tick came.
    pub overruns: u64,
    /// Events that arrived after their target had started the step they belong to (free-running chips).
    pub late_events: u64,
    /// The network between cores.
    pub noc: NocOutcome,
    /// Every packet, in the order in which they came to their ports, where that was asked for.
    pub trace: Vec<TracedPacket>,
    /// Events of every unit, which follow from the workload alone; no part of the fingerprint.
    pub played: Played,
    /// What the run takes at least, where that was asked for; no part of the fingerprint, because it is no result of
    /// simulating.
    pub bound: Option<Bound>,
    /// Events handled by the scheduler, for measuring the simulator; no part of the fingerprint.
    pub scheduler_events: u64,
}

/// What the network did, whatever the chip is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// Events of every unit.
    pub events: EventCounts,
    /// Spiking units whose potential changed, summed over steps; none of networks that are not executed.
    pub membrane_updates: Option<u64>,
}

/// What packets did between their source and their destinations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NocOutcome {
    /// How exactly routers and links were simulated.
    pub fidelity: Fidelity,
    /// Mean time from the building of a packet to its arrival, over deliveries, in ticks.
    pub latency_mean: f64,
    /// Time that 99 of 100 deliveries do not exceed, in ticks.
    pub latency_p99: Ticks,
    /// Longest time, in ticks.
    pub latency_max: Ticks,
    /// Links that packets took, a copy once.
    pub link_hops: u64,
    /// Links that the same packets would have taken with one packet a destination.
    pub unicast_link_hops: u64,
}

/// A packet as it went through the network, times in its cycles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TracedPacket {
    /// Node that sent it: a core over all chips, or after them the host.
    pub source: u32,
    /// Flits.
    pub flits: u32,
    /// Cycle from which it could leave.
    pub generated: u64,
    /// Cycle in which its head left the source.
    pub head_left: u64,
    /// Cycle in which its tail left the source.
    pub tail_left: u64,
    /// Nodes it came to, the cycle in which its tail came out of the network there, and the one in which the node had room
    /// for it and took it.
    pub arrivals: Vec<(u32, u64, u64)>,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Instant at which it began: the end of the step before.
    pub start: Ticks,
    /// Length.
    pub duration: Ticks,
    /// Tiles the duration by reason, walked back from the last unit to finish.
    pub waits: Waits,
    /// Actions of all components in this step, updates by model kept apart in `updates`.
    pub counts: Counts,
    /// Units looked at by model: updated without an event, with one, and left as they were.
    pub updates: [(u64, u64, u64); Model::COUNT],
    /// Events emitted.
    pub events: u64,
    /// Packets that left a core or the host.
    pub packets: u64,
    /// How long cores in use were busy, as [`CoreOutcome::busy`] counts it; no part of the fingerprint.
    pub cores_busy: Spread,
    /// How long links between routers moved flits; `None` where there are none or they take no time. No part of the fingerprint.
    pub links_busy: Option<Spread>,
}

/// How ticks are spread over cores or links. Percentiles are by nearest rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// How many cores or links.
    pub of: u32,
    /// All their ticks.
    pub sum: Ticks,
    /// 10 % of them had no more.
    pub p10: Ticks,
    /// Half of them had no more.
    pub p50: Ticks,
    /// 90 % of them had no more.
    pub p90: Ticks,
    /// The most that one had.
    pub max: Ticks,
}

impl Spread {
    /// Of so many ticks each, which are put into another order.
    pub fn of(each: &mut [Ticks]) -> Self {
        let count = each.len();
        if count == 0 {
            return Self::default();
        }
        let mut rank = |percent: usize| {
            let place = (count * percent).div_ceil(100).max(1) - 1;
            *each.select_nth_unstable(place).1
        };
        let [p10, p50, p90, max] = [10, 50, 90, 100].map(&mut rank);
        Self { of: count as u32, sum: each.iter().sum(), p10, p50, p90, max }
    }
}

/// Totals of one population.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Name of the population.
    pub name: String,
    /// Model of its units.
    pub model: Model,
    /// Units.
    pub units: u32,
    /// Whether it lies on the chip.
    pub on_chip: bool,
    /// Synapses into it.
    pub synapses: u64,
    /// Possible synapses into it (dense).
    pub dense_synapses: u64,
    /// Events it emitted.
    pub events: u64,
    /// Actions on its behalf: its cores' work, and the network actions of its packets.
    pub counts: Counts,
    /// Synops by projection into it: (projection name, synops).
    pub synops: Vec<(String, u64)>,
}

/// Totals of one core in use.
#[derive(Clone, Debug, PartialEq)]
pub struct CoreOutcome {
    /// Core number over all chips.
    pub core: u32,
    /// Chip.
    pub chip: u32,
    /// Floor-plan column of its router.
    pub x: u32,
    /// Floor-plan row of its router.
    pub y: u32,
    /// (layer index, units of it on this core).
    pub units: Vec<(u32, u32)>,
    /// Synapses stored.
    pub synapses: u64,
    /// Bytes used, by memory: (memory name, used, capacity).
    pub memories: Vec<(String, u64, u64)>,
    /// Ticks in which the busier one of synapse and dendrite stage (or the one processor) worked.
    pub busy: Ticks,
    /// What its memories did, in the order of `memories`.
    pub accesses: Vec<MemoryOutcome>,
    /// Ticks by power state, on a chip with power states; they sum to the elapsed time.
    pub residency: Option<Residency>,
    /// Actions of this core.
    pub counts: Counts,
}

/// What one memory of a core did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryOutcome {
    /// Name in the chip file.
    pub name: String,
    /// Words read and written, by bank.
    pub words_by_bank: Vec<u64>,
    /// Ticks that rows, updates and events waited for its banks, hidden ones included.
    pub conflict: Ticks,
}

/// Totals of one link.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkOutcome {
    /// `core 3`, `router 7`, `host`.
    pub from: String,
    /// As `from`.
    pub to: String,
    /// Class.
    pub class: LinkClass,
    /// Flits moved.
    pub flits: u64,
    /// Ticks that packets or flits waited for it.
    pub waited: Ticks,
    /// Ticks from one flit to the next.
    pub cycle: Ticks,
}

impl LinkOutcome {
    /// Share of so many ticks in which it moved a flit, 0 to 1; the links of several subnets are one, so that it may reach
    /// their number.
    pub fn utilisation(&self, elapsed: Ticks) -> f64 {
        if elapsed == 0 { 0.0 } else { (self.flits * self.cycle) as f64 / elapsed as f64 }
    }
}

impl Outcome {
    /// Total of each action: all layers and the shared part.
    pub fn totals(&self) -> Counts {
        let mut total = self.shared;
        for layer in &self.layers {
            for (sum, n) in total.iter_mut().zip(layer.counts) {
                *sum += n;
            }
        }
        total
    }

    /// Waits summed over steps; their sum is `elapsed`.
    pub fn waits(&self) -> Waits {
        let mut total = [0; Wait::COUNT];
        for step in &self.steps {
            for (sum, n) in total.iter_mut().zip(step.waits) {
                *sum += n;
            }
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let mut each: Vec<Ticks> = (1..=20).rev().collect();
        let expected = Spread { of: 20, sum: 210, p10: 2, p50: 10, p90: 18, max: 20 };
        assert_eq!(Spread::of(&mut each), expected);
        assert_eq!(Spread::of(&mut [7]), Spread { of: 1, sum: 7, p10: 7, p50: 7, p90: 7, max: 7 });
        assert_eq!(Spread::of(&mut []), Spread::default());
    }
}
