//! Power states of one core (`support/chips/one-core.ron`), by hand: one event a step, steps of a fixed tick.
//!
//! The layer is updated at the tick; the event of the step, from the host, comes while it is or after it. Numbers of the
//! chip are those of `one_event`.

use egret_arch::{Action, Chip, CoreState, WeightFormat};
use egret_reports::RunRecord;
use egret_sim::{Outcome, Wait};

use super::one_event::{
    EGRU_IDLE, EJECTION, HOST_EVENT, HOST_LATENCY, Mask, Row, SOMA_LANES, Source, TOKENS, UNITS, run,
    workload,
};
use crate::support::{ONE_CORE, chip_from, count, priced};

/// Ticks from tick to tick.
const TICK: u64 = 3000;
/// Ticks from a tick until its event is at the core.
const ARRIVAL: u64 = HOST_EVENT + HOST_LATENCY + EJECTION;
/// Ticks of updating the layer.
const UPDATE: u64 = UNITS.div_ceil(SOMA_LANES) * EGRU_IDLE;
/// Steps: the network is a step behind its input.
const STEPS: u64 = TOKENS + 1;

const SYNC: &str = "chip.sync=FixedTick(period: Given(\"3 us\"))";

/// A gated state as a chip file writes it; times in ns.
fn gated(microwatts: f64, after: u64, wake_time: u64, picojoules: f64) -> String {
    format!(
        "(power: Given(\"{microwatts} uW\"), after: Given(\"{after} ns\"), wake_time: Given(\"{wake_time} ns\"), \
         wake_energy: Given(\"{picojoules} pJ\"))"
    )
}

fn serial_core(settings: &[&str]) -> Chip {
    let all = [&["chip.core.execution=Serial", SYNC][..], settings].concat();
    chip_from("one-core.ron", ONE_CORE, &all)
}

fn row() -> Row {
    Row::of(WeightFormat::Csr, Mask::All, 4, true)
}

fn outcome(chip: &Chip) -> Outcome {
    run(chip.clone(), workload(Source::Host, Mask::All, 4, 6))
}

#[track_caller]
fn assert_residency(outcome: &Outcome, expected: &[(CoreState, u64)]) {
    let residency = outcome.cores[0].residency.expect("a chip with power states");
    for state in CoreState::ALL {
        let ticks = expected.iter().find(|(known, _)| *known == state).map_or(0, |(_, ticks)| *ticks);
        assert_eq!(residency[state.index()], ticks, "{}", state.name());
    }
    assert_eq!(residency.iter().sum::<u64>(), outcome.elapsed);
}

#[track_caller]
fn assert_close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs(), "{found}, not {expected}");
}

fn core_static_j(record: &RunRecord) -> f64 {
    record.energy.by_component.get("core").expect("static power").static_j
}

#[test]
fn idle_without_gating_changes_nothing_but_the_power() {
    let chip = serial_core(&["chip.core.power=(idle: (power: Given(\"0.25 mW\")))"]);
    let (plain, idle) = (outcome(&serial_core(&[])), outcome(&chip));
    assert_eq!(plain.elapsed, STEPS * TICK);
    assert_eq!(plain.steps, idle.steps);
    const { assert!(UPDATE < ARRIVAL, "it waits for the event") };
    let busy = STEPS * UPDATE + TOKENS * row().time();
    assert_eq!(idle.cores[0].busy, busy);
    assert_residency(&idle, &[(CoreState::Run, busy), (CoreState::Idle, STEPS * TICK - busy)]);
    // 1 mW at work, a tick is a nanosecond.
    let expected = (busy as f64 * 1e-3 + (STEPS * TICK - busy) as f64 * 0.25e-3) * 1e-9;
    let record = priced(&idle, &chip);
    assert_close(core_static_j(&record), expected);
    assert_close(record.cores[0].energy.static_j, expected);
    let states = record.power_states.as_ref().expect("there are some");
    assert_close(states.static_j.values().sum(), expected);
    assert_close(states.residency_core_s.values().sum(), record.time.total_s);
    assert_close(record.power.static_w * record.time.total_s, record.energy.static_j);
}

