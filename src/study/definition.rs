//! From a study file to a checked study, or to all of its problems at once.

use std::path::{Path, PathBuf};

use egret_config::{InputError, Problem, SpanIndex, did_you_mean, hash, read_ron};
use egret_reports::metrics::{Metric, metric, metrics};
use egret_reports::results::{ConstraintRecord, ObjectiveRecord};
use serde_json::Value;
use wildmatch::WildMatch;

use super::axis::{self, Axis};
use super::file::{ConstraintFile, SCHEMA, StrategyFile, StudyFile};
use crate::commands::arguments::DEFAULT_SEED;
use crate::inputs::Source;
use crate::settings::Settings;

/// A checked study.
#[derive(Clone, Debug)]
pub(crate) struct Study {
    /// As written.
    pub(crate) file: StudyFile,
    /// The file, to point at.
    pub(crate) source: Source,
    /// What its paths are relative to.
    pub(crate) directory: PathBuf,
    /// What is varied; several seeds are the last axis.
    pub(crate) axes: Vec<Axis>,
    /// Seeds of random streams.
    pub(crate) seeds: Vec<u64>,
    /// What is set for all points: of the study, and of the command line, which beats it.
    pub(crate) settings: Settings,
    /// Names of the columns of figures.
    pub(crate) metrics: Vec<String>,
    /// What is sought; energy and time of a step if the study does not say.
    pub(crate) objectives: Vec<ObjectiveRecord>,
    /// What must be kept.
    pub(crate) constraints: Vec<ConstraintRecord>,
    /// Half width of the confidence interval up to which points are sampled, as a share.
    pub(crate) until: Option<f64>,
}

impl Study {
    /// Checks the text of a study whose paths are relative to `directory`.
    pub(crate) fn parse(source: Source, directory: &Path) -> Result<Self, InputError> {
        let file: StudyFile = read_ron(&source.name, &source.text)?;
        let mut checks = Checks { index: SpanIndex::of(&source.text), problems: Vec::new() };
        checks.whole(&file);
        let mut axes: Vec<Axis> = Vec::new();
        for (at, written) in file.axes.iter().enumerate() {
            let place = format!("axes[{at}]");
            match Axis::check(written) {
                Ok(checked) => axes.push(checked),
                Err(problem) => checks.below(&place, problem),
            }
        }
        checks.paths(&file, &axes);
        let seeds = match (&file.seed, file.seeds.as_slice()) {
            (seed, []) => vec![seed.unwrap_or(DEFAULT_SEED)],
            (_, seeds) => seeds.to_vec(),
        };
        if file.seeds.len() > 1 {
            axes.push(Axis::of_seeds(&seeds));
        }
        let metrics = checks.columns(&file);
        let objectives = checks.objectives(&file);
        let constraints = checks.constraints(&file);
        let metrics = with_sought(&metrics, &file, &objectives);
        let until = file.until.as_deref().and_then(|text| checks.kept("until", half_width(text)));
        let settings = checks.settings(&file, &source);
        if checks.problems.is_empty() {
            let directory = directory.to_owned();
            return Ok(Self {
                file,
                source,
                directory,
                axes,
                seeds,
                settings,
                metrics,
                objectives,
                constraints,
                until,
            });
        }
        Err(InputError { name: source.name, text: Some(source.text), problems: checks.problems }.locate())
    }

    /// Everything a study says, in a form that spelling does not change.
    pub(crate) fn canonical(&self) -> String {
        let axes: Vec<_> = self.axes.iter().map(|axis| (&axis.paths, &axis.values)).collect();
        let whole = serde_json::json!({
            "chip": self.file.chip, "workload": self.file.workload, "steps": self.file.steps, "chips": self.file.chips,
            "what_if": self.file.what_if, "noc": format!("{:?}", self.file.noc),
            "timing": format!("{:?}", self.file.timing), "strategy": format!("{:?}", self.file.strategy),
            "axes": axes, "seeds": self.seeds, "settings": self.settings.overrides(&[]), "until": self.until,
            "objectives": self.objectives, "constraints": self.constraints, "metrics": self.metrics,
        });
        hash::canonical_json(&whole)
    }
}

