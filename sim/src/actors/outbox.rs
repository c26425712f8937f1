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
    /// When it is built.
    pub(crate) ready: Moment,
}

/// A time in which the port was held or kept.
#[derive(Clone, Copy, Debug)]
struct Span {
    reason: Wait,
    from: Instant,
    until: Instant,
    /// [`Outbox::held`] and [`Outbox::kept`] when it began.
    before: (Ticks, Ticks),
}

/// The packets of one core.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    packets: VecDeque<Outgoing>,
    /// When the port is free again.
    port_free: Instant,
    /// Since when the first packet has been at the port, held back by full queues.
    held_since: Option<Instant>,
    /// What the port did of late, without gaps while a packet waits.
    past: VecDeque<Span>,
    /// Ticks that full queues held packets at the port, and that packets kept it.
    held: Ticks,
    kept: Ticks,
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

    /// The first packet cannot leave.
    pub(crate) fn hold(&mut self, now: Instant) {
        self.held_since.get_or_insert(now);
    }

    /// Since when the first packet has been at the port.
    pub(crate) fn since(&self, now: Instant) -> Instant {
        self.held_since.unwrap_or(now)
    }

    /// The port is held or kept.
    fn spend(&mut self, reason: Wait, from: Instant, until: Instant) {
        self.past.push_back(Span { reason, from, until, before: (self.held, self.kept) });
        if reason == Wait::Queue {
            self.held += until - from;
        } else {
            self.kept += until - from;
        }
    }

    /// The first packet leaves now and keeps the port for `busy` ticks; its chain goes on with what it waited for: the
    /// port busy with others before it, and full queues that held it or them.
    /// Also says when the next packet is at the port.
    pub(crate) fn leave(&mut self, now: Instant, busy: Ticks) -> Option<(Outgoing, Option<Instant>)> {
        let mut packet = self.packets.pop_front()?;
        if let Some(since) = self.held_since.take() {
            self.spend(Wait::Queue, since, now);
        }
        let ready = packet.ready.at;
        while self.past.front().is_some_and(|span| span.until <= ready) {
            self.past.pop_front();
        }
        if let Some(first) = self.past.front() {
            // What was held and kept since the packet was ready: all since the first span, less its part before that.
            let part = ready.saturating_sub(first.from);
            let (held_part, kept_part) = if first.reason == Wait::Queue { (part, 0) } else { (0, part) };
            packet.ready = packet
                .ready
                .then(Wait::Queue, self.held - first.before.0 - held_part)
                .then(Wait::Arbitration, self.kept - first.before.1 - kept_part);
        }
        debug_assert_eq!(packet.ready.at, now, "a packet waits for nothing but its port and full queues");
        self.port_free = now + busy;
        self.spend(Wait::Arbitration, now, self.port_free);
        let next = self.packets.front().map(|next| self.at_port(next));
        Some((packet, next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::Path;

    fn packet(at: Instant) -> Outgoing {
        Outgoing { route: 0, slice: 0, step: 0, token: false, ready: Moment { at, path: Path::new(0) } }
    }

    #[test]
    fn packets_leave_one_after_another_and_know_what_they_waited_for() {
        let mut outbox = Outbox::default();
        assert_eq!(outbox.push(packet(10)), Some(10));
        assert_eq!(outbox.push(packet(11)), None);
        outbox.hold(10);
        let (first, next) = outbox.leave(14, 3).expect("a packet");
        assert_eq!(first.ready.at, 14);
        assert_eq!(first.ready.path.waits[Wait::Queue as usize], 4);
        assert_eq!(next, Some(17));
        let (second, next) = outbox.leave(17, 3).expect("a packet");
        assert_eq!(second.ready.at, 17);
        assert_eq!(second.ready.path.waits[Wait::Queue as usize], 3, "behind the one that was held until 14");
        assert_eq!(second.ready.path.waits[Wait::Arbitration as usize], 3, "while it kept the port");
        assert_eq!(next, None);
        assert!(outbox.first().is_none());
    }
}
