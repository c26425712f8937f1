//! Timers that move: what happens when something has not happened for a while.
//!
//! A timer is set anew whenever there is reason to, mostly before it runs out, so that hardly any of them ever does. Each
//! has one entry in a priority queue, which is moved (26 to 70 ns up to 16,384 timers) instead of leaving events behind
//! that nobody waits for any more. Timers run out in the order (instant, timer); at an instant they come after all events
//! of it, so that what happens at that very instant can still move them.

use std::cmp::Reverse;

use priority_queue::PriorityQueue;
use rustc_hash::FxBuildHasher;

use super::agenda::Instant;

/// Number of a timer, chosen by whoever sets it.
pub type TimerId = u32;

/// Timers that are set, by when they run out.
#[derive(Clone)]
pub struct Timers {
    queue: PriorityQueue<TimerId, Reverse<(Instant, TimerId)>, FxBuildHasher>,
}

impl Default for Timers {
    fn default() -> Self {
        Self { queue: PriorityQueue::with_hasher(FxBuildHasher) }
    }
}

impl Timers {
    /// Sets a timer to run out at `at`, or moves it there.
    #[inline]
    pub fn set(&mut self, timer: TimerId, at: Instant) {
        if self.queue.change_priority(&timer, Reverse((at, timer))).is_none() {
            self.queue.push(timer, Reverse((at, timer)));
        }
    }

    /// Takes the next timer that runs out before `now`, with its instant.
    #[inline]
    pub fn run_out_before(&mut self, now: Instant) -> Option<(Instant, TimerId)> {
        let (_, &Reverse((at, timer))) = self.queue.peek()?;
        if at >= now {
            return None;
        }
        self.queue.pop();
        Some((at, timer))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_earliest_comes_first_and_the_lower_number_on_ties() {
        let mut timers = Timers::default();
        timers.set(4, 9);
        timers.set(2, 7);
        timers.set(1, 7);
        assert_eq!(timers.run_out_before(7), None, "not before its instant is over");
        assert_eq!(timers.run_out_before(8), Some((7, 1)));
        assert_eq!(timers.run_out_before(8), Some((7, 2)));
        assert_eq!(timers.run_out_before(8), None);
        assert_eq!(timers.run_out_before(u64::MAX), Some((9, 4)));
        assert_eq!(timers.run_out_before(u64::MAX), None);
    }

    #[test]
    fn a_timer_moves_either_way_and_runs_out_once() {
        let mut timers = Timers::default();
        timers.set(0, 10);
        timers.set(1, 20);
        timers.set(0, 30);
        timers.set(1, 5);
        assert_eq!(timers.run_out_before(29), Some((5, 1)));
        assert_eq!(timers.run_out_before(29), None);
        assert_eq!(timers.run_out_before(31), Some((30, 0)));
        assert_eq!(timers.run_out_before(u64::MAX), None);
    }

    proptest! {
        /// Against a list that is searched: whatever is set and moved meanwhile, the same timers run out in the same order.
        #[test]
        fn equals_a_searched_list(
            acts in prop::collection::vec((0u32..20, 0u64..50, prop::bool::ANY), 1..300),
        ) {
            let mut timers = Timers::default();
            let mut list: Vec<(Instant, TimerId)> = Vec::new();
            let mut now = 0;
            for (timer, ahead, looks) in acts {
                if looks {
                    now += ahead;
                    while let Some(found) = timers.run_out_before(now) {
                        let next = list.iter().copied().min();
                        prop_assert_eq!(Some(found), next);
                        list.retain(|&entry| entry != found);
                    }
                    prop_assert!(list.iter().all(|&(at, _)| at >= now));
                } else {
                    timers.set(timer, now + ahead);
                    list.retain(|&(_, known)| known != timer);
                    list.push((now + ahead, timer));
                }
            }
        }
    }
}