/// The share of a text such as `3%` or `0.03`.
pub(crate) fn half_width(text: &str) -> Result<f64, Problem> {
    let wrong = || {
        Problem::new("", format!("`{text}` is no half width"))
            .hint("for example \"3%\": above 0, below 100 %")
    };
    let (number, scale) = match text.trim().strip_suffix('%') {
        Some(percent) => (percent.trim(), 0.01),
        None => (text.trim(), 1.0),
    };
    let share = number.parse::<f64>().map_err(|_| wrong())? * scale;
    if share > 0.0 && share < 1.0 { Ok(share) } else { Err(wrong()) }
}

/// Problems with their places in the text.
struct Checks {
    index: SpanIndex,
    problems: Vec<Problem>,
}

impl Checks {
    fn push(&mut self, place: &str, mut problem: Problem) {
        problem.span = problem.span.or_else(|| self.index.find(place));
        place.clone_into(&mut problem.path);
        self.problems.push(problem);
    }

    /// A problem with a path in something that stands at `place`.
    fn below(&mut self, place: &str, problem: Problem) {
        let path = match problem.path.as_str() {
            "" => place.to_owned(),
            path => format!("{place}.{path}"),
        };
        self.push(&path, problem);
    }

    fn kept<T>(&mut self, place: &str, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.push(place, problem)).ok()
    }

    fn whole(&mut self, file: &StudyFile) {
        if let Some(schema) = file.schema.as_deref().filter(|schema| *schema != SCHEMA) {
            let problem = Problem::new("", format!("`{schema}` is no schema this version reads"));
            self.push("schema", problem.hint(format!("write `schema: \"{SCHEMA}\"`, or leave it out")));
        }
        if file.name.trim().is_empty() {
            self.push("name", Problem::new("", "a study has a name"));
        }
        if file.seed.is_some() && !file.seeds.is_empty() {
            self.push("seeds", Problem::new("", "`seed` and `seeds` exclude each other"));
        }
        if let Some(at) = (1..file.seeds.len()).find(|&at| file.seeds[..at].contains(&file.seeds[at])) {
            self.push(
                &format!("seeds[{at}]"),
                Problem::new("", format!("{} is there twice", file.seeds[at])),
            );
        }
        for (place, number) in [("steps", file.steps), ("chips", file.chips)] {
            if number == Some(0) {
                self.push(place, Problem::new("", "0 of them are nothing to simulate").hint("at least 1"));
            }
        }
        let few = match file.strategy {
            StrategyFile::LatinHypercube { points } => points == 0,
            StrategyFile::Search { evaluations } => evaluations == 0,
            StrategyFile::Grid => false,
        };
        if few {
            self.push("strategy", Problem::new("", "no point is nothing to study").hint("at least 1"));
        }
        if matches!(file.strategy, StrategyFile::Search { .. }) && file.seeds.len() > 1 {
            self.push(
                "seeds",
                Problem::new("", "a search has one seed: it goes by results, not by their spread"),
            );
        }
    }

    /// A path is varied once, and chip and workload come from somewhere.
    fn paths(&mut self, file: &StudyFile, axes: &[Axis]) {
        let all: Vec<&String> = axes.iter().flat_map(|axis| &axis.paths).collect();
        for (at, path) in all.iter().enumerate() {
            if all[..at].contains(path) {
                self.push("axes", Problem::new("", format!("`{path}` is varied twice")));
            }
        }
        for (root, written) in [("chip", &file.chip), ("workload", &file.workload)] {
            let varied = all.iter().any(|path| *path == root);
            if written.is_none() && !varied {
                let problem = Problem::new("", format!("it has no `{root}`"));
                self.push(root, problem.hint(format!("write `{root}: \"NAME\"`, or an axis over `{root}`")));
            }
            if written.is_some() && varied {
                self.push(
                    root,
                    Problem::new("", format!("an axis varies `{root}` already"))
                        .hint("leave one of them out"),
                );
            }
        }
    }

    fn columns(&mut self, file: &StudyFile) -> Vec<String> {
        if file.metrics.is_empty() {
            return metrics().iter().map(|metric| metric.name.clone()).collect();
        }
        for (at, pattern) in file.metrics.iter().enumerate() {
            if !metrics().iter().any(|metric| WildMatch::new(pattern).matches(&metric.name)) {
                self.push(&format!("metrics[{at}]"), unknown(pattern));
            }
        }
        let wanted = |metric: &&Metric| {
            file.metrics.iter().any(|pattern| WildMatch::new(pattern).matches(&metric.name))
        };
        metrics().iter().filter(wanted).map(|metric| metric.name.clone()).collect()
    }

    fn objectives(&mut self, file: &StudyFile) -> Vec<ObjectiveRecord> {
        for (at, objective) in file.objectives.iter().enumerate() {
            if metric(&objective.metric).is_none() {
                self.push(&format!("objectives[{at}].metric"), unknown(&objective.metric));
            }
        }
        let written = file.objectives.iter().map(|objective| ObjectiveRecord {
            metric: objective.metric.clone(),
            direction: objective.direction,
        });
        if !file.objectives.is_empty() {
            return written.collect();
        }
        ["energy_per_step_j", "step_s"]
            .map(|metric| ObjectiveRecord {
                metric: metric.to_owned(),
                direction: egret_reports::results::Direction::Minimise,
            })
            .to_vec()
    }

    fn constraints(&mut self, file: &StudyFile) -> Vec<ConstraintRecord> {
        let mut checked = Vec::new();
        for (at, written) in file.constraints.iter().enumerate() {
            let place = format!("constraints[{at}]");
            match constraint(written) {
                Ok(constraint) => checked.push(constraint),
                Err(problem) => self.below(&place, problem),
            }
        }
        checked
    }

    fn settings(&mut self, file: &StudyFile, source: &Source) -> Settings {
        let mut settings = Settings::from_scenario(source.clone());
        for (path, value) in &file.settings {
            let place = format!("settings.{path}");
            match axis::setting(value) {
                axis::Plain::Value(value) => settings.add_of_scenario(path, value, place),
                axis::Plain::Absent | axis::Plain::Compound => {
                    let problem = Problem::new("", "not a number, a word or a text");
                    self.push(
                        &place,
                        problem.hint("write it as text, for example \"Mesh(columns: 4, rows: 4)\""),
                    );
                }
            }
        }
        settings
    }
}

