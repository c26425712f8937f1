//! Packets that are copied on their way.

use proptest::prelude::*;

use super::drawn::drawn;
use super::rig::{Watch, along_trees, assert_arrived, assert_idle, assert_in_order, packets, send};

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_trees_under_saturation_reach_everybody_once(drawn in drawn(), watched in any::<bool>()) {
        let topology = drawn.topology();
        let packets = packets(&drawn, &topology, (5, 9, 1), 0);
        let (mut network, ways) = along_trees(&drawn, &topology, &packets);
        let watch = Watch { circles: watched, link_cycle: watched.then_some(drawn.link_cycle), ..Watch::default() };
        let log = send(&mut network, &packets, &ways, watch).unwrap_or_else(|stuck| panic!("{stuck:?}"));
        assert_arrived(&network, &packets, &log, true);
        assert_idle(&network);
        if drawn.by_source {
            assert_in_order(&packets, &log);
        }
    }

    /// Where copies of packets of several flits could hold one branch while they wait for another.
    #[test]
    fn packets_of_several_flits_are_copied_without_waiting_for_each_other(
        drawn in drawn(),
        most in 2u32..5,
        room in 0u32..5,
        watched in any::<bool>(),
    ) {
        let drawn = super::drawn::Drawn { torus: false, channels: 1, allocation: None, buffer_flits: most + room, ..drawn };
        let topology = drawn.topology();
        let packets = packets(&drawn, &topology, (5, 9, most), 0);
        let (mut network, ways) = along_trees(&drawn, &topology, &packets);
        let watch = Watch { circles: watched, link_cycle: Some(drawn.link_cycle), ..Watch::default() };
        let log = send(&mut network, &packets, &ways, watch).unwrap_or_else(|stuck| panic!("{stuck:?}"));
        assert_arrived(&network, &packets, &log, true);
        assert_idle(&network);
        if drawn.by_source {
            assert_in_order(&packets, &log);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Where cores have no room for what comes out, the network backs up, and nothing is lost.
    #[test]
    fn sluggish_destinations_hold_packets_up_and_lose_none(drawn in drawn(), sluggish in 2u64..40) {
        let topology = drawn.topology();
        let packets = packets(&drawn, &topology, (4, 6, 1), 0);
        let (mut network, ways) = along_trees(&drawn, &topology, &packets);
        let watch = Watch { sluggish, ..Watch::default() };
        let log = send(&mut network, &packets, &ways, watch).unwrap_or_else(|stuck| panic!("{stuck:?}"));
        assert!(log.arrivals.iter().all(|&(.., at)| at.is_multiple_of(sluggish)));
        assert_arrived(&network, &packets, &log, true);
        assert_idle(&network);
        if drawn.by_source {
            assert_in_order(&packets, &log);
        }
    }

    #[test]
    fn sleeping_through_idle_cycles_changes_nothing(drawn in drawn(), spread in 0u32..60) {
        let topology = drawn.topology();
        let packets = packets(&drawn, &topology, (3, 4, 1), spread);
        let (network, ways) = along_trees(&drawn, &topology, &packets);
        let run = |idle_cycles| {
            let mut network = network.clone();
            let watch = Watch { idle_cycles, ..Watch::default() };
            let log = send(&mut network, &packets, &ways, watch).unwrap_or_else(|stuck| panic!("{stuck:?}"));
            (log, network.loads().collect::<Vec<_>>())
        };
        prop_assert!(run(false) == run(true), "stepping more cycles changes what happens");
    }
}
