//! Routers and links at packet fidelity.
//!
//! A packet reserves its whole way when it is injected: on every link of its multicast tree the first free slots from
//! the moment its head gets there. Links are exact in order and throughput; buffers between routers are not limited, so
//! a blocked packet does not block those behind it. Source-side credits ([`super::Inbox`]) limit what is under way.

use std::ops::Range;

use egret_arch::topology::TreeEdge;
use egret_arch::{LinkClass, LinkId, Network, Ticks, Topology};

use super::slots::{Far, Slots};
use crate::kernel::Instant;
use crate::tables::{Forest, Tree};

/// One link, one cache line.
#[derive(Clone, Debug)]
#[repr(align(64))]
struct Link {
    slots: Slots,
    flits: u64,
    waited: Ticks,
}

const _: () = assert!(size_of::<Link>() == 64);

/// Latency that stands for a link that packets pass at once.
const FREE: u32 = u32::MAX;

/// All links of a machine.
#[derive(Debug)]
pub(crate) struct Fabric {
    links: Vec<Link>,
    /// Ticks from end to end by link, or [`FREE`].
    latencies: Vec<u32>,
    /// Reservations far ahead, by link.
    far: Vec<Far>,
    /// Head of the packet at hand after each edge of its tree, and ticks it has waited for links.
    heads: Vec<(Instant, Ticks)>,
    /// Endpoints whose first packet is at its port now.
    at_port: Vec<u32>,
    free: bool,
}

impl Fabric {
    pub(crate) fn new(network: &Network, topology: &Topology) -> Self {
        let links: Vec<Link> = topology
            .links()
            .iter()
            .map(|link| Link { slots: Slots::new(network.link(link.class).cycle), flits: 0, waited: 0 })
            .collect();
        let latency = |class| if network.is_free(class) { FREE } else { network.link(class).latency as u32 };
        Self {
            latencies: topology.links().iter().map(|link| latency(link.class)).collect(),
            far: vec![Far::new(); links.len()],
            links,
            heads: Vec::new(),
            at_port: Vec::new(),
            free: network.free,
        }
    }

    /// Whether packets between cores arrive at the instant they leave.
    pub(crate) fn is_free(&self) -> bool {
        self.free
    }

    /// Time for which a packet keeps the port of its source, the first link of `tree`.
    pub(crate) fn port_time(&self, forest: &Forest, tree: &Tree) -> Ticks {
        forest.edges_of(tree).first().map_or(0, |edge| {
            let link = edge.link.index();
            if self.latencies[link] == FREE {
                0
            } else {
                self.links[link].slots.cycle() * u64::from(tree.flits)
            }
        })
    }

    /// Notes that an endpoint's first packet is at its port; true for the first one of this instant.
    pub(crate) fn reach_port(&mut self, endpoint: u32) -> bool {
        self.at_port.push(endpoint);
        self.at_port.len() == 1
    }

    /// The endpoints noted at this instant.
    pub(crate) fn take_at_port(&mut self, into: &mut Vec<u32>) {
        into.clear();
        into.append(&mut self.at_port);
    }

    /// Sends a packet along a tree to its leaves; calls `arrive` for every destination, in their order, with the instant
    /// its last flit is there and the ticks it waited for links, and `took` for every link that takes time, with its number
    /// and the slots of the packet. Returns when its head leaves the source.
    #[inline]
    pub(crate) fn send(
        &mut self,
        forest: &Forest,
        number: u32,
        now: Instant,
        mut arrive: impl FnMut(usize, Instant, Ticks),
        mut took: impl FnMut(usize, Range<Instant>),
    ) -> Instant {
        let tree = &forest.trees[number as usize];
        let leaves = forest.leaves_of(tree);
        let flits = u64::from(tree.flits);
        self.heads.clear();
        for edge in forest.edges_of(tree) {
            let before =
                if edge.parent == TreeEdge::ROOT { (now, 0) } else { self.heads[edge.parent as usize] };
            let after = self.pass(edge.link.index(), before, flits, now, &mut took);
            self.heads.push(after);
        }
        for (index, leaf) in leaves.iter().enumerate() {
            let before = self.heads[leaf.edge as usize];
            let (head, waited) = self.pass(leaf.link.index(), before, flits, now, &mut took);
            let tail = if flits == 1 { 0 } else { self.tail(leaf.link.index(), flits) };
            arrive(index, head + tail, waited);
        }
        self.heads.first().map_or(now, |(_, waited)| now + waited)
    }

    /// Sends a packet along a path, from its source to its destination; returns when its head leaves the source and when its
    /// last flit is at the end.
    #[inline]
    pub(crate) fn send_along(&mut self, path: &[LinkId], flits: u64, now: Instant) -> (Instant, Instant) {
        let mut head = (now, 0);
        let mut left = None;
        for link in path {
            head = self.pass(link.index(), head, flits, now, &mut |_, _| {});
            left = left.or(Some(now + head.1));
        }
        let tail = path.last().map_or(0, |last| self.tail(last.index(), flits));
        (left.unwrap_or(now), head.0 + tail)
    }

    /// A packet whose head is at a link at some instant, having waited so long, passes it: when its head is at the end.
    #[inline]
    fn pass(
        &mut self,
        number: usize,
        (head, waited): (Instant, Ticks),
        flits: u64,
        now: Instant,
        took: &mut impl FnMut(usize, Range<Instant>),
    ) -> (Instant, Ticks) {
        let link = &mut self.links[number];
        link.flits += flits;
        let latency = self.latencies[number];
        if latency == FREE {
            return (head, waited);
        }
        let leaves = link.slots.reserve(&mut self.far, number, head, flits, now);
        link.waited += leaves - head;
        // A packet may leave inside of its slot; nobody else has that slot.
        let cycle = link.slots.cycle();
        let slot = leaves / cycle * cycle;
        took(number, slot..slot + flits * cycle);
        (leaves + u64::from(latency), waited + leaves - head)
    }

    /// Time from the first to the last of `flits` at the end of a link.
    fn tail(&self, number: usize, flits: u64) -> Ticks {
        if self.latencies[number] == FREE { 0 } else { (flits - 1) * self.links[number].slots.cycle() }
    }

    /// Flits that a link has moved until `now`. What is reserved may lie far ahead where more is offered than it moves.
    pub(crate) fn moved(&self, link: usize, now: Instant) -> u64 {
        self.links[link].flits - self.links[link].slots.ahead(&self.far[link], now)
    }

    /// Flits and waits of a link.
    pub(crate) fn load(&self, link: usize) -> (u64, Ticks) {
        (self.links[link].flits, self.links[link].waited)
    }
}

/// Whether links of this class lie between chip and host, whose packets are counted apart.
pub(crate) fn is_host(class: LinkClass) -> bool {
    matches!(class, LinkClass::HostIn | LinkClass::HostOut)
}
