//! Packets of several flits that are copied where their ways part.
//!
//! Each branch reads the packet from the buffer at its own pace, and a flit stays until the last branch has read it. A
//! packet only enters a buffer that has room for all of it. So no branch waits for another one: a copy that has begun can
//! always finish, and what a packet holds while it waits is never needed by what it waits for.

use super::buffers::InChannel;
use super::flights::{Flights, Timer};
use super::routers::{Routers, after, leave, round_robin};
use crate::kernel::Instant;

impl Routers {
    /// One cycle of a router with one virtual channel, where packets of several flits are copied. Whether anything moved.
    pub(super) fn cross_copying(&mut self, router: u32, now: Instant, flights: &mut Flights) -> bool {
        let ports = self.layout.ports;
        let first = router as usize * ports;
        let mut left = self.wanted[router as usize].outs;
        let mut moved = 0u64;
        let mut touched = 0u64;
        while left != 0 {
            let out = left.trailing_zeros() as usize;
            left &= left - 1;
            let behind = self.out_channels[first + out];
            if behind.credits == 0 {
                continue;
            }
            if self.layout.slow_links && self.free_at[first + out] > now {
                flights.at(self.free_at[first + out]).timers.push(Timer::Wake { router });
                continue;
            }
            let mut wants = self.outs[first + out].wants;
            if behind.owner != InChannel::NONE {
                wants &= 1 << behind.owner;
            } else if behind.credits < self.head_credits {
                wants = 0;
            }
            if wants == 0 {
                continue;
            }
            let channel = round_robin(wants, self.outs[first + out].pointer);
            self.outs[first + out].pointer = after(channel, ports);
            self.copy(router, channel, out as u8, now, flights);
            moved += 1;
            touched |= 1 << channel;
        }
        self.moved += moved;
        // What is wanted from now on is not granted before the next cycle.
        while touched != 0 {
            let channel = touched.trailing_zeros() as u8;
            touched &= touched - 1;
            self.drop_read(router, channel, now, flights);
        }
        moved > 0
    }

    /// The next flit of the packet at hand goes along one branch.
    fn copy(&mut self, router: u32, channel: u8, out: u8, now: Instant, flights: &mut Flights) {
        let ports = self.layout.ports;
        let first = router as usize * ports;
        let index = first + usize::from(channel);
        let out_index = first + usize::from(out);
        let read = &mut self.read[index * ports + usize::from(out)];
        let flit = self.buffers.after_front(index, *read);
        *read += 1;
        let port = self.layout.all[out_index];
        let timing = *self.layout.timing(&port);
        let onward = flit.along(self.ways.along(flit.way, out));
        leave(onward, port.peer, (router, out), (0, 1), now + u64::from(timing.flight), flights);
        let behind = &mut self.out_channels[out_index];
        behind.credits -= 1;
        behind.owner = if flit.is_tail() { InChannel::NONE } else { channel };
        let state = &mut self.buffers.channels[index];
        let this = &mut self.outs[out_index];
        this.flits += 1;
        this.waited += if flit.is_head() { state.waited(now) } else { 0 };
        this.wants &= !(1 << channel);
        if this.wants == 0 {
            self.wanted[router as usize].outs &= !(1 << out);
        }
        if self.layout.slow_links {
            self.free_at[out_index] = now + u64::from(timing.cycle);
        }
        if flit.is_tail() {
            state.pending &= !(1 << out);
        }
    }

    /// Drops the flits that all branches have read, and asks for those that some can read.
    fn drop_read(&mut self, router: u32, channel: u8, now: Instant, flights: &mut Flights) {
        let ports = self.layout.ports;
        let index = router as usize * ports + usize::from(channel);
        let pending = self.buffers.channels[index].pending;
        let flits = self.flits_at_hand(index);
        let of = index * ports..(index + 1) * ports;
        let behind = |out: usize| pending & (1 << out) != 0;
        let slowest =
            self.read[of.clone()].iter().enumerate().filter(|(out, _)| behind(*out)).map(|(_, &read)| read);
        let dropped = slowest.min().unwrap_or(flits);
        for (out, read) in self.read[of].iter_mut().enumerate() {
            if behind(out) {
                *read -= dropped;
            }
        }
        let done = pending == 0;
        for _ in 0..dropped {
            self.free_front(router, channel, now, flights);
        }
        if !done {
            self.want_unread(router, channel);
        } else if !self.buffers.channels[index].is_empty() {
            let next = self.buffers.front(index);
            self.come_to_front(router, channel, next, now + 1, flights);
        }
    }

    /// Asks for the outputs of branches that have flits to read.
    pub(super) fn want_unread(&mut self, router: u32, channel: u8) {
        let ports = self.layout.ports;
        let index = router as usize * ports + usize::from(channel);
        let flits = self.flits_at_hand(index);
        let pending = self.buffers.channels[index].pending;
        let read = &self.read[index * ports..(index + 1) * ports];
        let unread = (0..ports).filter(|&out| pending & (1 << out) != 0 && read[out] < flits);
        let outs = unread.fold(0, |outs, out| outs | 1 << out);
        if outs != 0 {
            self.want(router, channel, outs);
        }
    }

    /// Flits in a buffer that belong to the packet at its front.
    fn flits_at_hand(&self, index: usize) -> u16 {
        let length = self.buffers.channels[index].length();
        let tail = (0..length).find(|&place| self.buffers.after_front(index, place).is_tail());
        tail.map_or(length, |place| place + 1)
    }

    /// The head at the front of a channel has its route: no branch has read anything of it.
    pub(super) fn begin_copying(&mut self, router: u32, channel: u8) {
        let ports = self.layout.ports;
        let index = router as usize * ports + usize::from(channel);
        self.read[index * ports..(index + 1) * ports].fill(0);
        self.want_unread(router, channel);
    }
}
