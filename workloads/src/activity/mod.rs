//! Which units emit an event at which step.
//!
//! A source says it for every population of a network, from a recording ([`recorded`]), from a statistical model
//! ([`synthetic`], [`fitted`] to a recording), or by executing the network ([`executed`]); a [`Player`] walks it step by
//! step, always the same way for the same source. Nothing here knows of chips or time other than the step number.

pub(crate) mod bits;
pub mod executed;
pub mod fitted;
pub mod recorded;
pub mod source;
pub mod synthetic;

pub use executed::{Execution, ExecutionPlayer, Stimulus};
pub use fitted::{ACTIVITY_SCHEMA, ActivityFile, FittedLayer, LayerMoments, Moments, fit};
pub use recorded::Trace;
pub use source::{ActivitySource, Player, PopulationActivity, StepEvents};
pub use synthetic::{SyntheticActivity, SyntheticFile, SyntheticPlayer};
