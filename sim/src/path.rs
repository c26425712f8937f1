//! The critical path: what each moment of a run was waiting for.
//!
//! Every resource remembers, beside the instant at which it becomes free, a [`Path`]: the firing (a unit block starting
//! its step) that the chain of work goes back to, and how many ticks of the chain each actor counted under each
//! [`Wait`] reason. The sum of those ticks is exactly the time from the firing to the instant. When two chains meet,
//! the later one goes on, so the path of the last unit to finish, walked back firing by firing, is the critical path
//! of the step.
//!
//! A step boundary may fall inside a chain. Then the chain is cut there, taking its reasons in the order in which an
//! event passes them (source to destination); this is the one place where an order is assumed.

use std::collections::VecDeque;

use crate::kernel::Instant;
use crate::outcome::{Wait, Waits};

/// A firing in the [`Firings`] log.
pub(crate) type FiringId = u64;

/// Ticks by reason on a chain that starts at a firing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Path {
    /// Where the chain starts.
    pub(crate) origin: FiringId,
    /// Ticks by reason since then.
    pub(crate) waits: [u64; Wait::COUNT],
}

impl Path {
    /// The start of a chain.
    pub(crate) fn new(origin: FiringId) -> Self {
        Self { origin, waits: [0; Wait::COUNT] }
    }

    /// Counts `ticks` more under `reason`.
    #[inline]
    pub(crate) fn add(&mut self, reason: Wait, ticks: u64) {
        self.waits[reason as usize] += ticks;
    }
}

/// An instant at which something is done, and the chain that led to it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Moment {
    /// When.
    pub(crate) at: Instant,
    /// Why then.
    pub(crate) path: Path,
}

impl Moment {
    /// Work of `ticks` for `reason` after this moment.
    #[inline]
    pub(crate) fn then(mut self, reason: Wait, ticks: u64) -> Self {
        self.at += ticks;
        self.path.add(reason, ticks);
        self
    }

    /// The later of two moments; the first one when they coincide.
    #[inline]
    pub(crate) fn or_later(&self, other: &Self) -> Self {
        if other.at > self.at { *other } else { *self }
    }
}

/// A unit block started its step, because a chain ended.
#[derive(Clone, Copy, Debug)]
struct Firing {
    at: Instant,
    cause: Path,
}

/// Log of firings, as far back as a step boundary may still reach.
#[derive(Debug, Default)]
pub(crate) struct Firings {
    first: FiringId,
    log: VecDeque<Firing>,
}

/// Order in which a chain passes the reasons, source to destination.
const PASSAGE: [Wait; Wait::COUNT] = [
    Wait::Host,
    Wait::Soma,
    Wait::AxonOut,
    Wait::Arbitration,
    Wait::Queue,
    Wait::LinkBusy,
    Wait::Transit,
    Wait::Wake,
    Wait::AxonIn,
    Wait::Dram,
    Wait::Synapse,
    Wait::BankConflict,
    Wait::Dendrite,
    Wait::Sync,
    Wait::Idle,
];

impl Firings {
    /// Records a firing at the end of a chain and starts a new chain at it.
    pub(crate) fn fire(&mut self, moment: Moment) -> Moment {
        let id = self.first + self.log.len() as u64;
        self.log.push_back(Firing { at: moment.at, cause: moment.path });
        Moment { at: moment.at, path: Path::new(id) }
    }

    /// Ticks by reason of the critical path that ends with `end`, from `from` on; they sum to `end.at − from`.
    ///
    /// `until` cuts a chain that goes on after the boundary.
    pub(crate) fn tile(&self, end: &Moment, from: Instant, until: Instant) -> Waits {
        let mut waits = [0; Wait::COUNT];
        let mut chain = end.path;
        let mut chain_end = end.at;
        while chain_end > from {
            let start = match chain.origin.checked_sub(self.first) {
                Some(index) if (index as usize) < self.log.len() => Some(self.log[index as usize]),
                _ => None,
            };
            let length: u64 = chain.waits.iter().sum();
            let chain_start = chain_end - length;
            let mut at = chain_start;
            for reason in PASSAGE {
                let ticks = chain.waits[reason as usize];
                let (low, high) = (at.max(from), (at + ticks).min(until));
                waits[reason as usize] += high.saturating_sub(low);
                at += ticks;
            }
            let Some(start) = start else { break };
            debug_assert_eq!(start.at, chain_start, "the waits of a chain must tile it");
            chain = start.cause;
            chain_end = chain_start;
        }
        waits
    }

    /// Forgets firings that no step from `boundary` on can reach.
    pub(crate) fn forget_before(&mut self, boundary: Instant) {
        while self.log.front().is_some_and(|firing| firing.at < boundary) && self.log.len() > 1 {
            self.log.pop_front();
            self.first += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_walked_back_over_firings_and_cut_at_the_boundary() {
        let mut firings = Firings::default();
        let start = firings.fire(Moment::default());
        let sent = start.then(Wait::Soma, 10).then(Wait::Transit, 5);
        let fired = firings.fire(sent.then(Wait::Synapse, 7));
        let end = fired.then(Wait::Soma, 4);
        assert_eq!(end.at, 26);
        let all = firings.tile(&end, 0, 26);
        assert_eq!(all.iter().sum::<u64>(), 26);
        assert_eq!(all[Wait::Soma as usize], 14);
        let cut = firings.tile(&end, 12, 26);
        assert_eq!(cut.iter().sum::<u64>(), 14);
        assert_eq!((cut[Wait::Transit as usize], cut[Wait::Synapse as usize]), (3, 7));
    }

    #[test]
    fn the_later_chain_goes_on() {
        let early = Moment { at: 3, path: Path::new(1) };
        let late = Moment { at: 4, path: Path::new(2) };
        assert_eq!(early.or_later(&late).path.origin, 2);
        assert_eq!(late.or_later(&early).path.origin, 2);
        assert_eq!(early.or_later(&Moment { at: 3, path: Path::new(9) }).path.origin, 1);
    }
}
