//! Power states and levels: what a sound section becomes, and every way in which one is refused.

use egret_config::{Energy, Power, Setting};

use super::refusals::with;
use crate::action::Action;
use crate::chip::Chip;
use crate::load::check;
use crate::neuron_core::Model;
use crate::power::{CoreState, Gating, Level, PowerStates};

/// Every part there. A cycle of the core is four ticks.
const STATES: &str = "power: (
            idle: (power: Given(\"1 mW\")),
            clock_gated: (
                power: Given(\"0.5 mW\"),
                after: Given(\"10 cycles\"),
                wake_time: Given(\"5 ns\"),
                wake_energy: Given(\"13 pJ\"),
            ),
            power_gated: (
                power: Given(\"10 uW\"),
                after: Given(\"1 us\"),
                wake_time: Given(\"200 ns\"),
                wake_energy: Unknown(\"nowhere\"),
            ),
            unused: PowerGated,
            levels: [
                (name: \"0.7 V\", clock: Given(\"400 MHz\"), power: Given(\"2 mW\"),
                    energy_per_cycle: Given(\"14 pJ\"), backlog: Given(10)),
                (name: \"0.8 V\", clock: Given(\"600 MHz\"), power: Given(\"3 mW\"),
                    energy_per_cycle: Estimated(\"7 pJ\", \"davies2018\", (\"5 pJ\", \"9 pJ\")), backlog: Given(50)),
            ],
            level_switch_time: Given(\"150 ns\"),
        ),";

/// The fixture on one processor, with all of that.
pub(super) fn powered() -> String {
    with(
        "            ),\n        },\n    ),\n    network: (",
        &format!("            ),\n        }},\n        {STATES}\n    ),\n    network: ("),
    )
    .replace("execution: Pipelined", "execution: Serial")
    .replace("active_time: Given(\"5 ns\")", "active_time: Given(\"2 cycles\")")
}

fn chip(settings: &[&str]) -> Chip {
    let settings: Vec<Setting> = settings.iter().map(|text| text.parse().expect("a setting")).collect();
    check("powered.ron", &powered(), &settings).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn states_are_in_ticks_and_prices() {
    let chip = chip(&[]);
    let level = |name: &str, period, backlog| Level { name: name.to_owned(), period, backlog };
    let expected = PowerStates {
        clock_gated: Some(Gating { after: 40, wake_time: 6 }),
        power_gated: Some(Gating { after: 1200, wake_time: 240 }),
        base_period: 4,
        levels: vec![level("0.7 V", 3, 10), level("0.8 V", 2, 50)],
        level_switch_time: 180,
    };
    assert_eq!(chip.core().power, Some(expected));
    let power = chip.static_power();
    let watts = |state| power.of_state(state).value;
    assert_eq!(watts(CoreState::Run), power.core_used.value);
    assert_eq!(watts(CoreState::Idle), Some(Power::mw(1.0)));
    assert_eq!(watts(CoreState::Waking), Some(Power::mw(1.0)), "as idle");
    assert_eq!(watts(CoreState::Level2), Some(Power::mw(3.0)));
    assert_eq!(watts(CoreState::Level3), Some(Power::watts(0.0)), "there is none");
    assert_eq!(power.core_unused.value, watts(CoreState::PowerGated), "cores not in use are switched off");
    let picojoules = |action| chip.prices().of(action, Model::Egru).value.map(Energy::as_pj);
    assert!(picojoules(Action::WakeClockGated).is_some_and(|pj| (pj - 13.0).abs() < 1e-9));
    assert!(picojoules(Action::Level2Cycle).is_some_and(|pj| (pj - 7.0).abs() < 1e-9));
    assert_eq!(picojoules(Action::Level3Cycle), Some(0.0));
    assert_eq!(chip.unpriced(), ["packet_out", "chip_link", "wake_power_gated", "static_power.uncore"]);
}

#[test]
fn a_chip_without_states_is_always_at_work() {
    let text = powered().replace(STATES, "");
    let chip = check("plain.ron", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(chip.core().power, None);
    let power = chip.static_power();
    for state in CoreState::ALL {
        assert_eq!(power.of_state(state), power.core_used);
    }
    let settings = ["chip.core.power=(idle: (power: Given(\"1 mW\")))".parse().expect("a setting")];
    let chip = check("plain.ron", &text, &settings).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(chip.core().power, Some(PowerStates::default()));
    assert_eq!(chip.static_power().parts()[1].0, "static_power.core_unused");
}

#[test]
fn states_that_only_unused_cores_know_need_no_wake_up() {
    let text = powered().replace(
        "                after: Given(\"1 us\"),
                wake_time: Given(\"200 ns\"),
                wake_energy: Unknown(\"nowhere\"),
",
        "",
    );
    let chip = check("powered.ron", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
    assert!(chip.core().power.as_ref().is_some_and(|power| !power.has(CoreState::PowerGated)));
    assert_eq!(chip.static_power().core_unused.value, Some(Power::uw(10.0)));
}

#[test]
fn no_static_frees_every_state() {
    let chip = chip(&["chip.ideal.no_static=true"]);
    for state in CoreState::ALL {
        assert_eq!(chip.static_power().of_state(state).value, Some(Power::watts(0.0)), "{}", state.name());
    }
    assert!(
        chip.prices()
            .of(Action::WakeClockGated, Model::Egru)
            .value
            .is_some_and(|price| price > Energy::joules(0.0))
    );
}

#[test]
fn unknown_powers_are_named_by_where_they_stand() {
    let chip = chip(&[
        "chip.core.power.idle.power=Unknown(\"nowhere\")",
        "chip.core.power.levels[1].power=Unknown(\"nowhere\")",
        "chip.core.power.power_gated.power=Unknown(\"nowhere\")",
    ]);
    let powers: Vec<String> = chip.unpriced().into_iter().filter(|name| name.starts_with("core.")).collect();
    assert_eq!(
        powers,
        ["core.power.power_gated.power", "core.power.levels[1].power", "core.power.idle.power"]
    );
}

/// Asserts that the change raises one problem, at that path and saying that, with a hint and a place in the text.
#[track_caller]
fn refuses(old: &str, new: &str, path: &str, what: &str) {
    let sound = powered();
    assert_eq!(sound.matches(old).count(), 1, "`{old}` in the section");
    let error = check("powered.ron", &sound.replace(old, new), &[]).expect_err("refused");
    assert_eq!(error.problems.len(), 1, "{error}");
    let problem = &error.problems[0];
    assert_eq!(problem.path, path, "{error}");
    assert!(problem.what.contains(what), "{error}");
    assert!(problem.hint.as_ref().is_some_and(|hint| !hint.is_empty()), "{error}");
    assert!(problem.span.is_some(), "{error}");
}

#[test]
fn impossible_numbers() {
    refuses("\"13 pJ\"", "\"-13 pJ\"", "core.power.clock_gated.wake_energy", "negative energy");
    refuses("\"10 uW\"", "\"NaN uW\"", "core.power.power_gated.power", "NaN");
    refuses(
        "power: Given(\"2 mW\")",
        "power: Given(\"2 pJ\")",
        "core.power.levels[0].power",
        "not a unit of power",
    );
    refuses("\"14 pJ\"", "\"-14 pJ\"", "core.power.levels[0].energy_per_cycle", "negative energy");
    refuses("backlog: Given(10)", "backlog: Given(0)", "core.power.levels[0].backlog", "zero events");
    refuses("\"150 ns\"", "\"0.1 ns\"", "core.power.level_switch_time", "no whole number");
    refuses("Given(\"5 ns\")", "Unknown(\"nowhere\")", "core.power.clock_gated.wake_time", "unknown delay");
    refuses(
        "Given(\"13 pJ\")",
        "Modelled(\"cacti7-fit-22lop\")",
        "core.power.clock_gated.wake_energy",
        "no model",
    );
    refuses(
        "Given(\"0.5 mW\")",
        "Modelled(\"cacti7-fit-22lop\")",
        "core.power.clock_gated.power",
        "no model",
    );
}

#[test]
fn states_in_no_order() {
    refuses("\"1 us\"", "\"30 ns\"", "core.power.power_gated.after", "before its clock is stopped");
    refuses("\"200 ns\"", "\"2.5 ns\"", "core.power.power_gated.wake_time", "wakes faster");
    refuses("\"0.5 mW\"", "\"5 mW\"", "core.power.clock_gated.power", "more than the");
    refuses("\"10 uW\"", "\"600 uW\"", "core.power.power_gated.power", "of clock_gated");
}

#[test]
fn half_a_state() {
    refuses("                wake_energy: Given(\"13 pJ\"),\n", "", "core.power.clock_gated", "only some of");
    let power_gated = powered();
    let start = power_gated.find("            power_gated: (").expect("there");
    let end = power_gated.find("            unused:").expect("there");
    let cut = power_gated[start..end].to_owned();
    refuses(&cut, "", "core.power.unused", "not described: no power_gated");
    refuses("unused: PowerGated", "unused: Sleeping", "core.power.unused", "Sleeping");
}

#[test]
fn levels_that_no_core_can_take() {
    refuses("execution: Serial", "execution: Pipelined", "core.power.levels", "one thing at a time");
    refuses(
        "            level_switch_time: Given(\"150 ns\"),\n",
        "",
        "core.power.levels",
        "no word of the time",
    );
    refuses(
        "\"400 MHz\"), power: Given(\"2 mW\")",
        "\"300 MHz\"), power: Given(\"2 mW\")",
        "core.power.levels[0].clock",
        "has 300 MHz already",
    );
    refuses("\"600 MHz\"", "\"700 MHz\"", "core.power.levels[1].clock", "no whole number of ticks");
    refuses("backlog: Given(50)", "backlog: Given(10)", "core.power.levels[1].backlog", "from 10 on");
    refuses(
        "row_time: Given(\"2 cycles\")",
        "row_time: Given(\"5 ns\")",
        "core.synapse.row_time",
        "whole number of cycles",
    );
}

#[test]
fn a_switch_without_levels_and_too_many_of_them() {
    let sound = powered();
    let (start, end) = (
        sound.find("            levels: [").expect("there"),
        sound.find("            level_switch").expect("there"),
    );
    let levels = sound[start..end].to_owned();
    refuses(&levels, "", "core.power.level_switch_time", "no level but the base level");
    let one = "(name: \"x\", clock: Given(\"1200 MHz\"), power: Given(\"9 mW\"), energy_per_cycle: Given(\"9 pJ\"), backlog: Given(900)),";
    let four = levels.replace(
        "            ],",
        &format!(
            "{}{one}\n            ],",
            one.replace("1200", "1000").replace("900", "700").replace("1000 MHz", "1200 MHz"),
        ),
    );
    let error = check("powered.ron", &sound.replace(&levels, &four), &[]).expect_err("refused");
    assert!(error.problems.iter().any(|problem| problem.what.starts_with("4 levels")), "{error}");
}
