//! Topologies: routers, cores and links of one or several joined chips, and the routes packets take.
//!
//! [`TopologySpec`] is the checked kind and sizes, [`Topology`] what is built from them: numbered links and routes.
//! **Tie-break**: grids are routed in dimension order; where both ways round a ring of a torus are equally long, a packet
//! that enters it at an even coordinate goes up (+) and one that enters at an odd coordinate goes down (−). Elsewhere a packet
//! takes, among the shortest paths, at every router the link with the lowest number. Links leave a router in the order +x,
//! −x, +y, −y (ring: +, −; tree: up, then the children in order; links to other chips last).

mod board;
mod fabric;
mod grid;
mod joined;
mod link;
mod mesh;
mod multicast;
mod plan;
mod ports;
mod ring;
mod spec;
mod star;
mod table;
mod torus;
mod tree;

pub use board::Board;
pub use fabric::Topology;
pub use link::{Endpoint, Link, LinkClass, LinkId, Node};
pub use multicast::{Tree, TreeBuilder, TreeEdge};
pub use spec::{TOPOLOGIES, TopologySpec};
