//! The decoder of a language model, where it lies on the chip.

use super::build::known;
use super::shape::DECODER;
use crate::file::WorkloadFile;
use crate::network::{
    Model, Network, Population, PopulationId, Projection, ProjectionId, Site, SynapseKind, Synapses,
};

/// Adds the on-chip decoder: a linear population with a unit a word, densely driven by the last layer.
pub(super) fn add_decoder(
    file: &WorkloadFile,
    network: &mut Network,
    last_layer: PopulationId,
) -> ProjectionId {
    let (sources, words) = (network.population(last_layer).units, known(file.vocabulary.as_ref()));
    let binary = network.population(last_layer).model.has_binary_events();
    network.populations.push(Population {
        name: DECODER.to_owned(),
        units: words,
        model: Model::Linear,
        site: Site::Chip,
        lookup_bits: 0,
        bits_per_step: 0,
    });
    network.projections.push(Projection {
        kind: SynapseKind::Dense,
        name: DECODER.to_owned(),
        source: last_layer,
        target: PopulationId(network.populations.len() as u32 - 1),
        delay: 0,
        synapses: Synapses::Dense { sources, targets: words },
        weight_bits: known(Some(&file.weight_bits)),
        payload_bits: if binary { 0 } else { known(Some(&file.payload_bits)) },
    });
    ProjectionId(network.projections.len() as u32 - 1)
}
