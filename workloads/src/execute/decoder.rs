//! The output of a language model: the dot product of the last layer's output with the embedding of every word.

use super::accumulate::add_dense;

/// Side of the squares in which an embedding is transposed: neither side leaves the cache between the values of a line.
const TILE: usize = 32;

/// A decoder, often tied to the embedding of the input words.
///
/// It is stored by unit, so that an event adds one row: as many operations as there are words.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoder {
    words: u32,
    /// `rows[unit * words + word]`.
    rows: Vec<f32>,
    bias: Vec<f32>,
}

impl Decoder {
    /// A decoder from an embedding `[words, units]`, row-major, and a bias a word.
    ///
    /// # Panics
    /// If there is no word, or the embedding is not a multiple of the biases long.
    pub fn new(embedding: &[f32], bias: Vec<f32>) -> Self {
        let words = bias.len();
        assert!(words > 0, "a decoder needs words");
        assert!(embedding.len().is_multiple_of(words), "{} weights for {words} words", embedding.len());
        let units = embedding.len() / words;
        let mut rows = vec![0.0; embedding.len()];
        for word_tile in (0..words).step_by(TILE) {
            for unit_tile in (0..units).step_by(TILE) {
                for word in word_tile..words.min(word_tile + TILE) {
                    for unit in unit_tile..units.min(unit_tile + TILE) {
                        rows[unit * words + word] = embedding[word * units + unit];
                    }
                }
            }
        }
        Self { words: words as u32, rows, bias }
    }

    /// Number of words.
    pub fn words(&self) -> u32 {
        self.words
    }

    /// Number of units that it listens to.
    pub fn units(&self) -> u32 {
        (self.rows.len() / self.bias.len()) as u32
    }

    /// Fills `logits` with one number a word, from the events of the last layer (ascending units and their values). Returns the
    /// number of operations: events times words.
    ///
    /// # Panics
    /// If there is no such unit.
    pub fn decode(&self, units: &[u32], values: &[f32], logits: &mut Vec<f32>) -> u64 {
        logits.clone_from(&self.bias);
        add_dense(&self.rows, self.bias.len(), units, values, logits)
    }
}
