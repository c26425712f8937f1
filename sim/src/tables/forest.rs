//! The ways of packets: trees of links.

use egret_arch::topology::{TreeBuilder, TreeEdge};
use egret_arch::{Endpoint, LinkClass, LinkId, Network, Ticks};

/// Where a packet goes and how: links into and between routers in topological order, and its destinations. Shared by all
/// packets of a core that go the same way.
///
/// All that a packet asks for on its way lies in one cache line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tree {
    first_edge: u32,
    edge_count: u32,
    /// First of its destinations in [`Forest::leaves`], and how many there are.
    pub(crate) first_leaf: u32,
    leaf_count: u32,
    /// Destinations that are cores; the host, if it is one, comes after them.
    pub(crate) cores: u32,
    /// Flits of a packet.
    pub(crate) flits: u32,
    /// Links by class, those of destinations included.
    pub(crate) links: [u32; LinkClass::COUNT],
    /// Links that one packet a destination would take.
    pub(crate) unicast_links: u32,
}

/// A destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leaf {
    /// Core by position in the placement, or the number of cores for the host.
    pub(crate) endpoint: u32,
    /// Edge to its router, and the link from there.
    pub(crate) edge: u32,
    pub(crate) link: LinkId,
}

/// Trees and their destinations.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    pub(crate) trees: Vec<Tree>,
    edges: Vec<TreeEdge>,
    pub(crate) leaves: Vec<Leaf>,
    /// Time on the way to each leaf when no link is taken.
    pub(crate) transits: Vec<Ticks>,
    /// Destinations of trees with many of them, a bit an endpoint, one tree after another, and where those of each tree end.
    masks: Vec<u64>,
    mask_ends: Vec<u32>,
}

impl Forest {
    /// Links of a tree into and between routers; each comes after its parent, and parents are counted from the first of them.
    pub(crate) fn edges_of(&self, tree: &Tree) -> &[TreeEdge] {
        &self.edges[tree.first_edge as usize..][..tree.edge_count as usize]
    }

    /// Destinations of a tree.
    pub(crate) fn leaves_of(&self, tree: &Tree) -> &[Leaf] {
        &self.leaves[tree.first_leaf as usize..][..tree.leaf_count as usize]
    }

    /// Destinations of tree number `tree`, a bit an endpoint; empty where looking at each destination is as fast.
    #[inline]
    pub(crate) fn mask_of(&self, tree: u32) -> &[u64] {
        let tree = tree as usize;
        let start = if tree == 0 { 0 } else { self.mask_ends[tree - 1] as usize };
        &self.masks[start..self.mask_ends[tree] as usize]
    }

    fn add_mask(&mut self, names: &[u32]) {
        let words = names.last().map_or(0, |last| *last as usize / 64 + 1);
        if words < names.len() {
            let start = self.masks.len();
            self.masks.resize(start + words, 0);
            for name in names {
                self.masks[start + *name as usize / 64] |= 1 << (name % 64);
            }
        }
        self.mask_ends.push(self.masks.len() as u32);
    }

    /// Bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&*self.edges)
            + size_of_val(&*self.trees)
            + size_of_val(&*self.leaves)
            + size_of_val(&*self.transits)
            + size_of_val(&*self.masks)
    }

    /// Adds the tree from an endpoint to `cores` and, when there is one name more than cores, the host. Leaves bear the
    /// `names`. Returns its number.
    pub(crate) fn add(
        &mut self,
        planner: &mut TreeBuilder<'_>,
        network: &Network,
        from: Endpoint,
        (names, cores): (&[u32], &[u32]),
        flits: u32,
    ) -> u32 {
        debug_assert!(names.is_sorted(), "destinations ascend");
        let built = planner.tree(from, cores, cores.len() < names.len());
        let first_leaf = self.leaves.len() as u32;
        // Links to destinations are kept with these, so the other edges get new numbers.
        let mut inner = vec![true; built.edges.len()];
        for &edge in &built.leaves {
            inner[edge as usize] = false;
        }
        let mut numbers = Vec::with_capacity(built.edges.len());
        let first_edge = self.edges.len();
        let mut links = [0; LinkClass::COUNT];
        let mut depths: Vec<u32> = Vec::with_capacity(built.edges.len());
        for (edge, &inner) in built.edges.iter().zip(&inner) {
            numbers.push((self.edges.len() - first_edge) as u32);
            links[planner.topology().link(edge.link).class.index()] += 1;
            depths.push(depths.get(edge.parent as usize).copied().unwrap_or(0) + 1);
            if inner {
                let parent = numbers.get(edge.parent as usize).copied().unwrap_or(TreeEdge::ROOT);
                self.edges.push(TreeEdge { link: edge.link, parent });
            }
        }
        let unicast_links = built.leaves.iter().map(|&leaf| depths[leaf as usize]).sum();
        for (&endpoint, edge) in names.iter().zip(built.leaves) {
            let transit = transit(planner, network, &built.edges, edge, flits);
            let TreeEdge { link, parent } = built.edges[edge as usize];
            let edge = numbers[parent as usize];
            self.leaves.push(Leaf { endpoint, edge, link });
            self.transits.push(transit);
        }
        self.add_mask(names);
        self.trees.push(Tree {
            first_edge: first_edge as u32,
            edge_count: (self.edges.len() - first_edge) as u32,
            first_leaf,
            leaf_count: names.len() as u32,
            cores: cores.len() as u32,
            flits,
            links,
            unicast_links,
        });
        self.trees.len() as u32 - 1
    }
}

/// Time from leaving the source to the last flit at the end of `edge` when no link is taken.
fn transit(planner: &TreeBuilder<'_>, network: &Network, edges: &[TreeEdge], edge: u32, flits: u32) -> Ticks {
    let timing = |link: LinkId| {
        let class = planner.topology().link(link).class;
        (!network.is_free(class)).then(|| network.link(class))
    };
    let mut edge = edges[edge as usize];
    let mut time = timing(edge.link).map_or(0, |link| u64::from(flits - 1) * link.cycle);
    loop {
        time += timing(edge.link).map_or(0, |link| link.latency);
        if edge.parent == TreeEdge::ROOT {
            return time;
        }
        edge = edges[edge.parent as usize];
    }
}
