//! What a file leaves out.

use egret_config::{Area, Basis, Energy, Power, Setting};

use super::refusals::FIXTURE;
use crate::action::Action;
use crate::chip::Chip;
use crate::derivation::derivations;
use crate::load::check;
use crate::neuron_core::Model;
use crate::shipped::shipped_chips;

/// What the fixture gives and need not give.
const NEEDLESS: [&str; 18] = [
    "access_time: Given(\"1 cycle\"),\n                holds: [Weights",
    "burst_energy: Given(\"2 nJ\"),",
    "weight_write: Given(\"3.2 pJ\"),",
    "queue_access: Modelled(\"cacti7-fit-22lop\"),",
    "pointer_read: Modelled(\"cacti7-fit-22lop\"),",
    "weight_read: Given(\"6.4 pJ\"),",
    "state_access: Given(\"4 pJ\"),",
    "injection: Given(\"0.1 pJ\"),",
    "ejection: Given(\"0.1 pJ\"),",
    "buffer_write: Modelled(\"dsent-fit-22\"),",
    "buffer_read: Modelled(\"dsent-fit-22\"),",
    "crossbar: Modelled(\"dsent-fit-22\"),",
    "arbitration: Modelled(\"dsent-fit-22\"),",
    "link_horizontal: Derived(\"3 pJ\", \"davies2018; merolla2014:p. 3\", \"read off\"),",
    "link_vertical: Given(\"4 pJ\"),",
    "core_used: Given(\"1 mW\"), ",
    "core_unused: Given(\"0.1 mW\"), ",
    "router_clock: Given(\"0.2 mW\"), ",
];

fn left_out(settings: &[&str]) -> Result<Chip, egret_config::InputError> {
    let mut text = FIXTURE.to_owned();
    for given in NEEDLESS {
        assert_eq!(text.matches(given).count(), 1, "{given}");
        text = text.replace(given, if given.contains("holds") { "holds: [Weights" } else { "" });
    }
    let settings: Vec<Setting> = settings.iter().map(|text| text.parse().expect("a setting")).collect();
    check("fixture.ron", &text, &settings)
}

fn chip(settings: &[&str]) -> Chip {
    left_out(settings).unwrap_or_else(|error| panic!("{error}"))
}

fn picojoules(chip: &Chip, action: Action) -> f64 {
    let price = chip.prices().of(action, Model::Egru);
    assert_eq!(price.basis, Basis::Modelled, "{}", action.name());
    let value = price.value.expect("modelled");
    let (low, high) = price.low_high.expect("models have a range");
    assert!(low < value && value < high, "{}: {value} in {low} to {high}", action.name());
    Energy::as_pj(value)
}

#[track_caller]
fn close(value: f64, expected: f64) {
    assert!((value / expected - 1.0).abs() < 1e-9, "{value} instead of {expected}");
}

/// 22 nm from 0.8 V, at which DSENT ran, to 0.6 V.
const TO_0_6_V: f64 = 0.611_433_5;

#[test]
fn is_modelled_by_the_nearest_fit() {
    let chip = chip(&["chip.mapping.weights=Dram"]);
    assert_eq!(
        chip.left_out(),
        [
            "core.memories.main.access_time",
            "dram.burst_energy",
            "dram.weight_write",
            "energy.arbitration",
            "energy.buffer_read",
            "energy.buffer_write",
            "energy.crossbar",
            "energy.ejection",
            "energy.injection",
            "energy.link_horizontal",
            "energy.link_vertical",
            "energy.pointer_read",
            "energy.queue_access",
            "energy.state_access",
            "energy.weight_read",
            "static_power.core_unused",
            "static_power.core_used",
            "static_power.router_clock",
        ]
    );
    let word = 0.0310 * 32.0_f64.powf(0.532) * 64.0_f64.powf(0.587) * 1.5;
    close(picojoules(&chip, Action::PointerRead), word);
    close(picojoules(&chip, Action::WeightReadBits), word / 64.0);
    let link = picojoules(&chip, Action::LinkHorizontal);
    assert!((link / (0.0236 * 64.0 * TO_0_6_V) - 1.0).abs() < 1e-6, "a millimetre: {link} pJ");
    close(picojoules(&chip, Action::Injection), link / 2.0);
    close(picojoules(&chip, Action::DramBurst), 8.0 * 256.0);
    let power = chip.static_power();
    close(power.core_used.value.map_or(0.0, Power::as_uw), 3.1 * 132.096);
    close(power.core_unused.value.map_or(0.0, Power::as_uw), 0.62 * 132.096);
    let clock = (0.0020 * 64.0 + 0.0304) * TO_0_6_V * 400e6 * 1e-12;
    let leakage = (0.02524 * 64.0 + 0.0994) * 1e-3;
    let routers = power.router_clock.value.map_or(0.0, Power::as_watts);
    assert!((routers / (4.0 * (clock + leakage)) - 1.0).abs() < 1e-6, "{routers} W");
}

