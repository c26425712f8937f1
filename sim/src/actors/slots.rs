//! Reserved slots of one link: which of its cycles are taken.
//!
//! A link moves one flit a cycle. Time is divided into slots of one cycle; a packet that wants to leave at an instant
//! whose slot is free leaves at that instant, otherwise at the start of the next free run of slots. The next 256 slots
//! lie in the link itself, so that a reservation touches one cache line; later ones, which only a long queue reaches,
//! lie outside.

use std::collections::VecDeque;

use egret_arch::Ticks;

use crate::kernel::Instant;

const WORD: u64 = 64;
const NEAR_WORDS: usize = 4;

/// Reservations of one link.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    /// Ticks of a slot.
    cycle: u32,
    /// Number of the first word of `near`, and the instant at which it starts and ends.
    base: u64,
    base_at: Instant,
    base_end: Instant,
    near: [u64; NEAR_WORDS],
    /// Words after those.
    far: VecDeque<u64>,
}

impl Slots {
    /// No reservations; a slot takes `cycle` ticks, at least one.
    pub(crate) fn new(cycle: Ticks) -> Self {
        let cycle = cycle.max(1);
        Self {
            cycle: cycle as u32,
            base: 0,
            base_at: 0,
            base_end: cycle * WORD,
            near: [0; NEAR_WORDS],
            far: VecDeque::new(),
        }
    }

    /// Ticks of a slot.
    pub(crate) fn cycle(&self) -> Ticks {
        self.cycle.into()
    }

    /// Reserves `flits` consecutive slots for a packet that wants to leave at `at`; returns when it leaves.
    ///
    /// `now` is the instant being simulated: slots before it are forgotten.
    #[inline]
    pub(crate) fn reserve(&mut self, at: Instant, flits: u64, now: Instant) -> Instant {
        if now >= self.base_end {
            self.forget_before(now / self.cycle() / WORD);
        }
        // Nothing lies further ahead than 32 bits can tell: a queue of that length would not fit any memory.
        let ahead = (at - self.base_at) as u32;
        let slot = if self.cycle == 1 { ahead } else { ahead / self.cycle };
        let bit = 1 << (u64::from(slot) % WORD);
        if flits == 1
            && let Some(near) = self.near.get_mut(slot as usize / WORD as usize)
            && *near & bit == 0
        {
            *near |= bit;
            return at;
        }
        let slot = self.base * WORD + u64::from(slot);
        let first = self.reserve_later(slot, flits);
        if first == slot { at } else { first * self.cycle() }
    }

    /// Drops words that lie wholly in the past.
    fn forget_before(&mut self, oldest: u64) {
        let passed = (oldest - self.base) as usize;
        self.base = oldest;
        self.base_at = oldest * WORD * self.cycle();
        self.base_end = self.base_at + WORD * self.cycle();
        for index in 0..NEAR_WORDS {
            self.near[index] = match passed.checked_add(index) {
                Some(kept) if kept < NEAR_WORDS => self.near[kept],
                Some(kept) => self.far.get(kept - NEAR_WORDS).copied().unwrap_or(0),
                None => 0,
            };
        }
        self.far.drain(..passed.min(self.far.len()));
    }

    /// Finds and takes the first run of `flits` free slots from `slot` on.
    fn reserve_later(&mut self, slot: u64, flits: u64) -> u64 {
        let mut first = self.next_free(slot);
        let mut next = first + 1;
        while next < first + flits {
            let free = self.next_free(next);
            if free == next {
                next += 1;
            } else {
                first = free;
                next = free;
            }
        }
        for taken in first..first + flits {
            *self.word_mut(taken / WORD) |= 1 << (taken % WORD);
        }
        first
    }

    /// The first free slot from `slot` on; busy stretches are long where links are contended, so words are skipped whole.
    fn next_free(&self, slot: u64) -> u64 {
        let mut word = slot / WORD;
        let mut free = !self.word(word) & (u64::MAX << (slot % WORD));
        while free == 0 {
            word += 1;
            free = !self.word(word);
        }
        word * WORD + u64::from(free.trailing_zeros())
    }

    fn word(&self, word: u64) -> u64 {
        let index = (word - self.base) as usize;
        match self.near.get(index) {
            Some(&near) => near,
            None => self.far.get(index - NEAR_WORDS).copied().unwrap_or(0),
        }
    }

    fn word_mut(&mut self, word: u64) -> &mut u64 {
        let index = (word - self.base) as usize;
        if index < NEAR_WORDS {
            return &mut self.near[index];
        }
        if self.far.len() <= index - NEAR_WORDS {
            self.far.resize(index - NEAR_WORDS + 1, 0);
        }
        &mut self.far[index - NEAR_WORDS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_free_slot_lets_a_packet_through_at_its_own_instant() {
        let mut slots = Slots::new(10);
        assert_eq!(slots.reserve(23, 1, 23), 23);
        assert_eq!(slots.reserve(27, 1, 23), 30, "the slot from 20 to 30 is taken");
        assert_eq!(slots.reserve(23, 1, 23), 40);
        assert_eq!(slots.reserve(9_003, 1, 9_001), 9_003, "long after");
        assert_eq!(slots.reserve(9_003, 1, 9_001), 9_010);
    }

    #[test]
    fn a_gap_before_a_later_reservation_is_used() {
        let mut slots = Slots::new(1);
        assert_eq!(slots.reserve(100, 1, 0), 100);
        assert_eq!(slots.reserve(50, 1, 0), 50);
        assert_eq!(slots.reserve(98, 3, 0), 101, "three flits do not fit before the one at 100");
    }

    proptest! {
        /// Against a set of taken slots: never taken twice, never earlier than asked, always the first free run.
        #[test]
        fn equals_first_fit_on_a_set(requests in prop::collection::vec((0u64..900, 1u64..4, 0u64..9), 1..400)) {
            let mut slots = Slots::new(1);
            let mut taken: BTreeSet<u64> = BTreeSet::new();
            let mut now = 0;
            for (ahead, flits, pass) in requests {
                // A long pause now and then, so that whole words are forgotten.
                now += if pass == 8 { 500 } else { pass };
                let at = now + ahead;
                let got = slots.reserve(at, flits, now);
                let mut first = at;
                while (first..first + flits).any(|slot| taken.contains(&slot)) {
                    first += 1;
                }
                prop_assert_eq!(got, first);
                taken.extend(first..first + flits);
            }
        }
    }
}
