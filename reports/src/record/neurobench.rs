//! Metrics by the names and definitions of the `NeuroBench` harness.

use serde::{Deserialize, Serialize};

/// The harness's metrics, of the layers and the decoder; counts are means over steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeuroBench {
    /// Bytes of all parameters, zeros included.
    #[serde(rename = "footprint_bytes")]
    pub footprint: f64,
    /// Share of zeros among weights (and biases of recurrent gated units), 0 to 1, to four decimals.
    pub connection_sparsity: f64,
    /// Share of zeros among what units put out, 0 to 1.
    pub activation_sparsity: f64,
    /// Synaptic operations a step.
    pub synaptic_operations: SynapticOperations,
    /// Spiking units whose potential changes, a step; `None` where potentials are not known, because the network is not
    /// executed.
    pub membrane_updates: Option<f64>,
}

/// Synaptic operations under the names of the harness.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SynapticOperations {
    /// Nonzero weight and nonzero graded activation.
    #[serde(rename = "Effective_MACs")]
    pub effective_macs: f64,
    /// Nonzero weight and nonzero binary activation.
    #[serde(rename = "Effective_ACs")]
    pub effective_acs: f64,
    /// All weights, all activations.
    #[serde(rename = "Dense")]
    pub dense: f64,
}
