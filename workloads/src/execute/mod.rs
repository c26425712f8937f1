//! Executing networks: what their units compute, event by event, without a word about chips.

mod network;

pub use network::{
    AdaptiveLif, Cell, CubaLif, DecayRnn, DeltaGated, ExecutableNetwork, ExecutablePopulation,
    ExecutableProjection, Gated, Lif, Weights,
};
