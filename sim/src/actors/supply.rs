//! What the memories of a core make its stages wait for, beyond the times of the stages themselves.
//!
//! The pipeline is written once over this trait: where memories have one content each and weights lie in them, nothing
//! ever waits and the compiler removes it all. Who watches a core is told of its stages this way too.

use egret_arch::Ticks;

use crate::kernel::Instant;
use crate::observer::{Stage, Task};
use crate::tables::Shape;

/// The memories of a core, as its stages see them while one event or one update passes.
pub(crate) trait Supply {
    /// Groups of units must be updated one by one, because each may wait.
    const BY_GROUP: bool;

    /// The event is written into the input queue on arrival; returns ticks it waits.
    fn write_event(&mut self) -> Ticks;

    /// The event is taken from the queue at `at`; returns ticks that waits.
    fn read_event(&mut self, at: Instant) -> Ticks;

    /// When the event's row number `row` is in the memory of weights; nought if it always is.
    fn row_ready(&mut self, row: usize) -> Instant;

    /// The stage walks that row from `at` on; returns by how many ticks longer than alone.
    fn read_row(&mut self, row: usize, at: Instant) -> Ticks;

    /// The stage is through with that row at `at`.
    fn row_taken(&mut self, at: Instant);

    /// State of the group of units that begin with `first` is read at `at`; returns ticks that waits.
    fn read_state(&mut self, at: Instant, first: u32) -> Ticks;

    /// The same group's state is written so that it would be done at `until`, not before `from`; returns ticks that
    /// waits.
    fn write_state(&mut self, from: Instant, until: Instant, first: u32) -> Ticks;

    /// A stage works on so many things, from when until when.
    fn worked(&mut self, stage: Stage, task: Task, things: u32, from: Instant, until: Instant);

    /// A row is walked at a stage from `at` on, `held` ticks longer than alone.
    fn walked(&mut self, stage: Stage, shape: &Shape, held: Ticks, at: Instant);

    /// A row is added into accumulators from `at` on.
    fn added(&mut self, shape: &Shape, at: Instant);
}
