//! `egret import`: networks, recordings and masks of other frameworks, made into files that egret runs.

mod foreign;
mod masks;
mod nir;
mod outputs;
mod recording;
mod safetensors;
mod sanafe;
mod trace;

use clap::{Args, Subcommand};

use crate::failure::Failure;

const EXAMPLES: &str = "\
Examples:
  egret import nir net.nir --dt 1ms --input spikes.npz --out imported
  egret import safetensors model.safetensors --sidecar model.ron --out imported
  egret import sanafe --arch loihi.yaml --net dvs.yaml --out imported
  egret import trace activity.npz --out imported
  egret import masks masks.npz --workload egru-ptb --out imported
  egret run --workload imported/workload.ron

docs/import.md shows how EvNN, PyTorch, snnTorch, Norse, NIR and SANA-FE write these files. Files of
`torch.save` are not read: they are programs.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A spiking network from the Neuromorphic Intermediate Representation
    #[command(after_help = nir::EXAMPLES)]
    Nir(nir::Nir),
    /// A recurrent network from safetensors, with a sidecar that says which framework wrote it
    #[command(after_help = safetensors::EXAMPLES)]
    Safetensors(safetensors::Safetensors),
    /// Recorded events from npz, npy, CSV or safetensors
    #[command(after_help = trace::EXAMPLES)]
    Trace(trace::Trace),
    /// A network of SANA-FE with its chip and mapping
    #[command(after_help = sanafe::EXAMPLES)]
    Sanafe(sanafe::Sanafe),
    /// Masks from npz into a workload
    #[command(after_help = masks::EXAMPLES)]
    Masks(masks::Masks),
}

/// Runs the subcommand.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.command {
        Command::Nir(arguments) => nir::run(arguments),
        Command::Safetensors(arguments) => safetensors::run(arguments),
        Command::Trace(arguments) => trace::run(arguments),
        Command::Sanafe(arguments) => sanafe::run(arguments),
        Command::Masks(arguments) => masks::run(arguments),
    }
}
