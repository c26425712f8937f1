//! Dataflow: slices follow the end-of-step tokens of their sources, the host those of the read-out.

use egret_workloads::{Network, PopulationId, Site};

use super::stepping::Rule;
use super::{Machine, Message};
use crate::kernel::{Agenda, Instant};
use crate::mapping::Placement;
use crate::observer::{Observation, Observer};
use crate::path::Moment;
use crate::tables::started_by_host;

/// Progress of a dataflow run.
pub(super) struct Dataflow {
    in_flight: u32,
    /// By population: where tokens must come from before a step.
    needs: Vec<Vec<Need>>,
    /// By population: slices.
    slices: Vec<u32>,
    progress: Vec<Progress>,
    /// Tokens of the read-out population that reached the host, by step modulo its length.
    read_out: Vec<u32>,
    readout_slices: u32,
    /// Ends of steps that were read out at this instant.
    read_out_ends: Vec<Moment>,
    pub(super) completed: u32,
    injected: u32,
    /// When steps were injected, modulo its length.
    injected_at: Vec<Instant>,
    pub(super) latency_sum: u64,
}

/// A population (`None`: the host) whose end-of-step tokens a step waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Need {
    source: Option<PopulationId>,
    delay: u8,
}

/// Progress of a slice.
struct Progress {
    next: u32,
    /// Tokens in for the steps from `next` on, by step modulo its length.
    tokens: Vec<u32>,
}

impl Dataflow {
    pub(super) fn new(
        network: &Network,
        placement: &Placement,
        readout: PopulationId,
        in_flight: u32,
    ) -> Self {
        let from_host = started_by_host(network);
        let needs = network
            .population_ids()
            .map(|id| {
                let mut needs: Vec<Need> = network
                    .incoming(id)
                    .map(|projection| network.projection(projection))
                    .filter(|projection| network.population(projection.source).site == Site::Chip)
                    .map(|projection| Need { source: Some(projection.source), delay: projection.delay })
                    .collect();
                if from_host.contains(&id) {
                    needs.push(Need { source: None, delay: 0 });
                }
                needs.sort_by_key(|need| (need.source, need.delay));
                needs.dedup();
                needs
            })
            .collect();
        let mut slices = vec![0; network.populations.len()];
        for slice in &placement.slices {
            slices[slice.population.index()] += 1;
        }
        // A slice is asked for the step it waits for and at most `in_flight` later ones.
        let ring = in_flight as usize + 2;
        let progress = placement.slices.iter().map(|_| Progress { next: 0, tokens: vec![0; ring] }).collect();
        Self {
            in_flight,
            needs,
            readout_slices: slices[readout.index()],
            slices,
            progress,
            read_out: vec![0; ring],
            read_out_ends: Vec::new(),
            completed: 0,
            injected: 0,
            injected_at: vec![0; ring],
            latency_sum: 0,
        }
    }

    /// One more token of the read-out for `step` is in at the host; whether that completes the step.
    ///
    /// Packets of a source do not overtake each other, so steps complete in order.
    fn completes(&mut self, step: u32, end: impl FnOnce() -> Moment) -> Option<Moment> {
        let slot = step as usize % self.read_out.len();
        self.read_out[slot] += 1;
        if self.read_out[slot] < self.readout_slices {
            return None;
        }
        debug_assert_eq!(step, self.completed);
        let end = end();
        self.read_out[slot] = 0;
        self.latency_sum += end.at - self.injected_at[slot];
        self.completed += 1;
        self.read_out_ends.push(end);
        Some(end)
    }

    /// Tokens that must be in before `population` does `step`.
    fn expected(&self, population: PopulationId, step: u32) -> u32 {
        self.needs[population.index()]
            .iter()
            .filter(|need| step >= u32::from(need.delay))
            .map(|need| need.source.map_or(1, |source| self.slices[source.index()]))
            .sum()
    }
}

