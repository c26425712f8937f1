//! Next-hop tables from any graph of routers.
//!
//! A breadth-first search backwards from every destination gives distances; at each router the next hop is then the edge
//! with the lowest index that comes one step nearer. petgraph's own shortest-path functions give no next hop, walk the
//! edges of a node newest first, and leave ties to their queue; hence this search with its written tie-break.

use std::collections::VecDeque;

use petgraph::Direction::Incoming;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::plan::Plan;

/// Entry of a router that is there already, or cannot get there.
const NONE: u16 = u16::MAX;

/// Flat tables, one entry for every pair of routers.
#[derive(Clone, Debug)]
pub(super) struct HopTable {
    routers: usize,
    next: Vec<u16>,
    last: Vec<u16>,
    distance: Vec<u16>,
}

impl HopTable {
    /// Shortest paths over the wires of a plan.
    pub(super) fn shortest(plan: &Plan) -> Self {
        Self::compile(&plan.graph(), |_| true)
    }

    /// Paths made of two: by one table to a router between, by the other from there.
    pub(super) fn via(before: &Self, after: &Self, between: impl Fn(u32, u32) -> u32) -> Self {
        let routers = before.routers;
        let mut table = Self::empty(routers);
        for to in 0..routers as u32 {
            for from in 0..routers as u32 {
                let between = between(from, to);
                let place = table.place(from, to);
                let next = before.next[before.place(from, between)];
                table.next[place] = if from == between { after.next[place] } else { next };
                let last = after.last[after.place(between, to)];
                table.last[place] = if to == between { before.last[place] } else { last };
                table.distance[place] = (before.distance(from, between) + after.distance(between, to)) as u16;
            }
        }
        table
    }

    /// A table without a single path.
    fn empty(routers: usize) -> Self {
        let none = || vec![NONE; routers * routers];
        Self { routers, next: none(), last: none(), distance: none() }
    }

    /// Compiles the shortest paths over the `allowed` edges of a graph of fewer than 65 535 routers and edges; edges keep
    /// their index.
    pub(super) fn compile<N, E>(graph: &DiGraph<N, E>, allowed: impl Fn(usize) -> bool) -> Self {
        let routers = graph.node_count();
        let edges: Vec<(usize, usize)> =
            graph.edge_references().map(|edge| (edge.source().index(), edge.target().index())).collect();
        let mut table = Self::empty(routers);
        let mut reached = VecDeque::with_capacity(routers);
        let mut order = Vec::with_capacity(routers);
        for to in 0..routers {
            // Rows by destination: a search fills one row.
            let row = to * routers;
            table.distance[row + to] = 0;
            order.clear();
            reached.push_back(to);
            while let Some(router) = reached.pop_front() {
                order.push(router);
                for edge in graph.edges_directed(NodeIndex::new(router), Incoming) {
                    let before = edge.source().index();
                    if allowed(edge.id().index()) && table.distance[row + before] == NONE {
                        table.distance[row + before] = table.distance[row + router] + 1;
                        reached.push_back(before);
                    }
                }
            }
            for (index, &(source, target)) in edges.iter().enumerate() {
                let after = table.distance[row + target];
                let nearer = after != NONE && table.distance[row + source] == after + 1;
                if nearer && allowed(index) && table.next[row + source] == NONE {
                    table.next[row + source] = index as u16;
                }
            }
            for &router in order.iter().skip(1) {
                let first = table.next[row + router];
                let after = edges[usize::from(first)].1;
                table.last[row + router] = if after == to { first } else { table.last[row + after] };
            }
        }
        table
    }

    /// Edge of the first step of the path; none when there is none to take.
    pub(super) fn next(&self, from: u32, to: u32) -> Option<u32> {
        Self::entry(self.next[self.place(from, to)])
    }

    /// Edge of the last step of the path; none when there is none to take.
    pub(super) fn last(&self, from: u32, to: u32) -> Option<u32> {
        Self::entry(self.last[self.place(from, to)])
    }

    /// Steps of the path between two joined routers.
    pub(super) fn distance(&self, from: u32, to: u32) -> u32 {
        u32::from(self.distance[self.place(from, to)])
    }

    fn place(&self, from: u32, to: u32) -> usize {
        to as usize * self.routers + from as usize
    }

    fn entry(value: u16) -> Option<u32> {
        (value != NONE).then_some(u32::from(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_to_the_lowest_edge_and_parallel_edges_are_seen() {
        // Two ways from 0 to 3 (over 1: edges 1, 3; over 2: edges 0, 2), and a pair of parallel edges 4, 5 back.
        let graph = DiGraph::<(), ()>::from_edges([(0, 2), (0, 1), (2, 3), (1, 3), (3, 0), (3, 0)]);
        let table = HopTable::compile(&graph, |_| true);
        assert_eq!(table.next(0, 3), Some(0));
        assert_eq!(table.last(0, 3), Some(2));
        assert_eq!(table.next(3, 0), Some(4));
        assert_eq!(table.distance(0, 3), 2);
        assert_eq!(table.next(3, 1), Some(4));
        assert_eq!(table.last(3, 1), Some(1));
        assert_eq!((table.next(1, 1), table.last(1, 1), table.distance(1, 1)), (None, None, 0));
    }

    #[test]
    fn edges_that_are_not_allowed_are_not_taken() {
        let graph = DiGraph::<(), ()>::from_edges([(0, 2), (0, 1), (1, 2)]);
        let table = HopTable::compile(&graph, |edge| edge != 0);
        assert_eq!((table.next(0, 2), table.last(0, 2), table.distance(0, 2)), (Some(1), Some(2), 2));
    }

    #[test]
    fn one_way_graphs_have_no_way_back() {
        let graph = DiGraph::<(), ()>::from_edges([(0, 1), (1, 2), (2, 3)]);
        let table = HopTable::compile(&graph, |_| true);
        assert_eq!(table.next(0, 1), Some(0));
        assert_eq!((table.next(1, 0), table.next(3, 0), table.last(3, 0)), (None, None, None));
    }
}
