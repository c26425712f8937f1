//! The list of figures that a run is judged by: columns of result sets, rows of comparisons, axes of plots.
//!
//! A new figure is one line in `plain.rs`; those of components and waits follow the lists of the hardware.

mod list;
mod plain;

pub use list::{Better, Metric, metric, metrics, values};
