//! `egret import masks`: a workload whose projections have masks that were made elsewhere.

use std::path::{Path, PathBuf};

use clap::Args;
use egret_config::InputError;
use egret_workloads::files::read_npz;
use egret_workloads::import::{masked, to_ron};

use super::foreign;
use super::outputs::{Out, run_it};
use crate::commands::arguments::DEFAULT_SEED;
use crate::commands::workload;
use crate::failure::Failure;
use crate::inputs;
use crate::settings::Settings;

pub(super) const EXAMPLES: &str = "\
Example:
  egret import masks masks.npz --workload egru-ptb --out imported

Every array is named after a projection of the workload (W0, R0, ..) and has the shape
[targets, sources], targets being gates times units; 0 is no weight. Projections without an array
stay as they are. Workloads whose weights come from a checkpoint are refused.";

/// Options of the subcommand.
#[derive(Debug, Args)]
pub(super) struct Masks {
    /// File with a mask for each projection: .npz
    file: PathBuf,
    /// Workload whose projections they are: shipped, or the path of a file
    #[arg(long, value_name = "NAME|FILE")]
    workload: String,
    #[command(flatten)]
    out: Out,
}

/// Runs the subcommand.
pub(super) fn run(arguments: &Masks) -> Result<(), Failure> {
    let source = inputs::workloads().find(&arguments.workload, Path::new(""))?;
    let workload = workload::load(&source, &Settings::default(), DEFAULT_SEED)?;
    let name = arguments.file.display().to_string();
    let masks = read_npz(&foreign::read(&arguments.file)?);
    let masks = masks.map_err(|problem| Failure::input(name.as_str(), problem))?;
    let (file, conversions) = masked(&workload, &masks)
        .map_err(|problems| Failure::Input(vec![InputError { name, text: None, problems }]))?;
    let files = [("workload.ron", to_ron(&file).into_bytes())];
    let next = run_it(&arguments.out.join("workload.ron"), "");
    arguments.out.finish(&conversions, &files, &next)
}
