//! Networks and chips of SANA-FE: YAML or netlist in, a network that egret executes out.
//!
//! SANA-FE (Boyle et al., key `boyle2025`) is a simulator of neuromorphic chips. What is read here was worked out from its
//! documentation and from what it does; nothing of its program is in this one. Reading (`document`, `fields`,
//! `read_architecture`, `read_network`, `netlist`) makes a description of the chip and a draft of the network, `mapped` puts
//! neurons on units of cores, `joined` makes synapses of edges, and `build` the network. Whatever is not understood is
//! refused at its place; what SANA-FE takes without effect is taken with a warning.

mod architecture;
mod attributes;
mod build;
mod characters;
mod document;
mod draft;
mod fields;
mod gathering;
mod import;
mod inputs;
mod joined;
mod mapped;
mod netlist;
mod place;
mod read_architecture;
mod read_network;
mod scalar;
mod settings;

pub use architecture::{Architecture, Cost, Hops, SomaCosts};
pub use import::{NetworkFormat, PeerFile, PlacedUnits, Sanafe, SynapseCosts, import_sanafe};
