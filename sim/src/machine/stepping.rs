//! How steps follow each other: barrier, ticks, or the tokens of dataflow.

use egret_arch::{Chip, Sync, Ticks};
use egret_workloads::{Network, PopulationId, Site};

use super::{Machine, Message, Packet};
use crate::actors::Timing;
use crate::kernel::{Agenda, Fault, Instant};
use crate::mapping::Placement;
use crate::outcome::Wait;
use crate::path::Moment;
use crate::tables::started_by_host;

/// Where a run is in its steps.
pub(crate) struct Stepping {
    rule: Rule,
    /// Steps of the chip.
    steps: u32,
    /// The step at hand (barrier and ticks).
    step: u32,
}

enum Rule {
    /// All cores wait for each other, then for `cost`.
    Barrier { cost: Ticks, finish: Moment },
    /// All cores wait for the tick and for each other.
    FixedTick { period: Ticks, finish: Moment },
    /// Cores follow the tick on their own.
    FreeRunning { period: Ticks, tick: Moment },
    /// Slices follow tokens.
    Dataflow(Dataflow),
}

/// Progress of a dataflow run.
struct Dataflow {
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
    completed: u32,
    injected: u32,
    /// When steps were injected, modulo its length.
    injected_at: Vec<Instant>,
    latency_sum: u64,
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

impl Stepping {
    /// The rule of `chip` for `tokens` tokens; `depth` steps more where every hop takes a step.
    pub(crate) fn new(
        chip: &Chip,
        network: &Network,
        placement: &Placement,
        readout: PopulationId,
        tokens: u32,
        depth: u32,
    ) -> Self {
        let start = Moment::default();
        let steps = tokens + depth;
        let (rule, steps) = match chip.sync() {
            Sync::Barrier { base, per_tile } => {
                let cost = base + per_tile * u64::from(placement.tiles().saturating_sub(1));
                (Rule::Barrier { cost, finish: start }, steps)
            }
            Sync::FixedTick { period } => (Rule::FixedTick { period, finish: start }, steps),
            Sync::FreeRunning { period } => (Rule::FreeRunning { period, tick: start }, steps),
            Sync::Dataflow { steps_in_flight } => {
                (Rule::Dataflow(Dataflow::new(network, placement, readout, steps_in_flight)), tokens)
            }
        };
        Self { rule, steps, step: 0 }
    }

