//! `egret plot`: pictures of stored results.

use std::path::PathBuf;

use clap::Args;
use egret_config::Problem;
use egret_reports::metrics::metrics;
use egret_reports::{PLOT_KINDS, PlotInput, PlotKind, PlotOptions, PlotRequest, PlotSize, plot_kind};

use super::noc::outputs;
use crate::console::{self, Look};
use crate::failure::{Failure, both};
use crate::listing;

const EXAMPLES: &str = "\
Examples:
  egret plot energy out/run.json --out energy.svg
  egret plot heat-map results --metric latency --where chip=mesh-generic --out latency.png
  egret plot pareto results --x energy --y area_mm2 --by chip --out front.svg --size 1600x1000
  egret plot interaction results --metric edp --out interaction.svg
  egret plot --figures                           every figure that --metric, --x and --y take

FILES are directories written by `egret study` or `egret run`, or a results.csv, run.json or waterfall.csv of theirs.
docs/plots.md shows every kind.";

/// The kinds, and examples.
fn after_help() -> String {
    let widest = PLOT_KINDS.iter().map(|kind| kind.name.len()).max().unwrap_or_default();
    let kinds = PLOT_KINDS.iter().map(|kind| format!("  {:widest$}  {}\n", kind.name, kind.what));
    format!("Kinds:\n{}\n{EXAMPLES}", kinds.collect::<String>())
}

#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub(crate) struct Arguments {
    /// Kind of the plot; without one, the kinds are listed
    kind: Option<String>,
    /// Stored results: directories, results.csv, run.json or waterfall.csv files
    #[arg(value_name = "FILES")]
    files: Vec<PathBuf>,
    /// SVG or PNG file for the picture
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Width and height in pixels; a PNG has two of its own for each
    #[arg(long, value_name = "WxH", default_value = "960x640", value_parser = PlotSize::parse)]
    size: PlotSize,
    /// Title instead of the usual one
    #[arg(long)]
    title: Option<String>,
    /// Figure to show: energy, latency, edp (all of a step), or a column of results.csv
    #[arg(long)]
    metric: Option<String>,
    /// Axis or figure from left to right
    #[arg(long, value_name = "AXIS|METRIC")]
    x: Option<String>,
    /// Axis or figure from bottom to top
    #[arg(long, value_name = "AXIS|METRIC")]
    y: Option<String>,
    /// Field by which points are told apart (pareto, iso-energy) or brought together (energy)
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,
    /// Draw only points with this value; may be repeated
    #[arg(long = "where", value_name = "FIELD=VALUE", value_parser = filter)]
    filters: Vec<(String, String)>,
    /// Most bars to draw (sensitivity)
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Make all bars as long as each other, and show shares (energy)
    #[arg(long)]
    shares: bool,
    /// List the figures that can be shown
    #[arg(long, exclusive = true)]
    figures: bool,
}

fn filter(text: &str) -> Result<(String, String), String> {
    let (field, value) = text.split_once('=').ok_or("write FIELD=VALUE, such as chip=mesh-generic")?;
    Ok((field.trim().to_owned(), value.trim().to_owned()))
}

/// Runs the subcommand.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.figures {
        return list_figures();
    }
    let Some(kind) = &arguments.kind else { return list_kinds() };
    let kind = plot_kind(kind).map_err(|problem| Failure::input("egret plot", problem))?;
    refuse_unheeded(kind, arguments)?;
    if arguments.files.is_empty() {
        let problem =
            Problem::new("", format!("`{}` draws {}, and no file is given", kind.name, kind.needs.phrase()));
        return Err(Failure::input(
            "FILES",
            problem.hint(format!("egret plot {} results --out plot.svg", kind.name)),
        ));
    }
    let Some(out) = arguments.out.as_deref() else {
        let problem = Problem::new("", "a picture needs a file");
        return Err(Failure::input("--out", problem.hint("name one that ends with .svg or .png")));
    };
    let inputs = inputs(kind, arguments);
    let (inputs, image) = both(inputs, outputs::picture(out, "--out"))?;
    let options = PlotOptions {
        size: arguments.size,
        title: arguments.title.clone(),
        metric: arguments.metric.clone(),
        x: arguments.x.clone(),
        y: arguments.y.clone(),
        by: arguments.by.clone(),
        filters: arguments.filters.clone(),
        top: arguments.top.unwrap_or(PlotOptions::default().top),
        shares: arguments.shares,
    };
    let picture = (kind.picture)(&PlotRequest { inputs: &inputs, options: &options })?;
    let bytes = picture.render(image).map_err(|error| Failure::Bug(error.to_string()))?;
    outputs::write(out, &bytes)?;
    console::write(&format!("wrote {}\n", out.display()))
}

/// Every input, or what is wrong with all of them.
fn inputs(kind: &PlotKind, arguments: &Arguments) -> Result<Vec<(String, PlotInput)>, Failure> {
    let mut inputs = Vec::new();
    let mut wrong = Vec::new();
    for path in &arguments.files {
        match PlotInput::read(path, kind.needs) {
            Ok(input) => inputs.push((path.display().to_string(), input)),
            Err(error) => wrong.push(error),
        }
    }
    if wrong.is_empty() { Ok(inputs) } else { Err(Failure::Input(wrong)) }
}

/// Refuses options that a kind would leave aside without a word.
fn refuse_unheeded(kind: &PlotKind, arguments: &Arguments) -> Result<(), Failure> {
    let given = [
        ("metric", arguments.metric.is_some()),
        ("x", arguments.x.is_some()),
        ("y", arguments.y.is_some()),
        ("by", arguments.by.is_some()),
        ("top", arguments.top.is_some()),
        ("shares", arguments.shares),
        ("where", !arguments.filters.is_empty()),
    ];
    let unheeded = given.into_iter().find(|(option, given)| *given && !kind.options.contains(option));
    let Some((option, _)) = unheeded else { return Ok(()) };
    let problem = Problem::new("", format!("`{}` has no such option", kind.name));
    let options: Vec<String> = kind.options.iter().map(|option| format!("--{option}")).collect();
    let options = if options.is_empty() { "none of its own".to_owned() } else { options.join(", ") };
    Err(Failure::input(
        format!("--{option}"),
        problem.hint(format!("beside --size and --title it heeds {options}")),
    ))
}

fn list_kinds() -> Result<(), Failure> {
    let rows = PLOT_KINDS.iter().map(|kind| {
        let options: Vec<String> = kind.options.iter().map(|option| format!("--{option}")).collect();
        vec![kind.name.to_owned(), kind.what.to_owned(), kind.needs.phrase().to_owned(), options.join(" ")]
    });
    let table =
        listing::table(Look::of_output(), &["kind", "what it shows", "of", "options"], &[], rows.collect());
    console::write(&format!(
        "{table}\negret plot KIND FILES --out FILE.svg; egret plot --help has examples\n"
    ))
}

fn list_figures() -> Result<(), Failure> {
    let rows =
        metrics().iter().map(|metric| vec![metric.name.clone(), metric.unit.to_owned(), metric.what.clone()]);
    console::write(&listing::table(Look::of_output(), &["figure", "unit", "what it is"], &[], rows.collect()))
}
