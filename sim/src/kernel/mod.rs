//! The event scheduler. It knows that an event is due at an instant and that a [`World`] handles it, and nothing of
//! hardware.

mod agenda;
mod engine;
mod ring;
mod timers;

pub use agenda::{Agenda, Instant};
pub use engine::{Event, Fault, Phase, Probe, TieBreak, World, run};
pub(crate) use ring::CycleRing;
pub use timers::{TimerId, Timers};
