//! Latency of a network on which nothing else is under way.

use egret_arch::{Endpoint, LinkClass, LinkId, Network, Topology};
use egret_workloads::random::Stream;

use super::pattern::Pattern;

/// Pairs up to which every one is looked at; of more, that many are drawn.
const MOST_PAIRS: u64 = 1 << 20;
/// Pairs drawn: with latencies that spread by half their mean, the mean is known to 0.1 %.
const DRAWN_PAIRS: u32 = 1 << 18;

/// Mean latency in ticks, from generation to ejection of the tail, of packets of so many flits under a pattern.
///
/// It is found from the routes alone. On patterns of more than a million pairs it is the mean over a quarter of a
/// million pairs drawn at random, always the same.
pub fn zero_load_latency(topology: &Topology, network: &Network, pattern: &Pattern, flits: u32) -> f64 {
    let mut path = Vec::new();
    let mut latency = |source, destination| latency(topology, network, source, destination, flits, &mut path);
    let mut sum = 0.0;
    if pattern.pairs() <= MOST_PAIRS {
        pattern.for_each_flow(|source, destination, share| sum += share * latency(source, destination));
        return sum;
    }
    let mut random = Stream::new(0, "noc.zero_load", 0);
    let mut weights = 0.0;
    for _ in 0..DRAWN_PAIRS {
        let source = random.below(u64::from(pattern.nodes())) as u32;
        let share = pattern.share(source);
        if share > 0.0 {
            sum += share * latency(source, pattern.destination(source, &mut random));
            weights += share;
        }
    }
    sum / weights
}

/// Latency of one packet, in ticks.
fn latency(
    topology: &Topology,
    network: &Network,
    source: u32,
    destination: u32,
    flits: u32,
    path: &mut Vec<LinkId>,
) -> f64 {
    topology.path(Endpoint::Core(source), Endpoint::Core(destination), path);
    let mut head = 0;
    let mut slowest = 0;
    for &link in path.iter() {
        let class: LinkClass = topology.link(link).class;
        let timing = network.link(class);
        head += timing.latency;
        slowest = slowest.max(timing.cycle);
    }
    // Flits follow each other as fast as the slowest link lets them.
    (head + u64::from(flits - 1) * slowest) as f64
}
