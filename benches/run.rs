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
    grid();
    whole_truenorth();
}

/// Corners of the grid of a sparsity study, weight sparsity by activity, 64 tokens a point as studies run them: what a point
/// costs on average says how long a hundred take.
fn grid() {
    const TOKENS: u32 = 64;
    let (mut points, mut all, mut events) = (0, std::time::Duration::ZERO, 0);
    for weight_sparsity in [0.5, 0.95] {
        for activity in [0.1, 0.4, 0.7, 1.0] {
            let settings = [
                format!("workload.weight_sparsity={weight_sparsity}"),
                format!("workload.activity={activity}"),
            ];
            let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
            let chip = support::chip("mesh-generic", &settings);
            let workload = support::workload("egru-ptb", &settings, 7);
            let (outcome, cpu) = support::timed(|| {
                let prepared = prepare(&chip, &workload, 1, false).expect("fits").bounded();
                prepared.run(TOKENS, TieBreak::Push, &mut (), &mut |_| {}).expect("no fault")
            });
            let what = format!("  weight sparsity {weight_sparsity}, activity {activity}");
            support::report(&what, outcome.scheduler_events, "events", cpu);
            (points, all, events) = (points + 1, all + cpu, events + outcome.scheduler_events);
        }
    }
    support::report("mesh-generic egru-ptb, points of a study", events, "events", all);
    support::figure("  a point, tables included", all.as_secs_f64() / f64::from(points), "s CPU");
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
