//! Reserved slots of the links: which cycles of each link are taken.
//!
//! A link moves one flit a cycle. Time is divided into slots of one cycle; a packet that wants to leave at an instant
//! whose slot is free leaves at that instant, otherwise at the start of the next free run of slots. Each link keeps a
//! ring of 64-slot words that covers the slots from now on; the rings grow together when a reservation lies beyond.

use egret_arch::Ticks;

use crate::kernel::Instant;

const WORD: u64 = 64;
const FIRST_WORDS: usize = 4;

/// Reservations of all links.
pub(crate) struct Slots {
    /// Words of each link's ring; a power of two.
    words_per_link: usize,
    words: Vec<u64>,
    /// Number of the oldest word that each link's ring holds.
    base: Vec<u64>,
}

impl Slots {
    pub(crate) fn new(links: usize) -> Self {
        Self { words_per_link: FIRST_WORDS, words: vec![0; links * FIRST_WORDS], base: vec![0; links] }
    }

    /// Reserves `flits` consecutive slots of `link` for a packet that wants to leave at `at`; returns when it leaves.
    ///
    /// `now` is the instant being simulated: slots before it are forgotten.
    #[inline]
    pub(crate) fn reserve(&mut self, link: usize, cycle: Ticks, at: Instant, flits: u64, now: Instant) -> Instant {
        let (slot, oldest) = if cycle == 1 { (at, now) } else { (at / cycle, now / cycle) };
        self.release_before(link, oldest / WORD);
        let word = slot / WORD;
        if word < self.base[link] + self.words_per_link as u64 && flits == 1 {
            let bit = 1u64 << (slot % WORD);
            let found = &mut self.words[link * self.words_per_link + (word as usize & (self.words_per_link - 1))];
            if *found & bit == 0 {
                *found |= bit;
                return at;
            }
        }
        let first = self.reserve_later(link, slot, flits);
        if first == slot { at } else { first * cycle }
    }

    /// Drops words that lie wholly in the past.
    #[inline]
    fn release_before(&mut self, link: usize, oldest: u64) {
        let base = self.base[link];
        if oldest > base {
            let ring = self.words_per_link;
            for word in base..oldest.min(base + ring as u64) {
                self.words[link * ring + (word as usize & (ring - 1))] = 0;
            }
            self.base[link] = oldest;
        }
    }

    /// Finds and takes the first run of `flits` free slots from `slot` on.
    fn reserve_later(&mut self, link: usize, slot: u64, flits: u64) -> u64 {
        let mut first = slot;
        let mut run = 0;
        let mut next = slot;
        while run < flits {
            if self.taken(link, next) {
                run = 0;
                // Skip the rest of a word at once: busy stretches are long where links are contended.
                next = self.next_free(link, next);
                first = next;
            } else {
                run += 1;
                next += 1;
            }
        }
        for taken in first..first + flits {
            self.grow_to(link, taken / WORD);
            let ring = self.words_per_link;
            self.words[link * ring + ((taken / WORD) as usize & (ring - 1))] |= 1 << (taken % WORD);
        }
        first
    }

    fn word(&self, link: usize, word: u64) -> u64 {
        let ring = self.words_per_link;
        if word >= self.base[link] + ring as u64 {
            return 0;
        }
        self.words[link * ring + (word as usize & (ring - 1))]
    }

    fn taken(&self, link: usize, slot: u64) -> bool {
        self.word(link, slot / WORD) >> (slot % WORD) & 1 == 1
    }

    fn next_free(&self, link: usize, slot: u64) -> u64 {
        let mut word = slot / WORD;
        let mut free = !self.word(link, word) & (u64::MAX << (slot % WORD));
        while free == 0 {
            word += 1;
            free = !self.word(link, word);
        }
        word * WORD + u64::from(free.trailing_zeros())
    }

    /// Makes the rings long enough for `word` of `link`.
    fn grow_to(&mut self, link: usize, word: u64) {
        while word >= self.base[link] + self.words_per_link as u64 {
            let (old, new) = (self.words_per_link, self.words_per_link * 2);
            let mut words = vec![0; self.base.len() * new];
            for (other, &base) in self.base.iter().enumerate() {
                for number in base..base + old as u64 {
                    words[other * new + (number as usize & (new - 1))] =
                        self.words[other * old + (number as usize & (old - 1))];
                }
            }
            self.words = words;
            self.words_per_link = new;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_free_slot_lets_a_packet_through_at_its_own_instant() {
        let mut slots = Slots::new(2);
        assert_eq!(slots.reserve(1, 10, 23, 1, 23), 23);
        assert_eq!(slots.reserve(1, 10, 27, 1, 23), 30, "the slot from 20 to 30 is taken");
        assert_eq!(slots.reserve(1, 10, 23, 1, 23), 40);
        assert_eq!(slots.reserve(0, 10, 23, 1, 23), 23, "links are independent");
    }

    #[test]
    fn a_gap_before_a_later_reservation_is_used() {
        let mut slots = Slots::new(1);
        assert_eq!(slots.reserve(0, 1, 100, 1, 0), 100);
        assert_eq!(slots.reserve(0, 1, 50, 1, 0), 50);
        assert_eq!(slots.reserve(0, 1, 98, 3, 0), 101, "three flits do not fit before the one at 100");
    }

    proptest! {
        /// Against a set of taken slots: never taken twice, never earlier than asked, always the first free run.
        #[test]
        fn equals_first_fit_on_a_set(requests in prop::collection::vec((0u64..700, 1u64..4, 0u64..9), 1..300)) {
            let mut slots = Slots::new(3);
            let mut taken: BTreeSet<u64> = BTreeSet::new();
            let mut now = 0;
            for (ahead, flits, pass) in requests {
                now += pass;
                let at = now + ahead;
                let got = slots.reserve(2, 1, at, flits, now);
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
