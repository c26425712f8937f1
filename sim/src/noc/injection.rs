//! Sources that send at random: in every cycle each begins a packet with the same probability, whatever went before.
//!
//! Nodes draw from streams of their own, so what one sends does not depend on the others. Not cycles are drawn but the
//! gaps between packets. A source offers only the front of its queue to the network; what lies behind follows from its
//! streams and takes no memory, however long the queue is past saturation.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use egret_workloads::random::Stream;

use super::pattern::Pattern;

/// Packets of a source that the network holds in its queue at once. It must never see the queue empty when it is not,
/// and takes at most one packet in a cycle from each of a few subnets.
const FRONT: u32 = 64;

/// Sources of all nodes.
pub(super) struct Injection<'a> {
    pattern: &'a Pattern,
    sources: Vec<Source>,
    /// Cycle in which a source has something to offer, and the source; without those whose front is full.
    due: BinaryHeap<Reverse<(u64, u32)>>,
}

struct Source {
    gaps: Stream,
    destinations: Stream,
    /// Probability of a packet in a cycle.
    probability: f64,
    /// ln(1 − probability).
    log_failure: f64,
    /// When the next packet is generated.
    next: u64,
    /// Packets offered that have not left.
    waiting: u32,
}

impl Source {
    fn is_full(&self) -> bool {
        self.waiting >= FRONT
    }

    /// Moves to the next packet, generated in the cycle `earliest` or after it.
    fn advance(&mut self, earliest: u64) {
        let gap = self.gaps.failures(self.log_failure);
        self.next = earliest.saturating_add(gap);
    }
}

impl<'a> Injection<'a> {
    /// Sources that together offer `rate` flits a node and cycle in packets of `flits`.
    pub(super) fn new(pattern: &'a Pattern, rate: f64, flits: u32, seed: u64) -> Self {
        let mut sources = Vec::with_capacity(pattern.nodes() as usize);
        let mut due = BinaryHeap::with_capacity(pattern.nodes() as usize);
        for node in 0..pattern.nodes() {
            let probability = rate * pattern.share(node) / f64::from(flits);
            let mut source = Source {
                gaps: Stream::new(seed, "noc.gaps", u64::from(node)),
                destinations: Stream::new(seed, "noc.destinations", u64::from(node)),
                probability,
                log_failure: libm::log1p(-probability),
                next: u64::MAX,
                waiting: 0,
            };
            if probability > 0.0 {
                source.advance(0);
                due.push(Reverse((source.next, node)));
            }
            sources.push(source);
        }
        Self { pattern, sources, due }
    }

    /// When the next packet is to be offered.
    pub(super) fn next(&self) -> Option<u64> {
        self.due.peek().map(|Reverse((at, _))| *at)
    }

    /// Calls `offer` with source, destination and time of generation for every packet to be offered by `now`.
    pub(super) fn offer(&mut self, now: u64, mut offer: impl FnMut(u32, u32, u64)) {
        while let Some(&Reverse((at, node))) = self.due.peek() {
            if at > now {
                break;
            }
            self.due.pop();
            let source = &mut self.sources[node as usize];
            offer(node, self.pattern.destination(node, &mut source.destinations), source.next);
            source.waiting += 1;
            source.advance(source.next.saturating_add(1));
            if !source.is_full() {
                self.due.push(Reverse((source.next.max(now), node)));
            }
        }
    }

    /// A packet of a node has left its queue whole.
    pub(super) fn left(&mut self, node: u32, at: u64) {
        let source = &mut self.sources[node as usize];
        let was_full = source.is_full();
        source.waiting -= 1;
        if was_full {
            self.due.push(Reverse((source.next.max(at + 1), node)));
        }
    }

