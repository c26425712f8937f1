//! Graphs that the Python package `nir` wrote, imported, executed and held against what plain numpy computed.

use std::sync::Arc;

use egret_workloads::execute::{Executor, Weights};
use egret_workloads::files::{Array, read_npz};
use egret_workloads::import::{Discretisation, Imported, TimeStep, import_nir};

const TIME: TimeStep = TimeStep { seconds: 1e-3, discretisation: Discretisation::Euler };

fn fixture(name: &str) -> Vec<u8> {
    super::fixture(&format!("nir/{name}"))
}

fn imported(name: &str) -> Imported {
    let file = format!("{name}.nir");
    import_nir(&file, &fixture(&file), TIME).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(name: &str) -> String {
    import_nir(name, &fixture(name), TIME).expect_err("it is refused").to_string()
}

/// Units that are on, by step.
fn steps(array: &Array) -> Vec<Vec<u32>> {
    let on: Vec<bool> = array.switches("fixture").expect("a fixture");
    let units = |step: &[bool]| (0..).zip(step).filter(|(_, on)| **on).map(|(unit, _)| unit).collect();
    on.chunks(array.shape()[1]).map(units).collect()
}

/// Steps the imported network; every spike of every population has to be that of the fixture.
fn assert_same_spikes(name: &str) {
    let imported = imported(name);
    let expected = read_npz(&fixture(&format!("{name}.npz"))).expect("a fixture");
    let of = |wanted: &str| steps(&expected.iter().find(|(name, _)| name == wanted).expect("a fixture").1);
    let network = Arc::new(imported.network);
    let mut executor = Executor::new(Arc::clone(&network));
    let populations: Vec<_> = network.structure(8, 8).population_ids().skip(1).collect();
    let recorded: Vec<_> = populations.iter().map(|id| of(&network.populations[id.index()].name)).collect();
    assert_eq!(recorded.len() + 1, expected.len(), "{name}: every population is in the fixture");
    for (step, inputs) in of("input").iter().enumerate() {
        let inputs: Vec<(u32, f32)> = inputs.iter().map(|unit| (*unit, 1.0)).collect();
        executor.step_events(&inputs);
        for (id, recorded) in populations.iter().zip(&recorded) {
            let population = &network.populations[id.index()].name;
            assert_eq!(executor.events(*id), recorded[step], "{name}: {population} at step {step}");
        }
    }
}

#[test]
fn layers_of_lif_spike_as_in_numpy() {
    assert_same_spikes("lif");
}

#[test]
fn currents_and_recurrent_edges_spike_as_in_numpy() {
    assert_same_spikes("recurrent");
    let network = imported("recurrent").network;
    let delays: Vec<(&str, u8)> =
        network.projections.iter().map(|projection| (projection.name.as_str(), projection.delay)).collect();
    assert!(delays.contains(&("loop", 1)) && delays.contains(&("w", 0)) && delays.contains(&("out", 0)));
}

#[test]
fn convolutions_and_pools_spike_as_in_numpy_and_stay_procedural_alone() {
    assert_same_spikes("conv");
    let network = imported("conv").network;
    let weights = |name: &str| {
        &network.projections.iter().find(|projection| projection.name == name).expect(name).weights
    };
    assert!(matches!(weights("conv"), Weights::Conv2d { .. }));
    assert!(matches!(weights("pool"), Weights::Conv2d { .. }));
    assert!(matches!(weights("grouped+average+flatten+dense"), Weights::Sparse { .. }));
}

#[test]
fn every_node_is_accounted_for_and_euler_says_how_far_off_it_is() {
    let imported = imported("lif");
    let nodes: Vec<&str> = imported.conversions.iter().map(|part| part.node.as_str()).collect();
    assert_eq!(nodes, ["input", "hidden", "last", "first", "second", "output"]);
    let hidden = imported.conversions[1].clone();
    assert_eq!(
        (hidden.kind.as_str(), hidden.became.as_str()),
        ("LIF", "population `hidden` of 8 units, [8]")
    );
    assert!(hidden.notes[0].contains("tau: forward Euler keeps"), "{:?}", hidden.notes);
    let exact = TimeStep { discretisation: Discretisation::Exact, ..TIME };
    let exact = import_nir("lif.nir", &fixture("lif.nir"), exact).unwrap();
    assert!(exact.conversions.iter().all(|part| part.notes.is_empty()));
}

#[test]
fn nested_graphs_are_inlined() {
    let imported = imported("nested");
    let names: Vec<&str> =
        imported.network.populations.iter().map(|population| population.name.as_str()).collect();
    assert_eq!(names, ["input", "inner.lif"]);
}

#[test]
fn what_is_not_understood_is_refused_by_name() {
    let unknown = refused("unknown.nir");
    assert!(
        unknown.contains("node/nodes/cut/type: a node of type `Threshold` is not understood"),
        "{unknown}"
    );
    assert!(unknown.contains("node/nodes/wait/type: a node of type `Delay`"), "{unknown}");
    let nan = refused("nan.nir");
    assert!(nan.contains("node/nodes/w/weight: element [0, 1] is NaN"), "{nan}");
    let terabyte = refused("terabyte.nir");
    assert!(terabyte.contains("node/nodes/w/weight"), "{terabyte}");
    assert!(terabyte.contains("1099511627776 bytes"), "{terabyte}");
    let whole = fixture("lif.nir");
    for length in (0..whole.len()).step_by(997) {
        assert!(import_nir("cut.nir", &whole[..length], TIME).is_err(), "cut at {length}");
    }
    let coarse = TimeStep { seconds: 0.1, ..TIME };
    let coarse = import_nir("lif.nir", &whole, coarse).unwrap_err().to_string();
    assert!(coarse.contains("node/nodes/hidden/tau: a time constant of"), "{coarse}");
}
