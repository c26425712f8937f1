//! The neuron core: axon-in, synapse, dendrite, soma and axon-out.
//!
//! Every stage serves in order of arrival with times that are known when the event comes, so the core computes when
//! each stage will be through as soon as it gets an event (Lindley's recursion for queues in a row) and needs no event
//! of its own. A stage holds its result until the next one takes it. On a serial core one processor does everything in
//! the same order, on a duplex core one takes events in and another updates units and sends. What stages wait for at
//! memories comes from a [`Supply`].

use std::ops::Range;

use egret_arch::Ticks;

use super::supply::Supply;
use super::timing::{Timing, Update};
use crate::kernel::Instant;
use crate::observer::{Stage as Part, Task};
use crate::outcome::Wait;
use crate::path::{Moment, Path};
use crate::tables::Shape;

/// When a stage on the way of events is free, and why then: a chain (by its place in [`Rest::chains`]) and the
/// ticks added to it since. Small enough to stay in registers while an event passes the stages.
#[derive(Clone, Copy, Debug, Default)]
struct Stage {
    at: Instant,
    chain: u32,
    accept: u64,
    sync: u64,
    dram: u64,
    synapse: u64,
    conflict: u64,
    dendrite: u64,
}

impl Stage {
    #[inline]
    fn or_later(self, other: Self) -> Self {
        if other.at > self.at { other } else { self }
    }

    /// Accepts an event or a token for `ticks`.
    #[inline]
    fn spend_accepting(&mut self, timing: &Timing, ticks: Ticks) {
        self.at += ticks;
        if timing.tokens {
            self.sync += ticks;
        } else {
            self.accept += ticks;
        }
    }

    /// Waits for a bank of a memory.
    #[inline]
    fn hold(&mut self, ticks: Ticks) {
        self.at += ticks;
        self.conflict += ticks;
    }

    /// Waits for a row that is on its way from DRAM until `ready`.
    #[inline]
    fn await_row(&mut self, ready: Instant) {
        let waited = ready.saturating_sub(self.at);
        self.at += waited;
        self.dram += waited;
    }
}

/// Chains that the stages on the way of events can refer to: one each, and one for the event that comes.
const CHAINS: usize = 4;

/// When each stage of a core is free, and why then. What every event touches lies together; the rest is apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pipeline {
    axon: Stage,
    synapse: Stage,
    dendrite: Stage,
    /// Ticks that the synapse stage (or the one processor) and the dendrite stage worked.
    synapse_busy: Ticks,
    dendrite_busy: Ticks,
    rest: Box<Rest>,
}

/// What events touch now and then only.
#[derive(Clone, Debug, Default)]
struct Rest {
    chains: [Path; CHAINS],
    soma: Moment,
    out: Moment,
}

/// What became of an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Served {
    /// When it left the input queue.
    pub(crate) started: Instant,
    /// When all its work was done.
    pub(crate) done: Instant,
}

