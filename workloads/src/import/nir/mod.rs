//! Graphs of the Neuromorphic Intermediate Representation (NIR), in HDF5.
//!
//! [`node`](self) reads nodes and edges; shapes are inferred along the edges; every chain of linear nodes between neurons
//! becomes one projection; neurons become populations, with their differential equations stepped forward by a given time.

mod build;
mod fields;
mod graph;
mod import;
mod linear;
mod neurons;
mod node;
mod shapes;

pub use import::import_nir;
pub use neurons::{Discretisation, TimeStep};
