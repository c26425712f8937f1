//! Taking units out of a trained network.

use super::embedding::Embedding;
use super::stack::Stack;
use crate::masks::unit_pruning::{gate_rows, keep_in_matrix};

/// Gates of a layer of a stack.
const GATES: u32 = 3;

impl Stack {
    /// The same network with the kept units of every layer alone (ascending lists, one a layer): rows and columns of what
    /// feeds the others and of what listens to them go, in the decoder too.
    ///
    /// # Panics
    /// If there is not a list for every layer, or a unit is not there.
    pub fn with_units(&self, kept: &[Vec<u32>], embedding: &Embedding) -> (Self, Embedding) {
        assert_eq!(kept.len(), self.layers.len(), "units of every layer");
        let mut pruned = self.clone();
        let mut below: Vec<u32> = (0..self.inputs() as u32).collect();
        for ((layer, from), units) in pruned.layers.iter_mut().zip(&self.layers).zip(kept) {
            let gates = gate_rows(units, from.units as u32, GATES);
            let numbers = |list: &[f32], of: &[u32]| of.iter().map(|at| list[*at as usize]).collect();
            layer.units = units.len();
            layer.inputs = below.len();
            layer.weight_ih = keep_in_matrix(&from.weight_ih, from.inputs as u32, &gates, &below);
            layer.weight_hh = keep_in_matrix(&from.weight_hh, from.units as u32, &gates, units);
            layer.bias_ih = numbers(&from.bias_ih, &gates);
            layer.bias_hh = numbers(&from.bias_hh, &gates);
            if !from.threshold.is_empty() {
                layer.threshold = numbers(&from.threshold, units);
            }
            below.clone_from(units);
        }
        let words: Vec<u32> = (0..embedding.vocabulary as u32).collect();
        let decoder = keep_in_matrix(embedding.decoder_weights(), embedding.outputs() as u32, &words, &below);
        (pruned, Embedding { decoder: Some(decoder), ..embedding.clone() })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::stack::{Layer, LayerKind};
    use super::*;
    use crate::language::{LanguageModel, evaluate};
    use crate::random::Stream;

    fn layer(units: usize, inputs: usize, stream: &mut Stream) -> Layer {
        let mut draw = |count: usize| (0..count).map(|_| stream.unit() as f32 - 0.5).collect::<Vec<f32>>();
        Layer {
            units,
            inputs,
            weight_ih: draw(3 * units * inputs),
            weight_hh: draw(3 * units * units),
            bias_ih: draw(3 * units),
            bias_hh: draw(3 * units),
            threshold: vec![0.05; units],
        }
    }

    #[test]
    fn a_unit_that_never_emits_is_not_missed() {
        let mut stream = Stream::new(1, "test", 0);
        let mut stack =
            Stack { kind: LayerKind::Egru, layers: vec![layer(5, 3, &mut stream), layer(4, 5, &mut stream)] };
        // States stay below 1, so these never emit.
        stack.layers[0].threshold[2] = 2.0;
        stack.layers[1].threshold[0] = 2.0;
        let mut draw = |count: usize| (0..count).map(|_| stream.unit() as f32).collect::<Vec<f32>>();
        let embedding =
            Embedding { vocabulary: 6, width: 3, vectors: draw(18), decoder: Some(draw(24)), bias: draw(6) };
        let words = [0, 5, 3, 2, 2, 4, 1, 0, 5];
        let evaluated = |stack: &Stack, embedding: &Embedding| {
            let model = LanguageModel::new(stack.executable(), Arc::new(embedding.clone())).unwrap();
            evaluate(&model, &[&words], 1, &|| ())
        };
        let whole = evaluated(&stack, &embedding);
        let (pruned, fewer) = stack.with_units(&[vec![0, 1, 3, 4], vec![1, 2, 3]], &embedding);
        let without = evaluated(&pruned, &fewer);
        assert!(whole.events().iter().all(|events| *events > 0), "{:?}", whole.events());
        assert_eq!(without.events(), whole.events());
        assert!((without.perplexity() - whole.perplexity()).abs() < 1e-12);
        assert!(without.synops()[1] < whole.synops()[1]);
    }
}
