//! Files of networks by themselves: packets and traffic read, sweeps, drains and loads of links written.

mod columns;
mod drain;
mod link_loads;
mod matrix;
mod packets;
mod sweep;

pub use drain::drain_json;
pub use link_loads::{LinkLoad, link_loads, links_csv};
pub use matrix::read_matrix;
pub use packets::{read_packets, read_taken_packets, replay_csv, trace_csv};
pub use sweep::{sweep_csv, sweep_json};
