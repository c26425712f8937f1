//! Runs that follow activity fitted to a recording against runs of the recording itself.

use egret_workloads::activity::{PopulationActivity, Trace, fit};
use egret_workloads::files::Directory;
use egret_workloads::{Workload, check_in, shipped_workloads};

use crate::support::{Case, Workspace, chip, priced, settings};

/// Steps that are fitted and run.
const STEPS: u32 = 256;

fn workload(directory: &Directory, lines: &[&str]) -> Workload {
    let (name, text) =
        shipped_workloads().iter().find(|(name, _)| *name == "egru-wikitext2").expect("it is shipped");
    check_in(directory, name, text, &settings(lines), 1).unwrap_or_else(|error| panic!("{lines:?}: {error}"))
}

fn traces(workload: &Workload) -> Vec<Trace> {
    let recorded = workload.activity().populations().iter().filter_map(|population| match population {
        PopulationActivity::Recorded(trace) => Some(trace.first(STEPS)),
        _ => None,
    });
    recorded.collect()
}

/// Total joules, mean and 99th percentile of the duration of a step.
fn measured(name: &str, chip_name: &str, workload: Workload) -> [f64; 3] {
    let case = Case::new(name, chip(chip_name, &[]), workload);
    let record = priced(&case.outcome(STEPS, egret_sim::TieBreak::Push), &case.chip);
    [record.energy.total_j, record.time.step_s.mean, record.time.step_s.p99]
}

#[test]
fn energy_and_durations_are_those_of_the_recording() {
    let workspace = Workspace::new();
    let directory = Directory::new(workspace.path(""));
    let narrow = ["workload.weight_bits=16", "workload.payload_bits=16"];
    for (chip_name, sparsity, bits) in
        [("spinnaker2", "0", &[][..]), ("spinnaker2", "0.95", &[][..]), ("mesh-generic", "0.95", &narrow[..])]
    {
        let name = format!("{chip_name} at {sparsity}");
        let sparsity = format!("workload.weight_sparsity={sparsity}");
        let lines: Vec<&str> = bits.iter().copied().chain([sparsity.as_str()]).collect();
        let recorded = workload(&directory, &lines);
        let file = fit(&traces(&recorded), &name).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        workspace.write("fitted.ron", &file.text());
        let lines: Vec<&str> = lines.iter().copied().chain(["workload.fitted=fitted.ron"]).collect();
        let fitted = workload(&directory, &lines);
        assert_eq!((recorded.recorded_steps(), fitted.recorded_steps()), (Some(2048), None));
        let recorded = measured(&name, chip_name, recorded);
        let fitted = measured(&name, chip_name, fitted);
        for ((recorded, fitted), (what, band)) in
            recorded.iter().zip(fitted).zip([("energy", 0.03), ("mean step", 0.03), ("p99 step", 0.1)])
        {
            let off = fitted / recorded - 1.0;
            assert!(off.abs() < band, "{name}: {what} is off by {:.2} %", 100.0 * off);
            // The mean of whole blocks of steps is that of the recording to a rounding or two.
            assert!(what != "energy" || off.abs() < 0.002, "{name}: {what} is off by {:.2} %", 100.0 * off);
        }
    }
}
