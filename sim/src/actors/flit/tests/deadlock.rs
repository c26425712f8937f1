//! Packets that wait for each other.

use egret_arch::topology::TreeBuilder;
use egret_arch::{Endpoint, LinkId};
use proptest::prelude::*;

use super::drawn::{Drawn, drawn};
use super::rig::{Packet, Watch, assert_arrived, assert_idle, packets, send, to_destinations};

/// A torus under more than it can carry.
fn torus(drawn: &Drawn) -> Drawn {
    let (columns, rows) = (drawn.columns + 3, drawn.rows.min(3));
    Drawn { torus: true, columns, rows, cores_per_router: 1, subnets: 1, ..drawn.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// With the dateline ignored, packets come to wait for each other or they do not, but what is said of them is right
    /// at every cycle.
    #[test]
    fn a_circle_is_found_exactly_where_there_is_one(drawn in drawn(), flits in 1u32..9) {
        let drawn = torus(&drawn);
        let topology = drawn.topology();
        let packets = packets(&drawn, &topology, (12, 1, flits), 0);
        let (mut network, ways) = to_destinations(&topology, &drawn.network(), &packets);
        network.routers.layout.classes = false;
        let watched = Watch { circles: true, ..Watch::default() };
        let early = send(&mut network.clone(), &packets, &ways, watched);
        match send(&mut network, &packets, &ways, Watch::default()) {
            Ok(log) => {
                assert_arrived(&network, &packets, &log, false);
                assert_idle(&network);
                prop_assert!(early.is_ok(), "a circle that was none: {early:?}");
            }
            Err(stuck) => {
                prop_assert!(early.is_err_and(|early| early.at <= stuck.at), "found too late");
                prop_assert!(stuck.waiting > 0 && stuck.channels.len() > 1, "{stuck:?}");
                let links = stuck.channels.iter().map(|&(link, _)| topology.link(LinkId(link)));
                let after = links.clone().cycle().skip(1);
                for (link, after) in links.zip(after) {
                    prop_assert_eq!(link.to, after.from, "{}", stuck.describe(&topology));
                }
            }
        }
    }
}

#[test]
fn a_ring_without_datelines_gets_stuck_and_says_where() {
    let drawn = Drawn {
        torus: true,
        columns: 8,
        rows: 1,
        cores_per_router: 1,
        yx: false,
        channels: 1,
        buffer_flits: 1,
        route_computation: 0,
        allocation: None,
        by_source: true,
        subnets: 1,
        wire: 1,
        credit: 1,
        link_cycle: 1,
        seed: 1,
    };
    let topology = drawn.topology();
    // Everybody sends long packets the same way round.
    let mut trees = TreeBuilder::new(&topology);
    let packet = |number: u32| {
        let (source, destinations) = (number % 8, vec![(number + 3) % 8]);
        let tree = trees.tree(Endpoint::Core(source), &destinations, false);
        Packet { at: 0, source, flits: 8, tree, destinations }
    };
    let packets: Vec<Packet> = (0..160).map(packet).collect();
    let (mut network, ways) = to_destinations(&topology, &drawn.network(), &packets);
    let log = send(&mut network.clone(), &packets, &ways, Watch::default());
    assert!(log.is_ok(), "classes of channels keep packets from waiting for each other");
    network.routers.layout.classes = false;
    let ended = send(&mut network, &packets, &ways, Watch::default()).map(|_| "everything arrives");
    let stuck = ended.expect_err("a closed ring");
    let text = stuck.describe(&topology);
    assert!(text.contains("router 0 -> router 1, channel") && text.contains("waits for"), "{text}");
    assert_eq!(stuck.channels.len(), 8, "all around the ring: {text}");
}
