//! Executing a network step by step, at a cost in proportion to its events.

use std::sync::Arc;

use super::accumulate::{COMPACT, add_convolution, add_dense, add_random, add_rows, add_rows_compact};
use super::cells::{UnitState, update};
use super::emitted::Emitted;
use super::misfits::misfits;
use super::network::{Cell, ExecutableNetwork, Weights};
use super::plan::{Entry, Plan};
use super::sums::Sums;
use crate::network::{PopulationId, ProjectionId};

/// A network and the state of its units: one stream of inputs.
///
/// A step takes the inputs, then updates every population once, sources before targets along projections without delay; then
/// delayed projections carry what was emitted to the sums of the next step. Every sum begins at its bias and takes the
/// weights of emitting units one unit at a time, ascending, projection by projection.
#[derive(Debug)]
pub struct Executor {
    network: Arc<ExecutableNetwork>,
    plan: Arc<Plan>,
    /// Index of the input.
    input: usize,
    populations: Vec<Units>,
    emitted: Vec<Emitted>,
    synops: Vec<u64>,
}

/// The units of a population and the sums they take in.
#[derive(Debug)]
struct Units {
    state: UnitState,
    /// Of projections without delay.
    forward: Sums,
    /// Of projections with delay.
    recurrent: Sums,
}

impl Executor {
    /// An executor before its first step.
    ///
    /// # Panics
    /// If the network does not fit together: see [`ExecutableNetwork::misfits`].
    pub fn new(network: Arc<ExecutableNetwork>) -> Self {
        let found = misfits(&network);
        assert!(found.is_empty(), "a network that does not fit together: {}", found.join("; "));
        let plan = Plan::of(&network).expect("a network without misfits has an order");
        Self::begin(network, Arc::new(plan))
    }

    /// Another executor of the same network, before its first step. They share all weights, so further ones are cheap.
    #[must_use]
    pub fn another(&self) -> Self {
        Self::begin(Arc::clone(&self.network), Arc::clone(&self.plan))
    }

    fn begin(network: Arc<ExecutableNetwork>, plan: Arc<Plan>) -> Self {
        let units = |(index, population): (usize, &super::network::ExecutablePopulation)| {
            let [forward, recurrent] = population.cell.biases();
            let sums = population.cell.model().gates() as usize * population.units as usize;
            let delayed = plan.delayed.iter().any(|entry| entry.population == index);
            Units {
                state: UnitState::new(&population.cell, population.units),
                forward: Sums::new(sums, forward),
                recurrent: if delayed || !recurrent.is_empty() {
                    Sums::new(sums, recurrent)
                } else {
                    Sums::none()
                },
            }
        };
        let populations = network.populations.iter().enumerate().map(units).collect();
        let emitted = vec![Emitted::default(); network.populations.len()];
        let synops = vec![0; network.projections.len()];
        let input = network.populations.iter().position(|population| population.cell.is_input());
        let input = input.expect("a network without misfits has an input");
        Self { network, plan, input, populations, emitted, synops }
    }

    /// The network.
    pub fn network(&self) -> &Arc<ExecutableNetwork> {
        &self.network
    }

    /// Goes back to before the first step: states at rest, no operations counted.
    pub fn reset(&mut self) {
        for (units, population) in self.populations.iter_mut().zip(&self.network.populations) {
            let [forward, recurrent] = population.cell.biases();
            units.state.reset(&population.cell);
            units.forward.reset(forward);
            units.recurrent.reset(recurrent);
        }
        self.emitted.iter_mut().for_each(Emitted::clear);
        self.synops.fill(0);
    }

    /// One step with a value for every unit of the input; zeros are no events.
    ///
    /// # Panics
    /// If there are not as many values as input units.
    pub fn step(&mut self, inputs: &[f32]) {
        let population = &self.network.populations[self.input];
        assert_eq!(inputs.len(), population.units as usize, "a value for every unit of {}", population.name);
        if let Cell::DeltaInput { .. } = population.cell {
            self.populations[self.input].state.state.copy_from_slice(inputs);
            self.emit_input_changes();
        } else {
            self.emitted[self.input].set_nonzero(inputs);
        }
        self.advance();
    }

