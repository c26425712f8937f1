//! Laws of execution: what a step costs, what a reset forgets, and what the order of units changes.

use egret_workloads::execute::{
    AdaptiveLif, Cell, CubaLif, DecayRnn, DeltaGated, ExecutableNetwork, Executor, Gated, Lif, Nonlinearity,
    Reset, Weights,
};
use egret_workloads::{PopulationId, ProjectionId};
use proptest::prelude::*;

use crate::networks::{Stack, biases, emitted, numbers, picture, sparse_numbers};

const INPUTS: u32 = 5;
const UNITS: u32 = 8;

fn lif(seed: u64, reset: Reset) -> Lif {
    let positive = |seed| numbers(UNITS, 0.4, seed).iter().map(|value| value + 0.5).collect::<Vec<f32>>();
    Lif {
        bias: numbers(UNITS, 0.2, seed),
        decay: positive(seed + 1),
        gain: positive(seed + 2),
        rest: numbers(UNITS, 0.1, seed + 3),
        threshold: positive(seed + 4),
        reset,
    }
}

/// One of every kind of cell.
fn cells(seed: u64) -> Vec<Cell> {
    let delta = |gates: u32| DeltaGated { bias: biases(gates * UNITS, seed), threshold: 0.05 };
    let half = vec![0.5; UNITS as usize];
    vec![
        Cell::Egru { bias: biases(3 * UNITS, seed), threshold: vec![0.1; UNITS as usize] },
        Cell::Gru(biases(3 * UNITS, seed)),
        Cell::Lstm(biases(4 * UNITS, seed)),
        Cell::DeltaGru(delta(3)),
        Cell::DeltaLstm(delta(4)),
        Cell::DecayRnn(DecayRnn { nonlinearity: Nonlinearity::Relu, bias: half.clone(), decay: 0.8 }),
        Cell::DecayRnn(DecayRnn { nonlinearity: Nonlinearity::Tanh, bias: half.clone(), decay: 0.3 }),
        Cell::Lif(lif(seed, Reset::Subtract)),
        Cell::AdaptiveLif(AdaptiveLif {
            lif: lif(seed, Reset::To(numbers(UNITS, 0.1, seed + 5))),
            trace_decay: half.clone(),
            strength: half.clone(),
        }),
        Cell::CubaLif(CubaLif {
            lif: lif(seed, Reset::Subtract),
            current_decay: half.clone(),
            current_gain: half.clone(),
        }),
        Cell::Relu { bias: half.clone() },
        Cell::Linear { bias: half },
    ]
}

/// Two recurrent layers of a cell.
fn network(cell: &Cell, input: Cell, seed: u64, zeros: f64) -> ExecutableNetwork {
    let sums = cell.model().gates() * UNITS;
    let matrix = |sources: u32, seed| sparse_numbers(sums * sources, 1.0, zeros, seed);
    Stack::new(INPUTS, input)
        .layer(UNITS, cell.clone(), &matrix(INPUTS, seed), &matrix(UNITS, seed + 1))
        .layer(UNITS, cell.clone(), &matrix(UNITS, seed + 2), &matrix(UNITS, seed + 3))
        .network
}

fn inputs(step: u64, seed: u64) -> Vec<f32> {
    sparse_numbers(INPUTS, 2.0, 0.4, seed.wrapping_add(1000 + step))
}

fn run(executor: &mut Executor, steps: u64, seed: u64) -> Vec<Vec<Vec<u32>>> {
    let step = |step| {
        executor.step(&inputs(step, seed));
        picture(executor)
    };
    (0..steps).map(step).collect()
}

