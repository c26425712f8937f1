//! Operations a step by the conventions of the papers.

use serde::{Deserialize, Serialize};

/// Operations a step, mean over the run: of the layers alone, and with embedding and decoder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operations {
    /// Multiply-accumulates with all weights and all activations, embedding and decoder left out.
    pub dense_macs: f64,
    /// Multiply-accumulates that sparsity leaves over, embedding and decoder left out.
    pub effective_macs: EffectiveMacs,
    /// The same with embedding and decoder, wherever they run.
    pub with_embedding_and_decoder: OperationCounts,
}

/// One set of counts, a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationCounts {
    /// With all weights and all activations.
    pub dense_macs: f64,
    /// What sparsity leaves over.
    pub effective_macs: EffectiveMacs,
}

/// Multiply-accumulates that sparsity leaves over, under both conventions of the EGRU papers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffectiveMacs {
    /// Every projection counts only nonzero weights and active sources.
    pub all_sparse: f64,
    /// Feed-forward projections count in full; recurrent ones as above.
    pub ff_dense: f64,
}
