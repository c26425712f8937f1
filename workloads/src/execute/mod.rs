//! Executing networks: what their units compute, event by event, without a word about chips.

mod accumulate;
mod cells;
mod decoder;
mod elementary;
mod emitted;
mod executor;
mod log_softmax;
mod misfits;
mod network;
mod plan;
mod quantized;
mod sums;
mod wide_sums;

pub use decoder::Decoder;
pub use executor::Executor;
pub use log_softmax::LogSoftmax;
pub use network::{
    AdaptiveLif, Cell, CubaLif, DecayRnn, DeltaGated, ExecutableNetwork, ExecutablePopulation,
    ExecutableProjection, Gated, Lif, Nonlinearity, Reset, Weights, WideValues,
};
pub use quantized::{PotentialReset, QuantizedLif, SpikeSource};
