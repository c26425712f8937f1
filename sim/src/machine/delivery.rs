//! Packets: from the port of their source, through the network, into the cores.

use egret_arch::LinkClass;

use super::watch::{Unshared, Watch};
use super::{Machine, Message, Packet, Transport};
use crate::actors::{Outgoing, is_host};
use crate::kernel::{Agenda, Fault, Instant};
use crate::ledger::Value;
use crate::observer::{Observation, Observer};
use crate::outcome::Wait;
use crate::path::Path;
use crate::tables::{RowRef, Work};

impl<O: Observer> Machine<'_, O> {
    /// The first packet of `endpoint` is at its port: the network takes all such packets together, once everything of
    /// this instant has arrived.
    pub(super) fn reach_port(&mut self, endpoint: u32, agenda: &mut Agenda<Message>) {
        match &mut self.transport {
            Transport::Packet(fabric) => {
                if fabric.reach_port(endpoint) {
                    agenda.push(agenda.now(), Message::Inject);
                }
            }
            Transport::Flit(_) => self.offer(endpoint, agenda),
        }
    }

    /// A place in the queue of `endpoint` is free: who waits for it goes to its port.
    pub(super) fn place_free(&mut self, endpoint: u32, agenda: &mut Agenda<Message>) {
        self.inboxes.woken(endpoint);
        if matches!(self.transport, Transport::Flit(_)) {
            self.retry(endpoint, agenda);
            return;
        }
        // The queue itself stands for those who wait at it; which of them gets the place is decided in `inject`.
        self.reach_port(endpoint | PLACE, agenda);
    }

    /// Injects what is at ports, longest waiting first, lower endpoint on ties.
    pub(super) fn inject(&mut self, agenda: &mut Agenda<Message>) -> Result<(), Fault> {
        let now = agenda.now();
        let mut at_port = std::mem::take(&mut self.at_port);
        let Transport::Packet(fabric) = &mut self.transport else { return Ok(()) };
        fabric.take_at_port(&mut at_port);
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
            return Err(Fault::new(now, format!("endpoint {endpoint} is at its port without a packet")));
        };
        let tree = self.routes.all[first.route as usize].tree;
        if let Some(to) = self.first_without_room(tree, now) {
            if let Some(at) = self.inboxes.wait(to, endpoint, now) {
                agenda.push(at, Message::Place { endpoint: to });
            }
            self.endpoints[endpoint as usize].outbox.hold(now, Wait::Queue);
            return Ok(());
        }
        self.leave(endpoint, now, agenda);
        Ok(())
    }

    /// The first destination of a tree whose queue is full.
    fn first_without_room(&mut self, tree: u32, now: Instant) -> Option<u32> {
        if !self.inboxes.any_full() {
            return None;
        }
        let forest = &self.routes.forest;
        let mask = forest.mask_of(tree);
        if mask.is_empty() {
            let leaves = forest.leaves_of(&forest.trees[tree as usize]);
            return leaves.iter().map(|leaf| leaf.endpoint).find(|&to| !self.has_room(to, now));
        }
        for (word, destinations) in mask.iter().enumerate() {
            let mut full = destinations & self.inboxes.full_ones(word);
            while full != 0 {
                let to = word as u32 * 64 + full.trailing_zeros();
                if !self.has_room(to, now) {
                    return Some(to);
                }
                full &= full - 1;
            }
        }
        None
    }

    /// Whether an endpoint has room, once what has arrived there is looked at.
    fn has_room(&mut self, to: u32, now: Instant) -> bool {
        self.inboxes.has_room(to, now) || {
            self.work_off(to);
            self.inboxes.has_room(to, now)
        }
    }

    /// A packet enters the network: counts it and what it will do there; gives it a number.
    pub(super) fn register(&mut self, outgoing: &Outgoing, built: Instant) -> u32 {
        let route = self.routes.all[outgoing.route as usize];
        let tree = &self.routes.forest.trees[route.tree as usize];
        let copies = self.routes.forest.leaves_of(tree).len() as u32;
        let number = self.packets.add(
            outgoing.ready,
            Packet {
                slice: outgoing.slice,
                step: outgoing.step,
                token: outgoing.token,
                nought: outgoing.nought,
                route: outgoing.route,
                first_leaf: tree.first_leaf,
                first_row: route.first_row,
                outstanding: copies,
                built,
            },
        );
        self.last_built = self.last_built.max(Some(built));
        // The packet was one thing to settle, its copies are one each.
        self.unsettled += u64::from(copies) - 1;
        self.count_packet(route.tree, outgoing.slice, outgoing.token);
        number
    }

    /// Counts a packet of a slice or of the host along a tree.
    #[inline]
    pub(super) fn count_packet(&mut self, tree: u32, slice: u32, token: bool) {
        let tree = &self.routes.forest.trees[tree as usize];
        self.traffic.packets += 1;
        self.traffic.token_packets += u64::from(token);
        self.traffic.addressed += self.routes.forest.leaves_of(tree).len() as u64;
        self.traffic.link_hops += u64::from(tree.links.iter().sum::<u32>());
        self.traffic.unicast_link_hops += u64::from(tree.unicast_links);
        let population = self.population_of(slice);
        if !(token && self.free_sync) {
            let counts = &mut self.network_counts[population.index()];
            for class in LinkClass::ALL {
                let edges = u64::from(tree.links[class.index()]);
                counts.flits[class.index()] += edges * u64::from(tree.flits);
                counts.host_packets += if is_host(class) { edges } else { 0 };
            }
        }
    }

    /// The first packet of `endpoint` enters the network.
    fn leave(&mut self, endpoint: u32, now: Instant, agenda: &mut Agenda<Message>) {
        let outbox = &mut self.endpoints[endpoint as usize].outbox;
        let Some(built) = outbox.first().map(|first| first.ready.at) else { return };
        let Some(outgoing) = outbox.depart(now) else { return };
        let packet = self.register(&outgoing, built);
        self.departed(endpoint, packet, now);
        let Transport::Packet(fabric) = &mut self.transport else { return };
        let route = self.routes.all[outgoing.route as usize];
        let tree = &self.routes.forest.trees[route.tree as usize];
        let outbox = &mut self.endpoints[endpoint as usize].outbox;
        let port_free = now + fabric.port_time(&self.routes.forest, tree);
        if let Some(at) = outbox.done(port_free) {
            agenda.push(at, Message::Port { endpoint });
        }
        if O::ON {
            self.observer.see(Observation::PortFree { endpoint, at: port_free });
        }
        let leaves = self.routes.forest.leaves_of(tree);
        let mut arrivals = std::mem::take(&mut self.arrivals);
        let at_once = fabric.is_free();
        let (long_waits, inboxes) = (&mut self.long_waits, &mut self.inboxes);
        // Tokens make cores do nothing, and events that only the host reads have no rows.
        let rows = if outgoing.token { 0 } else { tree.cores as usize };
        let first_row = route.first_row as usize;
        let work = self.rows.work.get(first_row..first_row + rows).unwrap_or_default();
        let observer = &mut *self.observer;
        let arrive = |index: usize, at, waited| {
            let to = leaves[index].endpoint;
            inboxes.take(to);
            let leaf = index as u16;
            let endpoint = u16::try_from(to).unwrap_or(FAR_ENDPOINT);
            let link_wait = u16::try_from(waited).unwrap_or(LONG_WAIT);
            if link_wait == LONG_WAIT {
                long_waits.insert((packet, leaf), waited);
            }
            let work = work.get(index).copied().unwrap_or(Work::NONE);
            let message = Message::Arrive { packet, leaf, link_wait, endpoint, work };
            if at_once && at == now {
                arrivals.push(message);
            } else {
                agenda.push(at, message);
            }
        };
        fabric.send(&self.routes.forest, route.tree, now, arrive, |link, slots| {
            if O::ON {
                let (link, wire) = (link as u32, link as u32);
                observer.see(Observation::LinkBusy { link, wire, from: slots.start, until: slots.end });
            }
        });
        // Without links nothing keeps arrivals at one core apart, so they are handed over here, in the order of
        // injection, instead of as events of the same instant.
        for message in arrivals.drain(..) {
            if let Message::Arrive { packet, leaf, link_wait, endpoint, work } = message {
                let to = self.destination(packet, leaf, endpoint);
                let waits = self.waits_of(packet, leaf, link_wait);
                self.arrive(packet, leaf, to, waits, work, agenda);
            }
        }
        self.arrivals = arrivals;
    }

    /// The endpoint at which a copy of a packet arrives, as its message says.
    #[inline]
    pub(super) fn destination(&self, packet: u32, leaf: u16, endpoint: u16) -> u32 {
        if endpoint != FAR_ENDPOINT {
            return endpoint.into();
        }
        let first_leaf = self.packets.all[packet as usize].first_leaf as usize;
        self.routes.forest.leaves[first_leaf + usize::from(leaf)].endpoint
    }

    /// Tells that a packet begins to leave its source.
    #[inline]
    pub(super) fn departed(&mut self, endpoint: u32, number: u32, at: Instant) {
        if O::ON {
            let Packet { slice, step, token, route, .. } = self.packets.all[number as usize];
            let tree = &self.routes.forest.trees[self.routes.all[route as usize].tree as usize];
            let destinations = self.routes.forest.leaves_of(tree).len() as u32;
            self.observer.see(Observation::Departed {
                endpoint,
                packet: number,
                destinations,
                slice,
                step,
                token,
                at,
            });
        }
    }

    /// What a message says of the waits of a packet.
    #[inline]
    pub(super) fn waits_of(&mut self, packet: u32, leaf: u16, link_wait: u16) -> OnTheWay {
        let link = match link_wait {
            LONG_WAIT => self.long_waits.remove(&(packet, leaf)).unwrap_or(u64::from(LONG_WAIT)),
            short => u64::from(short),
        };
        OnTheWay { link, room: 0 }
    }

    /// A copy of a packet arrives and will ask for rows in DRAM, as others of this instant may: who comes first is no matter of
    /// the order in which the agenda holds them.
    pub(super) fn land(&mut self, landed: Landed, agenda: &mut Agenda<Message>) {
        if self.landed.is_empty() {
            agenda.push(agenda.now(), Message::Fetch);
        }
        self.landed.push(landed);
    }

    /// Serves what landed at this instant: lower cores first, on each in the order of its senders.
    pub(super) fn serve_landed(&mut self, agenda: &mut Agenda<Message>) {
        let mut landed = std::mem::take(&mut self.landed);
        landed.sort_unstable_by_key(|copy| {
            let packet = self.packets.all[copy.packet as usize];
            let leaf = packet.first_leaf as usize + usize::from(copy.leaf);
            (self.routes.forest.leaves[leaf].endpoint, packet.slice, packet.step, packet.token, packet.route)
        });
        for Landed { packet, leaf, waits, work } in landed.drain(..) {
            let to = self.destination(packet, leaf, FAR_ENDPOINT);
            self.arrive(packet, leaf, to, waits, work, agenda);
        }
        // Nothing lands while this instant is served.
        self.landed = landed;
    }

    /// A copy of a packet arrives at endpoint `to`.
    #[inline]
    pub(super) fn arrive(
        &mut self,
        number: u32,
        leaf: u16,
        to: u32,
        waits: OnTheWay,
        work: Work,
        agenda: &mut Agenda<Message>,
    ) {
        let now = agenda.now();
        let packet = self.packets.arrive(number);
        self.work_off(to);
        let is_core = (to as usize) < self.placement.cores.len();
        let mut single = RowRef::default();
        let rows = self.rows.rows(work, packet.first_row + u32::from(leaf), &mut single);
        let endpoint = &mut self.endpoints[to as usize];
        let departure = &self.packets.departures[number as usize];
        let transit = now - departure.at - waits.link - waits.room;
        debug_assert_eq!(
            transit,
            self.routes.forest.transits[(packet.first_leaf + u32::from(leaf)) as usize]
        );
        let arrival = |chain: &mut Path| {
            chain.clone_from(&departure.path);
            chain.add(Wait::LinkBusy, waits.link);
            chain.add(Wait::Queue, waits.room);
            chain.add(Wait::Transit, transit);
        };
        if O::ON {
            let leaf = u32::from(leaf);
            self.observer.see(Observation::Arrived { endpoint: to, packet: number, leaf, at: now });
        }
        let busy = if self.power.is_some() { endpoint.pipeline.busy() } else { 0 };
        if is_core && let Some(power) = &mut self.power {
            let ready = power.receive(to, now, !packet.token);
            if ready > now {
                endpoint.pipeline.wake(now, ready, arrival);
            }
        }
        let level = self.power.as_ref().and_then(|power| power.times(to));
        let (timing, shapes) = match level {
            Some(level) => (level.timing(packet.token), &level.shapes),
            None => (self.timing.at(is_core, packet.token), &self.rows.shapes),
        };
        let (ports, words) = (&mut self.ports, &mut self.memories.words);
        let (core, entry) = (to as usize, packet.first_row as usize + usize::from(leaf));
        let value = match self.chip.core().dense {
            Some(dense) if packet.nought && dense.zero_gating => Value::Gated,
            _ if packet.nought => Value::Nought,
            _ => Value::Some,
        };
        for (number, row) in rows.iter().enumerate() {
            let shape = &shapes[row.shape as usize];
            ports[row.port as usize].count(shape, number > 0, value);
            if value != Value::Gated {
                words.row(core, shape);
            }
            if number == 0 {
                words.visit(entry);
            }
        }
        let shapes_of_rows = rows.iter().map(|row| &shapes[row.shape as usize]);
        let watch = Watch {
            observer: &mut *self.observer,
            endpoint: to,
            slice: packet.slice,
            core: self.chip.core(),
            level,
        };
        let served = if self.memories.hold_events() && !rows.is_empty() {
            let mut supply = self.memories.event(now, self.rows, rows, entry, watch);
            let served = endpoint.pipeline.receive(timing, now, arrival, shapes_of_rows, &mut supply);
            self.memories.count(core, rows, self.rows);
            served
        } else {
            endpoint.pipeline.receive(timing, now, arrival, shapes_of_rows, &mut Unshared(watch))
        };
        if is_core && let Some(power) = &mut self.power {
            power.work(to, &endpoint.pipeline, endpoint.pipeline.busy() - busy);
            power.tell(to, self.observer);
        }
        if let Some(at) = self.inboxes.arrived(to, now, served.started) {
            agenda.push(at, Message::Place { endpoint: to });
        }
        self.traffic.deliveries += 1;
        self.latencies.record(now - packet.built);
        if packet.token && is_core && !self.free_sync {
            self.slice_counts[endpoint.slices.start as usize].token_ends += 1;
        }
        self.unsettled -= 1;
        self.served(to, packet, served.done, agenda);
    }
}

/// A copy of a packet that has arrived and is not served yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Landed {
    pub(super) packet: u32,
    pub(super) leaf: u16,
    pub(super) waits: OnTheWay,
    pub(super) work: Work,
}

/// Ticks that a packet waited between its source and its destination.
#[derive(Clone, Copy, Debug)]
pub(super) struct OnTheWay {
    /// For links and for buffers behind them.
    pub(super) link: u64,
    /// For room at its destination.
    pub(super) room: u64,
}

/// Waits for links that are too long for a message; they are kept beside it.
pub(super) const LONG_WAIT: u16 = u16::MAX;

/// An endpoint whose number is too large for a message.
const FAR_ENDPOINT: u16 = u16::MAX;

/// Marks an entry of the port list as a queue with a free place instead of an endpoint with a packet.
const PLACE: u32 = 1 << 31;
