//! Data sets that ship inside the program: weight masks and recorded activity of trained networks.
//!
//! The files lie in `workloads/data`, whose README describes their layout, origin and licence.

mod dataset;
mod figures;
mod packed;

pub use dataset::{Dataset, Level, activity_levels, content, dataset_names, load};
pub use figures::Figures;
