//! Packets that are given, one by one.

use super::network::Sink;
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
pub fn replay(setup: Setup<'_>, packets: &[Packet]) -> Result<Replay, Stopped> {
    let mut order: Vec<usize> = (0..packets.len()).collect();
    order.sort_by_key(|&at| (packets[at].generated, packets[at].pid));
    let mut interconnect = setup.interconnect()?;
    let mut log = Log { passages: vec![Passage::default(); packets.len()], order: &order };
    let mut waiting = (0_u32..).zip(&order).peekable();
    loop {
        let generated = waiting.peek().map(|&(_, &at)| packets[at].generated);
        let Some(now) = [generated, interconnect.next()].into_iter().flatten().min() else { break };
        while let Some((number, &at)) = waiting.next_if(|&(_, &at)| packets[at].generated <= now) {
            let packet = &packets[at];
            interconnect.offer(number, packet.source, packet.destination, packet.flits, now);
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

/// Passages in the order in which packets were given, filled in by their number in the order of sending.
struct Log<'a> {
    passages: Vec<Passage>,
    order: &'a [usize],
}

impl Log<'_> {
    fn of(&mut self, packet: u32) -> &mut Passage {
        &mut self.passages[self.order[packet as usize]]
    }
}

impl Sink for Log<'_> {
    fn head_left(&mut self, packet: u32, at: u64) {
        self.of(packet).head_left = at;
    }

    fn tail_left(&mut self, packet: u32, at: u64) {
        self.of(packet).tail_left = at;
    }

    fn arrived(&mut self, packet: u32, at: u64) {
        self.of(packet).arrived = at;
    }
}
