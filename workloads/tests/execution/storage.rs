//! The same weights stored in other ways give the same bits.

use egret_workloads::execute::{Cell, Decoder, ExecutableNetwork, LogSoftmax, Weights};
use egret_workloads::{Axis, Conv2d, Image, PopulationId, ProjectionId, SparseRows};
use proptest::prelude::*;

use crate::networks::{biases, emitted, executor, numbers, picture, population, projection, sparse_numbers};

/// All positions listed.
fn listed(sources: u32, targets: u32, values: &[f32]) -> Weights {
    let rows = vec![(0..targets).collect::<Vec<u32>>(); sources as usize];
    Weights::Sparse {
        rows: SparseRows::from_lists(targets, &rows).expect("ascending rows"),
        values: values.to_vec(),
    }
}

fn egru(inputs: u32, units: u32, seed: u64, forward: Weights, recurrent: Weights) -> ExecutableNetwork {
    let cell = Cell::Egru { bias: biases(3 * units, seed), threshold: vec![0.1; units as usize] };
    ExecutableNetwork {
        populations: vec![population("input", inputs, Cell::Input), population("units", units, cell)],
        projections: vec![projection(0, 1, 0, forward), projection(1, 1, 1, recurrent)],
    }
}

/// A convolution into linear units, and the same with its synapses listed.
fn convolutions(shape: &Conv2d, kernel: &[f32]) -> [ExecutableNetwork; 2] {
    let (mut row, mut lists, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for source in 0..shape.sources() {
        row.clear();
        shape.for_each_synapse(source, |target, index| {
            row.push(target);
            values.push(kernel[index]);
        });
        lists.push(row.clone());
    }
    let rows = SparseRows::from_lists(shape.targets(), &lists).expect("ascending rows");
    let stored =
        [Weights::Conv2d { shape: shape.clone(), kernel: kernel.to_vec() }, Weights::Sparse { rows, values }];
    stored.map(|weights| ExecutableNetwork {
        populations: vec![
            population("input", shape.sources(), Cell::Input),
            population(
                "output",
                shape.targets(),
                Cell::Linear { bias: vec![0.125; shape.targets() as usize] },
            ),
        ],
        projections: vec![projection(0, 1, 0, weights)],
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn dense_and_listed_weights_give_the_same_bits(inputs in 1_u32..9, units in 1_u32..30, seed in 0_u64..1 << 40) {
        let forward = numbers(3 * units * inputs, 1.0, seed);
        let recurrent = numbers(3 * units * units, 1.0, seed + 1);
        let dense = |sources, values: &[f32]| Weights::Dense { sources, targets: 3 * units, values: values.to_vec() };
        let mut stored_dense = executor(egru(inputs, units, seed, dense(inputs, &forward), dense(units, &recurrent)));
        let [forward, recurrent] = [(inputs, &forward), (units, &recurrent)]
            .map(|(sources, values)| listed(sources, 3 * units, values));
        let mut stored_sparse = executor(egru(inputs, units, seed, forward, recurrent));
        for step in 0..10 {
            let values = sparse_numbers(inputs, 2.0, 0.3, seed + 100 + step);
            stored_dense.step(&values);
            stored_sparse.step(&values);
            prop_assert_eq!(picture(&stored_dense), picture(&stored_sparse));
        }
    }

    #[test]
    fn a_convolution_and_its_listed_synapses_give_the_same_bits(
        (channels, height, width, outputs, groups) in (1_u32..3, 1_u32..7, 1_u32..7, 1_u32..4, 1_u32..3),
        (kernel, stride, padding, dilation) in (1_u32..4, 1_u32..4, 0_u32..3, 1_u32..3),
        pruned: bool,
        seed in 0_u64..1 << 40,
    ) {
        let axis = Axis { kernel, stride, padding, dilation };
        let input = Image { channels: channels * groups, height, width };
        let wide = Axis { kernel: 1 + kernel / 2, ..axis };
        let Ok(shape) = Conv2d::new(input, outputs * groups, axis, wide, groups) else { return Ok(()) };
        let kernel = sparse_numbers(shape.kernel_weights() as u32, 1.0, 0.5, seed);
        let shape = if pruned { shape.pruned(kernel.iter().map(|weight| *weight != 0.0).collect()).unwrap() } else { shape };
        let [mut convolved, mut expanded] = convolutions(&shape, &kernel).map(executor);
        for step in 0..3 {
            let values = sparse_numbers(shape.sources(), 1.0, 0.5, seed + 1 + step);
            convolved.step(&values);
            expanded.step(&values);
            prop_assert_eq!(picture(&convolved), picture(&expanded));
        }
    }

    #[test]
    fn a_decoder_is_a_product_with_the_embedding(words in 1_u32..100, units in 1_u32..40, seed in 0_u64..1 << 40) {
        let embedding = numbers(words * units, 1.0, seed);
        let bias = numbers(words, 1.0, seed + 1);
        let outputs = sparse_numbers(units, 1.0, 0.6, seed + 2);
        let events: Vec<u32> = (0..units).filter(|unit| outputs[*unit as usize] != 0.0).collect();
        let values: Vec<f32> = events.iter().map(|unit| outputs[*unit as usize]).collect();
        let decoder = Decoder::new(&embedding, bias.clone());
        prop_assert_eq!((decoder.words(), decoder.units()), (words, units));
        let mut logits = vec![9.0; 3];
        prop_assert_eq!(decoder.decode(&events, &values, &mut logits), u64::from(words) * events.len() as u64);
        for (word, logit) in logits.iter().enumerate() {
            let row = &embedding[word * units as usize..][..units as usize];
            let exact: f64 = row.iter().zip(&outputs).map(|(weight, value)| f64::from(weight * value)).sum();
            prop_assert!((f64::from(*logit) - exact - f64::from(bias[word])).abs() < 1e-5);
        }
        let softmax = LogSoftmax::new(&logits);
        let total: f64 = (0..words).map(|word| libm::exp(softmax.log_probability(word))).sum();
        prop_assert!((total - 1.0).abs() < 1e-6, "probabilities sum to {total}");
    }
}

#[test]
fn more_targets_than_16_bits_tell_apart_are_reached() {
    let targets = 70_000;
    let rows = SparseRows::from_lists(targets, &[vec![3, 69_999], vec![65_536]]).unwrap();
    let weights = Weights::Sparse { rows, values: vec![1.0, 2.0, 3.0] };
    let linear = Cell::Linear { bias: vec![0.0; targets as usize] };
    let mut executor = executor(ExecutableNetwork {
        populations: vec![population("input", 2, Cell::Input), population("output", targets, linear)],
        projections: vec![projection(0, 1, 0, weights)],
    });
    executor.step(&[1.0, 0.5]);
    let output = emitted(&executor, 1);
    assert_eq!([3, 69_999, 65_536].map(|at| output[at].to_bits()), [1.0_f32, 2.0, 1.5].map(f32::to_bits));
    assert_eq!(output.iter().filter(|value| **value != 0.0).count(), 3);
    assert_eq!(executor.synops(ProjectionId(0)), 3);
    assert_eq!(executor.events(PopulationId(1)).len(), 70_000);
}
