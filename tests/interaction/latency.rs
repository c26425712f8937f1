//! Latency of the idealised chip on one core with one lane and one bank of accumulators, to the tick.

use egret_arch::{Chip, Model};
use egret_workloads::StepEvents;

use super::points::{Four, ideal_but, whole_rows};
use crate::support::{Case, Net, ONE_CORE, chip_from};

/// Ticks that the lane takes for a weight, and the bank for an addition.
const LANE: u64 = 5;
const BANK: u64 = 2;
const TOKENS: u32 = 7;

fn one_core(execution: &str) -> Chip {
    let mut lines = ideal_but(&[]);
    lines.push(format!("chip.core.execution={execution}"));
    lines.push("chip.core.synapse.lanes=1".to_owned());
    lines.push("chip.core.dendrite.banks=1".to_owned());
    // A bank that gives a word a round, so that it is the lane and not the memory that is waited for.
    lines.push(format!("chip.core.memories.weights.access_time=\"{LANE} ns\""));
    chip_from("one-core", ONE_CORE, &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Weights applied over a run, and those of the last row of every step, for a network of one layer onto itself.
fn weights(net: &Net, seed: u64) -> (u64, u64) {
    let workload = net.workload(seed);
    let (mut player, mut step) = (workload.activity().player(), StepEvents::default());
    let network = workload.network();
    let (mut all, mut last) = (0, 0);
    for _ in 0..TOKENS {
        player.step_into(&mut step);
        let mut of_last = 0;
        for projection in &network.projections {
            for &unit in &step.events[projection.source.index()] {
                of_last = u64::from(projection.synapses.row_len(unit));
                all += of_last;
            }
        }
        last += of_last;
    }
    (all, last)
}

fn ticks(chip: &Chip, net: &Net, seed: u64) -> u64 {
    Case::new("one core", chip.clone(), net.workload(seed)).run(TOKENS).outcome.elapsed
}

#[test]
fn one_processor_takes_lane_and_bank_for_every_synop() {
    let chip = one_core("Serial");
    for mask in ["RowBalanced", "UniformRandom"] {
        for (weight, activity) in [(1.0, 1.0), (0.5, 1.0), (1.0, 0.3), (0.25, 0.3), (0.125, 0.05)] {
            let whole = whole_rows(Model::Egru);
            let net = Net { mask: mask.to_owned(), weight_sparsity: 1.0 - weight, activity, ..whole };
            let (synops, _) = weights(&net, 4);
            assert_eq!(ticks(&chip, &net, 4), (LANE + BANK) * synops, "{mask} {weight} x {activity}");
        }
    }
}

#[test]
fn a_pipeline_takes_the_lane_for_every_synop_and_the_bank_for_the_last_row_of_a_step() {
    let chip = one_core("Pipelined");
    for (weight, activity) in [(1.0, 1.0), (0.5, 1.0), (1.0, 0.3), (0.25, 0.3), (0.125, 0.05)] {
        let net = Net {
            embedding: "Absent",
            layers: vec![32],
            weight_sparsity: 1.0 - weight,
            activity,
            ..whole_rows(Model::Egru)
        };
        let (synops, last) = weights(&net, 4);
        // The input is not made, so its projection has no events.
        assert_eq!(ticks(&chip, &net, 4), LANE * synops + BANK * last, "{weight} x {activity}");
    }
}

#[test]
fn gains_in_latency_multiply_on_one_core() {
    for execution in ["Serial", "Pipelined"] {
        for densities in [(0.5, 0.3), (0.125, 0.05)] {
            let net = Net { embedding: "Absent", layers: vec![32], ..whole_rows(Model::Egru) };
            let four = Four::run(&one_core(execution), &net, densities, 4, TOKENS);
            let excess = four.of_latency() - 1.0;
            assert!(excess.abs() <= 1e-9, "{execution} at {densities:?}: I - 1 = {excess:e}");
        }
    }
}
