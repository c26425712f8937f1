//! Times of a core's stages, and what of them cannot overlap.

use egret_arch::{Chip, Content, Execution, ModelCost, Ticks};

use crate::outcome::Wait;

/// Times of a core's stages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    /// Which stages share a processor.
    execution: Execution,
    /// Weights and state lie in one memory whose accesses are contained in the times of the stages: there are no cycles
    /// to share, so synapse, dendrite and soma exclude each other.
    pub(super) one_memory: bool,
    /// What writing an event into the queue and reading it takes longer than the accesses that accepting contains.
    pub(super) queue_delays: (Ticks, Ticks),
    /// The same for the first read and the last write of the state of a slice, which updating contains.
    pub(super) state_delays: (Ticks, Ticks),
    /// Time to accept an event, and the reason it counts under.
    pub(super) accept: (Wait, Ticks),
    /// These are the times of end-of-step tokens.
    pub(super) tokens: bool,
    pub(super) soma_lanes: u32,
    pub(super) event_time: Ticks,
    pub(super) packet_time: Ticks,
    /// Reason for sending (the host link is no axon).
    pub(super) send: Wait,
}

impl Timing {
    /// Times of a chip's core.
    pub(crate) fn of_core(chip: &Chip) -> Self {
        let core = chip.core();
        let (weights, state, queue) =
            (core.memory(Content::Weights), core.memory(Content::State), core.memory(Content::Queue));
        let (free_updates, free_events) = (chip.ideal().free_updates, chip.ideal().free_events);
        Self {
            execution: core.execution,
            one_memory: core.execution != Execution::Duplex
                && weights.name == state.name
                && weights.access_time == 0,
            queue_delays: if free_events { (0, 0) } else { (queue.write_delay(), queue.read_delay()) },
            state_delays: if free_updates { (0, 0) } else { (state.read_delay(), state.write_delay()) },
            accept: (Wait::AxonIn, core.axon_in_time),
            tokens: false,
            soma_lanes: core.soma_lanes,
            event_time: core.event_time,
            packet_time: core.packet_time,
            send: Wait::AxonOut,
        }
    }

    /// The same for end-of-step tokens: their time counts as synchronisation.
    pub(crate) fn for_tokens(mut self) -> Self {
        self.tokens = true;
        self.send = Wait::Sync;
        self
    }

    /// The same, but accepting and sending take no time.
    pub(crate) fn without_time(mut self) -> Self {
        self.accept.1 = 0;
        self.queue_delays = (0, 0);
        self.event_time = 0;
        self.packet_time = 0;
        self
    }

    /// The same at another clock: `ticks` says how long what takes so many ticks is there.
    pub(crate) fn at_clock(mut self, ticks: impl Fn(Ticks) -> Ticks) -> Self {
        for time in [
            &mut self.accept.1,
            &mut self.queue_delays.0,
            &mut self.queue_delays.1,
            &mut self.state_delays.0,
            &mut self.state_delays.1,
            &mut self.event_time,
            &mut self.packet_time,
        ] {
            *time = ticks(*time);
        }
        self
    }

    /// All stages on the way of events on one processor.
    #[inline]
    pub(super) fn serial(&self) -> bool {
        self.execution != Execution::Pipelined
    }

    /// That processor updates units and sends as well.
    pub(crate) fn alone(&self) -> bool {
        self.execution == Execution::Serial
    }

    /// Another one does: it updates units and sends, one thing at a time.
    pub(super) fn second(&self) -> bool {
        self.execution == Execution::Duplex
    }

    /// Time to accept an event, the read from the queue included.
    pub(crate) fn accepting(&self) -> Ticks {
        self.queue_delays.1 + self.accept.1
    }

    /// Time to generate so many events and to build so many packets.
    pub(crate) fn sending(&self, events: u64, packets: u64) -> Ticks {
        events * self.event_time + packets * self.packet_time
    }

    /// Time to update units, if nothing has to be waited for.
    pub(crate) fn updating(&self, work: &Update<'_>) -> Ticks {
        let Update { units, cost, active, skipped } = *work;
        let delays = self.state_delays.0 + self.state_delays.1;
        if self.soma_lanes == 1 {
            let (active, skipped) = (active.len() as u64, skipped.len() as u64);
            let idle = u64::from(units) - active - skipped;
            return delays + active * cost.active_time + skipped * cost.skipped_time + idle * cost.idle_time;
        }
        let lanes = self.soma_lanes;
        let groups = u64::from(units.div_ceil(lanes));
        let busy = active.chunk_by(|one, other| one / lanes == other / lanes).count() as u64;
        let left = |group: &[u32]| group.len() as u32 == lanes.min(units - group[0] / lanes * lanes);
        let left = skipped.chunk_by(|one, other| one / lanes == other / lanes).filter(|group| left(group));
        let left = left.count() as u64;
        let idle = groups - busy - left;
        delays
            + busy * cost.active_time.max(cost.idle_time)
            + left * cost.skipped_time
            + idle * cost.idle_time
    }

    /// Times of the host link: one event after another, either way.
    pub(crate) fn of_host(event_time: Ticks) -> Self {
        Self {
            execution: Execution::Pipelined,
            one_memory: false,
            queue_delays: (0, 0),
            state_delays: (0, 0),
            accept: (Wait::Host, event_time),
            tokens: false,
            soma_lanes: 1,
            event_time: 0,
            packet_time: event_time,
            send: Wait::Host,
        }
    }

    /// What of a core cannot overlap.
    pub(crate) fn in_turn(&self) -> InTurn {
        match (self.alone(), self.second(), self.one_memory) {
            (true, ..) => InTurn::Everything,
            (false, true, _) => InTurn::Sides,
            (false, false, true) => InTurn::SynapsesAndUpdates,
            (false, false, false) => InTurn::Nothing,
        }
    }
}

/// What of a core cannot overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InTurn {
    /// Every stage works beside the others.
    Nothing,
    /// Synapses, accumulators and updates exclude each other: they share a memory.
    SynapsesAndUpdates,
    /// One processor takes events in, another one updates units and sends.
    Sides,
    /// One processor does everything.
    Everything,
}

/// The units of a slice at a step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Update<'a> {
    /// How many there are.
    pub(crate) units: u32,
    /// What updating one of them costs.
    pub(crate) cost: ModelCost,
    /// Those that emit, ascending.
    pub(crate) active: &'a [u32],
    /// Those that are left as they were, ascending; none of them emits.
    pub(crate) skipped: &'a [u32],
}
