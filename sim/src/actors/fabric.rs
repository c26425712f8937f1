//! Routers and links at packet fidelity.
//!
//! A packet reserves its whole way when it is injected: on every link of its multicast tree the first free slots from
//! the moment its head gets there. Links are exact in order and throughput; buffers between routers are not limited, so
//! a blocked packet does not block those behind it. Source-side credits ([`super::Inbox`]) limit what is under way.

use egret_arch::topology::TreeEdge;
use egret_arch::{Chip, LinkClass, Ticks, Topology};

use super::slots::Slots;
use crate::kernel::Instant;
use crate::tables::Tree;

/// One link; laid out so that a packet that passes touches one or two cache lines.
#[derive(Clone, Debug)]
struct Link {
    slots: Slots,
    latency: Ticks,
    flits: u64,
    waited: Ticks,
    /// Idealised: packets pass at once.
    free: bool,
}

/// All links of a machine.
pub(crate) struct Fabric {
    links: Vec<Link>,
    /// Head of the packet at hand after each edge of its tree, and ticks it has waited for links.
    heads: Vec<(Instant, Ticks)>,
    /// Endpoints whose first packet is at its port now.
    at_port: Vec<u32>,
    free: bool,
}

impl Fabric {
    pub(crate) fn new(chip: &Chip, topology: &Topology) -> Self {
        let links: Vec<Link> = topology
            .links()
            .iter()
            .map(|link| {
                let timing = chip.network().link(link.class);
                Link {
                    slots: Slots::new(timing.cycle),
                    latency: timing.latency,
                    flits: 0,
                    waited: 0,
                    free: chip.network().free && !is_host(link.class),
                }
            })
            .collect();
        Self { links, heads: Vec::new(), at_port: Vec::new(), free: chip.network().free }
    }

    /// Whether packets between cores arrive at the instant they leave.
    pub(crate) fn is_free(&self) -> bool {
        self.free
    }

    /// Time for which a packet keeps the port of its source, the first link of `tree`.
    pub(crate) fn port_time(&self, tree: &Tree) -> Ticks {
        tree.edges.first().map_or(0, |edge| {
            let link = &self.links[edge.link.index()];
            if link.free { 0 } else { link.slots.cycle() * u64::from(tree.flits) }
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

    /// Sends a packet along `tree`; calls `arrive` for every destination, in their order, with the instant
    /// its last flit is there and the ticks it waited for links.
    #[inline]
    pub(crate) fn send(&mut self, tree: &Tree, now: Instant, mut arrive: impl FnMut(usize, Instant, Ticks)) {
        let flits = u64::from(tree.flits);
        self.heads.clear();
        for edge in &tree.edges {
            let (head, waited) =
                if edge.parent == TreeEdge::ROOT { (now, 0) } else { self.heads[edge.parent as usize] };
            let link = &mut self.links[edge.link.index()];
            link.flits += flits;
            if link.free {
                self.heads.push((head, waited));
                continue;
            }
            let leaves = link.slots.reserve(head, flits, now);
            link.waited += leaves - head;
            self.heads.push((leaves + link.latency, waited + leaves - head));
        }
        for (index, leaf) in tree.leaves.iter().enumerate() {
            let (head, waited) = self.heads[leaf.edge as usize];
            let link = &self.links[tree.edges[leaf.edge as usize].link.index()];
            let tail = if link.free || flits == 1 { 0 } else { (flits - 1) * link.slots.cycle() };
            arrive(index, head + tail, waited);
        }
    }

    /// Flits and waits of a link.
    pub(crate) fn load(&self, link: usize) -> (u64, Ticks) {
        (self.links[link].flits, self.links[link].waited)
    }
}

/// Whether links of this class lie between chip and host, where idealisation of the network ends.
pub(crate) fn is_host(class: LinkClass) -> bool {
    matches!(class, LinkClass::HostIn | LinkClass::HostOut)
}

/// Edges of a tree by class of link.
pub(crate) fn edges_by_class(tree: &Tree, topology: &Topology) -> [u32; LinkClass::COUNT] {
    let mut counts = [0; LinkClass::COUNT];
    for edge in &tree.edges {
        counts[topology.link(edge.link).class.index()] += 1;
    }
    counts
}
