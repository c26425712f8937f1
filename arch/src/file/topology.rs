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
