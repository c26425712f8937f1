//! Packets between cores at flit fidelity.
//!
//! A packet at its port joins the queue of its source in the network, one at a time. The network is stepped in every cycle
//! in which something may happen, after everything else of that instant has arrived.

use egret_arch::{LinkClass, LinkId, Network, Router, Ticks, Topology};

use super::delivery::OnTheWay;
use super::{Machine, Message, Transport};
use crate::actors::flit::{Dropped, FlitNetwork, Sink, Unfit};
use crate::actors::{Inboxes, is_host};
use crate::kernel::{Agenda, Fault, Instant};
use crate::mapping::Placement;
use crate::observer::{Observation, Observer};
use crate::outcome::{TracedPacket, Wait};
use crate::tables::{Routes, Work, fill_tables, plant};

/// A network at flit fidelity with the trees of a placed network of units, before a run.
#[derive(Clone, Debug)]
pub(crate) struct FlitPlan {
    network: FlitNetwork,
    /// By tree: the place of its first link, or its key.
    ways: Vec<u32>,
    by_key: bool,
    endpoints: Endpoints,
    /// Packets are written down.
    pub(crate) traced: bool,
}

/// Cores in use and the host by their position among these, and by their place in the network.
#[derive(Clone, Debug)]
struct Endpoints {
    places: Vec<u32>,
    /// By place; of no meaning where no core is in use.
    positions: Vec<u32>,
}

impl Endpoints {
    fn new(placement: &Placement) -> Self {
        let cores = placement.topology.cores();
        let places: Vec<u32> = placement.cores.iter().copied().chain([cores]).collect();
        let mut positions = vec![u32::MAX; cores as usize + 1];
        for (position, &place) in places.iter().enumerate() {
            positions[place as usize] = position as u32;
        }
        Self { places, positions }
    }
}

impl FlitPlan {
    pub(crate) fn new(routes: &Routes, placement: &Placement, network: &Network) -> Result<Self, Unfit> {
        let topology = &placement.topology;
        let mut ways = Vec::new();
        let flits = routes.forest.trees.iter().map(|tree| tree.flits).max().unwrap_or(1);
        let kind = network.router;
        let network = match kind {
            Some(Router::Table(table)) => {
                if flits > 1 {
                    return Err(Unfit {
                        what: format!("its table routers move packets of one flit, and these have {flits}"),
                        hint: "use wider `chip.network.flit_bits`, or narrower events".to_owned(),
                    });
                }
                FlitNetwork::by_keys(topology, network, |tables, port_of| {
                    let (tables, keys) =
                        fill_tables(&routes.forest, topology, tables, port_of, table.entries)?;
                    ways = keys;
                    Ok(tables)
                })?
            }
            Some(Router::VirtualChannel(_)) | None => {
                FlitNetwork::along_trees(topology, network, flits, |port_of| {
                    let (trees, places) = plant(&routes.forest, topology, network, port_of);
                    ways = places;
                    trees
                })?
            }
        };
        let by_key = matches!(kind, Some(Router::Table(_)));
        Ok(Self { network, ways, by_key, endpoints: Endpoints::new(placement), traced: false })
    }
}

/// The network of a run.
#[derive(Debug)]
pub(crate) struct FlitTransport {
    network: FlitNetwork,
    ways: Vec<u32>,
    by_key: bool,
    endpoints: Endpoints,
    /// Ticks of a cycle.
    unit: Ticks,
    /// The cycle stepped last, and the one planned next.
    stepped: Option<u64>,
    planned: Option<u64>,
    /// Reused from cycle to cycle.
    happened: Vec<Happened>,
    full: Vec<u32>,
    /// By wire: flits that who watches has been told of.
    told: Vec<u64>,
    trace: Option<Box<Trace>>,
}

/// Packets written down as they go.
#[derive(Clone, Debug, Default)]
struct Trace {
    packets: Vec<TracedPacket>,
    /// By number of a packet under way: its place among these.
    places: Vec<u32>,
}

