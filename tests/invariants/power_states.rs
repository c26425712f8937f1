//! Laws of power states on every shipped chip, and on many small ones.

use egret_arch::{Action, Chip, CoreState, Model, Router};
use egret_reports::{RunRecord, from_json, price, to_json};
use egret_sim::{Outcome, TieBreak, Wait};
use proptest::prelude::*;

use super::laws::assert_all;
use crate::support::{Case, Net, SYNCHRONISATIONS, all_chips, chip, count, priced, unit_models};

/// Power states as a setting; times in ns.
fn states(clock_gated: Option<(u64, u64)>, power_gated: Option<(u64, u64)>, rest: &str) -> String {
    let gated = |name: &str, power: &str, times: Option<(u64, u64)>| {
        times.map_or(String::new(), |(after, wake)| {
            format!(
                "{name}: (power: Given(\"{power}\"), after: Given(\"{after} ns\"), wake_time: Given(\"{wake} ns\"), \
                 wake_energy: Given(\"5 pJ\")), "
            )
        })
    };
    let (clock, power) =
        (gated("clock_gated", "0.2 mW", clock_gated), gated("power_gated", "10 uW", power_gated));
    format!("chip.core.power=(idle: (power: Given(\"0.4 mW\")), {clock}{power}{rest})")
}

const LEVELS: &str = "levels: [(name: \"mid\", clock: Given(\"300 MHz\"), power: Given(\"2 mW\"), \
     energy_per_cycle: Given(\"3 pJ\"), backlog: Given(2)), (name: \"high\", clock: Given(\"600 MHz\"), \
     power: Given(\"5 mW\"), energy_per_cycle: Given(\"7 pJ\"), backlog: Given(5))], \
     level_switch_time: Given(\"50 ns\")";

fn small(chip: &Chip) -> Net {
    let model = unit_models(chip)[0];
    Net { layers: vec![23, 18], activity: 0.5, decoder: "Host", ..Net::of(model) }
}

/// A shipped chip under a synchronisation, with power states.
fn powered(name: &str, sync: &str, states: &str) -> Chip {
    let in_order = match chip(name, &[]).network().router {
        Some(Router::VirtualChannel(_)) => "chip.network.router.channel_choice=BySource",
        Some(Router::Table(_)) | None => "chip.network.router=None",
    };
    chip(name, &[sync, "chip.rounding=Allow", in_order, states])
}

