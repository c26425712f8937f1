//! Whole runs after set-up.

use egret_arch::Action;
use egret_sim::{TieBreak, TimingModel, prepare};

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
    whole_truenorth();
}

/// The whole `TrueNorth` chip at 20 Hz, 100 ticks of 1 ms: 4,096 cores, 1,048,576 units, 134,217,728 synapses.
fn whole_truenorth() {
    let chip = support::chip("truenorth", &[]);
    let workload = support::workload("truenorth-recurrent", &[], 7);
    for (name, timing, runs) in
        [("closed form", TimingModel::PeerSimple, 3), ("packet by packet", TimingModel::Events, 1)]
    {
        let (prepared, cpu) = support::timed(|| {
            prepare(&chip, &workload, 1, false).expect("fits").with_timing(timing).expect("ticks")
        });
        support::figure(&format!("truenorth, all of it, {name}: set-up"), cpu.as_secs_f64(), "s CPU");
        let (outcome, cpu) = support::fastest(runs, || {
            prepared.run(100, TieBreak::Push, &mut (), &mut |_| {}).expect("no fault")
        });
        support::report("  packet deliveries", outcome.deliveries, "deliveries", cpu);
        support::report("  links that they took", outcome.noc.link_hops, "link hops", cpu);
        support::report("  synaptic operations", outcome.totals()[Action::Synop.index()], "synops", cpu);
        let simulated_s = outcome.elapsed as f64 / outcome.ticks_per_second as f64;
        support::figure("  real-time factor", simulated_s / cpu.as_secs_f64(), "simulated s per CPU s");
        let resident = support::resident_bytes().unwrap_or(0) as f64 / 1e6;
        support::figure("  resident memory", resident, "MB");
    }
}
