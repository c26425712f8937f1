//! Reserved slots of one link, of one port of a memory, or of one channel of DRAM: which of its cycles are taken.
//!
//! A link moves one flit a cycle. Time is divided into slots of one cycle; a packet that wants to leave at an instant
//! whose slot is free leaves at that instant, otherwise at the start of the next free run of slots. The next 256 slots
//! lie in the link itself, so that a reservation touches one cache line; later ones, which only a long queue reaches,
//! lie in a [`Far`] beside it.

use std::collections::VecDeque;

use egret_arch::Ticks;

use crate::kernel::Instant;

const WORD: u64 = 64;
const NEAR_WORDS: usize = 4;
/// [`Slots::power`] of a cycle that is no power of two.
const NO_POWER: u32 = u32::MAX;

/// Slots after the near ones, 64 a word.
pub(crate) type Far = VecDeque<u64>;

/// Reservations of one link.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    /// Ticks of a slot.
    cycle: u32,
    /// That is two to the power of this; [`NO_POWER`] if it is none.
    power: u32,
    /// Start of the first near slot.
    base: Instant,
    near: [u64; NEAR_WORDS],
}

impl Slots {
    /// No reservations; a slot takes `cycle` ticks, at least one and less than 2³².
    pub(crate) fn new(cycle: Ticks) -> Self {
        let cycle = cycle.max(1) as u32;
        let power = if cycle.is_power_of_two() { cycle.ilog2() } else { NO_POWER };
        Self { cycle, power, base: 0, near: [0; NEAR_WORDS] }
    }

    /// Ticks of a slot.
    pub(crate) fn cycle(&self) -> Ticks {
        self.cycle.into()
    }

    /// Reserves `flits` consecutive slots for a packet that wants to leave at `at`; returns when it leaves.
    ///
    /// `now` is the instant being simulated: slots before it are forgotten.
    #[inline]
    pub(crate) fn reserve(
        &mut self,
        far: &mut [Far],
        link: usize,
        at: Instant,
        flits: u64,
        now: Instant,
    ) -> Instant {
        if now - self.base >= WORD * self.cycle() {
            self.forget_before(&mut far[link], now);
        }
        let ahead = at - self.base;
        let slot = match (self.power, u32::try_from(ahead)) {
            (NO_POWER, Ok(ahead)) => u64::from(ahead / self.cycle),
            (NO_POWER, Err(_)) => ahead / u64::from(self.cycle),
            (power, _) => ahead >> power,
        };
        if flits == 1
            && let Some(near) = self.near.get_mut((slot / WORD) as usize)
        {
            let free = !*near >> (slot % WORD);
            if free != 0 {
                let later = u64::from(free.trailing_zeros());
                *near |= 1 << (slot % WORD + later);
                return if later == 0 { at } else { self.base + (slot + later) * self.cycle() };
            }
        }
        let first = self.reserve_later(&mut far[link], slot, flits);
        if first == slot { at } else { self.base + first * self.cycle() }
    }

    /// When something of one slot that wants to leave at `at` would leave; `far` is the one of these slots.
    pub(crate) fn first_free(&self, far: &Far, at: Instant) -> Instant {
        let slot = (at - self.base) / self.cycle();
        let first = self.next_free(far, slot);
        if first == slot { at } else { self.base + first * self.cycle() }
    }

    /// Reserved slots that have not begun at `now`; `far` is the one of these slots.
    pub(crate) fn ahead(&self, far: &Far, now: Instant) -> u64 {
        let slot = now.saturating_sub(self.base) / self.cycle() + 1;
        let (first, passed) = ((slot / WORD) as usize, slot % WORD);
        let words = (first..NEAR_WORDS + far.len()).map(|word| self.word(far, word));
        let reserved = words.enumerate().map(|(place, word)| if place == 0 { word >> passed } else { word });
        reserved.map(|word| u64::from(word.count_ones())).sum()
    }

