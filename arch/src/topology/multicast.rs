//! Multicast trees: the union of the paths from one source to many destinations.
//!
//! All paths from one source follow the same rule, so that two of them that meet have come the same way and their union
//! is a tree. It is found backwards, from each destination up to the first router that is in the tree already; the work
//! is linear in the size of the tree.

use super::fabric::Topology;
use super::link::{Endpoint, LinkId, Node};

/// One link of a multicast tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeEdge {
    /// The link.
    pub link: LinkId,
    /// Index of the edge before it; [`TreeEdge::ROOT`] at the link out of the source.
    pub parent: u32,
}

impl TreeEdge {
    /// The parent of the first edge.
    pub const ROOT: u32 = u32::MAX;
}

/// A multicast tree. Every edge comes after its parent; the first leaves the source. A tree to nowhere has no edges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The links, each once.
    pub edges: Vec<TreeEdge>,
    /// Index of the edge into each destination, in the order in which they were given; the host, if asked for, last.
    pub leaves: Vec<u32>,
}

/// Makes multicast trees on one topology; reusing it saves clearing a mark at every node for every tree.
#[derive(Clone, Debug)]
pub struct TreeBuilder<'topology> {
    topology: &'topology Topology,
    /// Number of the tree being made; a node is in it when it bears this number.
    number: u32,
    /// By node: the last tree it was in, and the edge by which that tree comes to it.
    marks: Vec<(u32, u32)>,
    /// Links from a destination back to the tree.
    branch: Vec<LinkId>,
}

impl<'topology> TreeBuilder<'topology> {
    /// A builder for one topology.
    pub fn new(topology: &'topology Topology) -> Self {
        let nodes = topology.node_index(Node::Host) + 1;
        Self { topology, number: 0, marks: vec![(0, 0); nodes], branch: Vec::new() }
    }

    /// Where it makes trees.
    pub fn topology(&self) -> &'topology Topology {
        self.topology
    }

    /// The tree from `from` to the `destinations` (cores) and, if asked, the host.
    pub fn tree(&mut self, from: Endpoint, destinations: &[u32], to_host: bool) -> Tree {
        let mut tree = Tree::default();
        if destinations.is_empty() && !to_host {
            return tree;
        }
        self.begin();
        let (source, entry) = self.topology.entry(from);
        self.add(&mut tree, entry, TreeEdge::ROOT);
        let cores = destinations.iter().map(|&core| Endpoint::Core(core));
        for destination in cores.chain(to_host.then_some(Endpoint::Host)) {
            let leaf = self.reach(&mut tree, source, destination);
            tree.leaves.push(leaf);
        }
        tree
    }

    /// Takes the next number, and clears the marks when the numbers are used up.
    fn begin(&mut self) {
        if self.number == u32::MAX {
            self.marks.fill((0, 0));
            self.number = 0;
        }
        self.number += 1;
    }

    /// Extends the tree to a destination; returns the edge into it.
    fn reach(&mut self, tree: &mut Tree, source: u32, destination: Endpoint) -> u32 {
        let (mut router, exit) = self.topology.exit(destination);
        if let Some(edge) = self.edge_into(self.topology.link(exit).to) {
            return edge;
        }
        self.branch.clear();
        let mut joint = self.edge_into(Node::Router(router));
        while joint.is_none()
            && let Some(hop) = self.topology.last(source, router)
        {
            self.branch.push(self.topology.wire_link(hop));
            router = hop.router;
            joint = self.edge_into(Node::Router(router));
        }
        // The source's own router is in the tree, so the walk back ends there at the latest.
        let mut parent = joint.unwrap_or(0);
        while let Some(link) = self.branch.pop() {
            parent = self.add(tree, link, parent);
        }
        self.add(tree, exit, parent)
    }

    /// The edge by which the present tree comes to a node.
    fn edge_into(&self, node: Node) -> Option<u32> {
        let (number, edge) = self.marks[self.topology.node_index(node)];
        (number == self.number).then_some(edge)
    }

    fn add(&mut self, tree: &mut Tree, link: LinkId, parent: u32) -> u32 {
        let edge = tree.edges.len() as u32;
        tree.edges.push(TreeEdge { link, parent });
        self.marks[self.topology.node_index(self.topology.link(link).to)] = (self.number, edge);
        edge
    }
}
