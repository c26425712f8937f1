//! The subcommand.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use clap::Args;
use egret_config::{InputError, Problem};
use egret_workloads::checkpoint::write_graph;
use egret_workloads::import::{Conversion, NetworkFormat, PeerFile, import_sanafe};

use super::super::foreign;
use super::super::outputs::Out;
use super::chip::{Use, chip};
use super::workload::{placement, scenario, workload};
use crate::failure::Failure;

pub(in super::super) const EXAMPLES: &str = "\
Examples:
  egret import sanafe --arch loihi.yaml --net dvs.yaml --out dvs
  egret import sanafe --arch loihi.yaml --net network.net --out imported
  egret run dvs/scenario.ron --steps 128
  egret run dvs/scenario.ron --steps 128 --timing peer-simple
  egret run dvs/scenario.ron --steps 128 --noc flit

A network whose name ends with .net is a netlist (lines g, n, e and &), any other is YAML.";

/// Options of the subcommand.
#[derive(Debug, Args)]
pub(in super::super) struct Sanafe {
    /// YAML file of the chip
    #[arg(long, value_name = "FILE")]
    arch: PathBuf,
    /// File of the network with its mapping: YAML, or a netlist (.net)
    #[arg(long, value_name = "FILE")]
    net: PathBuf,
    #[command(flatten)]
    out: Out,
}

/// A larger file is not shown in messages, which then have line and column only.
const LARGEST_SHOWN: u64 = 64 << 20;

/// Runs the subcommand.
pub(in super::super) fn run(arguments: &Sanafe) -> Result<(), Failure> {
    let opened = [&arguments.arch, &arguments.net].map(|path| open(path));
    let [arch, net] = opened;
    let (arch, net) = crate::failure::both(arch, net)?;
    let (arch_name, net_name) = (arguments.arch.display().to_string(), arguments.net.display().to_string());
    let format = match foreign::extension(&arguments.net).as_str() {
        "net" => NetworkFormat::Netlist,
        _ => NetworkFormat::Yaml,
    };
    let arch = PeerFile { name: &arch_name, reader: arch, text: &|| text(&arguments.arch) };
    let net = PeerFile { name: &net_name, reader: net, text: &|| text(&arguments.net) };
    let sanafe = import_sanafe(arch, net, format).map_err(Failure::Input)?;

    let names = [&arguments.arch, &arguments.net].map(|path| short(path));
    let (packet, mut notes) = chip(&sanafe, &names[0], Use::Packet);
    let (flit, _) = chip(&sanafe, &names[0], Use::Flit);
    let grid = &sanafe.chip;
    if grid.tile_count() < grid.width * grid.height {
        notes.push(format!(
            "{} tiles on a grid of {} x {}: the routers without a tile are there too",
            grid.tile_count(),
            grid.width,
            grid.height
        ));
    }
    let mut conversions = vec![Conversion {
        node: grid.name.clone(),
        kind: "architecture".to_owned(),
        became: format!("chip.ron and chip-flit.ron, {} x {} routers", grid.width, grid.height),
        notes,
    }];
    conversions.extend(sanafe.conversions.iter().cloned());
    let cores: std::collections::BTreeSet<u32> = sanafe.placement.iter().map(|row| row.core).collect();
    conversions.push(Conversion {
        node: "mappings".to_owned(),
        kind: "mapping".to_owned(),
        became: format!("placement.csv, {} rows on {} cores", sanafe.placement.len(), cores.len()),
        notes: Vec::new(),
    });
    for (name, warnings) in names.iter().zip(&sanafe.warnings) {
        conversions.extend(warnings.iter().map(|warning| Conversion {
            node: name.clone(),
            kind: "WARNING".to_owned(),
            became: "nothing".to_owned(),
            notes: vec![format!("without effect: {warning}")],
        }));
    }
    let files = [
        ("chip.ron", packet.into_bytes()),
        ("chip-flit.ron", flit.into_bytes()),
        ("workload.ron", workload(&sanafe, &foreign::stem(&arguments.net), &names[1]).into_bytes()),
        ("placement.csv", placement(&sanafe).into_bytes()),
        ("scenario.ron", scenario(&sanafe).into_bytes()),
        ("network.safetensors", write_graph(&sanafe.network)),
    ];
    let advice = format!("run it: egret run {} --steps N", arguments.out.join("scenario.ron").display());
    arguments.out.finish(&conversions, &files, &advice)
}

fn open(path: &Path) -> Result<BufReader<File>, Failure> {
    if path.is_dir() {
        let problem =
            Problem::new("", "it is a directory, and a file is needed").hint("give the path of a file in it");
        return Err(Failure::Input(vec![InputError::single(path.display().to_string(), problem)]));
    }
    File::open(path).map(BufReader::new).map_err(|error| Failure::unreadable(path, &error))
}

/// The text of a file for messages.
fn text(path: &Path) -> Option<String> {
    let size = path.metadata().ok()?.len();
    if size > LARGEST_SHOWN { None } else { std::fs::read_to_string(path).ok() }
}

fn short(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
