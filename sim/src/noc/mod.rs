//! Networks alone: packets between cores without the work that cores do.

mod network;
mod packet_network;
mod statistics;

pub use network::{Counters, Fidelity, Interconnect, Sink, Stuck};
pub use statistics::Histogram;
