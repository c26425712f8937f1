//! From points to rows.

use std::sync::Arc;

use egret_arch::Chip;
use egret_config::{Energy, Frequency, InputError, Power, Setting, Span, hash};
use egret_reports::metrics::{metric, metrics, values};
use egret_reports::results::{ConstraintRecord, ResultRow, Status, number};
use egret_reports::{Repricer, is_price};
use egret_workloads::Workload;

use super::cache::{Cache, Made};
use super::chosen::Chosen;
use super::definition::Study;
use super::sampling::simulate;
use super::sources::Sources;
use crate::commands::{chip, workload};
use crate::context::data_hashes;
use crate::failure::{Failure, both};
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
    workloads: Cache<Loaded>,
    /// Workloads whose networks others share.
    networks: Cache<Loaded>,
}

/// A workload with what distinguishes the files it refers to.
#[derive(Debug)]
struct Loaded {
    workload: Workload,
    data: String,
}

/// A point that ran, to be priced anew.
#[derive(Debug)]
struct Ran {
    chip: Arc<Chip>,
    data: String,
    found: Found,
    repricer: Repricer,
}

/// What a run says to its row.
#[derive(Clone, Debug)]
struct Found {
    steps: u32,
    bound_by: String,
    metrics: Vec<Option<f64>>,
}

/// Points that one simulation serves: the first that can be is simulated, the others are priced.
#[derive(Debug)]
pub(crate) struct Group<'a, 'b> {
    evaluator: &'b Evaluator<'a>,
    ran: Option<Ran>,
}

impl<'a> Evaluator<'a> {
    /// For so many threads.
    pub(crate) fn new(study: &'a Study, sources: &'a Sources, threads: usize) -> Self {
        let [chips, workloads, networks] = [2 * threads + 2, threads + 1, threads + 1];
        Self {
            study,
            sources,
            chips: Cache::of(chips),
            workloads: Cache::of(workloads),
            networks: Cache::of(networks),
        }
    }

    /// To make the rows of points that differ in prices at most.
    pub(crate) fn group(&self) -> Group<'a, '_> {
        Group { evaluator: self, ran: None }
    }
}

impl Group<'_, '_> {
    /// The rows of some points, by number and places on the axes.
    pub(crate) fn rows(&mut self, points: &[(u64, Vec<usize>)]) -> Vec<ResultRow> {
        points.iter().map(|(point, places)| self.row(*point, places)).collect()
    }

    fn row(&mut self, point: u64, places: &[usize]) -> ResultRow {
        let evaluator = self.evaluator;
        let chosen = match evaluator.study.choose(places, evaluator.sources) {
            Ok(chosen) => chosen,
            Err(failure) => unreachable!("axes were checked: {failure:?}"),
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
        let priced = self.ran.as_mut().and_then(|ran| ran.priced(&chosen));
        let (found, data) = match priced {
            Some(priced) => priced,
            None => match evaluator.simulated(&chosen) {
                Ok(ran) => {
                    let found = (ran.found.clone(), ran.data.clone());
                    self.ran = Some(ran);
                    found
                }
                Err(failure) => {
                    let status = match failure {
                        Failure::Input(_) | Failure::Misfit { .. } => Status::Infeasible,
                        _ => Status::Failed,
                    };
                    return ResultRow { id: evaluator.id(&chosen, ""), status, why: why(&failure), ..blank };
                }
            },
        };
        let id = evaluator.id(&chosen, &data);
        done(ResultRow { id, ..blank }, found, &evaluator.study.constraints)
    }
}

impl Ran {
    /// The point as the one that ran, with other prices; `None` where it needs a simulation of its own.
    fn priced(&mut self, chosen: &Chosen) -> Option<(Found, String)> {
        // Those of the chip that ran are in it already, and every point of a group sets the same paths.
        let prices: Vec<Setting> =
            chosen.plan.settings.of("chip").into_iter().filter(|setting| is_price(&setting.path)).collect();
        let left_out = |(path, value): &(String, String)| is_price(path) && value.is_empty();
        if chosen.settings.iter().any(left_out) {
            return None;
        }
        let chip = self.chip.with_prices(&prices)?;
        let metrics = self.repricer.metrics(&chip);
        Some((Found { metrics, ..self.found.clone() }, self.data.clone()))
    }
}

impl Evaluator<'_> {
    fn simulated(&self, chosen: &Chosen) -> Result<Ran, Failure> {
        let mut plan = chosen.plan.clone();
        let (chip, mut loaded) =
            both(self.chip(&plan).map_err(Failure::Input), self.workload(&plan).map_err(Failure::Input))?;
        if let Some(bits) = plan.narrower(&chip, &loaded.workload) {
            plan.store_in(bits);
            loaded = self.workload(&plan).map_err(Failure::Input)?;
        }
        let workload = &loaded.workload;
        let (prepared, steps) = plan.prepare(&chip, workload, GivenByFlag::default())?;
        let record = simulate(&plan, &prepared.bounded(), (&chip, workload), steps, self.study.until)?;
        let binding = record.bound.as_ref().and_then(|bound| bound.binding.as_ref());
        let state = binding.and_then(|binding| serde_json::to_value(binding.state).ok());
        let found = Found {
            steps: record.manifest.steps,
            bound_by: state.as_ref().and_then(|state| state.as_str()).unwrap_or_default().to_owned(),
            metrics: values(&record),
        };
        Ok(Ran { chip, data: loaded.data.clone(), found, repricer: Repricer::of(&record) })
    }

