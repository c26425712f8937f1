//! A network that is executed on its input, step by step, as a source of events.

use std::sync::Arc;

use super::recorded::Trace;
use super::source::StepEvents;
use crate::checkpoint::Embedding;
use crate::execute::{ExecutableNetwork, Executor};
use crate::network::PopulationId;

/// What a network is driven by.
#[derive(Clone, Debug)]
pub enum Stimulus {
    /// The vectors of words, one a step.
    Words {
        /// The vectors.
        embedding: Arc<Embedding>,
        /// The words.
        words: Arc<[u32]>,
        /// Steps after which the network starts anew from the zero state; none for never.
        stream_steps: Option<u32>,
    },
    /// Events of the input, each with the value 1.
    Spikes(Arc<Trace>),
    /// Nothing: all populations have events of their own, or come to emit by themselves.
    Nothing,
}

impl Stimulus {
    /// Number of steps; none without an end.
    pub fn steps(&self) -> Option<u32> {
        match self {
            Self::Words { words, .. } => Some(words.len() as u32),
            Self::Spikes(trace) => Some(trace.steps()),
            Self::Nothing => None,
        }
    }
}

/// A network and its input, from the zero state on. Cloning shares the data.
#[derive(Clone, Debug)]
pub struct Execution {
    network: Arc<ExecutableNetwork>,
    stimulus: Stimulus,
}

impl Execution {
    /// A network and what drives it.
    ///
    /// # Panics
    /// If the input does not have as many units as what drives it.
    pub fn new(network: Arc<ExecutableNetwork>, stimulus: Stimulus) -> Self {
        let width = match &stimulus {
            Stimulus::Words { embedding, .. } => Some(embedding.width),
            Stimulus::Spikes(trace) => Some(trace.units() as usize),
            Stimulus::Nothing => None,
        };
        let driven = network.populations.iter().find(|population| population.cell.is_driven());
        assert_eq!(driven.map(|input| input.units as usize), width, "units of the input");
        Self { network, stimulus }
    }

    /// The network.
    pub fn network(&self) -> &Arc<ExecutableNetwork> {
        &self.network
    }

    /// Number of steps until the input ends; none without an end.
    pub fn steps(&self) -> Option<u32> {
        self.stimulus.steps()
    }

    /// Spiking units whose potential differs before and after a step, summed over the first `steps` steps; all of them count
    /// in the first one, as in the `NeuroBench` harness.
    pub fn membrane_updates(&self, steps: u32) -> u64 {
        let (mut player, mut events) = (self.player(), StepEvents::default());
        for _ in 0..steps {
            if player.membrane.populations.is_empty() || !player.step_into(&mut events) {
                break;
            }
        }
        player.membrane_updates()
    }

    /// A player at step 0. Every player of an execution plays the same events.
    pub fn player(&self) -> ExecutionPlayer {
        let executor = Executor::new(Arc::clone(&self.network));
        let membrane = Membrane::of(&self.network);
        ExecutionPlayer {
            execution: self.clone(),
            membrane,
            executor,
            next_step: 0,
            input: Vec::new(),
            events: Vec::new(),
        }
    }
}

/// Executes a network step by step.
#[derive(Debug)]
pub struct ExecutionPlayer {
    execution: Execution,
    executor: Executor,
    next_step: u32,
    membrane: Membrane,
    /// Reused buffers.
    input: Vec<u32>,
    events: Vec<(u32, f32)>,
}

impl ExecutionPlayer {
    /// Executes the next step and writes the events of the network's populations into the first entries of `step`. Returns
    /// whether the input had a next step.
    pub fn step_into(&mut self, step: &mut StepEvents) -> bool {
        if self.execution.steps().is_some_and(|steps| self.next_step >= steps) {
            return false;
        }
        match &self.execution.stimulus {
            Stimulus::Words { embedding, words, stream_steps } => {
                if stream_steps.is_some_and(|steps| self.next_step.is_multiple_of(steps)) {
                    self.executor.reset();
                }
                self.executor.step(embedding.vector(words[self.next_step as usize]));
            }
            Stimulus::Spikes(trace) => {
                self.input.clear();
                trace.extend_with_step(self.next_step, &mut self.input);
                self.events.clear();
                self.events.extend(self.input.iter().map(|unit| (*unit, 1.0)));
                self.executor.step_events(&self.events);
            }
            Stimulus::Nothing => self.executor.step_events(&[]),
        }
        step.skipped.resize_with(self.execution.network.populations.len(), Vec::new);
        for (id, events) in
            (0..self.execution.network.populations.len() as u32).map(PopulationId).zip(&mut step.events)
        {
            events.clear();
            events.extend_from_slice(self.executor.events(id));
            let skipped = &mut step.skipped[id.index()];
            skipped.clear();
            skipped.extend_from_slice(self.executor.skipped(id));
        }
        self.next_step += 1;
        self.membrane.compare(&self.executor);
        true
    }

    /// Spiking units whose potential differed before and after a step, as [`Execution::membrane_updates`] counts them, of the
    /// steps played so far.
    pub fn membrane_updates(&self) -> u64 {
        self.membrane.updates
    }
}

/// Potentials of spiking units, and how often they changed.
#[derive(Debug)]
struct Membrane {
    /// Populations of spiking units, with their potentials after the last step; none before the first.
    populations: Vec<(PopulationId, Vec<f32>)>,
    updates: u64,
}

impl Membrane {
    fn of(network: &ExecutableNetwork) -> Self {
        let populations = (0..).map(PopulationId).zip(&network.populations);
        let spiking = populations.filter(|(_, population)| population.cell.model().has_binary_events());
        Self { populations: spiking.map(|(id, _)| (id, Vec::new())).collect(), updates: 0 }
    }

    fn compare(&mut self, executor: &Executor) {
        for (id, before) in &mut self.populations {
            let after = executor.state(*id);
            if before.len() == after.len() {
                for (before, after) in before.iter_mut().zip(after) {
                    self.updates += u64::from(before.to_bits() != after.to_bits());
                    *before = *after;
                }
            } else {
                self.updates += after.len() as u64;
                before.extend_from_slice(after);
            }
        }
    }
}
