//! Building blocks of small networks.

use std::sync::Arc;

use egret_workloads::execute::{
    Cell, ExecutableNetwork, ExecutablePopulation, ExecutableProjection, Executor, Gated, Weights,
};
use egret_workloads::random::Stream;
use egret_workloads::{PopulationId, ProjectionId};

pub(crate) fn population(name: &str, units: u32, cell: Cell) -> ExecutablePopulation {
    ExecutablePopulation { name: name.to_owned(), units, cell }
}

pub(crate) fn projection(source: u32, target: u32, delay: u8, weights: Weights) -> ExecutableProjection {
    ExecutableProjection {
        name: format!("{source} to {target}"),
        source: PopulationId(source),
        target: PopulationId(target),
        delay,
        weights,
    }
}

/// Numbers between -`scale` and `scale`.
pub(crate) fn numbers(count: u32, scale: f32, seed: u64) -> Vec<f32> {
    let mut draws = Stream::new(seed, "tests.numbers", 0);
    (0..count).map(|_| scale * (2.0 * draws.unit() - 1.0) as f32).collect()
}

/// The same, each 0 with probability `zeros`.
pub(crate) fn sparse_numbers(count: u32, scale: f32, zeros: f64, seed: u64) -> Vec<f32> {
    let mut draws = Stream::new(seed, "tests.zeros", 0);
    let drop = |number| if draws.unit() < zeros { 0.0 } else { number };
    numbers(count, scale, seed).into_iter().map(drop).collect()
}

pub(crate) fn biases(sums: u32, seed: u64) -> Gated {
    Gated { input: numbers(sums, 0.5, seed), recurrent: numbers(sums, 0.5, seed + 1) }
}

/// An input and layers of gated units, each with its own recurrence. Matrices are given row-major, `[targets, sources]`.
pub(crate) struct Stack {
    pub(crate) network: ExecutableNetwork,
}

impl Stack {
    pub(crate) fn new(inputs: u32, cell: Cell) -> Self {
        let populations = vec![population("input", inputs, cell)];
        Self { network: ExecutableNetwork { populations, projections: Vec::new() } }
    }

    pub(crate) fn layer(mut self, units: u32, cell: Cell, input: &[f32], recurrent: &[f32]) -> Self {
        let network = &mut self.network;
        let at = network.populations.len() as u32;
        let sources = network.populations[at as usize - 1].units;
        let sums = cell.model().gates() * units;
        network.populations.push(population(&format!("layer{}", at - 1), units, cell));
        let forward = Weights::from_matrix(sums, sources, input);
        network.projections.push(projection(at - 1, at, 0, forward));
        if !recurrent.is_empty() {
            let recurrent = Weights::from_matrix(sums, units, recurrent);
            network.projections.push(projection(at, at, 1, recurrent));
        }
        self
    }

    pub(crate) fn executor(self) -> Executor {
        executor(self.network)
    }
}

pub(crate) fn executor(network: ExecutableNetwork) -> Executor {
    Executor::new(Arc::new(network))
}

/// What a population emitted in the last step, with a 0 for every silent unit.
pub(crate) fn emitted(executor: &Executor, population: u32) -> Vec<f32> {
    let id = PopulationId(population);
    let mut values = vec![0.0; executor.network().populations[id.index()].units as usize];
    for (unit, value) in executor.events(id).iter().zip(executor.values(id)) {
        values[*unit as usize] = *value;
    }
    values
}

/// All that can be read out after a step, bit by bit.
pub(crate) fn picture(executor: &Executor) -> Vec<Vec<u32>> {
    let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<u32>>();
    let populations = (0..executor.network().populations.len() as u32).map(PopulationId);
    let of_units = populations.flat_map(|id| {
        let states = [executor.state(id), executor.state_before_reset(id), executor.values(id)].map(bits);
        states.into_iter().chain([executor.events(id).to_vec()])
    });
    let projections = (0..executor.network().projections.len() as u32).map(ProjectionId);
    of_units.chain(projections.map(|id| vec![executor.synops(id) as u32])).collect()
}
