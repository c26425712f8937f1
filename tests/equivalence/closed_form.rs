//! Steps behind barriers, without contention, against sums done by hand: to the tick, the word and the bank.

use egret_arch::formats::FORMATS;
use egret_arch::{Action, WeightFormat};
use egret_sim::{Outcome, Wait};

use super::one_event::{
    AXON_IN, BARRIER, EGRU_IDLE, EGRU_STATE_WORDS, EJECTION, EJECTION_CYCLE, EVENT, HOST_EVENT, HOST_LATENCY,
    INJECTION, LINEAR_ACTIVE, LINEAR_STATE_WORDS, Mask, PACKET, POINTER_WORDS, Row, SOMA_LANES, Source, Step,
    TOKENS, UNITS, WEIGHT_WORD, flits, quiet, run, workload,
};
use crate::support::{ONE_CORE, chip_from, count};

fn assert_counts(name: &str, outcome: &Outcome, source: Source, row: Row, payload_bits: u64, indexed: bool) {
    let steps = TOKENS + 1;
    let flits = flits(payload_bits);
    let on_core = u64::from(source == Source::Core);
    let expected = [
        (Action::QueueAccess, 2 * TOKENS),
        (Action::AxonIn, TOKENS),
        (Action::PointerRead, if indexed { POINTER_WORDS * TOKENS } else { 0 }),
        (Action::WeightReadBits, row.words * WEIGHT_WORD * TOKENS),
        (Action::Synop, row.synapses * TOKENS),
        (Action::Filler, (row.entries - row.synapses) * TOKENS),
        (Action::Accumulate, row.synapses * TOKENS),
        (Action::StateAccess, (UNITS * EGRU_STATE_WORDS + on_core * LINEAR_STATE_WORDS) * steps),
        (Action::UpdateIdle, UNITS * steps + on_core),
        (Action::UpdateActive, on_core * TOKENS),
        (Action::EventOut, on_core * TOKENS),
        (Action::PacketOut, on_core * TOKENS),
        (Action::Injection, on_core * flits * TOKENS),
        (Action::Ejection, flits * TOKENS),
        (Action::BufferWrite, flits * TOKENS),
        (Action::BufferRead, flits * TOKENS),
        (Action::Crossbar, flits * TOKENS),
        (Action::Arbitration, flits * TOKENS),
        (Action::Sync, steps),
        (Action::HostEvent, (1 - on_core) * TOKENS),
    ];
    for action in Action::ALL {
        let expected =
            expected.iter().find(|(listed, _)| *listed == action).map_or(0, |(_, expected)| *expected);
        assert_eq!(count(&outcome.totals(), action), expected, "{name}: {}", action.name());
    }
}

#[test]
fn barrier_steps_of_every_format_on_both_cores() {
    for (format_name, format) in FORMATS {
        for mask in [Mask::All, Mask::TwoOfFour] {
            if format_name == "NOfM" && matches!(mask, Mask::All) {
                continue;
            }
            for weight_bits in [4, 32] {
                for (source, serial) in
                    [(Source::Host, false), (Source::Host, true), (Source::Core, false), (Source::Core, true)]
                {
                    barrier_steps(format_name, format, mask, weight_bits, source, serial);
                }
            }
        }
    }
}

/// A format as a chip file writes it.
fn written(format: WeightFormat) -> String {
    match format {
        WeightFormat::RunLength { run_bits } => format!("RunLength(run_bits: {run_bits})"),
        WeightFormat::Block { size } => format!("Block(size: {size})"),
        WeightFormat::NOfM { n, m } => format!("NOfM(n: {n}, m: {m})"),
        other => format!("{other:?}"),
    }
}

