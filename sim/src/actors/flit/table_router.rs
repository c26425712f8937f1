//! Routers with tables: one packet at a time, out by all its outputs together, or dropped after a wait.
//!
//! Inputs whose packet can go are served round robin. A packet goes when all its outputs are free at once; one that has been
//! at the head of its buffer for the longest wait is dropped, with all the destinations it still had. That is how such a
//! network keeps from standing still: it has no rule that keeps packets from waiting for each other.

use super::buffers::Flit;
use super::flights::{Flights, Timer};
use super::layout::{End, TableRules};
use super::outputs::{after, round_robin};
use super::routers::{Routers, leave};
use crate::kernel::Instant;
use egret_arch::LinkClass;

/// A copy of a packet that was dropped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dropped {
    /// The packet.
    pub(crate) packet: u32,
    /// Destinations it had still to reach.
    pub(crate) destinations: u32,
    /// Links it had still to take, by [`LinkClass::index`].
    pub(crate) links: [u32; LinkClass::COUNT],
}

impl Routers {
    /// The head of a channel has been looked up in the table.
    pub(super) fn known_to_table(&mut self, router: u32, channel: u8, now: Instant, flights: &mut Flights) {
        let wanted = &mut self.wanted[router as usize];
        wanted.channels |= 1 << channel;
        // Any place that becomes free may be what a packet waits for.
        wanted.outs = u64::MAX;
        self.wake(router);
        if let Some(TableRules { wait, .. }) = self.layout.table
            && wait > 0
        {
            flights.at(now + u64::from(wait)).timers.push(Timer::Wake { router });
        }
    }

    /// One cycle of a table router; whether anything moved or was dropped.
    pub(super) fn cross_table(
        &mut self,
        router: u32,
        rules: TableRules,
        now: Instant,
        flights: &mut Flights,
        dropped: &mut Vec<Dropped>,
    ) -> bool {
        let free_at = self.table_free_at[router as usize];
        if free_at > now {
            flights.at(free_at).timers.push(Timer::Wake { router });
            return false;
        }
        let mut inputs = self.wanted[router as usize].channels;
        let pointer = self.table_pointer[router as usize];
        let mut served = None;
        while inputs != 0 && served.is_none() {
            let input = round_robin(inputs, pointer);
            inputs &= !(1 << input);
            if self.can_go(router, input, now) {
                served = Some(input);
            }
        }
        if let Some(input) = served {
            self.table_pointer[router as usize] = after(input, self.layout.ports);
            self.table_free_at[router as usize] = now + u64::from(rules.packet_time);
            self.go(router, input, now, flights);
        }
        let mut late = self.wanted[router as usize].channels;
        let mut any_late = false;
        while late != 0 {
            let input = late.trailing_zeros() as u8;
            late &= late - 1;
            let index = router as usize * self.layout.ports + usize::from(input);
            let state = self.buffers.channels[index];
            if state.pending == 0 || state.waited(now) >= u64::from(rules.wait) {
                any_late = true;
                let flit = self.buffers.front(index);
                dropped.push(self.lost(router, flit, state.pending));
                self.gone(router, input, now, flights);
            }
        }
        served.is_some() || any_late
    }

    /// Whether all outputs of the packet at the head of an input are free.
    fn can_go(&self, router: u32, input: u8, now: Instant) -> bool {
        let first = router as usize * self.layout.ports;
        let mut outs = self.buffers.channels[first + usize::from(input)].pending;
        let any = outs != 0;
        while outs != 0 {
            let out = first + outs.trailing_zeros() as usize;
            outs &= outs - 1;
            let busy = self.layout.slow_links && self.free_at[out] > now;
            if busy || self.out_channels[out].credits == 0 {
                return false;
            }
        }
        any
    }

    /// The packet at the head of an input goes out by all its outputs.
    fn go(&mut self, router: u32, input: u8, now: Instant, flights: &mut Flights) {
        let first = router as usize * self.layout.ports;
        let index = first + usize::from(input);
        let flit = self.buffers.front(index);
        let state = self.buffers.channels[index];
        let mut outs = state.pending;
        while outs != 0 {
            let number = outs.trailing_zeros() as u8;
            let out = first + usize::from(number);
            outs &= outs - 1;
            let port = self.layout.all[out];
            let timing = *self.layout.timing(&port);
            leave(flit, port.peer, (router, number), (0, 1), now + u64::from(timing.flight), flights);
            self.out_channels[out].credits -= 1;
            self.outs[out].flits += 1;
            self.outs[out].waited += state.waited(now);
            if self.layout.slow_links {
                let free_at = now + u64::from(timing.cycle);
                self.free_at[out] = free_at;
                flights.at(free_at).timers.push(Timer::Wake { router });
            }
            self.moved += 1;
        }
        let taken = &mut self.taken[flit.packet() as usize];
        *taken += state.pending.count_ones();
        // A packet and its copies take every link once at most, unless tables send them round.
        if *taken as usize > self.outs.len() {
            self.circling = Some(router);
        }
        self.gone(router, input, now, flights);
    }

    /// A packet enters a network of table routers: it has taken no link.
    pub(super) fn begin(&mut self, packet: u32) {
        let packet = packet as usize;
        if self.taken.len() <= packet {
            self.taken.resize(packet + 1, 0);
        }
        self.taken[packet] = 0;
    }

    /// The packet at the head of an input is gone.
    fn gone(&mut self, router: u32, input: u8, now: Instant, flights: &mut Flights) {
        let wanted = &mut self.wanted[router as usize];
        wanted.channels &= !(1 << input);
        if wanted.channels == 0 {
            wanted.outs = 0;
        }
        self.pop(router, input, now, flights);
    }

    /// What a copy of a packet would still have done from here on by these outputs.
    fn lost(&self, router: u32, flit: Flit, outs: u64) -> Dropped {
        let mut lost = Dropped { packet: flit.packet(), destinations: 0, links: [0; LinkClass::COUNT] };
        let mut left = vec![(router, outs)];
        // What goes round has no destinations there, and is followed once round at most.
        while let Some((router, mut outs)) = left.pop()
            && lost.links.iter().sum::<u32>() as usize <= self.outs.len()
        {
            while outs != 0 {
                let out = outs.trailing_zeros() as usize;
                outs &= outs - 1;
                let port = &self.layout.all[router as usize * self.layout.ports + out];
                lost.links[usize::from(port.timing)] += 1;
                match port.peer {
                    End::Endpoint(_) => lost.destinations += 1,
                    End::Router { router, port } => {
                        left.push((router, self.ways.outs(&self.layout, router, flit.way, port)));
                    }
                    End::Nothing => {}
                }
            }
        }
        lost
    }
}
