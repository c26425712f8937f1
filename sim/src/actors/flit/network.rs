//! All of the network, a cycle at a time.

use std::collections::VecDeque;

use egret_arch::{LinkId, Network, Ticks, Topology};

use super::allocation::Requests;
use super::buffers::Flit;
use super::flights::{Credit, Due, Ejection, Flights, Timer};
use super::keys::KeyTables;
use super::layout::{End, Layout, Unfit};
use super::outputs::Grant;
use super::routers::Routers;
use super::routing::{Destinations, Trees, Ways};
use super::source::Sources;
use super::stuck::{self, Stuck};
use super::switching::Scratch;
use super::table_router::Dropped;
use crate::kernel::Instant;

/// Who is told what packets do.
pub(crate) trait Sink {
    /// The first flit of a packet left its source.
    fn head_left(&mut self, packet: u32, now: Instant);
    /// The last flit of a packet left its source, which is free for the next one.
    fn tail_left(&mut self, packet: u32, now: Instant);
    /// Whether an endpoint has room for one more packet at `now`; one that has none is asked again when told so.
    fn has_room(&mut self, endpoint: u32, now: Instant) -> bool;
    /// A packet is wholly at an endpoint, having waited `held` cycles for room there. `way` is what its last branch
    /// said.
    fn arrived(&mut self, packet: u32, endpoint: u32, way: u32, now: Instant, held: u64);
    /// A copy of a packet was dropped.
    fn dropped(&mut self, dropped: &Dropped);
}

/// Routers, links and sources.
#[derive(Clone, Debug)]
pub(crate) struct FlitNetwork {
    pub(super) routers: Routers,
    pub(super) sources: Sources,
    flights: Flights,
    /// Packets at endpoints without room, with the cycle in which they came.
    held: Vec<VecDeque<(Ejection, Instant)>>,
    /// Endpoints that may have room again.
    retries: Vec<u32>,
    /// When flits that wait are next looked at.
    next_look: Instant,
    /// Source numbers taken in turn, by endpoint, where there are several subnets.
    turns: Vec<u32>,
    /// Reused from cycle to cycle.
    due: Due,
    grants: Vec<Grant>,
    allocated: Vec<Grant>,
    dropped: Vec<Dropped>,
    scratch: Scratch,
    requests: Requests,
}

/// Cycles between looks at flits that wait while others move.
const LOOK: u64 = 1 << 16;

impl FlitNetwork {
    /// A network whose packets go to one endpoint each: `way` is its number.
    pub(crate) fn to_destinations(topology: &Topology, network: &Network) -> Result<Self, Unfit> {
        let layout = Layout::new(topology, network)?;
        let ways = Ways::Destinations(Destinations::new(topology, &layout));
        Ok(Self::new(layout, ways, 1))
    }

    /// A network whose packets go along trees, of up to `flits` flits.
    ///
    /// `plant` makes the trees: it is given the port of every link.
    pub(crate) fn along_trees(
        topology: &Topology,
        network: &Network,
        flits: u32,
        plant: impl FnOnce(&dyn Fn(LinkId) -> u8) -> Trees,
    ) -> Result<Self, Unfit> {
        let layout = Layout::new(topology, network)?;
        let trees = plant(&|link| layout.port_of(link));
        let mut head_credits = 1;
        if flits > 1 && trees.branch() {
            // Copies of a packet in wormholes can wait for each other in a circle; a packet that only goes where it fits as a
            // whole cannot.
            let lacks = if layout.allocation.is_some() {
                Some("allocate virtual channels in a stage of their own".to_owned())
            } else if layout.vcs > 1 {
                Some(format!("have {} virtual channels", layout.vcs))
            } else if flits > layout.depth {
                Some(format!("buffer {} flits", layout.depth))
            } else {
                None
            };
            if let Some(lacks) = lacks {
                return Err(Unfit {
                    what: format!("packets of {flits} flits are to be copied in routers that {lacks}"),
                    hint: "use flits as wide as packets, one virtual channel that comes with the switch and holds a \
                           packet, or `casting: Unicast`"
                        .to_owned(),
                });
            }
            head_credits = flits as u16;
        }
        Ok(Self::new(layout, Ways::Trees(trees), head_credits))
    }

