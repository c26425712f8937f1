//! Neurons on a grid of 1/64 against their definition, written down once more unit by unit.

use std::sync::Arc;

use egret_workloads::checkpoint::{read_graph, write_graph};
use egret_workloads::execute::{
    Cell, ExecutableNetwork, Executor, PotentialReset, QuantizedLif, SpikeSource, Weights, WideValues,
};
use egret_workloads::files::TensorFile;
use egret_workloads::{Axis, Conv2d, Image, PopulationId, SparseRows, Synapses};
use proptest::prelude::*;

use crate::networks::{population, projection};

/// Sources with listed steps, and neurons that all of them reach.
fn network(steps: &[Vec<u32>], cell: QuantizedLif, weights: &[f64]) -> ExecutableNetwork {
    let (sources, targets) = (steps.len() as u32, cell.bias.len() as u32);
    let mut source = SpikeSource { starts: vec![0], steps: Vec::new(), period: vec![0; steps.len()] };
    for steps in steps {
        source.steps.extend_from_slice(steps);
        source.starts.push(source.steps.len() as u32);
    }
    let weights = Weights::Wide(WideValues {
        synapses: Synapses::Dense { sources, targets },
        values: weights.to_vec(),
    });
    ExecutableNetwork {
        populations: vec![
            population("neurons", targets, Cell::QuantizedLif(Box::new(cell))),
            population("sources", sources, Cell::SpikeSource(source)),
        ],
        projections: vec![projection(1, 0, 1, weights)],
    }
}

/// What a neuron does in a step: whether it emits, whether it is left as it was.
type Step = (bool, bool);

/// A neuron by its definition, from the sum it receives in every step.
fn by_definition(cell: &QuantizedLif, unit: usize, received: &[Option<f64>]) -> (Vec<Step>, f64) {
    let (mut v, mut u, mut quiet_until) = (cell.potential[unit], 0.0, 0);
    let mut steps = Vec::new();
    for (step, received) in received.iter().enumerate() {
        let touched = v != 0.0 || received.is_some() || cell.bias[unit] != 0.0 || cell.force_update[unit];
        if step > 0 {
            u *= cell.input_decay[unit];
            v *= cell.leak_decay[unit];
        }
        v = (v * 64.0).trunc() / 64.0;
        let mut emits = false;
        if step >= quiet_until {
            v += cell.bias[unit];
            u += received.unwrap_or(0.0);
            v += u;
            emits = v > cell.threshold[unit];
            if emits {
                v = match cell.reset_mode[unit] {
                    PotentialReset::Keep => v,
                    PotentialReset::Subtract => v - cell.threshold[unit],
                    PotentialReset::Hard => cell.reset[unit],
                    PotentialReset::Saturate => cell.threshold[unit],
                };
                quiet_until = step + (cell.refractory_steps[unit] as usize).max(1);
            }
            if v < cell.reverse_threshold[unit] {
                v = match cell.reverse_reset_mode[unit] {
                    PotentialReset::Keep => v,
                    PotentialReset::Subtract => v - cell.reverse_threshold[unit],
                    PotentialReset::Hard => cell.reverse_reset[unit],
                    PotentialReset::Saturate => cell.reverse_threshold[unit],
                };
            }
        }
        steps.push((emits, !emits && !touched));
    }
    (steps, v)
}

fn mode() -> impl Strategy<Value = PotentialReset> {
    prop::sample::select(PotentialReset::ALL.to_vec())
}

prop_compose! {
    fn neuron()(
        numbers in prop::array::uniform8(-3.0_f64..3.0),
        decays in (0.0_f64..1.0, 0.0_f64..1.0),
        (whole, biased) in (any::<bool>(), any::<bool>()),
        refractory in 0_u32..5,
        modes in (mode(), mode()),
        forced in any::<bool>(),
    ) -> QuantizedLif {
        // Multiples of 1/4 and any numbers.
        let number = |at: usize| if whole { (numbers[at] * 4.0).round() / 4.0 } else { numbers[at] };
        QuantizedLif {
            bias: vec![if biased { number(0) / 4.0 } else { 0.0 }],
            potential: vec![if biased { number(1) } else { 0.0 }],
            leak_decay: vec![if whole { 1.0 } else { decays.0 }],
            input_decay: vec![if whole { 0.0 } else { decays.1 }],
            threshold: vec![number(2).abs()],
            reset: vec![number(3)],
            reverse_threshold: vec![number(4)],
            reverse_reset: vec![number(5)],
            refractory_steps: vec![refractory],
            reset_mode: vec![modes.0],
            reverse_reset_mode: vec![modes.1],
            force_update: vec![forced],
        }
    }
}

