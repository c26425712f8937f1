//! The state of all routers, and what a grant does to it.

use super::buffers::{Buffers, Flit, InChannel};
use super::flights::{Arrival, Credit, Ejection, Flights, Timer};
use super::layout::{End, Layout};
use super::routing::Ways;
use crate::kernel::Instant;

/// One output.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Out {
    /// Input channels whose front flit wants it, a bit each.
    pub(super) wants: u64,
    /// When the link can take the next flit.
    pub(super) free_at: Instant,
    /// Flits it has moved, and cycles they had waited for it.
    pub(super) flits: u64,
    pub(super) waited: u64,
    /// Input after the one that was served last.
    pub(super) pointer: u8,
}

/// One virtual channel of the input behind an output.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutChannel {
    /// Places free in it.
    pub(super) credits: u16,
    /// Input channel whose packet holds it, or [`InChannel::NONE`].
    pub(super) owner: u8,
}

/// A flit that may go: from an input channel to an output, into a virtual channel there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grant {
    pub(super) channel: u8,
    pub(super) out: u8,
    pub(super) vc: u8,
}

/// Round-robin pointers of the allocators, of no use where a router has one virtual channel and no stage for it.
#[derive(Debug, Default)]
pub(super) struct Pointers {
    /// By input: the output after the one accepted last, and the virtual channel after the one served last.
    pub(super) accept: Vec<u8>,
    pub(super) channel: Vec<u8>,
    /// By output channel and by input channel, of virtual-channel allocation.
    pub(super) grant: Vec<u8>,
    pub(super) request: Vec<u8>,
}

/// All routers of all subnets.
#[derive(Debug)]
pub(super) struct Routers {
    /// What is where.
    pub(super) layout: Layout,
    pub(super) ways: Ways,
    pub(super) buffers: Buffers,
    pub(super) outs: Vec<Out>,
    pub(super) out_channels: Vec<OutChannel>,
    /// By router: outputs that some front flit wants, a bit each.
    pub(super) wanted: Vec<u64>,
    /// By router: input channels that ask for a virtual channel.
    pub(super) asking: Vec<u64>,
    pub(super) pointers: Pointers,
    /// Routers to be visited in this cycle, a bit each.
    pub(super) awake: Vec<u64>,
    /// Credits that a head needs: 1, or those of a whole packet where packets of several flits branch.
    pub(super) head_credits: u16,
    /// Flits in buffers.
    pub(super) buffered: u64,
    /// Grants so far: flits times routers, copies apart.
    pub(super) moved: u64,
}

/// The first bit of `mask` from `pointer` on, round robin.
#[inline]
pub(super) fn round_robin(mask: u64, pointer: u8) -> u8 {
    let later = mask & (u64::MAX << pointer);
    (if later == 0 { mask } else { later }).trailing_zeros() as u8
}

/// The place after `place` of `places`.
#[inline]
pub(super) fn after(place: u8, places: usize) -> u8 {
    if usize::from(place) + 1 == places { 0 } else { place + 1 }
}

impl Routers {
    pub(super) fn new(layout: Layout, ways: Ways, head_credits: u16) -> Self {
        let routers = (layout.routers * layout.subnets) as usize;
        let (ports, channels) = (layout.ports, layout.channels());
        let simple = layout.vcs == 1 && layout.allocation.is_none();
        let pointers = |places: usize| if simple { Vec::new() } else { vec![0; routers * places] };
        let empty = OutChannel { credits: layout.depth as u16, owner: InChannel::NONE };
        Self {
            buffers: Buffers::new(routers * channels, layout.depth),
            outs: vec![Out::default(); routers * ports],
            out_channels: vec![empty; routers * channels],
            wanted: vec![0; routers],
            asking: vec![0; routers],
            pointers: Pointers {
                accept: pointers(ports),
                channel: pointers(ports),
                grant: pointers(channels),
                request: pointers(channels),
            },
            awake: vec![0; routers.div_ceil(64)],
            head_credits,
            buffered: 0,
            moved: 0,
            layout,
            ways,
        }
    }

    #[inline]
    pub(super) fn wake(&mut self, router: u32) {
        self.awake[router as usize / 64] |= 1 << (router % 64);
    }

    /// Number of a router within its subnet.
    #[inline]
    pub(super) fn place(&self, router: u32) -> u32 {
        if self.layout.subnets == 1 { router } else { router % self.layout.routers }
    }

    /// A flit comes in.
    #[inline]
    pub(super) fn arrive(&mut self, arrival: &Arrival, now: Instant, flights: &mut Flights) {
        let channel = arrival.router as usize * self.layout.channels() + usize::from(arrival.channel);
        self.buffered += 1;
        if self.buffers.push(channel, arrival.flit) {
            self.come_to_front(arrival.router, arrival.channel, arrival.flit, now, flights);
        }
    }

