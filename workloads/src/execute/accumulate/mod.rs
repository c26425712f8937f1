//! Adding events, weighted, to sums: one file a way of storing weights.
//!
//! All add the rows of emitting units one at a time, in ascending order, so every way of storing the same weights gives the
//! same bits.

mod convolution;
mod dense;
mod random;
mod rows;
mod wide;

pub(super) use convolution::add_convolution;
pub(super) use dense::add_dense;
pub(super) use random::{add_random, random_row};
pub(super) use rows::{COMPACT, add_rows, add_rows_compact};
pub(super) use wide::add_wide;
