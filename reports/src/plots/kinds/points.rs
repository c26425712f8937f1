//! Points of result sets and runs as points, in one form: fields that tell them apart, and figures.

use std::collections::BTreeSet;

use egret_config::{InputError, Problem, did_you_mean};

use super::request::{PlotInput, PlotRequest};
use crate::metrics::{Metric, metric, metrics, values};
use crate::notes::Note;
use crate::plots::Quantity;
use crate::record::RunRecord;
use crate::results::{ResultSet, Status};

/// One point.
#[derive(Clone, Debug)]
pub(super) struct Point {
    /// Name and value of everything that may tell it from others: file, chip, workload, steps, seed, axes.
    pub(super) fields: Vec<(String, String)>,
    /// What bounds its time; empty where nobody knows.
    pub(super) bound_by: String,
    /// In the order of [`metrics`].
    figures: Vec<Option<f64>>,
}

impl Point {
    /// A figure.
    pub(super) fn figure(&self, name: &str) -> Option<f64> {
        let at = metrics().iter().position(|metric| metric.name == name)?;
        self.figures.get(at).copied().flatten()
    }

    /// A field; empty where it has no such.
    pub(super) fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }
}

/// All points of a request that were chosen.
#[derive(Clone, Debug)]
pub(super) struct Points {
    pub(super) list: Vec<Point>,
    /// Axes of the studies, in their order.
    pub(super) axes: Vec<String>,
    /// Axes that move in step with another one, and that one.
    pairs: Vec<(String, String)>,
    /// Objectives of the first study.
    pub(super) objectives: Vec<String>,
    /// What a reader must know of them.
    pub(super) notes: Vec<Note>,
    /// What messages call them.
    name: String,
}

/// Fields of which each has a column of its own in every result set.
const FIXED: [&str; 4] = ["chip", "workload", "steps", "seed"];
const STEPS: &str = "steps";
/// Field that says where a point comes from.
const FILE: &str = "file";

impl Points {
    /// Of all inputs, but those that do not pass the filters.
    pub(super) fn of(request: &PlotRequest<'_>) -> Result<Self, InputError> {
        let mut points = Self {
            list: Vec::new(),
            axes: Vec::new(),
            pairs: Vec::new(),
            objectives: Vec::new(),
            notes: Vec::new(),
            name: request.name(),
        };
        let mut absent = (0, 0, 0);
        for (name, input) in request.inputs {
            match input {
                PlotInput::Results(results) => points.add_results(name, results, &mut absent),
                PlotInput::Run(record) => points.list.push(of_run(name, record)),
                PlotInput::Waterfall(_) => {
                    return Err(InputError::single(name, Problem::new("", "it holds no points")));
                }
            }
        }
        let (infeasible, failed, all) = absent;
        if infeasible + failed > 0 {
            let text = format!("left out of {all} points: {infeasible} infeasible, {failed} failed");
            points.notes.push(Note { warning: false, text });
        }
        for filter in &request.options.filters {
            points.keep(filter)?;
        }
        if points.list.is_empty() {
            return Err(request.error(Problem::new("", "no point in it is done")));
        }
        points.remarks();
        Ok(points)
    }

    fn add_results(&mut self, name: &str, results: &ResultSet, absent: &mut (usize, usize, usize)) {
        for axis in &results.study.axes {
            if !self.axes.contains(&axis.path) {
                self.axes.push(axis.path.clone());
                self.pairs.extend(axis.paired_with.iter().map(|leader| (axis.path.clone(), leader.clone())));
            }
        }
        if self.objectives.is_empty() {
            self.objectives =
                results.study.objectives.iter().map(|objective| objective.metric.clone()).collect();
        }
        for row in &results.rows {
            absent.2 += 1;
            match row.status {
                Status::Done => {}
                Status::Infeasible => {
                    absent.0 += 1;
                    continue;
                }
                Status::Failed => {
                    absent.1 += 1;
                    continue;
                }
            }
            let fixed = [
                (FILE, name.to_owned()),
                ("chip", row.chip.clone()),
                ("workload", row.workload.clone()),
                ("steps", row.steps.map(|steps| steps.to_string()).unwrap_or_default()),
                ("seed", row.seed.to_string()),
            ];
            let fixed = fixed.into_iter().map(|(field, value)| (field.to_owned(), value));
            self.list.push(Point {
                fields: fixed.chain(row.settings.iter().cloned()).collect(),
                bound_by: row.bound_by.clone(),
                figures: row.metrics.clone(),
            });
        }
    }