/// Columns, and those of what is sought or has a limit: a study that goes on finds its results there.
fn with_sought(columns: &[String], file: &StudyFile, objectives: &[ObjectiveRecord]) -> Vec<String> {
    let seeks = !file.objectives.is_empty() || matches!(file.strategy, StrategyFile::Search { .. });
    let sought = |name: &String| {
        (seeks && objectives.iter().any(|objective| objective.metric == *name))
            || file.constraints.iter().any(|constraint| constraint.metric == *name)
    };
    let all = metrics().iter().map(|metric| &metric.name);
    all.filter(|name| columns.contains(name) || sought(name)).cloned().collect()
}

/// No figure has that name.
pub(crate) fn unknown(name: &str) -> Problem {
    let near = did_you_mean(name, metrics().iter().map(|metric| metric.name.as_str()));
    let hint = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    Problem::new("", format!("no figure is called `{name}`"))
        .hint(format!("{hint}`egret explain` lists them; a `*` stands for any letters"))
}

fn constraint(written: &ConstraintFile) -> Result<ConstraintRecord, Problem> {
    let metric = metric(&written.metric)
        .ok_or_else(|| Problem { path: "metric".to_owned(), ..unknown(&written.metric) })?;
    if written.at_most.is_none() && written.at_least.is_none() {
        return Err(Problem::new("", "a constraint says `at_most`, `at_least` or both"));
    }
    let limit = |field: &str, value: &Option<Value>| {
        let Some(value) = value else { return Ok(None) };
        let number = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => in_unit(text, metric.unit),
            _ => None,
        };
        let number = number.filter(|number| number.is_finite()).ok_or_else(|| {
            let unit = if metric.unit.is_empty() {
                "a number".to_owned()
            } else {
                format!("a number of {0}, or a text with a unit such as \"1 m{0}\"", metric.unit)
            };
            Problem::new(field, format!("no limit of `{}`", metric.name)).hint(format!("expected {unit}"))
        })?;
        Ok(Some(number))
    };
    Ok(ConstraintRecord {
        metric: written.metric.clone(),
        at_most: limit("at_most", &written.at_most)?,
        at_least: limit("at_least", &written.at_least)?,
    })
}

