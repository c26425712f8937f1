//! The units of hardware: each has an immutable description, a mutable state, and rules of its own. None of them sees
//! another one, a price or a file; [`crate::machine`] passes messages between them.

mod bank;
mod core;
mod dram;
mod fabric;
pub(crate) mod flit;
mod inbox;
mod outbox;
mod power;
mod slots;
mod supply;
mod timing;

pub(crate) use bank::{Access, Banks, Geometry};
pub(crate) use core::{Pipeline, Sender};
pub(crate) use dram::{Dram, Fetched, Prefetch};
pub(crate) use fabric::{Fabric, is_host};
pub(crate) use inbox::Inboxes;
pub(crate) use outbox::{Outbox, Outgoing};
pub(crate) use power::PowerState;
pub(crate) use supply::Supply;
pub(crate) use timing::{InTurn, Timing, Update};