impl Pipeline {
    /// An event arrives at `now`, at the end of the chain that `arrival` writes, with the `rows` it has on this core; a
    /// token has none.
    #[inline]
    pub(crate) fn receive<'a>(
        &mut self,
        timing: &Timing,
        now: Instant,
        arrival: impl FnOnce(&mut Path),
        rows: impl Iterator<Item = &'a Shape>,
        supply: &mut impl Supply,
    ) -> Served {
        let waited = supply.write_event();
        let mut at = if self.axon.at > now + timing.queue_delays.0 + waited {
            self.axon
        } else {
            let mut at = self.new_chain(now, arrival);
            at.spend_accepting(timing, timing.queue_delays.0);
            at.hold(waited);
            at
        };
        at.hold(supply.read_event(at.at));
        let started = at.at;
        at.spend_accepting(timing, timing.queue_delays.1 + timing.accept.1);
        let part = if timing.serial() { Part::Processor } else { Part::AxonIn };
        supply.worked(part, if timing.tokens { Task::AcceptToken } else { Task::Accept }, 1, started, at.at);
        if timing.serial() {
            let mut busy = at.at - started;
            for (number, shape) in rows.enumerate() {
                at.await_row(supply.row_ready(number));
                let worked = shape.synapse_time + shape.conflict_time + shape.dendrite_time;
                supply.walked(Part::Processor, shape, 0, at.at);
                at.at += worked;
                at.synapse += shape.synapse_time;
                at.conflict += shape.conflict_time;
                at.dendrite += shape.dendrite_time;
                busy += worked;
                supply.row_taken(at.at);
            }
            self.synapse_busy += busy;
            self.axon = at;
            return Served { started, done: at.at };
        }
        // The axon-in stage is free when it has handed its event over.
        let mut free = at.or_later(self.synapse);
        self.axon = free;
        let mut done = None;
        for (number, shape) in rows.enumerate() {
            free.await_row(supply.row_ready(number));
            let held = supply.read_row(number, free.at);
            supply.walked(Part::Synapse, shape, held, free.at);
            self.synapse_busy += shape.synapse_time + held;
            self.dendrite_busy += shape.conflict_time + shape.dendrite_time;
            free.at += shape.synapse_time;
            free.synapse += shape.synapse_time;
            free.hold(held);
            supply.row_taken(free.at);
            free = free.or_later(self.dendrite);
            supply.added(shape, free.at);
            let mut added = free;
            added.at += shape.conflict_time + shape.dendrite_time;
            added.conflict += shape.conflict_time;
            added.dendrite += shape.dendrite_time;
            self.dendrite = added;
            if timing.one_memory {
                free = added;
            }
            done = Some(added.at);
        }
        if done.is_none() {
            // A token follows the events before it through all stages.
            free = free.or_later(self.dendrite);
            self.dendrite = free;
        }
        self.synapse = free;
        Served { started, done: done.unwrap_or(free.at) }
    }

    /// The core is woken by what comes at `now` at the end of the chain that `arrival` writes, and accepts nothing
    /// before `ready`.
    pub(crate) fn wake(&mut self, now: Instant, ready: Instant, arrival: impl FnOnce(&mut Path)) {
        if self.axon.at < ready {
            self.axon = self.new_chain(ready, |chain| {
                arrival(chain);
                chain.add(Wait::Wake, ready - now);
            });
        }
    }

    /// Starts a chain in a place that no stage refers to.
    #[inline]
    fn new_chain(&mut self, at: Instant, write: impl FnOnce(&mut Path)) -> Stage {
        let used = 1u32 << self.axon.chain | 1 << self.synapse.chain | 1 << self.dendrite.chain;
        let chain = used.trailing_ones();
        write(&mut self.rest.chains[chain as usize]);
        Stage { at, chain, ..Stage::default() }
    }

    /// The moment a stage is free, with its whole chain.
    fn moment(&self, timing: &Timing, stage: Stage) -> Moment {
        let mut path = self.rest.chains[stage.chain as usize];
        path.add(timing.accept.0, stage.accept);
        path.add(Wait::Sync, stage.sync);
        path.add(Wait::Dram, stage.dram);
        path.add(Wait::Synapse, stage.synapse);
        path.add(Wait::BankConflict, stage.conflict);
        path.add(Wait::Dendrite, stage.dendrite);
        Moment { at: stage.at, path }
    }

    /// When everything that has arrived is worked off, with the chain that leads there.
    pub(crate) fn worked_off(&self, timing: &Timing) -> Moment {
        self.moment(timing, self.axon.or_later(self.synapse).or_later(self.dendrite))
    }

    /// When the soma can start a step that `trigger` allows.
    pub(crate) fn soma_start(&self, timing: &Timing, trigger: &Moment) -> Moment {
        if timing.alone() {
            return trigger.or_later(&self.worked_off(timing));
        }
        let start = trigger.or_later(&self.rest.soma);
        if timing.one_memory { start.or_later(&self.worked_off(timing)) } else { start }
    }

    /// Updates `units` units from `start` on; `active` are the ones that emit, ascending. Calls `emit` with each of
    /// them; it sends the event's packets.
    pub(crate) fn update<S: Supply>(
        &mut self,
        timing: &Timing,
        start: Moment,
        work: &Update<'_>,
        supply: &mut S,
        mut emit: impl FnMut(u32, &mut Sender<'_>),
    ) {
        let lanes = timing.soma_lanes;
        let Update { units, cost, active, mut skipped } = *work;
        let active_time = if lanes == 1 { cost.active_time } else { cost.active_time.max(cost.idle_time) };
        // Groups in which nobody emits: those of which all units are left as they were take less time.
        let mut quiet = |cursor: Moment, range: Range<u32>, supply: &mut S| {
            if skipped.is_empty() {
                return groups(cursor, range, cost.idle_time, lanes, supply);
            }
            let mut left = |group: u32| {
                let end = (group * lanes).saturating_add(lanes);
                let here = skipped.iter().take_while(|&&unit| unit < end).count();
                let all = skipped[..here].iter().filter(|&&unit| unit >= group * lanes).count() as u32;
                skipped = &skipped[here..];
                all == lanes.min(units - group * lanes)
            };
            if S::BY_GROUP {
                return range.fold(cursor, |cursor, group| {
                    let time = if left(group) { cost.skipped_time } else { cost.idle_time };
                    groups(cursor, group..group + 1, time, lanes, supply)
                });
            }
            let all = u64::from(range.end - range.start);
            let left = range.filter(|&group| left(group)).count() as u64;
            cursor.then(Wait::Soma, left * cost.skipped_time + (all - left) * cost.idle_time)
        };
        // Groups of `lanes` units are updated side by side; one with an active unit takes the time of an active one.
        let mut cursor = start.then(Wait::Soma, timing.state_delays.0);
        let (mut groups_done, mut last_group) = (0u32, None);
        for &local in active {
            let group = local / lanes;
            if last_group != Some(group) {
                cursor = quiet(cursor, groups_done..group, supply);
                cursor = groups(cursor, group..group + 1, active_time, lanes, supply);
                groups_done = group + 1;
                last_group = Some(group);
            }
            let out = if timing.alone() || timing.second() {
                &mut cursor
            } else {
                self.rest.out = cursor.or_later(&self.rest.out);
                &mut self.rest.out
            };
            let from = out.at;
            *out = out.then(timing.send, timing.event_time);
            emit(local, &mut Sender { out, timing });
            supply.worked(Part::AxonOut, Task::Send, 1, from, out.at);
        }
        cursor = quiet(cursor, groups_done..units.div_ceil(lanes), supply);
        cursor = cursor.then(Wait::Soma, timing.state_delays.1);
        let part = if timing.alone() { Part::Processor } else { Part::Soma };
        supply.worked(part, Task::Update, units, start.at, cursor.at);
        if timing.alone() {
            self.synapse_busy += cursor.at - start.at;
            self.axon = self.new_chain(cursor.at, |chain| *chain = cursor.path);
        } else {
            self.rest.soma = cursor;
            if timing.second() {
                self.rest.out = cursor;
            }
            if timing.one_memory {
                self.synapse = self.new_chain(cursor.at, |chain| *chain = cursor.path);
                self.dendrite = self.synapse;
            }
        }
    }

    /// Sends packets that follow everything sent and updated so far (end-of-step tokens); returns from when until when.
    pub(crate) fn send_last(
        &mut self,
        timing: &Timing,
        send: impl FnOnce(&mut Sender<'_>),
    ) -> Range<Instant> {
        if timing.alone() {
            let mut out = self.worked_off(timing);
            let start = out.at;
            send(&mut Sender { out: &mut out, timing });
            self.synapse_busy += out.at - start;
            self.axon = self.new_chain(out.at, |chain| *chain = out.path);
            start..out.at
        } else {
            self.rest.out = self.rest.soma.or_later(&self.rest.out);
            let start = self.rest.out.at;
            send(&mut Sender { out: &mut self.rest.out, timing });
            if timing.second() {
                self.rest.soma = self.rest.out;
            }
            start..self.rest.out.at
        }
    }

    /// Sends packets from `start` on, once the port has built those before; returns from when until when.
    pub(crate) fn send_from(
        &mut self,
        timing: &Timing,
        start: &Moment,
        send: impl FnOnce(&mut Sender<'_>),
    ) -> Range<Instant> {
        self.rest.out = start.or_later(&self.rest.out);
        let from = self.rest.out.at;
        send(&mut Sender { out: &mut self.rest.out, timing });
        from..self.rest.out.at
    }

    /// When the soma is through with all steps it has started, and has built their packets.
    pub(crate) fn updated(&self) -> Instant {
        self.rest.soma.at.max(self.rest.out.at)
    }

    /// The last thing this core is known to do.
    pub(crate) fn last(&self, timing: &Timing) -> Moment {
        self.worked_off(timing).or_later(&self.rest.soma).or_later(&self.rest.out)
    }

    /// When the last thing this core is known to do is done.
    pub(crate) fn done_at(&self) -> Instant {
        let events = self.axon.at.max(self.synapse.at).max(self.dendrite.at);
        events.max(self.rest.soma.at).max(self.rest.out.at)
    }

    /// The core worked off events whose sums of times are known.
    pub(crate) fn worked(&mut self, timing: &Timing, all: Ticks, synapse: Ticks, dendrite: Ticks) {
        self.synapse_busy += if timing.serial() { all } else { synapse };
        self.dendrite_busy += dendrite;
    }

    /// Ticks that the busier one of the stages on the way of events worked; of a serial core, its processor.
    pub(crate) fn busy(&self) -> Ticks {
        self.synapse_busy.max(self.dendrite_busy)
    }

    /// The same by `now`, without what it will still be doing then.
    pub(crate) fn busy_until(&self, timing: &Timing, now: Instant) -> Ticks {
        let done = |busy: Ticks, free: Instant| busy.saturating_sub(free.saturating_sub(now));
        if timing.serial() {
            return done(self.synapse_busy, self.axon.at);
        }
        done(self.synapse_busy, self.synapse.at).max(done(self.dendrite_busy, self.dendrite.at))
    }

    /// Whether the soma is still at an earlier step at `now`.
    pub(crate) fn overruns(&self, timing: &Timing, now: Instant) -> bool {
        (if timing.alone() { self.axon.at } else { self.rest.soma.at }) > now
    }
}

/// Updates groups of units that take `time` each, one after another.
fn groups<S: Supply>(cursor: Moment, range: Range<u32>, time: Ticks, lanes: u32, supply: &mut S) -> Moment {
    if !S::BY_GROUP {
        return cursor.then(Wait::Soma, u64::from(range.end - range.start) * time);
    }
    range.fold(cursor, |cursor, group| {
        let read = cursor.then(Wait::BankConflict, supply.read_state(cursor.at, group * lanes));
        let done = read.then(Wait::Soma, time);
        done.then(Wait::BankConflict, supply.write_state(read.at, done.at, group * lanes))
    })
}

/// Builds packets one after another.
pub(crate) struct Sender<'a> {
    out: &'a mut Moment,
    timing: &'a Timing,
}

impl Sender<'_> {
    /// Builds a packet; returns when it is ready.
    pub(crate) fn packet(&mut self) -> Moment {
        *self.out = self.out.then(self.timing.send, self.timing.packet_time);
        *self.out
    }
}
