//! `egret bound`: what a run takes at least, without simulating it.

use std::path::{Path, PathBuf};

use clap::Args;
use egret_reports::record::BoundRecord;
use egret_reports::{FloorlinePlot, bound_record, bound_table, plain_json};
use egret_sim::{Bound, Prepared};
use serde::Serialize;

use super::noc::outputs;
use super::run::{Format, Inputs};
use crate::console::{self, Look};
use crate::failure::Failure;
use crate::plan::Plan;
use crate::progress::Progress;

const EXAMPLES: &str = "\
Examples:
  egret bound                                    what the default run takes at least
  egret bound --chip mesh-generic --workload egru-ptb --activity 0.2 --steps 200 --plot floorline.svg
  egret bound scenario.ron --noc flit            of a run written down
  egret bound --format json | jq .bound.binding

A step takes at least the time of the busiest core, link or memory, and of its barrier or tick;
docs/bounds.md has the formulae. `egret run` says how far above its bound a run was.";

/// Schema of what is printed as JSON.
const SCHEMA: &str = "egret.bound/1";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
    /// What to print: a table for people, or JSON
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// SVG or PNG file for a floorline plot: synops of the busiest core against time, a point a layer
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
}

/// A bound as JSON.
#[derive(Serialize)]
struct Printed<'a> {
    schema: &'static str,
    chip: &'a str,
    chips: u32,
    workload: &'a str,
    steps: u32,
    seed: u64,
    what_if: Vec<&'a str>,
    overrides: Vec<String>,
    bound: &'a BoundRecord,
}

/// Runs the subcommand.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut plan = arguments.inputs.plan()?;
    let (chip, workload) = plan.load()?;
    let (prepared, steps) = plan.prepare(&chip, &workload, arguments.inputs.given())?;
    let image = arguments.plot.as_deref().map(|path| outputs::picture(path, "--plot")).transpose()?;
    let found = counted(&prepared, steps, &format!("{} on {}", workload.name(), chip.name()));
    let bound = bound_record(&found);
    let chips = prepared.placement().chips;
    let subtitle = subtitle(&plan, (workload.name(), chip.name(), chips), found.tokens);
    let mut wrote = String::new();
    if let Some((path, image)) = arguments.plot.as_deref().zip(image) {
        let plot =
            FloorlinePlot { title: "Floorline".to_owned(), subtitle: subtitle.clone(), bound: bound.clone() };
        let bytes = plot.render(image).map_err(|error| Failure::Bug(error.to_string()))?;
        wrote = write(path, &bytes)?;
    }
    match arguments.format {
        Format::Table => {
            let look = Look::of_output();
            let mut text = bound_table(&bound, &subtitle, look.colour, look.width);
            for limit in prepared.lifted() {
                text.extend([format!("what-if, beyond this chip's limits: {}\n", limit.what)]);
            }
            let separator = if wrote.is_empty() { "" } else { "\n" };
            console::write(&format!("{text}{separator}{wrote}"))
        }
        Format::Json => {
            console::write(&plain_json(&Printed {
                schema: SCHEMA,
                chip: chip.name(),
                chips,
                workload: workload.name(),
                steps: found.tokens,
                seed: plan.seed,
                what_if: prepared.lifted().iter().map(|limit| limit.what.as_str()).collect(),
                overrides: plan.settings.overrides(&[]),
                bound: &bound,
            }))?;
            console::say(&wrote);
            Ok(())
        }
    }
}

fn counted(prepared: &Prepared<'_>, steps: u32, label: &str) -> Bound {
    let progress = Progress::new(steps, "steps", label);
    let bound = prepared.bound(steps, &mut |counted| progress.at(counted));
    progress.clear();
    bound
}

fn subtitle(plan: &Plan, (workload, chip, chips): (&str, &str, u32), tokens: u32) -> String {
    let chips = if chips == 1 { String::new() } else { format!("{chips} × ") };
    let steps = if tokens == 1 { "step" } else { "steps" };
    format!("{workload} on {chips}{chip}: {tokens} {steps}, seed {}, at least", plan.seed)
}

fn write(path: &Path, bytes: &[u8]) -> Result<String, Failure> {
    outputs::write(path, bytes)?;
    Ok(format!("wrote {}\n", path.display()))
}
