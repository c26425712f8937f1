//! Unicast packets at packet fidelity.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use egret_arch::{Endpoint, LinkId, Network, Ticks, Topology};

use super::network::Sink;
use crate::actors::Fabric;
use crate::kernel::{CycleRing, Instant};

/// Something a packet does in some cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    HeadLeaves { packet: u32 },
    TailLeaves { packet: u32 },
    Arrives { packet: u32 },
}

/// Links with reserved slots.
#[derive(Debug)]
pub(super) struct PacketNetwork {
    fabric: Fabric,
    topology: Topology,
    /// Ticks of a cycle.
    unit: Ticks,
    soon: CycleRing<Vec<Event>>,
    /// What lies beyond the ring.
    late: BinaryHeap<Reverse<(Instant, Event)>>,
    due: Vec<Event>,
    /// Paths by source and destination, on networks small enough; empty where none was asked for yet.
    paths: Vec<Box<[LinkId]>>,
    path: Vec<LinkId>,
    cores: u32,
    pub(super) flit_hops: u64,
}

/// The largest number of paths that are kept.
const MOST_PATHS: usize = 1 << 18;
/// Cycles ahead that need no sorting: longer than most packets are under way, and few enough that what is noted for them
/// stays in the cache.
const SOON: u64 = 254;

impl PacketNetwork {
    pub(super) fn new(topology: &Topology, network: &Network, unit: Ticks) -> Self {
        let cores = topology.cores();
        let pairs = cores as usize * cores as usize;
        Self {
            fabric: Fabric::new(network, topology),
            topology: topology.clone(),
            unit,
            soon: CycleRing::new(SOON),
            late: BinaryHeap::new(),
            due: Vec::new(),
            paths: vec![Box::default(); if pairs <= MOST_PATHS { pairs } else { 0 }],
            path: Vec::new(),
            cores,
            flit_hops: 0,
        }
    }

    /// A packet generated in cycle `now` reserves its whole way.
    pub(super) fn offer(&mut self, packet: u32, source: u32, destination: u32, flits: u32, now: Instant) {
        let place = source as usize * self.cores as usize + destination as usize;
        let known = self.paths.get(place).is_some_and(|path| !path.is_empty());
        if !known {
            self.topology.path(Endpoint::Core(source), Endpoint::Core(destination), &mut self.path);
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
        self.plan(now, left, Event::HeadLeaves { packet });
        self.plan(now, left + u64::from(flits) - 1, Event::TailLeaves { packet });
        self.plan(now, arrived, Event::Arrives { packet });
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
                Event::Arrives { packet } => sink.arrived(packet, now),
            }
        }
    }

    /// Flits by link, links in use only.
    pub(super) fn flits_by_link(&self) -> impl Iterator<Item = (LinkId, u64)> + '_ {
        let links = 0..self.topology.links().len();
        links.map(|link| (LinkId(link as u32), self.fabric.load(link).0)).filter(|&(_, flits)| flits > 0)
    }
}