fn barrier_steps(
    format_name: &str,
    format: WeightFormat,
    mask: Mask,
    weight_bits: u64,
    source: Source,
    serial: bool,
) {
    // Units quicker and slower than the way of the event.
    for (egru_idle, payload_bits) in [(EGRU_IDLE, 6), (131, 6), (EGRU_IDLE, 20)] {
        let name = format!(
            "{format_name}, {mask:?}, {weight_bits} bits, {source:?}, serial {serial}, idle {egru_idle}, payload {payload_bits}"
        );
        let execution = if serial { "Serial" } else { "Pipelined" };
        let chip = chip_from(
            "one-core.ron",
            ONE_CORE,
            &[
                &format!("chip.core.synapse.format={}", written(format)),
                &format!("chip.core.execution={execution}"),
                &format!("chip.core.soma.models.egru.idle_time={egru_idle} ns"),
            ],
        );
        let outcome = run(chip, workload(source, mask, weight_bits, payload_bits));
        let row = Row::of(format, mask, weight_bits, serial);
        let step = Step::of(source, serial, row, payload_bits, egru_idle);
        let durations: Vec<u64> = outcome.steps.iter().map(|step| step.duration).collect();
        let mut expected = vec![step.end() + BARRIER; TOKENS as usize];
        expected.push(quiet(source, egru_idle) + BARRIER);
        assert_eq!(durations, expected, "{name}: steps");
        assert_eq!(outcome.elapsed, expected.iter().sum::<u64>(), "{name}: elapsed");

        let indexed = format.pointer_bits() > 0;
        assert_counts(&name, &outcome, source, row, payload_bits, indexed);
        assert_waits(&name, &outcome, source, serial, row, step, payload_bits, egru_idle);

        let busy = outcome.cores[0].busy;
        if serial {
            // The one processor also updates and sends.
            let sending = if source == Source::Core { LINEAR_ACTIVE + EVENT + PACKET } else { 0 };
            let layer = UNITS.div_ceil(SOMA_LANES) * egru_idle;
            let updates = (sending + layer) * TOKENS + quiet(source, egru_idle);
            assert_eq!(busy, row.time() * TOKENS + updates, "{name}: busy");
        } else {
            let busier = row.synapse_time.max(row.even_time + row.conflict_time);
            assert_eq!(busy, busier * TOKENS, "{name}: busy");
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "one step, spelled out")]
fn assert_waits(
    name: &str,
    outcome: &Outcome,
    source: Source,
    serial: bool,
    row: Row,
    step: Step,
    payload_bits: u64,
    egru_idle: u64,
) {
    let mut expected = [0; Wait::COUNT];
    let mut add = |wait: Wait, ticks: u64| expected[wait as usize] += ticks;
    let layer = UNITS.div_ceil(SOMA_LANES) * egru_idle;
    let waits_for_units = if serial { step.updated > step.arrived } else { step.updated > step.worked_off };
    let on_core = source == Source::Core;
    if waits_for_units {
        add(Wait::Soma, layer + if on_core { LINEAR_ACTIVE } else { 0 });
        if serial && on_core {
            add(Wait::AxonOut, EVENT + PACKET);
        }
    } else {
        let tail = (flits(payload_bits) - 1) * EJECTION_CYCLE;
        if on_core {
            add(Wait::Soma, LINEAR_ACTIVE);
            add(Wait::AxonOut, EVENT + PACKET);
            add(Wait::Transit, INJECTION + EJECTION + tail);
        } else {
            add(Wait::Host, HOST_EVENT);
            add(Wait::Transit, HOST_LATENCY + EJECTION + tail);
        }
    }
    if serial || !waits_for_units {
        add(Wait::AxonIn, AXON_IN);
        add(Wait::Synapse, row.synapse_time);
        add(Wait::BankConflict, row.conflict_time);
        add(Wait::Dendrite, row.even_time);
    }
    add(Wait::Sync, BARRIER);
    assert_eq!(expected.iter().sum::<u64>(), step.end() + BARRIER, "{name}: this test's own sum");
    for number in 0..TOKENS as usize {
        for wait in Wait::ALL {
            let found = outcome.steps[number].waits[wait as usize];
            assert_eq!(found, expected[wait as usize], "{name}: {} in step {number}", wait.name());
        }
    }
}
