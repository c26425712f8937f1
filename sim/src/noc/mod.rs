//! The network of a chip by itself: packets between cores without the work that cores do.
//!
//! [`sweep()`] measures latency and throughput over offered rates under a [`Traffic`] pattern, [`replay()`] sends packets
//! that are given one by one, [`drain()`] sends a batch and waits for the last. All three drive one [`Interconnect`],
//! made of the same routers that runs of networks use. Times are cycles of the network.

mod batch;
mod injection;
mod load;
mod network;
mod packet_network;
mod pattern;
mod periods;
mod point;
mod replay;
mod setup;
mod statistics;
mod sweep;
#[cfg(test)]
mod testing;
mod traffic;
mod zero_load;

pub use batch::{Batch, Drain, drain};
pub use network::{Counters, Fidelity, Interconnect, Sink, Stuck, Way};
pub use pattern::Pattern;
pub use periods::Periods;
pub use point::{Point, Status};
pub use replay::{Packet, Passage, Replay, replay, replay_taken};
pub use setup::{Setup, Stopped};
pub use statistics::Histogram;
pub use sweep::{Offer, Sweep, sweep};
pub use traffic::{Flow, PATTERNS, Traffic};
pub use zero_load::zero_load_latency;
