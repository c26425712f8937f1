//! The event set: a ring of one-tick buckets for the current window, unsorted vectors for the windows after it.
//!
//! A window is 4096 ticks. Events of the current window lie in one bucket per tick, found through a two-level bitmap;
//! every later window is one vector in push order, and a priority queue orders the windows, so far events cost O(1)
//! and move once. Events of one instant come out in the order in which they were pushed. A push or a removal costs
//! about 10 ns whatever the number of pending events; the price is a ring of 4096 vectors (96 KB).

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::hash::{Hash, Hasher};

use priority_queue::PriorityQueue;
use rustc_hash::FxBuildHasher;

/// A point of simulated time, in ticks since the start.
pub type Instant = u64;

const WINDOW_BITS: u32 = 12;
const WINDOW: usize = 1 << WINDOW_BITS;
const WORDS: usize = WINDOW / 64;

/// Events that lie beyond the current window, in push order.
struct Window<E> {
    number: u64,
    events: Vec<(Instant, E)>,
}

impl<E> Hash for Window<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}
impl<E> PartialEq for Window<E> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}
impl<E> Eq for Window<E> {}
impl<E> Borrow<u64> for Window<E> {
    fn borrow(&self) -> &u64 {
        &self.number
    }
}

/// Pending events, ordered by instant and then by push.
pub struct Agenda<E> {
    now: Instant,
    window: u64,
    buckets: Vec<Vec<E>>,
    /// Empty buffers that were used last, so that buckets fill memory that is still in the cache.
    spare: Vec<Vec<E>>,
    occupied: [u64; WORDS],
    summary: u64,
    /// The window after the current one, outside the queue because most far pushes go there.
    next: Vec<(Instant, E)>,
    far: PriorityQueue<Window<E>, Reverse<u64>, FxBuildHasher>,
    pending: usize,
}

impl<E: Copy> Default for Agenda<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Copy> Agenda<E> {
    /// An empty agenda at instant 0.
    pub fn new() -> Self {
        Self {
            now: 0,
            window: 0,
            buckets: (0..WINDOW).map(|_| Vec::new()).collect(),
            spare: Vec::new(),
            occupied: [0; WORDS],
            summary: 0,
            next: Vec::new(),
            far: PriorityQueue::with_hasher(FxBuildHasher),
            pending: 0,
        }
    }

    /// The instant being handled.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// How many events wait.
    pub fn pending(&self) -> usize {
        self.pending
    }

    /// Plans `event` for `at`, which must not lie in the past.
    #[inline]
    pub fn push(&mut self, at: Instant, event: E) {
        debug_assert!(at >= self.now, "an event for {at} was planned at {}", self.now);
        self.pending += 1;
        let window = at >> WINDOW_BITS;
        if window == self.window {
            self.put(at, event);
        } else if window == self.window + 1 {
            self.next.push((at, event));
        } else {
            self.push_far(window, at, event);
        }
    }

    #[inline]
    fn put(&mut self, at: Instant, event: E) {
        let slot = at as usize & (WINDOW - 1);
        let bucket = &mut self.buckets[slot];
        if bucket.capacity() == 0
            && let Some(spare) = self.spare.pop()
        {
            *bucket = spare;
        }
        bucket.push(event);
        self.occupied[slot / 64] |= 1 << (slot % 64);
        self.summary |= 1 << (slot / 64);
    }

    #[cold]
    #[inline(never)]
    fn push_far(&mut self, window: u64, at: Instant, event: E) {
        if let Some((found, _)) = self.far.get_mut(&window) {
            found.events.push((at, event));
        } else {
            self.far.push(Window { number: window, events: vec![(at, event)] }, Reverse(window));
        }
    }

    /// Moves to the next instant at which something is due, and returns it.
    pub fn advance(&mut self) -> Option<Instant> {
        loop {
            if self.summary != 0 {
                let word = self.summary.trailing_zeros() as usize;
                let slot = word * 64 + self.occupied[word].trailing_zeros() as usize;
                self.now = (self.window << WINDOW_BITS) | slot as u64;
                return Some(self.now);
            }
            self.open_next_window()?;
        }
    }

    fn open_next_window(&mut self) -> Option<()> {
        if self.next.is_empty() {
            let (window, _) = self.far.pop()?;
            self.window = window.number;
            for (at, event) in window.events {
                self.put(at, event);
            }
        } else {
            self.window += 1;
            let mut events = std::mem::take(&mut self.next);
            for &(at, event) in &events {
                self.put(at, event);
            }
            events.clear();
            self.next = events;
        }
        // Every push to the window that is now the next one goes to `next`, so what was collected earlier comes first.
        if let Some((window, _)) = self.far.remove(&(self.window + 1)) {
            self.next = window.events;
        }
        Some(())
    }

    /// Puts the events due now into `batch`, which must be empty; false when there are none.
    #[inline]
    pub fn take_due(&mut self, batch: &mut Vec<E>) -> bool {
        let slot = self.now as usize & (WINDOW - 1);
        if self.buckets[slot].is_empty() {
            return false;
        }
        let due = std::mem::take(&mut self.buckets[slot]);
        self.spare.push(std::mem::replace(batch, due));
        self.occupied[slot / 64] &= !(1 << (slot % 64));
        if self.occupied[slot / 64] == 0 {
            self.summary &= !(1 << (slot / 64));
        }
        self.pending -= batch.len();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drain(agenda: &mut Agenda<u32>) -> Vec<(Instant, u32)> {
        let mut out = Vec::new();
        let mut batch = Vec::new();
        while let Some(at) = agenda.advance() {
            while agenda.take_due(&mut batch) {
                out.extend(batch.drain(..).map(|event| (at, event)));
            }
        }
        out
    }

    #[test]
    fn instants_come_in_order_and_ties_in_push_order() {
        let mut agenda = Agenda::new();
        for (event, at) in [5u64, 3, 5, 1_000_000, 4096, 3, 9000].into_iter().enumerate() {
            agenda.push(at, event as u32);
        }
        assert_eq!(
            drain(&mut agenda),
            [(3, 1), (3, 5), (5, 0), (5, 2), (4096, 4), (9000, 6), (1_000_000, 3)]
        );
        assert_eq!(agenda.pending(), 0);
    }

    proptest! {
        /// Hold model against a sorted list: whatever is pushed while draining, the order is (instant, push).
        #[test]
        fn equals_a_stable_sort(
            first in prop::collection::vec(0u64..20_000, 1..200),
            later in prop::collection::vec(0u64..30_000, 0..200),
        ) {
            let mut agenda = Agenda::new();
            let mut expected: Vec<(Instant, u32)> = Vec::new();
            for (event, &at) in first.iter().enumerate() {
                agenda.push(at, event as u32);
                expected.push((at, event as u32));
            }
            let mut seen = Vec::new();
            let mut batch = Vec::new();
            let mut delays = later.into_iter();
            let mut number = first.len() as u32;
            while let Some(at) = agenda.advance() {
                while agenda.take_due(&mut batch) {
                    for event in std::mem::take(&mut batch) {
                        seen.push((at, event));
                        if let Some(delay) = delays.next() {
                            agenda.push(at + delay, number);
                            expected.push((at + delay, number));
                            number += 1;
                        }
                    }
                }
            }
            expected.sort_by_key(|&(at, event)| (at, event));
            prop_assert_eq!(seen, expected);
        }
    }
}