impl<O: Observer> Machine<'_, O> {
    /// An end-of-step token of `slice` for `step` is in at `endpoint`, behind all that came before it.
    ///
    /// Packets of a source do not overtake each other, so the tokens of a slice's steps are complete in order, and the last
    /// token to come is the last thing the core has worked off.
    pub(super) fn token(&mut self, endpoint: u32, slice: u32, step: u32, agenda: &mut Agenda<Message>) {
        if endpoint == self.host_endpoint() {
            self.read_out(step, agenda);
            return;
        }
        let source = (slice != self.host_slice()).then(|| self.population_of(slice));
        for target in self.endpoints[endpoint as usize].slices.clone() {
            let population = self.placement.slices[target as usize].population;
            let Rule::Dataflow(flow) = &mut self.stepping.rule else { return };
            let Dataflow { needs, progress, .. } = flow;
            for need in needs[population.index()].iter().filter(|need| need.source == source) {
                let tokens = &mut progress[target as usize].tokens;
                let slot = (step + u32::from(need.delay)) as usize % tokens.len();
                tokens[slot] += 1;
            }
            self.fire_ready(target, agenda);
        }
    }

    /// Fires the next step of a slice if its tokens are all in.
    fn fire_ready(&mut self, slice: u32, agenda: &mut Agenda<Message>) {
        let placed = &self.placement.slices[slice as usize];
        let Rule::Dataflow(flow) = &mut self.stepping.rule else { return };
        let step = flow.progress[slice as usize].next;
        let expected = flow.expected(placed.population, step);
        let progress = &mut flow.progress[slice as usize];
        let slot = step as usize % progress.tokens.len();
        if progress.tokens[slot] < expected || step >= self.tokens {
            return;
        }
        progress.tokens[slot] = 0;
        progress.next += 1;
        let trigger = self.worked_off(placed.core);
        self.fire(slice, step, Some(step), &trigger, true, agenda);
    }

    /// A token of the read-out reached the host: with the last one the step is complete.
    pub(super) fn read_out(&mut self, step: u32, agenda: &mut Agenda<Message>) {
        let pipeline = &self.endpoints[self.placement.cores.len()].pipeline;
        let Rule::Dataflow(flow) = &mut self.stepping.rule else { return };
        let timing = &self.timing.host;
        if let Some(end) = flow.completes(step, || pipeline.worked_off(timing)) {
            if O::ON {
                let from = flow.injected_at[step as usize % flow.injected_at.len()];
                let place = step % flow.in_flight;
                self.observer.see(Observation::InFlight { step, place, from, until: end.at });
            }
            if flow.read_out_ends.len() == 1 {
                agenda.push(agenda.now(), Message::Close);
            }
            self.inject_steps(end, agenda);
        }
    }

    /// Closes the steps that were read out at this instant. The last step also contains what is still to be done when it has
    /// been read out; [`Self::finish`] closes it.
    pub(super) fn close_read_out(&mut self) {
        let Rule::Dataflow(flow) = &mut self.stepping.rule else { return };
        for end in std::mem::take(&mut flow.read_out_ends) {
            if (self.log.steps.len() as u32) + 1 < self.tokens {
                self.close_step(&end, end.at);
            }
        }
    }

    /// Injects as many steps as may be on their way.
    pub(super) fn inject_steps(&mut self, trigger: Moment, agenda: &mut Agenda<Message>) {
        loop {
            let Rule::Dataflow(flow) = &mut self.stepping.rule else { return };
            let step = flow.injected;
            if step >= self.tokens || step >= flow.completed + flow.in_flight {
                return;
            }
            flow.injected += 1;
            let start = self.fire_host(step, &trigger, true, agenda);
            let Rule::Dataflow(flow) = &mut self.stepping.rule else { return };
            let slot = step as usize % flow.injected_at.len();
            flow.injected_at[slot] = start.at;
        }
    }
}
