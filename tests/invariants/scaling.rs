//! Work and memory grow with the network and the run, and with nothing else.

use egret_sim::{TieBreak, prepare};
use egret_workloads::{Synapses, Workload};

use crate::support::{Case, chip, settings};

/// A shipped workload with settings applied.
fn shipped(name: &str, lines: &[&str]) -> Workload {
    let all = egret_workloads::shipped_workloads();
    let (_, text) = all.iter().find(|(known, _)| *known == name).expect("a shipped workload");
    egret_workloads::check(name, text, &settings(lines), 3).expect("valid settings")
}

/// Bytes of the masks of a network: four a synapse, eight a source unit.
fn mask_bytes(case: &Case) -> usize {
    case.workload
        .network()
        .projections
        .iter()
        .map(|projection| match &projection.synapses {
            Synapses::Dense { .. } | Synapses::Conv2d(_) | Synapses::Crossbar(_) => 0,
            Synapses::Sparse(rows) => size_of_val(rows.targets()) + size_of_val(rows.row_start()),
        })
        .sum()
}

#[test]
fn ten_million_synapses_take_at_most_sixteen_bytes_each() {
    let workload = shipped("egru-ptb", &["workload.weight_sparsity=0.586"]);
    let case = Case::new("egru-ptb", chip("mesh-generic", &["chip.mapping.cores=148"]), workload);
    let prepared = prepare(&case.chip, &case.workload, 1, false).expect("fits");
    let synapses = prepared.synapses();
    assert!(synapses >= 10_000_000, "{synapses}");
    let bytes = mask_bytes(&case) + prepared.table_bytes();
    assert!(bytes as u64 <= 16 * synapses, "{bytes} bytes for {synapses} synapses");
}

#[test]
fn twice_the_tokens_are_twice_the_events() {
    let few_cores = chip("spinnaker2", &["chip.mapping.cores=16"]);
    let case = Case::new("egru-wikitext2", few_cores, shipped("egru-wikitext2", &[]));
    let events = |tokens| case.outcome(tokens, TieBreak::Push).scheduler_events as f64;
    let (once, twice) = (events(100), events(200));
    assert!((twice / once / 2.0 - 1.0).abs() < 0.05, "{once} events for 100 tokens, {twice} for 200");
}
