//! Packets with one destination each.

use egret_arch::{ChannelChoice, LinkClass, LinkTiming, Router, VirtualChannelRouter};
use proptest::prelude::*;

use super::drawn::{drawn, of_router};
use super::rig::{
    Watch, along_trees, assert_arrived, assert_idle, assert_in_order, packets, send, to_destinations,
};

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_everything_comes_home(drawn in drawn(), flits in 1u32..7, spread in 0u32..20) {
        let topology = drawn.topology();
        let packets = packets(&drawn, &topology, (6, 1, flits), spread);
        let (mut network, ways) = to_destinations(&topology, &drawn.network(), &packets);
        let watch = Watch { link_cycle: Some(drawn.link_cycle), ..Watch::default() };
        let log = send(&mut network, &packets, &ways, watch).unwrap_or_else(|stuck| panic!("{stuck:?}"));
        assert_arrived(&network, &packets, &log, false);
        assert_idle(&network);
        if drawn.by_source {
            assert_in_order(&packets, &log);
        }
    }

    /// A run sends packets along trees, a network by itself to destinations.
    #[test]
    fn a_tree_of_one_path_is_a_destination(drawn in drawn(), flits in 1u32..5) {
        let topology = drawn.topology();
        let packets = packets(&drawn, &topology, (4, 1, flits), 3);
        let (mut along, ways) = along_trees(&drawn, &topology, &packets);
        let along = send(&mut along, &packets, &ways, Watch::default()).unwrap_or_else(|stuck| panic!("{stuck:?}"));
        let (mut to, ways) = to_destinations(&topology, &drawn.network(), &packets);
        let to = send(&mut to, &packets, &ways, Watch::default()).unwrap_or_else(|stuck| panic!("{stuck:?}"));
        prop_assert_eq!(&along.heads, &to.heads);
        let arrivals = |arrivals: &[super::rig::Arrival]| -> Vec<(u32, u32, u64)> {
            arrivals.iter().map(|&(packet, endpoint, _, at)| (packet, endpoint, at)).collect()
        };
        prop_assert_eq!(arrivals(&along.arrivals), arrivals(&to.arrivals));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// Asynchronous chips may count all their time elsewhere.
    #[test]
    fn links_and_credits_without_delay_work(drawn in drawn(), flits in 1u32..4) {
        let topology = drawn.topology();
        let router = VirtualChannelRouter {
            channels: 2,
            buffer_flits: drawn.buffer_flits,
            route_computation: 0,
            channel_allocation: drawn.allocation.map(|_| 0),
            switch_allocation: 0,
            switch_traversal: 0,
            credit: 0,
            channel_choice: ChannelChoice::AnyFree,
            subnets: 1,
        };
        let links = [LinkTiming { latency: 0, cycle: 1 }; LinkClass::COUNT];
        let mut network = of_router(Router::VirtualChannel(router), links);
        network.period = None;
        let packets = packets(&drawn, &topology, (5, 1, flits), 0);
        let (mut network, ways) = to_destinations(&topology, &network, &packets);
        let log = send(&mut network, &packets, &ways, Watch::default()).unwrap_or_else(|stuck| panic!("{stuck:?}"));
        assert_arrived(&network, &packets, &log, false);
        assert_idle(&network);
    }
}
