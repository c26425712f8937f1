//! Packets: from the port of their source, through the network, into the cores.

use egret_arch::LinkClass;

use super::{Machine, Message, Packet};
use crate::actors::{Direct, is_host};
use crate::kernel::{Agenda, Fault, Instant};
use crate::outcome::Wait;
use crate::path::Path;
use crate::tables::{RowRef, Work};

impl Machine<'_> {
    /// The first packet of `endpoint` is at its port: the network takes all such packets together, once everything of
    /// this instant has arrived.
    pub(super) fn reach_port(&mut self, endpoint: u32, agenda: &mut Agenda<Message>) {
        if self.fabric.reach_port(endpoint) {
            agenda.push(agenda.now(), Message::Inject);
        }
    }

    /// A place in the queue of `endpoint` is free: who waits for it goes to its port.
    pub(super) fn place_free(&mut self, endpoint: u32, agenda: &mut Agenda<Message>) {
        self.inboxes.woken(endpoint);
        // The queue itself stands for those who wait at it; which of them gets the place is decided in `inject`.
        self.reach_port(endpoint | PLACE, agenda);
    }

    /// Injects what is at ports, longest waiting first, lower endpoint on ties.
    pub(super) fn inject(&mut self, agenda: &mut Agenda<Message>) -> Result<(), Fault> {
        let now = agenda.now();
        let mut at_port = std::mem::take(&mut self.at_port);
        self.fabric.take_at_port(&mut at_port);
        at_port.sort_unstable_by_key(|&endpoint| {
            let place = endpoint & PLACE;
            let since = if place == 0 { self.endpoints[endpoint as usize].outbox.since(now) } else { 0 };
            // Places that became free go to those who waited for them before anybody else is served.
            (place == 0, since, endpoint)
        });
        for &entry in &at_port {
            if entry & PLACE == 0 {
                self.try_to_leave(entry, now, agenda)?;
                continue;
            }
            let queue = entry & !PLACE;
            while let Some(endpoint) = self.inboxes.next_waiting(queue, now) {
                self.try_to_leave(endpoint, now, agenda)?;
            }
            if let Some(at) = self.inboxes.next_promise(queue, now) {
                agenda.push(at, Message::Place { endpoint: queue });
            }
        }
        self.at_port = at_port;
        Ok(())
    }

    /// Sends the first packet of `endpoint`, or lines it up at the first full queue among its destinations.
    fn try_to_leave(
        &mut self,
        endpoint: u32,
        now: Instant,
        agenda: &mut Agenda<Message>,
    ) -> Result<(), Fault> {
        let Some(first) = self.endpoints[endpoint as usize].outbox.first() else {
            return Err(Fault {
                at: now,
                what: format!("endpoint {endpoint} is at its port without a packet"),
            });
        };
        let tree = &self.routes.trees[self.routes.all[first.route as usize].tree as usize];
        for destination in self.routes.leaves_of(tree) {
            if !self.inboxes.has_room(destination.endpoint, now) {
                let free = self.inboxes.wait(destination.endpoint, endpoint, now);
                if let Some(at) = free {
                    agenda.push(at, Message::Place { endpoint: destination.endpoint });
                }
                self.endpoints[endpoint as usize].outbox.hold(now);
                return Ok(());
            }
        }
        self.leave(endpoint, now, agenda);
        Ok(())
    }

    /// The first packet of `endpoint` enters the network.
    fn leave(&mut self, endpoint: u32, now: Instant, agenda: &mut Agenda<Message>) {
        let Some(first) = self.endpoints[endpoint as usize].outbox.first() else { return };
        let route = self.routes.all[first.route as usize];
        let tree = &self.routes.trees[route.tree as usize];
        let busy = self.fabric.port_time(tree);
        let Some((outgoing, next)) = self.endpoints[endpoint as usize].outbox.leave(now, busy) else {
            return;
        };
        if let Some(at) = next {
            agenda.push(at, Message::Port { endpoint });
        }
        let leaves = self.routes.leaves_of(tree);
        let copies = leaves.len() as u32;
        let packet = self.packets.add(
            outgoing.ready,
            Packet {
                slice: outgoing.slice,
                step: outgoing.step,
                token: outgoing.token,
                first_leaf: tree.first_leaf,
                first_row: route.first_row,
                outstanding: copies,
            },
        );
        self.traffic.packets += 1;
        self.traffic.token_packets += u64::from(outgoing.token);
        self.traffic.addressed += u64::from(copies);
        // The packet was one thing to settle, its copies are one each.
        self.unsettled += u64::from(copies) - 1;
        let population = self.population_of(outgoing.slice);
        if !(outgoing.token && self.free_sync) {
            let counts = &mut self.network_counts[population.index()];
            for class in LinkClass::ALL {
                let edges = u64::from(self.tree_classes[route.tree as usize][class.index()]);
                counts.flits[class.index()] += edges * u64::from(tree.flits);
                counts.host_packets += if is_host(class) { edges } else { 0 };
            }
        }
        let mut arrivals = std::mem::take(&mut self.arrivals);
        let at_once = self.fabric.is_free();
        let (long_waits, inboxes) = (&mut self.long_waits, &mut self.inboxes);
        // Tokens make cores do nothing, and events that only the host reads have no rows.
        let rows = if outgoing.token { 0 } else { tree.cores as usize };
        let first_row = route.first_row as usize;
        let work = self.rows.work.get(first_row..first_row + rows).unwrap_or_default();
        self.fabric.send(tree, leaves, now, |index, at, waited| {
            inboxes.take(leaves[index].endpoint);
            let leaf = index as u16;
            let link_wait = u16::try_from(waited).unwrap_or(LONG_WAIT);
            if link_wait == LONG_WAIT {
                long_waits.insert((packet, leaf), waited);
            }
            let work = work.get(index).copied().unwrap_or(Work::NONE);
            let message = Message::Arrive { packet, leaf, link_wait, work };
            if at_once && at == now {
                arrivals.push(message);
            } else {
                agenda.push(at, message);
            }
        });
        // Without links nothing keeps arrivals at one core apart, so they are handed over here, in the order of
        // injection, instead of as events of the same instant.
        for message in arrivals.drain(..) {
            if let Message::Arrive { packet, leaf, link_wait, work } = message {
                self.arrive(packet, leaf, link_wait, work, agenda);
            }
        }
        self.arrivals = arrivals;
    }

    /// A copy of a packet arrives.
    #[inline]
    pub(super) fn arrive(
        &mut self,
        number: u32,
        leaf: u16,
        link_wait: u16,
        work: Work,
        agenda: &mut Agenda<Message>,
    ) {
        let now = agenda.now();
        let packet = self.packets.arrive(number);
        let to = self.routes.leaves[packet.first_leaf as usize + usize::from(leaf)];
        let is_core = (to.endpoint as usize) < self.placement.cores.len();
        let mut single = RowRef::default();
        let rows = self.rows.rows(work, packet.first_row + u32::from(leaf), &mut single);
        let endpoint = &mut self.endpoints[to.endpoint as usize];
        let timing = self.timing.at(is_core, packet.token);
        let link_wait = match link_wait {
            LONG_WAIT => self.long_waits.remove(&(number, leaf)).unwrap_or(u64::from(LONG_WAIT)),
            short => u64::from(short),
        };
        let departure = &self.packets.departures[number as usize];
        debug_assert_eq!(departure.at + to.transit + link_wait, now);
        let arrival = |chain: &mut Path| {
            chain.clone_from(&departure.path);
            chain.add(Wait::LinkBusy, link_wait);
            chain.add(Wait::Transit, to.transit);
        };
        let (shapes, ports, words) = (&self.rows.shapes, &mut self.ports, &mut self.memories.words);
        let (core, entry) = (to.endpoint as usize, packet.first_row as usize + usize::from(leaf));
        for (number, row) in rows.iter().enumerate() {
            let shape = &shapes[row.shape as usize];
            ports[row.port as usize].count(shape, number > 0);
            words.row(core, shape);
        }
        let shapes_of_rows = rows.iter().map(|row| &shapes[row.shape as usize]);
        let served = if self.memories.hold_events() && !rows.is_empty() {
            let mut supply = self.memories.event(core, now, self.rows, rows, entry);
            let served = endpoint.pipeline.receive(timing, now, arrival, shapes_of_rows, &mut supply);
            self.memories.count(core, rows, self.rows);
            served
        } else {
            self.memories.count_direct(core, rows, self.rows, entry);
            endpoint.pipeline.receive(timing, now, arrival, shapes_of_rows, &mut Direct)
        };
        if let Some(at) = self.inboxes.arrived(to.endpoint, now, served.started) {
            agenda.push(at, Message::Place { endpoint: to.endpoint });
        }
        self.traffic.deliveries += 1;
        if packet.token && is_core && !self.free_sync {
            self.slice_counts[endpoint.slices.start as usize].token_ends += 1;
        }
        self.unsettled -= 1;
        self.served(to.endpoint, packet, served.done, agenda);
    }
}

/// Waits for links that are too long for a message; they are kept beside it.
const LONG_WAIT: u16 = u16::MAX;

/// Marks an entry of the port list as a queue with a free place instead of an endpoint with a packet.
const PLACE: u32 = 1 << 31;
