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
    /// A model of layers and an embedding. Refuses, in words, layers whose ends do not have its width.
    pub fn new(network: Arc<ExecutableNetwork>, embedding: Arc<Embedding>) -> Result<Self, String> {
        let ends = [network.populations.first(), network.populations.last()];
        for (end, what) in ends.into_iter().flatten().zip(["input", "last layer"]) {
            if end.units as usize != embedding.width {
                return Err(format!(
                    "words have vectors of {} numbers, but the {what} has {} units, and the decoder is tied to the embedding",
                    embedding.width, end.units
                ));
            }
        }
        let decoder = Arc::new(Decoder::new(&embedding.vectors, embedding.bias.clone()));
        Ok(Self { network, embedding, decoder })
    }

    /// The same embedding around other layers of the same shape.
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
