//! A run as a timeline: a Perfetto trace of what every part of the chip did and when.
//!
//! [`Timeline`] watches a simulation and writes while it goes on. Tracks are listed in `docs/timeline.md`.

mod in_order;
mod label;
mod lane;
mod names;
mod power;
mod recorder;
mod trace_file;
mod window;
mod wire;
mod written;

pub use window::TraceWindow;
pub use written::{Timeline, Traced};
