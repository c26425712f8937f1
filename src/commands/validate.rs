//! `egret validate`: what was measured on chips, beside what is simulated of it.

mod json;
mod markdown;
mod plot;
mod table;

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use clap::{Args, ValueEnum};

use super::noc::outputs;
use crate::console::{self, Look};
use crate::failure::Failure;
use crate::inputs;
use crate::interrupt;
use crate::progress::Progress;
use crate::validation::{Described, Row, evaluate, read, shipped};

const EXAMPLES: &str = "\
Examples:
  egret validate                        every measured point of every chip
  egret validate truenorth odin         those of two chips
  egret validate --format md > table.md
  egret validate --plot agreement.svg   simulated against measured
  egret validate odin --set chip.energy.synop=\"9 pJ\"   what if: exit code 1 where a row leaves its band
  egret validate ./my-scenario.ron      a scenario of your own with `measured: [..]`

A row is calibrated (the chip's numbers were fitted to this very figure), predicted (they were not), or bound
(inputs are not public; what is missing stands below the table). docs/validation.md says how to read the table.
The scenarios are files: `egret run validation/odin-75mhz.ron` in a copy of the repository runs one.

Exit codes: 0 all rows are in their bands, 1 a row has left its band or a bound does not hold, 2 the input is wrong.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Shipped chips, or paths of scenario files with measured points [default: all chips]
    #[arg(value_name = "NAME|FILE")]
    names: Vec<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// SVG or PNG file for a plot of simulated against measured figures
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Set any parameter of the scenarios by its path; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE")]
    settings: Vec<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs
    Json,
    /// For documents
    Md,
}

/// Runs the subcommand.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let scenarios = selected(&arguments.names)?;
    let image = arguments.plot.as_deref().map(|path| outputs::picture(path, "--plot")).transpose()?;
    let progress = Progress::new(scenarios.len() as u32, "scenarios", "validating");
    let ended = AtomicU32::new(0);
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let evaluated = evaluate(&scenarios, &arguments.settings, threads, &|| {
        progress.at(ended.fetch_add(1, Ordering::Relaxed) + 1);
    });
    progress.clear();
    let rows = evaluated.inspect_err(|_| interrupt::leave_nothing_behind())?;
    let mut wrote = Vec::new();
    if let Some((path, image)) = arguments.plot.as_ref().zip(image) {
        let picture =
            plot::of(&rows).render(image).map_err(|error| Failure::Bug(format!("no picture: {error}")))?;
        outputs::write(path, &picture)?;
        wrote.push(path.clone());
    }
    let wrote = outputs::wrote(&wrote);
    match arguments.format {
        Format::Table => {
            let separator = if wrote.is_empty() { "" } else { "\n" };
            console::write(&format!("{}{separator}{wrote}", table::of(Look::of_output(), &rows)))?;
        }
        Format::Md => {
            console::write(&markdown::of(&rows))?;
            console::say(&wrote);
        }
        Format::Json => {
            console::write(&json::of(&rows))?;
            console::say(&wrote);
        }
    }
    verdict(&rows)
}

/// The scenarios of the chips that were named, in shipped order, then files in the order in which they were named.
fn selected(names: &[String]) -> Result<Vec<Described>, Failure> {
    let all = shipped()?;
    if names.is_empty() {
        return Ok(all);
    }
    let (files, chips): (Vec<&String>, Vec<&String>) = names.iter().partition(|name| inputs::is_path(name));
    for chip in &chips {
        // Unknown names are refused with the known ones.
        inputs::chips().find(chip, Path::new(""))?;
    }
    let mut selected: Vec<Described> = all.into_iter().filter(|of| chips.contains(&&of.chip)).collect();
    for file in files {
        selected.push(read(Path::new(file))?);
    }
    Ok(selected)
}

/// Fails when a row is not as it must be.
fn verdict(rows: &[Row]) -> Result<(), Failure> {
    let out: Vec<String> =
        rows.iter().filter(|row| row.holds() == Some(false)).map(table::of_failed).collect();
    match out.len() {
        0 => Ok(()),
        count => {
            let of = rows.len();
            Err(Failure::OutOfBand {
                what: format!("{count} of {of} rows are not as they must be"),
                rows: out,
            })
        }
    }
}
