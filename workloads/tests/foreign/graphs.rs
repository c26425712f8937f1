//! Networks of any cells survive a file.

use egret_workloads::PopulationId;
use egret_workloads::checkpoint::{read_graph, write_graph};
use egret_workloads::execute::{
    AdaptiveLif, Cell, CubaLif, DecayRnn, DeltaGated, ExecutableNetwork, ExecutablePopulation,
    ExecutableProjection, Gated, Lif, Nonlinearity, Reset, Weights,
};
use egret_workloads::files::{TensorFile, TensorWriter};

fn list(length: usize, seed: usize) -> Vec<f32> {
    (0..length).map(|at| ((at * 31 + seed * 17) % 23) as f32 / 23.0).collect()
}

fn gated(gates: usize) -> Gated {
    Gated { input: list(2 * gates, 1), recurrent: list(2 * gates, 2) }
}

fn lif(reset: Reset) -> Lif {
    Lif {
        bias: list(2, 3),
        decay: list(2, 4),
        gain: list(2, 5),
        rest: list(2, 6),
        threshold: list(2, 7),
        reset,
    }
}

/// One population of every cell, each fed by the input, one of them also by itself.
fn every_cell() -> ExecutableNetwork {
    let delta = |gates| DeltaGated { bias: gated(gates), threshold: 0.25 };
    let cells = [
        Cell::Input,
        Cell::Egru { bias: gated(3), threshold: list(2, 8) },
        Cell::Gru(gated(3)),
        Cell::Lstm(gated(4)),
        Cell::DeltaGru(delta(3)),
        Cell::DeltaLstm(delta(4)),
        Cell::DecayRnn(DecayRnn { nonlinearity: Nonlinearity::Tanh, bias: list(2, 9), decay: 0.5 }),
        Cell::Lif(lif(Reset::To(list(2, 10)))),
        Cell::AdaptiveLif(AdaptiveLif {
            lif: lif(Reset::Subtract),
            trace_decay: list(2, 11),
            strength: list(2, 12),
        }),
        Cell::CubaLif(CubaLif {
            lif: lif(Reset::Subtract),
            current_decay: list(2, 13),
            current_gain: list(2, 14),
        }),
        Cell::Relu { bias: list(2, 15) },
        Cell::Linear { bias: list(2, 16) },
    ];
    let populations: Vec<ExecutablePopulation> = cells
        .into_iter()
        .enumerate()
        .map(|(at, cell)| ExecutablePopulation { name: format!("p{at}"), units: 2, cell })
        .collect();
    let mut projections = Vec::new();
    for (at, population) in (0..).zip(&populations).skip(1) {
        let targets = population.cell.model().gates() * 2;
        let weights = match at % 3 {
            0 => Weights::Random { sources: 2, targets, fan_out: 1, seed: 9, value: 0.5 },
            // With a zero, so that it is stored sparse, or without.
            shift => Weights::from_matrix(targets, 2, &list(2 * targets as usize, shift as usize - 1)),
        };
        projections.push(ExecutableProjection {
            name: format!("from{at}"),
            source: PopulationId(0),
            target: PopulationId(at),
            delay: 0,
            weights,
        });
    }
    projections.push(ExecutableProjection {
        name: "loop".to_owned(),
        source: PopulationId(7),
        target: PopulationId(7),
        delay: 1,
        weights: Weights::from_matrix(2, 2, &[0.5; 4]),
    });
    ExecutableNetwork { populations, projections }
}

#[test]
fn a_network_of_every_cell_survives_a_file() {
    let network = every_cell();
    let bytes = write_graph(&network);
    assert_eq!(bytes, write_graph(&network));
    let file = TensorFile::open("network.safetensors", &bytes).unwrap();
    assert_eq!(read_graph(&file).unwrap(), network);
}

#[test]
fn a_description_that_does_not_fit_its_tensors_is_refused() {
    let refused = |description: &str| {
        let mut writer = TensorWriter::default();
        writer.floats("populations.a.bias", &[2], &[0.0; 2]);
        let bytes = writer.finish(Some(("egret-graph/1", description)));
        read_graph(&TensorFile::open("n.safetensors", &bytes).unwrap()).unwrap_err().to_string()
    };
    let short = refused("(populations: [(name: \"a\", units: 3, cell: Relu)], projections: [])");
    assert!(short.contains("populations.a.bias: it has the shape [2], not [3]"), "{short}");
    let lost = refused(
        "(populations: [(name: \"a\", units: 2, cell: Relu)], projections: [(name: \"w\", source: \"b\", target: \"a\", \
         delay: 0, weights: Dense)])",
    );
    assert!(lost.contains("projections.w: there is no population `b`"), "{lost}");
    let inputs = refused(
        "(populations: [(name: \"a\", units: 2, cell: Relu), (name: \"b\", units: 2, cell: Input)], projections: [])",
    );
    assert!(inputs.contains("the input from outside is not the first population"), "{inputs}");
    assert!(refused("(populations: 3)").contains("note egret-graph/1"));
}
