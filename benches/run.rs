//! Whole runs after set-up.

use egret_arch::Action;
use egret_sim::{TieBreak, prepare};

use crate::support;

pub(crate) fn bench() {
    let cases: [(&str, &str, &[&str], u32); 3] = [
        (
            "mesh-generic",
            "egru-ptb",
            &["chip.mapping.cores=148", "workload.weight_sparsity=0.85", "workload.activity=0.2"],
            200,
        ),
        ("spinnaker2", "egru-wikitext2", &[], 512),
        ("loihi2", "egru-wikitext2", &["workload.weight_bits=8"], 256),
    ];
    for (chip_name, workload_name, settings, tokens) in cases {
        let chip = support::chip(chip_name, settings);
        let workload = support::workload(workload_name, settings, 7);
        let (prepared, cpu) = support::timed(|| prepare(&chip, &workload, 1, false).expect("fits"));
        support::figure(&format!("{chip_name} {workload_name}: set-up"), cpu.as_secs_f64(), "s CPU");
        let (outcome, cpu) = support::fastest(3, || {
            prepared.run(tokens, TieBreak::Push, &mut (), &mut |_| {}).expect("no fault")
        });
        let totals = outcome.totals();
        let flits = outcome.links.iter().map(|link| link.flits).sum();
        support::report("  packet deliveries", outcome.deliveries, "deliveries", cpu);
        support::report("  events among them", totals[Action::AxonIn.index()], "deliveries", cpu);
        support::report("  scheduler events", outcome.scheduler_events, "events", cpu);
        support::report("  synaptic operations", totals[Action::Synop.index()], "synops", cpu);
        support::report("  flits over links", flits, "flit-hops", cpu);
    }
}
