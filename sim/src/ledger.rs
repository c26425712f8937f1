//! What the actors count while they run, as integers, and how those counts add up to actions.
//!
//! Each slice counts what its units and the rows into it do; each population counts what its packets do in the network.
//! Both sets are complete and disjoint, so every action of a run is in exactly one place.

use egret_arch::{Action, Chip, Content, LinkClass, Model, words};

use crate::actors::Fetched;
use crate::outcome::Counts;
use crate::tables::Shape;

/// Synaptic work of one port (a projection into a slice).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PortCounts {
    pub(crate) rows: u64,
    /// Rows among them that belong to an event another port of the core has counted.
    pub(crate) further_rows: u64,
    pub(crate) synops: u64,
    pub(crate) entries: u64,
    pub(crate) bits: u64,
    /// Entries passed by for values of nought, beside `entries`.
    pub(crate) gated: u64,
}

/// What the value of an event makes a core do with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Weights are applied.
    Some,
    /// Entries are worked on for nothing.
    Nought,
    /// Entries are passed by with memory and multiplier held still.
    Gated,
}

impl PortCounts {
    /// Counts one row; a `further` one belongs to an event that another port has counted.
    #[inline]
    pub(crate) fn count(&mut self, shape: &Shape, further: bool, value: Value) {
        self.rows += 1;
        self.further_rows += u64::from(further);
        if value == Value::Gated {
            self.gated += u64::from(shape.entries);
            return;
        }
        self.synops += if value == Value::Some { u64::from(shape.synapses) } else { 0 };
        self.entries += u64::from(shape.entries);
        self.bits += u64::from(shape.bits);
    }
}

/// Work of the units of one slice, and of its core on behalf of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SliceCounts {
    /// End-of-step tokens taken in (at the core's first slice) and built.
    pub(crate) token_ends: u64,
    pub(crate) idle_updates: u64,
    pub(crate) active_updates: u64,
    /// Units looked at and left as they were; on chips that do not tell, these are idle ones.
    pub(crate) skipped_updates: u64,
    pub(crate) events: u64,
    /// Values of nought that dense cores generate beside the events.
    pub(crate) noughts: u64,
    pub(crate) packets: u64,
    /// Bits of an on-chip embedding read.
    pub(crate) lookup_bits: u64,
}

impl SliceCounts {
    /// A step of `units` units, of which some emit and some are left as they were.
    pub(crate) fn add_step(&mut self, units: u32, active: u64, skipped: u64) {
        self.active_updates += active;
        self.skipped_updates += skipped;
        self.idle_updates += u64::from(units) - active - skipped;
        self.events += active;
    }

    /// What a step of the slice sent: noughts among its values, packets, and ends of the step.
    pub(crate) fn add_sent(&mut self, noughts: u64, packets: u64, token_ends: u64) {
        self.noughts += noughts;
        self.packets += packets;
        self.token_ends += token_ends;
    }

    /// Units looked at.
    pub(crate) fn looked_at(&self) -> u64 {
        self.idle_updates + self.active_updates + self.skipped_updates
    }
}

/// What rows or look-ups took from DRAM.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DramCounts {
    bursts: u64,
    activates: u64,
    /// Bits written into the memory of weights.
    written: u64,
}

impl DramCounts {
    /// Counts a request whose `bits` were written into the memory of weights.
    pub(crate) fn count(&mut self, fetched: Fetched, bits: u64) {
        self.bursts += fetched.bursts;
        self.activates += fetched.activates;
        self.written += bits;
    }

    /// Adds the actions to `into`.
    pub(crate) fn add_to(&self, into: &mut Counts) {
        into[Action::DramBurst.index()] += self.bursts;
        into[Action::DramActivate.index()] += self.activates;
        into[Action::WeightWriteBits.index()] += self.written;
    }
}

