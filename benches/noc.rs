//! Networks alone: how fast routers move flits, how fast networks are built, and how much memory a router takes.

use egret_arch::{Board, Network, Topology, TopologySpec, router_network, shipped_routers};
use egret_sim::noc::{Fidelity, Interconnect, Sink};
use egret_workloads::random::Stream;

use crate::support;

/// Flit-hops per CPU second, in millions, of `BookSim2` (commit 28f4329) on the machine this was written on, when it was
/// quiet. It was built as it comes with g++ 12.2 and given the same router, mesh, traffic and rate, for instance
/// `booksim A_mesh8.cfg injection_rate=0.05 sim_type=throughput sample_period=4000 warmup_periods=1 max_samples=4 seed=1`.
const BOOKSIM2: &[(&str, &str, f64, f64)] = &[
    ("minimal", "mesh:8x8", 0.05, 1.2),
    ("minimal", "mesh:8x8", 0.2, 1.5),
    ("minimal", "mesh:32x32", 0.05, 0.48),
    ("vc4", "mesh:8x8", 0.2, 1.2),
];

/// A network under a uniform load: router, topology, flits a packet, flits offered a node and cycle, cycles.
type Case = (&'static str, &'static str, u32, f64, u64);

const BY_FLIT: &[Case] = &[
    ("minimal", "mesh:8x8", 1, 0.05, 400_000),
    ("minimal", "mesh:8x8", 1, 0.2, 100_000),
    ("minimal", "mesh:32x32", 1, 0.05, 10_000),
    ("minimal", "mesh:64x64", 1, 0.001, 50_000),
    ("vc4", "mesh:8x8", 4, 0.2, 50_000),
];

const BY_PACKET: &[Case] =
    &[("minimal", "mesh:8x8", 1, 0.2, 100_000), ("minimal", "mesh:32x32", 1, 0.05, 10_000)];

/// Bytes of a flit in a buffer: its packet and where it goes.
const FLIT_BYTES: u32 = 8;

pub(crate) fn bench() {
    build();
    for (fidelity, cases) in [(Fidelity::Flit, BY_FLIT), (Fidelity::Packet, BY_PACKET)] {
        for case in cases {
            speed(case, fidelity);
        }
    }
}

/// What is built from names.
fn network(router: &str, topology: &str) -> (Topology, Network) {
    let spec = TopologySpec::parse(topology).expect("a topology");
    let (name, text) = shipped_routers().iter().find(|(name, _)| *name == router).expect("a shipped router");
    let network = router_network(name, text, &spec).expect("a valid router");
    (Topology::build(&spec, Board::ONE), network)
}

/// A packet to be offered.
struct Packet {
    at: u64,
    source: u32,
    destination: u32,
}

/// Uniform traffic, in the order in which it is offered.
fn traffic(nodes: u32, probability: f64, cycles: u64) -> Vec<Packet> {
    let log_failure = (-probability).ln_1p();
    let mut packets = Vec::new();
    for source in 0..nodes {
        let mut draws = Stream::new(7, "bench.noc", source.into());
        let mut at = draws.failures(log_failure);
        while at < cycles {
            packets.push(Packet { at, source, destination: draws.below(nodes.into()) as u32 });
            at += 1 + draws.failures(log_failure);
        }
    }
    packets.sort_by_key(|packet| (packet.at, packet.source));
    packets
}

/// Counts what comes out.
#[derive(Default)]
struct Arrived(u64);

impl Sink for Arrived {
    fn head_left(&mut self, _: u32, _: u64) {}

    fn tail_left(&mut self, _: u32, _: u64) {}

    fn arrived(&mut self, _: u32, _: u32, _: u64) {
        self.0 += 1;
    }
}

/// Sends all packets and waits for the last; flit-hops.
fn carry(interconnect: &mut Interconnect, packets: &[Packet], flits: u32) -> u64 {
    let mut arrived = Arrived::default();
    let mut next = 0;
    loop {
        let offer = packets.get(next).map(|packet| packet.at);
        let Some(now) = [offer, interconnect.next()].into_iter().flatten().min() else { break };
        while let Some(packet) = packets.get(next).filter(|packet| packet.at <= now) {
            interconnect.offer(next as u32, packet.source, packet.destination, flits, now);
            next += 1;
        }
        interconnect.step(now, &mut arrived).expect("no deadlock");
    }
    assert_eq!(arrived.0, packets.len() as u64, "every packet arrives");
    interconnect.counters().flit_hops
}

fn speed(case: &Case, fidelity: Fidelity) {
    let &(router, topology, flits, rate, cycles) = case;
    let (built, network) = network(router, topology);
    let packets = traffic(built.cores(), rate / f64::from(flits), cycles);
    let interconnect = || Interconnect::new(&built, &network, fidelity).expect("a network");
    let (mut best, mut hops) = (std::time::Duration::MAX, 0);
    for _ in 0..5 {
        let mut fresh = interconnect();
        let (moved, cpu) = support::timed(|| carry(&mut fresh, &packets, flits));
        (best, hops) = (best.min(cpu), moved);
    }
    let kind = if fidelity == Fidelity::Flit { "flit" } else { "packet" };
    support::report(&format!("{kind}: {router}, {topology} at {rate}"), hops, "flit-hops", best);
    if fidelity == Fidelity::Packet {
        return;
    }
    let known =
        BOOKSIM2.iter().find(|peer| (peer.0, peer.1) == (router, topology) && (peer.2 - rate).abs() < 1e-9);
    if let Some((_, _, _, booksim2)) = known {
        let times = hops as f64 / best.as_secs_f64() / 1e6 / booksim2;
        support::figure(&format!("  times BookSim2's {booksim2} M/s"), times, "");
    }
}

/// Time and memory of large networks.
fn build() {
    let (built, network) = network("minimal", "mesh:64x64");
    let before = support::resident_bytes();
    let (interconnect, _) =
        support::timed(|| Interconnect::new(&built, &network, Fidelity::Flit).expect("a network"));
    if let (Some(before), Some(after)) = (before, support::resident_bytes()) {
        let routers = built.routers();
        let egret_arch::Router::VirtualChannel(router) = network.router.expect("a router") else { return };
        let buffers = FLIT_BYTES * router.buffer_flits * router.channels * 5;
        let bytes = after.saturating_sub(before) as f64 / f64::from(routers) - f64::from(buffers);
        support::figure("64x64 mesh: memory a router, without buffers", bytes, "bytes");
        support::figure("  and its buffers", f64::from(buffers), "bytes");
    }
    drop(interconnect);
    let ((), cpu) = support::fastest(3, || {
        let spec = TopologySpec::parse("mesh:64x64").expect("a topology");
        let topology = Topology::build(&spec, Board::ONE);
        std::hint::black_box(Interconnect::new(&topology, &network, Fidelity::Flit).expect("a network"));
    });
    support::figure("64x64 mesh: topology and routers built", cpu.as_secs_f64(), "s CPU");
    for (name, chips) in [("spinnaker2", 48), ("loihi1-davies", 32)] {
        let chip = support::chip(name, &[]);
        let ((), cpu) = support::fastest(3, || {
            let topology = Topology::build(chip.topology(), Board::of(chips));
            std::hint::black_box(
                Interconnect::new(&topology, chip.network(), Fidelity::Flit).expect("a network"),
            );
        });
        support::figure(&format!("board of {chips} {name}: built"), cpu.as_secs_f64(), "s CPU");
    }
}
