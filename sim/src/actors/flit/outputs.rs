//! Outputs of routers, and who gets them.

/// One output.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Out {
    /// Input channels whose front flit wants it, a bit each.
    pub(super) wants: u64,
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

/// What is wanted of a router.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted {
    /// Outputs that some front flit wants, a bit each.
    pub(super) outs: u64,
    /// Input channels that ask for a virtual channel.
    pub(super) channels: u64,
}

/// Round-robin pointers of the allocators, of no use where a router has one virtual channel and no stage for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Pointers {
    /// By input: the output after the one accepted last, and the virtual channel after the one served last.
    pub(super) accept: Vec<u8>,
    pub(super) channel: Vec<u8>,
    /// By output channel and by input channel, of virtual-channel allocation.
    pub(super) grant: Vec<u8>,
    pub(super) request: Vec<u8>,
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
