//! Circular waits: whether packets that hold one channel while they wait for the next can close a circle.
//!
//! A channel is a link between routers, on rings one of the two classes of virtual channels on it. One channel depends on
//! another when the path between some two routers takes them one after the other. Without a circle in these dependencies
//! wormhole routing never deadlocks (Dally and Seitz).

use std::collections::VecDeque;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::fabric::Topology;
use super::link::{LinkId, Node};
use super::spec::TopologySpec;

/// A shortest circle of links through one of them on which packets can come to wait for each other, each link for the one
/// after it and the last for the first; none where routing and dateline classes exclude it.
pub fn channel_cycle(topology: &Topology) -> Option<Vec<LinkId>> {
    cycle(topology, true)
}

/// The routers along a circle of links, such as `router 3 -> router 7 -> router 4 -> router 3`.
pub fn describe_cycle(topology: &Topology, links: &[LinkId]) -> String {
    let stops: Vec<String> =
        links.iter().chain(links.first()).map(|&link| topology.link(link).from.to_string()).collect();
    stops.join(" -> ")
}

fn cycle(topology: &Topology, with_classes: bool) -> Option<Vec<LinkId>> {
    sets_of_ends(topology).iter().find_map(|ends| {
        let mut dependencies = Dependencies::new(topology, with_classes);
        for &to in ends {
            for &from in ends {
                dependencies.add_path(from, to);
            }
        }
        dependencies.circle()
    })
}

/// Sets of routers between whose pairs every possible circle shows.
///
/// Dependencies on a grid go from one dimension to the other and never back, so a circle lies within a ring, and all rings of
/// a dimension are alike. On a board of other kinds two chips in either direction are enough, since all are alike and
/// dependencies between chips have an order as on a grid.
fn sets_of_ends(topology: &Topology) -> Vec<Vec<u32>> {
    let routers = 0..topology.routers();
    match *topology.spec() {
        TopologySpec::Mesh { .. } | TopologySpec::Star { .. } => Vec::new(),
        TopologySpec::Torus { .. } => {
            let row = routers.clone().filter(|&router| topology.position(router).1 == 0).collect();
            let column = routers.filter(|&router| topology.position(router).0 == 0).collect();
            let board = topology.board();
            [(board.columns, row), (board.rows, column)]
                .into_iter()
                .filter_map(|(chips, line)| (chips == 1).then_some(line))
                .collect()
        }
        TopologySpec::Ring { .. } | TopologySpec::Tree { .. } | TopologySpec::Graph { .. } => {
            let (spec, board) = (topology.spec(), topology.board());
            let near = |chip: u32| chip % board.columns < 2 && chip / board.columns < 2;
            let ends = routers.filter(|router| {
                let (chip, local) = (router / spec.routers(), router % spec.routers());
                let is_end = local >= spec.first_core_router() || *router == topology.host_router();
                near(chip) && is_end
            });
            vec![ends.collect()]
        }
    }
}

/// The dependency graph under construction; channel `2 × link + class` is a node.
struct Dependencies<'topology> {
    topology: &'topology Topology,
    with_classes: bool,
    graph: DiGraph<(), ()>,
    /// By channel, the last destination, plus one, to which a path through it was followed. From there on all paths to
    /// one destination are the same.
    followed: Vec<u32>,
}

impl<'topology> Dependencies<'topology> {
    fn new(topology: &'topology Topology, with_classes: bool) -> Self {
        let channels = 2 * topology.links().len();
        let mut graph = DiGraph::with_capacity(channels, 2 * channels);
        for _ in 0..channels {
            graph.add_node(());
        }
        Self { topology, with_classes, graph, followed: vec![0; channels] }
    }

    fn add_path(&mut self, from: u32, to: u32) {
        let topology = self.topology;
        let (mut router, mut entered) = (from, from);
        let mut before: Option<(usize, LinkId)> = None;
        while let Some(link) = topology.next_link(router, to) {
            let Node::Router(after) = topology.link(link).to else { return };
            let turns =
                before.is_some_and(|(_, other)| topology.link(other).class != topology.link(link).class);
            if turns {
                entered = router;
            }
            let class = topology.dateline_class(entered, to, link).filter(|_| self.with_classes);
            let channel = 2 * link.index() + usize::from(class.unwrap_or(0));
            if let Some((before, _)) = before {
                self.graph.update_edge(NodeIndex::new(before), NodeIndex::new(channel), ());
            }
            if self.followed[channel] == to + 1 {
                return;
            }
            self.followed[channel] = to + 1;
            before = Some((channel, link));
            router = after;
        }
    }

