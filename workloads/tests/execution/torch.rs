//! GRU and LSTM against outputs of torch, which `data/make_fixtures.py` wrote.

use egret_workloads::PopulationId;
use egret_workloads::execute::{Cell, Gated};
use serde::Deserialize;

use crate::networks::{Stack, emitted};

#[derive(Deserialize)]
struct Fixture {
    steps: usize,
    inputs: u32,
    values: Vec<f32>,
    layers: Vec<Layer>,
}

#[derive(Deserialize)]
struct Layer {
    units: u32,
    weight_ih: Vec<f32>,
    weight_hh: Vec<f32>,
    bias_ih: Vec<f32>,
    bias_hh: Vec<f32>,
    outputs: Vec<f32>,
    last_cell: Option<Vec<f32>>,
}

/// Brings the blocks of a list, one a gate, into another order.
fn reordered(list: &[f32], gates: &[usize]) -> Vec<f32> {
    let block = list.len() / gates.len();
    gates.iter().flat_map(|gate| list[gate * block..(gate + 1) * block].iter().copied()).collect()
}

/// Runs a fixture; `gates` says where torch has the gates that a cell expects.
fn holds(text: &str, gates: &[usize], cell: fn(Gated) -> Cell) {
    let fixture: Fixture = serde_json::from_str(text).expect("a fixture");
    let mut stack = Stack::new(fixture.inputs, Cell::Input);
    for layer in &fixture.layers {
        let bias =
            Gated { input: reordered(&layer.bias_ih, gates), recurrent: reordered(&layer.bias_hh, gates) };
        let (input, recurrent) = (reordered(&layer.weight_ih, gates), reordered(&layer.weight_hh, gates));
        stack = stack.layer(layer.units, cell(bias), &input, &recurrent);
    }
    let mut executor = stack.executor();
    let close = |found: &[f32], expected: &[f32], what: &str| {
        assert_eq!(found.len(), expected.len());
        for (unit, (found, expected)) in found.iter().zip(expected).enumerate() {
            assert!((found - expected).abs() < 1e-5, "{what}, unit {unit}: {found} instead of {expected}");
        }
    };
    for step in 0..fixture.steps {
        let inputs = fixture.inputs as usize;
        executor.step(&fixture.values[step * inputs..][..inputs]);
        for (at, layer) in (0..).zip(&fixture.layers) {
            let units = layer.units as usize;
            let expected = &layer.outputs[step * units..][..units];
            close(&emitted(&executor, at + 1), expected, &format!("step {step}, layer {at}"));
        }
    }
    for (at, layer) in (1..).zip(&fixture.layers) {
        if let Some(last) = &layer.last_cell {
            close(executor.state(PopulationId(at)), last, "cell state");
        }
    }
}

#[test]
fn gru_computes_what_torch_computes() {
    // Torch has the reset gate first.
    holds(include_str!("data/gru.json"), &[1, 0, 2], Cell::Gru);
}

#[test]
fn lstm_computes_what_torch_computes() {
    holds(include_str!("data/lstm.json"), &[0, 1, 2, 3], Cell::Lstm);
}
