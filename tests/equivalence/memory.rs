//! Memories and DRAM, one event a step, against sums done by hand: to the tick and the access.

use egret_arch::{Action, Chip, WeightFormat};
use egret_sim::{Outcome, Wait};

use super::one_event::{
    AXON_IN, BARRIER, EGRU_IDLE, LANES, Mask, ROW, Row, SOMA_LANES, Source, Step, TOKENS, UNITS,
    WEIGHT_ACCESS, WEIGHT_BANKS, WEIGHT_WORD, quiet, run, workload,
};
use crate::support::{ONE_CORE, chip_from, count};

const WEIGHTS: &str = "chip.core.memories.weights";
const STATE: &str = "chip.core.memories.state";
const QUEUE: &str = "chip.core.memories.queue";
const TABLES: &str = "chip.core.memories.tables";

fn dense(lines: &[String]) -> Chip {
    let mut all = vec!["chip.core.synapse.format=Dense"];
    all.extend(lines.iter().map(String::as_str));
    chip_from("one-core.ron", ONE_CORE, &all)
}

/// Asserts the length of every step: those with an event, and the last one, in which only units are updated.
fn assert_steps(name: &str, outcome: &Outcome, with_event: impl Fn(u64) -> u64, without: u64) {
    let durations: Vec<u64> = outcome.steps.iter().map(|step| step.duration).collect();
    let mut expected: Vec<u64> = (0..TOKENS).map(|step| with_event(step) + BARRIER).collect();
    expected.push(without + BARRIER);
    assert_eq!(durations, expected, "{name}");
    for (number, step) in outcome.steps.iter().enumerate() {
        assert_eq!(step.waits.iter().sum::<u64>(), step.duration, "{name}: waits of step {number}");
    }
}

#[test]
fn latencies_and_interleaving() {
    for serial in [false, true] {
        for (interleaving, one_bank) in [("Word", false), ("Row", true)] {
            let name = format!("{interleaving}, serial {serial}");
            let execution = if serial { "Serial" } else { "Pipelined" };
            let chip = dense(&[
                "chip.core.synapse.lanes=30".to_owned(),
                format!("chip.core.execution={execution}"),
                format!("{WEIGHTS}.interleaving={interleaving}"),
                format!("{WEIGHTS}.read_latency=Given(\"10 ns\")"),
                format!("{STATE}.read_latency=Given(\"6 ns\")"),
                format!("{STATE}.write_latency=Given(\"9 ns\")"),
                format!("{QUEUE}.read_latency=Given(\"3 ns\")"),
                format!("{QUEUE}.write_latency=Given(\"15 ns\")"),
                // Rows that are stored whole need no pointers.
                format!("{TABLES}.read_latency=Given(\"1 us\")"),
            ]);
            let outcome = run(chip, workload(Source::Host, Mask::All, 32, 6));
            let row = Row::of(WeightFormat::Dense, Mask::All, 32, serial);
            let at_once = if serial || one_bank { 1 } else { WEIGHT_BANKS };
            // The last access gives its word after the latency.
            let reading = (row.words.div_ceil(at_once) - 1) * WEIGHT_ACCESS + 10;
            let delays = (15 - 1) + (3 - 1);
            let updates = (6 - 1) + UNITS.div_ceil(SOMA_LANES) * EGRU_IDLE + (9 - 1);
            let plain = Step::of(Source::Host, serial, row, 6, EGRU_IDLE);
            let row_time = delays + AXON_IN + ROW + reading + row.even_time + row.conflict_time;
            // The write goes on while a processor updates its units.
            let accepted = if serial { plain.arrived.max(updates) } else { plain.arrived };
            assert!(plain.arrived > updates);
            assert_steps(&name, &outcome, |_| (accepted + row_time).max(updates), updates);
            let words = &outcome.cores[0].accesses[3].words_by_bank;
            assert_eq!(outcome.cores[0].accesses[3].name, "weights");
            let read = row.words * TOKENS;
            let banks = if one_bank { vec![read, 0] } else { vec![read.div_ceil(2), read / 2] };
            assert_eq!(*words, banks, "{name}");
        }
    }
}

