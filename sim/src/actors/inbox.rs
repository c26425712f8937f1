//! The input queue of a core: finite, and a sender may only send what it has room for.
//!
//! Credits are kept at the source: a packet takes a place when it leaves its source and frees it when the core starts
//! on it, so a full queue holds senders back instead of the network. The instant at which a waiting packet starts is
//! known when it arrives, because cores serve in order of arrival; no event is needed to free a place.

use std::collections::VecDeque;

use crate::kernel::Instant;

/// The input queues of all endpoints.
#[derive(Clone, Debug)]
pub(crate) struct Inboxes {
    /// Places left, by endpoint. Apart from the rest because every destination of every packet is asked for it.
    free: Vec<u32>,
    /// Endpoints that had no place left when they were last asked: how many, and which, a bit each.
    full: u32,
    full_ones: Vec<u64>,
    /// Endpoints in all `waiting`.
    waiters: u32,
    queues: Vec<Queue>,
}

#[derive(Clone, Debug, Default)]
struct Queue {
    /// When packets that wait in the queue start, ascending.
    starts: VecDeque<Instant>,
    /// Endpoints whose next packet waits for a place here, longest waiting first.
    waiting: VecDeque<u32>,
    wake_planned: bool,
}

impl Inboxes {
    /// Queues of the given numbers of places.
    pub(crate) fn new(places: Vec<u32>) -> Self {
        let mut inboxes = Self {
            full: 0,
            full_ones: vec![0; places.len().div_ceil(64)],
            waiters: 0,
            queues: vec![Queue::default(); places.len()],
            free: places,
        };
        for to in 0..inboxes.free.len() as u32 {
            if inboxes.free[to as usize] == 0 {
                inboxes.turn_full(to);
            }
        }
        inboxes
    }

    /// Whether there may be an endpoint without room: without one, [`Self::has_room`] is true everywhere.
    #[inline]
    pub(crate) fn any_full(&self) -> bool {
        self.full > 0
    }

    /// The endpoints among 64, from 64 times `word` on, without whose [`Self::has_room`] nobody knows whether there is room.
    #[inline]
    pub(crate) fn full_ones(&self, word: usize) -> u64 {
        self.full_ones[word]
    }

    /// Whether somebody waits for a place at endpoint `to`.
    #[inline]
    pub(crate) fn is_waited_for(&self, to: u32) -> bool {
        self.waiters > 0 && !self.queues[to as usize].waiting.is_empty()
    }

    /// Whether a packet that leaves its source now has a place at endpoint `to`.
    #[inline]
    pub(crate) fn has_room(&mut self, to: u32, now: Instant) -> bool {
        self.free[to as usize] > 0 || {
            self.release(to, now);
            self.free[to as usize] > 0
        }
    }

    /// Gives back the places that are free by now.
    pub(crate) fn release(&mut self, to: u32, now: Instant) {
        let starts = &mut self.queues[to as usize].starts;
        let mut free = 0;
        while starts.front().is_some_and(|&start| start <= now) {
            starts.pop_front();
            free += 1;
        }
        self.give(to, free);
    }

    /// Takes a place for a packet that leaves its source.
    #[inline]
    pub(crate) fn take(&mut self, to: u32) {
        let free = &mut self.free[to as usize];
        *free -= 1;
        if *free == 0 {
            self.turn_full(to);
        }
    }

    fn turn_full(&mut self, to: u32) {
        self.full += 1;
        self.full_ones[to as usize / 64] |= 1 << (to % 64);
    }

    /// So many places become free.
    #[inline]
    fn give(&mut self, to: u32, places: u32) {
        let free = &mut self.free[to as usize];
        if *free == 0 && places > 0 {
            self.full -= 1;
            self.full_ones[to as usize / 64] &= !(1 << (to % 64));
        }
        *free += places;
    }

    /// A packet arrived and is started on at `start`; says when a place becomes free if somebody waits for one and has
    /// not been promised it yet.
    #[inline]
    pub(crate) fn arrived(&mut self, to: u32, now: Instant, start: Instant) -> Option<Instant> {
        let queue = &mut self.queues[to as usize];
        let waited_for = !queue.waiting.is_empty();
        if start <= now && queue.starts.is_empty() {
            self.give(to, 1);
        } else {
            queue.starts.push_back(start);
        }
        if waited_for { self.promise(to, now) } else { None }
    }

    /// Lines `endpoint` up for a place; says when one becomes free, if that is known and nobody was told.
    pub(crate) fn wait(&mut self, to: u32, endpoint: u32, now: Instant) -> Option<Instant> {
        self.waiters += 1;
        self.queues[to as usize].waiting.push_back(endpoint);
        self.promise(to, now)
    }

    fn promise(&mut self, to: u32, now: Instant) -> Option<Instant> {
        let queue = &mut self.queues[to as usize];
        if queue.wake_planned {
            return None;
        }
        let at = if self.free[to as usize] > 0 { now } else { queue.starts.front().copied()?.max(now) };
        queue.wake_planned = true;
        Some(at)
    }

    /// Nobody waits for a place any more.
    pub(crate) fn forget_waiting(&mut self, to: u32) {
        let waiting = &mut self.queues[to as usize].waiting;
        self.waiters -= waiting.len() as u32;
        waiting.clear();
    }

    /// The promised instant has come.
    pub(crate) fn woken(&mut self, to: u32) {
        self.queues[to as usize].wake_planned = false;
    }

    /// The endpoint that waited longest, if there is room for its packet.
    pub(crate) fn next_waiting(&mut self, to: u32, now: Instant) -> Option<u32> {
        if self.queues[to as usize].waiting.is_empty() || !self.has_room(to, now) {
            return None;
        }
        self.waiters -= 1;
        self.queues[to as usize].waiting.pop_front()
    }

    /// When the next place becomes free, if somebody waits and has not been promised it.
    pub(crate) fn next_promise(&mut self, to: u32, now: Instant) -> Option<Instant> {
        if self.queues[to as usize].waiting.is_empty() { None } else { self.promise(to, now) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_held_from_departure_to_start() {
        let mut inboxes = Inboxes::new(vec![2]);
        inboxes.take(0);
        inboxes.take(0);
        assert!(!inboxes.has_room(0, 5));
        assert_eq!(inboxes.arrived(0, 6, 6), None, "started at once");
        assert!(inboxes.has_room(0, 6));
        inboxes.take(0);
        inboxes.arrived(0, 7, 20);
        assert!(!inboxes.has_room(0, 19));
        assert!(inboxes.has_room(0, 20));
    }

    #[test]
    fn who_waits_is_woken_when_a_place_is_known_to_become_free() {
        let mut inboxes = Inboxes::new(vec![5, 1]);
        inboxes.take(1);
        assert_eq!(inboxes.wait(1, 4, 3), None, "the packet is still on its way");
        assert_eq!(inboxes.arrived(1, 5, 9), Some(9));
        assert_eq!(inboxes.wait(1, 2, 6), None, "already promised");
        inboxes.woken(1);
        assert_eq!(inboxes.next_waiting(1, 8), None);
        assert_eq!(inboxes.next_waiting(1, 9), Some(4));
    }
}