#[test]
fn a_stopped_clock_is_woken_for_the_event_and_for_the_tick() {
    let (after, wake) = (20, 10);
    let states = format!(
        "chip.core.power=(idle: (power: Given(\"0.25 mW\")), clock_gated: {})",
        gated(50.0, after, wake, 3.0)
    );
    let chip = serial_core(&[&states]);
    let outcome = outcome(&chip);
    assert_eq!(outcome.elapsed, STEPS * TICK, "the tick is far enough away");
    // Updated, then idle for `after`, then stopped until the event wakes it; and again until the tick does. It begins
    // with the first tick, so nothing wakes it then.
    let woken = wake + UPDATE;
    let to_event: u64 = [UPDATE].into_iter().chain(std::iter::repeat_n(woken, TOKENS as usize - 1)).sum();
    assert!(woken + after < ARRIVAL);
    let run = STEPS * UPDATE + TOKENS * row().time();
    let waking = (STEPS - 1 + TOKENS) * wake;
    let idle = (TOKENS + STEPS) * after;
    let stopped = STEPS * TICK - run - waking - idle;
    assert!(to_event > 0);
    assert_residency(
        &outcome,
        &[
            (CoreState::Run, run),
            (CoreState::Idle, idle),
            (CoreState::Waking, waking),
            (CoreState::ClockGated, stopped),
        ],
    );
    let totals = outcome.totals();
    assert_eq!(count(&totals, Action::WakeClockGated), STEPS - 1 + TOKENS);
    assert_eq!(count(&totals, Action::WakePowerGated), 0);
    // The last to be done is the event: it waited for one wake-up.
    for step in &outcome.steps[..TOKENS as usize] {
        assert_eq!(step.waits[Wait::Wake as usize], wake);
        assert_eq!(step.waits[Wait::AxonIn as usize], super::one_event::AXON_IN);
        assert_eq!(step.waits[Wait::Idle as usize], TICK - ARRIVAL - wake - row().time());
    }
    let record = priced(&outcome, &chip);
    let expected = (run as f64 * 1e-3 + (idle + waking) as f64 * 0.25e-3 + stopped as f64 * 50e-6) * 1e-9;
    assert_close(core_static_j(&record), expected);
    let wakes = (STEPS - 1 + TOKENS) as f64 * 3e-12;
    assert_close(record.energy.by_component.get("core").expect("woken").dynamic_j, wakes);
}

#[test]
fn a_core_that_is_switched_off_keeps_the_event_waiting() {
    let (stop, off, slow) = (100, 1000, 200);
    let states = format!(
        "chip.core.power=(idle: (power: Given(\"0.25 mW\")), clock_gated: {}, power_gated: {})",
        gated(50.0, stop, 10, 3.0),
        gated(1.0, off, slow, 70.0)
    );
    let chip = serial_core(&[&states]);
    let outcome = outcome(&chip);
    // Off at every tick but the first. The event comes while the core wakes up, and is taken after the update.
    assert!(ARRIVAL < slow);
    let work = UPDATE + row().time();
    let first_end = ARRIVAL + row().time();
    let later_end = slow + work;
    let last_end = slow + UPDATE;
    let off_until_tick = |end: u64| TICK - end - off;
    let switched_off =
        off_until_tick(first_end) + (TOKENS - 1) * off_until_tick(later_end) + off_until_tick(last_end);
    assert_residency(
        &outcome,
        &[
            (CoreState::Run, STEPS * UPDATE + TOKENS * row().time()),
            (CoreState::Idle, ARRIVAL - UPDATE + STEPS * stop),
            (CoreState::Waking, TOKENS * slow),
            (CoreState::ClockGated, STEPS * (off - stop)),
            (CoreState::PowerGated, switched_off),
        ],
    );
    let totals = outcome.totals();
    assert_eq!(count(&totals, Action::WakePowerGated), TOKENS);
    assert_eq!(count(&totals, Action::WakeClockGated), 0, "stopped clocks are left for off, never woken");
    for step in &outcome.steps[1..TOKENS as usize] {
        assert_eq!(step.waits[Wait::Wake as usize], slow);
        assert_eq!(step.waits[Wait::Soma as usize], UPDATE);
        assert_eq!(step.waits[Wait::Idle as usize], TICK - later_end);
    }
    assert_eq!(outcome.steps[0].waits[Wait::Wake as usize], 0);
    let record = priced(&outcome, &chip);
    let wakes = record.energy.by_component.get("core").expect("woken").dynamic_j;
    assert_close(wakes, TOKENS as f64 * 70e-12);
    let states = record.power_states.as_ref().expect("there are some");
    assert_eq!((states.wakes_clock_gated, states.wakes_power_gated), (0, TOKENS));
}

