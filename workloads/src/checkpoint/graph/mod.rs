//! Networks of any populations and projections in a file of tensors: what importers of spiking networks write.
//!
//! The note `egret-graph/1` describes populations and projections in RON. Constants are `populations.NAME.CONSTANT`, weights
//! `projections.NAME.weight`: a matrix `[targets, sources]` or a kernel as papers print them, or lists `.indptr`, `.indices`
//! and `.values` by source unit.

mod cells;
mod description;
mod quantize;
mod read;
mod sparsity;
mod spikes;
mod write;

pub use quantize::quantize_graph;
pub use read::{is_graph, read_graph};
pub use sparsity::graph_sparsity;
pub use write::write_graph;