proptest! {
    #[test]
    fn neurons_do_what_their_definition_says(
        cell in neuron(),
        events in prop::collection::vec(prop::collection::vec(any::<bool>(), 24), 3),
        weights in prop::array::uniform3(prop_oneof![Just(0.0), Just(1.0), Just(-0.5), -2.0_f64..2.0]),
    ) {
        let steps: Vec<Vec<u32>> = events
            .iter()
            .map(|row| row.iter().zip(0..).filter(|(emits, _)| **emits).map(|(_, step)| step).collect())
            .collect();
        // What sources sent in the step before, added up in their order.
        let mut received = vec![None];
        for step in 0..23 {
            let sent = events.iter().zip(weights).filter(|(row, _)| row[step]).map(|(_, weight)| weight);
            received.push(sent.reduce(|sum, weight| sum + weight));
        }
        let (expected, potential) = by_definition(&cell, 0, &received);
        let mut executor = Executor::new(Arc::new(network(&steps, cell, &weights)));
        let neurons = PopulationId(0);
        for run in 0..2 {
            for (step, expected) in expected.iter().enumerate() {
                executor.step_events(&[]);
                let found = (executor.events(neurons) == [0], executor.skipped(neurons) == [0]);
                prop_assert_eq!(found, *expected, "step {} of run {}", step, run);
            }
            // Units that are skipped may hold the other zero, and adding a zero makes both the same.
            let bits = |state: f32| (state + 0.0).to_bits();
            prop_assert_eq!(bits(executor.state(neurons)[0]), bits(potential as f32));
            executor.reset();
        }
    }
}

#[test]
fn sources_emit_at_their_steps_and_by_their_period_and_are_skipped_otherwise() {
    let source = SpikeSource { starts: vec![0, 2, 2], steps: vec![0, 4], period: vec![0, 3] };
    let populations = vec![population("sources", 2, Cell::SpikeSource(source))];
    let mut executor = Executor::new(Arc::new(ExecutableNetwork { populations, projections: Vec::new() }));
    let mut events = Vec::new();
    for _ in 0..6 {
        executor.step(&[]);
        let sources = PopulationId(0);
        assert_eq!(executor.events(sources).len() + executor.skipped(sources).len(), 2);
        events.push(executor.events(sources).to_vec());
    }
    assert_eq!(events, [vec![0], vec![], vec![1], vec![], vec![0], vec![1]]);
}

/// The same weights in every way of storing them, into neurons that only add up.
#[test]
fn every_way_of_storing_weights_gives_the_same_bits() {
    let axis = Axis { kernel: 2, stride: 1, padding: 0, dilation: 1 };
    let input = Image { channels: 1, height: 3, width: 3 };
    let shape = Conv2d::new(input, 2, axis, axis, 1).unwrap();
    // A weight of the kernel is 0, and stays a synapse.
    let kernel = [0.25, -1.5, 0.0, 3.0, 0.1, 0.2, 0.3, 0.4_f32];
    let (mut rows, mut listed, mut dense) = (Vec::new(), Vec::new(), vec![0.0_f32; 9 * 8]);
    for unit in 0..9 {
        let mut row = Vec::new();
        shape.for_each_synapse(unit, |target, index| {
            row.push(target);
            listed.push(kernel[index]);
            dense[unit as usize * 8 + target as usize] = kernel[index];
        });
        rows.push(row);
    }
    let rows = SparseRows::from_lists(8, &rows).unwrap();
    let double = |values: &[f32]| values.iter().map(|value| f64::from(*value)).collect::<Vec<_>>();
    let wide = |synapses, values: &[f32]| Weights::Wide(WideValues { synapses, values: double(values) });
    let all = [
        Weights::Conv2d { shape: shape.clone(), kernel: kernel.to_vec() },
        Weights::Sparse { rows: rows.clone(), values: listed.clone() },
        wide(Synapses::Conv2d(shape), &kernel),
        wide(Synapses::Sparse(rows), &listed),
        Weights::Dense { sources: 9, targets: 8, values: dense.clone() },
        wide(Synapses::Dense { sources: 9, targets: 8 }, &dense),
    ];
    let mut states: Vec<Vec<u32>> = Vec::new();
    for (number, weights) in all.into_iter().enumerate() {
        let steps: Vec<Vec<u32>> = (0..9).map(|unit| vec![unit % 3, 3 + unit % 2]).collect();
        let cell =
            QuantizedLif { threshold: vec![1e9; 8], input_decay: vec![0.5; 8], ..QuantizedLif::at_rest(8) };
        let mut network = network(&steps, cell, &[0.0; 72]);
        network.projections[0].weights = weights;
        let bytes = write_graph(&network);
        let read = read_graph(&TensorFile::open("net", &bytes).unwrap()).unwrap();
        assert_eq!(read, network, "way {number} survives a file");
        let mut executor = Executor::new(Arc::new(network));
        (0..6).for_each(|_| executor.step_events(&[]));
        states.push(executor.state(PopulationId(0)).iter().map(|state| state.to_bits()).collect());
    }
    assert!(states.iter().all(|state| *state == states[0]), "{states:?}");
}