/// Every tick of every core is in one state, and static energy is their sum.
#[track_caller]
fn assert_tiled(case: &Case, outcome: &Outcome) -> RunRecord {
    let record = priced(outcome, &case.chip);
    let power = case.chip.static_power();
    let watts = |state: CoreState| power.of_state(state).value.map_or(0.0, egret_config::Power::as_watts);
    let seconds = |ticks: u64| ticks as f64 / outcome.ticks_per_second as f64;
    let mut joules = 0.0;
    for core in &outcome.cores {
        let residency = core.residency.unwrap_or_else(|| panic!("{}: no residency", case.name));
        assert_eq!(residency.iter().sum::<u64>(), outcome.elapsed, "{}: core {}", case.name, core.core);
        joules +=
            CoreState::ALL.iter().map(|&state| watts(state) * seconds(residency[state.index()])).sum::<f64>();
    }
    let unused = f64::from(outcome.cores_present) - outcome.cores.len() as f64;
    joules += unused
        * power.core_unused.value.map_or(0.0, egret_config::Power::as_watts)
        * seconds(outcome.elapsed);
    let found = record.energy.by_component.get("core").map_or(0.0, |split| split.static_j);
    assert!((found - joules).abs() <= 1e-12 * joules, "{}: {found} J, not {joules} J", case.name);
    assert_eq!(outcome.waits().iter().sum::<u64>(), outcome.elapsed, "{}", case.name);
    let stored = from_json("run.json", &to_json(&record)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(to_json(&price(&stored, &case.chip)), to_json(&record), "{}: priced again", case.name);
    record
}

#[test]
fn states_tile_every_run_and_ties_do_not_matter() {
    let states = states(Some((40, 20)), Some((900, 300)), "unused: PowerGated");
    for (name, _) in all_chips() {
        for (sync, line) in SYNCHRONISATIONS {
            let chip = powered(name, line, &states);
            let workload = small(&chip).workload(11);
            for case in Case::new(format!("{name}, {sync}"), chip, workload).at_both() {
                let run = case.run(5);
                assert_tiled(&case, &run.outcome);
                assert_all(&case, &run);
                let shuffled = case.outcome(5, TieBreak::Shuffled(3));
                let same = Outcome { scheduler_events: run.outcome.scheduler_events, ..shuffled };
                assert!(same == run.outcome, "{}: ties matter", case.name);
            }
        }
    }
}

#[test]
fn levels_tile_every_run_and_ties_do_not_matter() {
    for (sync, line) in SYNCHRONISATIONS {
        let chip = powered("spinnaker2", line, &states(Some((40, 20)), None, LEVELS));
        let case = Case::new(format!("levels, {sync}"), chip.clone(), small(&chip).workload(11));
        let run = case.run(8);
        assert_tiled(&case, &run.outcome);
        let totals = run.outcome.totals();
        assert!(count(&totals, Action::Level2Cycle) > 0, "{}: a level is taken", case.name);
        for seed in 0..3 {
            let shuffled = case.outcome(8, TieBreak::Shuffled(seed));
            let same = Outcome { scheduler_events: run.outcome.scheduler_events, ..shuffled };
            assert!(same == run.outcome, "{}: ties matter", case.name);
        }
    }
}

#[test]
fn waking_at_once_leaves_the_run_as_it_was() {
    for (name, _) in all_chips() {
        for (sync, line) in SYNCHRONISATIONS {
            let chip = powered(name, line, &states(Some((0, 0)), Some((200, 0)), ""));
            let plain = powered(name, line, "chip.core.power=None");
            let workload = small(&chip).workload(5);
            let with =
                Case::new(format!("{name}, {sync}"), chip, workload.clone()).outcome(5, TieBreak::Push);
            let without = Case::new(format!("{name}, {sync}"), plain, workload).outcome(5, TieBreak::Push);
            assert_eq!(with.elapsed, without.elapsed, "{name}, {sync}");
            let timing = |outcome: &Outcome| {
                outcome.steps.iter().map(|step| (step.duration, step.waits, step.events)).collect::<Vec<_>>()
            };
            assert_eq!(timing(&with), timing(&without), "{name}, {sync}");
            assert_eq!(with.waits()[Wait::Wake as usize], 0);
            assert_eq!(with.links, without.links, "{name}, {sync}");
        }
    }
}

#[test]
fn idle_at_the_power_of_work_costs_the_same() {
    for (name, plain) in all_chips() {
        let Some(used) = plain.static_power().core_used.value else { continue };
        let setting = format!("chip.core.power=(idle: (power: Given(\"{used}\")))");
        let case = Case::new(name, chip(name, &[&setting]), small(&plain).workload(2));
        let outcome = case.outcome(4, TieBreak::Push);
        let record = assert_tiled(&case, &outcome);
        let before = priced(
            &Case::new(name, chip(name, &["chip.core.power=None"]), small(&plain).workload(2))
                .outcome(4, TieBreak::Push),
            &plain,
        );
        let (found, expected) = (record.energy.total_j, before.energy.total_j);
        assert!((found - expected).abs() <= 1e-9 * expected, "{name}: {found} J, not {expected} J");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn states_tile_small_runs(
        seed in 0u64..1000,
        after in 0u64..300,
        more in 0u64..2000,
        wake in 0u64..80,
        slower in 0u64..400,
        sync in prop::sample::select(SYNCHRONISATIONS.map(|(_, line)| line).to_vec()),
        execution in prop::sample::select(vec!["Pipelined", "Serial"]),
    ) {
        let states = states(Some((after, wake)), Some((after + more, wake + slower)), "unused: ClockGated");
        let execution = format!("chip.core.execution={execution}");
        let chip = chip("mesh-generic", &[sync, "chip.rounding=Allow", &execution, &states]);
        let net = Net { layers: vec![13, 11], ..Net::of(Model::Egru) };
        let case = Case::new("small", chip, net.workload(seed));
        let outcome = case.outcome(4, TieBreak::Push);
        assert_tiled(&case, &outcome);
        let shuffled = case.outcome(4, TieBreak::Shuffled(seed));
        let same = Outcome { scheduler_events: outcome.scheduler_events, ..shuffled };
        prop_assert!(same == outcome, "ties matter");
    }
}
