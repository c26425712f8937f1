//! Laws of pricing, over random runs.

use egret_arch::{Action, Chip, Component, CoreState};
use egret_config::Setting;
use egret_sim::Outcome;
use proptest::prelude::*;

use super::{Repricer, price};
use crate::json::{from_json, to_json};
use crate::metrics::{metrics, values};
use crate::record::RunRecord;
use crate::same_machine::same_machine;
use crate::testing::{chip, chip_with, outcome, outcome_on, record_of, record_on};

/// Equal to so small a share.
fn close(a: f64, b: f64, relative: f64) -> bool {
    (a - b).abs() <= relative * a.abs().max(b.abs())
}

fn static_j(record: &RunRecord) -> f64 {
    record.power.static_w * record.time.total_s
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn parts_sum_to_the_total(layers in 1u32..6, cores in 1u32..40, steps in 0u32..60, seed: u64) {
        let record = record_of(&outcome(layers, cores, steps, seed));
        let energy = &record.energy;
        prop_assert!(close(energy.dynamic_j + energy.static_j, energy.total_j, 1e-12));
        prop_assert!(close(energy.by_component.values().map(|split| split.total_j()).sum(), energy.total_j, 1e-12));
        let by_layer: f64 = energy.by_layer.values().map(|layer| layer.dynamic_j + layer.static_j).sum();
        prop_assert!(close(by_layer, energy.total_j, 1e-12));
        for layer in energy.by_layer.values() {
            prop_assert!(close(layer.by_component.values().sum(), layer.dynamic_j, 1e-12));
        }
        prop_assert!(close(record.steps.dynamic_j.iter().sum(), energy.dynamic_j, 1e-12));
        prop_assert!(close(static_j(&record), energy.static_j, 1e-12));
        prop_assert!(energy.low_j <= energy.total_j * (1.0 + 1e-12) && energy.high_j >= energy.total_j * (1.0 - 1e-12));
        prop_assert!(record.power.peak_w >= record.power.mean_w * (1.0 - 1e-12));
    }

    #[test]
    fn cores_and_the_rest_are_the_static_total(layers in 1u32..6, cores in 1u32..40, seed: u64) {
        let record = record_of(&outcome(layers, cores, 10, seed));
        let cores_j: f64 = record.cores.iter().map(|core| core.energy.static_j).sum();
        let unused = f64::from(record.counts.cores_present - record.counts.cores_used);
        let power = chip().static_power();
        let watts = |price: egret_arch::Price<egret_config::Power>| price.value.map_or(0.0, egret_config::Power::as_watts);
        let rest_w = watts(power.core_unused) * unused + watts(power.router_clock) + watts(power.uncore);
        prop_assert!(close(cores_j + rest_w * record.time.total_s, record.energy.static_j, 1e-12));
        // Cores of the test outcomes do all the work of on-chip layers that some core holds.
        let dynamic: f64 = record.cores.iter().map(|core| core.energy.dynamic_j).sum();
        prop_assert!(dynamic <= record.energy.dynamic_j * (1.0 + 1e-12));
    }

    #[test]
    fn pricing_again_changes_nothing(layers in 1u32..6, cores in 1u32..40, steps in 0u32..60, seed: u64) {
        let record = record_of(&outcome(layers, cores, steps, seed));
        let stored = from_json("run.json", &to_json(&record)).unwrap();
        prop_assert_eq!(to_json(&price(&stored, &chip())), to_json(&record));
    }

    #[test]
    fn new_prices_give_the_record_of_a_new_run(seed: u64, cores in 1u32..40) {
        let dearer = chip_with(&["chip.energy.synop=5 pJ", "chip.static_power.uncore=3 mW",
            "chip.core.soma.models.egru.idle_energy=99 pJ"]);
        let outcome = outcome(3, cores, 20, seed);
        let before = from_json("run.json", &to_json(&record_of(&outcome))).unwrap();
        prop_assert_eq!(same_machine(&before, &dearer), Ok(()));
        let repriced = price(&before, &dearer);
        prop_assert_eq!(to_json(&repriced), to_json(&record_on(&outcome, &dearer)));
        prop_assert!(repriced.energy.dynamic_j > before.energy.dynamic_j);
        prop_assert_eq!(repriced.fingerprint, before.fingerprint);
    }

    #[test]
    fn a_repricer_gives_the_metrics_of_a_record_priced_anew(
        layers in 1u32..6, cores in 0u32..40, steps in 0u32..60, seed: u64, states: bool,
        variants in prop::collection::vec((0.0..20.0_f64, 0..4_usize), 1..5),
    ) {
        let before = chip_with(if states { &["chip.core.power=(idle: (power: Given(\"1 mW\")))"] } else { &[] });
        let mut outcome = outcome_on(&before, layers, cores, steps, seed);
        if states {
            let elapsed = outcome.elapsed;
            for (number, core) in (0..).zip(&mut outcome.cores) {
                let mut residency = [0; CoreState::COUNT];
                residency[CoreState::Run.index()] = elapsed / (number + 1);
                residency[CoreState::Idle.index()] = elapsed - elapsed / (number + 1);
                core.residency = Some(residency);
            }
        }
        let record = record_on(&outcome, &before);
        let mut repricer = Repricer::of(&record);
        for (value, unknown) in variants {
            let picojoules = format!("{value} pJ");
            let set = |path: &str, value: &str| Setting { path: format!("chip.{path}"), value: value.to_owned() };
            let settings = [
                set("energy.synop", &picojoules),
                set("energy.weight_read", &picojoules),
                set("static_power.uncore", &format!("{value} mW")),
                set("core.soma.models.egru.active_energy", &picojoules),
            ];
            let mut chip = before.with_prices(&settings).unwrap();
            if unknown < 3 {
                let path = ["energy.crossbar", "core.soma.models.egru.idle_energy", "static_power.core_used"][unknown];
                chip = chip_with(&[&format!("chip.{path}=Unknown(\"nobody\")")]);
            }
            let bits = |values: Vec<Option<f64>>| -> Vec<Option<u64>> {
                values.into_iter().map(|value| value.map(f64::to_bits)).collect()
            };
            let (fast, slow) = (bits(repricer.metrics(&chip)), bits(values(&price(&record, &chip))));
            for ((metric, fast), slow) in metrics().iter().zip(fast).zip(slow) {
                prop_assert_eq!(fast, slow, "{}", metric.name);
            }
        }
    }
}