fn started(network: ExecutableNetwork) -> Executor {
    crate::networks::executor(network)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_step_applies_one_weight_a_nonzero_and_event(seed in 0_u64..1 << 40, zeros in 0.0..1.0_f64) {
        for cell in cells(seed) {
            let network = network(&cell, Cell::Input, seed, zeros);
            let structure = network.structure(8, 8);
            let mut executor = started(network);
            let mut expected = vec![0; structure.projections.len()];
            for step in 0..12 {
                executor.step(&inputs(step, seed));
                for (projection, expected) in structure.projections.iter().zip(&mut expected) {
                    let rows = executor.events(projection.source).iter().map(|unit| projection.synapses.row_len(*unit));
                    *expected += rows.map(u64::from).sum::<u64>();
                }
            }
            let found: Vec<u64> = (0..expected.len() as u32).map(|id| executor.synops(ProjectionId(id))).collect();
            prop_assert_eq!(found, expected, "{:?}", cell.model());
        }
    }

    #[test]
    fn a_reset_executor_and_another_one_are_as_new(seed in 0_u64..1 << 40) {
        for cell in cells(seed) {
            for input in [Cell::Input, Cell::DeltaInput { threshold: 0.3 }] {
                let mut executor = started(network(&cell, input, seed, 0.5));
                let mut another = executor.another();
                let first = run(&mut executor, 8, seed);
                executor.reset();
                prop_assert_eq!(&run(&mut executor, 8, seed), &first);
                prop_assert_eq!(&run(&mut another, 8, seed), &first);
                prop_assert_eq!(&run(&mut executor.another(), 8, seed), &first);
            }
        }
    }

    #[test]
    fn inputs_may_be_given_as_events(seed in 0_u64..1 << 40) {
        let mut dense = started(network(&cells(seed)[0], Cell::Input, seed, 0.3));
        let mut listed = dense.another();
        for step in 0..8 {
            let values = inputs(step, seed);
            dense.step(&values);
            let events: Vec<(u32, f32)> = (0..).zip(values).filter(|(_, value)| *value != 0.0).collect();
            listed.step_events(&events);
            prop_assert_eq!(picture(&dense), picture(&listed));
        }
    }

    #[test]
    fn the_order_of_units_changes_rounding_only(seed in 0_u64..1 << 40) {
        // The last unit becomes the first.
        let rotated = |list: &[f32], gates: u32| -> Vec<f32> {
            let (mut list, block) = (list.to_vec(), list.len() / gates as usize);
            list.chunks_mut(block).for_each(|block| block.rotate_right(1));
            list
        };
        let bias = biases(3 * UNITS, seed);
        let threshold: Vec<f32> = numbers(UNITS, 0.05, seed).iter().map(|value| value + 0.1).collect();
        let (input, recurrent) = (numbers(3 * UNITS * INPUTS, 1.0, seed), numbers(3 * UNITS * UNITS, 1.0, seed + 1));
        let columns: Vec<f32> = recurrent.chunks(UNITS as usize).flat_map(|row| rotated(row, 1)).collect();
        let rows = |matrix: &[f32], sources: u32| -> Vec<f32> {
            let mut matrix = matrix.to_vec();
            let block = (UNITS * sources) as usize;
            matrix.chunks_mut(block).for_each(|block| block.rotate_right(sources as usize));
            matrix
        };
        let moved_bias = Gated { input: rotated(&bias.input, 3), recurrent: rotated(&bias.recurrent, 3) };
        let cell = |bias: Gated, threshold: Vec<f32>, delta: bool| {
            if delta {
                Cell::DeltaGru(DeltaGated { bias, threshold: 0.02 })
            } else {
                Cell::Egru { bias, threshold }
            }
        };
        for delta in [false, true] {
            let mut plain = Stack::new(INPUTS, Cell::Input)
                .layer(UNITS, cell(bias.clone(), threshold.clone(), delta), &input, &recurrent)
                .executor();
            let mut moved = Stack::new(INPUTS, Cell::Input)
                .layer(UNITS, cell(moved_bias.clone(), rotated(&threshold, 1), delta), &rows(&input, INPUTS), &rows(&columns, UNITS))
                .executor();
            for step in 0..6 {
                plain.step(&inputs(step, seed));
                moved.step(&inputs(step, seed));
                let expected = rotated(plain.state_before_reset(PopulationId(1)), 1);
                for (found, expected) in moved.state_before_reset(PopulationId(1)).iter().zip(&expected) {
                    // An event is there or not at a threshold that rounding may move a state across.
                    prop_assume!(plain.events(PopulationId(1)).len() == moved.events(PopulationId(1)).len());
                    prop_assert!((found - expected).abs() < 1e-4, "{found} and {expected}");
                }
            }
        }
    }

    #[test]
    fn changes_of_any_size_sent_are_as_good_as_values(seed in 0_u64..1 << 40) {
        let delta = |gates: u32| DeltaGated { bias: biases(gates * UNITS, seed), threshold: 0.0 };
        let pairs = [
            (Cell::Gru(biases(3 * UNITS, seed)), Cell::DeltaGru(delta(3))),
            (Cell::Lstm(biases(4 * UNITS, seed)), Cell::DeltaLstm(delta(4))),
        ];
        for (plain, delta) in pairs {
            let mut plain = started(network(&plain, Cell::Input, seed, 0.2));
            let mut delta = started(network(&delta, Cell::DeltaInput { threshold: 0.0 }, seed, 0.2));
            for step in 0..30 {
                // Inputs that mostly stay, so that there are changes to be spared.
                let values = inputs(step / 4, seed);
                plain.step(&values);
                delta.step(&values);
                for population in [PopulationId(1), PopulationId(2)] {
                    for (found, expected) in delta.state(population).iter().zip(plain.state(population)) {
                        prop_assert!((found - expected).abs() < 1e-5, "step {step}: {found} instead of {expected}");
                    }
                }
            }
            prop_assert!(delta.synops(ProjectionId(0)) < plain.synops(ProjectionId(0)));
        }
    }
}

