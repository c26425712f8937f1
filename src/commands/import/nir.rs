//! `egret import nir`: a spiking network as a workload.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use egret_config::{Problem, Span};
use egret_workloads::checkpoint::{graph_sparsity, write_graph};
use egret_workloads::files::write_trace;
use egret_workloads::import::{Conversion, Discretisation, Imported, TimeStep, import_nir};

use super::foreign;
use super::outputs::{Out, quoted, run_it};
use super::recording::Reading;
use crate::failure::Failure;

pub(super) const EXAMPLES: &str = "\
Examples:
  egret import nir net.nir --dt 1ms --input spikes.npz --out imported
  egret import nir net.nir --dt 100us --discretise exact --input dvs.csv --units 34,34,2 \\
            --out imported
  egret run --workload imported/workload.ron

Understood are Affine, AvgPool2d, Conv1d, Conv2d, CubaLI, CubaLIF, Flatten, I, IF, Input, LI, LIF,
Linear, NIRGraph, Output, Scale and SumPool2d. norse steps by 1ms, snnTorch exports with a step of
100us.";

/// Options of the subcommand.
#[derive(Debug, Args)]
pub(super) struct Nir {
    /// File of `nir.write`
    file: PathBuf,
    /// Time that a step stands for: the time constants of the file are in seconds
    #[arg(long, value_name = "TIME", value_parser = time)]
    dt: Span,
    /// How differential equations become steps
    #[arg(long, value_enum, default_value_t = How::Euler)]
    discretise: How,
    /// Recorded events of the input: .npz, .npy, .csv or .safetensors
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    out: Out,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum How {
    /// Forward Euler, as norse and snnTorch
    Euler,
    /// Exact for input that is constant over a step
    Exact,
}

fn time(text: &str) -> Result<Span, String> {
    let time: Span = text.parse().map_err(|error: egret_config::QuantityError| error.to_string())?;
    if time.as_seconds() > 0.0 { Ok(time) } else { Err("expected a time above 0, such as 1ms".to_owned()) }
}

/// Steps of a run of a network without recorded input.
const DEFAULT_STEPS: u32 = 100;

/// Runs the subcommand.
pub(super) fn run(arguments: &Nir) -> Result<(), Failure> {
    let discretisation = match arguments.discretise {
        How::Euler => Discretisation::Euler,
        How::Exact => Discretisation::Exact,
    };
    let time = TimeStep { seconds: arguments.dt.as_seconds(), discretisation };
    let name = arguments.file.display().to_string();
    let imported = import_nir(&name, &foreign::read(&arguments.file)?, time)?;
    let mut files = vec![("network.safetensors", write_graph(&imported.network))];
    let mut conversions = imported.conversions.clone();
    let mut steps = None;
    if let Some(input) = &arguments.input {
        let seconds = format!("{:e}s", time.seconds);
        let recording = arguments.reading.read(input, Some(&seconds))?;
        let units = imported.network.populations[0].units;
        let [trace] = recording.traces.as_slice() else {
            let what = format!("it has {} layers, and the input is one", recording.traces.len());
            return Err(Failure::input(input.display().to_string(), Problem::new("", what)));
        };
        if trace.units() != units {
            let what = format!("it has {} units, and the input of the network {units}", trace.units());
            let hint = "`--units` says how many there are where not all occur";
            return Err(Failure::input(input.display().to_string(), Problem::new("", what).hint(hint)));
        }
        steps = Some(trace.steps());
        conversions.extend(
            recording
                .conversions
                .into_iter()
                .map(|part| Conversion { became: part.became.replacen("layer0", "input", 1), ..part }),
        );
        files.push(("input.safetensors", write_trace(&recording.traces)));
    }
    files.push(("workload.ron", workload(arguments, &imported, steps).into_bytes()));
    let more = if steps.is_none() {
        " --activity 0.1   (its input is not known: `--input` executes it)"
    } else {
        ""
    };
    let next = run_it(&arguments.out.join("workload.ron"), more);
    arguments.out.finish(&conversions, &files, &next)
}

/// The workload file; executed where `steps` of the input are recorded.
fn workload(arguments: &Nir, imported: &Imported, steps: Option<u32>) -> String {
    let name = foreign::stem(&arguments.file);
    let file = arguments.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let summary = format!("The spiking network of {file}, imported from NIR with steps of {}.", arguments.dt);
    let (input, events) = match steps {
        Some(_) => ("\n        input: \"input.safetensors\",", "\n    events: Executed,"),
        None => ("", ""),
    };
    format!(
        "(\n    schema: \"egret.workload/1\",\n    name: {},\n    summary: {},\n    mask: Trained,\n    \
         weight_sparsity: {:.6},\n    weight_bits: Chosen(32, \"the file holds floats\"),\n    \
         payload_bits: Chosen(32, \"of values that are no spikes, as the weights\"),\n    embedding: Host,\n    \
         decoder: Host,\n    checkpoint: (\n        weights: \"network.safetensors\",{input}\n    ),{events}\n    \
         steps: {},\n)\n",
        quoted(&name),
        quoted(&summary),
        graph_sparsity(&imported.network),
        steps.unwrap_or(DEFAULT_STEPS),
    )
}
