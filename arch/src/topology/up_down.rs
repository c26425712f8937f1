//! Routes that go up and then down: free of circular waits on any graph.
//!
//! Routers are ranked by their distance from router 0 and then by number; up leads to a lower rank. A path goes up to the
//! *meeting point*, the highest-ranked router that can be reached by going up from both ends, by a shortest way up, and on by a
//! shortest way down. The shortest of all paths that go up and then down can be shorter, but those do not agree with each
//! other: a packet on its way down may come to a router from which the shortest path to its destination starts
//! upwards, and the paths from one source may meet having come by different ways. Paths over meeting points agree: each part
//! of one is the path between its ends. So a router needs to know the destination only, and the paths from one source are a
//! tree.

use petgraph::graph::DiGraph;

use super::graph;
use super::plan::Plan;
use super::table::HopTable;

/// Compiles the routes of a connected graph of routers.
pub(super) fn compile(plan: &Plan, links: &[(u32, u32)]) -> HopTable {
    let routers = plan.routers();
    let levels = graph::levels(routers, links);
    let mut by_rank: Vec<u32> = (0..routers).collect();
    by_rank.sort_by_key(|&router| (levels[router as usize], router));
    let mut ranks = vec![0; routers as usize];
    for (rank, &router) in by_rank.iter().enumerate() {
        ranks[router as usize] = rank;
    }
    let up = |wire: usize| {
        let wire = plan.wires[wire];
        ranks[wire.to as usize] < ranks[wire.from as usize]
    };
    let graph: DiGraph<(), ()> = plan.graph();
    let upwards = HopTable::compile(&graph, up);
    let downwards = HopTable::compile(&graph, |wire| !up(wire));
    let above = Above::of(plan, &ranks, &by_rank);
    HopTable::via(&upwards, &downwards, |from, to| by_rank[above.meeting(from, to)])
}

/// By router, the set of the ranks it can reach by going up, its own among them.
struct Above {
    words: usize,
    sets: Vec<u64>,
}

impl Above {
    fn of(plan: &Plan, ranks: &[usize], by_rank: &[u32]) -> Self {
        let words = ranks.len().div_ceil(64);
        let mut above = Self { words, sets: vec![0; words * ranks.len()] };
        let mut parents = vec![Vec::new(); ranks.len()];
        for wire in &plan.wires {
            if ranks[wire.to as usize] < ranks[wire.from as usize] {
                parents[wire.from as usize].push(wire.to as usize);
            }
        }
        for (rank, &router) in by_rank.iter().enumerate() {
            let router = router as usize;
            for &parent in &parents[router] {
                for word in 0..words {
                    above.sets[router * words + word] |= above.sets[parent * words + word];
                }
            }
            above.sets[router * words + rank / 64] |= 1 << (rank % 64);
        }
        above
    }

    /// The highest rank above both; router 0 is above all.
    fn meeting(&self, from: u32, to: u32) -> usize {
        let set = |router: u32| &self.sets[router as usize * self.words..][..self.words];
        let common = set(from).iter().zip(set(to)).map(|(from, to)| from & to).enumerate();
        let last = common.rev().find(|&(_, word)| word != 0);
        last.map_or(0, |(index, word)| index * 64 + word.ilog2() as usize)
    }
}
