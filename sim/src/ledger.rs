//! What the actors count while they run, as integers, and how those counts add up to actions.
//!
//! Each slice counts what its units and the rows into it do; each population counts what its packets do in the network.
//! Both sets are complete and disjoint, so every action of a run is in exactly one place.

use egret_arch::{Action, Chip, Content, LinkClass, Model, words};

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
}

impl PortCounts {
    /// Counts one row; a `further` one belongs to an event that another port has counted.
    #[inline]
    pub(crate) fn count(&mut self, shape: &Shape, further: bool) {
        self.rows += 1;
        self.further_rows += u64::from(further);
        self.synops += u64::from(shape.synapses);
        self.entries += u64::from(shape.entries);
        self.bits += u64::from(shape.bits);
    }
}

/// Work of the units of one slice, and of its core on behalf of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SliceCounts {
    /// Tokens accepted, at the core's first slice.
    pub(crate) tokens_in: u64,
    pub(crate) idle_updates: u64,
    pub(crate) active_updates: u64,
    pub(crate) events: u64,
    pub(crate) packets: u64,
    /// Bits of an on-chip embedding read.
    pub(crate) lookup_bits: u64,
}

/// Flits (packets on the host link) that packets of one population moved, by class of link.
pub(crate) type NetworkCounts = [u64; LinkClass::COUNT];

/// Constants that turn counts into actions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Multiples {
    /// Words of row pointers read for a row: its own and the next one.
    pointer_words: u64,
    /// Words of state read or written for one update, by model.
    state_words: [u64; Model::COUNT],
}

impl Multiples {
    pub(crate) fn of(chip: &Chip) -> Self {
        let core = chip.core();
        let width = |content| core.memory(content).width_bits;
        let pointer_bits = u64::from(core.format.pointer_bits());
        let state_words = Model::ALL.map(|model| {
            let bits = core.model(model).map_or(0, |cost| u64::from(cost.state_bits));
            2 * words(bits, width(Content::State))
        });
        Self { pointer_words: words(2 * pointer_bits, width(Content::Tables)), state_words }
    }

    /// Adds the actions of one port to `into`.
    pub(crate) fn port(&self, counts: &PortCounts, into: &mut Counts) {
        accepted(counts.rows - counts.further_rows, into);
        let mut add = |action: Action, n: u64| into[action.index()] += n;
        add(Action::PointerRead, counts.rows * self.pointer_words);
        add(Action::WeightReadBits, counts.bits);
        add(Action::Synop, counts.synops);
        add(Action::Filler, counts.entries - counts.synops);
        add(Action::Accumulate, counts.synops);
    }

    /// Adds the actions of one slice of units of `model` to `into`.
    pub(crate) fn slice(&self, counts: &SliceCounts, model: Model, into: &mut Counts) {
        accepted(counts.tokens_in, into);
        let mut add = |action: Action, n: u64| into[action.index()] += n;
        add(Action::WeightReadBits, counts.lookup_bits);
        add(
            Action::StateAccess,
            (counts.idle_updates + counts.active_updates) * self.state_words[model.index()],
        );
        add(Action::UpdateIdle, counts.idle_updates);
        add(Action::UpdateActive, counts.active_updates);
        add(Action::EventOut, counts.events);
        add(Action::PacketOut, counts.packets);
    }
}

/// Adds the actions of accepting packets: each is written to the queue and read from it.
fn accepted(packets: u64, into: &mut Counts) {
    into[Action::QueueAccess.index()] += 2 * packets;
    into[Action::AxonIn.index()] += packets;
}

/// Adds the actions of a population's packets in the network to `into`.
pub(crate) fn network(counts: &NetworkCounts, into: &mut Counts) {
    for class in LinkClass::ALL {
        let n = counts[class.index()];
        let (action, into_router) = match class {
            LinkClass::Injection => (Action::Injection, true),
            LinkClass::Ejection => (Action::Ejection, false),
            LinkClass::Horizontal => (Action::LinkHorizontal, true),
            LinkClass::Vertical => (Action::LinkVertical, true),
            LinkClass::ChipLink => (Action::ChipLink, true),
            LinkClass::HostIn => (Action::HostEvent, true),
            LinkClass::HostOut => (Action::HostEvent, false),
        };
        into[action.index()] += n;
        if into_router {
            into[Action::Router.index()] += n;
        }
    }
}