    /// Drops words that lie wholly in the past.
    #[cold]
    #[inline(never)]
    fn forget_before(&mut self, far: &mut Far, now: Instant) {
        let word_time = WORD * self.cycle();
        let passed = (now - self.base) / word_time;
        self.base += passed * word_time;
        let passed = passed as usize;
        for index in 0..NEAR_WORDS {
            self.near[index] = match passed.saturating_add(index) {
                kept if kept < NEAR_WORDS => self.near[kept],
                kept => far.get(kept - NEAR_WORDS).copied().unwrap_or(0),
            };
        }
        far.drain(..passed.min(far.len()));
    }

    /// Finds and takes the first run of `flits` free slots from `slot` on.
    #[inline(never)]
    fn reserve_later(&mut self, far: &mut Far, slot: u64, flits: u64) -> u64 {
        let mut first = self.next_free(far, slot);
        let mut next = first + 1;
        while next < first + flits {
            let free = self.next_free(far, next);
            if free == next {
                next += 1;
            } else {
                first = free;
                next = free;
            }
        }
        for taken in first..first + flits {
            *self.word_mut(far, (taken / WORD) as usize) |= 1 << (taken % WORD);
        }
        first
    }

    /// The first free slot from `slot` on; busy stretches are long where links are contended, so words are skipped whole.
    fn next_free(&self, far: &Far, slot: u64) -> u64 {
        let mut word = slot / WORD;
        let mut free = !self.word(far, word as usize) & (u64::MAX << (slot % WORD));
        while free == 0 {
            word += 1;
            free = !self.word(far, word as usize);
        }
        word * WORD + u64::from(free.trailing_zeros())
    }

    fn word(&self, far: &Far, word: usize) -> u64 {
        match self.near.get(word) {
            Some(&near) => near,
            None => far.get(word - NEAR_WORDS).copied().unwrap_or(0),
        }
    }

    fn word_mut<'a>(&'a mut self, far: &'a mut Far, word: usize) -> &'a mut u64 {
        if word < NEAR_WORDS {
            return &mut self.near[word];
        }
        if far.len() <= word - NEAR_WORDS {
            far.resize(word - NEAR_WORDS + 1, 0);
        }
        &mut far[word - NEAR_WORDS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// A link of its own.
    struct One(Slots, Vec<Far>);

    impl One {
        fn new(cycle: Ticks) -> Self {
            Self(Slots::new(cycle), vec![Far::new()])
        }

        fn reserve(&mut self, at: Instant, flits: u64, now: Instant) -> Instant {
            self.0.reserve(&mut self.1, 0, at, flits, now)
        }
    }

    #[test]
    fn a_free_slot_lets_a_packet_through_at_its_own_instant() {
        let mut slots = One::new(10);
        assert_eq!(slots.reserve(23, 1, 23), 23);
        assert_eq!(slots.reserve(27, 1, 23), 30, "the slot from 20 to 30 is taken");
        assert_eq!(slots.reserve(23, 1, 23), 40);
        assert_eq!(slots.reserve(9_003, 1, 9_001), 9_003, "long after");
        assert_eq!(slots.reserve(9_003, 1, 9_001), 9_010);
    }

    #[test]
    fn a_gap_before_a_later_reservation_is_used() {
        let mut slots = One::new(1);
        assert_eq!(slots.reserve(100, 1, 0), 100);
        assert_eq!(slots.reserve(50, 1, 0), 50);
        assert_eq!(slots.reserve(98, 3, 0), 101, "three flits do not fit before the one at 100");
    }

    proptest! {
        /// Against a set of taken slots: never taken twice, never earlier than asked, always the first free run.
        #[test]
        fn equals_first_fit_on_a_set(requests in prop::collection::vec((0u64..900, 1u64..4, 0u64..9), 1..400)) {
            let mut slots = One::new(1);
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
                prop_assert_eq!(slots.0.ahead(&slots.1[0], now), taken.range(now + 1..).count() as u64);
            }
        }
    }
}
