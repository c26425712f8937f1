//! Reading and writing binary files: tensors, and recorded activity in them.

mod tensors;
mod trace;

pub use tensors::{TensorFile, TensorWriter};
pub use trace::{read_trace, write_trace};
