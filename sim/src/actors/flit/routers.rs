//! The state of all routers, and what a grant does to it.

use std::collections::VecDeque;
use std::sync::Arc;

use super::buffers::{Buffers, Flit, InChannel};
use super::flights::{Arrival, Credit, Due, Ejection, Flights, Timer};
use super::layout::{End, Layout};
use super::outputs::{Grant, Out, OutChannel, Pointers, Wanted};
use super::routing::Ways;
use crate::kernel::Instant;

/// All routers of all subnets.
#[derive(Clone, Debug)]
pub(super) struct Routers {
    /// What is where.
    pub(super) layout: Layout,
    /// Shared by a plan and the runs made of it, because trees are large.
    pub(super) ways: Arc<Ways>,
    pub(super) buffers: Buffers,
    pub(super) outs: Vec<Out>,
    pub(super) out_channels: Vec<OutChannel>,
    /// By output: when the link can take the next flit; empty where links take one every cycle.
    pub(super) free_at: Vec<Instant>,
    /// By router: what is wanted of it.
    pub(super) wanted: Vec<Wanted>,
    pub(super) pointers: Pointers,
    /// By table router: when it can take the next packet, and the input after the one served last.
    pub(super) table_free_at: Vec<Instant>,
    pub(super) table_pointer: Vec<u8>,
    /// Of table routers, by packet: links that it and its copies have taken.
    pub(super) taken: Vec<u32>,
    /// A table router that a packet has come to which goes round.
    pub(super) circling: Option<u32>,
    /// Routers to be visited in this cycle, a bit each.
    pub(super) awake: Vec<u64>,
    /// Credits that a head needs: 1, or those of a whole packet where packets of several flits branch.
    pub(super) head_credits: u16,
    /// Heads ask for the switch as soon as they are at the front, and for nothing else.
    plain: bool,
    /// There, by input and output: flits of the packet at the front that have gone that way.
    pub(super) read: Vec<u16>,
    /// Flits from the host that wait at the edge of the chip for room in their channel (router, channel), in order.
    edge: Vec<(u32, u8, VecDeque<Flit>)>,
    /// Flits in buffers.
    pub(super) buffered: u64,
    /// Grants so far: flits times routers, copies apart.
    pub(super) moved: u64,
}

/// Routers from which on their state is larger than caches near the processor.
const LARGE: usize = 512;

impl Routers {
    pub(super) fn new(layout: Layout, ways: Ways, head_credits: u16) -> Self {
        let routers = (layout.routers * layout.subnets) as usize;
        let (ports, channels) = (layout.ports, layout.channels());
        let simple = layout.vcs == 1 && layout.allocation.is_none();
        let pointers = |places: usize| if simple { Vec::new() } else { vec![0; routers * places] };
        let empty = OutChannel { credits: layout.depth as u16, owner: InChannel::NONE };
        let mut out_channels = vec![empty; routers * channels];
        for (port, behind) in layout.all.iter().zip(out_channels.chunks_mut(layout.vcs)) {
            if port.is_host {
                for channel in behind {
                    channel.credits = Layout::AMPLE;
                }
            }
        }
        Self {
            buffers: Buffers::new(routers * channels, layout.depth),
            outs: vec![Out::default(); routers * ports],
            out_channels,
            edge: Vec::new(),
            free_at: if layout.slow_links { vec![0; routers * ports] } else { Vec::new() },
            wanted: vec![Wanted::default(); routers],
            pointers: Pointers {
                accept: pointers(ports),
                channel: pointers(ports),
                grant: pointers(channels),
                request: pointers(channels),
            },
            table_free_at: if layout.table.is_some() { vec![0; routers] } else { Vec::new() },
            taken: Vec::new(),
            circling: None,
            table_pointer: if layout.table.is_some() { vec![0; routers] } else { Vec::new() },
            awake: vec![0; routers.div_ceil(64)],
            head_credits,
            plain: layout.routing == 0
                && layout.allocation.is_none()
                && layout.table.is_none()
                && head_credits == 1,
            read: if head_credits > 1 { vec![0; routers * ports * ports] } else { Vec::new() },
            buffered: 0,
            moved: 0,
            layout,
            ways: Arc::new(ways),
        }
    }

    #[inline]
    pub(super) fn wake(&mut self, router: u32) {
        self.awake[router as usize / 64] |= 1 << (router % 64);
    }

    /// A router in which something moved is visited in the next cycle too, if anything is left to move.
    #[inline]
    pub(super) fn stay_awake(&mut self, router: u32) {
        let Wanted { outs, channels } = self.wanted[router as usize];
        if outs | channels != 0 {
            self.wake(router);
        }
    }

    /// Number of a router within its subnet.
    #[inline]
    pub(super) fn place(&self, router: u32) -> u32 {
        if self.layout.subnets == 1 { router } else { router % self.layout.routers }
    }

