//! Carrying a study out: points in parallel, each written down as it ends, those already there left out.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use egret_config::{InputError, Problem, hash};
use egret_reports::results::{AxisRecord, ResultRow, SCHEMA, STUDY, StudyRecord, csv_line};
use egret_reports::{plain_json, write_atomically};

use super::chosen::is_priced;
use super::definition::Study;
use super::evaluate::{Evaluator, MODEL};
use super::file::StrategyFile;
use super::journal::{self, Journal, Shard};
use super::merge::write_results;
use super::points::Points;
use super::sources::Sources;
use crate::failure::Failure;
use crate::interrupt::{self, uninterrupted};

/// Rows that are written down together: more of them cost no more than a moment when they are lost.
const TOGETHER: usize = 64;

/// How to carry it out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Threads, each with one simulation.
    pub(crate) jobs: usize,
    /// Which points.
    pub(crate) shard: Shard,
}

/// A study ready to be carried out.
#[derive(Debug)]
pub(crate) struct Campaign {
    pub(super) study: Study,
    pub(super) sources: Sources,
    /// All of them; none of a search, which finds its own.
    points: Points,
    pub(super) record: StudyRecord,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Finished {
    /// Points of the study, or of the shard.
    pub(crate) points: u64,
    /// Points that were there before.
    pub(crate) found: u64,
    /// Whether `results.csv` was written.
    pub(crate) whole: bool,
}

impl Campaign {
    /// Finds the inputs of a study and lists its points.
    pub(crate) fn new(study: Study) -> Result<Self, Failure> {
        let sources = Sources::find(&study)?;
        let seed = study.seeds[0];
        let points = match study.file.strategy {
            StrategyFile::Search { .. } => Points::Listed(Vec::new()),
            StrategyFile::Grid => Points::grid(&study.axes).ok_or_else(|| {
                let problem = Problem::new("axes", format!("they have more than {} combinations", u32::MAX));
                Failure::input(
                    &study.source.name,
                    problem.hint("fewer values, or `strategy: LatinHypercube(points: 1000)`, or a search"),
                )
            })?,
            StrategyFile::LatinHypercube { points } => Points::latin_hypercube(&study.axes, points, seed),
        };
        let record = record(&study, &sources, &points)?;
        let campaign = Self { study, sources, points, record };
        campaign.refuse_dead_axes()?;
        Ok(campaign)
    }

    /// What is studied.
    pub(crate) fn record(&self) -> &StudyRecord {
        &self.record
    }

    /// How many points a shard has.
    pub(crate) fn points_of(&self, shard: Shard) -> u64 {
        if let StrategyFile::Search { .. } = self.study.file.strategy {
            return if shard.index == 0 { self.record.points } else { 0 };
        }
        let together: Vec<bool> = self.study.axes.iter().map(is_priced).collect();
        let groups = self.points.groups(&together);
        let own = groups / u64::from(shard.count)
            + u64::from(groups % u64::from(shard.count) > u64::from(shard.index));
        own * (self.points.count() / groups.max(1))
    }

    /// An axis none of whose values any chip or workload takes is misspelt rather than infeasible.
    fn refuse_dead_axes(&self) -> Result<(), Failure> {
        let mut errors: Vec<InputError> = Vec::new();
        for at in 0..self.study.axes.len() {
            let Some(error) = self.dead_axis(at)? else { continue };
            errors.extend(error);
        }
        if errors.is_empty() { Ok(()) } else { Err(Failure::Input(errors)) }
    }

    /// What is wrong with an axis, where no value of it is right on any chip or workload.
    fn dead_axis(&self, at: usize) -> Result<Option<Vec<InputError>>, Failure> {
        let own = format!("axes[{at}]");
        let named: Vec<usize> =
            (0..self.study.axes.len()).filter(|&other| self.names_inputs(other) && other != at).collect();
        let mut first = None;
        for value in 0..self.study.axes[at].values.len() {
            for combination in self.combinations(&named) {
                let mut places = vec![0; self.study.axes.len()];
                places[at] = value;
                named.iter().zip(combination).for_each(|(&axis, place)| places[axis] = place);
                let chosen = self.study.choose(&places, &self.sources)?;
                let settings = &chosen.plan.settings;
                let read = [
                    egret_arch::parse_chip(&chosen.plan.chip.name, &chosen.plan.chip.text)
                        .and_then(|file| egret_config::apply(&file, "chip", &settings.of("chip")).map(|_| ()))
                        .map_err(|error| settings.attribute("chip", error)),
                    egret_workloads::read(
                        &chosen.plan.workload.name,
                        &chosen.plan.workload.text,
                        &settings.of("workload"),
                    )
                    .map(|_| ())
                    .map_err(|error| settings.attribute("workload", error)),
                ];
                let wrong: Vec<InputError> = read.into_iter().filter_map(Result::err).flatten().collect();
                let place = format!("{own}.values[{value}]");
                let of_axis = self.study.source.text.as_str();
                let about_axis = wrong.iter().any(|error| {
                    let span = egret_config::SpanIndex::of(of_axis).find(&place);
                    error.name == self.study.source.name
                        && error.problems.iter().any(|problem| problem.span == span)
                });
                if !about_axis {
                    return Ok(None);
                }
                first.get_or_insert(wrong);
            }
        }
        Ok(first)
    }