#[test]
fn a_pipelined_core_is_at_work_while_any_stage_is() {
    let states = format!(
        "chip.core.power=(idle: (power: Given(\"0.25 mW\")), power_gated: {})",
        gated(1.0, 500, 30, 70.0)
    );
    let chip =
        chip_from("one-core.ron", ONE_CORE, &[SYNC, &states, "chip.core.soma.models.egru.idle_time=131 ns"]);
    let row = Row::of(WeightFormat::Csr, Mask::All, 4, false);
    let outcome = outcome(&chip);
    // The update goes on longer than the event, which it runs beside, except that of the step without one.
    let update = UNITS.div_ceil(SOMA_LANES) * 131;
    assert!(ARRIVAL + 30 + row.time() < update);
    let gated = STEPS * (TICK - update - 500) - TOKENS * 30;
    assert_residency(
        &outcome,
        &[
            (CoreState::Run, STEPS * update),
            (CoreState::Idle, STEPS * 500),
            (CoreState::Waking, TOKENS * 30),
            (CoreState::PowerGated, gated),
        ],
    );
}

/// A clock of two ticks a cycle, and a level of one.
fn levelled(backlog: u64, switch: u64) -> Chip {
    let states = format!(
        "chip.core.power=(idle: (power: Given(\"0.25 mW\")), levels: [(name: \"fast\", clock: Given(\"2 GHz\"), \
         power: Given(\"4 mW\"), energy_per_cycle: Given(\"9 pJ\"), backlog: Given({backlog}))], \
         level_switch_time: Given(\"{switch} ns\"))"
    );
    let settings =
        ["chip.time_base=2 GHz", "chip.core.clock=1 GHz", "chip.core.soma.models.egru.idle_time=131 ns"];
    serial_core(&[&settings[..], &[&states]].concat())
}

#[test]
fn a_step_after_an_event_is_worked_off_at_twice_the_clock() {
    let switch = 15;
    let chip = levelled(1, switch);
    let outcome = outcome(&chip);
    // In cycles of a nanosecond, which are two ticks at the base level and one above it.
    let update = UNITS.div_ceil(SOMA_LANES) * 131;
    let work = update + row().time();
    assert!(update / 2 + switch > ARRIVAL, "the event comes before the core is idle");
    // No event before the first step; the last step has none, and the one before it had.
    let base = 2 * work;
    let above = (TOKENS - 1) * (2 * switch + work) + 2 * switch + update;
    let idle = 2 * STEPS * TICK - base - above;
    assert_residency(
        &outcome,
        &[(CoreState::Run, base), (CoreState::Level1, above), (CoreState::Idle, idle)],
    );
    let cycles = (TOKENS - 1) * work + update;
    assert_eq!(count(&outcome.totals(), Action::Level1Cycle), cycles);
    assert_eq!(outcome.cores[0].busy, base + cycles);
    for step in &outcome.steps[1..TOKENS as usize] {
        assert_eq!(step.waits[Wait::Wake as usize], 2 * switch);
        assert_eq!(step.waits[Wait::Soma as usize], update);
        let rest = row().time() - super::one_event::AXON_IN;
        assert_eq!(
            step.waits[Wait::Synapse as usize]
                + step.waits[Wait::Dendrite as usize]
                + step.waits[Wait::BankConflict as usize],
            rest
        );
    }
    let record = priced(&outcome, &chip);
    let component = record.energy.by_component.get("core").expect("there");
    assert_close(component.dynamic_j, cycles as f64 * 9e-12);
    let half_ns = 0.5e-9;
    assert_close(
        component.static_j,
        (base as f64 * 1e-3 + above as f64 * 4e-3 + idle as f64 * 0.25e-3) * half_ns,
    );
}

