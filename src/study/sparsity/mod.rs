//! The sparsity study: what weight sparsity and activity sparsity buy, each alone and both together, on several chips, and
//! what eats the rest.
//!
//! It is a handful of studies like any other, each in a directory of its own, and an analysis of what they found:
//! functions from points to tables, which know nothing of simulations.

mod break_even;
mod claim;
mod driver;
mod figures;
mod finding;
mod frontier;
mod gains;
mod parts;
mod pictures;
mod points;
mod regimes;
mod waterfall;

pub(crate) use driver::carry_out;
pub(crate) use parts::Extent;
