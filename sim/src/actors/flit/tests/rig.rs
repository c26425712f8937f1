//! A network with packets to send, and what becomes of them.

use std::collections::BTreeMap;

use egret_arch::topology::{Tree, TreeBuilder, TreeEdge};
use egret_arch::{Endpoint, LinkId, Network, Topology};

use super::drawn::Drawn;
use crate::actors::flit::buffers::InChannel;
use crate::actors::flit::layout::Layout;
use crate::actors::flit::network::{FlitNetwork, Sink};
use crate::actors::flit::routing::{Branch, Trees};
use crate::actors::flit::stuck::{self, Stuck};
use crate::actors::flit::table_router::Dropped;
use crate::kernel::Instant;
use crate::tables::dateline_classes;

/// No network of these tests needs longer.
const LONGEST: u64 = 2_000_000;

/// A packet to be sent: generated in a cycle at a core, along a tree.
#[derive(Clone, Debug)]
pub(super) struct Packet {
    pub(super) at: u64,
    pub(super) source: u32,
    pub(super) flits: u32,
    /// Its tree, destination links included; along a path where it has one destination.
    pub(super) tree: Tree,
    pub(super) destinations: Vec<u32>,
}

/// A copy that came out: packet, endpoint, what its last branch said, cycle.
pub(super) type Arrival = (u32, u32, u32, u64);

/// What happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Log {
    pub(super) heads: Vec<(u32, u64)>,
    pub(super) tails: Vec<(u32, u64)>,
    pub(super) arrivals: Vec<Arrival>,
    /// Endpoints that take a packet only in cycles that are multiples of this; 0 for those that always do.
    pub(super) sluggish: u64,
    pub(super) refused: Vec<u32>,
}

impl Sink for Log {
    fn head_left(&mut self, packet: u32, now: Instant) {
        self.heads.push((packet, now));
    }

    fn tail_left(&mut self, packet: u32, now: Instant) {
        self.tails.push((packet, now));
    }

    fn has_room(&mut self, endpoint: u32, now: Instant) -> bool {
        let room = self.sluggish == 0 || now.is_multiple_of(self.sluggish);
        if !room {
            self.refused.push(endpoint);
        }
        room
    }

    fn arrived(&mut self, packet: u32, endpoint: u32, way: u32, now: Instant, _: u64) {
        self.arrivals.push((packet, endpoint, way, now));
    }

    fn dropped(&mut self, dropped: &Dropped) {
        panic!("{dropped:?} by routers that drop nothing");
    }
}

/// Packets of all sources, to sets of cores drawn anew for each of them. With `spread` they are generated over so many
/// cycles, else all in the first.
pub(super) fn packets(drawn: &Drawn, topology: &Topology, most: (u32, u32, u32), spread: u32) -> Vec<Packet> {
    let (per_source, destinations, flits) = most;
    let mut dice = drawn.dice();
    let mut trees = TreeBuilder::new(topology);
    let cores = topology.cores();
    let mut all = Vec::new();
    for number in 0..per_source {
        for source in 0..cores {
            let count = 1 + dice.below(destinations.min(cores));
            let mut to: Vec<u32> = (0..count).map(|_| dice.below(cores)).collect();
            to.sort_unstable();
            to.dedup();
            let at = if spread == 0 { 0 } else { u64::from(number * spread + dice.below(spread)) };
            let tree = trees.tree(Endpoint::Core(source), &to, false);
            all.push(Packet { at, source, flits: 1 + dice.below(flits), tree, destinations: to });
        }
    }
    all.sort_by_key(|packet| packet.at);
    all
}

/// A network whose packets go along these trees; the place of each tree.
pub(super) fn along_trees(drawn: &Drawn, topology: &Topology, packets: &[Packet]) -> (FlitNetwork, Vec<u32>) {
    let mut ways = Vec::new();
    let flits = packets.iter().map(|packet| packet.flits).max().unwrap_or(1);
    let network = FlitNetwork::along_trees(topology, &drawn.network(), flits, |port_of| {
        let mut trees = Trees::default();
        let mut first = 0;
        for Packet { tree, .. } in packets {
            ways.push(first);
            let classes = dateline_classes(&tree.edges, topology, drawn.choice());
            let mut branches = vec![Vec::new(); tree.edges.len()];
            for (number, edge) in tree.edges.iter().enumerate() {
                let leaf = tree.leaves.iter().position(|&leaf| leaf as usize == number);
                if edge.parent != TreeEdge::ROOT {
                    let way = leaf.map_or(first + number as u32, |leaf| leaf as u32);
                    let (port, class) = (port_of(edge.link), classes[number]);
                    branches[edge.parent as usize].push(Branch { port, class, way });
                }
            }
            for branches in branches {
                trees.add(branches);
            }
            first += tree.edges.len() as u32;
        }
        trees
    });
    (network.unwrap_or_else(|unfit| panic!("{unfit:?}")), ways)
}

/// A network whose packets go to one destination each.
pub(super) fn to_destinations(
    topology: &Topology,
    network: &Network,
    packets: &[Packet],
) -> (FlitNetwork, Vec<u32>) {
    let network = FlitNetwork::to_destinations(topology, network);
    let ways = packets.iter().map(|packet| packet.destinations[0]).collect();
    (network.unwrap_or_else(|unfit| panic!("{unfit:?}")), ways)
}

/// Which cycles are stepped, and what is looked at meanwhile.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Watch {
    /// Cycles in which nothing can happen are stepped too.
    pub(super) idle_cycles: bool,
    /// After every cycle it is asked whether packets wait for each other.
    pub(super) circles: bool,
    /// Links are checked to move no more than one flit in so many cycles.
    pub(super) link_cycle: Option<u64>,
    /// Endpoints take packets only in cycles that are multiples of this.
    pub(super) sluggish: u64,
}

