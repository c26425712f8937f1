//! One interface to both fidelities.

use egret_arch::{LinkId, Network, Router, Ticks, Topology};
use egret_config::Problem;

use super::packet_network::PacketNetwork;
use crate::actors::flit::{self, FlitNetwork};
use crate::kernel::Instant;

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
    /// The last flit of a packet is at its destination.
    fn arrived(&mut self, packet: u32, at: u64);
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
    /// Something was offered since the last step.
    offered: bool,
}

#[derive(Debug)]
enum Engine {
    Packet(Box<PacketNetwork>),
    Flit(Box<FlitNetwork>),
}

impl Interconnect {
    /// Routers and links of `topology` that work as `network` says. Refused when routers cannot be simulated at that
    /// fidelity.
    pub fn new(topology: &Topology, network: &Network, fidelity: Fidelity) -> Result<Self, Problem> {
        let (unit, engine) = match fidelity {
            Fidelity::Packet => {
                let unit = network.period.unwrap_or(1);
                (unit, Engine::Packet(Box::new(PacketNetwork::new(topology, network, unit))))
            }
            Fidelity::Flit if matches!(network.router, Some(Router::Table(_))) => {
                let what = "table routers go by the keys of a placed network, and there is none here";
                let hint = "use `egret run --noc flit` for them, and a `VirtualChannel` router here";
                return Err(Problem::new("network.router", what).hint(hint));
            }
            Fidelity::Flit => {
                let network = FlitNetwork::to_destinations(topology, network)
                    .map_err(|unfit| Problem::new("network.router", unfit.what).hint(unfit.hint))?;
                (network.unit(), Engine::Flit(Box::new(network)))
            }
        };
        Ok(Self { topology: topology.clone(), unit, engine, now: 0, offered: false })
    }

    /// Ticks of a cycle.
    pub fn cycle_ticks(&self) -> Ticks {
        self.unit
    }

    /// A packet of `flits` flits is generated in cycle `now` at the core `source`; it leaves no earlier. Packets of a source
    /// leave in the order in which they are offered.
    #[inline]
    pub fn offer(&mut self, packet: u32, source: u32, destination: u32, flits: u32, now: u64) {
        self.offered = true;
        match &mut self.engine {
            Engine::Packet(network) => network.offer(packet, source, destination, flits, now),
            Engine::Flit(network) => network.offer(source, packet, destination, flits),
        }
    }

    /// Simulates cycle `now`. It must be called for every cycle that [`Self::next`] names and for every cycle in which
    /// something was offered.
    pub fn step(&mut self, now: u64, sink: &mut impl Sink) -> Result<(), Stuck> {
        self.now = now;
        self.offered = false;
        match &mut self.engine {
            Engine::Packet(network) => network.step(now, sink),
            Engine::Flit(network) => {
                network.step(now, &mut Adapter(sink)).map_err(|stuck| self.stuck(&stuck))?;
            }
        }
        Ok(())
    }

    /// The next cycle in which anything can happen without a further offer; `None` when nothing is under way.
    pub fn next(&self) -> Option<u64> {
        match &self.engine {
            Engine::Packet(network) => network.next(),
            Engine::Flit(network) => network.next(self.now),
        }
    }

    /// Routers that a packet between two cores passes.
    pub fn hops(&self, source: u32, destination: u32) -> u32 {
        let router_of = |core| self.topology.router_of(core);
        self.topology.distance(router_of(source), router_of(destination)) + 1
    }

    /// Flits that each link in use has moved.
    pub fn flits_by_link(&self) -> Vec<(LinkId, u64)> {
        match &self.engine {
            Engine::Packet(network) => network.flits_by_link().collect(),
            Engine::Flit(network) => {
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
            Engine::Flit(network) => network.moved(),
        };
        Counters { flit_hops }
    }

    fn stuck(&self, stuck: &flit::Stuck) -> Stuck {
        Stuck { at: stuck.at, waiting: stuck.waiting, report: stuck.describe(&self.topology) }
    }
}

/// Passes on what a sink of packets between cores wants to know.
struct Adapter<'a, S>(&'a mut S);

impl<S: Sink> flit::Sink for Adapter<'_, S> {
    #[inline]
    fn head_left(&mut self, packet: u32, now: Instant) {
        self.0.head_left(packet, now);
    }

    #[inline]
    fn tail_left(&mut self, packet: u32, now: Instant) {
        self.0.tail_left(packet, now);
    }

    #[inline]
    fn has_room(&mut self, _: u32, _: Instant) -> bool {
        true
    }

    #[inline]
    fn arrived(&mut self, packet: u32, _: u32, _: u32, now: Instant, _: u64) {
        self.0.arrived(packet, now);
    }

    fn dropped(&mut self, _: &flit::Dropped) {
        debug_assert!(false, "routers that drop packets were refused");
    }
}