    /// What must go with every figure of these points.
    fn remarks(&mut self) {
        let all = self.list.len();
        let with =
            |name: &str| self.list.iter().filter(|point| point.figure(name).is_some_and(|n| n > 0.0)).count();
        let (unpriced, lifted) = (with("unpriced_actions"), with("limits_lifted"));
        let mut warn = |text: String| self.notes.insert(0, Note { warning: true, text });
        if lifted > 0 {
            warn(format!("what-if, beyond limits of the chip: {lifted} of {all} points"));
        }
        if unpriced > 0 {
            warn(format!("energies are lower bounds where actions are unpriced: {unpriced} of {all} points"));
        }
    }

    /// Every field that a point has.
    pub(super) fn fields(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (name, _) in self.list.iter().flat_map(|point| &point.fields) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }

    /// Distinct values of a field, in the order in which they come.
    pub(super) fn values(&self, field: &str) -> Vec<String> {
        let mut known = BTreeSet::new();
        let values = self.list.iter().map(|point| point.field(field));
        values.filter(|value| known.insert(*value)).map(str::to_owned).collect()
    }

    /// Fields in which points differ, but for those of `known`: what tells them apart.
    pub(super) fn varying(&self, known: &[&str]) -> Vec<String> {
        // Sampled studies take as many steps as each point needs: that is no setting of theirs.
        let sampled = |field: &str| {
            field == STEPS && !self.axes.is_empty() && !self.axes.iter().any(|axis| axis == STEPS)
        };
        let fields =
            self.fields().into_iter().filter(|field| !known.contains(&field.as_str()) && !sampled(field));
        let differ = |field: &String| {
            let mut values = self.list.iter().map(|point| point.field(field));
            values.next().is_some_and(|first| values.any(|value| value != first))
        };
        fields.filter(differ).collect()
    }

    /// Whether a field moves in step with another one of some.
    pub(super) fn follows(&self, field: &str, others: &[String]) -> bool {
        self.pairs.iter().any(|(one, leader)| one == field && others.contains(leader))
    }

    /// The field that a word means: its whole name, or the end of it after a dot.
    pub(super) fn meant(&self, word: &str) -> Result<String, Problem> {
        let fields = self.fields();
        if fields.iter().any(|field| field == word) {
            return Ok(word.to_owned());
        }
        let ends: Vec<&String> = fields.iter().filter(|field| field.ends_with(&format!(".{word}"))).collect();
        if let [field] = ends.as_slice() {
            return Ok((*field).clone());
        }
        let near = did_you_mean(word, fields.iter().map(String::as_str));
        let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let problem = Problem::new("", format!("no point has a field `{word}`"));
        Err(problem.hint(format!("{near}the fields are {}", fields.join(", "))))
    }

    /// Keeps the points that have a value.
    fn keep(&mut self, (word, value): &(String, String)) -> Result<(), InputError> {
        let at = |problem: Problem| InputError::single("--where", problem);
        let field = self.meant(word).map_err(at)?;
        let values = self.values(&field);
        self.list.retain(|point| same(point.field(&field), value));
        if self.list.is_empty() {
            let near = did_you_mean(value, values.iter().map(String::as_str));
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let listed: Vec<&str> = values.iter().take(20).map(String::as_str).collect();
            let hint = format!("{near}its values are {}", listed.join(", "));
            return Err(at(Problem::new("", format!("no point has {field} = {value}")).hint(hint)));
        }
        Ok(())
    }