/// A quantity in the base unit of a figure.
fn in_unit(text: &str, unit: &str) -> Option<f64> {
    use egret_config::{Area, Energy, Power, Span};
    match unit {
        "J" => text.parse::<Energy>().ok().map(Energy::as_joules),
        "pJ" => text.parse::<Energy>().ok().map(Energy::as_pj),
        "s" => text.parse::<Span>().ok().map(Span::as_seconds),
        "W" => text.parse::<Power>().ok().map(Power::as_watts),
        "mm²" => text.parse::<Area>().ok().map(Area::as_mm2),
        _ => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Study, InputError> {
        let source = Source { name: "s.ron".to_owned(), text: text.to_owned(), shipped: false };
        Study::parse(source, Path::new(""))
    }

    #[test]
    fn a_short_study_is_a_whole_one() {
        let study = parsed(
            "(name: \"bar\", chip: \"mesh-generic\", workload: \"egru-ptb\", steps: 20, seed: 3, axes: [\
             (path: \"workload.weight_sparsity\", values: [0.5, 0.8, 0.9]), (path: \"workload.activity\", values: [0.1, 0.3, 1.0])])",
        )
        .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(study.axes.len(), 2);
        assert_eq!(study.seeds, [3]);
        assert_eq!(study.metrics.len(), metrics().len());
        assert_eq!(study.objectives.len(), 2);
    }

    #[test]
    fn everything_wrong_is_told_at_once_and_at_its_place() {
        let error = parsed(
            "(name: \" \", workload: \"egru-ptb\", steps: 0, seed: 1, seeds: [2, 2], axes: [(path: \"chp.x\", values: [1])],\
             metrics: [\"energi_*\"], objectives: [(metric: \"step\", direction: Minimise)], until: \"300%\",\
             constraints: [(metric: \"step_s\"), (metric: \"step_s\", at_most: \"1 mJ\")], settings: {\"chip.x\": [1]})",
        )
        .expect_err("much is wrong");
        let paths: Vec<&str> = error.problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "name",
                "seeds",
                "seeds[1]",
                "steps",
                "axes[0].path",
                "chip",
                "metrics[0]",
                "objectives[0].metric",
                "constraints[0]",
                "constraints[1].at_most",
                "until",
                "settings.chip.x"
            ]
        );
        let placed = error.problems.iter().filter(|problem| problem.span.is_some()).count();
        assert_eq!(placed, paths.len() - 1, "only the missing chip stands nowhere");
    }

    #[test]
    fn limits_have_units() {
        let study = parsed(
            "(name: \"a\", chip: \"odin\", workload: \"lif-random\", constraints: [(metric: \"step_s\", at_most: \"2 ms\"), (metric: \"chips\", at_most: 3)])",
        )
        .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(study.constraints[0].at_most, Some(0.002));
        assert!((study.constraints[1].violation(6.0) - 1.0).abs() < 1e-12);
    }
}
