//! Arguments of `egret compare`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  egret compare base/run.json out                    two runs; a directory stands for the run.json in it
  egret compare baseline/ out/ --budget budget.ron   two result sets, judged: exit code 1 over budget
  egret compare odin/ truenorth/ --format md         two chips under one workload, for a pull request
  egret compare baseline out --budget budget.ron --chip-file chips/mine.ron --format github
  egret compare accept baseline out                  what is new becomes the baseline

A budget file, with globs over the figures that `egret explain` lists:
  (schema: \"egret.budget/1\", budgets: [
    (metrics: \"energy_per_step_j\", change_at_most: \"2 %\", at_most: \"5 mJ\"),
    (metrics: \"energy_*_j\", change_at_most: \"10 %\", change_at_most_by: \"1 nJ\", severity: Warning),
    (metrics: \"utilisation_mean\", change_at_most: \"5 %\", direction: Decrease, chips: \"mesh-*\"),
  ])

Exit codes: 0 within budget, or no budget and nothing missing; 1 over budget, or something could not be checked;
2 the input is wrong; 3 not comparable: another workload, trace, seed, number of steps or schema.
docs/ci.md says how to use it in continuous integration.";

const ACCEPT_EXAMPLES: &str = "\
Examples:
  egret compare accept baseline/run.json out         the baseline is replaced, and what changed is said
  egret compare accept baseline/ out/                a result set
  egret compare accept --force baseline out          even where the two are not comparable

Runs are stored without what simulating them took on this computer, so that a baseline changes only when a result
does. A baseline from which nothing differs is left as it is.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Arguments {
    /// What to compare with: a run.json, a directory with one, or a result set
    #[arg(value_name = "BASE", required = true)]
    pub(super) base: Option<PathBuf>,
    /// What is compared: of the same kind
    #[arg(value_name = "NEW", required = true)]
    pub(super) new: Option<PathBuf>,
    /// Budget file: what a change may cost
    #[arg(long, value_name = "FILE")]
    pub(super) budget: Option<PathBuf>,
    /// What to print: a table, Markdown, JSON, JUnit XML or annotations of GitHub
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
    /// List every figure of every point in the table, also those that did not change
    #[arg(long)]
    pub(super) all: bool,
    /// Chip file of NEW, so that annotations can point at parameters; may be repeated
    #[arg(long = "chip-file", value_name = "FILE")]
    pub(super) chip_files: Vec<PathBuf>,
    /// By what share figures may differ and still be the same
    #[arg(long, value_name = "SHARE", default_value = "1e-9", value_parser = share)]
    pub(super) tolerance: f64,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make what is new the baseline
    Accept(AcceptArguments),
}

#[derive(Debug, Args)]
#[command(after_help = ACCEPT_EXAMPLES)]
pub(super) struct AcceptArguments {
    /// The baseline: it is replaced, or made where there is none
    #[arg(value_name = "BASE")]
    pub(super) base: PathBuf,
    /// What takes its place
    #[arg(value_name = "NEW")]
    pub(super) new: PathBuf,
    /// Replace it even where the two are not comparable
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Table,
    /// For pull requests and step summaries
    Md,
    /// For programs
    Json,
    /// For test reports
    Junit,
    /// For annotations in GitHub Actions
    Github,
}

fn share(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| format!("`{text}` is no number"))?;
    if (0.0..1.0).contains(&value) {
        Ok(value)
    } else {
        Err("give a share from 0 to below 1, such as 1e-9".to_owned())
    }
}
