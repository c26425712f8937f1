//! Flits and the input buffers of routers.

use crate::kernel::Instant;

/// A flit: the packet it belongs to, and how it goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flit {
    packet: u32,
    /// Destination or place in a tree, see [`super::Ways`].
    pub(super) way: u32,
}

impl Flit {
    const HEAD: u32 = 1 << 31;
    const TAIL: u32 = 1 << 30;
    /// Packets are told apart by so many numbers at once.
    pub(crate) const PACKETS: u32 = 1 << 30;

    pub(super) fn new(packet: u32, way: u32, head: bool, tail: bool) -> Self {
        debug_assert!(packet < Self::PACKETS);
        let marks = if head { Self::HEAD } else { 0 } | if tail { Self::TAIL } else { 0 };
        Self { packet: packet | marks, way }
    }

    pub(super) fn packet(self) -> u32 {
        self.packet & (Self::PACKETS - 1)
    }

    #[inline]
    pub(super) fn is_head(self) -> bool {
        self.packet & Self::HEAD != 0
    }

    #[inline]
    pub(super) fn is_tail(self) -> bool {
        self.packet & Self::TAIL != 0
    }

    /// The same flit of a copy that goes another way.
    pub(super) fn along(self, way: u32) -> Self {
        Self { way, ..self }
    }
}

/// One virtual channel of one input.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct InChannel {
    /// Outputs that the flit at the front has still to take.
    pub(super) pending: u64,
    /// Since when the front flit has asked for an output: the lower bits of the cycle.
    pub(super) since: u32,
    first: u16,
    length: u16,
}

impl InChannel {
    /// No channel.
    pub(super) const NONE: u8 = u8::MAX;

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Flits in the buffer.
    pub(super) fn length(&self) -> u16 {
        self.length
    }

    /// Cycles that the front flit has asked for an output by `now`; 0 when it may not ask yet.
    #[inline]
    pub(super) fn waited(&self, now: Instant) -> u64 {
        u64::from((now as u32).wrapping_sub(self.since).cast_signed().max(0).cast_unsigned())
    }
}

/// The input buffers of all routers: rings of equal size.
#[derive(Clone, Debug)]
pub(super) struct Buffers {
    pub(super) channels: Vec<InChannel>,
    /// By channel: outputs that the packet at hand takes, of use to packets of several flits only.
    pub(super) outs: Vec<u64>,
    /// By channel: virtual channel of the next router that the packet holds, or [`InChannel::NONE`]; of use where that
    /// comes before the switch.
    pub(super) held: Vec<u8>,
    flits: Vec<Flit>,
    /// Places of a ring, a power of two, as a shift and a mask.
    shift: u32,
    mask: u16,
}

impl Buffers {
    /// `channels` buffers of at least `flits` places.
    pub(super) fn new(channels: usize, flits: u32) -> Self {
        let places = flits.next_power_of_two();
        Self {
            channels: vec![InChannel::default(); channels],
            outs: vec![0; channels],
            held: vec![InChannel::NONE; channels],
            flits: vec![Flit::default(); channels * places as usize],
            shift: places.trailing_zeros(),
            mask: (places - 1) as u16,
        }
    }

    /// Adds a flit at the back; true when it is at the front at once.
    #[inline]
    pub(super) fn push(&mut self, channel: usize, flit: Flit) -> bool {
        let state = &mut self.channels[channel];
        let place = state.first.wrapping_add(state.length) & self.mask;
        self.flits[(channel << self.shift) + usize::from(place)] = flit;
        state.length += 1;
        debug_assert!(state.length <= self.mask + 1, "credits keep buffers from overflowing");
        state.length == 1
    }

    /// The flit at the front.
    #[inline]
    pub(super) fn front(&self, channel: usize) -> Flit {
        self.flits[(channel << self.shift) + usize::from(self.channels[channel].first)]
    }

    /// The flit so many places behind the front.
    pub(super) fn after_front(&self, channel: usize, places: u16) -> Flit {
        let place = self.channels[channel].first.wrapping_add(places) & self.mask;
        self.flits[(channel << self.shift) + usize::from(place)]
    }

    /// Some neighbouring channels, and the flits at their fronts.
    #[inline]
    pub(super) fn of(&mut self, first: usize, count: usize) -> (&mut [InChannel], Fronts<'_>) {
        let flits = &self.flits[first << self.shift..(first + count) << self.shift];
        (&mut self.channels[first..first + count], Fronts { flits, shift: self.shift })
    }

    /// Drops the flit at the front.
    #[inline]
    pub(super) fn pop(&mut self, channel: usize) {
        let state = &mut self.channels[channel];
        state.first = (state.first + 1) & self.mask;
        state.length -= 1;
    }
}

/// Fronts of some neighbouring channels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fronts<'a> {
    flits: &'a [Flit],
    shift: u32,
}

impl Fronts<'_> {
    /// The flit at the front of one of the `channels` that this was made with.
    #[inline]
    pub(super) fn at(&self, channel: usize, channels: &[InChannel]) -> Flit {
        self.flits[(channel << self.shift) + usize::from(channels[channel].first)]
    }
}
