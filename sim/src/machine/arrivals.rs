//! Events that have arrived at a core and are looked at later, many at once.
//!
//! What an event makes a core do follows from when it came and from what came before it; nobody else asks before the core's
//! next end-of-step token, its next step, a full queue, or the end of a step. Until one of these, arrivals are kept in a
//! list by core, and then worked off in their order: the state of the core is fetched into the cache once and not once an
//! event. The result is the same to the tick.

use super::delivery::LONG_WAIT;
use super::stepping::Rule;
use super::watch::{Unshared, Watch};
use super::{Machine, Transport};
use crate::kernel::{Agenda, Instant};
use crate::ledger::Value;
use crate::observer::Observer;
use crate::outcome::Wait;
use crate::path::Path;
use crate::tables::{RowRef, Work};

/// Arrivals of one core that are kept at most.
const MOST: usize = 32;

/// An event that has arrived and is not looked at yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub(super) at: Instant,
    pub(super) packet: u32,
    pub(super) leaf: u16,
    pub(super) link_wait: u16,
    pub(super) work: Work,
}

/// The events kept, by core.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    /// Empty where every event is looked at when it comes: where somebody else sees the core at once, as timers of power
    /// states, shared memories and observers do.
    by_core: Vec<Vec<Kept>>,
}

impl Arrivals {
    /// None are kept at any of so many cores.
    pub(crate) fn new(cores: usize) -> Self {
        Self { by_core: vec![Vec::new(); cores] }
    }
}

impl<O: Observer> Machine<'_, O> {
    /// Whether arrivals may be looked at later.
    pub(super) fn may_keep_arrivals(&self) -> bool {
        !O::ON
            && self.power.is_none()
            && !self.memories.hold_events()
            && !self.memories.fetch()
            && matches!(self.transport, Transport::Packet(_))
    }

    /// Keeps an event that has arrived at an endpoint for later; false if it must be looked at now.
    #[inline]
    pub(super) fn keep(&mut self, endpoint: u32, kept: Kept, agenda: &mut Agenda<super::Message>) -> bool {
        let Some(list) = self.kept.by_core.get_mut(endpoint as usize) else { return false };
        // Whoever waits for a place in the queue is told when one becomes free.
        if kept.work == Work::NONE || self.inboxes.is_waited_for(endpoint) {
            return false;
        }
        list.push(kept);
        if list.len() >= MOST {
            self.work_off(endpoint);
        }
        self.unsettled -= 1;
        if self.unsettled == 0 && matches!(self.stepping.rule, Rule::Barrier { .. } | Rule::FixedTick { .. })
        {
            self.plan_end_of_step(agenda);
        }
        true
    }

    /// Works off what is kept of all cores.
    pub(super) fn work_all_off(&mut self) {
        for core in 0..self.kept.by_core.len() as u32 {
            self.work_off(core);
        }
    }

    /// Works off what is kept of a core.
    pub(super) fn work_off(&mut self, core: u32) {
        let Some(list) = self.kept.by_core.get_mut(core as usize).filter(|list| !list.is_empty()) else {
            return;
        };
        let mut list = std::mem::take(list);
        let pipeline = &mut self.endpoints[core as usize].pipeline;
        let (timing, shapes) = (&self.timing.core, &self.rows.shapes);
        let words = &mut self.memories.words;
        let hardware = self.chip.core();
        let period =
            if let Rule::FreeRunning { period, .. } = &self.stepping.rule { Some(*period) } else { None };
        self.traffic.deliveries += list.len() as u64;
        let latest = list.last().map_or(0, |kept| kept.at);
        for Kept { at, packet: number, leaf, link_wait, work } in list.drain(..) {
            let packet = self.packets.arrive(number);
            let waited = match link_wait {
                LONG_WAIT => self.long_waits.remove(&(number, leaf)).unwrap_or(LONG_WAIT.into()),
                short => u64::from(short),
            };
            let entry = packet.first_row + u32::from(leaf);
            let mut single = RowRef::default();
            let rows = self.rows.rows(work, entry, &mut single);
            let value = match hardware.dense {
                Some(dense) if packet.nought && dense.zero_gating => Value::Gated,
                _ if packet.nought => Value::Nought,
                _ => Value::Some,
            };
            for (number, row) in rows.iter().enumerate() {
                let shape = &shapes[row.shape as usize];
                self.ports[row.port as usize].count(shape, number > 0, value);
                if value != Value::Gated {
                    words.row(core as usize, shape);
                }
                if number == 0 {
                    words.visit(entry as usize);
                }
            }
            let departures = &self.packets.departures;
            let arrival = |chain: &mut Path| {
                let departure = &departures[number as usize];
                chain.clone_from(&departure.path);
                chain.add(Wait::LinkBusy, waited);
                chain.add(Wait::Transit, at - departure.at - waited);
            };
            let shapes_of_rows = rows.iter().map(|row| &shapes[row.shape as usize]);
            let watch = Watch {
                observer: &mut *self.observer,
                endpoint: core,
                slice: packet.slice,
                core: hardware,
                level: None,
            };
            let served = pipeline.receive(timing, at, arrival, shapes_of_rows, &mut Unshared(watch));
            let promised = self.inboxes.arrived(core, at, served.started);
            debug_assert_eq!(promised, None, "nobody waits for a place while arrivals are kept");
            self.latencies.record(at - packet.built);
            if let Some(period) = period {
                self.traffic.late_events += u64::from(served.done > (u64::from(packet.step) + 1) * period);
            }
        }
        // So that the list of the queue stays short.
        self.inboxes.release(core, latest);
        self.kept.by_core[core as usize] = list;
    }
}
