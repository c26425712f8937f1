//! How steps follow each other: barrier, ticks, or the tokens of dataflow.

use egret_arch::{Chip, Sync, Ticks};
use egret_workloads::{Network, PopulationId};

use super::dataflow::Dataflow;
use super::{Machine, Message, Packet};
use crate::actors::Timing;
use crate::kernel::{Agenda, Fault, Instant};
use crate::mapping::Placement;
use crate::observer::{Observation, Observer, Pause};
use crate::outcome::{Outcome, Wait};
use crate::path::Moment;
use crate::timing::TimingModel;

/// Where a run is in its steps.
pub(crate) struct Stepping {
    pub(super) rule: Rule,
    /// Steps of the chip.
    steps: u32,
    /// The step at hand (barrier and ticks).
    step: u32,
}

pub(super) enum Rule {
    /// All cores wait for each other, then for `cost`. With `network_first`, updates behind the last packet wait for the network.
    Barrier { cost: Ticks, finish: Moment, network_first: bool },
    /// All cores wait for the tick and for each other.
    FixedTick { period: Ticks, finish: Moment },
    /// Cores follow the tick on their own.
    FreeRunning { period: Ticks, tick: Moment },
    /// Slices follow tokens.
    Dataflow(Dataflow),
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
            Sync::Barrier { .. } | Sync::BarrierTable { .. } => {
                let network_first = chip.sync() == Sync::BarrierTable { network_first: true };
                let cost = chip.barrier_time(placement.tiles());
                (Rule::Barrier { cost, finish: start, network_first }, steps)
            }
            Sync::FixedTick { period } => (Rule::FixedTick { period, finish: start }, steps),
            Sync::FreeRunning { period } => (Rule::FreeRunning { period, tick: start }, steps),
            Sync::Dataflow { steps_in_flight } => {
                (Rule::Dataflow(Dataflow::new(network, placement, readout, steps_in_flight)), tokens)
            }
        };
        Self { rule, steps, step: 0 }
    }

    /// Steps of the chip.
    pub(super) fn steps(&self) -> u32 {
        self.steps
    }

    /// All steps have been done without events.
    pub(super) fn all_done(&mut self) {
        self.step = self.steps;
    }

    /// Sum over tokens of the time from injection to read-out, where tokens say when that is.
    pub(crate) fn latency_sum(&self) -> Option<u64> {
        match &self.rule {
            Rule::Dataflow(flow) => Some(flow.latency_sum),
            Rule::Barrier { .. } | Rule::FixedTick { .. } | Rule::FreeRunning { .. } => None,
        }
    }
}

impl<O: Observer> Machine<'_, O> {
    /// Plans the first events of a run; where steps are timed without events, runs all of them.
    pub(crate) fn begin(&mut self, timing: TimingModel, agenda: &mut Agenda<Message>) {
        match timing {
            TimingModel::Events => self.start(agenda),
            TimingModel::PeerSimple => self.run_closed(),
        }
    }

    /// Nothing is pending any more: what the run leaves behind.
    pub(crate) fn conclude(
        mut self,
        timing: TimingModel,
        handled: u64,
        at: Instant,
    ) -> Result<Outcome, Fault> {
        if timing == TimingModel::Events {
            self.check_settled(at)?;
            self.finish()?;
        }
        Ok(self.outcome(handled))
    }

    /// Starts the run.
    fn start(&mut self, agenda: &mut Agenda<Message>) {
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

    /// Packets have been lost: nothing may be left to wait for.
    pub(super) fn lost(&mut self, agenda: &mut Agenda<Message>) {
        if matches!(self.stepping.rule, Rule::Barrier { .. } | Rule::FixedTick { .. }) && self.unsettled == 0
        {
            self.plan_end_of_step(agenda);
        }
    }

    /// Starts the step at hand everywhere (barrier and ticks).
    fn begin_step(&mut self, trigger: &Moment, agenda: &mut Agenda<Message>) {
        let step = self.stepping.step;
        if step >= self.stepping.steps {
            return;
        }
        self.last_built = None;
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
    pub(super) fn plan_end_of_step(&mut self, agenda: &mut Agenda<Message>) {
        self.work_all_off();
        let last = self.last_moment();
        let network_first_end = self.network_first_end(last);
        let step = u64::from(self.stepping.step);
        let at = match &mut self.stepping.rule {
            Rule::Barrier { cost, finish, network_first } => {
                *finish = if *network_first { network_first_end } else { last };
                finish.at + *cost
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

    /// The end of a step in which updates behind the last packet go on when all packets have been worked off; `last` is what it
    /// would be if they did so beside that.
    fn network_first_end(&self, last: Moment) -> Moment {
        let Some(sent) = self.last_built else { return last };
        let mut worked_off = Moment::default();
        for number in 0..self.endpoints.len() as u32 {
            worked_off = worked_off.or_later(&self.worked_off(number));
        }
        // Of cores with nothing left to do, this is when they were through, and never later than the last packet.
        let updated = self.endpoints.iter().map(|endpoint| endpoint.pipeline.updated()).max().unwrap_or(0);
        worked_off.then(Wait::Soma, updated.saturating_sub(sent)).or_later(&last)
    }

    /// A step ends (barrier and ticks).
    pub(super) fn end_step(&mut self, agenda: &mut Agenda<Message>) {
        self.work_all_off();
        let now = agenda.now();
        self.sync_actions += u64::from(self.tiles);
        self.stepping.step += 1;
        if O::ON {
            let (pause, from) = match &self.stepping.rule {
                Rule::Barrier { finish, .. } => (Pause::Barrier, finish.at),
                Rule::FixedTick { finish, .. } => (Pause::Tick, finish.at),
                // Cores do not wait for each other, only the tick is seen.
                Rule::FreeRunning { .. } | Rule::Dataflow(_) => (Pause::Tick, now),
            };
            self.observer.see(Observation::Paused { pause, from, until: now });
        }
        let trigger = match &mut self.stepping.rule {
            Rule::Barrier { cost, finish, network_first: _ } => {
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
    fn check_settled(&self, at: Instant) -> Result<(), Fault> {
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
        Err(Fault::new(at, what))
    }

    /// Nothing is pending any more: closes the step that is still open, and reports a rule broken on the way.
    fn finish(&mut self) -> Result<(), Fault> {
        self.work_all_off();
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
        if let Some(power) = &mut self.power {
            power.settle(self.log.end(), self.observer)?;
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
    pub(super) fn worked_off(&self, endpoint: u32) -> Moment {
        self.endpoints[endpoint as usize].pipeline.worked_off(self.timing_of(endpoint))
    }

    fn timing_of(&self, endpoint: u32) -> &Timing {
        self.timing.at(endpoint != self.host_endpoint(), false)
    }
}