#[test]
fn factors_and_the_pitch_can_be_set() {
    let plain = chip(&[]);
    let (read, link, router) = (Action::WeightReadBits, Action::LinkVertical, Action::Crossbar);
    let ratio = |settings: &[&str], action| picojoules(&chip(settings), action) / picojoules(&plain, action);
    close(ratio(&["chip.technology.macro_factor=Estimated(3, \"horowitz2014\", (2, 4))"], read), 2.0);
    close(ratio(&["chip.technology.silicon_factor=2"], router), 2.0);
    close(ratio(&["chip.technology.silicon_factor=2"], link), 2.0);
    close(ratio(&["chip.technology.pitch=2 mm"], link), 2.0);
    close(ratio(&["chip.area.chip=16 mm2"], link), 2.0);
    close(ratio(&["chip.area.core=9 mm2"], link), 3.0);
    close(ratio(&["chip.area.core=9 mm2", "chip.technology.pitch=0.5 mm"], link), 0.5);
    close(ratio(&["chip.technology.pitch=2 mm"], router), 1.0);
}

#[test]
fn every_modelled_number_says_how_it_came_about() {
    let chip = chip(&[]);
    let list = derivations(&chip);
    for path in chip.left_out() {
        let derivation = list.iter().find(|derivation| derivation.path == path).expect(path);
        let steps: Vec<&str> = derivation.steps.iter().map(|(what, _)| *what).collect();
        for needed in ["of", "model", "deviation", "value", "low", "high", "source"] {
            assert!(steps.contains(&needed), "{path}: no `{needed}` in {steps:?}");
        }
    }
    let weights = list.iter().find(|derivation| derivation.path == "energy.weight_read").expect("modelled");
    let macro_factor = weights.steps.iter().find(|(what, _)| *what == "macro").expect("a factor");
    assert!(macro_factor.1.starts_with("x 1.5 (1 to 1.9): "), "{}", macro_factor.1);
}

#[test]
fn areas_are_modelled_where_models_reach() {
    let chip = chip(&[]);
    let area = chip.area();
    let memories = 913.0 * 129.0;
    close(area.core.value.map_or(0.0, Area::as_um2), memories);
    let router = 54.74 * 64.0 + 366.0 + 0.30932 * 64.0 * 64.0;
    close(area.router.value.map_or(0.0, Area::as_um2), router);
    close(area.chip.value.map_or(0.0, Area::as_um2), 4.0 * (memories + router));
    let named: Vec<&str> = area.components.iter().map(|(name, _)| *name).collect();
    assert_eq!(named, ["queue", "weight_memory", "router"]);
    let given = left_out(&["chip.area.chip=100 mm2", "chip.area.core=10 mm2"])
        .unwrap_or_else(|error| panic!("{error}"));
    let total: Area = given.area().components.iter().map(|(_, area)| *area).sum();
    close(total.as_mm2(), 100.0);
    let odin = shipped_chips().iter().find(|(name, _)| *name == "odin").expect("shipped").1;
    let odin = check("odin", odin, &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(odin.area().chip.basis, Basis::Derived);
    assert!(odin.area().components.iter().all(|(name, _)| *name != "queue"), "416 bits are in no run");
}

#[test]
fn wrong_factors_and_areas_are_refused() {
    for (setting, path, what) in [
        ("chip.technology.macro_factor=0.0", "technology.macro_factor", "zero factor"),
        ("chip.technology.silicon_factor=-1.0", "technology.silicon_factor", "negative factor"),
        ("chip.technology.pitch=0 mm", "technology.pitch", "zero length"),
        ("chip.area.core=Given(\"1 cm2\")", "", ""),
    ] {
        match left_out(&[setting]) {
            Ok(_) => assert_eq!(path, "", "{setting} was accepted"),
            Err(error) => {
                let problem = &error.problems[0];
                assert_eq!((error.problems.len(), problem.path.as_str()), (1, path), "{error}");
                assert!(problem.what.contains(what), "{error}");
            }
        }
    }
    let error = left_out(&["chip.area.core=5 mm2", "chip.area.chip=19 mm2"]).expect_err("refused");
    assert!(error.problems[0].what.contains("4 cores of 5 mm2 do not fit on 19 mm2"), "{error}");
    let error = left_out(&["chip.area.memories={\"mian\": Given(\"1 mm2\")}"]).expect_err("refused");
    assert!(
        error.problems[0].hint.as_ref().is_some_and(|hint| hint.contains("did you mean `main`")),
        "{error}"
    );
}