/// What the packets of one population did in the network.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NetworkCounts {
    /// Flits moved, by class of link.
    pub(crate) flits: [u64; LinkClass::COUNT],
    /// Packets over the host link, either way.
    pub(crate) host_packets: u64,
}

/// Constants that turn counts into actions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Multiples {
    /// Words of row pointers read for a row: its own and the next one.
    pointer_words: u64,
    /// Words of state read, and as many written, for one update, by model.
    state_words: [u64; Model::COUNT],
}

impl Multiples {
    pub(crate) fn of(chip: &Chip) -> Self {
        let core = chip.core();
        let width = |content| core.memory(content).width_bits;
        let pointer_bits = u64::from(core.format.pointer_bits());
        let state_words = Model::ALL.map(|model| {
            let bits = core.model(model).map_or(0, |cost| u64::from(cost.state_bits));
            words(bits, width(Content::State))
        });
        Self { pointer_words: words(2 * pointer_bits, width(Content::Tables)), state_words }
    }

    /// Words of state read, and written, for one update.
    pub(crate) fn state_words(&self, model: Model) -> u64 {
        self.state_words[model.index()]
    }

    /// Adds the actions of one port, whose weights count as `synop`, to `into`.
    pub(crate) fn port(&self, counts: &PortCounts, synop: Action, into: &mut Counts) {
        let events = counts.rows - counts.further_rows;
        let mut add = |action: Action, n: u64| into[action.index()] += n;
        // Every event is written to the queue and read from it.
        add(Action::QueueAccess, 2 * events);
        add(Action::AxonIn, events);
        add(Action::PointerRead, counts.rows * self.pointer_words);
        add(Action::WeightReadBits, counts.bits);
        add(synop, counts.synops);
        add(Action::Filler, counts.entries - counts.synops);
        add(Action::Gated, counts.gated);
        add(Action::Accumulate, counts.synops);
    }

    /// Adds the actions of one slice of units of `model` to `into`.
    pub(crate) fn slice(&self, counts: &SliceCounts, model: Model, into: &mut Counts) {
        let mut add = |action: Action, n: u64| into[action.index()] += n;
        add(Action::Sync, counts.token_ends);
        add(Action::WeightReadBits, counts.lookup_bits);
        add(Action::StateAccess, 2 * counts.looked_at() * self.state_words[model.index()]);
        add(Action::UpdateIdle, counts.idle_updates);
        add(Action::UpdateActive, counts.active_updates);
        add(Action::UpdateSkipped, counts.skipped_updates);
        add(Action::EventOut, counts.events + counts.noughts);
        add(Action::PacketOut, counts.packets);
    }
}

/// Adds the actions of a population's packets in the network to `into`.
pub(crate) fn network(counts: &NetworkCounts, into: &mut Counts) {
    into[Action::HostEvent.index()] += counts.host_packets;
    for class in LinkClass::ALL {
        let flits = counts.flits[class.index()];
        let (action, into_router, out_of_router) = match class {
            LinkClass::Injection => (Some(Action::Injection), true, false),
            LinkClass::Ejection => (Some(Action::Ejection), false, true),
            LinkClass::Horizontal => (Some(Action::LinkHorizontal), true, true),
            LinkClass::Vertical => (Some(Action::LinkVertical), true, true),
            LinkClass::Westward => (Some(Action::LinkWestward), true, true),
            LinkClass::Southward => (Some(Action::LinkSouthward), true, true),
            LinkClass::ChipLink => (Some(Action::ChipLink), true, true),
            LinkClass::HostIn => (None, true, false),
            LinkClass::HostOut => (None, false, true),
        };
        if let Some(action) = action {
            into[action.index()] += flits;
        }
        if into_router {
            into[Action::BufferWrite.index()] += flits;
        }
        // A flit that branches is read, switched and chosen once for each way it leaves by.
        if out_of_router {
            for action in [Action::BufferRead, Action::Crossbar, Action::Arbitration] {
                into[action.index()] += flits;
            }
        }
    }
}
