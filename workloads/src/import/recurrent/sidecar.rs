//! The sidecar: what a file of tensors does not say.

use serde::{Deserialize, Serialize};

/// The schema this version reads.
pub const SIDECAR: &str = "egret.sidecar/1";

/// A sidecar file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sidecar {
    /// Schema of this file: [`SIDECAR`].
    pub schema: String,
    /// The recurrent layers, the lowest first.
    pub layers: Vec<LayerEntry>,
    /// Tensor with a row a word: `[words, inputs of the lowest layer]`.
    #[serde(default)]
    pub embedding: Option<String>,
    /// Tensor of the decoder's weight, `[words, units of the last layer]`. None: tied to the embedding.
    #[serde(default)]
    pub decoder_weight: Option<String>,
    /// Tensor with a number a word, added to its logit. None: zeros.
    #[serde(default)]
    pub decoder_bias: Option<String>,
    /// Tensors that are left out on purpose.
    #[serde(default)]
    pub ignore: Vec<String>,
}

impl Sidecar {
    /// Names of the tensors that belong to words.
    pub(super) fn embedding_tensors(&self) -> impl Iterator<Item = &String> {
        [&self.embedding, &self.decoder_weight, &self.decoder_bias].into_iter().flatten()
    }
}

/// Recurrent layers that one module of a framework holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerEntry {
    /// Who wrote the tensors.
    pub framework: Framework,
    /// What stands before the names of the tensors, without the dot; empty if nothing does.
    #[serde(default)]
    pub prefix: String,
    /// Layers in the module: torch numbers them `_l0`, `_l1` and so on.
    #[serde(default = "one")]
    pub layers: u32,
    /// Whether the module has biases; `false` for `bias=False`.
    #[serde(default = "yes")]
    pub bias: bool,
}

fn one() -> u32 {
    1
}

fn yes() -> bool {
    true
}

/// Frameworks, by module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Framework {
    /// `EGRU` of `EvNN`: `kernel` `[inputs, 3 * units]`, `recurrent_kernel`, `bias`, `recurrent_bias`, `thr`; gates z, r, g.
    EvnnEgru,
    /// `torch.nn.GRU`: `weight_ih_l0` `[3 * units, inputs]` and so on; gates r, z, n.
    TorchGru,
    /// `torch.nn.LSTM`: `weight_ih_l0` `[4 * units, inputs]` and so on; gates i, f, g, o.
    TorchLstm,
}

impl Framework {
    /// Gates of a unit.
    pub(super) fn gates(self) -> usize {
        match self {
            Self::EvnnEgru | Self::TorchGru => 3,
            Self::TorchLstm => 4,
        }
    }

    /// What messages call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::EvnnEgru => "EvNN EGRU",
            Self::TorchGru => "torch.nn.GRU",
            Self::TorchLstm => "torch.nn.LSTM",
        }
    }
}
