//! The input queue of a core: finite, and a sender may only send what it has room for.
//!
//! Credits are kept at the source: a packet takes a place when it leaves its source and frees it when the core starts
//! on it, so a full queue holds senders back instead of the network. The instant at which a waiting packet starts is
//! known when it arrives, because cores serve in order of arrival; no event is needed to free a place.

use std::collections::VecDeque;

use crate::kernel::Instant;

/// One input queue.
#[derive(Clone, Debug)]
pub(crate) struct Inbox {
    places: u32,
    taken: u32,
    /// When packets that wait in the queue start, ascending.
    starts: VecDeque<Instant>,
    /// Endpoints whose next packet waits for a place here, longest waiting first.
    waiting: VecDeque<u32>,
    wake_planned: bool,
}

impl Inbox {
    pub(crate) fn new(places: u32) -> Self {
        Self { places, taken: 0, starts: VecDeque::new(), waiting: VecDeque::new(), wake_planned: false }
    }

    /// Whether a packet that leaves its source now has a place.
    #[inline]
    pub(crate) fn has_room(&mut self, now: Instant) -> bool {
        self.taken < self.places || {
            self.release(now);
            self.taken < self.places
        }
    }

    fn release(&mut self, now: Instant) {
        while self.starts.front().is_some_and(|&start| start <= now) {
            self.starts.pop_front();
            self.taken -= 1;
        }
    }

    /// Takes a place for a packet that leaves its source.
    #[inline]
    pub(crate) fn take(&mut self) {
        self.taken += 1;
    }

    /// A packet arrived and is started on at `start`; says when a place becomes free if somebody waits for one and has
    /// not been promised it yet.
    #[inline]
    pub(crate) fn arrived(&mut self, now: Instant, start: Instant) -> Option<Instant> {
        if start <= now && self.starts.is_empty() {
            self.taken -= 1;
        } else {
            self.starts.push_back(start);
        }
        if self.waiting.is_empty() { None } else { self.promise(now) }
    }

    /// Lines `endpoint` up for a place; says when one becomes free, if that is known and nobody was told.
    pub(crate) fn wait(&mut self, endpoint: u32, now: Instant) -> Option<Instant> {
        self.waiting.push_back(endpoint);
        self.promise(now)
    }

    fn promise(&mut self, now: Instant) -> Option<Instant> {
        if self.wake_planned {
            return None;
        }
        let at = if self.taken < self.places { now } else { self.starts.front().copied()?.max(now) };
        self.wake_planned = true;
        Some(at)
    }

    /// The promised instant has come.
    pub(crate) fn woken(&mut self) {
        self.wake_planned = false;
    }

    /// The endpoint that waited longest, if there is room for its packet.
    pub(crate) fn next_waiting(&mut self, now: Instant) -> Option<u32> {
        if self.waiting.is_empty() || !self.has_room(now) { None } else { self.waiting.pop_front() }
    }

    /// When the next place becomes free, if somebody waits and has not been promised it.
    pub(crate) fn next_promise(&mut self, now: Instant) -> Option<Instant> {
        if self.waiting.is_empty() { None } else { self.promise(now) }
    }

    /// Packets in the queue or on their way to it.
    pub(crate) fn occupied(&mut self, now: Instant) -> u32 {
        self.release(now);
        self.taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_held_from_departure_to_start() {
        let mut inbox = Inbox::new(2);
        inbox.take();
        inbox.take();
        assert!(!inbox.has_room(5));
        assert_eq!(inbox.arrived(6, 6), None, "started at once");
        assert!(inbox.has_room(6));
        inbox.take();
        inbox.arrived(7, 20);
        assert!(!inbox.has_room(19));
        assert!(inbox.has_room(20));
        assert_eq!(inbox.occupied(20), 1);
    }

    #[test]
    fn who_waits_is_woken_when_a_place_is_known_to_become_free() {
        let mut inbox = Inbox::new(1);
        inbox.take();
        assert_eq!(inbox.wait(4, 3), None, "the packet is still on its way");
        assert_eq!(inbox.arrived(5, 9), Some(9));
        assert_eq!(inbox.wait(2, 6), None, "already promised");
        inbox.woken();
        assert_eq!(inbox.next_waiting(8), None);
        assert_eq!(inbox.next_waiting(9), Some(4));
    }
}
