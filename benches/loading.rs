//! Generating and mapping a network, and memory.

use egret_sim::{TieBreak, prepare};

use crate::support;

pub(crate) fn bench() {
    // A machine with next to nothing on it: what the chip itself takes.
    let before = support::resident_bytes();
    let chip = support::chip("loihi1-davies", &[]);
    let workload = support::workload(
        "egru-dvs",
        &[
            "workload.payload_bits=1",
            "workload.populations[0].units=8",
            "workload.populations[1].units=8",
            "workload.populations[2].units=8",
            "workload.weight_bits=8",
        ],
        1,
    );
    let prepared = prepare(&chip, &workload, 1, true).expect("lifted limits always fit");
    let outcome = prepared.run(1, TieBreak::Push, &mut (), &mut |_| {}).expect("no fault");
    if let (Some(before), Some(after)) = (before, support::resident_bytes()) {
        support::figure(
            "a 128-core chip and one step of 24 units",
            after.saturating_sub(before) as f64 / 1e6,
            "MB",
        );
    }
    drop((outcome, prepared));

    // 24 165 000 positions at this sparsity hold 10 M weights.
    let settings = ["workload.weight_sparsity=0.586"];
    let before = support::resident_bytes();
    let (workload, generating) = support::timed(|| support::workload("egru-ptb", &settings, 3));
    let chip = support::chip("mesh-generic", &["chip.mapping.cores=148"]);
    let (prepared, mapping) = support::timed(|| prepare(&chip, &workload, 1, false).expect("fits"));
    let synapses = prepared.synapses();
    support::report("generating masks", synapses, "synapses", generating);
    support::report("mapping onto 148 cores, tables included", synapses, "synapses", mapping);
    support::report("generating and mapping", synapses, "synapses", generating + mapping);
    if let (Some(before), Some(after)) = (before, support::resident_bytes()) {
        let each = after.saturating_sub(before) as f64 / synapses as f64;
        support::figure("resident memory", each, "bytes a synapse");
    }
}
