//! What units compute when they are updated: one file a cell, and the state that all of them have.

mod adaptive_lif;
mod cuba_lif;
mod decay_rnn;
mod egru;
mod gates;
mod gru;
mod lif;
mod lstm;
mod memoryless;
mod quantized_lif;
mod spike_source;
mod state;
mod update;

pub(super) use spike_source::emit as emit_own_spikes;
pub(super) use state::UnitState;
pub(super) use update::update;
