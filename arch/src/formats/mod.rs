//! Weight formats: how many bits and entries a row of synapses takes, exactly.
//!
//! One file a format, each a function from the nonzero positions of a row to its [`RowSize`]; [`WeightFormat`] lists
//! them. Formats know nothing of memories: [`words()`] rounds bits up to the words of one.

mod bitmap;
mod block;
mod csr;
mod dense;
mod format;
mod ideal;
mod n_of_m;
mod row;
mod run_length;

pub use format::{FORMATS, ROW_POINTER_BITS, WeightFormat};
pub use row::{RowMisfit, RowSize, index_bits, words};
