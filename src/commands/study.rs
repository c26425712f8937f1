//! `egret study`: runs many points, and keeps what is finished.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use egret_config::Problem;
use egret_reports::results::{RESULTS, ResultSet, Status, StudyRecord};

use super::arguments::whole;
use crate::console::{self, Look};
use crate::failure::Failure;
use crate::inputs;
use crate::interrupt;
use crate::listing;
use crate::progress::Progress;
use crate::study::{
    Campaign, Extent, Options, Shard, Study, carry_out_sparsity, half_width, merge, standing, summary,
};

const EXAMPLES: &str = "\
Examples:
  egret study study.ron --out results            every point of a study; interrupted, the same command goes on
  egret study mesh-search --out search --jobs 2  a shipped study, on two threads
  egret study study.ron --out results --until 3% as many steps as a 95 % confidence interval of ±3 % needs
  egret study study.ron --out results --shard 0/4          the first quarter, on one machine of four
  egret study sparsity --out sparsity            what weight and activity sparsity buy on five chips, and what eats the rest
  egret study status results                     what is done and what is missing
  egret study merge results                      results.csv from all shards

A study file:
  (name: \"bar\", chip: \"mesh-generic\", workload: \"egru-ptb\", steps: 20, seed: 3,
   axes: [(path: \"workload.weight_sparsity\", values: [0.5, 0.8, 0.9]),
          (path: \"workload.activity\", from: 0.01, to: 1, points: 5, scale: Log),
          (paths: [\"chip.core.synapse.lanes\", \"chip.energy.synop\"], values: [[4, \"2 pJ\"], [8, \"3 pJ\"]])],
   objectives: [(metric: \"energy_per_step_j\", direction: Minimise), (metric: \"step_s\", direction: Minimise)],
   constraints: [(metric: \"step_s\", at_most: \"1 ms\")])

Axes may also vary `chip`, `workload`, `steps`, `board` (chips joined, exactly so many) and `noc`. Strategies are Grid,
LatinHypercube(points: 100) and Search(evaluations: 200). Points that do not fit their chip are rows that say so.";

const STATUS_EXAMPLES: &str = "\
Examples:
  egret study status results
  egret study status results && egret study merge results

Ends with 1 while points are missing.";

const MERGE_EXAMPLES: &str = "\
Examples:
  egret study merge results

Reads every points-*.journal in the directory, whichever machine wrote it.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<StudyCommand>,
    /// Shipped study, or path of a study file
    #[arg(value_name = "NAME|FILE", required = true)]
    study: Option<String>,
    /// Directory for results
    #[arg(long, value_name = "DIR", required = true)]
    out: Option<PathBuf>,
    /// Simulations at a time, one a thread [default: the processors there are]
    #[arg(long, value_name = "N", value_parser = whole::<usize>)]
    jobs: Option<usize>,
    /// Part of the points, from 0: `0/4` is the first of four
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<Shard>,
    /// Sample each point until the 95 % confidence intervals of energy and length of a step are this narrow
    #[arg(long, value_name = "SHARE")]
    until: Option<String>,
    /// Set any parameter of all points by its path; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE")]
    settings: Vec<String>,
    /// End with 1 if any point is infeasible or failed
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Subcommand)]
enum StudyCommand {
    /// Say what is done and what is missing
    #[command(after_help = STATUS_EXAMPLES)]
    Status(Directory),
    /// Write results.csv from the journals of all shards
    #[command(after_help = MERGE_EXAMPLES)]
    Merge(Directory),
}

#[derive(Debug, Args)]
struct Directory {
    /// Directory of a study
    directory: PathBuf,
}

fn shard(text: &str) -> Result<Shard, String> {
    let wrong = || "expected I/N with I from 0 to N - 1, such as 0/4".to_owned();
    let (index, count) = text.split_once('/').ok_or_else(wrong)?;
    let shard =
        Shard { index: index.parse().map_err(|_| wrong())?, count: count.parse().map_err(|_| wrong())? };
    if shard.index < shard.count { Ok(shard) } else { Err(wrong()) }
}

/// Runs the subcommand.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match (&arguments.command, &arguments.study, &arguments.out) {
        (Some(StudyCommand::Status(status)), ..) => show_status(&status.directory),
        (Some(StudyCommand::Merge(merging)), ..) => show_merged(&merging.directory),
        (None, Some(study), Some(out)) => carry_out(arguments, study, out),
        (None, ..) => unreachable!("the parser asks for both"),
    }
}

fn carry_out(arguments: &Arguments, wanted: &str, out: &Path) -> Result<(), Failure> {
    if let Some(extent) = Extent::named(wanted) {
        return sparsity(arguments, extent, out);
    }
    let source = inputs::studies().find(wanted, Path::new(""))?;
    let directory = inputs::directory_of(Path::new(&source.name));
    let mut study = Study::parse(source, &directory)?;
    study.settings.add_arguments(&arguments.settings)?;
    if let Some(text) = &arguments.until {
        study.until = Some(half_width(text).map_err(|problem| Failure::input("--until", problem))?);
    }
    let jobs = jobs(arguments.jobs)?;
    let until = study.until;
    let campaign = Campaign::new(study)?;
    let shard = arguments.shard.unwrap_or(Shard::WHOLE);
    let progress = Progress::of_points(campaign.points_of(shard), &campaign.record().name);
    interrupt::keeps("finished points are kept, and the same command goes on with the others");
    let finished = campaign
        .carry_out(out, Options { jobs, shard }, &|points| progress.begin_at(points), &|points| {
            progress.add(points);
        })
        .inspect_err(|_| interrupt::leave_nothing_behind())?;
    progress.clear();
    if finished.found > 0 {
        console::say(&format!("{} of {} points were finished before\n", finished.found, finished.points));
    }
    if !finished.whole {
        console::write(&format!(
            "{} points of shard {}/{} are finished; once all shards are, `egret study merge {}` writes {RESULTS}\n",
            finished.points,
            shard.index,
            shard.count,
            out.display()
        ))?;
        return Ok(());
    }
    let text = summary(out, until)?;
    console::write(&format!("{text}\nwrote\n  {}\n", out.join(RESULTS).display()))?;
    if arguments.strict { strict(out) } else { Ok(()) }
}

/// The sparsity study: several studies, and what follows from them.
fn sparsity(arguments: &Arguments, extent: Extent, out: &Path) -> Result<(), Failure> {
    let until = arguments.until.as_deref().map(half_width).transpose();
    let until = until.map_err(|problem| Failure::input("--until", problem))?;
    let adjust = |study: &mut Study| {
        study.settings.add_arguments(&arguments.settings)?;
        study.until = until;
        Ok(())
    };
    if arguments.shard.is_some() {
        let problem =
            Problem::new("", "this study is several, of which later ones go by what earlier ones find");
        return Err(Failure::input("--shard", problem.hint("run it on one machine, with `--jobs`")));
    }
    let options = Options { jobs: jobs(arguments.jobs)?, shard: Shard::WHOLE };
    interrupt::keeps("finished points are kept, and the same command goes on with the others");
    let told = carry_out_sparsity(extent, out, options, &adjust)
        .inspect_err(|_| interrupt::leave_nothing_behind())?;
    console::write(&told)
}

fn jobs(asked: Option<usize>) -> Result<usize, Failure> {
    match asked {
        Some(0) => Err(Failure::input("--jobs", Problem::new("", "0 threads do nothing").hint("at least 1"))),
        Some(jobs) => Ok(jobs),
        None => Ok(std::thread::available_parallelism().map_or(1, std::num::NonZero::get)),
    }
}

/// Points that are not done are a failure to those who ask for it.
fn strict(directory: &Path) -> Result<(), Failure> {
    let set = ResultSet::read(directory)?;
    let lacking = set.rows.iter().filter(|row| row.status != Status::Done).count();
    if lacking == 0 {
        return Ok(());
    }
    Err(Failure::Unfinished {
        what: format!("{lacking} of {} points are not done", set.rows.len()),
        hint: format!(
            "the column `why` of {} says why; without `--strict` that is no failure",
            directory.join(RESULTS).display()
        ),
    })
}

fn show_status(directory: &Path) -> Result<(), Failure> {
    let study = StudyRecord::read(directory)?;
    let standing = standing(directory, &study)?;
    let missing = standing.points - standing.ended();
    let mut rows: Vec<Vec<String>> = Status::ALL
        .into_iter()
        .map(|status| vec![status.name().to_owned(), standing.finished[status as usize].to_string()])
        .collect();
    let merged = directory.join(RESULTS).is_file();
    rows.push(vec!["missing".to_owned(), missing.to_string()]);
    rows.push(vec!["points".to_owned(), standing.points.to_string()]);
    if standing.broken > 0 {
        rows.push(vec!["lines cut off, to be done again".to_owned(), standing.broken.to_string()]);
    }
    let table = listing::table(Look::of_output(), &[&study.name, "points"], &[1], rows);
    let merged_line = if merged { format!("{RESULTS} is written\n") } else { String::new() };
    console::write(&format!("{table}{merged_line}"))?;
    if missing == 0 {
        return Ok(());
    }
    let first: Vec<String> = standing.missing.iter().map(u64::to_string).collect();
    Err(Failure::Unfinished {
        what: format!("{missing} of {} points are missing, from {} on", standing.points, first.join(", ")),
        hint: "`egret study FILE --out DIR` goes on where it was interrupted, each shard with its `--shard`"
            .to_owned(),
    })
}

fn show_merged(directory: &Path) -> Result<(), Failure> {
    merge(directory)?;
    let text = summary(directory, None)?;
    console::write(&format!("{text}\nwrote\n  {}\n", directory.join(RESULTS).display()))
}
