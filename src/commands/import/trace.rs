//! `egret import trace`: recorded events as a trace file.

use std::path::PathBuf;

use clap::Args;
use egret_workloads::files::write_trace;

use super::outputs::Out;
use super::recording::Reading;
use crate::failure::Failure;

pub(super) const EXAMPLES: &str = "\
Examples:
  egret import trace activity.npz --out imported
  egret import trace events.npz --units 256,256 --out imported
  egret import trace spikes.csv --step 1ms --out imported
  egret import trace dvs.csv --time-unit us --step 10ms --origin first --units 128,128,2 \\
            --out imported

An array [steps, units] is a layer, [steps, layers, units] are several, NAME.indptr and
NAME.indices a layer as lists. A CSV file has the columns t,neuron or t,x,y,p; `t_us` names the
unit of its times.";

/// Options of the subcommand.
#[derive(Debug, Args)]
pub(super) struct Trace {
    /// File with recorded events: .npz, .npy, .csv or .safetensors
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    out: Out,
}

/// Runs the subcommand.
pub(super) fn run(arguments: &Trace) -> Result<(), Failure> {
    let recording = arguments.reading.read(&arguments.file, None)?;
    let files = [("trace.safetensors", write_trace(&recording.traces))];
    let path = arguments.out.join("trace.safetensors");
    let next = format!(
        "use it: write `trace: {:?}` into a workload with these layers, or `input: ...` at its checkpoint",
        path.display().to_string()
    );
    arguments.out.finish(&recording.conversions, &files, &next)
}
