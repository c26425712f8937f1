//! Packets: from the port of their source, through the network, into the cores.

use egret_arch::LinkClass;

use super::{Machine, Message, Packet};
use crate::kernel::{Agenda, Fault, Instant};
use crate::outcome::Wait;

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
        for destination in &tree.leaves {
            if !self.inboxes.has_room(destination.endpoint, now) {
                let free = self.inboxes.wait(destination.endpoint, endpoint, now);
                if let Some(at) = free {
                    agenda.push(at, Message::Place { endpoint: destination.endpoint });
                }
                self.endpoints[endpoint as usize].outbox.hold(now);
                return Ok(());
            }
        }
        for destination in &tree.leaves {
            self.inboxes.take(destination.endpoint);
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
        let copies = tree.leaves.len() as u32;
        let packet = self.packets.add(Packet {
            path: outgoing.ready.path,
            departed: now,
            slice: outgoing.slice,
            step: outgoing.step,
            token: outgoing.token,
            tree: route.tree,
            first_row: route.first_row,
            outstanding: copies,
        });
        self.traffic.packets += 1;
        self.traffic.token_packets += u64::from(outgoing.token);
        self.traffic.addressed += u64::from(copies);
        // The packet was one thing to settle, its copies are one each.
        self.unsettled += u64::from(copies) - 1;
        let population = self.population_of(outgoing.slice);
        let counts = &mut self.network_counts[population.index()];
        let counted = if outgoing.token && self.free_sync { &[][..] } else { &LinkClass::ALL[..] };
        for &class in counted {
            let edges = u64::from(self.tree_classes[route.tree as usize][class.index()]);
            let per_edge = match class {
                LinkClass::HostIn | LinkClass::HostOut => 1,
                _ => u64::from(tree.flits),
            };
            counts[class.index()] += edges * per_edge;
        }
        let mut arrivals = std::mem::take(&mut self.arrivals);
        let at_once = self.fabric.is_free();
        let long_waits = &mut self.long_waits;
        self.fabric.send(tree, now, |index, at, waited| {
            let row = route.first_row + index as u32;
            let link_wait = u32::try_from(waited).unwrap_or(LONG_WAIT);
            if link_wait == LONG_WAIT {
                long_waits.insert((packet, row), waited);
            }
            let message = Message::Arrive { row, packet, link_wait };
            if at_once && at == now {
                arrivals.push(message);
            } else {
                agenda.push(at, message);
            }
        });
        // Without links nothing keeps arrivals at one core apart, so they are handed over here, in the order of
        // injection, instead of as events of the same instant.
        for message in arrivals.drain(..) {
            if let Message::Arrive { row, packet, link_wait } = message {
                self.arrive(row, packet, link_wait, agenda);
            }
        }
        self.arrivals = arrivals;
    }

    /// A copy of a packet arrives.
    #[inline]
    pub(super) fn arrive(&mut self, row: u32, number: u32, link_wait: u32, agenda: &mut Agenda<Message>) {
        let now = agenda.now();
        let packet = self.packets.arrive(number);
        let (slice, step, token) = (packet.slice, packet.step, packet.token);
        let to = self.routes.trees[packet.tree as usize].leaves[(row - packet.first_row) as usize];
        let is_core = (to.endpoint as usize) < self.placement.cores.len();
        let rows = if token || !is_core { &[] } else { self.rows.entry(row as usize) };
        let endpoint = &mut self.endpoints[to.endpoint as usize];
        let timing = self.timing.at(is_core, token);
        let mut link_wait = u64::from(link_wait);
        if link_wait == u64::from(LONG_WAIT) {
            link_wait = self.long_waits.remove(&(number, row)).unwrap_or(link_wait);
        }
        debug_assert_eq!(packet.departed + to.transit + link_wait, now);
        let arrival = || packet.path.with(Wait::LinkBusy, link_wait).with(Wait::Transit, to.transit);
        let (shapes, ports) = (&self.rows.shapes, &mut self.ports);
        let shapes_of_rows = rows.iter().enumerate().map(|(number, row)| {
            let shape = &shapes[row.shape as usize];
            ports[row.port as usize].count(shape, number > 0);
            shape
        });
        let served = endpoint.pipeline.receive(timing, now, arrival, shapes_of_rows);
        if let Some(at) = self.inboxes.arrived(to.endpoint, now, served.started) {
            agenda.push(at, Message::Place { endpoint: to.endpoint });
        }
        self.traffic.deliveries += 1;
        if token && is_core && !self.free_sync {
            self.slice_counts[endpoint.slices.start as usize].tokens_in += 1;
        }
        self.unsettled -= 1;
        self.served(to.endpoint, slice, step, token, served.done, agenda);
    }
}

/// Waits for links that are too long for a message; they are kept beside it.
const LONG_WAIT: u32 = u32::MAX;

/// Marks an entry of the port list as a queue with a free place instead of an endpoint with a packet.
const PLACE: u32 = 1 << 31;
