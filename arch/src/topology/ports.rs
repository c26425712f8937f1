//! Ports: the links at every router, out and in, paired by what is at their other end.

use super::fabric::Topology;
use super::link::{LinkId, Node};

/// Links by router, one list after the other. Every connection has both directions, so one index serves both lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Ports {
    /// By router, where its ports begin; one more at the end.
    first: Vec<u32>,
    outgoing: Vec<LinkId>,
    incoming: Vec<LinkId>,
}

impl Ports {
    /// The ports of a topology whose links are numbered.
    pub(super) fn of(topology: &Topology) -> Self {
        let mut between: Vec<(u32, u32, LinkId)> = Vec::with_capacity(topology.links().len());
        for (number, link) in topology.links().iter().enumerate() {
            if let (Node::Router(from), Node::Router(to)) = (link.from, link.to) {
                between.push((from, to, LinkId(number as u32)));
            }
        }
        let mut by_ends = between.clone();
        by_ends.sort_unstable();
        // Stable: links of one router stay in the order of their numbers.
        between.sort_by_key(|&(from, _, _)| from);

        let mut ports = Self::default();
        ports.first.reserve_exact(topology.routers() as usize + 1);
        let (mut link, mut core) = (0, 0);
        for router in 0..topology.routers() {
            ports.first.push(ports.outgoing.len() as u32);
            while let Some(&(from, to, out)) = between.get(link).filter(|&&(from, _, _)| from == router) {
                let back = by_ends.partition_point(|&(start, end, _)| (start, end) < (to, from));
                ports.push(out, by_ends[back].2);
                link += 1;
            }
            while core < topology.cores() && topology.router_of(core) == router {
                ports.push(topology.ejection(core), topology.injection(core));
                core += 1;
            }
            if router == topology.host_router() {
                ports.push(topology.host_out(), topology.host_in());
            }
        }
        ports.first.push(ports.outgoing.len() as u32);
        ports
    }

    fn push(&mut self, outgoing: LinkId, incoming: LinkId) {
        self.outgoing.push(outgoing);
        self.incoming.push(incoming);
    }

    pub(super) fn outgoing(&self, router: u32) -> &[LinkId] {
        &self.outgoing[self.range(router)]
    }

    pub(super) fn incoming(&self, router: u32) -> &[LinkId] {
        &self.incoming[self.range(router)]
    }

    fn range(&self, router: u32) -> std::ops::Range<usize> {
        let router = router as usize;
        self.first[router] as usize..self.first[router + 1] as usize
    }
}