    /// A network whose packets go by tables of keys and masks.
    ///
    /// `fill` makes the tables: it is given empty ones and the port of every link.
    pub(crate) fn by_keys(
        topology: &Topology,
        network: &Network,
        fill: impl FnOnce(KeyTables, &dyn Fn(LinkId) -> u8) -> Result<KeyTables, Unfit>,
    ) -> Result<Self, Unfit> {
        let layout = Layout::new(topology, network)?;
        let tables = fill(KeyTables::new(topology), &|link| layout.port_of(link))?;
        Ok(Self::new(layout, Ways::Keys(tables), 1))
    }

    fn new(layout: Layout, ways: Ways, head_credits: u16) -> Self {
        let endpoints = layout.endpoints as usize;
        let (scratch, requests) = (Scratch::new(layout.ports), Requests::new(layout.channels()));
        Self {
            sources: Sources::new(&layout),
            flights: Flights::new(layout.longest_delay()),
            held: vec![VecDeque::new(); endpoints],
            retries: Vec::new(),
            next_look: LOOK,
            turns: if layout.subnets > 1 { vec![0; endpoints] } else { Vec::new() },
            routers: Routers::new(layout, ways, head_credits),
            due: Due::default(),
            grants: Vec::new(),
            allocated: Vec::new(),
            dropped: Vec::new(),
            scratch,
            requests,
        }
    }

    /// Ticks of a cycle.
    pub(crate) fn unit(&self) -> Ticks {
        self.routers.layout.unit
    }

    /// A packet of `flits` flits joins the queue of its source, to be sent from the next cycle that is stepped on.
    #[inline]
    pub(crate) fn offer(&mut self, source: u32, packet: u32, way: u32, flits: u32) {
        debug_assert!(packet < Flit::PACKETS && flits > 0);
        let layout = &self.routers.layout;
        let subnet = match (layout.subnets, layout.choice) {
            (1, _) => 0,
            (subnets, egret_arch::ChannelChoice::BySource) => source % subnets,
            (subnets, egret_arch::ChannelChoice::AnyFree) => {
                let turn = &mut self.turns[source as usize];
                *turn = (*turn + 1) % subnets;
                *turn
            }
        };
        self.sources.offer(subnet * layout.endpoints + source, packet, way, flits);
    }

    /// An endpoint may have room again for packets it did not take; they are tried in the next cycle that is stepped.
    pub(crate) fn retry(&mut self, endpoint: u32) {
        self.retries.push(endpoint);
    }

    /// The next cycle after `now` in which something can happen; `None` when nothing will.
    pub(crate) fn next(&self, now: Instant) -> Option<Instant> {
        let awake = |bits: &[u64]| bits.iter().any(|&word| word != 0);
        if awake(&self.routers.awake) || awake(&self.sources.awake) {
            return Some(now + 1);
        }
        self.flights.next()
    }

    /// Switch traversals so far, those into endpoints included.
    pub(crate) fn moved(&self) -> u64 {
        self.routers.moved
    }

