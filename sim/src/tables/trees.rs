//! The trees of packets as routers follow them.

use egret_arch::topology::TreeEdge;
use egret_arch::{ChannelChoice, LinkId, Network, Node, Router, Topology};

use super::forest::Forest;
use crate::actors::flit::{Branch, Trees};

/// The trees of all routes, and the place of the first link of each. `port_of` gives the port by which a link leaves its
/// router.
pub(crate) fn plant(
    forest: &Forest,
    topology: &Topology,
    network: &Network,
    port_of: &dyn Fn(LinkId) -> u8,
) -> (Trees, Vec<u32>) {
    let choice = match network.router {
        Some(Router::VirtualChannel(router)) => router.channel_choice,
        Some(Router::Table(_)) | None => ChannelChoice::AnyFree,
    };
    let mut trees = Trees::default();
    let mut first_places = Vec::with_capacity(forest.trees.len());
    let mut first = 0u32;
    let mut branches: Vec<Vec<Branch>> = Vec::new();
    for tree in &forest.trees {
        first_places.push(first);
        let (edges, leaves) = (forest.edges_of(tree), forest.leaves_of(tree));
        let classes = dateline_classes(edges, topology, choice);
        branches.clear();
        branches.resize(edges.len(), Vec::new());
        for (number, edge) in edges.iter().enumerate().skip(1) {
            branches[edge.parent as usize].push(Branch {
                port: port_of(edge.link),
                class: classes[number],
                way: first + number as u32,
            });
        }
        for (number, leaf) in leaves.iter().enumerate() {
            branches[leaf.edge as usize].push(Branch {
                port: port_of(leaf.link),
                class: 0,
                way: number as u32,
            });
        }
        for branches in &branches {
            trees.add(branches.iter().copied());
        }
        first += edges.len() as u32;
    }
    (trees, first_places)
}

/// Dateline class of every link of a tree, 0 where there is none.
///
/// A packet keeps its class as long as it goes along one dimension; copies for several destinations along one ring count as
/// one packet to the last of them. Where packets of a source must stay in order, the class must not depend on how far
/// copies go: it changes where they cross the dateline.
pub(crate) fn dateline_classes(edges: &[TreeEdge], topology: &Topology, choice: ChannelChoice) -> Vec<u8> {
    if !topology.spec().has_rings() {
        return vec![0; edges.len()];
    }
    let between = |edge: &TreeEdge| match (topology.link(edge.link).from, topology.link(edge.link).to) {
        (Node::Router(from), Node::Router(to)) => Some((from, to)),
        _ => None,
    };
    let continues = |edge: &TreeEdge| {
        let before = edges.get(edge.parent as usize)?;
        let same = topology.link(before.link).class == topology.link(edge.link).class;
        (same && between(before).is_some()).then_some(edge.parent as usize)
    };
    // Where each link's run along its dimension begins, and where it ends.
    let mut entered = vec![0; edges.len()];
    for (number, edge) in edges.iter().enumerate() {
        let Some((from, _)) = between(edge) else { continue };
        entered[number] = continues(edge).map_or(from, |before| entered[before]);
    }
    let mut end: Vec<Option<u32>> = vec![None; edges.len()];
    for (number, edge) in edges.iter().enumerate().rev() {
        let Some((_, to)) = between(edge) else { continue };
        let last = *end[number].get_or_insert(to);
        if let Some(before) = continues(edge).filter(|_| choice == ChannelChoice::AnyFree) {
            end[before] = Some(last);
        }
    }
    let class = |(number, edge): (usize, &TreeEdge)| {
        topology.dateline_class(entered[number], end[number]?, edge.link)
    };
    edges.iter().enumerate().map(|edge| class(edge).unwrap_or_default()).collect()
}
