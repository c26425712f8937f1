//! Topologies: routers, cores and links of one or several joined chips, and the routes packets take.
//!
//! [`TopologySpec`] is the checked kind and sizes, [`Topology`] what is built from them: numbered links and routes.
//! **Tie-break**: grids are routed in dimension order; where both ways round a ring of a torus are equally long, a packet
//! that enters it at an even coordinate goes up (+) and one that enters at an odd coordinate goes down (−). Elsewhere a packet
//! takes, among the shortest paths (or those that go up and then down), at every router the link with the lowest number. Links leave a router in the order +x,
//! −x, +y, −y (ring: +, −; tree: up, then the children in order; links to other chips last).

mod board;
mod cycle;
mod fabric;
mod graph;
mod grid;
mod grid_ports;
mod joined;
mod link;
mod mesh;
mod multicast;
mod parse;
mod plan;
mod ports;
mod reading;
mod ring;
mod spec;
mod star;
mod table;
mod torus;
mod tree;
mod up_down;

pub use board::Board;
pub use cycle::{channel_cycle, describe_cycle};
pub use fabric::Topology;
pub use grid_ports::GridPorts;
pub use link::{Endpoint, Link, LinkClass, LinkId, Node};
pub use multicast::{Tree, TreeBuilder, TreeEdge};
pub use spec::{TOPOLOGIES, TopologySpec};
