//! `egret chip`: the chips there are, their parameters and how they came about, and whether a chip file is right.

use std::path::Path;

use clap::{Args, Subcommand, ValueEnum};
use egret_arch::{Chip, Payload, Sync, check, resolved, shipped_references};

use super::{derivation, scale};
use crate::console::{self, Look};
use crate::failure::Failure;
use crate::inputs::{self, Source};
use crate::listing;
use crate::settings::Settings;

const EXAMPLES: &str = "\
Examples:
  egret chip list
  egret chip show loihi1-davies
  egret chip show mesh-generic --derivation
  egret chip show spinnaker2 --format ron > my-chip.ron
  egret chip check my-chip.ron
  egret chip scale loihi1-davies --node 7nm --voltage 0.65 --out loihi1-7nm.ron";

const LIST_EXAMPLES: &str = "\
Example:
  egret chip list";

const SHOW_EXAMPLES: &str = "\
Examples:
  egret chip show loihi1-davies
  egret chip show spinnaker2 | grep energy
  egret chip show mesh-generic --set chip.core.synapse.lanes=8
  egret chip show mesh-generic --derivation
  egret chip show spinnaker2 --format ron > my-chip.ron";

const CHECK_EXAMPLES: &str = "\
Example:
  egret chip check my-chip.ron";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the shipped chips
    #[command(after_help = LIST_EXAMPLES)]
    List,
    /// Show every parameter of a chip with unit, basis and source
    #[command(after_help = SHOW_EXAMPLES)]
    Show(Show),
    /// Check a chip file and show everything that is wrong with it
    #[command(after_help = CHECK_EXAMPLES)]
    Check {
        /// Chip file
        file: String,
    },
    /// Scale a chip to another process node and voltage
    #[command(after_help = scale::EXAMPLES)]
    Scale(scale::Arguments),
}

#[derive(Debug, Args)]
struct Show {
    /// Shipped chip, or path of a chip file
    name: String,
    /// A table of parameters as they are used, or the file as it is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// How every modelled and derived number came about, instead of the table
    #[arg(long, conflicts_with = "format")]
    derivation: bool,
    /// Set a parameter by its path (not with `--format`); may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE", conflicts_with_all = ["format"])]
    settings: Vec<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Table,
    Ron,
}

/// Runs the subcommand.
pub(crate) fn run(arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
        Command::List => list(),
        Command::Show(arguments) => show(&arguments),
        Command::Check { file } => check_file(&file),
        Command::Scale(arguments) => scale::run(&arguments),
    }
}

/// Reads and checks a chip; errors of settings go back to where they were written.
pub(crate) fn load(source: &Source, settings: &Settings) -> Result<Chip, Failure> {
    check(&source.name, &source.text, &settings.of("chip"))
        .map_err(|error| Failure::Input(settings.attribute("chip", error)))
}

fn list() -> Result<(), Failure> {
    let mut rows = Vec::new();
    for (name, _) in inputs::chips().shipped {
        let source = inputs::chips().find(name, Path::new(""))?;
        let chip = load(&source, &Settings::default())?;
        rows.push(vec![
            (*name).to_owned(),
            chip.usable_cores().to_string(),
            sync(&chip).to_owned(),
            payload(&chip),
            chip.file().summary.clone(),
        ]);
    }
    let heading = ["chip", "cores", "synchronisation", "events", "what it is"];
    console::write(&listing::table(Look::of_output(), &heading, &[1], rows))
}

fn show(arguments: &Show) -> Result<(), Failure> {
    let source = inputs::chips().find(&arguments.name, Path::new(""))?;
    let mut settings = Settings::default();
    settings.add_arguments(&arguments.settings)?;
    let chip = load(&source, &settings)?;
    if arguments.derivation {
        return console::write(&derivation::text(Look::of_output(), &chip));
    }
    match arguments.format {
        Format::Ron => console::write(&source.text),
        Format::Table => {
            let look = Look::of_output();
            let title = format!("{}: {}", chip.name(), chip.file().summary);
            let mut text = listing::paragraph(look, &title, "  ") + "\n";
            text.push_str(&listing::parameters(look, &resolved(&chip), shipped_references()));
            text.push_str(&remarks(&chip));
            console::write(&text)
        }
    }
}

fn check_file(file: &str) -> Result<(), Failure> {
    let source = inputs::chips().find(file, Path::new(""))?;
    let chip = load(&source, &Settings::default())?;
    let (cores, parameters) = (chip.usable_cores(), resolved(&chip).len());
    let text = format!(
        "{}: a chip `{}` of {cores} usable cores, {parameters} parameters, no problem\n",
        source.name,
        chip.name()
    );
    console::write(&(text + &remarks(&chip)))
}

/// What a reader must know about the numbers.
fn remarks(chip: &Chip) -> String {
    let mut text = String::new();
    let unpriced = chip.unpriced();
    if !unpriced.is_empty() {
        let list = unpriced.join(", ");
        let said =
            format!("Nobody published a price for: {list}. They count 0, so energies are lower bounds.");
        text.push('\n');
        text.push_str(&listing::paragraph(Look::of_output(), &said, "  "));
    }
    let left_out = chip.left_out();
    if !left_out.is_empty() {
        let said =
            format!("Left out of the file and modelled: {}. `--derivation` says how.", left_out.join(", "));
        text.push('\n');
        text.push_str(&listing::paragraph(Look::of_output(), &said, "  "));
    }
    if !chip.roundings().is_empty() {
        text.push_str("\nRounded to the time base:\n");
        for rounding in chip.roundings() {
            text.extend([format!("  {}: {} becomes {}\n", rounding.path, rounding.asked, rounding.got)]);
        }
    }
    text
}

fn sync(chip: &Chip) -> &'static str {
    match chip.sync() {
        Sync::Barrier { .. } | Sync::BarrierTable { .. } => "barrier",
        Sync::FixedTick { .. } => "fixed tick",
        Sync::Dataflow { .. } => "dataflow",
        Sync::FreeRunning { .. } => "free-running",
    }
}

fn payload(chip: &Chip) -> String {
    match chip.limits().payload {
        Payload::Binary => "binary".to_owned(),
        Payload::Graded(bits) => format!("graded, {bits} b"),
    }
}
