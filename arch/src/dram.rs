//! The checked DRAM of a chip, all times in ticks.

use egret_config::Information;

use crate::Ticks;

/// DRAM of one chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dram {
    /// Capacity, all channels together; at least one page in every bank.
    pub capacity: Information,
    /// Channels; at least one.
    pub channels: u32,
    /// Bits of one burst; at least one.
    pub burst_bits: u64,
    /// Time that a burst keeps its channel; at least one.
    pub burst_time: Ticks,
    /// From a request to the start of its data where the page is open.
    pub hit_latency: Ticks,
    /// The same where the page has to be opened; at least `hit_latency`.
    pub miss_latency: Ticks,
    /// Bits of an open page: a whole number of bursts, at least one.
    pub page_bits: u64,
    /// Banks of a channel, each with one open page; at least one.
    pub banks: u32,
    /// Rows of synapses on their way to one core at most; at least one.
    pub prefetch_rows: u32,
}
