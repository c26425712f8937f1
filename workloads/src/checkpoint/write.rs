//! Writing a network back, in the layout that is read.

use super::embedding::Embedding;
use super::stack::{LayerKind, Stack};
use crate::files::TensorWriter;

impl Stack {
    /// The bytes of a checkpoint with these layers and, where there is one, the embedding.
    pub fn to_bytes(&self, embedding: Option<&Embedding>) -> Vec<u8> {
        let mut writer = TensorWriter::default();
        for (number, layer) in self.layers.iter().enumerate() {
            let name = |part: &str| format!("layers.{number}.{part}");
            let gates = 3 * layer.units;
            writer.floats(name("weight_ih"), &[gates, layer.inputs], &layer.weight_ih);
            writer.floats(name("weight_hh"), &[gates, layer.units], &layer.weight_hh);
            writer.floats(name("bias_ih"), &[gates], &layer.bias_ih);
            writer.floats(name("bias_hh"), &[gates], &layer.bias_hh);
            if self.kind == LayerKind::Egru {
                writer.floats(name("threshold"), &[layer.units], &layer.threshold);
            }
        }
        if let Some(embedding) = embedding {
            writer.floats_or_halves(
                "embedding.weight",
                &[embedding.vocabulary, embedding.width],
                &embedding.vectors,
            );
            if let Some(decoder) = &embedding.decoder {
                writer.floats_or_halves(
                    "decoder.weight",
                    &[embedding.vocabulary, embedding.outputs()],
                    decoder,
                );
            }
            writer.floats("decoder.bias", &[embedding.vocabulary], &embedding.bias);
        }
        writer.finish(Some(("gate_order", "z,r,g")))
    }
}

#[cfg(test)]
mod tests {
    use super::super::stack::Layer;
    use super::*;
    use crate::files::TensorFile;

    #[test]
    fn what_is_written_is_read() {
        let layer = Layer {
            units: 2,
            inputs: 1,
            weight_ih: vec![0.1, 0.0, 0.3, 0.0, 0.5, 0.6],
            weight_hh: vec![0.0; 12],
            bias_ih: vec![1.0; 6],
            bias_hh: vec![2.0; 6],
            threshold: vec![0.3, 0.4],
        };
        let stack = Stack { kind: LayerKind::Egru, layers: vec![layer] };
        let embedding = Embedding {
            vocabulary: 2,
            width: 1,
            vectors: vec![0.5, -2.0],
            decoder: Some(vec![1.0, 2.0, 3.0, 4.0]),
            bias: vec![0.1, 0.2],
        };
        let bytes = stack.to_bytes(Some(&embedding));
        let file = TensorFile::open("net", &bytes).unwrap();
        assert_eq!(Stack::read(&file).unwrap(), stack);
        assert_eq!(Embedding::read(&file, 1, 2).unwrap(), embedding);
        assert_eq!(stack.nonzeros(), [("W0".to_owned(), 4), ("R0".to_owned(), 0)]);
    }
}
