//! Networks that cannot be executed, and why.

use egret_workloads::Synapses;
use egret_workloads::execute::{
    Cell, ExecutableNetwork, Gated, QuantizedLif, SpikeSource, Weights, WideValues,
};

use crate::networks::{Stack, population, projection};

fn dense(sources: u32, targets: u32, count: usize) -> Weights {
    Weights::Dense { sources, targets, values: vec![1.0; count] }
}

fn linear(units: usize) -> Cell {
    Cell::Linear { bias: vec![0.0; units] }
}

#[test]
fn every_misfit_is_named() {
    let bias = Gated { input: vec![0.0; 5], recurrent: vec![0.0, f32::NAN, 0.0, 0.0, 0.0, 0.0] };
    let network = ExecutableNetwork {
        populations: vec![
            population("input", 2, Cell::Input),
            population("gated", 2, Cell::Egru { bias, threshold: vec![0.1; 3] }),
            population("linear", 2, linear(2)),
        ],
        projections: vec![
            projection(0, 1, 0, dense(3, 6, 18)),
            projection(1, 0, 0, dense(2, 0, 0)),
            projection(1, 2, 2, dense(2, 2, 3)),
            projection(1, 7, 0, dense(2, 2, 4)),
            projection(
                2,
                2,
                1,
                Weights::Random { sources: 2, targets: 2, fan_out: 3, seed: 0, value: f32::NAN },
            ),
        ],
    };
    let found = network.misfits();
    let expected = [
        "gated: 5 numbers for the input bias, expected 6",
        "gated: the recurrent bias number 1 is NaN",
        "gated: 3 numbers for threshold, expected 2",
        "0 to 1: weights from 3 units to 6 sums, but input has 2 units and gated takes in 6 sums",
        "1 to 0: it leads into the input input",
        "1 to 2: a delay of 2 steps, expected 0 or 1",
        "1 to 2: 3 values for 4 weights",
        "1 to 7: it joins populations that are not there",
        "2 to 2: 3 weights a unit to 2 different targets",
        "2 to 2: its weights are NaN",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_circle_within_a_step_is_refused() {
    let mut network = Stack::new(1, Cell::Input).layer(1, linear(1), &[1.0], &[]).network;
    assert!(network.misfits().is_empty());
    network.projections.push(projection(1, 1, 0, dense(1, 1, 1)));
    assert_eq!(network.misfits(), ["projections without delay form a circle"]);
    network.projections[1].delay = 1;
    assert!(network.misfits().is_empty());
}

#[test]
fn a_network_takes_at_most_one_input_from_outside_and_first() {
    let of = |populations| ExecutableNetwork { populations, projections: Vec::new() }.misfits();
    let (one, input) = (|| population("alone", 1, linear(1)), || population("input", 1, Cell::Input));
    assert_eq!(of(vec![one()]), Vec::<String>::new());
    assert_eq!(of(vec![input(), input()]), ["a network takes one input from outside, this one has 2"]);
    assert_eq!(of(vec![one(), input()]), ["the input from outside is not the first population"]);
}

#[test]
fn units_on_a_grid_and_their_sources_are_checked() {
    let mut short = QuantizedLif::at_rest(2);
    short.bias.pop();
    short.threshold[1] = f64::INFINITY;
    short.force_update.push(true);
    let source = |starts: &[u32], steps: &[u32]| {
        let period = vec![0; 2];
        Cell::SpikeSource(SpikeSource { starts: starts.to_vec(), steps: steps.to_vec(), period })
    };
    let wide = Weights::Wide(WideValues {
        synapses: Synapses::Dense { sources: 2, targets: 2 },
        values: vec![f64::NAN; 3],
    });
    let network = ExecutableNetwork {
        populations: vec![
            population("short", 2, Cell::QuantizedLif(Box::new(short))),
            population("early", 2, source(&[0, 1, 3], &[4])),
            population("mixed", 2, source(&[0, 2, 2], &[4, 4])),
            population("linear", 2, linear(2)),
            population("few", 2, source(&[0, 0], &[])),
        ],
        projections: vec![projection(1, 3, 1, wide)],
    };
    assert_eq!(
        network.misfits(),
        [
            "short: 1 numbers for bias, expected 2",
            "short: threshold number 1 is inf",
            "short: 3 forced updates, expected 2",
            "early: starts that do not run from 0 to 1 steps",
            "mixed: the steps of unit 0 do not ascend",
            "few: 2 starts and 2 periods for 2 units",
            "1 to 3: linear adds up in 32-bit floats, and its weights have 64",
            "1 to 3: 3 values for 4 weights",
            "1 to 3: weight 0 is NaN",
        ]
    );
}

#[test]
#[should_panic(expected = "a value for every unit of input")]
fn a_step_takes_a_value_for_every_input() {
    Stack::new(2, Cell::Input).executor().step(&[1.0]);
}

#[test]
#[should_panic(expected = "input units must ascend")]
fn listed_inputs_ascend() {
    Stack::new(2, Cell::Input).executor().step_events(&[(1, 1.0), (0, 1.0)]);
}
