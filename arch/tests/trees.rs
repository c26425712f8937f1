//! Multicast trees against the paths they unite.

mod every;

use std::collections::BTreeSet;

use egret_arch::topology::{Board, Endpoint, LinkId, TOPOLOGIES, Topology, Tree, TreeBuilder, TreeEdge};
use proptest::prelude::*;

use every::{BOARDS, endpoints, mesh, topologies, what};

/// The edges from the source to a leaf.
fn branch(tree: &Tree, leaf: u32) -> Vec<LinkId> {
    let mut links = Vec::new();
    let mut edge = leaf;
    while edge != TreeEdge::ROOT {
        links.push(tree.edges[edge as usize].link);
        edge = tree.edges[edge as usize].parent;
    }
    links.reverse();
    links
}

/// The laws of a tree: parents first, every link once, every branch the unicast path, nothing besides.
fn check_tree(topology: &Topology, from: Endpoint, destinations: &[u32], to_host: bool, tree: &Tree) {
    for (index, edge) in tree.edges.iter().enumerate() {
        assert!(edge.parent == TreeEdge::ROOT || (edge.parent as usize) < index, "parents first");
        assert_eq!(edge.parent == TreeEdge::ROOT, index == 0, "one root");
    }
    let ends = destinations.iter().map(|&core| Endpoint::Core(core)).chain(to_host.then_some(Endpoint::Host));
    assert_eq!(tree.leaves.len(), destinations.len() + usize::from(to_host));
    let mut union = BTreeSet::new();
    let mut path = Vec::new();
    for (end, &leaf) in ends.zip(&tree.leaves) {
        topology.path(from, end, &mut path);
        assert_eq!(branch(tree, leaf), path, "{from:?} to {end:?}, {}", what(topology));
        union.extend(path.iter().copied());
    }
    let links: BTreeSet<LinkId> = tree.edges.iter().map(|edge| edge.link).collect();
    assert_eq!(links, union);
    assert_eq!(links.len(), tree.edges.len(), "every link once");
}

#[test]
fn broadcast_trees_unite_all_paths() {
    for topology in topologies() {
        let mut builder = TreeBuilder::new(&topology);
        let all: Vec<u32> = (0..topology.cores()).collect();
        for from in endpoints(&topology) {
            let tree = builder.tree(from, &all, true);
            check_tree(&topology, from, &all, true, &tree);
        }
    }
}

#[test]
fn a_tree_to_nowhere_is_empty_and_to_oneself_goes_out_and_in() {
    let topology = Topology::build(&mesh(4, 4, 1), Board::ONE);
    assert_eq!(topology.multicast_tree(Endpoint::Core(3), &[], false), Tree::default());
    let tree = topology.multicast_tree(Endpoint::Core(3), &[3], false);
    let links: Vec<LinkId> = tree.edges.iter().map(|edge| edge.link).collect();
    assert_eq!(links, [topology.injection(3), topology.ejection(3)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn trees_unite_the_paths_to_any_destinations_in_any_order(
        which in 0..TOPOLOGIES.len(),
        board in 0..BOARDS.len(),
        source: prop::sample::Index,
        picks in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
        others in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
        to_host: bool,
    ) {
        let topology = Topology::build(&TOPOLOGIES[which].1, BOARDS[board]);
        let ends = endpoints(&topology);
        let from = ends[source.index(ends.len())];
        let core = |pick: &prop::sample::Index| pick.index(topology.cores() as usize) as u32;
        let mut builder = TreeBuilder::new(&topology);
        // Repeated destinations are allowed; a builder that was used before must give the same tree.
        for picks in [others, picks] {
            let destinations: Vec<u32> = picks.iter().map(core).collect();
            let tree = builder.tree(from, &destinations, to_host);
            check_tree(&topology, from, &destinations, to_host, &tree);
            prop_assert_eq!(tree, topology.multicast_tree(from, &destinations, to_host));
        }
    }
}
