//! What banks are asked for is what the ledgers count, however memories are laid out and shared.

use egret_arch::{Action, Chip, Content, Interleaving, Model, WeightHome};
use egret_sim::{Counts, Outcome, Wait};
use proptest::prelude::*;

use super::laws::assert_all;
use crate::support::{Case, Net, SYNCHRONISATIONS, chip, count, unit_models};

/// Words that the ledger of a core counts, by content.
fn counted(chip: &Chip, counts: &Counts, content: Content) -> u64 {
    let width = u64::from(chip.core().memory(content).width_bits);
    match content {
        Content::Weights => {
            (count(counts, Action::WeightReadBits) + count(counts, Action::WeightWriteBits)) / width
        }
        Content::Tables => count(counts, Action::PointerRead),
        Content::State => count(counts, Action::StateAccess),
        Content::Queue => count(counts, Action::QueueAccess),
    }
}

/// Asserts that the words of all banks are those of the ledger, memory by memory and core by core.
pub(super) fn words_are_counted_once(case: &Case, outcome: &Outcome) {
    let memories = &case.chip.core().memories;
    for core in &outcome.cores {
        assert_eq!(core.accesses.len(), memories.len(), "{}", case.name);
        for (memory, found) in memories.iter().zip(&core.accesses) {
            let place = format!("{}: `{}` of core {}", case.name, memory.name, core.core);
            assert_eq!(found.words_by_bank.len(), memory.banks as usize, "{place}");
            // Bits that are not filled up to words say nothing of words.
            let exact = case.chip.ideal().no_word_rounding && memory.holds.contains(&Content::Weights);
            if !exact {
                let ledger: u64 =
                    memory.holds.iter().map(|&content| counted(&case.chip, &core.counts, content)).sum();
                assert_eq!(found.words_by_bank.iter().sum::<u64>(), ledger, "{place}");
            }
            if memory.holds.len() < 2 && case.chip.mapping().weights == WeightHome::Sram {
                assert_eq!(found.conflict, 0, "{place}: nobody else asks");
            }
        }
    }
}

/// One memory for everything, with banks and ports.
fn one_memory(banks: u32, ports: u32, interleaving: &str) -> Vec<String> {
    vec![
        "chip.core.memories.weights.holds=[Weights, Tables, State, Queue]".to_owned(),
        "chip.core.memories.tables.holds=[]".to_owned(),
        "chip.core.memories.state.holds=[]".to_owned(),
        "chip.core.memories.queue.holds=[]".to_owned(),
        format!("chip.core.memories.weights.banks={banks}"),
        format!("chip.core.memories.weights.ports={ports}"),
        format!("chip.core.memories.weights.interleaving={interleaving}"),
    ]
}

