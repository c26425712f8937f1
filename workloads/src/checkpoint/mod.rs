//! Trained networks in files: reading and writing them, and what can be done to their weights without training.

mod embedding;
mod graph;
mod layers;
mod matrix;
mod quantize;
mod stack;
mod unit_pruning;
mod write;

pub use embedding::Embedding;
pub use graph::{graph_sparsity, is_graph, quantize_graph, read_graph, write_graph};
pub use quantize::{MOST_BITS, quantize};
pub use stack::{Layer, LayerKind, Stack};