#[test]
fn a_row_waits_for_the_accesses_of_an_update() {
    // Groups of two units are updated for 33 ticks each, with four accesses of a tick at either end of it. The row's 30
    // words are read from tick 139 on, and give way to the last write of the last group.
    let lines = [
        "chip.core.synapse.lanes=30".to_owned(),
        "chip.core.soma.models.egru.idle_time=33 ns".to_owned(),
        format!("{WEIGHTS}.banks=1"),
        format!("{WEIGHTS}.access_time=1 ns"),
        format!("{WEIGHTS}.holds=[Weights, State]"),
        format!("{STATE}.holds=[]"),
    ];
    let outcome = run(dense(&lines), workload(Source::Host, Mask::All, 32, 6));
    let row = Row::of(WeightFormat::Dense, Mask::All, 32, false);
    let plain = Step::of(Source::Host, false, row, 6, 33);
    let (first_word, updated) = (plain.arrived + AXON_IN + ROW, UNITS.div_ceil(SOMA_LANES) * 33);
    assert_eq!((first_word, updated, row.words), (139, 165, 30));
    let end = first_word + 30 + 4 + row.even_time + row.conflict_time;
    assert_steps("shared", &outcome, |_| end, updated);
    let memory = &outcome.cores[0].accesses[3];
    assert_eq!((memory.name.as_str(), memory.conflict), ("weights", 4 * TOKENS));
    let conflicts = outcome.waits()[Wait::BankConflict as usize];
    assert_eq!(conflicts, (4 + row.conflict_time) * TOKENS);
    // Units are updated in the last step too, with two words each way.
    assert_eq!(memory.words_by_bank, [30 * TOKENS + UNITS * 2 * 2 * (TOKENS + 1)]);
}

/// A DRAM with bursts of 256 bits in 20 ns.
fn with_dram(lines: &[&str]) -> Chip {
    let dram = "dram: (capacity: Given(\"1 MiB\"), channels: Given(1), burst: Given(\"256 b\"),\
                burst_time: Given(\"20 ns\"), hit_latency: Given(\"30 ns\"), miss_latency: Given(\"70 ns\"),\
                page: Given(\"1 KiB\"), banks: Given(2), prefetch_rows: Given(2),\
                burst_energy: Given(\"1 nJ\"), activate_energy: Given(\"1 nJ\"),\
                weight_write: Given(\"1 pJ\"), static_power: Given(\"1 mW\")),\n    sync:";
    assert_eq!(ONE_CORE.matches("sync: Barrier").count(), 1);
    let text = ONE_CORE.replace("sync: Barrier", &format!("{dram} Barrier"));
    let mut all = vec!["chip.core.synapse.format=Dense", "chip.mapping.weights=Dram"];
    all.extend(lines);
    chip_from("one-core.ron", &text, &all)
}

#[test]
fn one_row_from_dram_misses_once_and_then_hits() {
    for serial in [false, true] {
        let execution = format!("chip.core.execution={}", if serial { "Serial" } else { "Pipelined" });
        let outcome = run(with_dram(&[&execution]), workload(Source::Host, Mask::All, 32, 6));
        let row = Row::of(WeightFormat::Dense, Mask::All, 32, serial);
        let bursts = (row.words * WEIGHT_WORD).div_ceil(256);
        let plain = Step::of(Source::Host, serial, row, 6, EGRU_IDLE);
        // It is asked for on arrival, comes burst by burst, and is written before it is read.
        let ready = |step: u64| plain.arrived + bursts * 20 + if step == 0 { 70 } else { 30 } + WEIGHT_ACCESS;
        let work = row.synapse_time + row.even_time + row.conflict_time;
        assert!(ready(1) > plain.arrived + AXON_IN);
        assert_steps("DRAM", &outcome, |step| ready(step) + work, quiet(Source::Host, EGRU_IDLE));
        let waited: u64 = (0..TOKENS).map(|step| ready(step) - plain.arrived - AXON_IN).sum();
        assert_eq!(outcome.waits()[Wait::Dram as usize], waited);
        let totals = outcome.totals();
        assert_eq!(count(&totals, Action::DramBurst), bursts * TOKENS);
        assert_eq!(count(&totals, Action::DramActivate), 1);
        assert_eq!(count(&totals, Action::WeightWriteBits), row.words * WEIGHT_WORD * TOKENS);
        assert_eq!(count(&totals, Action::WeightReadBits), row.words * WEIGHT_WORD * TOKENS);
    }
}

#[test]
fn a_row_that_comes_while_units_are_updated_costs_a_processor_nothing() {
    // The updates of a serial core take longer than the row's way from DRAM.
    let lines = ["chip.core.execution=Serial", "chip.core.soma.models.egru.idle_time=131 ns"];
    let outcome = run(with_dram(&lines), workload(Source::Host, Mask::All, 4, 6));
    let row = Row::of(WeightFormat::Dense, Mask::All, 4, true);
    let step = Step::of(Source::Host, true, row, 6, 131);
    assert_eq!(row.entries.div_ceil(LANES) * LANES, row.entries, "whole groups");
    assert_steps("prefetched", &outcome, |_| step.end(), quiet(Source::Host, 131));
    assert_eq!(outcome.waits()[Wait::Dram as usize], 0);
}
