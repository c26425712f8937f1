//! `egret report`: a result set or a run as one file for a browser.

use std::path::{Path, PathBuf};

use clap::Args;
use egret_config::{InputError, Problem, References};
use egret_reports::results::{RESULTS, ResultSet, STUDY};
use egret_reports::{HtmlReport, RunRecord, check_replaceable, from_json, write_atomically};

use crate::console;
use crate::failure::Failure;
use crate::inputs;
use crate::interrupt::uninterrupted;

const EXAMPLES: &str = "\
Examples:
  egret report bar --out bar.html              a study: the directory that `egret study` wrote
  egret report out --out run.html              a single run: the directory that `egret run` wrote
  egret report bar/results.csv                 writes report.html in this directory

The file is whole: charts, figures, parameters with their sources, and what every column means. It loads nothing from
anywhere; without scripts it shows plain pictures and tables. docs/report.md says more.";

/// File of a run in a directory.
const RUN: &str = "run.json";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// What to show: a directory with results.csv and study.json, one with run.json, or one of these files
    #[arg(value_name = "DIR")]
    results: PathBuf,
    /// The file to write
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    out: PathBuf,
}

/// What is shown.
enum Results {
    Study(Box<ResultSet>),
    Run(Box<RunRecord>),
}

/// Runs the subcommand.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    check_replaceable(&arguments.out)?;
    let results = read(&arguments.results)?;
    let references = references()?;
    let report = match &results {
        Results::Study(set) => HtmlReport::of_study((**set).clone(), &references),
        Results::Run(record) => HtmlReport::of_run(record, &references),
    };
    let page = report.render().map_err(|error| Failure::Bug(error.to_string()))?;
    uninterrupted(|| write_atomically(&arguments.out, page.as_bytes()))?;
    console::write(&format!("wrote {}\n", arguments.out.display()))
}

/// The result set or the run at a path.
fn read(path: &Path) -> Result<Results, Failure> {
    let (study, run) = if path.is_dir() {
        (path.join(STUDY).is_file() || path.join(RESULTS).is_file(), path.join(RUN))
    } else {
        (matches!(path.file_name().and_then(|name| name.to_str()), Some(STUDY | RESULTS)), path.to_owned())
    };
    if study {
        return Ok(Results::Study(Box::new(ResultSet::read(path)?)));
    }
    if path.is_dir() && !run.is_file() {
        let what = format!("there is neither {STUDY} nor {RUN} in it");
        let hint = "`egret study FILE --out DIR` and `egret run --out DIR` write such directories";
        return Err(Failure::input(path.display().to_string(), Problem::new("", what).hint(hint)));
    }
    let record = from_json(&run.display().to_string(), &inputs::read_record(&run)?);
    Ok(Results::Run(Box::new(record.map_err(InputError::locate)?)))
}

/// The works that chips and workloads cite.
fn references() -> Result<References, Failure> {
    let mut references = egret_arch::shipped_references().clone();
    references.0.extend(egret_workloads::shipped_references()?.0);
    Ok(references)
}