    fn chip(&self, plan: &Plan) -> Made<Chip> {
        let settings = texts(&plan.settings, "chip", &[]);
        self.chips
            .get(&format!("{}\n{settings}", plan.chip.name), || made(chip::load(&plan.chip, &plan.settings)))
    }

    fn workload(&self, plan: &Plan) -> Made<Loaded> {
        let key = |without: &[&str]| {
            format!("{}\n{}\n{}", plan.workload.name, plan.seed, texts(&plan.settings, "workload", without))
        };
        let (whole, network) = (key(&[]), key(&ACTIVITY));
        self.workloads.get(&whole, || {
            let load = |like: Option<&Workload>| {
                made(workload::load_like(&plan.workload, &plan.settings, plan.seed, like).map(|workload| {
                    let data = data_hashes(&plan.workload, &workload);
                    let data: Vec<String> =
                        data.into_iter().map(|(name, hash)| format!("{name} {hash}")).collect();
                    let data = data.join("\n");
                    Loaded { workload, data }
                }))
            };
            // Where the network is no problem, whoever comes first draws its masks.
            let like = self.networks.get(&network, || load(None));
            load(like.ok().as_deref().map(|like| &like.workload))
        })
    }

    /// The id of a point: of everything that decides what it finds, however quantities are spelt. `data` distinguishes the
    /// files that its workload refers to.
    fn id(&self, chosen: &Chosen, data: &str) -> String {
        let plan = &chosen.plan;
        let settings = plan.settings.overrides(&[]).into_iter().map(|setting| canonical(&setting));
        let whole = serde_json::json!({
            "model": MODEL,
            "chip": self.sources.chip_hash(&chosen.chip),
            "workload": self.sources.workload_hash(&chosen.workload),
            "data": data,
            "settings": settings.collect::<std::collections::BTreeSet<_>>(),
            "steps": plan.steps, "seed": plan.seed, "chips": [plan.chips_least, plan.chips],
            "what_if": plan.what_if, "fidelity": format!("{:?}", plan.fidelity), "timing": plan.timing.name(),
            "until": self.study.until,
        });
        hash::sha256_hex(&whole)[..ID_DIGITS].to_owned()
    }
}

/// A setting with its value in a form that does not depend on its spelling: a number, or a quantity in its base unit.
fn canonical(setting: &str) -> String {
    let Some((path, value)) = setting.split_once('=') else { return setting.to_owned() };
    let value = value.trim();
    let base = value.parse::<f64>().ok().filter(|value| value.is_finite()).map(number);
    let base =
        base.or_else(|| value.parse::<Energy>().ok().map(|energy| energy.as_joules().to_string() + " J"));
    let base = base.or_else(|| value.parse::<Power>().ok().map(|power| power.as_watts().to_string() + " W"));
    let base = base.or_else(|| value.parse::<Span>().ok().map(|span| span.as_seconds().to_string() + " s"));
    let base =
        base.or_else(|| value.parse::<Frequency>().ok().map(|clock| clock.as_hertz().to_string() + " Hz"));
    format!("{path}={}", base.unwrap_or_else(|| value.split_whitespace().collect()))
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
    lines.map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A row of a run, which constraints may still refuse.
fn done(row: ResultRow, found: Found, constraints: &[ConstraintRecord]) -> ResultRow {
    let Found { steps, bound_by, metrics } = found;
    let row = ResultRow { steps: Some(steps), bound_by, metrics, ..row };
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
    let said = |word: &str, limit: f64| {
        format!("{name} is {} {unit}, {word} {} {unit}", number(value), number(limit))
    };
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
        Failure::Stuck { what, .. }
        | Failure::OutOfBand { what, .. }
        | Failure::OverBudget { what, .. }
        | Failure::NotComparable { what, .. }
        | Failure::Unfinished { what, .. }
        | Failure::Output { what, .. }
        | Failure::Bug(what) => what.clone(),
        Failure::NobodyReads => String::new(),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_is_no_part_of_an_id() {
        for (one, other) in [
            ("chip.energy.synop=5 pJ", "chip.energy.synop=5000 fJ"),
            ("workload.activity=0.50", "workload.activity=0.5"),
            ("chip.topology=Mesh(columns: 4, rows: 4)", "chip.topology=Mesh(columns:4,rows:4)"),
        ] {
            assert_eq!(canonical(one), canonical(other));
        }
        assert_ne!(canonical("chip.a=1"), canonical("chip.b=1"));
        assert_ne!(canonical("chip.a=1 pJ"), canonical("chip.a=1 ps"));
    }
}
