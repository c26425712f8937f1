//! Power states of all cores: when they start and stop working, and how fast they work.

use egret_arch::{ModelCost, PowerStates, Ticks};

use super::{Machine, Timings};
use crate::actors::{Pipeline, PowerState, Timing};
use crate::kernel::{Fault, Instant, TimerId, Timers};
use crate::observer::{Observation, Observer};
use crate::outcome::{Counts, Residency};
use crate::tables::{RowTables, Shape};

/// Cores with power states, on a chip that has such.
pub(crate) struct Power<'a> {
    states: &'a PowerStates,
    cores: Vec<PowerState>,
    /// One a core.
    timers: Timers,
    /// By level above the base level.
    levels: Vec<LevelTimes<'a>>,
    /// By core: until when its states have been told to who watches.
    told: Vec<Instant>,
}

/// How long things take at a level above the base level.
pub(crate) struct LevelTimes<'a> {
    states: &'a PowerStates,
    level: usize,
    core: Timing,
    core_token: Timing,
    /// Those of the row tables.
    pub(crate) shapes: Vec<Shape>,
}

impl<'a> LevelTimes<'a> {
    fn new(states: &'a PowerStates, level: usize, base: &Timings, rows: &RowTables) -> Self {
        let ticks = |base| states.at_level(level, base);
        let shape = |shape: &Shape| Shape {
            synapse_time: ticks(shape.synapse_time),
            dendrite_time: ticks(shape.dendrite_time),
            conflict_time: ticks(shape.conflict_time),
            ..*shape
        };
        Self {
            states,
            level,
            core: base.core.at_clock(ticks),
            core_token: base.core_token.at_clock(ticks),
            shapes: rows.shapes.iter().map(shape).collect(),
        }
    }

    /// Times for a kind of packet.
    pub(crate) fn timing(&self, token: bool) -> &Timing {
        if token { &self.core_token } else { &self.core }
    }

    /// What takes `base` ticks at the base level.
    pub(crate) fn ticks(&self, base: Ticks) -> Ticks {
        self.states.at_level(self.level, base)
    }

    /// The cost of updates.
    pub(crate) fn cost(&self, base: ModelCost) -> ModelCost {
        ModelCost {
            idle_time: self.ticks(base.idle_time),
            active_time: self.ticks(base.active_time),
            skipped_time: self.ticks(base.skipped_time),
            ..base
        }
    }
}

impl<'a> Power<'a> {
    /// All cores are idle.
    pub(super) fn new(states: &'a PowerStates, cores: usize, base: &Timings, rows: &RowTables) -> Self {
        let mut timers = Timers::default();
        let all = vec![PowerState::default(); cores];
        for (core, state) in (0..).zip(&all) {
            state.set_timer(states, core, &mut timers);
        }
        let levels =
            (0..states.levels.len()).map(|level| LevelTimes::new(states, level, base, rows)).collect();
        Self { states, told: vec![0; all.len()], cores: all, timers, levels }
    }

    /// An event (or a token) comes to a core at `now`; returns from when on the core can accept it.
    pub(super) fn receive(&mut self, core: u32, now: Instant, event: bool) -> Instant {
        let state = &mut self.cores[core as usize];
        if event {
            state.count_event();
        }
        state.begin(self.states, now)
    }

    /// A slice of a core is to start a step at `now`, its first one by choosing a level; returns from when on the core
    /// can do anything, and how long it then takes to get to its level.
    pub(super) fn fire(&mut self, core: u32, now: Instant, first: bool) -> (Instant, Ticks) {
        let state = &mut self.cores[core as usize];
        let ready = state.begin(self.states, now);
        (ready, if first { state.choose_level(self.states) } else { 0 })
    }

    /// How long things take on a core above the base level; `None` at it, and on what is no core.
    #[inline]
    pub(super) fn times(&self, core: u32) -> Option<&LevelTimes<'a>> {
        let level = self.cores.get(core as usize)?.level().checked_sub(1)?;
        self.levels.get(level)
    }

    /// A core has been given `worked` ticks of work, and its pipeline knows by now when all is done.
    pub(super) fn work(&mut self, core: u32, pipeline: &Pipeline, worked: Ticks) {
        let state = &mut self.cores[core as usize];
        state.work(self.states, pipeline.done_at(), worked, core, &mut self.timers);
    }

    /// Adds what waking up and raised levels of a core cost to `into`.
    pub(super) fn add_to(&self, core: u32, into: &mut Counts) {
        self.cores[core as usize].add_to(into);
    }

    /// Ticks by state of a core, in a run that ends at `end`.
    pub(super) fn residency(&self, core: usize, end: Instant) -> Residency {
        self.cores[core].residency(end)
    }

    /// The timers of the cores.
    pub(super) fn timers(&mut self) -> &mut Timers {
        &mut self.timers
    }

    /// The timer of a core ran out.
    pub(super) fn run_out(&mut self, timer: TimerId, at: Instant) {
        self.cores[timer as usize].run_out(self.states, at, timer, &mut self.timers);
    }

    /// Tells which states a core has left since it was last asked.
    #[inline]
    pub(super) fn tell<O: Observer>(&mut self, core: u32, observer: &mut O) {
        let Some(state) = self.cores.get(core as usize).filter(|_| O::ON) else { return };
        let told = &mut self.told[core as usize];
        for &(state, from, until) in state.recent() {
            if from >= *told {
                *told = until;
                observer.see(Observation::InState { core, state, from, until });
            }
        }
    }

    /// The run is over at `end`: lets the timers run out that would have before it, and checks that every tick of every
    /// core is in one state.
    pub(super) fn settle<O: Observer>(&mut self, end: Instant, observer: &mut O) -> Result<(), Fault> {
        while let Some((at, timer)) = self.timers.run_out_before(end) {
            self.run_out(timer, at);
            self.tell(timer, observer);
        }
        for core in 0..if O::ON { self.cores.len() } else { 0 } {
            for (state, from, until) in self.cores[core].until(end) {
                if from >= self.told[core] {
                    observer.see(Observation::InState { core: core as u32, state, from, until });
                }
            }
        }
        let untiled =
            (0..self.cores.len()).find(|&core| self.residency(core, end).iter().sum::<u64>() != end);
        untiled.map_or(Ok(()), |core| {
            Err(Fault::new(end, format!("the power states of core {core} do not sum to the time of the run")))
        })
    }
}

impl<O: Observer> Machine<'_, O> {
    /// Adds what a core as a whole did to what its first slice did.
    pub(super) fn core_actions(&self, slice: usize, into: &mut Counts) {
        let Some(power) = &self.power else { return };
        let core = self.placement.slices[slice].core;
        if self.endpoints[core as usize].slices.start as usize == slice {
            power.add_to(core, into);
        }
    }
}
