//! Routers and links at *flit* fidelity: buffers, virtual channels, credits, arbitration, cycle by cycle.
//!
//! All routers decide on the state at the start of a cycle and what arrives in it; whatever they do reaches another one
//! a cycle later at the earliest, so the order in which routers are visited is of no consequence. A router sleeps
//! unless it may be able to move a flit: arrivals, credits and timers wake it.

mod allocation;
mod buffers;
mod copying;
mod flights;
mod keys;
mod layout;
mod network;
mod routers;
mod routing;
mod source;
mod stuck;
mod switching;
mod table_router;
#[cfg(test)]
mod tests;

pub(crate) use keys::{Entry, KeyTables};
pub(crate) use layout::Unfit;
pub(crate) use network::{FlitNetwork, Sink};
pub(crate) use routing::{Branch, Trees};
pub(crate) use stuck::Stuck;
pub(crate) use table_router::Dropped;
