//! Ticks and end-of-step tokens, without contention, against sums done by hand.

use egret_arch::{Action, WeightFormat};
use egret_sim::Wait;

use super::one_event::{
    AXON_IN, BARRIER, EGRU_IDLE, EJECTION, HOST_LATENCY, INJECTION, Mask, PACKET, ROW, Row, SOMA_LANES,
    Source, Step, TOKENS, UNITS, quiet, run, workload,
};
use crate::support::{ONE_CORE, chip_from, count};

#[test]
fn ticks_wait_for_the_period_or_for_the_core() {
    let row = Row::of(WeightFormat::Csr, Mask::All, 4, false);
    for serial in [false, true] {
        let execution = format!("chip.core.execution={}", if serial { "Serial" } else { "Pipelined" });
        let step = Step::of(Source::Host, serial, row, 6, EGRU_IDLE);
        for period in [2000, 100] {
            let sync = format!("chip.sync=FixedTick(period: Given(\"{period} ns\"))");
            let chip = chip_from("one-core.ron", ONE_CORE, &[&execution, &sync]);
            let outcome = run(chip, workload(Source::Host, Mask::All, 4, 6));
            let mut end = 0;
            let mut overruns = 0;
            for number in 0..=TOKENS {
                let worked = if number < TOKENS { step.end() } else { quiet(Source::Host, EGRU_IDLE) };
                let tick = (number + 1) * period;
                overruns += u64::from(end + worked > tick);
                end = tick.max(end + worked);
                let found = &outcome.steps[number as usize];
                assert_eq!(
                    found.start + found.duration,
                    end,
                    "period {period}, serial {serial}, step {number}"
                );
            }
            assert_eq!(outcome.elapsed, end, "period {period}, serial {serial}");
            assert_eq!(outcome.overruns, overruns, "period {period}, serial {serial}");
            assert_eq!(overruns > 0, period == 100, "one period is too short and one is not");
        }
        let sync = "chip.sync=FreeRunning(period: Given(\"2000 ns\"))";
        let chip = chip_from("one-core.ron", ONE_CORE, &[&execution, sync]);
        let outcome = run(chip, workload(Source::Host, Mask::All, 4, 6));
        assert_eq!(outcome.elapsed, (TOKENS + 1) * 2000, "serial {serial}");
        assert_eq!((outcome.overruns, outcome.late_events), (0, 0), "serial {serial}");
    }
}

#[test]
fn dataflow_tokens_follow_their_events() {
    // Slow enough a host for the core to be done with the event when the end-of-step token comes.
    const SLOW_HOST: u64 = 1009;
    let row = Row::of(WeightFormat::Csr, Mask::All, 4, false);
    assert!(row.time() < SLOW_HOST);
    for serial in [false, true] {
        let chip = chip_from(
            "one-core.ron",
            ONE_CORE,
            &[
                &format!("chip.core.execution={}", if serial { "Serial" } else { "Pipelined" }),
                &format!("chip.host.event_time={SLOW_HOST} ns"),
                "chip.sync=Dataflow(steps_in_flight: Given(1))",
            ],
        );
        let outcome = run(chip, workload(Source::Host, Mask::All, 4, 6));
        let layer = UNITS.div_ceil(SOMA_LANES) * EGRU_IDLE;
        // The host sends the event and the token; the core takes the token in, updates its units and sends its own
        // token, which the host takes in. What tokens take at their ends is synchronisation.
        let by_wait = [
            (Wait::Host, SLOW_HOST),
            (Wait::Transit, HOST_LATENCY + EJECTION + INJECTION + HOST_LATENCY),
            (Wait::Soma, layer),
            (Wait::Sync, SLOW_HOST + AXON_IN + PACKET + SLOW_HOST),
        ];
        let expected: u64 = by_wait.iter().map(|(_, ticks)| ticks).sum();
        let durations: Vec<u64> = outcome.steps.iter().map(|step| step.duration).collect();
        assert_eq!(durations, [expected; TOKENS as usize], "serial {serial}");
        for (wait, ticks) in by_wait {
            assert_eq!(outcome.waits()[wait as usize], ticks * TOKENS, "serial {serial}: {}", wait.name());
        }
        assert!((outcome.token_latency - expected as f64).abs() < 1e-9, "serial {serial}");
        assert_eq!((outcome.packets, outcome.token_packets), (3 * TOKENS, 2 * TOKENS), "serial {serial}");
        assert_eq!(count(&outcome.totals(), Action::UpdateIdle), UNITS * TOKENS, "serial {serial}");
        assert_eq!(count(&outcome.totals(), Action::Sync), 2 * TOKENS, "serial {serial}: taken in and built");
        assert_eq!(count(&outcome.totals(), Action::PacketOut), 0, "serial {serial}: no events");
    }
}

#[test]
fn a_token_passes_the_layers_one_step_after_another_behind_barriers() {
    let chip = chip_from("one-core.ron", ONE_CORE, &[]);
    let outcome = run(chip, workload(Source::Host, Mask::All, 4, 6));
    let row = Row::of(WeightFormat::Csr, Mask::All, 4, false);
    let step = Step::of(Source::Host, false, row, 6, EGRU_IDLE).end() + BARRIER;
    // Injected in one step and updated in the next; the last token's second step is the quiet one.
    let last = step + quiet(Source::Host, EGRU_IDLE) + BARRIER;
    let mean = (2 * step * (TOKENS - 1) + last) as f64 / TOKENS as f64;
    assert!((outcome.token_latency - mean).abs() < 1e-9, "{} against {mean}", outcome.token_latency);
}

/// Delays of more ticks than 32 bits can say, of everything but links.
#[test]
fn long_delays_are_exact() {
    const LONG: u64 = 10_000_000_000;
    let plain =
        Step::of(Source::Host, false, Row::of(WeightFormat::Csr, Mask::All, 4, false), 6, EGRU_IDLE).end();
    for (setting, longer, wait) in [
        ("chip.core.axon_in.event_time=10 s", LONG - AXON_IN, Wait::AxonIn),
        ("chip.core.synapse.row_time=10 s", LONG - ROW, Wait::Synapse),
        ("chip.sync.base=10 s", LONG - BARRIER, Wait::Sync),
    ] {
        let chip = chip_from("one-core.ron", ONE_CORE, &[setting]);
        let outcome = run(chip, workload(Source::Host, Mask::All, 4, 6));
        let step = &outcome.steps[0];
        assert_eq!(step.duration, plain + BARRIER + longer, "{setting}");
        assert!(step.waits[wait as usize] >= LONG, "{setting}: {}", step.waits[wait as usize]);
        assert_eq!(step.waits.iter().sum::<u64>(), step.duration, "{setting}");
    }
}