#[test]
fn a_backlog_that_is_never_reached_leaves_the_core_as_it_was() {
    let (never, idle) = (levelled(2, 15), "chip.core.power=(idle: (power: Given(\"0.25 mW\")))");
    let settings = [
        "chip.time_base=2 GHz",
        "chip.core.clock=1 GHz",
        "chip.core.soma.models.egru.idle_time=131 ns",
        idle,
    ];
    let (slow, plain) = (outcome(&never), outcome(&serial_core(&settings)));
    // What a run takes at least is another matter: it may work at the level.
    assert_eq!(Outcome { bound: None, ..slow }, Outcome { bound: None, ..plain });
}

#[test]
fn choosing_levels_by_backlog_costs_less_than_the_fast_level_all_the_time() {
    // Half of the steps bring an event: the scheme is fast after those, the other core after every step.
    let by_backlog = levelled(1, 0);
    let text = "(schema: \"egret.workload/1\", name: \"now-and-then\", summary: \"An event now and then.\",\
         populations: [(name: \"source\", model: Input, units: Given(1), activity: Given(0.5)),\
                       (name: \"layer\", model: Egru, units: Given(10), activity: Given(0))],\
         projections: [(name: \"W\", source: \"source\", target: \"layer\", delay: 0)],\
         mask: UniformRandom, weight_bits: Given(4), payload_bits: Given(6),\
         embedding: Host, decoder: Absent, steps: 40)";
    let workload =
        egret_workloads::check("now-and-then.ron", text, &[], 3).unwrap_or_else(|error| panic!("{error}"));
    let run = |chip: &Chip| {
        crate::support::Case::new("levels", chip.clone(), workload.clone())
            .outcome(40, egret_sim::TieBreak::Push)
    };
    let outcome = run(&by_backlog);
    // What each step received, from the network alone: the host's events of the step.
    let received: Vec<u64> = outcome.steps.iter().map(|step| step.counts[Action::AxonIn.index()]).collect();
    let eventful = received.iter().filter(|events| **events > 0).count();
    assert!(eventful > 0 && eventful < received.len() - 1, "{received:?}");
    let update = UNITS.div_ceil(SOMA_LANES) * 131;
    let cycles: u64 = (1..received.len())
        .filter(|&step| received[step - 1] > 0)
        .map(|step| update + received[step] * row().time())
        .sum();
    assert_eq!(count(&outcome.totals(), Action::Level1Cycle), cycles);
    // All steps at the fast level instead: nine picojoules and 4 mW − 2 × 1 mW over a cycle of 0.5 ns for each cycle more,
    // and half of the time of each spent idle instead.
    let all: u64 = received.iter().map(|events| update + events * row().time()).sum();
    let saved = (all - cycles) as f64 * (9e-12 + (4e-3 - 2.0 * 1e-3 + 0.25e-3) * 0.5e-9);
    let record = priced(&outcome, &by_backlog);
    let core = record.energy.by_component.get("core").expect("there");
    let total = 2 * TICK * received.len() as u64;
    let always = all as f64 * (9e-12 + 4e-3 * 0.5e-9) + (total - all) as f64 * 0.25e-3 * 0.5e-9;
    assert_close(core.total_j() + saved, always);
    assert!(saved > 0.0);
}