#[test]
fn a_price_is_paid_once_a_count() {
    let priced = |text: &str| chip_with(&[&format!("chip.energy.event_out={text}")]);
    let outcome = outcome(3, 9, 20, 5);
    let free = record_on(&outcome, &priced("0 pJ"));
    let dear = record_on(&outcome, &priced("2 nJ"));
    let events = free.counts.actions.of(Action::EventOut);
    assert!(events > 0);
    assert!(close(dear.energy.total_j - free.energy.total_j, events as f64 * 2e-9, 1e-9));
    let out =
        |record: &RunRecord| record.energy.by_component.get(Component::AxonOut.name()).unwrap().dynamic_j;
    assert!(close(out(&dear) - out(&free), events as f64 * 2e-9, 1e-12));
}

#[test]
fn what_never_happened_costs_nothing() {
    let record = record_of(&Outcome { cores_present: 256, ..crate::testing::empty_outcome() });
    assert!(record.energy.total_j.abs() <= 0.0);
    assert!(record.energy.pj_per_synop.marginal.is_none());
}

#[test]
fn unknown_prices_make_a_lower_bound_when_they_are_used() {
    let unknown = |path: &str| -> Chip { chip_with(&[&format!("{path}=Unknown(\"nobody\")")]) };
    let outcome = outcome(3, 9, 20, 5);
    let record = record_on(&outcome, &unknown("chip.energy.crossbar"));
    assert_eq!(record.energy.unpriced, ["crossbar"]);
    assert_eq!(record.manifest.lower_bound.as_deref(), Some("lower bound: 1 action unpriced"));
    assert!(record.energy.total_j < record_of(&outcome).energy.total_j);
    let record = record_on(&outcome, &unknown("chip.core.soma.models.egru.idle_energy"));
    assert_eq!(record.energy.unpriced, ["update_idle.egru"]);
    let record = record_on(&outcome, &unknown("chip.static_power.uncore"));
    assert_eq!(record.energy.unpriced, ["static_power.uncore"]);
    // No chip link was used.
    let record = record_on(&outcome, &unknown("chip.energy.chip_link"));
    assert_eq!(record.energy.unpriced, [""; 0]);
    assert_eq!(record.manifest.lower_bound, None);
}

#[test]
fn clocks_and_drams_are_components_of_their_own() {
    let outcome = outcome(3, 9, 20, 5);
    let settings = ["chip.static_power.router_clock=7 mW", "chip.dram.static_power=5 mW"];
    let fixed = |record: &RunRecord, component: Component| {
        record.energy.by_component.get(component.name()).map_or(0.0, |split| split.static_j)
    };
    let on_chip = record_on(&outcome, &chip_with(&settings));
    let outside = record_on(&outcome, &chip_with(&[&settings[..], &["chip.mapping.weights=Dram"]].concat()));
    let seconds = on_chip.time.total_s;
    for record in [&on_chip, &outside] {
        assert!(close(fixed(record, Component::RouterClock), 7e-3 * seconds, 1e-12));
    }
    assert!(fixed(&on_chip, Component::Dram).abs() <= 0.0, "weights on chip need no DRAM");
    assert!(close(fixed(&outside, Component::Dram), 5e-3 * seconds, 1e-12));
    assert!(close(outside.energy.static_j - on_chip.energy.static_j, 5e-3 * seconds, 1e-9));
    let unknown = chip_with(&["chip.mapping.weights=Dram", "chip.dram.static_power=Unknown(\"nobody\")"]);
    assert_eq!(record_on(&outcome, &unknown).energy.unpriced, ["dram.static_power"]);
}

#[test]
fn another_structure_needs_a_new_run() {
    let record = record_of(&outcome(3, 9, 20, 5));
    let differing = same_machine(&record, &chip_with(&["chip.core.synapse.lanes=4"])).unwrap_err();
    assert!(differing.iter().all(|path| path.starts_with("chip.core.synapse.lanes")), "{differing:?}");
}

#[test]
fn peak_power_is_that_of_the_hottest_step() {
    let mut result = outcome(3, 9, 20, 5);
    let record = record_of(&result);
    // Ten times the events of all other steps together in one step.
    let hot = 7;
    result.steps[hot].counts[Action::EventOut.index()] += 10_000_000_000;
    result.layers[1].counts[Action::EventOut.index()] += 10_000_000_000;
    let hotter = record_of(&result);
    let window = result.steps[hot].duration as f64 / result.ticks_per_second as f64;
    assert!(close(hotter.power.window_s, window, 1e-12));
    assert!(hotter.power.peak_w > record.power.peak_w);
}
