//! Reading and writing files of other programs: tensors, arrays, recorded activity, and trees of them.

mod array;
mod decimal;
mod directory;
mod hdf5;
mod npy;
mod npz;
mod placement_csv;
mod spike_csv;
mod tensors;
mod trace;

pub use array::{Array, Element, LARGEST_ARRAY};
pub use directory::Directory;
pub use hdf5::{Item, read_hdf5};
pub use npy::read_npy;
pub use npz::read_npz;
pub use placement_csv::{PlacementFile, PlacementRow, read_placement_csv};
pub use spike_csv::{Clock, Origin, Spikes, read_spike_csv};
pub use tensors::{TensorFile, TensorWriter};
pub use trace::{fewest_units, read_trace, says_units, write_trace};
