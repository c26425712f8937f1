//! From points to rows.

use std::sync::Arc;

use egret_arch::Chip;
use egret_config::{InputError, hash};
use egret_reports::metrics::{metric, metrics, values};
use egret_reports::results::{ConstraintRecord, ResultRow, Status, number};
use egret_reports::{RunRecord, price, same_machine};
use egret_workloads::Workload;

use super::cache::{Cache, Made};
use super::chosen::Chosen;
use super::definition::Study;
use super::sampling::simulate;
use super::sources::Sources;
use crate::commands::{chip, workload};
use crate::failure::Failure;
use crate::plan::{GivenByFlag, Plan};
use crate::settings::Settings;

/// Version of the models.
pub(crate) const MODEL: &str = env!("EGRET_MODEL");
/// Hex digits of the id of a point.
const ID_DIGITS: usize = 16;
/// Parameters that say how active a network is, and nothing of the network.
const ACTIVITY: [&str; 3] = ["workload.activity", "workload.steps", "workload.fitted"];

/// Makes rows of points, sharing what several need.
#[derive(Debug)]
pub(crate) struct Evaluator<'a> {
    study: &'a Study,
    sources: &'a Sources,
    chips: Cache<Chip>,
    workloads: Cache<Workload>,
    /// Workloads whose networks others share.
    networks: Cache<Workload>,
}

/// A point that ran.
struct Ran {
    chip: Arc<Chip>,
    record: RunRecord,
    id: String,
}

impl<'a> Evaluator<'a> {
    /// For so many threads.
    pub(crate) fn new(study: &'a Study, sources: &'a Sources, threads: usize) -> Self {
        let [chips, workloads, networks] = [2 * threads + 2, threads + 1, threads + 1];
        Self { study, sources, chips: Cache::of(chips), workloads: Cache::of(workloads), networks: Cache::of(networks) }
    }

    /// The rows of points that one simulation serves: the first that can be is simulated, the others are priced.
    pub(crate) fn rows(&self, points: &[(u64, Vec<usize>)]) -> Vec<ResultRow> {
        let mut ran: Option<Ran> = None;
        points.iter().map(|(point, places)| self.row(*point, places, &mut ran)).collect()
    }

    fn row(&self, point: u64, places: &[usize], ran: &mut Option<Ran>) -> ResultRow {
        let chosen = match self.study.choose(places, self.sources) {
            Ok(chosen) => chosen,
            Err(failure) => unreachable!("axes were checked: {failure:?}"),
        };
        let found = match ran.as_ref().map(|ran| self.priced(&chosen, ran)) {
            Some(Some(priced)) => priced,
            None | Some(None) => self.simulated(&chosen).map(|simulated| {
                let found = (simulated.record.clone(), simulated.id.clone());
                *ran = Some(simulated);
                found
            }),
        };
        let blank = ResultRow {
            point,
            id: String::new(),
            chip: chosen.chip.clone(),
            workload: chosen.workload.clone(),
            steps: None,
            seed: chosen.seed,
            settings: chosen.settings.clone(),
            status: Status::Done,
            why: String::new(),
            bound_by: String::new(),
            metrics: vec![None; metrics().len()],
        };
        match found {
            Ok((record, id)) => done(ResultRow { id, ..blank }, &record, &self.study.constraints),
            Err(failure) => {
                let status = match failure {
                    Failure::Input(_) | Failure::Misfit { .. } => Status::Infeasible,
                    _ => Status::Failed,
                };
                ResultRow { id: id_as_written(&chosen), status, why: why(&failure), ..blank }
            }
        }
    }

    /// The point as another one that ran, with other prices; `None` where it needs a simulation of its own.
    fn priced(&self, chosen: &Chosen, ran: &Ran) -> Option<Result<(RunRecord, String), Failure>> {
        let chip = match self.chip(&chosen.plan) {
            Ok(chip) => chip,
            Err(errors) => return Some(Err(Failure::Input(errors))),
        };
        same_machine(&ran.record, &chip).ok()?;
        let workload = self.workload(&chosen.plan).ok()?;
        let mut record = price(&ran.record, &chip);
        record.manifest.overrides = chosen.plan.settings.overrides(&[]);
        Some(Ok((record, id(&chosen.plan, &chip, &workload, self.study.until))))
    }

    fn simulated(&self, chosen: &Chosen) -> Result<Ran, Failure> {
        let mut plan = chosen.plan.clone();
        let loaded = (self.chip(&plan), self.workload(&plan));
        let (chip, mut workload) = match loaded {
            (Ok(chip), Ok(workload)) => (chip, workload),
            (chip, workload) => {
                let errors = [chip.err(), workload.err()];
                return Err(Failure::Input(errors.into_iter().flatten().flatten().collect()));
            }
        };
        if let Some(bits) = plan.narrower(&chip, &workload) {
            plan.store_in(bits);
            workload = self.workload(&plan).map_err(Failure::Input)?;
        }
        let (prepared, steps) = plan.prepare(&chip, &workload, GivenByFlag::default())?;
        let record = simulate(&plan, &prepared.bounded(), (&chip, &workload), steps, self.study.until)?;
        let id = id(&plan, &chip, &workload, self.study.until);
        Ok(Ran { chip, record, id })
    }