    /// Reads what the arrivals and credits of a cycle will change, so that a network larger than the caches waits for all of
    /// it at once instead of one after another.
    pub(super) fn fetch(&self, due: &Due) {
        if self.wanted.len() < LARGE {
            return;
        }
        let (ports, channels) = (self.layout.ports, self.layout.channels());
        let mut read = 0u64;
        for arrival in &due.arrivals {
            let router = arrival.router as usize;
            let channel = router * channels + usize::from(arrival.channel);
            read ^= self.buffers.back(channel) ^ self.wanted[router].outs ^ self.outs[router * ports].flits;
            read ^= u64::from(self.out_channels[router * channels].credits)
                ^ self.outs[router * ports + ports - 1].flits;
            read ^= u64::from(self.layout.all[router * ports].link);
        }
        for credit in &due.credits {
            if credit.unit & Credit::ENDPOINT == 0 {
                let router = credit.unit as usize;
                read ^= u64::from(self.out_channels[router * channels].credits) ^ self.wanted[router].outs;
            }
        }
        std::hint::black_box(read);
    }

    /// A flit comes in.
    #[inline]
    pub(super) fn arrive(&mut self, arrival: &Arrival, now: Instant, flights: &mut Flights) {
        let channel = arrival.router as usize * self.layout.channels() + usize::from(arrival.channel);
        self.buffered += 1;
        if u32::from(self.buffers.channels[channel].length()) >= self.layout.depth {
            self.wait_at_edge(arrival);
        } else if self.buffers.push(channel, arrival.flit) {
            if arrival.flit.is_head() || !self.copies() {
                self.come_to_front(arrival.router, arrival.channel, arrival.flit, now, flights);
            } else {
                self.want_unread(arrival.router, arrival.channel);
            }
        } else if self.copies() {
            self.want_unread(arrival.router, arrival.channel);
        }
    }

    /// Whether packets of several flits are copied.
    #[inline]
    pub(super) fn copies(&self) -> bool {
        self.head_credits > 1
    }

    /// A flit from the host finds no room: only the host sends without credits.
    #[cold]
    fn wait_at_edge(&mut self, arrival: &Arrival) {
        let known = self
            .edge
            .iter_mut()
            .find(|(router, channel, _)| (*router, *channel) == (arrival.router, arrival.channel));
        match known {
            Some((_, _, waiting)) => waiting.push_back(arrival.flit),
            None => self.edge.push((arrival.router, arrival.channel, VecDeque::from([arrival.flit]))),
        }
    }

    /// A place has become free in a channel: a flit that waits for it at the edge takes it.
    #[cold]
    fn enter_from_edge(&mut self, router: u32, channel: u8) {
        let index = router as usize * self.layout.channels() + usize::from(channel);
        let waiting = self.edge.iter_mut().find(|(at, of, _)| (*at, *of) == (router, channel));
        if let Some(flit) = waiting.and_then(|(_, _, flits)| flits.pop_front()) {
            self.buffers.push(index, flit);
        }
    }

    /// A flit is at the front of its buffer from cycle `now` on.
    #[inline]
    pub(super) fn come_to_front(
        &mut self,
        router: u32,
        channel: u8,
        flit: Flit,
        now: Instant,
        flights: &mut Flights,
    ) {
        if !flit.is_head() {
            let index = router as usize * self.layout.channels() + usize::from(channel);
            let outs = self.buffers.outs[index];
            let state = &mut self.buffers.channels[index];
            state.pending = outs;
            state.since = now as u32;
            self.want(router, channel, outs);
        } else if self.plain {
            // The way of nearly all flits: the head asks for its output at once.
            let index = router as usize * self.layout.channels() + usize::from(channel);
            let outs = self.ways.outs(&self.layout, self.place(router), flit.way, 0);
            let state = &mut self.buffers.channels[index];
            state.pending = outs;
            state.since = now as u32;
            if !flit.is_tail() {
                self.buffers.outs[index] = outs;
            }
            self.want(router, channel, outs);
        } else if self.layout.routing == 0 {
            self.routed(router, channel, now, flights);
        } else {
            let at = now + u64::from(self.layout.routing);
            flights.at(at).timers.push(Timer::Routed { router, channel });
        }
    }

    /// The head at the front of a channel has its route.
    #[inline]
    pub(super) fn routed(&mut self, router: u32, channel: u8, now: Instant, flights: &mut Flights) {
        let index = router as usize * self.layout.channels() + usize::from(channel);
        let flit = self.buffers.front(index);
        let (came, _) = self.layout.split(channel);
        let outs = self.ways.outs(&self.layout, self.place(router), flit.way, came);
        let state = &mut self.buffers.channels[index];
        state.pending = outs;
        state.since = (now as u32).wrapping_add(self.layout.allocation.unwrap_or(0));
        if !flit.is_tail() {
            self.buffers.outs[index] = outs;
        }
        if self.layout.allocation.is_some() {
            self.wanted[router as usize].channels |= 1 << channel;
            self.wake(router);
        } else if self.copies() {
            self.begin_copying(router, channel);
        } else if self.layout.table.is_some() {
            self.known_to_table(router, channel, now, flights);
        } else {
            self.want(router, channel, outs);
        }
    }

