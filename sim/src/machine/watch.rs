//! Telling an [`Observer`] what the stages of an endpoint do. Where nobody watches it is compiled away.

use egret_arch::{Content, Core, Ticks};

use super::power::LevelTimes;
use crate::actors::Supply;
use crate::kernel::Instant;
use crate::observer::{Observation, Observer, Stage, Task};
use crate::tables::{Shape, reading_time};

/// Who watches an endpoint while one event or one update passes.
pub(super) struct Watch<'a, O> {
    pub(super) observer: &'a mut O,
    pub(super) endpoint: u32,
    /// Who sends, or is updated.
    pub(super) slice: u32,
    pub(super) core: &'a Core,
    /// How long things take, above the base level.
    pub(super) level: Option<&'a LevelTimes<'a>>,
}

impl<O: Observer> Watch<'_, O> {
    #[inline]
    pub(super) fn worked(&mut self, stage: Stage, task: Task, things: u32, from: Instant, until: Instant) {
        if O::ON {
            let &mut Self { endpoint, slice, .. } = self;
            self.observer.see(Observation::Worked { endpoint, stage, task, slice, things, from, until });
        }
    }

    /// A row is walked at `stage` from `at` on, `held` ticks longer than alone. With `banks` the ports of its memory are told of
    /// one by one, by whoever shares them out.
    #[inline]
    pub(super) fn walked(&mut self, stage: Stage, shape: &Shape, held: Ticks, at: Instant, banks: bool) {
        if !O::ON {
            return;
        }
        let rest = if stage == Stage::Processor { shape.conflict_time + shape.dendrite_time } else { 0 };
        let until = at + shape.synapse_time;
        self.worked(stage, Task::Row, shape.synapses, at, until + rest);
        if held > 0 {
            self.worked(stage, Task::BankConflict, 0, until, until + held);
        }
        if banks {
            return;
        }
        // Reading ends with the stage, or before it where applying takes longer: both begin together.
        let scaled = |ticks| self.level.map_or(ticks, |level| level.ticks(ticks));
        let reading = scaled(reading_time(self.core, shape.words.into()));
        let from = until - scaled(shape.applying_time).max(reading).min(shape.synapse_time);
        let memory = self.core.memories.iter().position(|memory| memory.holds.contains(&Content::Weights));
        if let Some(memory) = memory.filter(|_| reading > 0) {
            self.observer.see(Observation::MemoryBusy {
                core: self.endpoint,
                memory: memory as u32,
                port: None,
                content: Content::Weights,
                waited: false,
                from,
                until: (from + reading).min(until),
            });
        }
    }

    /// A row is added into accumulators from `at` on.
    #[inline]
    pub(super) fn added(&mut self, shape: &Shape, at: Instant) {
        if !O::ON {
            return;
        }
        let until = at + shape.dendrite_time;
        self.worked(Stage::Dendrite, Task::Accumulate, shape.synapses, at, until);
        if shape.conflict_time > 0 {
            self.worked(Stage::Dendrite, Task::BankConflict, 0, until, until + shape.conflict_time);
        }
    }
}

/// Memories that nothing ever waits for, watched.
pub(super) struct Unshared<'a, O>(pub(super) Watch<'a, O>);

impl<O: Observer> Supply for Unshared<'_, O> {
    const BY_GROUP: bool = false;

    #[inline]
    fn write_event(&mut self) -> Ticks {
        0
    }

    #[inline]
    fn read_event(&mut self, _at: Instant) -> Ticks {
        0
    }

    #[inline]
    fn row_ready(&mut self, _row: usize) -> Instant {
        0
    }

    #[inline]
    fn read_row(&mut self, _row: usize, _at: Instant) -> Ticks {
        0
    }

    #[inline]
    fn row_taken(&mut self, _at: Instant) {}

    #[inline]
    fn read_state(&mut self, _at: Instant, _first: u32) -> Ticks {
        0
    }

    #[inline]
    fn write_state(&mut self, _from: Instant, _until: Instant, _first: u32) -> Ticks {
        0
    }

    #[inline]
    fn worked(&mut self, stage: Stage, task: Task, things: u32, from: Instant, until: Instant) {
        self.0.worked(stage, task, things, from, until);
    }

    #[inline]
    fn walked(&mut self, stage: Stage, shape: &Shape, held: Ticks, at: Instant) {
        self.0.walked(stage, shape, held, at, false);
    }

    #[inline]
    fn added(&mut self, shape: &Shape, at: Instant) {
        self.0.added(shape, at);
    }
}
