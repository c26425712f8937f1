//! Switch allocation: which flits cross a router in a cycle.
//!
//! One iteration of iSLIP (`McKeown`, IEEE/ACM Trans. Networking 7(2), 1999) as `BookSim` does it: of the virtual channels of an
//! input that want the same output one is put forward, round robin; each output grants one input, round robin; each
//! input accepts one grant, round robin; pointers move on accepted grants only. With one virtual channel every input
//! wants one output, so that one round-robin arbiter an output is left. A flit that branches takes all its outputs that
//! granted it at once: the crossbar shows an input to as many outputs as want it.

use super::buffers::InChannel;
use super::flights::{Flights, Timer};
use super::routers::{Grant, Routers, after, leave, round_robin};
use crate::kernel::Instant;

/// What outputs granted, reused from router to router.
#[derive(Clone, Debug)]
pub(super) struct Scratch {
    /// By input: outputs that granted it.
    granted: Vec<u64>,
    /// By input and output: the virtual channel put forward, and the one it would take.
    forward: Vec<(u8, u8)>,
}

impl Scratch {
    pub(super) fn new(ports: usize) -> Self {
        Self { granted: vec![0; ports], forward: vec![(0, 0); ports * ports] }
    }
}

impl Routers {
    /// One cycle of a router with one virtual channel that comes with the switch: what [`Self::switch`] and [`Self::grant`] do,
    /// in one pass, because this is the router of most neuromorphic chips. Whether anything moved.
    #[inline]
    pub(super) fn cross_single(&mut self, router: u32, now: Instant, flights: &mut Flights) -> bool {
        let ports = self.layout.ports;
        let first = router as usize * ports;
        let outs = &mut self.outs[first..first + ports];
        let behind = &mut self.out_channels[first..first + ports];
        let described = &self.layout.all[first..first + ports];
        let (channels, fronts) = self.buffers.of(first, ports);
        let wanted = self.wanted[router as usize].outs;
        let (mut left, mut still_wanted, mut popped, mut moved) = (wanted, wanted, 0u64, 0);
        while left != 0 {
            let out = left.trailing_zeros() as usize;
            left &= left - 1;
            let behind = &mut behind[out];
            if behind.credits == 0 {
                continue;
            }
            let this = &mut outs[out];
            if self.layout.slow_links && self.free_at[first + out] > now {
                flights.at(self.free_at[first + out]).timers.push(Timer::Wake { router });
                continue;
            }
            let mut wants = this.wants;
            if behind.owner != InChannel::NONE {
                wants &= 1 << behind.owner;
            }
            if wants == 0 {
                continue;
            }
            let channel = round_robin(wants, this.pointer);
            this.pointer = after(channel, ports);
            moved += 1;
            let flit = fronts.at(usize::from(channel), channels);
            let port = &described[out];
            let timing = self.layout.timing(port);
            let onward = flit.along(self.ways.along(flit.way, out as u8));
            leave(onward, port.peer, (router, out as u8), (0, 1), now + u64::from(timing.flight), flights);
            behind.credits -= 1;
            behind.owner = if flit.is_tail() { InChannel::NONE } else { channel };
            let state = &mut channels[usize::from(channel)];
            this.flits += 1;
            this.waited += state.waited(now);
            if self.layout.slow_links {
                self.free_at[first + out] = now + u64::from(timing.cycle);
            }
            this.wants &= !(1 << channel);
            still_wanted &= !(u64::from(this.wants == 0) << out);
            state.pending &= !(1 << out);
            popped |= u64::from(state.pending == 0) << channel;
        }
        self.wanted[router as usize].outs = still_wanted;
        self.moved += moved;
        // What comes to the front now is not asked for before the next cycle.
        while popped != 0 {
            let channel = popped.trailing_zeros() as u8;
            popped &= popped - 1;
            self.pop(router, channel, now, flights);
        }
        moved > 0
    }

    /// Decides for any router.
    pub(super) fn switch(
        &mut self,
        router: u32,
        now: Instant,
        flights: &mut Flights,
        scratch: &mut Scratch,
        grants: &mut Vec<Grant>,
    ) {
        let (ports, vcs) = (self.layout.ports, self.layout.vcs);
        let first = router as usize * ports;
        let of_input = (1u64 << vcs) - 1;
        let mut inputs = 0u64;
        let mut outs = self.wanted[router as usize].outs;
        while outs != 0 {
            let out = outs.trailing_zeros() as u8;
            outs &= outs - 1;
            let this = self.outs[first + usize::from(out)];
            if self.layout.slow_links && self.free_at[first + usize::from(out)] > now {
                let free_at = self.free_at[first + usize::from(out)];
                flights.at(free_at).timers.push(Timer::Wake { router });
                continue;
            }
            let mut wants = this.wants;
            let mut asking = 0u64;
            while wants != 0 {
                let input = usize::from(self.layout.split(wants.trailing_zeros() as u8).0);
                let mut channels = (wants >> (input * vcs)) & of_input;
                wants &= !(of_input << (input * vcs));
                while channels != 0 {
                    let vc = round_robin(channels, self.pointers.channel[first + input]);
                    channels &= !(1 << vc);
                    let channel = (input * vcs) as u8 + vc;
                    if let Some(taken) = self.channel_beyond(router, channel, out) {
                        scratch.forward[input * ports + usize::from(out)] = (vc, taken);
                        asking |= 1 << input;
                        break;
                    }
                }
            }
            if asking != 0 {
                let input = round_robin(asking, this.pointer);
                scratch.granted[usize::from(input)] |= 1 << out;
                inputs |= 1 << input;
            }
        }
        while inputs != 0 {
            let input = inputs.trailing_zeros() as usize;
            inputs &= inputs - 1;
            let mut granted = std::mem::take(&mut scratch.granted[input]);
            let accepted = round_robin(granted, self.pointers.accept[first + input]);
            let (vc, _) = scratch.forward[input * ports + usize::from(accepted)];
            self.pointers.accept[first + input] = after(accepted, ports);
            self.pointers.channel[first + input] = after(vc, vcs);
            while granted != 0 {
                let out = granted.trailing_zeros() as u8;
                granted &= granted - 1;
                let (forward, taken) = scratch.forward[input * ports + usize::from(out)];
                if forward == vc {
                    self.outs[first + usize::from(out)].pointer = after(input as u8, ports);
                    grants.push(Grant { channel: (input * vcs) as u8 + vc, out, vc: taken });
                }
            }
        }
    }

    /// The virtual channel behind `out` into which the front flit of `channel` can go now.
    fn channel_beyond(&self, router: u32, channel: u8, out: u8) -> Option<u8> {
        let (channels, vcs) = (self.layout.channels(), self.layout.vcs);
        let index = router as usize * channels + usize::from(channel);
        let behind = &self.out_channels[router as usize * channels + usize::from(out) * vcs..][..vcs];
        let held = self.buffers.held[index];
        if held != InChannel::NONE {
            return (behind[usize::from(held)].credits > 0).then_some(held);
        }
        if !self.buffers.front(index).is_head() {
            let held = behind.iter().position(|behind| behind.owner == channel)?;
            return (behind[held].credits > 0).then_some(held as u8);
        }
        let free = |&vc: &u8| {
            let behind = behind[usize::from(vc)];
            behind.owner == InChannel::NONE && behind.credits > 0
        };
        self.choices(router, channel, out).find(free)
    }
}