impl Trace {
    fn add(&mut self, number: u32, packet: TracedPacket) {
        let number = number as usize;
        if self.places.len() <= number {
            self.places.resize(number + 1, 0);
        }
        self.places[number] = self.packets.len() as u32;
        self.packets.push(packet);
    }

    fn of(&mut self, number: u32) -> &mut TracedPacket {
        &mut self.packets[self.places[number as usize] as usize]
    }
}

/// What happened in a cycle.
#[derive(Clone, Copy, Debug)]
enum Happened {
    HeadLeft { packet: u32 },
    TailLeft { packet: u32 },
    Arrived { packet: u32, endpoint: u32, way: u32, held: u64 },
    Dropped(Dropped),
}

/// Writes down what happens, and takes places in the queues of cores.
struct Log<'a> {
    inboxes: &'a mut Inboxes,
    /// Positions of endpoints by their place in the network.
    positions: &'a [u32],
    unit: Ticks,
    happened: &'a mut Vec<Happened>,
    /// Endpoints without room.
    full: &'a mut Vec<u32>,
}

impl Sink for Log<'_> {
    fn head_left(&mut self, packet: u32, _: Instant) {
        self.happened.push(Happened::HeadLeft { packet });
    }

    fn tail_left(&mut self, packet: u32, _: Instant) {
        self.happened.push(Happened::TailLeft { packet });
    }

    fn has_room(&mut self, endpoint: u32, now: Instant) -> bool {
        let endpoint = self.positions[endpoint as usize];
        let room = self.inboxes.has_room(endpoint, now * self.unit);
        if !room {
            self.full.push(endpoint);
        }
        room
    }

    fn arrived(&mut self, packet: u32, endpoint: u32, way: u32, _: Instant, held: u64) {
        let endpoint = self.positions[endpoint as usize];
        self.inboxes.take(endpoint);
        self.happened.push(Happened::Arrived { packet, endpoint, way, held });
    }

    fn dropped(&mut self, dropped: &Dropped) {
        self.happened.push(Happened::Dropped(*dropped));
    }
}

impl FlitTransport {
    pub(crate) fn new(plan: &FlitPlan) -> Self {
        let FlitPlan { network, ways, by_key, endpoints, traced: _ } = plan.clone();
        Self {
            unit: network.unit(),
            network,
            ways,
            by_key,
            endpoints,
            stepped: None,
            planned: None,
            happened: Vec::new(),
            full: Vec::new(),
            told: Vec::new(),
            trace: plan.traced.then(Box::default),
        }
    }

    /// The packets written down.
    pub(crate) fn into_trace(self) -> Vec<TracedPacket> {
        self.trace.map_or_else(Vec::new, |trace| trace.packets)
    }

    /// Plans a step of the first cycle from `now` on that has not been stepped; returns which one that is.
    fn plan_from(&mut self, now: Instant, agenda: &mut Agenda<Message>) -> u64 {
        let cycle = now.div_ceil(self.unit);
        let cycle = self.stepped.map_or(cycle, |stepped| cycle.max(stepped + 1));
        self.plan(cycle, agenda);
        cycle
    }

    fn plan(&mut self, cycle: u64, agenda: &mut Agenda<Message>) {
        if self.planned.is_none_or(|planned| cycle < planned) {
            self.planned = Some(cycle);
            agenda.push(cycle * self.unit, Message::Cycle);
        }
    }

    /// Tells which wires began to move a flit in a cycle.
    fn tell<O: Observer>(&mut self, cycle: u64, network: &Network, topology: &Topology, observer: &mut O) {
        let from = cycle * self.unit;
        for (wire, (link, flits)) in self.network.moved_by_wire().enumerate() {
            if wire == self.told.len() {
                self.told.push(0);
            }
            if flits == std::mem::replace(&mut self.told[wire], flits) {
                continue;
            }
            let until = from + network.link(topology.link(link).class).cycle;
            observer.see(Observation::LinkBusy { link: link.0, wire: wire as u32, from, until });
        }
    }