#[test]
fn small_changes_are_held_back_until_they_have_grown() {
    let cell = Cell::Linear { bias: vec![0.25] };
    let mut executor =
        Stack::new(1, Cell::DeltaInput { threshold: 0.5 }).layer(1, cell, &[2.0], &[]).executor();
    let mut outputs = Vec::new();
    for value in [0.25, 0.5, 0.75, 1.0, 1.25, 1.375, -1.0, -1.0] {
        executor.step(&[value]);
        outputs.push(emitted(&executor, 1)[0]);
    }
    // What is known of the input: 0, 0, 0.75, 0.75, 0.75, 1.375, -1, -1.
    assert_eq!(outputs, [0.25, 0.25, 1.75, 1.75, 1.75, 3.0, -1.75, -1.75]);
    assert_eq!(executor.synops(ProjectionId(0)), 3);
}

#[test]
fn values_and_changes_may_enter_the_same_sums() {
    // Twice the input's last sent value, and the value itself through units without memory.
    let mut network = Stack::new(1, Cell::DeltaInput { threshold: 0.0 })
        .layer(1, Cell::Linear { bias: vec![1.0] }, &[1.0], &[])
        .network;
    network.populations.push(crate::networks::population("sum", 1, Cell::Linear { bias: vec![0.5] }));
    let one = || Weights::Dense { sources: 1, targets: 1, values: vec![2.0] };
    network.projections.push(crate::networks::projection(0, 2, 0, one()));
    network.projections.push(crate::networks::projection(1, 2, 0, one()));
    let mut executor = started(network);
    for value in [1.0, 1.0, 3.0] {
        executor.step(&[value]);
        assert_eq!(emitted(&executor, 2), [2.0 * value + 2.0 * (value + 1.0) + 0.5]);
    }
}

#[test]
fn decay_units_mix_their_state_with_the_sum() {
    let cell = |nonlinearity| Cell::DecayRnn(DecayRnn { nonlinearity, bias: vec![0.5], decay: 0.75 });
    let outputs = |nonlinearity| -> Vec<f32> {
        let mut executor =
            Stack::new(1, Cell::Input).layer(1, cell(nonlinearity), &[2.0], &[-1.0]).executor();
        let step = |value| {
            executor.step(&[value]);
            emitted(&executor, 1)[0]
        };
        [1.0, 0.0, -4.0].map(step).to_vec()
    };
    // 0.25 (2 + 0.5); then 0.75 h + 0.25 (0.5 - h); then below 0.
    assert_eq!(outputs(Nonlinearity::Relu), [0.625, 0.4375, 0.0]);
    let tanh = outputs(Nonlinearity::Tanh);
    let first = libm::tanh(0.625);
    let expected = [first, libm::tanh(0.5 * first + 0.125)];
    tanh.iter()
        .zip(expected)
        .for_each(|(found, expected)| assert!((f64::from(*found) - expected).abs() < 1e-6));
}
