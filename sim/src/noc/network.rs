//! One interface to both fidelities.

use std::collections::{BTreeSet, VecDeque};

use egret_arch::topology::TreeBuilder;
use egret_arch::{Endpoint, LinkId, Network, Router, Ticks, Topology};
use egret_config::Problem;

use super::packet_network::PacketNetwork;
use crate::actors::flit::{self, FlitNetwork};
use crate::kernel::Instant;
use crate::tables::{Forest, plant};

/// How exactly routers and links are simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fidelity {
    /// A packet reserves its way link by link when it is sent; buffers are not limited.
    Packet,
    /// Buffers, virtual channels, credits and arbitration, cycle by cycle.
    Flit,
}

/// Who is told what packets do; cycles are those of the network.
pub trait Sink {
    /// The first flit of a packet left its source.
    fn head_left(&mut self, packet: u32, at: u64);
    /// The last flit of a packet left its source.
    fn tail_left(&mut self, packet: u32, at: u64);
    /// The last flit of a packet is at a destination: the one of that number in its [`Way`], 0 without one.
    fn arrived(&mut self, packet: u32, destination: u32, at: u64);
}

/// Packets wait for each other in a circle and will never move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// Cycle in which that was found.
    pub at: u64,
    /// Flits that wait in buffers.
    pub waiting: u64,
    /// The circle, channel by channel.
    pub report: String,
}

/// Exact counters of work done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Flits times routers passed, which counts the switch traversal into the destination.
    pub flit_hops: u64,
}

/// A network of routers between cores.
#[derive(Debug)]
pub struct Interconnect {
    topology: Topology,
    unit: Ticks,
    engine: Engine,
    now: Instant,
    /// Packets go along ways that were given beforehand.
    multicast: bool,
    taking: Taking,
}

/// When nodes take packets, where that was given.
#[derive(Debug, Default)]
struct Taking {
    /// By node, in order: cycles before which it has no room for its next packet.
    cycles: Vec<VecDeque<u64>>,
    /// Cycles in which a node gets room.
    due: BTreeSet<(u64, u32)>,
}

impl Taking {
    fn has_room(&mut self, node: u32, now: u64) -> bool {
        let Some(cycles) = self.cycles.get_mut(node as usize) else { return true };
        let room = cycles.front().is_none_or(|&cycle| cycle <= now);
        if room {
            cycles.pop_front();
        }
        room
    }
}

/// Where packets go: from one node to one or several. Node numbers are those of cores; the next one after them is the
/// host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// Node that sends.
    pub source: u32,
    /// Nodes that receive, each once, ascending.
    pub destinations: Vec<u32>,
    /// Flits of a packet; at least one.
    pub flits: u32,
}

#[derive(Debug)]
enum Engine {
    Packet(Box<PacketNetwork>),
    /// With source, place and flits of every way.
    Flit(Box<FlitNetwork>, Vec<(u32, u32, u32)>),
}

impl Interconnect {
    /// Routers and links of `topology` that work as `network` says. Refused when routers cannot be simulated at that
    /// fidelity.
    pub fn new(topology: &Topology, network: &Network, fidelity: Fidelity) -> Result<Self, Problem> {
        let engine = match fidelity {
            Fidelity::Packet => {
                Engine::Packet(Box::new(PacketNetwork::new(topology, network, Forest::default())))
            }
            Fidelity::Flit => {
                refuse_tables(network)?;
                let network = FlitNetwork::to_destinations(topology, network).map_err(refused)?;
                Engine::Flit(Box::new(network), Vec::new())
            }
        };
        Ok(Self::of(topology, engine, false))
    }

    /// The same for packets that go along `ways`, one packet to all destinations of a way: it is copied where their paths
    /// part.
    pub fn multicast(
        topology: &Topology,
        network: &Network,
        fidelity: Fidelity,
        ways: &[Way],
    ) -> Result<Self, Problem> {
        let mut forest = Forest::default();
        let mut planner = TreeBuilder::new(topology);
        for Way { source, destinations, flits } in ways {
            let host = topology.cores();
            let cores: Vec<u32> = destinations.iter().copied().filter(|&node| node < host).collect();
            let from = endpoint(topology, *source);
            forest.add(&mut planner, network, from, (destinations, &cores), *flits);
        }
        let engine = match fidelity {
            Fidelity::Packet => Engine::Packet(Box::new(PacketNetwork::new(topology, network, forest))),
            Fidelity::Flit => {
                refuse_tables(network)?;
                let flits = ways.iter().map(|way| way.flits).max().unwrap_or(1);
                let mut places = Vec::new();
                let network = FlitNetwork::along_trees(topology, network, flits, |port_of| {
                    let (trees, first) = plant(&forest, topology, network, port_of);
                    places = first;
                    trees
                });
                let offers = ways.iter().zip(places).map(|(way, place)| (way.source, place, way.flits));
                Engine::Flit(Box::new(network.map_err(refused)?), offers.collect())
            }
        };
        Ok(Self::of(topology, engine, true))
    }

    fn of(topology: &Topology, engine: Engine, multicast: bool) -> Self {
        let unit = match &engine {
            Engine::Packet(network) => network.unit,
            Engine::Flit(network, _) => network.unit(),
        };
        Self { topology: topology.clone(), unit, engine, now: 0, multicast, taking: Taking::default() }
    }

    /// Ticks of a cycle.
    pub fn cycle_ticks(&self) -> Ticks {
        self.unit
    }

