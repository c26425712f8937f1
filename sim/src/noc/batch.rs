//! A batch of packets, sent as fast as the network takes them.

use egret_workloads::random::Stream;

use super::replay::{Packet, Replay, replay};
use super::setup::{Setup, Stopped};
use super::statistics::Histogram;
use super::sweep::Offer;

/// What a batch holds.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// Who sends where, flits of a packet, and the seed of patterns that draw destinations.
    pub offer: Offer<'a>,
    /// Packets that every node generates, its n-th in cycle n.
    pub packets_per_node: u32,
}

/// What became of a batch. Latencies in cycles, none without packets.
#[derive(Clone, Debug, PartialEq)]
pub struct Drain {
    /// Cycles until the last tail came out, that one included.
    pub total_cycles: u64,
    /// From generation to ejection of the tail.
    pub packet_latency: Histogram,
    /// From leaving the source to ejection of the tail: mean.
    pub network_latency_mean: Option<f64>,
    /// Routers traversed: mean.
    pub hops_mean: Option<f64>,
    /// Packets sent.
    pub packets: u64,
    /// Flits times routers traversed.
    pub flit_hops: u64,
    /// Flits that each link moved, by number of the link.
    pub flits_by_link: Vec<u64>,
}

/// Sends a batch and waits for the last packet. Packets that the network does not take at once wait at their sources.
pub fn drain(setup: Setup<'_>, batch: Batch<'_>) -> Result<Drain, Stopped> {
    let packets = batch.packets();
    let Replay { passages, cycles, flits_by_link, flit_hops } = replay(setup, &packets)?;
    let mut packet_latency = Histogram::default();
    let (mut network, mut hops) = (0_u128, 0_u128);
    for (packet, passage) in packets.iter().zip(&passages) {
        packet_latency.record(passage.arrived - packet.generated);
        network += u128::from(passage.arrived - passage.head_left);
        hops += u128::from(passage.hops);
    }
    let mean = |sum: u128| (!packets.is_empty()).then(|| sum as f64 / packets.len() as f64);
    Ok(Drain {
        total_cycles: cycles,
        packet_latency,
        network_latency_mean: mean(network),
        hops_mean: mean(hops),
        packets: packets.len() as u64,
        flit_hops,
        flits_by_link,
    })
}

impl Batch<'_> {
    /// The packets in the order in which they are generated, nodes of one cycle in order.
    fn packets(&self) -> Vec<Packet> {
        let Offer { pattern, flits, seed } = self.offer;
        let senders: Vec<u32> = (0..pattern.nodes()).filter(|&node| pattern.share(node) > 0.0).collect();
        let streams = senders.iter().map(|&node| Stream::new(seed, "noc.destinations", u64::from(node)));
        let mut streams: Vec<Stream> = streams.collect();
        let mut packets = Vec::with_capacity(senders.len() * self.packets_per_node as usize);
        for cycle in 0..self.packets_per_node {
            for (&source, stream) in senders.iter().zip(&mut streams) {
                packets.push(Packet {
                    pid: packets.len() as u64,
                    source,
                    destination: pattern.destination(source, stream),
                    flits,
                    generated: u64::from(cycle),
                });
            }
        }
        packets
    }
}
