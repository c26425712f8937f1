//! A ring of cycles for what is due soon, where the longest delay is known beforehand.

use super::agenda::Instant;

/// A ring of cycles, longer than anything is under way.
#[derive(Clone, Debug)]
pub(crate) struct CycleRing<T> {
    ring: Vec<T>,
    mask: u64,
    /// Cycles of the ring with something due, 64 a word.
    due: Vec<u64>,
    /// The last cycle that was taken; nothing earlier is left.
    now: Instant,
}

impl<T: Default> CycleRing<T> {
    /// A ring for delays of up to `longest` cycles.
    pub(crate) fn new(longest: u64) -> Self {
        // No longer than needed: a slot that comes round again soon is still in the innermost cache.
        let size = (longest + 2).next_power_of_two();
        Self {
            ring: (0..size).map(|_| T::default()).collect(),
            mask: size - 1,
            due: vec![0; size.div_ceil(64) as usize],
            now: 0,
        }
    }

    /// The cycle that was taken last.
    pub(crate) fn now(&self) -> Instant {
        self.now
    }

    /// The longest delay that fits.
    pub(crate) fn longest(&self) -> u64 {
        self.mask
    }

    /// What is due at `at`, to be added to; `at` is later than the present cycle and no further ahead than fits.
    #[inline]
    pub(crate) fn at(&mut self, at: Instant) -> &mut T {
        debug_assert!(at > self.now && at - self.now <= self.mask);
        let slot = (at & self.mask) as usize;
        self.due[slot / 64] |= 1 << (slot % 64);
        &mut self.ring[slot]
    }

    /// Takes what is due at `now` in exchange for something empty; cycles before it must have been taken.
    pub(crate) fn take(&mut self, now: Instant, into: &mut T) {
        debug_assert!(now >= self.now);
        self.now = now;
        let slot = (now & self.mask) as usize;
        self.due[slot / 64] &= !(1 << (slot % 64));
        std::mem::swap(&mut self.ring[slot], into);
    }

    /// The next cycle after the present one in which something is due.
    pub(crate) fn next(&self) -> Option<Instant> {
        let start = self.now + 1;
        let words = self.due.len() as u64;
        let (first, bit) = ((start & self.mask) / 64, (start & self.mask) % 64);
        for step in 0..=words {
            let word = (first + step) % words;
            let mut bits = self.due[word as usize];
            if step == 0 {
                bits &= u64::MAX << bit;
            }
            if step == words {
                bits &= !(u64::MAX << bit);
            }
            if bits != 0 {
                let slot = word * 64 + u64::from(bits.trailing_zeros());
                return Some(start + (slot.wrapping_sub(start) & self.mask));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_cycle_is_found_across_the_end_of_the_ring() {
        let mut ring: CycleRing<Vec<u32>> = CycleRing::new(50);
        let mut due = Vec::new();
        assert_eq!(ring.next(), None);
        ring.take(60, &mut due);
        ring.at(100).push(1);
        ring.at(62).push(2);
        assert_eq!(ring.next(), Some(62));
        ring.take(62, &mut due);
        assert_eq!(due, [2]);
        due.clear();
        assert_eq!(ring.next(), Some(100));
        ring.take(100, &mut due);
        assert_eq!(ring.next(), None);
    }
}
