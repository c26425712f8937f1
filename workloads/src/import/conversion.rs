//! What an importer hands back: the network, and what became of every part of the file.

use crate::execute::ExecutableNetwork;
use crate::network::PopulationId;

/// An imported network.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The network; its first population is the input.
    pub network: ExecutableNetwork,
    /// The population that is read out.
    pub readout: PopulationId,
    /// What became of every part of the file, in the order of the network.
    pub conversions: Vec<Conversion>,
}

/// What became of one part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// Name in the file.
    pub node: String,
    /// What it is there: `LIF`, `Conv2d`.
    pub kind: String,
    /// What it became: `population lif1, 108 units`.
    pub became: String,
    /// What was approximated or assumed, each with its size; empty where nothing was.
    pub notes: Vec<String>,
}
