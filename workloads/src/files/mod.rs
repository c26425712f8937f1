//! Reading and writing binary files: tensors, and recorded activity in them.

mod directory;
mod tensors;
mod trace;

pub use directory::Directory;
pub use tensors::{TensorFile, TensorWriter};
pub use trace::{read_trace, write_trace};