    fn chip(&self, plan: &Plan) -> Made<Chip> {
        let settings = texts(&plan.settings, "chip", &[]);
        self.chips.get(&format!("{}\n{settings}", plan.chip.name), || made(chip::load(&plan.chip, &plan.settings)))
    }

    fn workload(&self, plan: &Plan) -> Made<Workload> {
        let key = |without: &[&str]| {
            format!("{}\n{}\n{}", plan.workload.name, plan.seed, texts(&plan.settings, "workload", without))
        };
        let (whole, network) = (key(&[]), key(&ACTIVITY));
        self.workloads.get(&whole, || {
            let load = |like: Option<&Workload>| {
                made(workload::load_like(&plan.workload, &plan.settings, plan.seed, like))
            };
            // Where the network is no problem, whoever comes first draws its masks.
            let like = self.networks.get(&network, || load(None));
            load(like.ok().as_deref())
        })
    }
}

fn made<T>(result: Result<T, Failure>) -> Made<T> {
    result.map(Arc::new).map_err(|failure| match failure {
        Failure::Input(errors) => errors,
        other => vec![InputError::single("", egret_config::Problem::new("", why(&other)))],
    })
}

/// Settings of one root as text, some left out.
fn texts(settings: &Settings, root: &str, without: &[&str]) -> String {
    let own = settings.of(root);
    let lines = own.iter().filter(|setting| !without.contains(&setting.path.as_str()));
    lines.map(|setting| format!("{setting}\n")).collect()
}

/// The id of a point: of chip and workload as they were run, however settings were spelt.
fn id(plan: &Plan, chip: &Chip, workload: &Workload, until: Option<f64>) -> String {
    let whole = serde_json::json!({
        "model": MODEL,
        "chip": hash::sha256_hex(chip.file()),
        "workload": hash::sha256_hex(workload.file()),
        "run": of_run(plan),
        "until": until,
    });
    hash::sha256_hex(&whole)[..ID_DIGITS].to_owned()
}

/// The id of a point that cannot be run.
fn id_as_written(chosen: &Chosen) -> String {
    let Chosen { chip, workload, plan, .. } = chosen;
    let whole = serde_json::json!({
        "model": MODEL, "chip": chip, "workload": workload, "settings": plan.settings.overrides(&[]), "run": of_run(plan),
    });
    hash::sha256_hex(&whole)[..ID_DIGITS].to_owned()
}

/// What else decides what a run finds.
fn of_run(plan: &Plan) -> serde_json::Value {
    serde_json::json!({
        "steps": plan.steps, "seed": plan.seed, "chips": [plan.chips_least, plan.chips], "what_if": plan.what_if,
        "fidelity": format!("{:?}", plan.fidelity), "timing": plan.timing.name(),
    })
}

/// A row of a run, which constraints may still refuse.
fn done(row: ResultRow, record: &RunRecord, constraints: &[ConstraintRecord]) -> ResultRow {
    let binding = record.bound.as_ref().and_then(|bound| bound.binding.as_ref());
    let state = binding.and_then(|binding| serde_json::to_value(binding.state).ok());
    let bound_by = state.as_ref().and_then(|state| state.as_str()).unwrap_or_default().to_owned();
    let row = ResultRow { steps: Some(record.manifest.steps), metrics: values(record), bound_by, ..row };
    let broken: Vec<String> = constraints.iter().filter_map(|constraint| broken(constraint, &row)).collect();
    if broken.is_empty() {
        return row;
    }
    ResultRow { status: Status::Infeasible, why: broken.join("; "), ..row }
}

fn broken(constraint: &ConstraintRecord, row: &ResultRow) -> Option<String> {
    let name = &constraint.metric;
    let unit = metric(name).map_or("", |metric| metric.unit);
    let Some(value) = row.metric(name) else { return Some(format!("{name} is unknown, and has a limit")) };
    let said = |word: &str, limit: f64| format!("{name} is {} {unit}, {word} {} {unit}", number(value), number(limit));
    let above = constraint.at_most.filter(|limit| value > *limit).map(|limit| said("at most", limit));
    above.or_else(|| constraint.at_least.filter(|limit| value < *limit).map(|limit| said("at least", limit)))
}

/// Why a point did not run, on one line.
fn why(failure: &Failure) -> String {
    let of_errors = |errors: &[InputError]| {
        let problems = errors.iter().flat_map(|error| &error.problems);
        let lines = problems.map(|problem| match problem.path.as_str() {
            "" => problem.what.clone(),
            path => format!("{path}: {}", problem.what),
        });
        lines.collect::<Vec<_>>().join("; ")
    };
    let text = match failure {
        Failure::Input(errors) | Failure::Misfit { errors, .. } => of_errors(errors),
        Failure::Stuck { what, .. } | Failure::OutOfBand { what, .. } | Failure::Output { what, .. } => what.clone(),
        Failure::Bug(what) => what.clone(),
        Failure::NobodyReads => String::new(),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