    /// A packet of `flits` flits is generated in cycle `now` at the core `source`; it leaves no earlier. Packets of a source
    /// leave in the order in which they are offered.
    #[inline]
    pub fn offer(&mut self, packet: u32, source: u32, destination: u32, flits: u32, now: u64) {
        match &mut self.engine {
            Engine::Packet(network) => network.offer(packet, source, destination, flits, now),
            Engine::Flit(network, _) => network.offer(source, packet, destination, flits),
        }
    }

    /// A packet is generated in cycle `now` that goes along one of the ways that were given, by its number.
    pub fn offer_along(&mut self, packet: u32, way: u32, now: u64) {
        match &mut self.engine {
            Engine::Packet(network) => network.offer_along(packet, way, now),
            Engine::Flit(network, ways) => {
                let (source, place, flits) = ways[way as usize];
                network.offer(source, packet, place, flits);
            }
        }
    }

    /// Nodes take packets only from these cycles on, in the order of arrival: (node, cycle). A packet that is there earlier
    /// waits in the network. At flit fidelity; packets at packet fidelity never wait at their end.
    pub fn take_from(&mut self, mut takings: Vec<(u32, u64)>) {
        takings.sort_unstable();
        self.taking.cycles = vec![VecDeque::new(); self.topology.cores() as usize + 1];
        for (node, cycle) in takings {
            self.taking.cycles[node as usize].push_back(cycle);
            self.taking.due.insert((cycle, node));
        }
    }

    /// Simulates cycle `now`. It must be called for every cycle that [`Self::next`] names and for every cycle in which
    /// something was offered.
    pub fn step(&mut self, now: u64, sink: &mut impl Sink) -> Result<(), Stuck> {
        self.now = now;
        match &mut self.engine {
            Engine::Packet(network) => network.step(now, sink),
            Engine::Flit(network, _) => {
                while let Some(&(cycle, node)) = self.taking.due.first()
                    && cycle <= now
                {
                    self.taking.due.pop_first();
                    network.retry(node);
                }
                let taking = &mut self.taking;
                network
                    .step(now, &mut Adapter { sink, taking, multicast: self.multicast })
                    .map_err(|stuck| self.stuck(&stuck))?;
            }
        }
        Ok(())
    }

    /// The next cycle in which anything can happen without a further offer; `None` when nothing is under way.
    pub fn next(&self) -> Option<u64> {
        match &self.engine {
            Engine::Packet(network) => network.next(),
            Engine::Flit(network, _) => {
                let taken = self.taking.due.first().map(|&(cycle, _)| cycle);
                [network.next(self.now), taken].into_iter().flatten().min()
            }
        }
    }

    /// Routers that a packet between two cores passes.
    pub fn hops(&self, source: u32, destination: u32) -> u32 {
        let router_of = |node| match endpoint(&self.topology, node) {
            Endpoint::Core(core) => self.topology.router_of(core),
            Endpoint::Host => self.topology.host_router(),
        };
        self.topology.distance(router_of(source), router_of(destination)) + 1
    }

    /// Flits that each link in use has moved.
    pub fn flits_by_link(&self) -> Vec<(LinkId, u64)> {
        match &self.engine {
            Engine::Packet(network) => network.flits_by_link().collect(),
            Engine::Flit(network, _) => {
                let mut by_link: Vec<(LinkId, u64)> =
                    network.loads().map(|(link, flits, _)| (link, flits)).collect();
                by_link.sort_unstable();
                // The links of several subnets are one link here.
                by_link.dedup_by(|later, first| {
                    let same = later.0 == first.0;
                    first.1 += if same { later.1 } else { 0 };
                    same
                });
                by_link
            }
        }
    }

    /// Work done so far.
    pub fn counters(&self) -> Counters {
        let flit_hops = match &self.engine {
            Engine::Packet(network) => network.flit_hops,
            Engine::Flit(network, _) => network.moved(),
        };
        Counters { flit_hops }
    }

    fn stuck(&self, stuck: &flit::Stuck) -> Stuck {
        Stuck { at: stuck.at, waiting: stuck.waiting, report: stuck.describe(&self.topology) }
    }
}

/// The endpoint of a node number: the one after the cores is the host.
pub(super) fn endpoint(topology: &Topology, node: u32) -> Endpoint {
    if node == topology.cores() { Endpoint::Host } else { Endpoint::Core(node) }
}

fn refuse_tables(network: &Network) -> Result<(), Problem> {
    if !matches!(network.router, Some(Router::Table(_))) {
        return Ok(());
    }
    let what = "table routers go by the keys of a placed network, and there is none here";
    let hint = "use `egret run --noc flit` for them, and a `VirtualChannel` router here";
    Err(Problem::new("network.router", what).hint(hint))
}

fn refused(unfit: flit::Unfit) -> Problem {
    Problem::new("network.router", unfit.what).hint(unfit.hint)
}

/// Passes on what a sink of packets between cores wants to know.
struct Adapter<'a, S> {
    sink: &'a mut S,
    taking: &'a mut Taking,
    multicast: bool,
}

impl<S: Sink> flit::Sink for Adapter<'_, S> {
    #[inline]
    fn head_left(&mut self, packet: u32, now: Instant) {
        self.sink.head_left(packet, now);
    }

    #[inline]
    fn tail_left(&mut self, packet: u32, now: Instant) {
        self.sink.tail_left(packet, now);
    }

    #[inline]
    fn has_room(&mut self, endpoint: u32, now: Instant) -> bool {
        self.taking.has_room(endpoint, now)
    }

    #[inline]
    fn arrived(&mut self, packet: u32, _: u32, way: u32, now: Instant, held: u64) {
        self.sink.arrived(packet, if self.multicast { way } else { 0 }, now - held);
    }

    fn dropped(&mut self, _: &flit::Dropped) {
        debug_assert!(false, "routers that drop packets were refused");
    }
}