    /// One step with a value for some units of the input, ascending. Others are 0, or unchanged where changes are events.
    ///
    /// # Panics
    /// If units do not ascend or are not there.
    pub fn step_events(&mut self, inputs: &[(u32, f32)]) {
        let population = &self.network.populations[self.input];
        assert!(inputs.is_sorted_by(|before, after| before.0 < after.0), "input units must ascend");
        assert!(
            inputs.last().is_none_or(|last| last.0 < population.units),
            "{} has {} units, so no unit {}",
            population.name,
            population.units,
            inputs.last().map_or(0, |last| last.0)
        );
        if let Cell::DeltaInput { .. } = population.cell {
            let present = &mut self.populations[self.input].state.state;
            for (unit, value) in inputs {
                present[*unit as usize] = *value;
            }
            self.emit_input_changes();
        } else {
            let emitted = &mut self.emitted[self.input];
            emitted.clear();
            for (unit, value) in inputs.iter().filter(|(_, value)| *value != 0.0) {
                emitted.push(*unit, *value);
            }
        }
        self.advance();
    }

    fn emit_input_changes(&mut self) {
        let Cell::DeltaInput { threshold } = self.network.populations[self.input].cell else { return };
        let UnitState { state, known, .. } = &mut self.populations[self.input].state;
        self.emitted[self.input].set_changes(state, known, threshold);
    }

    /// Everything behind the input.
    fn advance(&mut self) {
        let (network, plan) = (Arc::clone(&self.network), Arc::clone(&self.plan));
        let weights = |projection: usize| {
            let projection_weights = &network.projections[projection];
            let compact = plan.compact[projection].as_deref();
            (projection_weights.source.index(), &projection_weights.weights, compact)
        };
        let mut take_in = |sums: &mut Sums, entry: &Entry, emitted: &[Emitted]| {
            for projection in &entry.changes {
                let (source, weights, compact) = weights(*projection);
                self.synops[*projection] += apply(weights, compact, &emitted[source], sums.base_mut());
            }
            sums.begin();
            for projection in &entry.values {
                let (source, weights, compact) = weights(*projection);
                self.synops[*projection] += apply(weights, compact, &emitted[source], sums.working_mut());
            }
        };
        for entry in &plan.order {
            let Units { state, forward, recurrent } = &mut self.populations[entry.population];
            take_in(forward, entry, &self.emitted);
            let cell = &network.populations[entry.population].cell;
            update(cell, forward, recurrent, state, &mut self.emitted[entry.population]);
        }
        for entry in &plan.delayed {
            take_in(&mut self.populations[entry.population].recurrent, entry, &self.emitted);
        }
    }

    /// Units of a population that emitted in the last step, ascending.
    ///
    /// # Panics
    /// If there is no such population.
    pub fn events(&self, population: PopulationId) -> &[u32] {
        self.emitted[population.index()].units()
    }

    /// What each of [`Self::events`] carried: a value, a change, or 1 for a spike.
    ///
    /// # Panics
    /// If there is no such population.
    pub fn values(&self, population: PopulationId) -> &[f32] {
        self.emitted[population.index()].values()
    }

    /// Weights of a projection applied to events so far. Those of a delayed one count with the step of the event.
    ///
    /// # Panics
    /// If there is no such projection.
    pub fn synops(&self, projection: ProjectionId) -> u64 {
        self.synops[projection.index()]
    }

    /// States of all units after the last step and the resets in it: of the cell in an LSTM, hidden state or potential in
    /// others; empty for cells without memory.
    ///
    /// # Panics
    /// If there is no such population.
    pub fn state(&self, population: PopulationId) -> &[f32] {
        &self.populations[population.index()].state.state
    }

    /// The same before the resets in the last step; as after it where there are none.
    ///
    /// # Panics
    /// If there is no such population.
    pub fn state_before_reset(&self, population: PopulationId) -> &[f32] {
        let state = &self.populations[population.index()].state;
        if state.before_reset.is_empty() { &state.state } else { &state.before_reset }
    }
}

/// Adds the events of a source to sums; the number of weights applied.
fn apply(weights: &Weights, compact: Option<&[u16]>, events: &Emitted, sums: &mut [f32]) -> u64 {
    let (units, values) = (events.units(), events.values());
    match weights {
        Weights::Dense { targets, values: weights, .. } => {
            add_dense(weights, *targets as usize, units, values, sums)
        }
        Weights::Sparse { rows, values: weights } => match (compact, sums.first_chunk_mut::<COMPACT>()) {
            (Some(targets), Some(sums)) => {
                add_rows_compact(rows.row_start(), targets, weights, units, values, sums)
            }
            _ => add_rows(rows, weights, units, values, sums),
        },
        Weights::Random { targets, fan_out, seed, value, .. } => {
            add_random((*targets, *fan_out, *seed, *value), units, values, sums)
        }
        Weights::Conv2d { shape, kernel } => add_convolution(shape, kernel, units, values, sums),
    }
}
