//! A language model: recurrent layers, the words they read, and how their last layer becomes a prediction.

use std::sync::Arc;

use crate::checkpoint::Embedding;
use crate::execute::{Decoder, ExecutableNetwork};
use crate::network::PopulationId;

/// Recurrent layers with an embedding in front and the decoder that is tied to it behind. Cloning shares the data.
#[derive(Clone, Debug)]
pub struct LanguageModel {
    network: Arc<ExecutableNetwork>,
    embedding: Arc<Embedding>,
    decoder: Arc<Decoder>,
}

impl LanguageModel {
    /// A model of layers and an embedding. Refuses, in words, layers whose ends do not have its widths.
    pub fn new(network: Arc<ExecutableNetwork>, embedding: Arc<Embedding>) -> Result<Self, String> {
        let ends = [
            (network.populations.first(), embedding.width, "the input", "words have vectors of"),
            (network.populations.last(), embedding.outputs(), "the last layer", "the decoder listens to"),
        ];
        for (end, width, what, has) in ends {
            if let Some(end) = end.filter(|end| end.units as usize != width) {
                return Err(format!("{has} {width} numbers, but {what} has {} units", end.units));
            }
        }
        let decoder = Arc::new(Decoder::new(embedding.decoder_weights(), embedding.bias.clone()));
        Ok(Self { network, embedding, decoder })
    }

    /// The same embedding around other layers of the same shape.
    #[must_use]
    pub fn with_layers(&self, network: Arc<ExecutableNetwork>) -> Self {
        Self { network, ..self.clone() }
    }

    /// The layers.
    pub fn network(&self) -> &Arc<ExecutableNetwork> {
        &self.network
    }

    /// The word vectors.
    pub fn embedding(&self) -> &Arc<Embedding> {
        &self.embedding
    }

    /// What turns events of the last layer into logits.
    pub fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    /// The population that is decoded.
    pub fn last_layer(&self) -> PopulationId {
        PopulationId(self.network.populations.len() as u32 - 1)
    }

    /// The populations that compute: all but the input.
    pub fn layers(&self) -> impl Iterator<Item = PopulationId> + use<> {
        (1..=self.last_layer().0).map(PopulationId)
    }
}