    /// The figure that a word means, of which at least one point must have a value.
    pub(super) fn metric(&self, word: &str, option: &str) -> Result<&'static Metric, InputError> {
        let name = match word {
            "energy" => "energy_per_step_j",
            "latency" => "step_s",
            "edp" => "edp_per_step_js",
            other => other,
        };
        let Some(found) = metric(name) else {
            let near = did_you_mean(word, metrics().iter().map(|metric| metric.name.as_str()));
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let problem = Problem::new("", format!("no figure is called `{word}`"));
            let hint = format!(
                "{near}`egret plot --figures` lists them; energy, latency and edp are those of a step"
            );
            return Err(InputError::single(option, problem.hint(hint)));
        };
        self.require(&[name])?;
        Ok(found)
    }

    /// Refuses points of which none has one of the figures.
    pub(super) fn require(&self, names: &[&str]) -> Result<(), InputError> {
        let absent = |name: &&&str| self.list.iter().all(|point| point.figure(name).is_none());
        let missing: Vec<&str> = names.iter().filter(absent).copied().collect();
        if missing.is_empty() {
            return Ok(());
        }
        let problem = Problem::new("", format!("no point has a value of {}", missing.join(", ")));
        Err(InputError::single(&self.name, problem.hint("choose another figure, or other results")))
    }

    /// What points have in common, as a subtitle: workload, chip, steps, seed.
    pub(super) fn subtitle(&self) -> String {
        let common = |field: &str| match self.values(field).as_slice() {
            [value] if !value.is_empty() => Some(value.clone()),
            _ => None,
        };
        let several = |field: &str| format!("{} {field}s", self.values(field).len());
        let of = |field: &str| common(field).unwrap_or_else(|| several(field));
        let mut parts = vec![format!("{} on {}", of("workload"), of("chip"))];
        parts.extend(common("steps").map(|steps| format!("{steps} steps")));
        parts.push(common("seed").map_or_else(|| several("seed"), |seed| format!("seed {seed}")));
        for axis in self.fields().iter().filter(|field| !FIXED.contains(&field.as_str()) && *field != FILE) {
            parts.extend(common(axis).map(|value| format!("{} {value}", short_name(axis))));
        }
        parts.join(", ")
    }

    /// What tells every point from the others, in words; `known` is said elsewhere.
    pub(super) fn labels(&self, known: &[&str]) -> Vec<String> {
        let varying = self.varying(known);
        let label = |point: &Point| {
            let words = varying.iter().filter(|field| !point.field(field).is_empty()).map(|field| {
                let value = point.field(field);
                if [FILE, "chip", "workload"].contains(&field.as_str()) {
                    value.to_owned()
                } else {
                    format!("{} {value}", short_name(field))
                }
            });
            words.collect::<Vec<_>>().join(", ")
        };
        self.list.iter().map(label).collect()
    }

    /// What messages call these points.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// Whether two values of a field are the same: as text, or as numbers.
fn same(one: &str, other: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    one == other || number(one).zip(number(other)).is_some_and(|(one, other)| one.total_cmp(&other).is_eq())
}

/// The last part of a path, in words.
pub(super) fn short_name(path: &str) -> String {
    path.rsplit('.').next().unwrap_or(path).replace('_', " ")
}

/// What a figure is called on an axis.
pub(super) fn quantity(metric: &Metric) -> Quantity {
    let name = match metric.name.as_str() {
        "energy_j" => "energy of the run".to_owned(),
        "energy_per_step_j" => "energy of a step".to_owned(),
        "time_s" => "time of the run".to_owned(),
        "step_s" => "time of a step".to_owned(),
        "step_max_s" => "time of the longest step".to_owned(),
        "edp_js" => "energy-delay product of the run".to_owned(),
        "edp_per_step_js" => "energy-delay product of a step".to_owned(),
        "weight_density" => "weight density (share of weights)".to_owned(),
        "activity_density" => "activity density (share of units)".to_owned(),
        _ => {
            let title = metric.title();
            title.split(" [").next().unwrap_or(&title).to_owned()
        }
    };
    Quantity::new(name, metric.unit)
}

fn of_run(name: &str, record: &RunRecord) -> Point {
    let manifest = &record.manifest;
    let fixed = [
        (FILE, name.to_owned()),
        ("chip", manifest.chip.clone()),
        ("workload", manifest.workload.clone()),
        ("steps", record.counts.tokens.to_string()),
        ("seed", manifest.seed.to_string()),
    ];
    let settings = manifest.overrides.iter().filter_map(|setting| setting.split_once('='));
    let settings = settings.map(|(path, value)| (path.trim().to_owned(), value.trim().to_owned()));
    let binding = record.bound.as_ref().and_then(|bound| bound.binding.as_ref());
    Point {
        fields: fixed.into_iter().map(|(field, value)| (field.to_owned(), value)).chain(settings).collect(),
        bound_by: binding.map(|binding| state_word(binding.state)).unwrap_or_default(),
        figures: values(record),
    }
}

/// A state as files call it.
fn state_word(state: egret_sim::bound::BoundState) -> String {
    let word = serde_json::to_value(state).ok();
    word.as_ref().and_then(|word| word.as_str()).unwrap_or_default().to_owned()
}