    fn names_inputs(&self, axis: usize) -> bool {
        self.study.axes[axis].paths.iter().any(|path| path == "chip" || path == "workload")
    }

    /// All places on some axes.
    fn combinations(&self, axes: &[usize]) -> Vec<Vec<usize>> {
        axes.iter().fold(vec![Vec::new()], |all, &axis| {
            let places = 0..self.study.axes[axis].values.len();
            all.iter()
                .flat_map(|before| places.clone().map(move |place| [before.as_slice(), &[place]].concat()))
                .collect()
        })
    }

    /// Does what is left to do, and writes `results.csv` where that is everything. `begun` is told
    /// how many points were there, `ended` how many more have ended.
    pub(crate) fn carry_out(
        &self,
        directory: &Path,
        options: Options,
        begun: &dyn Fn(u64),
        ended: &(dyn Fn(u64) + Sync),
    ) -> Result<Finished, Failure> {
        self.claim(directory)?;
        let journal =
            uninterrupted(|| Journal::open(directory, options.shard))?.ok_or_else(|| busy(directory))?;
        let finished = match self.study.file.strategy {
            StrategyFile::Search { evaluations } => {
                self.seek(directory, evaluations, (options, journal), begun, ended)?
            }
            StrategyFile::Grid | StrategyFile::LatinHypercube { .. } => {
                self.list(directory, (options, journal), begun, ended)?
            }
        };
        if finished.whole {
            write_results(directory, &self.record)?;
        }
        Ok(finished)
    }

    /// Does what is left of points that are known beforehand.
    fn list(
        &self,
        directory: &Path,
        (options, journal): (Options, Journal),
        begun: &dyn Fn(u64),
        ended: &(dyn Fn(u64) + Sync),
    ) -> Result<Finished, Failure> {
        let mut finished = vec![false; self.points.count() as usize];
        found(directory, &mut finished)?;
        let together: Vec<bool> = self.study.axes.iter().map(is_priced).collect();
        let groups = self.points.groups(&together);
        let own = |group: &u64| group % u64::from(options.shard.count) == u64::from(options.shard.index);
        let mut left = BTreeMap::new();
        let mut done = Finished { whole: options.shard == Shard::WHOLE, ..Finished::default() };
        for group in (0..groups).filter(own) {
            let members = self.points.of_group(group, &together);
            done.points += members.len() as u64;
            let missing: Vec<u64> = members.into_iter().filter(|&point| !finished[point as usize]).collect();
            if !missing.is_empty() {
                left.insert(group, missing);
            }
        }
        let missing: u64 = left.values().map(|points| points.len() as u64).sum();
        done.found = done.points - missing;
        begun(done.found);
        let groups = left.into_values().collect::<Vec<_>>();
        let threads = options.jobs.clamp(1, groups.len().max(1));
        let evaluator = Evaluator::new(&self.study, &self.sources, threads);
        let written = |rows: &[ResultRow]| ended(rows.len() as u64);
        self.simulate(
            &evaluator,
            &groups,
            (&|point| self.points.at(point), threads),
            &Mutex::new(journal),
            &written,
        )?;
        Ok(done)
    }

