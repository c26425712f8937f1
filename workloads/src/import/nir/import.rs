//! From the bytes of a file to a network.

use egret_config::{InputError, Problem};

use super::build::build;
use super::graph::Graph;
use super::neurons::TimeStep;
use super::shapes::Shapes;
use crate::files::read_hdf5;
use crate::import::Imported;

/// The network in the bytes of a `.nir` file; `name` is what messages call it.
///
/// Refuses, with the node and the reason, what is not understood: all nodes and edges at once, then all shapes at once.
pub fn import_nir(name: &str, bytes: &[u8], time: TimeStep) -> Result<Imported, InputError> {
    let refused = |problems: Vec<Problem>| InputError { name: name.to_owned(), text: None, problems };
    let file = read_hdf5(bytes).map_err(|problem| refused(vec![problem]))?;
    let graph = Graph::read(&file).map_err(refused)?;
    let shapes = Shapes::infer(&graph).map_err(refused)?;
    build(&graph, &shapes, time).map_err(refused)
}
