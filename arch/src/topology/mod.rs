//! Topologies: routers, cores and links of one or several joined chips, and the routes packets take.
//!
//! [`TopologySpec`] is the checked kind and sizes, [`Topology`] what is built from them: numbered links and routes.
//! **Tie-break**: among the shortest paths a packet takes at every router the link with the lowest id. Links leave a
//! router in the order +x, −x, +y, −y (ring: +, −; tree: up, then the children in order; links to other chips last), so
//! that the shortest path on a mesh is the one in dimension order, x before y, and on a torus two equally long ways
//! round are decided for the + direction.

mod chips;
mod fabric;
mod grid;
mod link;
mod mesh;
mod multicast;
mod plan;
mod ring;
mod spec;
mod star;
mod table;
mod torus;
mod tree;

pub use fabric::Topology;
pub use link::{Endpoint, Link, LinkClass, LinkId, Node};
pub use multicast::{Tree, TreeBuilder, TreeEdge};
pub use spec::{TOPOLOGIES, TopologySpec};
