//! Laws of runs with routers simulated flit by flit: table routers, which drop packets, and copies on the way.

use egret_arch::{Action, Component, Model};
use egret_sim::Outcome;
use egret_sim::noc::Fidelity;
use proptest::prelude::*;

use super::laws::{assert_all, assert_lossy};
use crate::support::{Case, FIDELITIES, Net, SYNCHRONISATIONS, chip, count, energies};

/// Table routers that wait so long, as a setting.
fn table(wait: u32, buffer_packets: u32, packet_time: u32) -> String {
    format!(
        "chip.network.router=Table(entries: Given(1000), buffer_packets: Given({buffer_packets}), \
         lookup: Given(\"2 cycles\"), packet_time: Given(\"{packet_time} cycles\"), \
         credit: Given(\"1 cycle\"), wait: Given(\"{wait} cycles\"))"
    )
}

/// A busy network on a chip whose routers go by tables.
fn tables(lines: &[&str], seed: u64) -> Case {
    let net = Net { layers: vec![24, 20], activity: 0.9, decoder: "Host", ..Net::of(Model::Egru) };
    let mut case =
        Case::new(format!("{lines:?}, seed {seed}"), chip("mesh-generic", lines), net.workload(seed));
    case.fidelity = Fidelity::Flit;
    case
}

#[test]
fn table_routers_that_wait_long_enough_drop_nothing() {
    for (_, sync) in SYNCHRONISATIONS.iter().filter(|(name, _)| *name != "dataflow") {
        for casting in ["Multicast", "Unicast"] {
            let casting = format!("chip.network.casting={casting}");
            let table = table(60_000, 4, 1);
            let case = tables(&[sync, &casting, &table, "chip.mapping.cores=20"], 3);
            assert_all(&case, &case.run(4));
        }
    }
}

#[test]
fn table_routers_that_do_not_wait_drop_and_say_so() {
    let mut dropped = [0; 2];
    for wait in [0, 1, 5] {
        for (number, casting) in ["Multicast", "Unicast"].into_iter().enumerate() {
            let casting = format!("chip.network.casting={casting}");
            let table = table(wait, 1, 4);
            let case = tables(&[SYNCHRONISATIONS[0].1, &casting, &table, "chip.mapping.cores=20"], 3);
            let outcome = case.run(4).outcome;
            assert_lossy(&case, &outcome);
            assert!(outcome.drops < outcome.addressed, "{}: something gets through", case.name);
            dropped[number] += outcome.drops;
        }
    }
    assert!(dropped.iter().all(|&drops| drops > 0), "{dropped:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_table_routers_drop_is_counted(
        wait in 0u32..40,
        buffer_packets in 1u32..5,
        packet_time in 1u32..6,
        cores in 2u32..30,
        queue in 1u32..5,
        sync in 0usize..3,
        multicast in any::<bool>(),
        seed in 0u64..1000,
    ) {
        let table = table(wait, buffer_packets, packet_time);
        let casting = if multicast { "chip.network.casting=Multicast" } else { "chip.network.casting=Unicast" };
        let (cores, queue) =
            (format!("chip.mapping.cores={cores}"), format!("chip.core.axon_in.queue_entries={queue}"));
        let case = tables(&[SYNCHRONISATIONS[sync].1, casting, &table, &cores, &queue], seed);
        assert_lossy(&case, &case.run(3).outcome);
    }
}

/// Flits that the network itself moved, host link and all.
fn moved(outcome: &Outcome) -> u64 {
    let totals = outcome.totals();
    count(&totals, Action::BufferWrite) + count(&totals, Action::BufferRead)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn copies_on_the_way_never_cost_more_than_packets_of_their_own(
        layers in prop::collection::vec(1u32..30, 1..4),
        cores in 1u32..40,
        weight_sparsity in 0.0f64..=1.0,
        activity in 0.0f64..=1.0,
        flit_bits in prop::sample::select(vec![48u32, 17]),
        sync in prop::sample::select(SYNCHRONISATIONS.map(|(_, line)| line).to_vec()),
        fidelity in prop::sample::select(FIDELITIES.to_vec()),
        seed in 0u64..1000,
    ) {
        let net = Net { layers, weight_sparsity, activity, decoder: "Host", ..Net::of(Model::Egru) };
        let run = |casting: &str| {
            let lines = [
                sync.to_owned(),
                format!("chip.network.casting={casting}"),
                format!("chip.network.flit_bits={flit_bits}"),
                format!("chip.mapping.cores={cores}"),
                "chip.mapping.placement=RowMajor".to_owned(),
            ];
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let chip = chip("mesh-generic", &lines);
            let mut case = Case::new(format!("{lines:?} {net:?}"), chip, net.workload(seed));
            case.fidelity = fidelity;
            let outcome = case.run(3).outcome;
            let energies = energies(&outcome, &case.chip);
            let network = [
                Component::RouterBuffer,
                Component::Crossbar,
                Component::Arbitration,
                Component::Link,
                Component::ChipLink,
            ];
            (network.map(|component| energies[component.index()]).iter().sum::<f64>(), moved(&outcome), outcome)
        };
        let (together, together_moved, multicast) = run("Multicast");
        let (apart, apart_moved, _) = run("Unicast");
        prop_assert!(together <= apart * (1.0 + 1e-12), "{together} J with copies, {apart} J without");
        prop_assert!(together_moved <= apart_moved);
        prop_assert!(multicast.noc.link_hops <= multicast.noc.unicast_link_hops);
    }
}
