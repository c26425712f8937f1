//! Packets that are given, one by one.

use std::collections::BTreeMap;

use super::network::{Sink, Way};
use super::setup::{Setup, Stopped};

/// A packet to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Its number, by which packets of one cycle are put in order.
    pub pid: u64,
    /// Node that sends it.
    pub source: u32,
    /// Node that receives it.
    pub destination: u32,
    /// Flits; at least one.
    pub flits: u32,
    /// Cycle in which it comes into being and can leave at the earliest.
    pub generated: u64,
}

/// What became of a packet, in cycles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// Its head left the source.
    pub head_left: u64,
    /// Its tail left the source.
    pub tail_left: u64,
    /// Its tail came out.
    pub arrived: u64,
    /// Routers traversed.
    pub hops: u32,
}

/// What became of all packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// A passage a packet, in the order in which packets were given.
    pub passages: Vec<Passage>,
    /// Cycles until the last tail came out, that one included; 0 without packets.
    pub cycles: u64,
    /// Flits that each link moved, by number of the link.
    pub flits_by_link: Vec<u64>,
    /// Flits times routers traversed.
    pub flit_hops: u64,
}

/// Sends packets and waits for all of them. Sources send in the order of generation, packets of one cycle in the order
/// of their numbers.
///
/// Packets of one number, which have source, flits and cycle in common, are one packet to all their destinations: it is copied where
/// their paths part.
pub fn replay(setup: Setup<'_>, packets: &[Packet]) -> Result<Replay, Stopped> {
    replay_taken(setup, packets, None)
}

/// The same where nodes take packets in given cycles, one a row of `packets`, and not before: what is there earlier waits in
/// the network, as it does for cores whose queues are full.
pub fn replay_taken(setup: Setup<'_>, packets: &[Packet], taken: Option<&[u64]>) -> Result<Replay, Stopped> {
    let mut order: Vec<usize> = (0..packets.len()).collect();
    order.sort_by_key(|&at| (packets[at].generated, packets[at].pid, packets[at].destination));
    // One entry a packet: its rows, in the order of their destinations.
    let sent: Vec<&[usize]> = order.chunk_by(|&a, &b| packets[a].pid == packets[b].pid).collect();
    let multicast = sent.iter().any(|rows| rows.len() > 1);
    let (ways, way_of) = if multicast { ways(packets, &sent) } else { Default::default() };
    let mut interconnect = if multicast { setup.multicast(&ways) } else { setup.interconnect() }?;
    if let Some(taken) = taken {
        interconnect
            .take_from(packets.iter().map(|packet| packet.destination).zip(taken.iter().copied()).collect());
    }
    let mut log = Log { passages: vec![Passage::default(); packets.len()], sent: &sent };
    let mut waiting = (0_u32..).zip(&sent).peekable();
    loop {
        let generated = waiting.peek().map(|(_, rows)| packets[rows[0]].generated);
        let Some(now) = [generated, interconnect.next()].into_iter().flatten().min() else { break };
        while let Some((number, rows)) = waiting.next_if(|(_, rows)| packets[rows[0]].generated <= now) {
            let packet = &packets[rows[0]];
            if multicast {
                interconnect.offer_along(number, way_of[number as usize], now);
            } else {
                interconnect.offer(number, packet.source, packet.destination, packet.flits, now);
            }
        }
        interconnect.step(now, &mut log)?;
    }
    let mut passages = log.passages;
    for (packet, passage) in packets.iter().zip(&mut passages) {
        passage.hops = interconnect.hops(packet.source, packet.destination);
    }
    Ok(Replay {
        cycles: passages.iter().map(|passage| passage.arrived + 1).max().unwrap_or(0),
        passages,
        flits_by_link: setup.flits_by_link(&interconnect),
        flit_hops: interconnect.counters().flit_hops,
    })
}

/// The ways that packets go, each once, and the one of every packet.
fn ways(packets: &[Packet], sent: &[&[usize]]) -> (Vec<Way>, Vec<u32>) {
    let mut known: BTreeMap<Way, u32> = BTreeMap::new();
    let way_of = sent
        .iter()
        .map(|rows| {
            let Packet { source, flits, .. } = packets[rows[0]];
            let destinations = rows.iter().map(|&row| packets[row].destination).collect();
            let next = known.len() as u32;
            *known.entry(Way { source, destinations, flits }).or_insert(next)
        })
        .collect();
    let mut ways: Vec<(u32, Way)> = known.into_iter().map(|(way, number)| (number, way)).collect();
    ways.sort_unstable_by_key(|(number, _)| *number);
    (ways.into_iter().map(|(_, way)| way).collect(), way_of)
}

/// Passages in the order in which packets were given.
struct Log<'a> {
    passages: Vec<Passage>,
    /// Rows of every packet.
    sent: &'a [&'a [usize]],
}

impl Sink for Log<'_> {
    fn head_left(&mut self, packet: u32, at: u64) {
        for &row in self.sent[packet as usize] {
            self.passages[row].head_left = at;
        }
    }

    fn tail_left(&mut self, packet: u32, at: u64) {
        for &row in self.sent[packet as usize] {
            self.passages[row].tail_left = at;
        }
    }

    fn arrived(&mut self, packet: u32, destination: u32, at: u64) {
        self.passages[self.sent[packet as usize][destination as usize]].arrived = at;
    }
}
