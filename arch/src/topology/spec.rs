//! Kind and sizes of a topology.

use std::borrow::Cow;

use super::link::LinkClass;
use super::tree;
use crate::file::{DimensionOrder, GraphRouting};

/// Every kind, at a small size, under the name it has in chip files.
pub const TOPOLOGIES: [(&str, TopologySpec); 6] = [
    ("Mesh", TopologySpec::Mesh { columns: 4, rows: 3, cores_per_router: 2, order: DimensionOrder::Xy }),
    ("Torus", TopologySpec::Torus { columns: 5, rows: 4, cores_per_router: 1, order: DimensionOrder::Yx }),
    ("Ring", TopologySpec::Ring { routers: 8, cores_per_router: 2 }),
    ("Star", TopologySpec::Star { cores: 6 }),
    ("Tree", TopologySpec::Tree { arity: 3, levels: 2, cores_per_router: 2 }),
    (
        "Graph",
        TopologySpec::Graph {
            routers: 6,
            cores_per_router: 1,
            links: Cow::Borrowed(&[(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (1, 3), (4, 5)]),
            routing: GraphRouting::UpDown,
        },
    ),
];

/// Kind and sizes of the network of one chip; every size is in range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TopologySpec {
    /// Two-dimensional mesh; concentrated when several cores sit at a router.
    Mesh {
        /// Routers along x.
        columns: u32,
        /// Routers along y.
        rows: u32,
        /// Cores at each router.
        cores_per_router: u32,
        /// Which dimension packets take first.
        order: DimensionOrder,
    },
    /// Two-dimensional torus.
    Torus {
        /// Routers along x.
        columns: u32,
        /// Routers along y.
        rows: u32,
        /// Cores at each router.
        cores_per_router: u32,
        /// Which dimension packets take first.
        order: DimensionOrder,
    },
    /// Bidirectional ring.
    Ring {
        /// Routers.
        routers: u32,
        /// Cores at each router.
        cores_per_router: u32,
    },
    /// One router with every core on it.
    Star {
        /// Cores.
        cores: u32,
    },
    /// Complete tree with cores at the leaves.
    Tree {
        /// Children of an inner router.
        arity: u32,
        /// Levels below the root.
        levels: u32,
        /// Cores at each leaf.
        cores_per_router: u32,
    },
    /// Routers joined in any way, all of them connected.
    Graph {
        /// Routers.
        routers: u32,
        /// Cores at each router.
        cores_per_router: u32,
        /// Pairs of different routers that are joined, both ways; every pair once.
        links: Cow<'static, [(u32, u32)]>,
        /// How packets find their way.
        routing: GraphRouting,
    },
}

impl TopologySpec {
    /// Name of the kind, in words.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Mesh { cores_per_router: 1, .. } => "mesh",
            Self::Mesh { .. } => "concentrated mesh",
            Self::Torus { .. } => "torus",
            Self::Ring { .. } => "ring",
            Self::Star { .. } => "star",
            Self::Tree { .. } => "tree",
            Self::Graph { .. } => "graph",
        }
    }

    /// Whether routers of one chip are joined by links of a class.
    pub fn joins(&self, class: LinkClass) -> bool {
        match (self, class) {
            (Self::Mesh { columns, .. } | Self::Torus { columns, .. }, LinkClass::Horizontal) => *columns > 1,
            (Self::Mesh { rows, .. } | Self::Torus { rows, .. }, LinkClass::Vertical) => *rows > 1,
            (Self::Ring { .. } | Self::Tree { .. } | Self::Graph { .. }, LinkClass::Horizontal) => {
                self.routers() > 1
            }
            _ => false,
        }
    }

    /// Whether links of one chip close rings of a torus or ring, round which packets are kept from waiting for each other by two classes of
    /// channels.
    pub fn has_rings(&self) -> bool {
        match self {
            Self::Torus { columns, rows, .. } => *columns > 2 || *rows > 2,
            Self::Ring { routers, .. } => *routers > 2,
            Self::Mesh { .. } | Self::Star { .. } | Self::Tree { .. } | Self::Graph { .. } => false,
        }
    }

    /// Routers of one chip.
    pub fn routers(&self) -> u32 {
        match *self {
            Self::Mesh { columns, rows, .. } | Self::Torus { columns, rows, .. } => {
                columns.saturating_mul(rows)
            }
            Self::Ring { routers, .. } | Self::Graph { routers, .. } => routers,
            Self::Star { .. } => 1,
            Self::Tree { arity, levels, .. } => tree::sizes(arity, levels).0,
        }
    }

    /// Cores of one chip.
    pub fn cores(&self) -> u32 {
        (self.routers() - self.first_core_router()).saturating_mul(self.cores_per_router())
    }

    /// Cores at each router that has any.
    pub const fn cores_per_router(&self) -> u32 {
        match *self {
            Self::Mesh { cores_per_router, .. }
            | Self::Torus { cores_per_router, .. }
            | Self::Ring { cores_per_router, .. }
            | Self::Tree { cores_per_router, .. }
            | Self::Graph { cores_per_router, .. } => cores_per_router,
            Self::Star { cores } => cores,
        }
    }

    /// The first router of a chip with cores; all after it have cores too.
    pub fn first_core_router(&self) -> u32 {
        match *self {
            Self::Tree { arity, levels, .. } => {
                let (routers, leaves) = tree::sizes(arity, levels);
                routers - leaves
            }
            Self::Mesh { .. }
            | Self::Torus { .. }
            | Self::Ring { .. }
            | Self::Star { .. }
            | Self::Graph { .. } => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_kinds_as_chip_files_do() {
        for (name, spec) in TOPOLOGIES {
            assert!(format!("{spec:?}").starts_with(name), "{name} is {spec:?}");
        }
    }
}