    /// Packets generated from `start` on that are still to be offered at `now`, as expected from the times for which
    /// sources are behind, and the sum of their ages.
    pub(super) fn backlog(&self, start: u64, now: u64) -> (f64, f64) {
        let (mut packets, mut ages) = (0.0, 0.0);
        for source in self.sources.iter().filter(|source| source.is_full() && source.next < now) {
            let behind = (now - source.next.max(start)) as f64;
            let count = behind * source.probability;
            packets += count;
            ages += count * behind / 2.0;
        }
        (packets, ages)
    }

    /// Whether every packet generated before `end` has been offered.
    pub(super) fn is_past(&self, end: u64) -> bool {
        self.sources.iter().all(|source| source.next >= end)
    }
}

#[cfg(test)]
mod tests {
    use egret_arch::TopologySpec;

    use super::super::traffic::Traffic;
    use super::*;

    fn pattern() -> Pattern {
        let spec = TopologySpec::Star { cores: 5 };
        Pattern::new(&Traffic::Uniform, &super::super::testing::topology(&spec)).unwrap()
    }

    /// Packets by time of generation, when each leaves its queue so many cycles after it came to the front.
    fn generated(injection: &mut Injection<'_>, service: u64, end: u64) -> Vec<(u64, u32, u32)> {
        let mut list = Vec::new();
        let mut leaving: Vec<Vec<u64>> = vec![Vec::new(); 5];
        for now in 0..end {
            for node in 0..5 {
                while leaving[node as usize].first().is_some_and(|&at| at <= now) {
                    leaving[node as usize].remove(0);
                    injection.left(node, now);
                }
            }
            injection.offer(now, |source, destination, at| {
                let queue = &mut leaving[source as usize];
                queue.push(queue.last().copied().unwrap_or(now).max(now) + service);
                list.push((at, source, destination));
            });
        }
        list.sort_unstable();
        list
    }

    #[test]
    fn what_is_sent_does_not_depend_on_how_fast_it_leaves() {
        let pattern = pattern();
        let of = |service| generated(&mut Injection::new(&pattern, 0.5, 1, 7), service, 3000);
        let (fast, slow) = (of(1), of(20));
        assert!(slow.len() < fast.len(), "queues are full when it leaves slowly");
        let of_node = |list: &[(u64, u32, u32)], node| -> Vec<(u64, u32)> {
            list.iter().filter(|packet| packet.1 == node).map(|packet| (packet.0, packet.2)).collect()
        };
        for node in 0..5 {
            let (fast, slow) = (of_node(&fast, node), of_node(&slow, node));
            assert_eq!(slow, fast[..slow.len()]);
        }
    }

    #[test]
    fn the_rate_is_what_was_asked_for() {
        let pattern = pattern();
        for (rate, flits) in [(0.3, 1), (0.3, 4), (1.0, 1)] {
            let cycles = 40_000;
            let list = generated(&mut Injection::new(&pattern, rate, flits, 3), 1, cycles);
            let offered = list.len() as f64 * f64::from(flits) / 5.0 / cycles as f64;
            assert!((offered / rate - 1.0).abs() < 0.02, "{offered} of {rate}");
        }
    }

    #[test]
    fn at_most_one_packet_in_a_cycle() {
        let pattern = pattern();
        let short = generated(&mut Injection::new(&pattern, 1.0, 1, 3), 1, 100);
        assert_eq!(short.len(), 500);
    }

    #[test]
    fn a_queue_that_is_behind_is_known_without_being_kept() {
        let pattern = pattern();
        let mut injection = Injection::new(&pattern, 1.0, 1, 3);
        let mut offered = 0;
        injection.offer(10_000, |_, _, _| offered += 1);
        assert_eq!(offered, 5 * FRONT);
        let (packets, ages) = injection.backlog(0, 10_000);
        assert!((packets - 5.0 * (10_000.0 - 64.0)).abs() < 1.0, "{packets}");
        assert!((ages / packets - (10_000.0 - 64.0) / 2.0).abs() < 1.0, "{ages}");
    }
}
