//! The trained network at every level of sparsity: what the cores count against the sums published with the data.

use egret_arch::Chip;
use egret_sim::{Outcome, TieBreak, prepare};
use egret_workloads::{Workload, check, shipped_workloads};

use crate::support::{Case, chip, settings};

/// Sums over the whole trace, as published with the data.
const PUBLISHED: &str = include_str!("../../workloads/data/egru-wikitext2.csv");
/// Tokens of the trace.
const TOKENS: u32 = 2048;

/// One line of the published sums.
struct Published {
    weight_sparsity: String,
    columns: Vec<(String, u64)>,
}

impl Published {
    fn all() -> Vec<Self> {
        let mut lines = PUBLISHED.lines();
        let names: Vec<&str> = lines.next().expect("a header").split(',').collect();
        lines
            .map(|line| {
                let fields: Vec<&str> = line.split(',').collect();
                let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{text} is a count"));
                let columns = names.iter().zip(&fields).skip(1);
                Self {
                    weight_sparsity: fields[0].to_owned(),
                    columns: columns.map(|(name, field)| ((*name).to_owned(), number(field))).collect(),
                }
            })
            .collect()
    }

    fn of(&self, column: &str) -> u64 {
        self.columns.iter().find(|(name, _)| name == column).expect("a column").1
    }
}

fn workload(lines: &[&str]) -> Workload {
    let (name, text) =
        shipped_workloads().iter().find(|(name, _)| *name == "egru-wikitext2").expect("it is shipped");
    check(name, text, &settings(lines), 1).unwrap_or_else(|error| panic!("{lines:?}: {error}"))
}

fn synops(outcome: &Outcome, projection: &str) -> u64 {
    let all = outcome.layers.iter().flat_map(|layer| &layer.synops);
    all.filter(|(name, _)| name == projection).map(|(_, synops)| synops).sum()
}

fn assert_published(name: &str, published: &Published, chip: Chip, lines: &[&str]) {
    let sparsity = format!("workload.weight_sparsity={}", published.weight_sparsity);
    let mut all = vec![sparsity.as_str()];
    all.extend(lines);
    let case = Case::new(format!("{name} at {}", published.weight_sparsity), chip, workload(&all));
    let outcome = case.outcome(TOKENS, TieBreak::Push);
    assert_eq!(outcome.tokens, TOKENS);
    for (projection, column) in [("R0", "r0"), ("W1", "w1"), ("R1", "r1"), ("W0", "w0")] {
        let expected = published.of(&format!("synops_{column}"));
        assert_eq!(synops(&outcome, projection), expected, "{}: {projection}", case.name);
    }
    for layer in ["layer0", "layer1"] {
        let found = outcome.layers.iter().find(|found| found.name == layer).expect("a layer");
        assert_eq!(found.events, published.of(&format!("events_{layer}")), "{}: {layer}", case.name);
    }
    let stored: u64 = outcome.cores.iter().map(|core| core.synapses).sum();
    let nonzeros: u64 =
        ["w0", "r0", "w1", "r1"].map(|column| published.of(&format!("nonzeros_{column}"))).iter().sum();
    assert_eq!(stored, nonzeros, "{}: synapses", case.name);
}

#[test]
fn there_are_six_levels() {
    let levels: Vec<String> = Published::all().into_iter().map(|level| level.weight_sparsity).collect();
    assert_eq!(levels, ["0", "0.5", "0.7", "0.8", "0.9", "0.95"]);
}

/// The synops do not depend on how many cores share them; few cores are simulated faster.
#[test]
fn every_level_over_the_whole_trace_by_dataflow() {
    for published in Published::all() {
        assert_published("spinnaker2", &published, chip("spinnaker2", &["chip.mapping.cores=4"]), &[]);
    }
}

#[test]
fn every_level_over_the_whole_trace_with_barriers() {
    for published in Published::all() {
        let lines = ["workload.weight_bits=8", "workload.payload_bits=16"];
        assert_published("loihi2", &published, chip("loihi2", &["chip.mapping.cores=4"]), &lines);
    }
}

#[test]
fn the_default_run_fits_the_chip_and_agrees_with_the_trace() {
    let chip = chip("spinnaker2", &[]);
    let workload = workload(&[]);
    let tokens = 64;
    let prepared = prepare(&chip, &workload, 1, false).unwrap_or_else(|misfit| panic!("{misfit}"));
    assert!(prepared.lifted().is_empty());
    let outcome = prepared.run(tokens, TieBreak::Push, &mut (), &mut |_| {}).expect("it runs");
    let recount = crate::support::Recount::of(&workload, &chip, prepared.placement(), tokens);
    for (projection, expected) in &recount.synops {
        assert_eq!(synops(&outcome, projection), *expected, "{projection}");
    }
    let events: Vec<u64> = outcome.layers.iter().map(|layer| layer.events).collect();
    assert_eq!(events, recount.events);
    assert_eq!(outcome.cores.len(), 148, "all cores work");
}
