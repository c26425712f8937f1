//! How routers are joined, as written.

use egret_config::Sourced;
use serde::{Deserialize, Serialize};

/// How routers are joined.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum TopologyFile {
    /// Two-dimensional mesh; `cores_per_router` > 1 makes it concentrated.
    Mesh {
        /// Routers along x.
        columns: Sourced<u32>,
        /// Routers along y.
        rows: Sourced<u32>,
        /// Cores at each router.
        cores_per_router: Sourced<u32>,
        /// Which dimension packets take first.
        #[serde(default)]
        order: DimensionOrder,
    },
    /// Two-dimensional torus.
    Torus {
        /// Routers along x.
        columns: Sourced<u32>,
        /// Routers along y.
        rows: Sourced<u32>,
        /// Cores at each router.
        cores_per_router: Sourced<u32>,
        /// Which dimension packets take first.
        #[serde(default)]
        order: DimensionOrder,
    },
    /// Bidirectional ring.
    Ring {
        /// Routers.
        routers: Sourced<u32>,
        /// Cores at each router.
        cores_per_router: Sourced<u32>,
    },
    /// One central router (a crossbar) with every core on it.
    Star {
        /// Cores.
        cores: Sourced<u32>,
    },
    /// Complete tree with cores at the leaf routers.
    Tree {
        /// Children of an inner router.
        arity: Sourced<u32>,
        /// Levels below the root; the leaves are at this level.
        levels: Sourced<u32>,
        /// Cores at each leaf router.
        cores_per_router: Sourced<u32>,
    },
    /// Routers joined in any way.
    Graph {
        /// Routers.
        routers: Sourced<u32>,
        /// Cores at each router.
        cores_per_router: Sourced<u32>,
        /// Pairs of routers that are joined, both ways.
        links: Vec<(u32, u32)>,
        /// How packets find their way.
        routing: GraphRouting,
    },
}

/// Which dimension of a grid packets take first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DimensionOrder {
    /// x before y.
    #[default]
    Xy,
    /// y before x.
    Yx,
}

/// How packets find their way through a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GraphRouting {
    /// The shortest path; ties go to the lower link. Packets can come to wait for each other in a circle.
    ShortestPath,
    /// Up towards router 0 and then down, never up again, so that packets cannot wait for each other in a circle. Up
    /// leads to the router nearer to router 0, of equally near ones to that with the lower number.
    UpDown,
}
