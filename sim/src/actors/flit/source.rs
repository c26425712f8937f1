//! Sources: where packets wait, in order, until the network takes them flit by flit.

use std::collections::VecDeque;

use egret_arch::ChannelChoice;

use super::buffers::Flit;
use super::flights::{Arrival, Flights, Timer};
use super::layout::Layout;
use crate::kernel::Instant;

/// A packet that is not wholly in the network.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    packet: u32,
    way: u32,
    flits: u32,
}

/// One endpoint of one subnet.
#[derive(Clone, Debug, Default)]
struct Source {
    queue: VecDeque<Waiting>,
    /// Flits of the first packet that have left.
    sent: u32,
    /// Virtual channel of the first packet, and of the packet before it.
    vc: Option<u8>,
    last: Option<u8>,
    free_at: Instant,
}

/// All sources.
#[derive(Clone, Debug)]
pub(super) struct Sources {
    all: Vec<Source>,
    /// Places free in the router, by source and virtual channel.
    credits: Vec<u16>,
    /// Flits sent, by source.
    pub(super) flits: Vec<u64>,
    /// Sources to be visited in this cycle, a bit each.
    pub(super) awake: Vec<u64>,
    /// Flits that have been offered and not sent.
    pub(super) waiting: u64,
}

/// A flit left a source.
pub(super) struct Sent {
    pub(super) packet: u32,
    pub(super) head: bool,
    pub(super) tail: bool,
}

impl Sources {
    pub(super) fn new(layout: &Layout) -> Self {
        let count = layout.entries.len();
        let mut credits = vec![layout.depth as u16; count * layout.vcs];
        for (place, credits) in credits.chunks_mut(layout.vcs).enumerate() {
            if place as u32 % layout.endpoints == layout.endpoints - 1 {
                // The host; what finds no room waits at the edge of the chip.
                credits.fill(Layout::AMPLE);
            }
        }
        Self {
            all: vec![Source::default(); count],
            credits,
            flits: vec![0; count],
            awake: vec![0; count.div_ceil(64)],
            waiting: 0,
        }
    }

    /// Whether every source has all its credits.
    #[cfg(test)]
    pub(super) fn all_at_home(&self, layout: &Layout) -> bool {
        let host = layout.endpoints as usize - 1;
        self.credits.chunks(layout.vcs).enumerate().all(|(place, credits)| {
            let is_host = place % layout.endpoints as usize == host;
            let full = if is_host { Layout::AMPLE } else { layout.depth as u16 };
            credits.iter().all(|&credits| credits == full)
        })
    }

    pub(super) fn wake(&mut self, source: u32) {
        self.awake[source as usize / 64] |= 1 << (source % 64);
    }

    /// A packet joins the queue of a source.
    #[inline]
    pub(super) fn offer(&mut self, source: u32, packet: u32, way: u32, flits: u32) {
        self.all[source as usize].queue.push_back(Waiting { packet, way, flits });
        self.waiting += u64::from(flits);
        self.wake(source);
    }

    /// A place in the router has become free.
    #[inline]
    pub(super) fn credit(&mut self, source: u32, vc: u8, vcs: usize) {
        self.credits[source as usize * vcs + usize::from(vc)] += 1;
        if !self.all[source as usize].queue.is_empty() {
            self.wake(source);
        }
    }

    /// Sends a flit if the router has room for it; afterwards the source is awake only if it can go on.
    #[inline]
    pub(super) fn send(
        &mut self,
        number: u32,
        layout: &Layout,
        now: Instant,
        flights: &mut Flights,
    ) -> Option<Sent> {
        let source = &mut self.all[number as usize];
        let first = *source.queue.front()?;
        let credits = &mut self.credits[number as usize * layout.vcs..][..layout.vcs];
        if source.free_at > now {
            flights.at(source.free_at).timers.push(Timer::WakeSource { source: number });
            return None;
        }
        if source.vc.is_none() {
            source.vc = match layout.choice {
                ChannelChoice::AnyFree => next_with_credit(source.last, credits),
                ChannelChoice::BySource => {
                    let width = if layout.classes { layout.vcs / 2 } else { layout.vcs };
                    // Subnets are told apart by the remainder of the source, so that channels go by the quotient.
                    let turn = number % layout.endpoints / layout.subnets;
                    Some((turn as usize % width) as u8)
                }
            };
        }
        let vc = source.vc?;
        if credits[usize::from(vc)] == 0 {
            return None;
        }
        credits[usize::from(vc)] -= 1;
        let entry = &layout.entries[number as usize];
        let head = source.sent == 0;
        source.sent += 1;
        let tail = source.sent == first.flits;
        let flit = Flit::new(first.packet, first.way, head, tail);
        let channel = entry.port * layout.vcs as u8 + vc;
        let arrival = Arrival { router: entry.router, channel, flit };
        flights.at(now + u64::from(entry.flight)).arrivals.push(arrival);
        self.flits[number as usize] += 1;
        self.waiting -= 1;
        if entry.cycle > 1 {
            source.free_at = now + u64::from(entry.cycle);
        }
        if tail {
            source.queue.pop_front();
            source.last = source.vc.take();
            source.sent = 0;
        }
        if !source.queue.is_empty() {
            self.wake(number);
        }
        Some(Sent { packet: first.packet, head, tail })
    }
}

/// The first virtual channel after `last` with a credit; at first the one numbered 0.
fn next_with_credit(last: Option<u8>, credits: &[u16]) -> Option<u8> {
    let vcs = credits.len();
    let Some(last) = last else { return (credits[0] > 0).then_some(0) };
    (1..=vcs).map(|step| (usize::from(last) + step) % vcs).find(|&vc| credits[vc] > 0).map(|vc| vc as u8)
}