    /// Flits that each wire has moved, always in the same order.
    pub(super) fn moved(&self) -> impl Iterator<Item = (LinkId, u64)> + '_ {
        self.network.moved_by_wire()
    }

    /// Flits that links in use moved, and ticks that flits waited for them.
    pub(crate) fn loads(&self) -> impl Iterator<Item = (LinkId, u64, Ticks)> + '_ {
        self.network.loads().map(|(link, flits, cycles)| (link, flits, cycles * self.unit))
    }
}

impl<O: Observer> Machine<'_, O> {
    /// The first packet of `endpoint` is at its port.
    pub(super) fn offer(&mut self, endpoint: u32, agenda: &mut Agenda<Message>) {
        let now = agenda.now();
        let outbox = &mut self.endpoints[endpoint as usize].outbox;
        let Some(&first) = outbox.first() else { return };
        outbox.hold(now, Wait::LinkBusy);
        let number = self.register(&first, first.ready.at);
        let tree = self.routes.all[first.route as usize].tree as usize;
        let Transport::Flit(flits) = &mut self.transport else { return };
        let source = flits.endpoints.places[endpoint as usize];
        flits.network.offer(source, number, flits.ways[tree], self.routes.forest.trees[tree].flits);
        let generated = flits.plan_from(now, agenda);
        if let Some(trace) = &mut flits.trace {
            let flits = self.routes.forest.trees[tree].flits;
            trace.add(number, TracedPacket { source, flits, generated, ..TracedPacket::default() });
        }
    }

    /// A place in the queue of `endpoint` is free: packets that wait for it in the network are tried again.
    pub(super) fn retry(&mut self, endpoint: u32, agenda: &mut Agenda<Message>) {
        self.inboxes.forget_waiting(endpoint);
        let Transport::Flit(flits) = &mut self.transport else { return };
        flits.network.retry(flits.endpoints.places[endpoint as usize]);
        flits.plan_from(agenda.now(), agenda);
    }

    /// A cycle of the network.
    pub(super) fn cycle(&mut self, agenda: &mut Agenda<Message>) -> Result<(), Fault> {
        let now = agenda.now();
        let Transport::Flit(flits) = &mut self.transport else { return Ok(()) };
        let cycle = now / flits.unit;
        if flits.planned != Some(cycle) {
            // An earlier cycle was planned after this one, and has planned what follows.
            return Ok(());
        }
        flits.planned = None;
        flits.stepped = Some(cycle);
        let mut happened = std::mem::take(&mut flits.happened);
        let mut full = std::mem::take(&mut flits.full);
        let inboxes = &mut self.inboxes;
        let positions = &flits.endpoints.positions;
        let mut log = Log { inboxes, positions, unit: flits.unit, happened: &mut happened, full: &mut full };
        flits.network.step(cycle, &mut log).map_err(|stuck| Fault {
            at: now,
            what: stuck.describe(&self.placement.topology),
            deadlock: !stuck.is_fault(),
        })?;
        if let Some(next) = flits.network.next(cycle) {
            flits.plan(next, agenda);
        }
        let (unit, by_key) = (flits.unit, flits.by_key);
        if O::ON {
            flits.tell(cycle, self.chip.network(), &self.placement.topology, self.observer);
        }
        for endpoint in full.drain(..) {
            if let Some(at) = self.inboxes.wait(endpoint, endpoint, now) {
                agenda.push(at, Message::Place { endpoint });
            }
        }
        for happened in happened.drain(..) {
            self.write_down(&happened, cycle);
            match happened {
                Happened::HeadLeft { packet } => self.head_left(packet, now),
                Happened::TailLeft { packet } => self.tail_left(packet, now + unit, agenda),
                Happened::Arrived { packet, endpoint, way, held } => {
                    // Trees say which destination this is, keys are the same for all.
                    let leaf = if by_key { self.leaf_at(packet, endpoint) } else { way };
                    self.out_of_network(packet, leaf, held * unit, agenda);
                }
                Happened::Dropped(dropped) => self.dropped(&dropped, agenda),
            }
        }
        if let Transport::Flit(flits) = &mut self.transport {
            flits.happened = happened;
            flits.full = full;
        }
        Ok(())
    }

    fn write_down(&mut self, happened: &Happened, cycle: u64) {
        let Transport::Flit(flits) = &mut self.transport else { return };
        let Some(trace) = &mut flits.trace else { return };
        match *happened {
            Happened::HeadLeft { packet } => trace.of(packet).head_left = cycle,
            Happened::TailLeft { packet } => trace.of(packet).tail_left = cycle,
            Happened::Arrived { packet, endpoint, held, .. } => {
                let place = flits.endpoints.places[endpoint as usize];
                trace.of(packet).arrivals.push((place, cycle - held, cycle));
            }
            Happened::Dropped(_) => {}
        }
    }

    fn head_left(&mut self, packet: u32, now: Instant) {
        let source = self.source_of(packet);
        if let Some(outgoing) = self.endpoints[source as usize].outbox.depart(now) {
            self.packets.departures[packet as usize] = outgoing.ready;
        }
        self.departed(source, packet, now);
    }

    fn tail_left(&mut self, packet: u32, port_free: Instant, agenda: &mut Agenda<Message>) {
        let endpoint = self.source_of(packet);
        if O::ON {
            self.observer.see(Observation::PortFree { endpoint, at: port_free });
        }
        if let Some(at) = self.endpoints[endpoint as usize].outbox.done(port_free) {
            agenda.push(at, Message::Port { endpoint });
        }
    }

    /// Which destination of a packet an endpoint is.
    fn leaf_at(&self, packet: u32, endpoint: u32) -> u32 {
        let route = self.packets.all[packet as usize].route;
        let tree = &self.routes.forest.trees[self.routes.all[route as usize].tree as usize];
        let leaves = self.routes.forest.leaves_of(tree);
        let leaf = leaves.iter().position(|leaf| leaf.endpoint == endpoint);
        debug_assert!(leaf.is_some(), "tables lead to the destinations of a packet only");
        leaf.unwrap_or(0) as u32
    }

    fn out_of_network(&mut self, number: u32, leaf: u32, room: Ticks, agenda: &mut Agenda<Message>) {
        let packet = &self.packets.all[number as usize];
        let place = (packet.first_leaf + leaf) as usize;
        let (to, transit) = (self.routes.forest.leaves[place].endpoint, self.routes.forest.transits[place]);
        // Tokens make cores do nothing, and events that only the host reads have no rows.
        let does_work = !packet.token && (to as usize) < self.placement.cores.len();
        let work = if does_work { self.rows.work[(packet.first_row + leaf) as usize] } else { Work::NONE };
        let left = self.packets.departures[number as usize].at;
        let waits = OnTheWay { link: agenda.now() - left - transit - room, room };
        self.arrive(number, leaf as u16, to, waits, work, agenda);
    }

    /// A copy of a packet is lost, with what it would still have done.
    fn dropped(&mut self, dropped: &Dropped, agenda: &mut Agenda<Message>) {
        if O::ON {
            self.observer.see(Observation::Dropped {
                packet: dropped.packet,
                destinations: dropped.destinations,
                at: agenda.now(),
            });
        }
        let packet = self.packets.all[dropped.packet as usize];
        self.traffic.drops += u64::from(dropped.destinations);
        self.unsettled -= u64::from(dropped.destinations);
        self.packets.lose(dropped.packet, dropped.destinations);
        self.traffic.link_hops -= u64::from(dropped.links.iter().sum::<u32>());
        if !(packet.token && self.free_sync) {
            let population = self.population_of(packet.slice);
            let counts = &mut self.network_counts[population.index()];
            for (class, &links) in LinkClass::ALL.into_iter().zip(&dropped.links) {
                counts.flits[class.index()] -= u64::from(links);
                counts.host_packets -= if is_host(class) { u64::from(links) } else { 0 };
            }
        }
        self.lost(agenda);
    }

    /// The endpoint that sent a packet.
    fn source_of(&self, packet: u32) -> u32 {
        let slice = self.packets.all[packet as usize].slice;
        self.placement.slices.get(slice as usize).map_or(self.host_endpoint(), |slice| slice.core)
    }
}