/// Sends everything and waits until nothing is left to happen.
pub(super) fn send(
    network: &mut FlitNetwork,
    packets: &[Packet],
    ways: &[u32],
    watch: Watch,
) -> Result<Log, Box<Stuck>> {
    let mut log = Log { sluggish: watch.sluggish, ..Log::default() };
    let mut links = Links::default();
    let (mut now, mut offered) = (0, 0);
    loop {
        assert!(now < LONGEST, "packets neither arrive nor wait for each other");
        while let Some(packet) = packets.get(offered).filter(|packet| packet.at <= now) {
            network.offer(packet.source, offered as u32, ways[offered], packet.flits);
            offered += 1;
        }
        network.step(now, &mut log)?;
        if watch.circles
            && let Some(stuck) = stuck::look(&network.routers, now)
        {
            return Err(Box::new(stuck));
        }
        if let Some(cycle) = watch.link_cycle {
            links.check(network, now, cycle);
        }
        let retry = (!log.refused.is_empty()).then(|| (now / watch.sluggish + 1) * watch.sluggish);
        let offer = packets.get(offered).map(|packet| packet.at);
        let Some(next) = [network.next(now), offer, retry].into_iter().flatten().min() else {
            return Ok(log);
        };
        assert!(next > now);
        now = if watch.idle_cycles { now + 1 } else { next };
        if retry == Some(now) {
            log.refused.drain(..).for_each(|endpoint| network.retry(endpoint));
        }
    }
}

/// When each output moved a flit last.
#[derive(Debug, Default)]
struct Links {
    flits: Vec<u64>,
    last: Vec<Option<u64>>,
}

impl Links {
    fn check(&mut self, network: &FlitNetwork, now: u64, cycle: u64) {
        let outs = &network.routers.outs;
        self.flits.resize(outs.len(), 0);
        self.last.resize(outs.len(), None);
        let ports = network.routers.layout.all.iter();
        for (number, (out, port)) in outs.iter().zip(ports).enumerate() {
            let moved = out.flits - self.flits[number];
            assert!(moved <= 1, "{moved} flits over one link in one cycle");
            if moved == 1 {
                let apart = u64::from(network.routers.layout.timing(port).cycle);
                assert!(apart == 1 || apart == cycle);
                if let Some(last) = self.last[number] {
                    assert!(now - last >= apart, "flits {} cycles apart on a link of {apart}", now - last);
                }
                (self.flits[number], self.last[number]) = (out.flits, Some(now));
            }
        }
    }
}

/// Asserts that every destination got exactly one copy of every packet, and that links moved the edges of all trees.
pub(super) fn assert_arrived(network: &FlitNetwork, packets: &[Packet], log: &Log, by_tree: bool) {
    let mut arrivals: Vec<(u32, u32)> = log.arrivals.iter().map(|&(packet, to, ..)| (packet, to)).collect();
    arrivals.sort_unstable();
    let expected: Vec<(u32, u32)> = (0u32..)
        .zip(packets)
        .flat_map(|(number, packet)| packet.destinations.iter().map(move |&to| (number, to)))
        .collect();
    assert_eq!(arrivals, expected, "every destination gets one copy of every packet");
    for &(packet, endpoint, way, _) in &log.arrivals {
        let destinations = &packets[packet as usize].destinations;
        assert!(!by_tree || destinations[way as usize] == endpoint, "a branch leads to its destination");
    }
    assert_eq!((log.heads.len(), log.tails.len()), (packets.len(), packets.len()));
    let mut edges: BTreeMap<LinkId, u64> = BTreeMap::new();
    for packet in packets {
        for edge in &packet.tree.edges {
            *edges.entry(edge.link).or_default() += u64::from(packet.flits);
        }
    }
    let mut moved: BTreeMap<LinkId, u64> = BTreeMap::new();
    for (link, flits, _) in network.loads() {
        *moved.entry(link).or_default() += flits;
    }
    assert_eq!(moved, edges, "flits over links");
}

/// Asserts that nothing is left anywhere and all credits are where they were at first.
pub(super) fn assert_idle(network: &FlitNetwork) {
    let routers = &network.routers;
    let layout = &routers.layout;
    assert_eq!((routers.buffered, network.sources.waiting), (0, 0));
    for channel in &routers.buffers.channels {
        assert!(channel.is_empty() && channel.pending == 0);
    }
    assert!(routers.buffers.held.iter().all(|&held| held == InChannel::NONE));
    assert!(routers.outs.iter().all(|out| out.wants == 0));
    assert!(routers.wanted.iter().all(|wanted| wanted.outs | wanted.channels == 0));
    for (port, behind) in layout.all.iter().zip(routers.out_channels.chunks(layout.vcs)) {
        let full = if port.is_host { Layout::AMPLE } else { layout.depth as u16 };
        for channel in behind {
            assert_eq!((channel.credits, channel.owner), (full, InChannel::NONE), "{port:?}");
        }
    }
    assert!(network.sources.all_at_home(layout), "credits of sources");
}

/// Asserts that packets of one source to one destination come out as they went in.
pub(super) fn assert_in_order(packets: &[Packet], log: &Log) {
    let mut last: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for &(packet, endpoint, ..) in &log.arrivals {
        let source = packets[packet as usize].source;
        if let Some(before) = last.insert((source, endpoint), packet) {
            assert!(before < packet, "{packet} overtook {before} from {source} to {endpoint}");
        }
    }
}
