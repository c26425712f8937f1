//! The routers of one chip (or of one grid over all chips) before links are numbered.

use petgraph::graph::DiGraph;

use super::link::LinkClass;

/// One direction of a connection between routers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wire {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) class: LinkClass,
}

/// One step of a path: a wire and the router at its other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hop {
    /// Index of the wire in [`Plan::wires`].
    pub(super) wire: u32,
    /// The router where the wire leads; the one it comes from when a path is followed backwards.
    pub(super) router: u32,
}

/// Routers and wires; the wires of a router lie in the order in which ties between them are decided.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) wires: Vec<Wire>,
    /// Floor-plan position (x, y) of every router.
    pub(super) positions: Vec<(u32, u32)>,
}

impl Plan {
    pub(super) fn routers(&self) -> u32 {
        self.positions.len() as u32
    }

    /// Routers as nodes and wires as edges, under their own numbers.
    pub(super) fn graph(&self) -> DiGraph<(), ()> {
        let mut graph = DiGraph::with_capacity(self.positions.len(), self.wires.len());
        let nodes: Vec<_> = self.positions.iter().map(|_| graph.add_node(())).collect();
        for wire in &self.wires {
            graph.add_edge(nodes[wire.from as usize], nodes[wire.to as usize], ());
        }
        graph
    }
}
