//! Metrics as the `NeuroBench` harness defines them, of the layers and, where there is one, the decoder.
//!
//! - *Footprint*: bytes of all parameters, zeros included. Parameters are weights (a kernel's once), two biases a gate of gated
//!   units and one of others, a threshold of each EGRU unit, and the word vectors; a tied decoder shares these. All are
//!   taken to have the width of a stored weight.
//! - *Connection sparsity*: share of zeros among weights; the biases of recurrent gated units count among the weights, since
//!   the harness reads them as parameters of one layer. Rounded to four decimals.
//! - *Activation sparsity*: share of zeros among what all units but inputs and decoder put out, over all steps.
//! - *Synaptic operations* a step: weights and activations that are both not zero, as `Effective_ACs` where the activation is binary,
//!   else as `Effective_MACs`; `Dense` counts all. Gated units add three element-wise products each. Biases do not count.
//!
//! The sixth metric, membrane updates, needs potentials: see [`crate::activity::Execution::membrane_updates`].

use serde::Serialize;

use crate::network::{Model, Network, Projection};
use crate::operations::Decoder;

/// The metrics; counts are means over steps.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct NeuroBench {
    /// Bytes of all parameters.
    pub footprint_bytes: f64,
    /// Share of zeros among weights, 0 to 1.
    pub connection_sparsity: f64,
    /// Share of zeros among activations, 0 to 1.
    pub activation_sparsity: f64,
    /// Operations with a graded activation.
    pub effective_macs: f64,
    /// Operations with a binary activation.
    pub effective_acs: f64,
    /// Operations if nothing were sparse.
    pub dense: f64,
}

/// Element-wise products of a gated unit: what the harness counts for a cell of a GRU or LSTM.
const GATED_PRODUCTS: u64 = 3;

/// Sums over a network.
#[derive(Debug, Default)]
struct Sums {
    parameter_bits: u64,
    zeros: u64,
    connections: u64,
    macs: f64,
    acs: f64,
    dense: f64,
}

impl NeuroBench {
    /// Of a network at the given activity of each population; `touched` says how many weights of a projection that are there
    /// meet an event in a step.
    pub(crate) fn of(
        network: &Network,
        decoder: Decoder,
        activity: &[f64],
        touched: &impl Fn(&Projection) -> f64,
    ) -> Self {
        let is_decoder =
            |at: usize| decoder.projection.is_some_and(|id| network.projection(id).target.index() == at);
        let mut sums = Sums::default();
        let (mut units, mut events) = (0.0, 0.0);
        for (at, population) in network.populations.iter().enumerate() {
            let (biases, products, thresholds) = match population.model {
                Model::Input => continue,
                Model::Egru => (2, GATED_PRODUCTS, 1),
                Model::Gru | Model::Lstm | Model::DeltaGru | Model::DeltaLstm => (2, GATED_PRODUCTS, 0),
                Model::DecayRnn
                | Model::Lif
                | Model::AdaptiveLif
                | Model::CubaLif
                | Model::Relu
                | Model::Linear => (1, 0, 0),
            };
            let size = u64::from(population.units);
            sums.parameter_bits +=
                (biases * population.inputs() + thresholds * size) * u64::from(decoder.bits);
            if products > 0 {
                sums.connections += biases * population.inputs();
            }
            if !is_decoder(at) {
                let products = (products * size) as f64;
                sums.macs += products;
                sums.dense += products;
                units += size as f64;
                events += activity[at] * size as f64;
            }
        }
        // Pooling and values handed on have no weights to count.
        for projection in
            network.projections.iter().filter(|projection| !projection.synapses.has_fixed_weights())
        {
            let synapses = &projection.synapses;
            let (parameters, kept) = (synapses.parameters(), synapses.kept_parameters());
            sums.parameter_bits += parameters * u64::from(projection.weight_bits);
            sums.zeros += parameters - kept;
            sums.connections += parameters;
            sums.dense += synapses.positions() as f64;
            let effective = touched(projection);
            if network.population(projection.source).model.has_binary_events() {
                sums.acs += effective;
            } else {
                sums.macs += effective;
            }
        }
        sums.add_decoder(network, decoder, activity);
        Self {
            footprint_bytes: sums.parameter_bits as f64 / 8.0,
            connection_sparsity: (share(sums.zeros as f64, sums.connections as f64) * 1e4).round() / 1e4,
            activation_sparsity: share(units - events, units),
            effective_macs: sums.macs,
            effective_acs: sums.acs,
            dense: sums.dense,
        }
    }
}

impl Sums {
    /// The decoder of a network that decodes elsewhere; one on the chip is a projection like others.
    fn add_decoder(&mut self, network: &Network, decoder: Decoder, activity: &[f64]) {
        let bits = u64::from(decoder.bits);
        let words = u64::from(decoder.vocabulary);
        let last = network.population(decoder.source);
        if decoder.projection.is_none() && words > 0 {
            let weights = words * u64::from(last.units);
            self.parameter_bits += (weights + words) * bits;
            self.connections += weights;
            self.dense += weights as f64;
            let effective = activity[decoder.source.index()] * weights as f64;
            if last.model.has_binary_events() {
                self.acs += effective;
            } else {
                self.macs += effective;
            }
        }
        // Word vectors as wide as the last layer are tied to the decoder and counted with it.
        let input = &network.populations[0];
        if words > 0 && input.model == Model::Input && input.units != last.units {
            self.parameter_bits += words * u64::from(input.units) * bits;
        }
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}
