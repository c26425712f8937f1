//! Unicast packets at packet fidelity.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use egret_arch::topology::GridPorts;
use egret_arch::{Endpoint, LinkId, Network, Node, Ticks, Topology};

use super::network::{Sink, endpoint};
use crate::actors::Fabric;
use crate::kernel::{CycleRing, Instant};
use crate::tables::Forest;

/// Something a packet does in some cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    HeadLeaves {
        packet: u32,
    },
    TailLeaves {
        packet: u32,
    },
    /// A packet of one flit leaves.
    Leaves {
        packet: u32,
    },
    Arrives {
        packet: u32,
        destination: u32,
    },
}

/// Links with reserved slots.
#[derive(Debug)]
pub(super) struct PacketNetwork {
    fabric: Fabric,
    topology: Topology,
    /// How ports follow from coordinates, on a grid.
    grid: Option<GridPorts>,
    /// Ticks of a cycle.
    pub(super) unit: Ticks,
    /// Ways of packets with several destinations.
    forest: Forest,
    soon: CycleRing<Vec<Event>>,
    /// What lies beyond the ring.
    late: BinaryHeap<Reverse<(Instant, Event)>>,
    due: Vec<Event>,
    /// Paths by source and destination, on networks small enough; empty where none was asked for yet.
    paths: Vec<Box<[LinkId]>>,
    path: Vec<LinkId>,
    nodes: u32,
    pub(super) flit_hops: u64,
}

/// The largest number of paths that are kept.
const MOST_PATHS: usize = 1 << 18;
/// Cycles ahead that need no sorting: longer than most packets are under way, and few enough that what is noted for them
/// stays in the cache.
const SOON: u64 = 254;

impl PacketNetwork {
    pub(super) fn new(topology: &Topology, network: &Network, forest: Forest) -> Self {
        // Cores and the host.
        let nodes = topology.cores() + 1;
        let pairs = nodes as usize * nodes as usize;
        Self {
            fabric: Fabric::new(network, topology),
            topology: topology.clone(),
            grid: topology.grid_ports(),
            unit: network.period.unwrap_or(1),
            forest,
            soon: CycleRing::new(SOON),
            late: BinaryHeap::new(),
            due: Vec::new(),
            paths: vec![Box::default(); if pairs <= MOST_PATHS { pairs } else { 0 }],
            path: Vec::new(),
            nodes,
            flit_hops: 0,
        }
    }

    /// A packet generated in cycle `now` reserves its whole way.
    pub(super) fn offer(&mut self, packet: u32, source: u32, destination: u32, flits: u32, now: Instant) {
        let place = source as usize * self.nodes as usize + destination as usize;
        let known = self.paths.get(place).is_some_and(|path| !path.is_empty());
        if !known {
            self.find_path(source, destination);
            if let Some(kept) = self.paths.get_mut(place) {
                *kept = self.path.as_slice().into();
            }
        }
        let path: &[LinkId] = if known { &self.paths[place] } else { &self.path };
        let hops = path.len() as u32 - 1;
        self.flit_hops += u64::from(hops) * u64::from(flits);
        let (left, arrived) = self.fabric.send_along(path, u64::from(flits), now * self.unit);
        let in_cycles = |ticks: Ticks| ticks.div_ceil(self.unit);
        let (left, arrived) = (in_cycles(left), in_cycles(arrived));
        self.plan_departure(packet, now, left, flits.into());
        self.plan(now, arrived, Event::Arrives { packet, destination: 0 });
    }

    /// Puts the path between two nodes into `path`.
    fn find_path(&mut self, source: u32, destination: u32) {
        let ends = [source, destination].map(|node| endpoint(&self.topology, node));
        let (Some(grid), [Endpoint::Core(from), Endpoint::Core(to)]) = (&self.grid, ends) else {
            self.topology.path(ends[0], ends[1], &mut self.path);
            return;
        };
        // As the topology would, without its divisions: on a large network every packet comes here.
        let (mut router, end) = (self.topology.router_of(from), self.topology.router_of(to));
        self.path.clear();
        self.path.push(self.topology.injection(from));
        while let Some(port) = grid.port(router, end) {
            let link = self.topology.outgoing(router)[usize::from(port)];
            self.path.push(link);
            if let Node::Router(next) = self.topology.link(link).to {
                router = next;
            }
        }
        self.path.push(self.topology.ejection(to));
    }

    /// The same for a packet that goes along one of the ways that were given.
    pub(super) fn offer_along(&mut self, packet: u32, way: u32, now: Instant) {
        let tree = &self.forest.trees[way as usize];
        let flits = u64::from(tree.flits);
        self.flit_hops += u64::from(tree.links.iter().sum::<u32>() - 1) * flits;
        let mut arrivals: Vec<(Instant, Event)> = Vec::new();
        let arrive = |destination, at, _| {
            let arrives = Event::Arrives { packet, destination: destination as u32 };
            arrivals.push((at, arrives));
        };
        let left = self.fabric.send(&self.forest, way, now * self.unit, arrive, |_, _| {});
        let left = left.div_ceil(self.unit);
        self.plan_departure(packet, now, left, flits);
        for (at, event) in arrivals {
            self.plan(now, at.div_ceil(self.unit), event);
        }
    }

    fn plan_departure(&mut self, packet: u32, now: Instant, left: Instant, flits: u64) {
        if flits == 1 {
            self.plan(now, left, Event::Leaves { packet });
        } else {
            self.plan(now, left, Event::HeadLeaves { packet });
            self.plan(now, left + flits - 1, Event::TailLeaves { packet });
        }
    }

    fn plan(&mut self, now: Instant, at: Instant, event: Event) {
        if at == now {
            self.due.push(event);
        } else if at - now <= SOON && at - self.soon.now() <= self.soon.longest() {
            self.soon.at(at).push(event);
        } else {
            self.late.push(Reverse((at, event)));
        }
    }

    pub(super) fn next(&self) -> Option<Instant> {
        let late = self.late.peek().map(|Reverse((at, _))| *at);
        match (self.soon.next(), late) {
            (Some(soon), Some(late)) => Some(soon.min(late)),
            (soon, late) => soon.or(late),
        }
    }

    pub(super) fn step(&mut self, now: Instant, sink: &mut impl Sink) {
        // What was offered in this very cycle is in `due` already.
        let mut at_once = std::mem::take(&mut self.due);
        self.soon.take(now, &mut self.due);
        self.due.append(&mut at_once);
        while let Some(&Reverse((at, event))) = self.late.peek()
            && at <= now
        {
            self.late.pop();
            self.due.push(event);
        }
        for event in self.due.drain(..) {
            match event {
                Event::HeadLeaves { packet } => sink.head_left(packet, now),
                Event::TailLeaves { packet } => sink.tail_left(packet, now),
                Event::Leaves { packet } => {
                    sink.head_left(packet, now);
                    sink.tail_left(packet, now);
                }
                Event::Arrives { packet, destination } => sink.arrived(packet, destination, now),
            }
        }
    }

    /// Flits by link until the cycle simulated last, links in use only.
    pub(super) fn flits_by_link(&self) -> impl Iterator<Item = (LinkId, u64)> + '_ {
        let (links, now) = (0..self.topology.links().len(), self.soon.now() * self.unit);
        let moved = move |link: usize| (LinkId(link as u32), self.fabric.moved(link, now));
        links.map(moved).filter(|&(_, flits)| flits > 0)
    }
}
