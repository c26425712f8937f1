//! Tests over all plots and many kinds of runs: nothing overlaps, nothing leaves the picture, remarks are there.

use super::scene::tests::assert_legible;
use super::scene::{Scene, Shape};
use super::{core_utilisation, energy_by_component, energy_by_layer, step_time};
use crate::record::RunRecord;
use crate::testing;

type Plot = fn(&RunRecord) -> Scene;

const PLOTS: [(&str, Plot); 4] = [
    ("energy by component", energy_by_component),
    ("energy by layer", energy_by_layer),
    ("core utilisation", core_utilisation),
    ("step time", step_time),
];

/// Runs of all sizes, and some odd ones.
fn runs() -> Vec<(&'static str, RunRecord)> {
    let small = testing::record_on(
        &testing::outcome_on(&testing::chip_of(2, 2), 2, 3, 4, 1),
        &testing::chip_of(2, 2),
    );
    let middle = testing::record_of(&testing::outcome(4, 148, 200, 2));
    let large = testing::record_of(&testing::outcome(30, 256, 2048, 3));
    let mut dominated = testing::outcome(4, 60, 50, 4);
    for layer in &mut dominated.layers {
        layer.counts[egret_arch::Action::Synop.index()] *= 1_000_000;
    }
    let dominated = testing::record_of(&dominated);
    let mut remarked = middle.clone();
    remarked.manifest.lower_bound = Some("lower bound: 3 actions unpriced".to_owned());
    remarked.energy.unpriced =
        vec!["crossbar".to_owned(), "sync".to_owned(), "static_power.uncore".to_owned()];
    remarked.manifest.what_if =
        (0..6).map(|at| format!("core {at}: memory sram holds 120,000 of 98,304 bytes")).collect();
    remarked.manifest.overrides =
        (0..9).map(|at| format!("chip.core.soma.models.egru.idle_energy={at} pJ")).collect();
    remarked.manifest.workload = "a-workload-with-a-name-far-longer-than-anyone-would-like-to-type".repeat(3);
    let mut alike = middle.clone();
    alike.steps.duration_ticks.fill(1200);
    let mut long_names = middle.clone();
    let names: Vec<(String, crate::record::LayerEnergy)> = long_names
        .energy
        .by_layer
        .iter()
        .map(|(name, energy)| (format!("{name} of a network that somebody gave long names"), energy.clone()))
        .collect();
    long_names.energy.by_layer = names.into_iter().collect();
    vec![
        ("small", small),
        ("middle", middle),
        ("large", large),
        ("dominated", dominated),
        ("remarked", remarked),
        ("alike", alike),
        ("named", long_names),
        ("empty", testing::record_of(&testing::empty_outcome())),
    ]
}

#[test]
fn nothing_overlaps() {
    for (run, record) in runs() {
        for (name, plot) in PLOTS {
            assert_legible(&plot(&record), &format!("{name}, {run}"));
        }
    }
}

#[test]
fn energies_of_all_sizes_are_legible() {
    for power in -18..4 {
        let mut record = testing::record_of(&testing::outcome(3, 9, 12, 4));
        let factor = 10f64.powi(power) / record.energy.total_j;
        scale_energy(&mut record, factor);
        for (name, plot) in PLOTS {
            assert_legible(&plot(&record), &format!("{name}, 1e{power} J"));
        }
    }
}

fn scale_energy(record: &mut RunRecord, factor: f64) {
    let energy = &mut record.energy;
    for joules in [&mut energy.total_j, &mut energy.dynamic_j, &mut energy.static_j, &mut energy.per_step_j] {
        *joules *= factor;
    }
    let scaled: crate::Named<crate::record::Split> = energy
        .by_component
        .iter()
        .map(|(name, split)| {
            let split = crate::record::Split {
                dynamic_j: split.dynamic_j * factor,
                static_j: split.static_j * factor,
            };
            (name, split)
        })
        .collect();
    energy.by_component = scaled;
    let names: Vec<String> = energy.by_layer.iter().map(|(name, _)| name.to_owned()).collect();
    for name in names {
        let layer = energy.by_layer.entry(&name);
        layer.dynamic_j *= factor;
        layer.static_j *= factor;
        layer.by_component =
            layer.by_component.iter().map(|(name, joules)| (name, joules * factor)).collect();
    }
}

#[test]
fn warnings_stand_on_every_plot() {
    let mut record = testing::record_of(&testing::outcome(3, 9, 12, 4));
    record.manifest.lower_bound = Some("lower bound: 1 action unpriced".to_owned());
    record.energy.unpriced = vec!["crossbar".to_owned()];
    record.manifest.what_if = vec!["weights of 9 bits".to_owned()];
    for (name, plot) in PLOTS {
        let scene = plot(&record);
        let texts: Vec<&str> = scene
            .shapes
            .iter()
            .filter_map(|shape| if let Shape::Text(text) = shape { Some(text.words.as_str()) } else { None })
            .collect();
        assert!(texts.contains(&"lower bound: 1 action unpriced (crossbar)"), "{name}: {texts:?}");
        assert!(texts.iter().any(|text| text.contains("weights of 9 bits")), "{name}: {texts:?}");
    }
}

#[test]
fn every_shipped_chip_is_legible() {
    for (name, text) in egret_arch::shipped_chips() {
        let chip = egret_arch::check(name, text, &[]).unwrap();
        let mut outcome = testing::outcome_on(&chip, 3, 100, 30, 5);
        for chips in 1..=chip.chips_max().min(2) {
            outcome.chips = chips;
            let record = testing::record_on(&outcome, &chip);
            for (plot_name, plot) in PLOTS {
                assert_legible(&plot(&record), &format!("{plot_name}, {chips} {name}"));
            }
        }
    }
}
