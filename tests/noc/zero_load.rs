//! A packet that is alone takes what hops and flits take, between all pairs of nodes.

use egret_sim::noc::{Fidelity, Packet, replay, zero_load_latency};

use super::Case;

/// Packets between all pairs, each sent when the one before is long gone.
fn alone(nodes: u32, flits: u32) -> Vec<Packet> {
    let pairs = (0..nodes).flat_map(|source| (0..nodes).map(move |destination| (source, destination)));
    let packet = |(pid, (source, destination)): (u64, (u32, u32))| Packet {
        pid,
        source,
        destination,
        flits,
        generated: 1000 * pid,
    };
    (0..).zip(pairs).map(packet).collect()
}

#[test]
fn latency_without_load_follows_from_hops() {
    for (topology, nodes) in [
        ("mesh:8x8", 64),
        ("torus:8x8", 64),
        ("torus:5x4", 20),
        ("cmesh:3x4x3", 36),
        ("ring:9x2", 18),
        ("tree:3x2", 9),
    ] {
        for (router, hop, flits) in
            [("minimal", 3, 1), ("minimal", 3, 5), ("vc4", 5, 1), ("vc4", 5, 4), ("vc4", 5, 11)]
        {
            let case = Case::new(topology, router);
            let packets = alone(nodes, flits);
            for fidelity in [Fidelity::Flit, Fidelity::Packet] {
                let replayed = replay(case.setup(fidelity), &packets).expect("no deadlock");
                for (packet, passage) in packets.iter().zip(&replayed.passages) {
                    let latency = passage.arrived - packet.generated;
                    let expected = hop * u64::from(passage.hops) + 2 + u64::from(flits) - 1;
                    assert_eq!(latency, expected, "{topology} {router} {fidelity:?}: {packet:?}");
                    assert_eq!(passage.head_left, packet.generated);
                    assert_eq!(passage.tail_left, packet.generated + u64::from(flits) - 1);
                }
            }
        }
    }
}

/// Means from `analytic.csv` of the data, found there without any simulation.
#[test]
fn means_without_load_are_the_analytic_ones() {
    for (topology, traffic, minimal, vc4) in [
        ("mesh:4x4", "uniform", 12.5, 22.5),
        ("mesh:8x8", "uniform", 20.75, 36.25),
        ("mesh:8x8", "transpose", 20.75, 36.25),
        ("mesh:8x8", "bitcomp", 29.0, 50.0),
        ("torus:8x8", "uniform", 17.0, 30.0),
    ] {
        for (router, flits, expected) in [("minimal", 1, minimal), ("vc4", 4, vc4)] {
            let case = Case::new(topology, router);
            let found = zero_load_latency(&case.topology, &case.network, &case.pattern(traffic), flits);
            assert!((found - expected).abs() < 1e-9, "{topology} {traffic} {router}: {found}");
        }
    }
}

#[test]
fn means_of_many_pairs_are_drawn_closely() {
    let case = Case::new("mesh:64x64", "minimal");
    let found = zero_load_latency(&case.topology, &case.network, &case.pattern("uniform"), 1);
    // Two dimensions of mean distance (k² − 1) / 3k.
    let exact = 3.0 * (2.0 * (64.0 * 64.0 - 1.0) / 192.0 + 1.0) + 2.0;
    assert!((found / exact - 1.0).abs() < 0.003, "{found} and {exact}");
}
