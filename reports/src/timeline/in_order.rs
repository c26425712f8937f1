//! Putting what is known ahead of time into the order of time.
//!
//! What a part of a chip will do is known as soon as it is given something to do. It waits here until simulated time has come
//! so far, so what is held is what is known ahead, never the whole run.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Something due at an instant.
#[derive(Clone, Copy, Debug)]
struct Due<T> {
    at: u64,
    /// Ends of slices come before what begins at the same instant.
    first: bool,
    number: u64,
    what: T,
}

impl<T> Due<T> {
    fn key(&self) -> (u64, bool, u64) {
        (self.at, !self.first, self.number)
    }
}

impl<T> PartialEq for Due<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl<T> Eq for Due<T> {}

impl<T> PartialOrd for Due<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Due<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// What is known ahead.
#[derive(Debug)]
pub(super) struct InOrder<T> {
    waiting: BinaryHeap<Reverse<Due<T>>>,
    added: u64,
}

impl<T> InOrder<T> {
    pub(super) fn new() -> Self {
        Self { waiting: BinaryHeap::new(), added: 0 }
    }

    /// Adds something; `first` if it comes before all else of that instant that is not.
    pub(super) fn add(&mut self, at: u64, first: bool, what: T) {
        self.added += 1;
        self.waiting.push(Reverse(Due { at, first, number: self.added, what }));
    }

    /// The next thing due before an instant.
    pub(super) fn next_before(&mut self, until: u64) -> Option<(u64, T)> {
        if self.waiting.peek().is_none_or(|Reverse(due)| due.at >= until) {
            return None;
        }
        self.next()
    }

    /// The next thing.
    pub(super) fn next(&mut self) -> Option<(u64, T)> {
        self.waiting.pop().map(|Reverse(due)| (due.at, due.what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_comes_before_what_begins_and_else_it_is_as_added() {
        let mut all = InOrder::new();
        all.add(7, false, "begin");
        all.add(9, false, "later");
        all.add(7, false, "begin again");
        all.add(7, true, "end");
        assert_eq!(all.next_before(7), None);
        assert_eq!(all.next_before(8), Some((7, "end")));
        assert_eq!(all.next_before(8), Some((7, "begin")));
        assert_eq!(all.next_before(8), Some((7, "begin again")));
        assert_eq!(all.next_before(8), None);
        assert_eq!(all.next(), Some((9, "later")));
        assert_eq!(all.next(), None);
    }
}
