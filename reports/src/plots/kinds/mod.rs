//! Kinds of plots of stored results: from result sets and run records to pictures.
//!
//! A new kind is one line in `table.rs` and a function that makes its picture. Which points there are, which of them were
//! chosen and how they differ is worked out in `points.rs`, the same for all kinds.

mod axes;
mod energy;
mod figures;
mod maps;
mod points;
mod request;
mod runs;
mod table;
mod waterfall;

pub use request::{PlotInput, PlotOptions, PlotRequest};
pub use table::{Needs, PLOT_KINDS, PlotKind, plot_kind};

#[cfg(test)]
mod tests;
