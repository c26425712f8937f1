//! The table of word vectors, which is both the input of a language model and, tied, its decoder.

use egret_config::{InputError, Problem};

use crate::files::TensorFile;

/// The tensor with a row a word.
const WEIGHT: &str = "embedding.weight";
/// The tensor with a row of decoder weights a word, where the decoder is not tied to the embedding.
const DECODER: &str = "decoder.weight";
/// The tensor with a number a word, added to its logit.
const BIAS: &str = "decoder.bias";

/// Word vectors and the decoder's bias.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding {
    /// Number of words.
    pub vocabulary: usize,
    /// Length of a word's vector.
    pub width: usize,
    /// Vectors `[vocabulary, width]`, row-major.
    pub vectors: Vec<f32>,
    /// Weights of the decoder `[vocabulary, outputs]`, row-major; none where it is tied: the vectors themselves.
    pub decoder: Option<Vec<f32>>,
    /// Bias of each word's logit, `[vocabulary]`.
    pub bias: Vec<f32>,
}

impl Embedding {
    /// Whether a file holds one.
    pub fn is_in(file: &TensorFile<'_>) -> bool {
        file.contains(WEIGHT)
    }

    /// Reads `embedding.weight`, `decoder.bias` and, if it is there, `decoder.weight` of a network with so many inputs and
    /// outputs.
    pub fn read(file: &TensorFile<'_>, width: usize, outputs: usize) -> Result<Self, InputError> {
        let read = || {
            let vocabulary = match &file.shape(WEIGHT)?[..] {
                [words, found] if *found == width && *words > 0 => *words,
                shape => {
                    let what = format!("it has the shape {shape:?}, not [words, {width}]");
                    let hint = format!(
                        "the lowest layer has {width} inputs: is it the embedding of another network?"
                    );
                    return Err(Problem::new(WEIGHT, what).hint(hint));
                }
            };
            let vectors = file.floats(WEIGHT, &[vocabulary, width])?;
            let decoder = if file.contains(DECODER) {
                Some(file.floats(DECODER, &[vocabulary, outputs])?)
            } else if width == outputs {
                None
            } else {
                let what = format!(
                    "there is no tensor of that name, and vectors of {width} numbers cannot decode a last layer of {outputs} units"
                );
                return Err(Problem::new(DECODER, what));
            };
            Ok(Self { vocabulary, width, vectors, decoder, bias: file.floats(BIAS, &[vocabulary])? })
        };
        read().map_err(|problem| InputError::single(file.name(), problem))
    }

    /// The weights of the decoder, `[vocabulary, outputs]`, row-major.
    pub fn decoder_weights(&self) -> &[f32] {
        self.decoder.as_deref().unwrap_or(&self.vectors)
    }

    /// Number of units that the decoder listens to.
    pub fn outputs(&self) -> usize {
        self.decoder_weights().len() / self.vocabulary
    }

    /// The vector of a word.
    ///
    /// # Panics
    /// If there is no such word.
    pub fn vector(&self, word: u32) -> &[f32] {
        let start = word as usize * self.width;
        &self.vectors[start..start + self.width]
    }

    /// Reads a list of words, which all have to be in the vocabulary: the only tensor of one dimension, `test_ids` or any other name.
    pub fn read_words(&self, file: &TensorFile<'_>) -> Result<Vec<u32>, InputError> {
        let refused = |problem: Problem| InputError::single(file.name(), problem);
        let names = file.tensor_names();
        let [name] = names[..] else {
            let what = format!("it holds {} tensors, and one list of tokens is needed", names.len());
            return Err(refused(
                Problem::new("", what).hint("tokens are one tensor of whole numbers, such as `test_ids`"),
            ));
        };
        let words = file.whole_numbers(name).map_err(refused)?;
        match words.iter().position(|word| *word as usize >= self.vocabulary) {
            None => Ok(words),
            Some(at) => {
                let what =
                    format!("token {at} is word {}, and the vocabulary has {}", words[at], self.vocabulary);
                Err(refused(Problem::new(name, what).hint("tokens and embedding have to share a vocabulary")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::TensorWriter;

    fn file(width: usize, biases: usize) -> Vec<u8> {
        let mut writer = TensorWriter::default();
        writer.floats(WEIGHT, &[3, width], &vec![0.25; 3 * width]);
        writer.floats(BIAS, &[biases], &vec![0.0; biases]);
        writer.finish(None)
    }

    #[test]
    fn a_vocabulary_that_does_not_match_is_refused() {
        let open = |bytes: &[u8]| {
            Embedding::read(&TensorFile::open("e", bytes).unwrap(), 2, 2).map_err(|error| error.to_string())
        };
        let embedding = open(&file(2, 3)).unwrap();
        assert_eq!((embedding.vocabulary, embedding.vector(2)), (3, &[0.25, 0.25][..]));
        assert!(open(&file(4, 3)).unwrap_err().contains("not [words, 2]"));
        assert!(open(&file(2, 2)).unwrap_err().contains("decoder.bias: it has the shape [2], not [3]"));
        let words = |numbers: &[u32]| {
            let mut writer = TensorWriter::default();
            writer.u32s("test_ids", numbers);
            let bytes = writer.finish(None);
            embedding.read_words(&TensorFile::open("t", &bytes).unwrap()).map_err(|error| error.to_string())
        };
        assert_eq!(words(&[0, 2, 1]).unwrap(), [0, 2, 1]);
        assert!(words(&[0, 3]).unwrap_err().contains("token 1 is word 3, and the vocabulary has 3"));
    }
}