    /// A shortest circle through the lowest channel that lies on one.
    fn circle(&self) -> Option<Vec<LinkId>> {
        let components = kosaraju_scc(&self.graph);
        let start = components.iter().filter(|component| component.len() > 1).flatten().min()?.index();
        let mut before = vec![usize::MAX; self.graph.node_count()];
        let mut reached = VecDeque::from([start]);
        while let Some(channel) = reached.pop_front() {
            // petgraph walks the edges of a node newest first; the order must not depend on how paths were added.
            let mut after: Vec<usize> =
                self.graph.neighbors(NodeIndex::new(channel)).map(NodeIndex::index).collect();
            after.sort_unstable();
            for next in after {
                if before[next] == usize::MAX {
                    before[next] = channel;
                    reached.push_back(next);
                }
            }
            if before[start] != usize::MAX {
                break;
            }
        }
        let mut circle = vec![start];
        let mut channel = before[start];
        while channel != start {
            circle.push(channel);
            channel = *before.get(channel)?;
        }
        circle[1..].reverse();
        Some(circle.into_iter().map(|channel| LinkId(channel as u32 / 2)).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::file::{DimensionOrder, GraphRouting};
    use crate::topology::{Board, TOPOLOGIES};

    const BOARDS: [Board; 3] = [Board::ONE, Board { columns: 3, rows: 1 }, Board { columns: 2, rows: 3 }];

    fn ring(routers: u32) -> TopologySpec {
        TopologySpec::Ring { routers, cores_per_router: 1 }
    }

    /// A circle of routers routed along shortest paths, without classes of channels.
    fn bare_ring(routers: u32) -> TopologySpec {
        let links = (0..routers).map(|from| (from, (from + 1) % routers)).collect();
        let routing = GraphRouting::ShortestPath;
        TopologySpec::Graph { routers, cores_per_router: 1, links: Cow::Owned(links), routing }
    }

    #[test]
    fn listed_topologies_have_no_circles() {
        for (name, spec) in TOPOLOGIES {
            for board in BOARDS {
                assert_eq!(channel_cycle(&Topology::build(&spec, board)), None, "{name} on {board:?}");
            }
        }
    }

    #[test]
    fn classes_and_only_they_open_rings() {
        for routers in [2, 3, 4, 5, 8, 9] {
            for board in BOARDS {
                let topology = Topology::build(&ring(routers), board);
                assert_eq!(cycle(&topology, true), None, "{routers} on {board:?}");
                // Round three routers no packet takes two links.
                assert_eq!(cycle(&topology, false).is_some(), routers > 3, "{routers} on {board:?}");
            }
        }
    }

    #[test]
    fn classes_and_only_they_open_tori_where_they_wrap() {
        for order in [DimensionOrder::Xy, DimensionOrder::Yx] {
            let torus = TopologySpec::Torus { columns: 8, rows: 5, cores_per_router: 1, order };
            for (board, circular) in [(Board::ONE, true), (BOARDS[1], true), (BOARDS[2], false)] {
                let topology = Topology::build(&torus, board);
                assert_eq!(cycle(&topology, true), None);
                assert_eq!(cycle(&topology, false).is_some(), circular, "{board:?}");
            }
        }
        let large =
            TopologySpec::Torus { columns: 64, rows: 64, cores_per_router: 1, order: DimensionOrder::Xy };
        assert_eq!(channel_cycle(&Topology::build(&large, Board::ONE)), None);
    }

    #[test]
    fn one_ring_shows_all_circles_that_all_pairs_show() {
        let torus =
            TopologySpec::Torus { columns: 6, rows: 5, cores_per_router: 1, order: DimensionOrder::Yx };
        for board in BOARDS {
            let topology = Topology::build(&torus, board);
            for with_classes in [true, false] {
                let mut all = Dependencies::new(&topology, with_classes);
                for to in 0..topology.routers() {
                    for from in 0..topology.routers() {
                        all.add_path(from, to);
                    }
                }
                assert_eq!(all.circle().is_some(), cycle(&topology, with_classes).is_some(), "{board:?}");
            }
        }
    }

    #[test]
    fn the_circle_is_closed_and_named() {
        let topology = Topology::build(&bare_ring(5), Board::ONE);
        let circle = channel_cycle(&topology).expect("a ring without classes");
        let ends: Vec<_> =
            circle.iter().map(|&link| (topology.link(link).from, topology.link(link).to)).collect();
        assert!(ends.windows(2).all(|pair| pair[0].1 == pair[1].0));
        assert_eq!(ends.first().map(|end| end.0), ends.last().map(|end| end.1));
        assert_eq!(
            describe_cycle(&topology, &circle),
            "router 0 -> router 1 -> router 2 -> router 3 -> router 4 -> router 0"
        );
    }
}