    /// Flits that each wire has moved: a link, or one of several where there are subnets. Always in the same order.
    pub(crate) fn moved_by_wire(&self) -> impl Iterator<Item = (LinkId, u64)> + '_ {
        let layout = &self.routers.layout;
        let entries = layout.entries.iter().zip(&self.sources.flits);
        let entries = entries.map(|(entry, &flits)| (LinkId(entry.link), flits));
        let outs = layout.all.iter().zip(&self.routers.outs);
        let outs = outs.filter(|(port, _)| !matches!(port.peer, End::Nothing));
        entries.chain(outs.map(|(port, out)| (LinkId(port.link), out.flits)))
    }

    /// Flits that each link has moved, and cycles that flits had waited for it, links in use only.
    pub(crate) fn loads(&self) -> impl Iterator<Item = (LinkId, u64, u64)> + '_ {
        let layout = &self.routers.layout;
        let entries = layout.entries.iter().zip(&self.sources.flits);
        let entries = entries.map(|(entry, &flits)| (LinkId(entry.link), flits, 0));
        let outs = layout.all.iter().zip(&self.routers.outs);
        let outs = outs.map(|(port, out)| (LinkId(port.link), out.flits, out.waited));
        entries.chain(outs).filter(|&(_, flits, _)| flits > 0)
    }

    /// One cycle; earlier ones in which something was due must have been stepped.
    pub(crate) fn step(&mut self, now: Instant, sink: &mut impl Sink) -> Result<(), Box<Stuck>> {
        let mut due = std::mem::take(&mut self.due);
        self.flights.take(now, &mut due);
        for endpoint in std::mem::take(&mut self.retries) {
            self.take_held(endpoint, now, sink);
        }
        self.receive(&due, now, sink);
        due.clear();
        self.due = due;
        self.send(now, sink);
        self.cross(now);
        for dropped in std::mem::take(&mut self.dropped) {
            sink.dropped(&dropped);
        }
        if let Some(router) = self.routers.circling {
            return Err(Box::new(self.stuck(now, Some(router))));
        }
        // Table routers drop what waits too long: nothing waits for ever.
        let may_wait = self.routers.buffered > 0 && self.routers.layout.table.is_none();
        let nothing_moves = may_wait && self.next(now).is_none() && self.held.iter().all(VecDeque::is_empty);
        if nothing_moves || (may_wait && now >= self.next_look) {
            self.next_look = now + LOOK;
            self.look(now, nothing_moves)?;
        }
        Ok(())
    }

    /// Takes in what arrives.
    fn receive(&mut self, due: &Due, now: Instant, sink: &mut impl Sink) {
        self.routers.fetch(due);
        for &credit in &due.credits {
            if credit.unit & Credit::ENDPOINT == 0 {
                self.routers.credit(credit);
            } else {
                let vcs = self.routers.layout.vcs;
                self.sources.credit(credit.unit & !Credit::ENDPOINT, credit.channel, vcs);
            }
        }
        for arrival in &due.arrivals {
            self.routers.arrive(arrival, now, &mut self.flights);
        }
        for timer in &due.timers {
            match *timer {
                Timer::Routed { router, channel } => {
                    self.routers.routed(router, channel, now, &mut self.flights);
                }
                Timer::Allocated { router, channel } => self.routers.allocated(router, channel),
                Timer::Wake { router } => self.routers.wake(router),
                Timer::WakeSource { source } => self.sources.wake(source),
            }
        }
        for ejection in &due.ejections {
            self.eject(ejection, now, sink);
        }
    }

    fn eject(&mut self, ejection: &Ejection, now: Instant, sink: &mut impl Sink) {
        if !ejection.flit.is_tail() {
            // Flits before the last one are put together outside of the buffer.
            self.release(ejection, now);
            return;
        }
        let endpoint = self.endpoint_of(ejection);
        if self.held[endpoint as usize].is_empty() && sink.has_room(endpoint, now) {
            self.release(ejection, now);
            sink.arrived(ejection.flit.packet(), endpoint, ejection.flit.way, now, 0);
        } else {
            self.held[endpoint as usize].push_back((*ejection, now));
        }
    }

    fn take_held(&mut self, endpoint: u32, now: Instant, sink: &mut impl Sink) {
        while let Some(&(ejection, since)) = self.held[endpoint as usize].front() {
            if !sink.has_room(endpoint, now) {
                return;
            }
            self.held[endpoint as usize].pop_front();
            self.release(&ejection, now);
            sink.arrived(ejection.flit.packet(), endpoint, ejection.flit.way, now, now - since);
        }
    }

    fn endpoint_of(&self, ejection: &Ejection) -> u32 {
        match self.routers.layout.port(ejection.router, ejection.out).peer {
            End::Endpoint(endpoint) if self.routers.layout.subnets == 1 => endpoint,
            End::Endpoint(endpoint) => endpoint % self.routers.layout.endpoints,
            End::Router { .. } | End::Nothing => unreachable!("flits come out at endpoints"),
        }
    }

    /// The place that a flit had at its endpoint is free again.
    fn release(&mut self, ejection: &Ejection, now: Instant) {
        let layout = &self.routers.layout;
        let port = layout.port(ejection.router, ejection.out);
        let channel = ejection.out * layout.vcs as u8 + ejection.channel;
        let credit = Credit { unit: ejection.router, channel };
        let returned = layout.timing(port).returned;
        self.flights.at(now + u64::from(returned)).credits.push(credit);
    }

    /// Sources send.
    fn send(&mut self, now: Instant, sink: &mut impl Sink) {
        for word in 0..self.sources.awake.len() {
            let mut awake = std::mem::take(&mut self.sources.awake[word]);
            while awake != 0 {
                let source = word as u32 * 64 + awake.trailing_zeros();
                awake &= awake - 1;
                let sent = self.sources.send(source, &self.routers.layout, now, &mut self.flights);
                if let Some(sent) = sent {
                    if sent.head {
                        if self.routers.layout.table.is_some() {
                            self.routers.begin(sent.packet);
                        }
                        sink.head_left(sent.packet, now);
                    }
                    if sent.tail {
                        sink.tail_left(sent.packet, now);
                    }
                }
            }
        }
    }

    /// Flits cross routers.
    fn cross(&mut self, now: Instant) {
        let layout = &self.routers.layout;
        let single = layout.allocation.is_none() && layout.vcs == 1;
        for word in 0..self.routers.awake.len() {
            let mut awake = std::mem::take(&mut self.routers.awake[word]);
            while awake != 0 {
                let router = word as u32 * 64 + awake.trailing_zeros();
                awake &= awake - 1;
                let moved = if let Some(rules) = self.routers.layout.table {
                    let (flights, dropped) = (&mut self.flights, &mut self.dropped);
                    self.routers.cross_table(router, rules, now, flights, dropped)
                } else if self.routers.copies() {
                    self.routers.cross_copying(router, now, &mut self.flights)
                } else if single {
                    self.routers.cross_single(router, now, &mut self.flights)
                } else {
                    self.cross_any(router, now)
                };
                if moved {
                    self.routers.stay_awake(router);
                }
            }
        }
    }

    /// One cycle of a router of any kind; whether anything happened in it.
    fn cross_any(&mut self, router: u32, now: Instant) -> bool {
        let separate = self.routers.layout.allocation;
        let routers = &mut self.routers;
        if separate.is_some() {
            routers.allocate(router, &mut self.requests, &mut self.allocated);
        }
        routers.switch(router, now, &mut self.flights, &mut self.scratch, &mut self.grants);
        let moved = !self.grants.is_empty() || !self.allocated.is_empty();
        for grant in self.allocated.drain(..) {
            routers.hold(router, grant);
            match separate {
                Some(cycles) if cycles > 1 => {
                    let timer = Timer::Allocated { router, channel: grant.channel };
                    self.flights.at(now + u64::from(cycles)).timers.push(timer);
                }
                _ => routers.allocated(router, grant.channel),
            }
        }
        for grant in self.grants.drain(..) {
            routers.grant(router, grant, now, &mut self.flights);
        }
        moved
    }

    /// Looks for packets that wait for each other in a circle.
    #[cold]
    fn look(&self, now: Instant, nothing_moves: bool) -> Result<(), Box<Stuck>> {
        match stuck::look(&self.routers, now) {
            Some(stuck) => Err(Box::new(stuck)),
            None if nothing_moves => Err(Box::new(self.stuck(now, None))),
            None => Ok(()),
        }
    }

    fn stuck(&self, now: Instant, circling: Option<u32>) -> Stuck {
        Stuck { at: now, waiting: self.routers.buffered, channels: Vec::new(), circling }
    }
}
