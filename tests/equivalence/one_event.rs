//! One event a step on one core (`support/chips/one-core.ron`), by hand.
//!
//! The numbers of the chip stand here again, so that neither side can change without the other.

use egret_arch::{Chip, WeightFormat};
use egret_sim::{Outcome, TieBreak};
use egret_workloads::{Workload, check};

use crate::support::{Case, stored_row};

// Delays of the chip in ticks.
pub(super) const AXON_IN: u64 = 7;
pub(super) const ROW: u64 = 11;
pub(super) const GROUP: u64 = 5;
pub(super) const LANES: u64 = 3;
pub(super) const ACCUMULATE: u64 = 2;
pub(super) const ACCUMULATOR_BANKS: u64 = 4;
pub(super) const SOMA_LANES: u64 = 2;
pub(super) const EGRU_IDLE: u64 = 13;
pub(super) const LINEAR_IDLE: u64 = 17;
pub(super) const LINEAR_ACTIVE: u64 = 19;
pub(super) const EVENT: u64 = 3;
pub(super) const PACKET: u64 = 23;
pub(super) const WEIGHT_BANKS: u64 = 2;
pub(super) const WEIGHT_WORD: u64 = 32;
pub(super) const WEIGHT_ACCESS: u64 = 3;
pub(super) const INJECTION: u64 = 31;
pub(super) const EJECTION: u64 = 37;
pub(super) const EJECTION_CYCLE: u64 = 6;
pub(super) const HOST_EVENT: u64 = 41;
pub(super) const HOST_LATENCY: u64 = 43;
pub(super) const BARRIER: u64 = 47;
// Sizes.
pub(super) const FLIT_BITS: u64 = 16;
pub(super) const HEADER_BITS: u64 = 10;
/// Words of 24 bits for two pointers of 32 bits.
pub(super) const POINTER_WORDS: u64 = 3;
/// Words of 16 bits for 40 bits of state, read and written.
pub(super) const EGRU_STATE_WORDS: u64 = 6;
/// Words of 16 bits for 8 bits of state, read and written.
pub(super) const LINEAR_STATE_WORDS: u64 = 2;

/// Units of the layer that receives the event; three gates each.
pub(super) const UNITS: u64 = 10;
pub(super) const TOKENS: u64 = 5;

/// Which of the layer's gates have a weight.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mask {
    All,
    /// The first two of four: as many as 2:4 stores, all in two of the four accumulator banks.
    TwoOfFour,
}

impl Mask {
    pub(super) fn positions(self) -> Vec<bool> {
        (0..3 * UNITS).map(|position| matches!(self, Self::All) || position % 4 < 2).collect()
    }
}

/// Where the event of each step comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Source {
    /// An input of one unit, injected by the host.
    Host,
    /// A layer of one unit on the same core, which emits at every step.
    Core,
}

/// A source of one unit, and a silent layer that takes its events in.
pub(super) fn workload(source: Source, mask: Mask, weight_bits: u64, payload_bits: u64) -> Workload {
    let row: Vec<u32> =
        (0..).zip(mask.positions()).filter(|(_, there)| *there).map(|(position, _)| position).collect();
    let (model, embedding) = match source {
        Source::Host => ("Input", "Host"),
        Source::Core => ("Linear", "Absent"),
    };
    let text = format!(
        "(schema: \"egret.workload/1\", name: \"one-event\", summary: \"One event a step.\",\
         populations: [(name: \"source\", model: {model}, units: Given(1)),\
                       (name: \"layer\", model: Egru, units: Given({UNITS}))],\
         projections: [(name: \"W\", source: \"source\", target: \"layer\", delay: 0, rows: [{row:?}])],\
         mask: UniformRandom, weight_bits: Given({weight_bits}), payload_bits: Given({payload_bits}),\
         embedding: {embedding}, decoder: Absent, activity: 0.0, steps: 5)"
    );
    check("one-event.ron", &text, &[], 1).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// What the core does for the event, by hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) synapses: u64,
    pub(super) entries: u64,
    pub(super) words: u64,
    pub(super) synapse_time: u64,
    pub(super) even_time: u64,
    pub(super) conflict_time: u64,
}

impl Row {
    pub(super) fn of(format: WeightFormat, mask: Mask, weight_bits: u64, serial: bool) -> Self {
        let mask = mask.positions();
        let (synapses, entries, bits) = stored_row(format, &mask, weight_bits);
        let words = bits.div_ceil(WEIGHT_WORD);
        // A processor reads one word after another.
        let at_once = if serial { 1 } else { WEIGHT_BANKS };
        let reading = words.div_ceil(at_once) * WEIGHT_ACCESS;
        let applying = entries.div_ceil(LANES) * GROUP;
        let bank = |bank: u64| {
            (0..).zip(&mask).filter(|(at, there)| **there && at % ACCUMULATOR_BANKS == bank).count()
        };
        let fullest = (0..ACCUMULATOR_BANKS).map(bank).max().unwrap_or(0) as u64;
        let even = synapses.div_ceil(ACCUMULATOR_BANKS);
        Self {
            synapses,
            entries,
            words,
            synapse_time: ROW + reading.max(applying),
            even_time: even * ACCUMULATE,
            conflict_time: (fullest - even) * ACCUMULATE,
        }
    }

    /// From acceptance to the last accumulation.
    pub(super) fn time(self) -> u64 {
        AXON_IN + self.synapse_time + self.even_time + self.conflict_time
    }
}

pub(super) fn flits(payload_bits: u64) -> u64 {
    (HEADER_BITS + payload_bits).div_ceil(FLIT_BITS)
}

/// Ticks of one step, from its start: when the units are updated and when the event is worked off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) updated: u64,
    pub(super) arrived: u64,
    pub(super) worked_off: u64,
}

impl Step {
    pub(super) fn of(source: Source, serial: bool, row: Row, payload_bits: u64, egru_idle: u64) -> Self {
        let layer = UNITS.div_ceil(SOMA_LANES) * egru_idle;
        let tail = (flits(payload_bits) - 1) * EJECTION_CYCLE;
        let (updated, arrived) = match source {
            Source::Host => (layer, HOST_EVENT + HOST_LATENCY + EJECTION + tail),
            Source::Core => {
                // A serial core sends before it updates the next units, a pipelined one meanwhile.
                let sent = LINEAR_ACTIVE + EVENT + PACKET;
                let updated = if serial { sent } else { LINEAR_ACTIVE } + layer;
                (updated, sent + INJECTION + EJECTION + tail)
            }
        };
        let accepted = if serial { arrived.max(updated) } else { arrived };
        Self { updated, arrived, worked_off: accepted + row.time() }
    }

    pub(super) fn end(self) -> u64 {
        self.updated.max(self.worked_off)
    }
}

/// Ticks of a step without an event: the last one, in which only the layer still has a token to do.
pub(super) fn quiet(source: Source, egru_idle: u64) -> u64 {
    let source = if source == Source::Core { LINEAR_IDLE } else { 0 };
    source + UNITS.div_ceil(SOMA_LANES) * egru_idle
}

pub(super) fn run(chip: Chip, workload: Workload) -> Outcome {
    Case::new("one event a step", chip, workload).outcome(TOKENS as u32, TieBreak::Push)
}