    /// The front flit of a channel wants these outputs.
    #[inline]
    pub(super) fn want(&mut self, router: u32, channel: u8, outs: u64) {
        let first = router as usize * self.layout.ports;
        let here = &mut self.outs[first..first + self.layout.ports];
        let mut left = outs;
        while left != 0 {
            let out = left.trailing_zeros() as usize;
            left &= left - 1;
            here[out].wants |= 1 << channel;
        }
        self.wanted[router as usize].outs |= outs;
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
    pub(super) fn credit(&mut self, credit: Credit) {
        let router = credit.unit as usize;
        self.out_channels[router * self.layout.channels() + usize::from(credit.channel)].credits += 1;
        let (out, _) = self.layout.split(credit.channel);
        if self.wanted[router].outs & (1 << out) != 0 {
            self.wake(credit.unit);
        }
    }

    /// Moves a flit through the switch.
    pub(super) fn grant(&mut self, router: u32, grant: Grant, now: Instant, flights: &mut Flights) {
        let Grant { channel, out, vc } = grant;
        let (ports, channels, vcs) = (self.layout.ports, self.layout.channels(), self.layout.vcs);
        let index = router as usize * channels + usize::from(channel);
        let out_index = router as usize * ports + usize::from(out);
        let flit = self.buffers.front(index);
        let port = self.layout.all[out_index];
        let timing = *self.layout.timing(&port);
        let onward = flit.along(self.ways.along(flit.way, out));
        let at = now + u64::from(timing.flight);
        leave(onward, port.peer, (router, out), (vc, vcs), at, flights);
        let behind =
            &mut self.out_channels[router as usize * channels + usize::from(out) * vcs + usize::from(vc)];
        behind.credits -= 1;
        behind.owner = if flit.is_tail() { InChannel::NONE } else { channel };
        let state = &mut self.buffers.channels[index];
        let this = &mut self.outs[out_index];
        this.flits += 1;
        this.waited += state.waited(now);
        if self.layout.slow_links {
            self.free_at[out_index] = now + u64::from(timing.cycle);
        }
        this.wants &= !(1 << channel);
        if this.wants == 0 {
            self.wanted[router as usize].outs &= !(1 << out);
        }
        self.moved += 1;
        state.pending &= !(1 << out);
        if state.pending == 0 {
            if flit.is_tail() {
                self.buffers.held[index] = InChannel::NONE;
            }
            self.pop(router, channel, now, flights);
        } else if self.layout.allocation.is_some() {
            // The copies for the other branches follow one after another.
            self.buffers.held[index] = InChannel::NONE;
            self.wanted[router as usize].channels |= 1 << channel;
        }
    }

    /// The front flit of a channel has gone everywhere it should.
    #[inline]
    pub(super) fn pop(&mut self, router: u32, channel: u8, now: Instant, flights: &mut Flights) {
        self.free_front(router, channel, now, flights);
        let index = router as usize * self.layout.channels() + usize::from(channel);
        if !self.buffers.channels[index].is_empty() {
            let next = self.buffers.front(index);
            self.come_to_front(router, channel, next, now + 1, flights);
        }
    }

    /// Drops the flit at the front of a channel and gives its place back.
    #[inline]
    pub(super) fn free_front(&mut self, router: u32, channel: u8, now: Instant, flights: &mut Flights) {
        let vcs = self.layout.vcs;
        let index = router as usize * self.layout.channels() + usize::from(channel);
        self.buffers.pop(index);
        self.buffered -= 1;
        if !self.edge.is_empty() {
            self.enter_from_edge(router, channel);
        }
        let (input, vc) = self.layout.split(channel);
        let port = &self.layout.all[router as usize * self.layout.ports + usize::from(input)];
        let freed = match port.peer {
            End::Router { router, port: back } => Credit { unit: router, channel: back * vcs as u8 + vc },
            End::Endpoint(endpoint) => Credit { unit: endpoint | Credit::ENDPOINT, channel: vc },
            End::Nothing => return,
        };
        let credit = self.layout.timing(port).credit;
        flights.at(now + u64::from(credit)).credits.push(freed);
    }
}

/// A flit leaves a router by its output `out`, into virtual channel `vc` of what is behind it, and is there `at`.
#[inline]
pub(super) fn leave(
    flit: Flit,
    to: End,
    (router, out): (u32, u8),
    (vc, vcs): (u8, usize),
    at: Instant,
    flights: &mut Flights,
) {
    let there = flights.at(at);
    match to {
        End::Router { router, port } => {
            there.arrivals.push(Arrival { router, channel: port * vcs as u8 + vc, flit });
        }
        End::Endpoint(_) => there.ejections.push(Ejection { router, out, channel: vc, flit }),
        End::Nothing => debug_assert!(false, "no route leads to a port that is not there"),
    }
}
