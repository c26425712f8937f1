//! How well an executed language model predicted.

use serde::{Deserialize, Serialize};

/// What was measured when a network was trained: not by this run, and on other words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainedRecord {
    /// Perplexity on the test text, with weights in the precision they were trained in.
    pub perplexity: f64,
    /// The data set with the masks and events of the network.
    pub data: String,
}

/// What an executed language model made of the words it read.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageRecord {
    /// Words predicted: one a step.
    pub tokens: u64,
    /// `exp` of the mean negative logarithm of the probabilities of the words that came next, with weights as the chip
    /// stores them.
    pub perplexity: f64,
    /// Bits of a stored weight.
    pub weight_bits: u32,
    /// The same with weights as they were trained, where the chip stores rounded ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub perplexity_unrounded: Option<f64>,
}
