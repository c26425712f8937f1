//! The EGRU against its equations, written out in double precision.

use egret_workloads::PopulationId;
use egret_workloads::execute::Cell;

use crate::networks::{Stack, biases, emitted, numbers, sparse_numbers};

/// One layer, as its equations read.
struct Oracle {
    sources: usize,
    input: Vec<f64>,
    recurrent: Vec<f64>,
    input_bias: Vec<f64>,
    recurrent_bias: Vec<f64>,
    threshold: Vec<f64>,
    cell: Vec<f64>,
    before_reset: Vec<f64>,
    output: Vec<f64>,
}

impl Oracle {
    #[expect(clippy::many_single_char_names, reason = "the names of the equations")]
    fn step(&mut self, x: &[f64]) {
        let units = self.threshold.len();
        let product = |matrix: &[f64], vector: &[f64], row: usize| -> f64 {
            matrix[row * vector.len()..].iter().zip(vector).map(|(weight, value)| weight * value).sum()
        };
        let sigmoid = |x: f64| 1.0 / (1.0 + libm::exp(-x));
        assert_eq!(x.len(), self.sources);
        let a: Vec<f64> =
            (0..3 * units).map(|row| product(&self.input, x, row) + self.input_bias[row]).collect();
        let q: Vec<f64> = (0..3 * units)
            .map(|row| product(&self.recurrent, &self.output, row) + self.recurrent_bias[row])
            .collect();
        for unit in 0..units {
            let z = sigmoid(a[unit] + q[unit]);
            let r = sigmoid(a[units + unit] + q[units + unit]);
            let g = libm::tanh(a[2 * units + unit] + r * q[2 * units + unit]);
            let u = z * self.cell[unit] + (1.0 - z) * g;
            let event = if u > self.threshold[unit] { 1.0 } else { 0.0 };
            self.before_reset[unit] = u;
            self.output[unit] = event * u;
            self.cell[unit] = u - event * self.threshold[unit];
        }
    }
}

fn wide(list: &[f32]) -> Vec<f64> {
    list.iter().map(|value| f64::from(*value)).collect()
}

#[test]
fn two_layers_follow_the_equations_and_cost_their_events() {
    const SIZES: [u32; 3] = [7, 19, 12];
    let mut stack = Stack::new(SIZES[0], Cell::Input);
    let mut oracles = Vec::new();
    for layer in 0..2 {
        let (sources, units) = (SIZES[layer], SIZES[layer + 1]);
        let seed = 10 * (layer as u64 + 1);
        let input = sparse_numbers(3 * units * sources, 1.2, 0.5, seed);
        let recurrent = sparse_numbers(3 * units * units, 1.0, 0.6, seed + 1);
        let bias = biases(3 * units, seed + 2);
        let threshold: Vec<f32> = numbers(units, 0.1, seed + 4).iter().map(|value| value + 0.15).collect();
        oracles.push(Oracle {
            sources: sources as usize,
            input: wide(&input),
            recurrent: wide(&recurrent),
            input_bias: wide(&bias.input),
            recurrent_bias: wide(&bias.recurrent),
            threshold: wide(&threshold),
            cell: vec![0.0; units as usize],
            before_reset: vec![0.0; units as usize],
            output: vec![0.0; units as usize],
        });
        stack = stack.layer(units, Cell::Egru { bias, threshold }, &input, &recurrent);
    }
    let mut executor = stack.executor();
    let mut events = 0;
    for step in 0..200 {
        let inputs = sparse_numbers(SIZES[0], 1.5, 0.3, 1000 + step);
        executor.step(&inputs);
        let mut signal = wide(&inputs);
        for (population, oracle) in (1..).zip(&mut oracles) {
            oracle.step(&signal);
            signal.clone_from(&oracle.output);
            let id = PopulationId(population);
            let found = [
                (emitted(&executor, population), &oracle.output),
                (executor.state(id).to_vec(), &oracle.cell),
                (executor.state_before_reset(id).to_vec(), &oracle.before_reset),
            ];
            for (found, expected) in found {
                for (found, expected) in found.iter().zip(expected) {
                    assert!((f64::from(*found) - expected).abs() < 1e-5, "step {step}, layer {population}");
                }
            }
            events += executor.events(id).len();
        }
    }
    let activity = events as f64 / (200.0 * f64::from(SIZES[1] + SIZES[2]));
    assert!((0.05..0.95).contains(&activity), "a test of events needs some and not all: {activity}");
}

#[test]
fn a_state_at_its_threshold_stays_silent() {
    // Without weights and biases, gates are 1/2 and the candidate is 0: the state stays exactly 0.
    for (threshold, silent) in [(0.0, true), (-1e-30, false)] {
        let bias = egret_workloads::execute::Gated { input: vec![0.0; 3], recurrent: vec![0.0; 3] };
        let cell = Cell::Egru { bias, threshold: vec![threshold] };
        let mut executor = Stack::new(1, Cell::Input).layer(1, cell, &[0.0; 3], &[0.0; 3]).executor();
        executor.step(&[1.0]);
        assert_eq!(executor.events(PopulationId(1)).is_empty(), silent, "threshold {threshold}");
    }
}
