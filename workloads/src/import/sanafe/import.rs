//! A network of the peer with its chip, made into what egret runs.

use std::io::BufRead;

use egret_config::InputError;

use super::architecture::{Architecture, Cost, Hops, SomaCosts};
use super::build::build;
use super::joined::join;
use super::mapped::{BothFindings, map};
use super::netlist::read_netlist;
use super::read_architecture::read_architecture;
use super::read_network::read_network;
use crate::execute::ExecutableNetwork;
use crate::import::Conversion;
use crate::network::SynapseKind;

/// A file of the peer: its name, how to read it, and its text for messages, where it is short enough to be shown.
pub struct PeerFile<'a, R> {
    /// What messages call it.
    pub name: &'a str,
    /// Its content.
    pub reader: R,
    /// Its text, asked for when something is wrong.
    pub text: &'a dyn Fn() -> Option<String>,
}

/// How a network is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkFormat {
    /// YAML.
    Yaml,
    /// A line for every group, neuron, edge and mapping.
    Netlist,
}

/// Units of a population that lie in one core, in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacedUnits {
    /// Index of the population.
    pub population: u32,
    /// First unit.
    pub first: u32,
    /// Last unit.
    pub last: u32,
    /// Core, numbered by router, row by row, and then by its place at the router.
    pub core: u32,
}

/// A unit that reads synapses.
#[derive(Clone, Debug, PartialEq)]
pub struct SynapseCosts {
    /// Its name in the file.
    pub unit: String,
    /// A synapse.
    pub cost: Cost,
}

/// An imported network with its chip.
#[derive(Clone, Debug, PartialEq)]
pub struct Sanafe {
    /// Name of the network; may be empty.
    pub name: String,
    /// The network; every projection acts in the next step.
    pub network: ExecutableNetwork,
    /// How the synapses of each projection are stored.
    pub kinds: Vec<SynapseKind>,
    /// Where units lie, in the order in which cores update them.
    pub placement: Vec<PlacedUnits>,
    /// Populations whose spikes are to be written down.
    pub spikes: Vec<String>,
    /// The chip.
    pub chip: Architecture,
    /// A hop.
    pub hops: Hops,
    /// Receiving a message.
    pub axon_in: Cost,
    /// Sending a message.
    pub axon_out: Cost,
    /// Adding a current to a neuron.
    pub dendrite: Cost,
    /// Reading a synapse that is stored dense, sparse or as a kernel; none where no such unit is in use.
    pub synapses: [Option<SynapseCosts>; 3],
    /// A leaky integrate-and-fire neuron, where there are some.
    pub neuron: Option<SomaCosts>,
    /// An input, where there are some.
    pub input: Option<SomaCosts>,
    /// Neurons that a core can hold.
    pub neurons_per_core: u32,
    /// What became of every part of the network.
    pub conversions: Vec<Conversion>,
    /// What has no effect, in the file of the chip and in that of the network.
    pub warnings: [Vec<String>; 2],
}

/// Imports a network and its chip. All that is wrong with both files at once, as far as one can be read without the other.
pub fn import_sanafe<C: BufRead, N: BufRead>(
    chip: PeerFile<'_, C>,
    network: PeerFile<'_, N>,
    format: NetworkFormat,
) -> Result<Sanafe, Vec<InputError>> {
    let mut findings = BothFindings::default();
    let architecture = read_architecture(chip.reader, &mut findings.chip);
    let draft = match format {
        NetworkFormat::Yaml => read_network(network.reader, &mut findings.network),
        NetworkFormat::Netlist => read_netlist(network.reader, &mut findings.network),
    };
    let mut sanafe = None;
    if let (Some(architecture), Some(mut draft)) = (architecture, draft)
        && findings.chip.is_fine()
        && let Some(mapped) = map(&architecture, &mut draft, &mut findings)
    {
        let joined = join(&mut draft, &mapped, &mut findings);
        sanafe = build(architecture, &draft, &mapped, joined, &mut findings);
    }
    let fine = findings.chip.is_fine() && findings.network.is_fine();
    if let Some(mut sanafe) = sanafe.filter(|_| fine) {
        sanafe.warnings = [findings.chip.warnings(), findings.network.warnings()];
        return Ok(sanafe);
    }
    let both = [(findings.chip, chip.name, chip.text), (findings.network, network.name, network.text)];
    let wrong = both.into_iter().filter(|(findings, _, _)| !findings.is_fine());
    Err(wrong.map(|(findings, name, text)| findings.into_error(name, text())).collect())
}