    /// Makes the rows of groups of points, of which `at` says the places on the axes, on so many threads. `written` is told of
    /// rows that are in the journal.
    pub(super) fn simulate(
        &self,
        evaluator: &Evaluator<'_>,
        groups: &[Vec<u64>],
        (at, jobs): (&(dyn Fn(u64) -> Vec<usize> + Sync), usize),
        journal: &Mutex<Journal>,
        written: &(dyn Fn(&[ResultRow]) + Sync),
    ) -> Result<(), Failure> {
        let threads = jobs.clamp(1, groups.len().max(1));
        let (next, stopped) = (AtomicU64::new(0), AtomicBool::new(false));
        let failed = Mutex::new(None);
        let write = |rows: Vec<ResultRow>| {
            let lines: Vec<String> = rows.iter().map(|row| csv_line(&self.record, row)).collect();
            let mut journal = journal.lock().unwrap_or_else(PoisonError::into_inner);
            match uninterrupted(|| journal.append(&lines)) {
                Ok(()) => written(&rows),
                Err(error) => {
                    stopped.store(true, Ordering::Relaxed);
                    failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                }
            }
        };
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while !stopped.load(Ordering::Relaxed) {
                        let Some(group) = groups.get(next.fetch_add(1, Ordering::Relaxed) as usize) else {
                            break;
                        };
                        let mut points = group.iter().map(|&point| (point, at(point)));
                        let mut evaluation = evaluator.group();
                        loop {
                            let some: Vec<_> = points.by_ref().take(TOGETHER).collect();
                            if some.is_empty() || stopped.load(Ordering::Relaxed) {
                                break;
                            }
                            write(evaluation.rows(&some));
                        }
                    }
                });
            }
        });
        match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    }

    /// Makes the directory that of this study, or finds that it is; one of another study is left alone.
    fn claim(&self, directory: &Path) -> Result<(), Failure> {
        uninterrupted(|| egret_reports::prepare(directory).map(interrupt::made))?;
        if !directory.join(STUDY).exists() {
            let text = plain_json(&self.record);
            uninterrupted(|| write_atomically(&directory.join(STUDY), text.as_bytes()))?;
            return Ok(());
        }
        let there = StudyRecord::read(directory)?;
        if there.plan == self.record.plan {
            return Ok(());
        }
        let what = if there.model == self.record.model {
            format!("it holds another study, `{}`", there.name)
        } else {
            format!(
                "it holds results of another version of the models ({}, this is {})",
                there.model, self.record.model
            )
        };
        let problem = Problem::new("", what)
            .hint("choose another `--out`, or remove that directory; its results are left as they are");
        Err(Failure::input(directory.display().to_string(), problem))
    }
}

/// Marks the points that journals hold.
fn found(directory: &Path, finished: &mut [bool]) -> Result<(), Failure> {
    journal::read(directory, &mut |line| {
        let place = line.point().and_then(|point| finished.get_mut(point as usize));
        if let Some(place) = place {
            *place = true;
        }
    })?;
    Ok(())
}

fn busy(directory: &Path) -> Failure {
    let problem = Problem::new("", "another egret is at work on this part of the study");
    Failure::input(directory.display().to_string(), problem.hint("wait for it, or take another `--shard`"))
}

/// `study.json` of a study.
fn record(study: &Study, sources: &Sources, points: &Points) -> Result<StudyRecord, Failure> {
    let (chips, workloads) = (sources.chip_files()?, sources.workload_files()?);
    let axes = study.axes.iter().flat_map(|axis| {
        axis.paths.iter().enumerate().map(|(at, path)| AxisRecord {
            path: path.clone(),
            values: axis.values.iter().map(|list| list[at].clone().unwrap_or_default()).collect(),
            paired_with: (at > 0).then(|| axis.paths[0].clone()),
        })
    });
    let plan = serde_json::json!({
        "model": MODEL, "study": study.canonical(), "chips": chips, "workloads": workloads,
    });
    let most = match study.file.strategy {
        StrategyFile::Search { evaluations } => {
            let sizes = study.axes.iter().map(|axis| axis.values.len() as u64);
            sizes.fold(1, u64::saturating_mul).min(u64::from(evaluations))
        }
        StrategyFile::Grid | StrategyFile::LatinHypercube { .. } => points.count(),
    };
    Ok(StudyRecord {
        schema: SCHEMA.to_owned(),
        name: study.file.name.clone(),
        egret: env!("CARGO_PKG_VERSION").to_owned(),
        model: MODEL.to_owned(),
        strategy: study.file.strategy.name().to_owned(),
        plan: hash::sha256_hex(&plan),
        points: most,
        axes: axes.collect(),
        seeds: study.seeds.clone(),
        metrics: study.metrics.clone(),
        objectives: study.objectives.clone(),
        constraints: study.constraints.clone(),
        settings: study.settings.overrides(&[]),
        chips,
        workloads,
    })
}