    /// Sum over tokens of the time from injection to read-out, where tokens say when that is.
    pub(crate) fn latency_sum(&self) -> Option<u64> {
        match &self.rule {
            Rule::Dataflow(flow) => Some(flow.latency_sum),
            Rule::Barrier { .. } | Rule::FixedTick { .. } | Rule::FreeRunning { .. } => None,
        }
    }
}

impl Dataflow {
    fn new(network: &Network, placement: &Placement, readout: PopulationId, in_flight: u32) -> Self {
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

impl Machine<'_> {
    /// Starts the run.
    pub(crate) fn start(&mut self, agenda: &mut Agenda<Message>) {
        let start = self.firings.fire(Moment::default());
        match &mut self.stepping.rule {
            Rule::Dataflow(_) => self.inject_steps(start, agenda),
            Rule::FreeRunning { tick, .. } => {
                *tick = start;
                self.begin_step(&start, agenda);
            }
            Rule::Barrier { .. } | Rule::FixedTick { .. } => self.begin_step(&start, agenda),
        }
    }

    /// A packet has been worked off at an endpoint.
    #[inline]
    pub(super) fn served(
        &mut self,
        endpoint: u32,
        packet: Packet,
        done: Instant,
        agenda: &mut Agenda<Message>,
    ) {
        match &self.stepping.rule {
            Rule::Dataflow(_) if packet.token => self.token(endpoint, packet.slice, packet.step, agenda),
            Rule::Dataflow(_) => {}
            Rule::Barrier { .. } | Rule::FixedTick { .. } => {
                if self.unsettled == 0 {
                    self.plan_end_of_step(agenda);
                }
            }
            Rule::FreeRunning { period, .. } => {
                let late = done > (u64::from(packet.step) + 1) * period && endpoint < self.host_endpoint();
                self.traffic.late_events += u64::from(late);
            }
        }
    }

    /// An end-of-step token of `slice` for `step` is in at `endpoint`, behind all that came before it.
    ///
    /// Packets of a source do not overtake each other, so the tokens of a slice's steps are complete in order, and the last
    /// token to come is the last thing the core has worked off.
    fn token(&mut self, endpoint: u32, slice: u32, step: u32, agenda: &mut Agenda<Message>) {
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
    fn read_out(&mut self, step: u32, agenda: &mut Agenda<Message>) {
        let pipeline = &self.endpoints[self.placement.cores.len()].pipeline;
        let Rule::Dataflow(flow) = &mut self.stepping.rule else { return };
        let timing = &self.timing.host;
        if let Some(end) = flow.completes(step, || pipeline.worked_off(timing)) {
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
    fn inject_steps(&mut self, trigger: Moment, agenda: &mut Agenda<Message>) {
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

    /// Starts the step at hand everywhere (barrier and ticks).
    fn begin_step(&mut self, trigger: &Moment, agenda: &mut Agenda<Message>) {
        let step = self.stepping.step;
        if step >= self.stepping.steps {
            return;
        }
        self.fire_host(step, trigger, false, agenda);
        for slice in 0..self.host_slice() {
            let delay = self.delays[self.population_of(slice).index()];
            self.fire(slice, step, step.checked_sub(delay), trigger, false, agenda);
        }
        match &self.stepping.rule {
            Rule::FreeRunning { period, .. } => {
                agenda.push((u64::from(step) + 1) * period, Message::Step);
            }
            Rule::Barrier { .. } | Rule::FixedTick { .. } if self.unsettled == 0 => {
                self.plan_end_of_step(agenda);
            }
            Rule::Barrier { .. } | Rule::FixedTick { .. } | Rule::Dataflow(_) => {}
        }
    }

    /// Everything of the step is settled: plans its end.
    fn plan_end_of_step(&mut self, agenda: &mut Agenda<Message>) {
        let last = self.last_moment();
        let step = u64::from(self.stepping.step);
        let at = match &mut self.stepping.rule {
            Rule::Barrier { cost, finish } => {
                *finish = last;
                last.at + *cost
            }
            Rule::FixedTick { period, finish } => {
                *finish = last;
                let tick = (step + 1) * *period;
                self.traffic.overruns += u64::from(last.at > tick);
                tick.max(last.at)
            }
            Rule::FreeRunning { .. } | Rule::Dataflow(_) => return,
        };
        agenda.push(at, Message::Step);
    }

    /// A step ends (barrier and ticks).
    pub(super) fn end_step(&mut self, agenda: &mut Agenda<Message>) {
        let now = agenda.now();
        self.sync_actions += u64::from(self.tiles);
        self.stepping.step += 1;
        let trigger = match &mut self.stepping.rule {
            Rule::Barrier { cost, finish } => {
                let end = finish.then(Wait::Sync, *cost);
                self.close_step(&end, now);
                end
            }
            Rule::FixedTick { finish, .. } => {
                let end = finish.then(Wait::Idle, now - finish.at);
                self.close_step(&end, now);
                end
            }
            Rule::FreeRunning { period, tick } => {
                *tick = tick.then(Wait::Idle, *period);
                let at_tick = *tick;
                let cores = &self.endpoints[..self.placement.cores.len()];
                self.traffic.overruns +=
                    cores.iter().filter(|core| core.pipeline.overruns(&self.timing.core, now)).count() as u64;
                if self.stepping.step < self.stepping.steps {
                    let last = self.last_moment();
                    let end = if last.at > now { last } else { last.then(Wait::Idle, now - last.at) };
                    self.close_step(&end, now);
                }
                at_tick
            }
            Rule::Dataflow(_) => return,
        };
        let started = self.firings.fire(trigger);
        if let Rule::FreeRunning { tick, .. } = &mut self.stepping.rule {
            *tick = started;
        }
        self.begin_step(&started, agenda);
    }

    /// Everything that was sent has arrived and no step is left undone.
    pub(crate) fn check_settled(&self, at: Instant) -> Result<(), Fault> {
        let undone = match &self.stepping.rule {
            Rule::Dataflow(flow) => self.tokens - flow.completed,
            Rule::Barrier { .. } | Rule::FixedTick { .. } | Rule::FreeRunning { .. } => {
                self.stepping.steps - self.stepping.step
            }
        };
        if self.unsettled == 0 && undone == 0 {
            return Ok(());
        }
        let what = format!(
            "nothing is pending, but {} packets have not arrived and {undone} steps are undone",
            self.unsettled
        );
        Err(Fault { at, what })
    }

    /// Nothing is pending any more: closes the step that is still open, and reports a rule broken on the way.
    pub(crate) fn finish(&mut self) -> Result<(), Fault> {
        if (self.log.steps.len() as u32) < self.stepping.steps {
            let last = self.last_moment();
            let end = match &self.stepping.rule {
                Rule::FreeRunning { period, .. } => {
                    let tick = u64::from(self.stepping.steps) * period;
                    if last.at < tick { last.then(Wait::Idle, tick - last.at) } else { last }
                }
                Rule::Barrier { .. } | Rule::FixedTick { .. } | Rule::Dataflow(_) => last,
            };
            self.close_step(&end, end.at);
        }
        self.fault.take().map_or(Ok(()), Err)
    }

    /// The last thing that any endpoint is known to do; the lowest endpoint on ties.
    fn last_moment(&self) -> Moment {
        let mut last = Moment::default();
        for (number, endpoint) in self.endpoints.iter().enumerate() {
            last = last.or_later(&endpoint.pipeline.last(self.timing_of(number as u32)));
        }
        last
    }

    /// When an endpoint has worked off everything that has arrived.
    fn worked_off(&self, endpoint: u32) -> Moment {
        self.endpoints[endpoint as usize].pipeline.worked_off(self.timing_of(endpoint))
    }

    fn timing_of(&self, endpoint: u32) -> &Timing {
        self.timing.at(endpoint != self.host_endpoint(), false)
    }
}
