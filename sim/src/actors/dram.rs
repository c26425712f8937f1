//! The DRAM beside each chip: channels that move bursts, and banks with one open page each.
//!
//! Pages lie on channels in turn, then on banks. A request reserves the first free bursts of its channels from then on;
//! its data are there when the last burst is through, after the latency of a page that is open or has to be opened.
//! Pages open and close in the order of the requests, which need not be the order of their bursts.

use std::collections::VecDeque;
use std::ops::Range;

use egret_arch::Dram as Description;

use super::slots::{Far, Slots};
use crate::kernel::Instant;

/// What became of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fetched {
    /// When its last data come.
    pub(crate) at: Instant,
    /// Bursts moved.
    pub(crate) bursts: u64,
    /// Pages opened.
    pub(crate) activates: u64,
}

/// The DRAM of one chip.
#[derive(Clone, Debug)]
pub(crate) struct Dram {
    description: Description,
    channels: Vec<Slots>,
    far: Vec<Far>,
    /// Open page by channel and bank.
    open: Vec<Option<u64>>,
}

impl Dram {
    /// Nothing is reserved, and no page is open.
    pub(crate) fn new(description: &Description) -> Self {
        let channels = description.channels as usize;
        Self {
            description: *description,
            channels: vec![Slots::new(description.burst_time); channels],
            far: vec![Far::new(); channels],
            open: vec![None; channels * description.banks as usize],
        }
    }

    /// Requests the bursts of that numbers at `at`. `now` is the instant being simulated.
    pub(crate) fn fetch(&mut self, bursts: Range<u64>, at: Instant, now: Instant) -> Fetched {
        let page_bursts = self.description.page_bits / self.description.burst_bits;
        let mut fetched = Fetched { at, bursts: bursts.end - bursts.start, activates: 0 };
        let mut first = bursts.start;
        while first < bursts.end {
            let page = first / page_bursts;
            let next = ((page + 1) * page_bursts).min(bursts.end);
            let opened = self.open_page(page);
            fetched.activates += u64::from(opened);
            let latency = if opened { self.description.miss_latency } else { self.description.hit_latency };
            let channel = (page % self.channels.len() as u64) as usize;
            fetched.at = fetched.at.max(self.transfer(channel, next - first, at, now) + latency);
            first = next;
        }
        fetched
    }

    /// Opens a page; whether it was not open.
    fn open_page(&mut self, page: u64) -> bool {
        let channels = self.channels.len() as u64;
        let banks = u64::from(self.description.banks);
        let bank = (page % channels) * banks + page / channels % banks;
        self.open[bank as usize].replace(page) != Some(page)
    }

    /// Reserves bursts on a channel; returns when the last one is through.
    fn transfer(&mut self, channel: usize, bursts: u64, at: Instant, now: Instant) -> Instant {
        let time = self.description.burst_time;
        let first = at / time;
        let mut last = first;
        for _ in 0..bursts {
            last = last.max(self.channels[channel].reserve(&mut self.far, channel, at, 1, now) / time);
        }
        at + (last + 1 - first) * time
    }
}

/// Rows on their way to one core: at most so many that all have a place in its buffer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prefetch {
    /// When the places of rows become free, as far as it is known, oldest first.
    freed: VecDeque<Instant>,
    /// Rows requested so far.
    requested: u64,
}

impl Prefetch {
    /// When the next row can be requested, not before `now`, and its place, with `places` in all.
    pub(crate) fn request(&mut self, places: u32, now: Instant) -> (Instant, u64) {
        let free = if self.freed.len() < places as usize { None } else { self.freed.pop_front() };
        let place = self.requested % u64::from(places);
        self.requested += 1;
        (free.unwrap_or(now).max(now), place)
    }

    /// The row requested last is read at `at`, which frees its place.
    pub(crate) fn taken(&mut self, at: Instant) {
        self.freed.push_back(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egret_config::Information;

    /// Bursts of 64 bits in 10 ticks, pages of 8 bursts, latencies of 30 and 70 ticks.
    fn description(channels: u32) -> Description {
        Description {
            capacity: Information::from_bits(1 << 30),
            channels,
            burst_bits: 64,
            burst_time: 10,
            hit_latency: 30,
            miss_latency: 70,
            page_bits: 512,
            banks: 2,
            prefetch_rows: 2,
        }
    }

    #[test]
    fn one_row_misses_and_the_next_of_its_page_hits() {
        let mut dram = Dram::new(&description(1));
        assert_eq!(dram.fetch(0..3, 100, 100), Fetched { at: 100 + 3 * 10 + 70, bursts: 3, activates: 1 });
        assert_eq!(dram.fetch(3..5, 500, 500), Fetched { at: 500 + 2 * 10 + 30, bursts: 2, activates: 0 });
        // Page 2 closes page 0 of the same bank; page 1 lies in the other one.
        assert_eq!(dram.fetch(8..9, 600, 600).activates, 1);
        assert_eq!(dram.fetch(16..17, 700, 700).activates, 1);
        assert_eq!(dram.fetch(8..9, 800, 800).activates, 0);
        assert_eq!(dram.fetch(0..1, 900, 900).activates, 1);
    }

    #[test]
    fn rows_back_to_back_take_the_time_of_their_bursts() {
        let mut dram = Dram::new(&description(1));
        let last = (0..48u64).map(|row| dram.fetch(row * 3..row * 3 + 3, 7, 7).at).max();
        assert_eq!(
            last,
            Some(7 + 48 * 3 * 10 + 30),
            "the last row hits the page that the one before it opened"
        );
    }

    #[test]
    fn pages_on_two_channels_come_side_by_side() {
        let mut dram = Dram::new(&description(2));
        assert_eq!(dram.fetch(0..16, 0, 0), Fetched { at: 8 * 10 + 70, bursts: 16, activates: 2 });
        assert_eq!(Dram::new(&description(1)).fetch(0..16, 0, 0).at, 16 * 10 + 70);
    }

    #[test]
    fn a_request_waits_for_a_place() {
        let mut prefetch = Prefetch::default();
        assert_eq!(prefetch.request(2, 5), (5, 0));
        prefetch.taken(40);
        assert_eq!(prefetch.request(2, 6), (6, 1));
        prefetch.taken(60);
        assert_eq!(prefetch.request(2, 7), (40, 0));
        prefetch.taken(80);
        assert_eq!(prefetch.request(2, 70), (70, 1), "its place has been free since 60");
    }
}
