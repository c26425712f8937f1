//! From a workload file to a checked workload, or to all of its problems at once.

mod build;
mod checkpoint;
mod connections;
mod decoder;
mod graph;
mod masks;
mod numbers;
mod shape;
mod trained;

pub use build::validate;
pub(crate) use build::validate_like;
pub(crate) use numbers::not_numbers;
