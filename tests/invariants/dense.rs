//! Dense cores: every value is sent and every stored entry is walked, whatever the activity.

use std::collections::BTreeMap;

use egret_arch::{Action, Chip, Model};
use egret_sim::Outcome;

use crate::support::{Case, Net, chip, count, dense_chips, energies, every_chip, settings, unit_models};

/// Runs a network at an activity; checks what events ask for against a count from masks and activity alone.
fn at(name: &str, chip: &Chip, activity: f64) -> Outcome {
    let net = Net { activity, weight_bits: 8, ..Net::of(Model::Lif) };
    let case = Case::new(format!("{name} at {activity}"), chip.clone(), net.workload(3));
    let run = case.run(6);
    let synops: BTreeMap<String, u64> =
        run.outcome.layers.iter().flat_map(|layer| layer.synops.iter().cloned()).collect();
    assert_eq!(synops, run.recount.synops, "{}: synops are those of events", case.name);
    let events: Vec<u64> = run.outcome.layers.iter().map(|layer| layer.events).collect();
    assert_eq!(events, run.recount.events, "{}: events are values that are not nought", case.name);
    run.outcome
}

fn gating(name: &str, on: bool) -> Chip {
    chip(name, &[&format!("chip.core.dense.zero_gating={on}"), "chip.energy.gated=Given(\"0.1 pJ\")"])
}

#[test]
fn time_and_traffic_are_those_of_any_activity() {
    for (name, chip) in dense_chips() {
        for gated in [false, true] {
            let chip = if gated { gating(name, true) } else { chip.clone() };
            let busy = at(name, &chip, 1.0);
            for activity in [0.0, 0.3] {
                let outcome = at(name, &chip, activity);
                assert_eq!(outcome.elapsed, busy.elapsed, "{name} at {activity}");
                assert_eq!(outcome.packets, busy.packets, "{name} at {activity}");
                assert_eq!(outcome.deliveries, busy.deliveries, "{name} at {activity}");
                let (totals, most) = (outcome.totals(), busy.totals());
                for action in [Action::EventOut, Action::PacketOut, Action::AxonIn, Action::LinkHorizontal] {
                    assert_eq!(count(&totals, action), count(&most, action), "{name}: {}", action.name());
                }
            }
        }
    }
}

#[test]
fn every_stored_entry_is_applied_walked_or_passed_by() {
    for (name, _) in dense_chips() {
        let entries = |outcome: &Outcome| {
            let totals = outcome.totals();
            [Action::Synop, Action::Filler, Action::Gated].map(|action| count(&totals, action))
        };
        let plain: Vec<[u64; 3]> =
            [0.0, 0.3, 1.0].map(|activity| entries(&at(name, &gating(name, false), activity))).to_vec();
        let gated: Vec<[u64; 3]> =
            [0.0, 0.3, 1.0].map(|activity| entries(&at(name, &gating(name, true), activity))).to_vec();
        let all: u64 = plain[2].iter().sum();
        for counts in plain.iter().chain(&gated) {
            assert_eq!(counts.iter().sum::<u64>(), all, "{name}: {counts:?}");
        }
        assert!(plain.iter().all(|counts| counts[2] == 0), "{name}: nothing is gated");
        // The input is not silent.
        assert_eq!(plain[0][0], gated[0][0], "{name}");
        assert!(plain[0][0] < plain[1][0] && gated[0][2] > gated[1][2], "{name}: {:?}", gated[0]);
        assert_eq!(plain[2], gated[2], "{name}: no nought, nothing to gate");
        assert!(gated[1][2] > 0 && gated[1][2] < all, "{name}: {:?}", gated[1]);
    }
}

#[test]
fn only_gating_turns_inactivity_into_energy() {
    let dynamic =
        |chip: &Chip, activity: f64| -> f64 { energies(&at("dense-mac", chip, activity), chip).iter().sum() };
    let (plain, gated) = (gating("dense-mac", false), gating("dense-mac", true));
    assert!(dynamic(&gated, 0.0) < dynamic(&gated, 0.3) && dynamic(&gated, 0.3) < dynamic(&gated, 1.0));
    // Without gating a nought costs what a value costs, but for unit updates that differ.
    let spread = dynamic(&plain, 1.0) - dynamic(&plain, 0.0);
    assert!(spread.abs() < 0.02 * dynamic(&plain, 1.0), "{spread} J");
    assert!(dynamic(&gated, 1.0) - dynamic(&gated, 0.0) > 5.0 * spread.abs());
}

#[test]
fn a_dense_core_without_its_section_works_on_events() {
    let dense = at("dense-mac", &chip("dense-mac", &[]), 0.3);
    let events = at("dense-mac on events", &chip("dense-mac", &["chip.core.dense=None"]), 0.3);
    assert!(events.packets < dense.packets && events.elapsed < dense.elapsed);
    assert_eq!(count(&events.totals(), Action::Synop), count(&dense.totals(), Action::Synop));
}

#[test]
fn every_shipped_chip_runs_a_shipped_workload() {
    let asked = ["workload.default_activity=0.1", "workload.populations[0].activity=0.1"];
    for (name, chip) in every_chip() {
        let (workload, lines) = if unit_models(&chip).contains(&Model::Lif) {
            ("lif-random", &[][..])
        } else {
            ("spartus", &asked[..])
        };
        let shipped = egret_workloads::shipped_workloads();
        let (_, text) = shipped.iter().find(|(known, _)| *known == workload).expect("it ships");
        let workload = egret_workloads::check(workload, text, &settings(lines), 1)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let prepared = egret_sim::prepare(&chip, &workload, 1, false);
        let prepared = prepared.unwrap_or_else(|misfit| panic!("{name}: {misfit}"));
        assert!(prepared.lifted().is_empty(), "{name}");
        let outcome = prepared.run(10, egret_sim::TieBreak::Push, &mut (), &mut |_| {});
        assert!(outcome.is_ok_and(|outcome| outcome.elapsed > 0), "{name}");
    }
}
