//! How a chip runs a network.
//!
//! [`prepare`] lays a network on a chip (mapping, row and route tables, capacity); [`Prepared::run`] simulates it event
//! by event and leaves an [`Outcome`]: integers and times, no prices. The [`kernel`] knows nothing of hardware.

mod actors;
pub mod bound;
pub mod kernel;
mod ledger;
mod machine;
pub mod mapping;
pub mod noc;
mod observer;
mod outcome;
mod path;
mod play;
mod prepare;
mod tables;
mod timing;
mod words;

pub use bound::Bound;
pub use kernel::{Fault, TieBreak};
pub use machine::Message;
pub use mapping::{MemoryUse, Placement, Violation};
pub use observer::{Observation, Observer, Pause, Stage, Task};
pub use outcome::{
    CoreOutcome, Counts, Layer, LinkOutcome, MemoryOutcome, NocOutcome, Outcome, Played, Residency, Spread,
    Step, TracedPacket, Wait, Waits,
};
pub use prepare::{Misfit, Misplaced, Prepared, prepare, prepare_on, prepare_placed};
pub use tables::Work;
pub use timing::TimingModel;
