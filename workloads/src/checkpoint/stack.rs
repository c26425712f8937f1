//! A stack of recurrent layers as checkpoints hold it: matrices as papers print them, before they are laid out for execution.

use std::sync::Arc;

use crate::execute::{Cell, ExecutableNetwork, ExecutablePopulation, ExecutableProjection, Gated, Weights};
use crate::network::PopulationId;

/// What the layers of a stack compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// Event-based gated recurrent units.
    Egru,
    /// Gated recurrent units, dense.
    Gru,
}

/// One layer of `units` units with `inputs` inputs; gates in the order update, reset, candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Number of units.
    pub units: usize,
    /// Number of inputs: units of the layer below, or width of the embedding.
    pub inputs: usize,
    /// Input weights `[3 * units, inputs]`, row-major.
    pub weight_ih: Vec<f32>,
    /// Recurrent weights `[3 * units, units]`, row-major.
    pub weight_hh: Vec<f32>,
    /// Bias of the input sum, `[3 * units]`.
    pub bias_ih: Vec<f32>,
    /// Bias of the recurrent sum, `[3 * units]`.
    pub bias_hh: Vec<f32>,
    /// Threshold of each unit; empty for a dense GRU.
    pub threshold: Vec<f32>,
}

/// Recurrent layers on top of each other, the lowest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    /// What the layers compute.
    pub kind: LayerKind,
    /// The layers; at least one.
    pub layers: Vec<Layer>,
}

impl Stack {
    /// Number of inputs of the lowest layer.
    pub fn inputs(&self) -> usize {
        self.layers[0].inputs
    }

    /// Number of units of the last layer.
    pub fn outputs(&self) -> usize {
        self.layers[self.layers.len() - 1].units
    }

    /// All weight matrices with their names `W0`, `R0`, `W1` and so on, in that order.
    pub fn matrices(&self) -> impl Iterator<Item = (String, &[f32])> {
        self.layers.iter().enumerate().flat_map(|(number, layer)| {
            [(format!("W{number}"), &layer.weight_ih[..]), (format!("R{number}"), &layer.weight_hh[..])]
        })
    }

    /// The same matrices to be changed, each with the length of its rows.
    pub fn matrices_mut(&mut self) -> Vec<(&mut [f32], usize)> {
        let mut matrices = Vec::new();
        for layer in &mut self.layers {
            matrices.push((&mut layer.weight_ih[..], layer.inputs));
            matrices.push((&mut layer.weight_hh[..], layer.units));
        }
        matrices
    }

    /// Weights that are not zero, by matrix.
    pub fn nonzeros(&self) -> Vec<(String, u64)> {
        let counted = |(name, matrix): (String, &[f32])| {
            (name, matrix.iter().filter(|weight| **weight != 0.0).count() as u64)
        };
        self.matrices().map(counted).collect()
    }

    /// Share of weights that are zero, 0 to 1.
    pub fn weight_sparsity(&self) -> f64 {
        let positions: usize = self.matrices().map(|(_, matrix)| matrix.len()).sum();
        let nonzeros: u64 = self.nonzeros().iter().map(|(_, count)| count).sum();
        1.0 - nonzeros as f64 / positions.max(1) as f64
    }

    /// Multiplies every threshold: a smaller one makes units emit more often, without training.
    pub fn scale_thresholds(&mut self, factor: f32) {
        for threshold in self.layers.iter_mut().flat_map(|layer| &mut layer.threshold) {
            *threshold *= factor;
        }
    }

    /// The network to execute: populations `embedding`, `layer0`, `layer1` and so on; projections `W0` (embedding to layer
    /// 0), `R0` (layer 0 to itself, a step later), `W1` (layer 0 to layer 1) and so on.
    pub fn executable(&self) -> Arc<ExecutableNetwork> {
        let input = ExecutablePopulation {
            name: "embedding".to_owned(),
            units: self.inputs() as u32,
            cell: Cell::Input,
        };
        let mut populations = vec![input];
        let mut projections = Vec::new();
        for (number, layer) in self.layers.iter().enumerate() {
            let (units, gates) = (layer.units as u32, 3 * layer.units as u32);
            let bias = Gated { input: layer.bias_ih.clone(), recurrent: layer.bias_hh.clone() };
            let cell = match self.kind {
                LayerKind::Egru => Cell::Egru { bias, threshold: layer.threshold.clone() },
                LayerKind::Gru => Cell::Gru(bias),
            };
            populations.push(ExecutablePopulation { name: format!("layer{number}"), units, cell });
            let (below, own) = (PopulationId(number as u32), PopulationId(number as u32 + 1));
            projections.push(ExecutableProjection {
                name: format!("W{number}"),
                source: below,
                target: own,
                delay: 0,
                weights: Weights::from_matrix(gates, layer.inputs as u32, &layer.weight_ih),
            });
            projections.push(ExecutableProjection {
                name: format!("R{number}"),
                source: own,
                target: own,
                delay: 1,
                weights: Weights::from_matrix(gates, units, &layer.weight_hh),
            });
        }
        Arc::new(ExecutableNetwork { populations, projections })
    }
}
