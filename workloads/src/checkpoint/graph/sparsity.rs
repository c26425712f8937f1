//! How sparse the weights of a network are.

use crate::execute::{ExecutableNetwork, Weights, WideValues};
use crate::network::Synapses;

/// Share of the weights that could be there that are zero; of a convolution, of its kernel.
pub fn graph_sparsity(network: &ExecutableNetwork) -> f64 {
    let (mut there, mut positions) = (0u64, 0u64);
    for projection in &network.projections {
        let (sources, targets) = projection.weights.shape();
        let all = u64::from(sources) * u64::from(targets);
        let (some, of) = match &projection.weights {
            Weights::Dense { .. } => (all, all),
            Weights::Sparse { rows, .. } => (rows.nonzeros(), all),
            Weights::Conv2d { shape, .. } => (shape.kept_weights(), shape.kernel_weights()),
            Weights::Wide(WideValues { synapses, .. }) => match synapses {
                Synapses::Dense { .. } | Synapses::Sparse(_) => (synapses.nonzeros(), all),
                Synapses::Crossbar(crossbar) => (crossbar.nonzeros(), crossbar.positions()),
                Synapses::Conv2d(shape) => (shape.kept_weights(), shape.kernel_weights()),
            },
            Weights::Random { fan_out, .. } => (u64::from(sources) * u64::from(*fan_out), all),
        };
        there += some;
        positions += of;
    }
    if positions == 0 { 0.0 } else { 1.0 - there as f64 / positions as f64 }
}
