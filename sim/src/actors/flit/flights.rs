//! What is under way between units of the network, by the cycle in which it is there.

use super::buffers::Flit;
use crate::kernel::Instant;

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
    /// Port by which it left its router, over all routers.
    pub(super) out: u32,
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
    /// An endpoint may have room for flits it did not take.
    Retry { endpoint: u32 },
}

/// Everything due in one cycle.
#[derive(Debug, Default)]
pub(super) struct Due {
    pub(super) arrivals: Vec<Arrival>,
    pub(super) ejections: Vec<Ejection>,
    pub(super) credits: Vec<Credit>,
    pub(super) timers: Vec<Timer>,
}

impl Due {
    fn is_empty(&self) -> bool {
        self.arrivals.is_empty()
            && self.ejections.is_empty()
            && self.credits.is_empty()
            && self.timers.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.arrivals.clear();
        self.ejections.clear();
        self.credits.clear();
        self.timers.clear();
    }
}

/// A ring of cycles, longer than anything is under way.
#[derive(Debug)]
pub(super) struct Flights {
    ring: Vec<Due>,
    mask: u64,
    /// Cycles of the ring with something due, 64 a word.
    due: Vec<u64>,
    /// The last cycle that was taken; nothing earlier is left.
    now: Instant,
}

impl Flights {
    /// A ring for delays of up to `longest` cycles.
    pub(super) fn new(longest: u64) -> Self {
        let size = (longest + 2).next_power_of_two().max(64);
        Self {
            ring: (0..size).map(|_| Due::default()).collect(),
            mask: size - 1,
            due: vec![0; size as usize / 64],
            now: 0,
        }
    }

    /// What is due at `at`, to be added to; `at` is later than the present cycle.
    #[inline]
    pub(super) fn at(&mut self, at: Instant) -> &mut Due {
        debug_assert!(at > self.now && at - self.now <= self.mask);
        let slot = (at & self.mask) as usize;
        self.due[slot / 64] |= 1 << (slot % 64);
        &mut self.ring[slot]
    }

    /// Takes what is due at `now` in exchange for an empty `Due`; cycles before it must have been taken.
    pub(super) fn take(&mut self, now: Instant, into: &mut Due) {
        debug_assert!(now >= self.now);
        self.now = now;
        let slot = (now & self.mask) as usize;
        self.due[slot / 64] &= !(1 << (slot % 64));
        std::mem::swap(&mut self.ring[slot], into);
    }

    /// The next cycle after the present one in which something is due.
    pub(super) fn next(&self) -> Option<Instant> {
        let start = self.now + 1;
        let words = self.due.len() as u64;
        let first = (start & self.mask) / 64;
        for step in 0..=words {
            let word = (first + step) % words;
            let mut bits = self.due[word as usize];
            if step == 0 {
                bits &= u64::MAX << (start % 64);
            }
            if step == words {
                bits &= !(u64::MAX << (start % 64));
            }
            if bits != 0 {
                let slot = word * 64 + u64::from(bits.trailing_zeros());
                return Some(start + (slot.wrapping_sub(start) & self.mask));
            }
        }
        None
    }

    /// Whether nothing is under way.
    pub(super) fn is_empty(&self) -> bool {
        debug_assert!(self.due.iter().any(|&word| word != 0) || self.ring.iter().all(Due::is_empty));
        self.due.iter().all(|&word| word == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_cycle_is_found_across_the_end_of_the_ring() {
        let mut flights = Flights::new(50);
        let mut due = Due::default();
        assert_eq!(flights.next(), None);
        flights.take(60, &mut due);
        flights.at(100).timers.push(Timer::Wake { router: 1 });
        flights.at(62).timers.push(Timer::Wake { router: 2 });
        assert_eq!(flights.next(), Some(62));
        flights.take(62, &mut due);
        assert_eq!(due.timers.len(), 1);
        due.clear();
        assert_eq!(flights.next(), Some(100));
        flights.take(100, &mut due);
        assert!(flights.is_empty());
        assert_eq!(flights.next(), None);
    }
}
