//! Packets that a core or the host has built and that wait for its port into the network.
//!
//! Packets leave in the order in which they were built. The outbox is as large as it needs to be: units are updated
//! whether or not their events have left.

use std::collections::VecDeque;

use egret_arch::Ticks;

use crate::kernel::Instant;
use crate::outcome::Wait;
use crate::path::Moment;

/// One packet that is built.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outgoing {
    /// Its route.
    pub(crate) route: u32,
    /// Slice that sends it (the number of slices for the host).
    pub(crate) slice: u32,
    /// Step of the network it belongs to.
    pub(crate) step: u32,
    /// Whether it is an end-of-step token.
    pub(crate) token: bool,
    /// Whether the value it carries is nought: dense cores send those too.
    pub(crate) nought: bool,
    /// When it is built.
    pub(crate) ready: Moment,
}

/// A time in which the port was held or kept.
#[derive(Clone, Copy, Debug)]
struct Span {
    reason: Wait,
    from: Instant,
    until: Instant,
    /// [`Outbox::spent`] when it began.
    before: Spent,
}

/// Ticks by what the port did.
type Spent = [Ticks; REASONS.len()];

/// What a port does while packets wait behind it: held by a full queue of their destination, held by the network, kept
/// by packets before them.
const REASONS: [Wait; 3] = [Wait::Queue, Wait::LinkBusy, Wait::Arbitration];

/// The packets of one core.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    packets: VecDeque<Outgoing>,
    /// When the port is free again.
    port_free: Instant,
    /// Since when the first packet has been held at the port, and by what.
    held_since: Option<(Instant, Wait)>,
    /// When the first packet began to leave.
    left: Instant,
    /// What the port did of late, without gaps while a packet waits.
    past: VecDeque<Span>,
    spent: Spent,
}

impl Outbox {
    /// Adds a packet; says when it reaches the port if it is the only one.
    pub(crate) fn push(&mut self, packet: Outgoing) -> Option<Instant> {
        debug_assert!(self.packets.back().is_none_or(|last| last.ready.at <= packet.ready.at));
        self.packets.push_back(packet);
        (self.packets.len() == 1).then(|| self.at_port(&packet))
    }

    fn at_port(&self, packet: &Outgoing) -> Instant {
        packet.ready.at.max(self.port_free)
    }

    /// The packet at the port.
    pub(crate) fn first(&self) -> Option<&Outgoing> {
        self.packets.front()
    }

    /// The first packet cannot leave, because of `reason`.
    pub(crate) fn hold(&mut self, now: Instant, reason: Wait) {
        self.held_since.get_or_insert((now, reason));
    }

    /// Since when the first packet has been at the port.
    pub(crate) fn since(&self, now: Instant) -> Instant {
        self.held_since.map_or(now, |(since, _)| since)
    }

    /// The port is held or kept.
    fn spend(&mut self, reason: Wait, from: Instant, until: Instant) {
        self.past.push_back(Span { reason, from, until, before: self.spent });
        if let Some(place) = REASONS.iter().position(|&known| known == reason) {
            self.spent[place] += until - from;
        }
    }

    /// The first packet begins to leave now; its chain goes on with what it waited for: the port busy with others before it,
    /// and what held it or them.
    pub(crate) fn depart(&mut self, now: Instant) -> Option<Outgoing> {
        let mut packet = *self.packets.front()?;
        if let Some((since, reason)) = self.held_since.take() {
            self.spend(reason, since, now);
        }
        self.left = now;
        let ready = packet.ready.at;
        while self.past.front().is_some_and(|span| span.until <= ready) {
            self.past.pop_front();
        }
        if let Some(first) = self.past.front() {
            // What the port did since the packet was ready: all since the first span, less its part before that.
            let part = ready.saturating_sub(first.from);
            for (place, reason) in REASONS.into_iter().enumerate() {
                let before = first.before[place] + if first.reason == reason { part } else { 0 };
                packet.ready = packet.ready.then(reason, self.spent[place] - before);
            }
        }
        debug_assert_eq!(packet.ready.at, now, "a packet waits for nothing but its port and what holds it");
        Some(packet)
    }

    /// The first packet has left wholly and keeps the port until `until`; says when the next one is at the port.
    pub(crate) fn done(&mut self, until: Instant) -> Option<Instant> {
        self.packets.pop_front();
        self.port_free = until;
        self.spend(Wait::Arbitration, self.left, until);
        self.packets.front().map(|next| self.at_port(next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::Path;

    fn packet(at: Instant) -> Outgoing {
        Outgoing {
            route: 0,
            slice: 0,
            step: 0,
            token: false,
            nought: false,
            ready: Moment { at, path: Path::new(0) },
        }
    }

    #[test]
    fn packets_leave_one_after_another_and_know_what_they_waited_for() {
        let mut outbox = Outbox::default();
        assert_eq!(outbox.push(packet(10)), Some(10));
        assert_eq!(outbox.push(packet(11)), None);
        outbox.hold(10, Wait::Queue);
        let first = outbox.depart(14).expect("a packet");
        let next = outbox.done(17);
        assert_eq!(first.ready.at, 14);
        assert_eq!(first.ready.path.waits[Wait::Queue as usize], 4);
        assert_eq!(next, Some(17));
        let second = outbox.depart(17).expect("a packet");
        let next = outbox.done(20);
        assert_eq!(second.ready.at, 17);
        assert_eq!(second.ready.path.waits[Wait::Queue as usize], 3, "behind the one that was held until 14");
        assert_eq!(second.ready.path.waits[Wait::Arbitration as usize], 3, "while it kept the port");
        assert_eq!(next, None);
        assert!(outbox.first().is_none());
    }
}
