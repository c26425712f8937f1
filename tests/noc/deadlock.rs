//! Packets that wait for each other are found and told by name.

use egret_arch::Router;
use egret_sim::noc::{Batch, Fidelity, Offer, Stopped, drain};

use super::Case;

#[test]
fn a_ring_without_classes_of_channels_deadlocks_and_says_where() {
    let mut case = Case::new("ring:8", "minimal");
    let Some(Router::VirtualChannel(router)) = &mut case.network.router else { panic!("virtual channels") };
    router.buffer_flits = 1;
    let pattern = case.pattern("tornado");
    let batch = Batch { offer: Offer { pattern: &pattern, flits: 40, seed: 1 }, packets_per_node: 20 };
    // Two classes of channels, a crossing at the dateline: long packets in short buffers get through.
    let drained = drain(case.setup(Fidelity::Flit), batch).expect("no deadlock");
    assert_eq!(drained.packets, 160);

    let Some(Router::VirtualChannel(router)) = &mut case.network.router else { panic!("virtual channels") };
    router.channels = 1;
    match drain(case.setup(Fidelity::Flit), batch) {
        Err(Stopped::Stuck(stuck)) => {
            assert!(stuck.report.contains("router"), "{}", stuck.report);
            assert!(stuck.waiting > 0);
        }
        Err(Stopped::Input(problem)) => assert!(problem.hint.is_some(), "{problem}"),
        Ok(_) => panic!("a ring with one class of channels cannot drain"),
    }
}
