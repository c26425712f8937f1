//! Executing a network step by step, at a cost in proportion to its events.

use std::sync::Arc;

use super::accumulate::{
    COMPACT, add_convolution, add_dense, add_random, add_rows, add_rows_compact, add_wide,
};
use super::cells::{UnitState, emit_own_spikes, update};
use super::emitted::Emitted;
use super::misfits::misfits;
use super::network::{Cell, ExecutableNetwork, Weights};
use super::plan::{Entry, Plan};
use super::sums::Sums;
use super::wide_sums::WideSums;
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
    /// Index of the input that is driven from outside, where there is one.
    input: Option<usize>,
    next_step: u32,
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
    /// The same of cells that add up in 64-bit floats: without delay, and with.
    wide: [WideSums; 2],
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
            let is_wide = population.cell.is_wide();
            let wide = |entered: bool| WideSums::new(if is_wide && entered { sums } else { 0 });
            let direct = plan.order.iter().any(|entry| entry.population == index && !entry.values.is_empty());
            Units {
                state: UnitState::new(&population.cell, population.units),
                wide: [wide(direct), wide(delayed)],
                forward: if is_wide { Sums::none() } else { Sums::new(sums, forward) },
                recurrent: if !is_wide && (delayed || !recurrent.is_empty()) {
                    Sums::new(sums, recurrent)
                } else {
                    Sums::none()
                },
            }
        };
        let populations = network.populations.iter().enumerate().map(units).collect();
        let emitted = vec![Emitted::default(); network.populations.len()];
        let synops = vec![0; network.projections.len()];
        let input = network.populations.iter().position(|population| population.cell.is_driven());
        Self { network, plan, input, next_step: 0, populations, emitted, synops }
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
            units.wide.iter_mut().for_each(WideSums::begin);
        }
        self.next_step = 0;
        self.emitted.iter_mut().for_each(Emitted::clear);
        self.synops.fill(0);
    }

    /// One step with a value for every unit of the input; zeros are no events.
    ///
    /// # Panics
    /// If there are not as many values as input units.
    pub fn step(&mut self, inputs: &[f32]) {
        let Some(input) = self.input else {
            assert!(inputs.is_empty(), "values for a network without input from outside");
            return self.advance();
        };
        let population = &self.network.populations[input];
        assert_eq!(inputs.len(), population.units as usize, "a value for every unit of {}", population.name);
        if let Cell::DeltaInput { .. } = population.cell {
            self.populations[input].state.state.copy_from_slice(inputs);
            self.emit_input_changes(input);
        } else {
            self.emitted[input].set_nonzero(inputs);
        }
        self.advance();
    }

    /// One step with a value for some units of the input, ascending. Others are 0, or unchanged where changes are events.
    ///
    /// # Panics
    /// If units do not ascend or are not there.
    pub fn step_events(&mut self, inputs: &[(u32, f32)]) {
        let Some(input) = self.input else {
            assert!(inputs.is_empty(), "events for a network without input from outside");
            return self.advance();
        };
        let population = &self.network.populations[input];
        assert!(inputs.is_sorted_by(|before, after| before.0 < after.0), "input units must ascend");
        assert!(
            inputs.last().is_none_or(|last| last.0 < population.units),
            "{} has {} units, so no unit {}",
            population.name,
            population.units,
            inputs.last().map_or(0, |last| last.0)
        );
        if let Cell::DeltaInput { .. } = population.cell {
            let present = &mut self.populations[input].state.state;
            for (unit, value) in inputs {
                present[*unit as usize] = *value;
            }
            self.emit_input_changes(input);
        } else {
            let emitted = &mut self.emitted[input];
            emitted.clear();
            for (unit, value) in inputs.iter().filter(|(_, value)| *value != 0.0) {
                emitted.push(*unit, *value);
            }
        }
        self.advance();
    }

    fn emit_input_changes(&mut self, input: usize) {
        let Cell::DeltaInput { threshold } = self.network.populations[input].cell else { return };
        let UnitState { state, known, .. } = &mut self.populations[input].state;
        self.emitted[input].set_changes(state, known, threshold);
    }

    /// Everything behind the input.
    fn advance(&mut self) {
        let (network, plan) = (Arc::clone(&self.network), Arc::clone(&self.plan));
        let weights = |projection: usize| {
            let projection_weights = &network.projections[projection];
            let compact = plan.compact[projection].as_deref();
            (projection_weights.source.index(), &projection_weights.weights, compact)
        };
        for (population, (units, emitted)) in
            network.populations.iter().zip(self.populations.iter_mut().zip(&mut self.emitted))
        {
            if let Cell::SpikeSource(source) = &population.cell {
                emit_own_spikes(source, self.next_step, &mut units.state, emitted);
            }
        }
        self.next_step += 1;
        let weighted = |sums: &mut [f32], projection: usize, emitted: &[Emitted]| {
            let (source, weights, compact) = weights(projection);
            apply(weights, compact, &emitted[source], sums)
        };
        let synops = &mut self.synops;
        let mut take_in = |sums: &mut Sums, wide: &mut WideSums, entry: &Entry, emitted: &[Emitted]| {
            if network.populations[entry.population].cell.is_wide() {
                wide.begin();
                for projection in &entry.values {
                    let (source, weights, compact) = weights(*projection);
                    let (units, values) = (emitted[source].units(), emitted[source].values());
                    synops[*projection] += add_wide(weights, compact, units, values, wide.sums_mut());
                }
                return;
            }
            for projection in &entry.changes {
                synops[*projection] += weighted(sums.base_mut(), *projection, emitted);
            }
            sums.begin();
            for projection in &entry.values {
                synops[*projection] += weighted(sums.working_mut(), *projection, emitted);
            }
        };
        for entry in &plan.order {
            let Units { state, forward, recurrent, wide: [wide, delayed] } =
                &mut self.populations[entry.population];
            take_in(forward, wide, entry, &self.emitted);
            let cell = &network.populations[entry.population].cell;
            update(cell, forward, recurrent, (wide, delayed), state, &mut self.emitted[entry.population]);
        }
        for entry in &plan.delayed {
            let Units { recurrent, wide: [_, delayed], .. } = &mut self.populations[entry.population];
            take_in(recurrent, delayed, entry, &self.emitted);
        }
    }

    /// Units of a population that were left as they were in the last step, ascending; none of cells that do not tell.
    ///
    /// # Panics
    /// If there is no such population.
    pub fn skipped(&self, population: PopulationId) -> &[u32] {
        &self.populations[population.index()].state.skipped
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
        Weights::Wide(_) => unreachable!("a network without misfits has them only where sums are wide"),
    }
}
