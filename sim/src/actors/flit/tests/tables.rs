//! Table routers: tables lead to the destinations of a tree, and packets that go round are found.

use egret_arch::topology::TreeBuilder;
use egret_arch::{
    Board, DimensionOrder, Endpoint, LinkClass, LinkId, LinkTiming, Network, Node, Router, TableRouter,
    Topology, TopologySpec,
};
use proptest::prelude::*;

use super::super::keys::{Entry, KeyTables};
use super::super::network::{FlitNetwork, Sink};
use super::super::table_router::Dropped;
use super::drawn::of_router;
use crate::kernel::Instant;
use crate::tables::{Forest, fill_tables};

fn network() -> Network {
    let router =
        TableRouter { entries: 64, buffer_packets: 2, lookup: 1, packet_time: 1, credit: 1, wait: 50 };
    of_router(Router::Table(router), [LinkTiming { latency: 3, cycle: 1 }; LinkClass::COUNT])
}

fn port_of(topology: &Topology, link: LinkId) -> u8 {
    let Node::Router(router) = topology.link(link).from else { return u8::MAX };
    topology.outgoing(router).iter().position(|&out| out == link).expect("a link of its router") as u8
}

/// Cores that a packet with this key comes to; a path longer than there are links ends the walk.
fn reached(topology: &Topology, tables: &KeyTables, source: u32, key: u32) -> Vec<u32> {
    let came_by = |link: LinkId, router: u32| {
        topology.incoming(router).iter().position(|&incoming| incoming == link).expect("joined") as u8
    };
    let (mut cores, mut links) = (Vec::new(), 0);
    let first = topology.router_of(source);
    let mut left = vec![(first, came_by(topology.injection(source), first))];
    while let Some((router, came)) = left.pop() {
        let outs = tables.outs(router, key, came);
        for (port, &link) in topology.outgoing(router).iter().enumerate() {
            if outs & (1 << port) != 0 {
                links += 1;
                assert!(links <= topology.links().len(), "key {key} goes round");
                match topology.link(link).to {
                    Node::Router(next) => left.push((next, came_by(link, next))),
                    Node::Core(core) => cores.push(core),
                    Node::Host => {}
                }
            }
        }
    }
    cores.sort_unstable();
    cores
}

proptest! {
    /// Blocks of keys, exceptions before them and ways left out because they go straight on: whatever is merged, a
    /// packet comes to its destinations, once to each.
    #[test]
    fn tables_lead_to_the_destinations_of_every_tree(
        columns in 1u32..6,
        rows in 1u32..5,
        torus in any::<bool>(),
        ways in prop::collection::vec((0u32..1000, prop::collection::btree_set(0u32..1000, 1..6)), 1..40),
    ) {
        let order = DimensionOrder::Xy;
        let spec = if torus {
            TopologySpec::Torus { columns, rows, cores_per_router: 2, order }
        } else {
            TopologySpec::Mesh { columns, rows, cores_per_router: 2, order }
        };
        let topology = Topology::build(&spec, Board::ONE);
        let network = network();
        let (mut forest, mut planner) = (Forest::default(), TreeBuilder::new(&topology));
        let mut expected = Vec::new();
        for (source, destinations) in ways {
            let source = source % topology.cores();
            let mut to: Vec<u32> = destinations.into_iter().map(|core| core % topology.cores()).collect();
            to.sort_unstable();
            to.dedup();
            forest.add(&mut planner, &network, Endpoint::Core(source), (&to, &to), 1);
            expected.push((source, to));
        }
        let tables = KeyTables::new(&topology);
        let filled = fill_tables(&forest, &topology, tables, &|link| port_of(&topology, link), u32::MAX);
        let (tables, keys) = filled.unwrap_or_else(|unfit| panic!("{unfit:?}"));
        for ((source, to), key) in expected.into_iter().zip(keys) {
            prop_assert_eq!(reached(&topology, &tables, source, key), to);
        }
    }
}

struct Nobody;
impl Sink for Nobody {
    fn head_left(&mut self, _: u32, _: Instant) {}
    fn tail_left(&mut self, _: u32, _: Instant) {}
    fn has_room(&mut self, _: u32, _: Instant) -> bool {
        true
    }
    fn arrived(&mut self, packet: u32, endpoint: u32, _: u32, _: Instant, _: u64) {
        panic!("packet {packet} came to {endpoint}");
    }
    fn dropped(&mut self, dropped: &Dropped) {
        panic!("{dropped:?}");
    }
}

#[test]
fn a_packet_that_goes_round_is_found_within_as_many_links_as_there_are() {
    let spec = TopologySpec::Torus { columns: 5, rows: 1, cores_per_router: 1, order: DimensionOrder::Xy };
    let topology = Topology::build(&spec, Board::ONE);
    // One entry sends it out along the ring; no router knows it then, so that it goes straight on for ever.
    let mut network = FlitNetwork::by_keys(&topology, &network(), |mut tables, _| {
        tables.entries[0].push(Entry { key: 7, mask: u32::MAX, outs: 1 });
        Ok(tables)
    })
    .unwrap_or_else(|unfit| panic!("{unfit:?}"));
    network.offer(0, 0, 7, 1);
    let mut now = 0;
    let stuck = loop {
        match network.step(now, &mut Nobody) {
            Ok(()) => now = network.next(now).expect("it never ends"),
            Err(stuck) => break stuck,
        }
        assert!(now < 1000, "a packet goes round and nobody notices");
    };
    assert!(stuck.describe(&topology).contains("goes round and never arrives"), "{stuck:?}");
}
