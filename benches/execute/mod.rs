//! Executed networks: gated ones against dense ones, and spiking ones at scale.

mod gated;
mod networks;
mod spiking;

pub(crate) use gated::bench as bench_gated;
pub(crate) use spiking::bench as bench_spiking;