    /// A flit is at the front of its buffer from cycle `now` on.
    #[inline]
    fn come_to_front(&mut self, router: u32, channel: u8, flit: Flit, now: Instant, flights: &mut Flights) {
        if !flit.is_head() {
            let state =
                &mut self.buffers.channels[router as usize * self.layout.channels() + usize::from(channel)];
            state.pending = state.outs;
            state.since = now;
            let outs = state.outs;
            self.want(router, channel, outs);
        } else if self.layout.routing == 0 {
            self.routed(router, channel, now);
        } else {
            let at = now + u64::from(self.layout.routing);
            flights.at(at).timers.push(Timer::Routed { router, channel });
        }
    }

    /// The head at the front of a channel has its route.
    #[inline]
    pub(super) fn routed(&mut self, router: u32, channel: u8, now: Instant) {
        let index = router as usize * self.layout.channels() + usize::from(channel);
        let flit = self.buffers.front(index);
        let outs = self.ways.outs(&self.layout, self.place(router), flit.way);
        let state = &mut self.buffers.channels[index];
        state.outs = outs;
        state.pending = outs;
        state.since = now + u64::from(self.layout.allocation.unwrap_or(0));
        if self.layout.allocation.is_some() {
            self.asking[router as usize] |= 1 << channel;
            self.wake(router);
        } else {
            self.want(router, channel, outs);
        }
    }

    /// The front flit of a channel wants these outputs.
    #[inline]
    fn want(&mut self, router: u32, channel: u8, outs: u64) {
        let first = router as usize * self.layout.ports;
        let mut left = outs;
        while left != 0 {
            let out = left.trailing_zeros() as usize;
            left &= left - 1;
            self.outs[first + out].wants |= 1 << channel;
        }
        self.wanted[router as usize] |= outs;
        self.wake(router);
    }

    /// A virtual channel has been allocated: the packet may ask for the switch.
    pub(super) fn allocated(&mut self, router: u32, channel: u8) {
        let index = router as usize * self.layout.channels() + usize::from(channel);
        let state = &self.buffers.channels[index];
        if !state.is_empty() {
            let out = state.pending & state.pending.wrapping_neg();
            self.want(router, channel, out);
        }
    }

    /// A place behind an output has become free.
    #[inline]
    pub(super) fn credit(&mut self, credit: &Credit) {
        let router = credit.unit as usize;
        self.out_channels[router * self.layout.channels() + usize::from(credit.channel)].credits += 1;
        let out = usize::from(credit.channel) / self.layout.vcs;
        if self.wanted[router] & (1 << out) != 0 {
            self.wake(credit.unit);
        }
    }

    /// Moves a flit through the switch.
    #[inline]
    pub(super) fn grant(&mut self, router: u32, grant: Grant, now: Instant, flights: &mut Flights) {
        let Grant { channel, out, vc } = grant;
        let (ports, channels, vcs) = (self.layout.ports, self.layout.channels(), self.layout.vcs);
        let index = router as usize * channels + usize::from(channel);
        let out_index = router as usize * ports + usize::from(out);
        let flit = self.buffers.front(index);
        let port = &self.layout.all[out_index];
        let onward = flit.along(self.ways.along(flit.way, out));
        let there = &mut flights.at(now + u64::from(port.flight));
        match port.to {
            End::Router { router, port } => {
                let channel = port * vcs as u8 + vc;
                there.arrivals.push(Arrival { router, channel, flit: onward });
            }
            End::Endpoint(_) => {
                there.ejections.push(Ejection { out: out_index as u32, channel: vc, flit: onward });
            }
            End::Nothing => debug_assert!(false, "no route leads to a port that is not there"),
        }
        let behind =
            &mut self.out_channels[router as usize * channels + usize::from(out) * vcs + usize::from(vc)];
        behind.credits -= 1;
        behind.owner = if flit.is_tail() { InChannel::NONE } else { channel };
        let state = &mut self.buffers.channels[index];
        let this = &mut self.outs[out_index];
        this.flits += 1;
        this.waited += now.saturating_sub(state.since);
        if port.cycle > 1 {
            this.free_at = now + u64::from(port.cycle);
        }
        this.wants &= !(1 << channel);
        if this.wants == 0 {
            self.wanted[router as usize] &= !(1 << out);
        }
        self.moved += 1;
        state.pending &= !(1 << out);
        if state.pending != 0 {
            // The copies for the other branches follow; in a router that allocates channels in a stage of its own, one
            // after another.
            if self.layout.allocation.is_some() {
                state.held = InChannel::NONE;
                self.asking[router as usize] |= 1 << channel;
            }
            return;
        }
        if flit.is_tail() {
            state.held = InChannel::NONE;
        }
        self.buffers.pop(index);
        self.buffered -= 1;
        let port = &self.layout.all[router as usize * ports + usize::from(channel) / vcs];
        let freed = match port.from {
            End::Router { router, port: back } => {
                Credit { unit: router, channel: back * vcs as u8 + channel % vcs as u8 }
            }
            End::Endpoint(endpoint) => {
                Credit { unit: endpoint | Credit::ENDPOINT, channel: channel % vcs as u8 }
            }
            End::Nothing => return,
        };
        flights.at(now + u64::from(port.credit)).credits.push(freed);
        if !self.buffers.channels[index].is_empty() {
            let next = self.buffers.front(index);
            self.come_to_front(router, channel, next, now + 1, flights);
        }
    }
}