fn with(lines: &[String]) -> Chip {
    chip("mesh-generic", &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn enough_ports_leave_no_conflict_and_one_port_does() {
    for interleaving in ["Word", "Row"] {
        let net = Net { layers: vec![31, 26], activity: 0.9, ..Net::of(Model::Egru) };
        let cores = "chip.mapping.cores=2".to_owned();
        let run = |banks, ports| {
            let mut lines = one_memory(banks, ports, interleaving);
            lines.push(cores.clone());
            let case = Case::new(format!("{banks} × {ports}, {interleaving}"), with(&lines), net.workload(3));
            let run = case.run(5);
            assert_all(&case, &run);
            run.outcome
        };
        let waits = |outcome: &Outcome| -> u64 {
            outcome.cores.iter().flat_map(|core| &core.accesses).map(|memory| memory.conflict).sum()
        };
        let (wide, narrow) = (run(4, 64), run(1, 1));
        assert_eq!(waits(&wide), 0, "{interleaving}");
        assert!(waits(&narrow) > 0, "{interleaving}");
        assert_eq!(wide.totals(), narrow.totals(), "{interleaving}: times differ, counts do not");
        assert!(wide.elapsed < narrow.elapsed, "{interleaving}");
    }
}

#[test]
fn synapses_and_updates_no_longer_exclude_each_other() {
    // Both for the whole of a step, in one memory of many banks: together they take little longer than the longer one.
    let net = Net { layers: vec![40], activity: 0.9, weight_bits: 8, ..Net::of(Model::Egru) };
    let apart = vec!["chip.mapping.cores=1".to_owned()];
    let mut shared = one_memory(16, 1, "Word");
    shared.extend(apart.clone());
    let run = |lines: &[String]| Case::new("one core", with(lines), net.workload(3)).run(5).outcome.elapsed;
    let (apart, shared) = (run(&apart), run(&shared));
    assert!(shared >= apart && shared * 10 < apart * 11, "{shared} and {apart}");
}

/// Settings of the memories of `mesh-generic`.
fn memory_settings() -> impl Strategy<Value = Vec<String>> {
    let interleaving = prop::sample::select(vec!["Word", "Row"]);
    let home = prop::sample::select(vec!["Sram", "Dram"]);
    let latencies = prop::sample::select(vec![1u32, 4]);
    let shared = prop::bool::ANY;
    let execution = prop::sample::select(vec!["Pipelined", "Serial"]);
    let sync = prop::sample::select(SYNCHRONISATIONS.map(|(_, line)| line.to_owned()).to_vec());
    (interleaving, home, latencies, shared, execution, sync, (1u32..5, 1u32..3, 1u32..5, 1u32..20)).prop_map(
        |(interleaving, home, latency, shared, execution, sync, (banks, ports, prefetch, cores))| {
            let mut lines = if shared { one_memory(banks, ports, interleaving) } else { Vec::new() };
            for memory in ["weights", "tables", "state", "queue"] {
                let path = format!("chip.core.memories.{memory}");
                lines.push(format!("{path}.interleaving={interleaving}"));
                lines.push(format!("{path}.read_latency=Given(\"{latency} cycles\")"));
                lines.push(format!("{path}.write_latency=Given(\"{} cycles\")", latency + 1));
            }
            lines.push(format!("chip.mapping.weights={home}"));
            lines.push(format!("chip.dram.prefetch_rows={prefetch}"));
            lines.push(format!("chip.core.execution={execution}"));
            lines.push(format!("chip.mapping.cores={cores}"));
            lines.push(sync);
            lines
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_memory_and_network(
        lines in memory_settings(),
        model in prop::sample::select(vec![Model::Egru, Model::Lif, Model::Gru]),
        embedding in prop::sample::select(vec!["Host", "Chip"]),
        layers in prop::collection::vec(1u32..30, 1..4),
        activity in 0.0f64..=1.0,
        seed in 0u64..1000,
    ) {
        let chip = with(&lines);
        let interleaving = chip.core().memory(Content::Weights).interleaving;
        prop_assert_eq!(interleaving == Interleaving::Row, lines.iter().any(|line| line.ends_with("=Row")));
        let net = Net { layers, embedding, activity, ..Net::of(model) };
        let case = Case::new(format!("{lines:?} {net:?}"), chip, net.workload(seed));
        assert_all(&case, &case.run(4));
    }
}

#[test]
fn weights_in_dram_change_no_count_of_the_network() {
    for chip_name in ["mesh-generic", "spinnaker2"] {
        for (sync, line) in SYNCHRONISATIONS {
            let name = format!("{chip_name}, {sync}");
            let [on_chip, off_chip] = ["chip.mapping.weights=Sram", "chip.mapping.weights=Dram"]
                .map(|home| chip(chip_name, &[line, "chip.rounding=Allow", home]));
            let model = unit_models(&on_chip)[0];
            let net = Net { embedding: "Chip", ..Net::of(model) };
            let near = Case::new(name.clone(), on_chip, net.workload(5)).run(4).outcome;
            let case = Case::new(name.clone(), off_chip, net.workload(5));
            let run = case.run(4);
            assert_all(&case, &run);
            let (near, far) = (near.totals(), run.outcome.totals());
            for action in Action::ALL {
                match action {
                    Action::DramBurst | Action::DramActivate => assert!(count(&far, action) > 0, "{name}"),
                    Action::WeightWriteBits => {
                        assert_eq!(count(&far, action), count(&far, Action::WeightReadBits), "{name}");
                    }
                    _ => assert_eq!(count(&far, action), count(&near, action), "{name}: {}", action.name()),
                }
            }
            // Where cores follow ticks on their own, rows come while nobody waits.
            assert!(sync == "free running" || run.outcome.waits()[Wait::Dram as usize] > 0, "{name}");
        }
    }
}
