//! What is under way between units of the network, by the cycle in which it is there.

use super::buffers::Flit;
use crate::kernel::CycleRing;

/// A flit that comes to an input channel of a router.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival {
    pub(super) router: u32,
    pub(super) channel: u8,
    pub(super) flit: Flit,
}

/// A flit that comes out of the network.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ejection {
    /// Router that it left, and its port there.
    pub(super) router: u32,
    pub(super) out: u8,
    /// Virtual channel by which it left.
    pub(super) channel: u8,
    pub(super) flit: Flit,
}

/// A place that has become free: in the input buffer behind an output of `unit`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Credit {
    /// A router, or an endpoint with this bit set: [`Credit::ENDPOINT`].
    pub(super) unit: u32,
    /// Output channel of a router, virtual channel of an endpoint.
    pub(super) channel: u8,
}

impl Credit {
    pub(super) const ENDPOINT: u32 = 1 << 31;
}

/// A time that a router waits for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Timer {
    /// The head of an input channel has its route.
    Routed { router: u32, channel: u8 },
    /// The head of an input channel has its virtual channel.
    Allocated { router: u32, channel: u8 },
    /// A router may be able to move a flit again.
    Wake { router: u32 },
    /// A source may be able to send again.
    WakeSource { source: u32 },
}

/// Everything due in one cycle.
#[derive(Clone, Debug, Default)]
pub(super) struct Due {
    pub(super) arrivals: Vec<Arrival>,
    pub(super) ejections: Vec<Ejection>,
    pub(super) credits: Vec<Credit>,
    pub(super) timers: Vec<Timer>,
}

impl Due {
    pub(super) fn clear(&mut self) {
        self.arrivals.clear();
        self.ejections.clear();
        self.credits.clear();
        self.timers.clear();
    }
}

/// What is under way.
pub(super) type Flights = CycleRing<Due>;
