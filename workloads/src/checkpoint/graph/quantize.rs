//! Weights of any projection as integers of few bits, with one scale a target (or an output channel of a kernel).

use crate::execute::{ExecutableNetwork, Weights, WideValues};
use crate::network::Synapses;

/// Rounds every weight to `bits` bits, 2 to 31, as [`super::super::quantize`] rounds the rows of a matrix. What rounds to 0
/// stays a synapse.
pub fn quantize_graph(network: &mut ExecutableNetwork, bits: u32) {
    for projection in &mut network.projections {
        match &mut projection.weights {
            Weights::Dense { targets, values, .. } => {
                let targets = *targets as usize;
                round(values, targets, |at| at % targets, bits);
            }
            Weights::Sparse { rows, values } => {
                round(values, rows.width() as usize, |at| rows.targets()[at] as usize, bits);
            }
            Weights::Conv2d { shape, kernel } => {
                let outputs = shape.output().channels as usize;
                let of_output = kernel.len() / outputs;
                round(kernel, outputs, |at| at / of_output, bits);
            }
            Weights::Wide(WideValues { synapses, values }) => {
                let mut narrow: Vec<f32> = values.iter().map(|value| *value as f32).collect();
                match synapses {
                    Synapses::Dense { targets, .. } => {
                        let targets = *targets as usize;
                        round(&mut narrow, targets, |at| at % targets, bits);
                    }
                    Synapses::Sparse(rows) => {
                        let width = rows.width() as usize;
                        round(&mut narrow, width, |at| rows.targets()[at] as usize, bits);
                    }
                    Synapses::Crossbar(crossbar) => {
                        let rows = crossbar.listed();
                        round(&mut narrow, rows.width() as usize, |at| rows.targets()[at] as usize, bits);
                    }
                    Synapses::Conv2d(shape) => {
                        let outputs = shape.output().channels as usize;
                        let of_output = narrow.len() / outputs;
                        round(&mut narrow, outputs, |at| at / of_output, bits);
                    }
                }
                *values = narrow.into_iter().map(f64::from).collect();
            }
            // One value is its own scale.
            Weights::Random { .. } => {}
        }
    }
}

fn round(values: &mut [f32], rows: usize, row: impl Fn(usize) -> usize, bits: u32) {
    let most = f64::from((1_u32 << (bits - 1)) - 1);
    let mut largest = vec![0.0_f32; rows];
    for (at, value) in values.iter().enumerate() {
        let largest = &mut largest[row(at)];
        *largest = largest.max(value.abs());
    }
    for (at, value) in values.iter_mut().enumerate() {
        let scale = f64::from(largest[row(at)]) / most;
        if scale > 0.0 {
            *value = ((f64::from(*value) / scale).round_ties_even() * scale) as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::quantize;

    #[test]
    fn a_graph_is_rounded_as_its_matrix_is() {
        let mut matrix: Vec<f32> = (0..12).map(|at| ((at * 7 % 11) as f32 - 5.3) / 3.0).collect();
        let mut values: Vec<f32> = (0..3)
            .flat_map(|source| [0, 1, 2, 3].map(|target| (target, source)))
            .map(|(t, s)| matrix[t * 3 + s])
            .collect();
        quantize(&mut matrix, 3, 4);
        round(&mut values, 4, |at| at % 4, 4);
        for (at, value) in values.iter().enumerate() {
            assert_eq!(value.to_bits(), matrix[at % 4 * 3 + at / 4].to_bits());
        }
    }
}
