//! Trained networks in files: reading and writing them, and what can be done to their weights without training.

mod embedding;
mod layers;
mod matrix;
mod quantize;
mod stack;
mod unit_pruning;
mod write;

pub use embedding::Embedding;
pub use quantize::{MOST_BITS, quantize};
pub use stack::{Layer, LayerKind, Stack};
