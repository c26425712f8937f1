//! `egret run --trace`: the run as a timeline.

use std::path::{Path, PathBuf};

use clap::Args;
use egret_arch::Chip;
use egret_config::Problem;
use egret_reports::{RunRecord, Timeline, TraceWindow};
use egret_sim::{Prepared, TimingModel};
use egret_workloads::Workload;

use crate::commands::noc::outputs;
use crate::console;
use crate::failure::Failure;
use crate::interrupt::{self, uninterrupted};
use crate::plan::Plan;

/// What is traced, and where it is written.
#[derive(Debug, Args)]
pub(super) struct TraceFlags {
    /// File for a timeline of cores, memories, links, steps, power and queues, to be opened in <https://ui.perfetto.dev>
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// Part of simulated time that the timeline shows, with units: `1ms..2ms`, `1ms..` or `..2ms` [default: all of it]
    #[arg(long, value_name = "FROM..UNTIL", requires = "trace", allow_hyphen_values = true)]
    trace_window: Option<String>,
}

/// A timeline that is asked for and can be had.
pub(super) struct Wanted {
    path: PathBuf,
    window: TraceWindow,
}

impl TraceFlags {
    /// What is asked for, if anything is, and nothing is wrong with it; `packets` is the other file that grows with a run.
    pub(super) fn wanted(&self, plan: &Plan, packets: Option<&Path>) -> Result<Option<Wanted>, Failure> {
        let Some(path) = &self.trace else { return Ok(None) };
        if plan.timing == TimingModel::PeerSimple {
            let what =
                "steps timed by `peer-simple` are sums without events, so there is nothing to see in them";
            let problem =
                Problem::new("", what).hint("leave one of `--trace` and `--timing peer-simple` out");
            return Err(Failure::input("--trace", problem));
        }
        if packets == Some(path) {
            let problem = Problem::new("", format!("`{}` is named twice", path.display()));
            return Err(Failure::input("--trace", problem.hint("give every file a name of its own")));
        }
        let window = self.trace_window.as_deref().map_or(Ok(TraceWindow::default()), str::parse);
        let window = window.map_err(|problem| Failure::input("--trace-window", problem))?;
        Ok(Some(Wanted { path: path.clone(), window }))
    }
}

impl Wanted {
    /// Begins the file, before the long work.
    pub(super) fn begin(
        &self,
        prepared: &Prepared<'_>,
        chip: &Chip,
        workload: &Workload,
    ) -> Result<Timeline, Failure> {
        outputs::writable(&self.path)?;
        let populations = workload.network().populations.iter();
        let populations = populations.map(|population| population.name.clone()).collect();
        let timeline = uninterrupted(|| {
            let timeline = Timeline::create(&self.path, self.window, prepared, chip, populations)?;
            interrupt::unfinished(timeline.temporary());
            Ok::<_, Failure>(timeline)
        })?;
        Ok(timeline)
    }

    /// Gives the file its name; returns it. Says so when the window shows less than it could.
    pub(super) fn finish(&self, timeline: Timeline, record: &RunRecord) -> Result<PathBuf, Failure> {
        let traced = uninterrupted(|| timeline.finish(record))?;
        if let Some(remark) = traced.remark {
            console::say(&format!("note: {remark}\n"));
        }
        Ok(self.path.clone())
    }
}
