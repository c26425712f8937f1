//! What the template asks for.

use egret_config::References;
use serde::Serialize;

use super::assets;
use super::columns::columns;
use super::dictionary::{Entry, dictionary};
use super::fallback::{self, Plain};
use super::figures;
use super::findings::{self, Best, Counts, Reason, quantity};
use super::run::{self, Drawn};
use super::sources::{self, Described, Work};
use super::stills::{Still, stills};
use crate::metrics::{Metric, metric};
use crate::record::RunRecord;
use crate::reports::RenderError;
use crate::results::{Direction, ResultSet};

/// What the template asks for.
#[derive(Serialize)]
pub(super) struct Context<'a> {
    policy: String,
    style: &'static str,
    scripts: [String; 3],
    licences: &'static str,
    figures: String,
    name: &'a str,
    single: bool,
    lead: String,
    egret: &'a str,
    model: &'a str,
    plan: &'a str,
    seeds: String,
    counts: Counts,
    best: Vec<Best>,
    warnings: Vec<String>,
    remarks: Vec<String>,
    reasons: Vec<Reason>,
    axes: Vec<Axis<'a>>,
    sought: Vec<String>,
    settings: &'a [String],
    pictures: Vec<Drawn>,
    stills: Vec<Still>,
    plain: Plain,
    chips: Vec<Described>,
    workloads: Vec<Described>,
    works: Vec<Work>,
    dictionary: Vec<Entry<'a>>,
}

/// An axis of the study.
#[derive(Serialize)]
struct Axis<'a> {
    path: &'a str,
    values: String,
    count: usize,
    paired_with: &'a str,
}

/// Renders the page from what is known.
pub(super) fn render(
    set: &ResultSet,
    record: Option<&RunRecord>,
    references: &References,
    write: impl FnOnce(&Context<'_>) -> Result<String, RenderError>,
) -> Result<String, RenderError> {
    let columns = columns(set);
    let study = &set.study;
    let scripts = assets::scripts()?;
    let chips = sources::described(study, "chip", study.chips.iter(), references);
    let workloads = sources::described(study, "workload", study.workloads.iter(), references);
    let all: Vec<&Described> = chips.iter().chain(&workloads).collect();
    let works = sources::works(&all, references);
    let (mut warnings, remarks) = record.map(run::remarks).unwrap_or_default();
    if record.is_none() {
        warnings = findings::warnings(set);
    }
    let beginning = figures::beginning(set, &columns);
    let seeds: Vec<String> = study.seeds.iter().map(ToString::to_string).collect();
    write(&Context {
        policy: assets::policy(&scripts),
        style: assets::STYLE,
        scripts,
        licences: assets::LICENCES,
        figures: figures::json(set, &columns, &beginning)?,
        name: &study.name,
        single: record.is_some(),
        lead: lead(set, record),
        egret: &study.egret,
        model: &study.model,
        plan: &study.plan,
        seeds: seeds.join(", "),
        counts: findings::counts(set),
        best: findings::best(set, &columns),
        warnings,
        remarks,
        reasons: findings::reasons(set),
        axes: axes(set),
        sought: sought(set),
        settings: &study.settings,
        pictures: record.map(run::drawn).transpose()?.unwrap_or_default(),
        stills: if record.is_none() { stills(set, &beginning)? } else { Vec::new() },
        plain: fallback::table(&columns, &figures::shown(set, &columns)),
        chips,
        workloads,
        works,
        dictionary: dictionary(&columns),
    })
}

/// One sentence of what was run.
fn lead(set: &ResultSet, record: Option<&RunRecord>) -> String {
    let names = |names: Vec<&str>| match names.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        names => names.concat(),
    };
    let chips = names(set.study.chips.iter().map(|(name, _)| name).collect());
    let workloads = names(set.study.workloads.iter().map(|(name, _)| name).collect());
    if let Some(record) = record {
        let manifest = &record.manifest;
        let count = if manifest.chips == 1 { String::new() } else { format!("{} × ", manifest.chips) };
        let steps = if manifest.steps == 1 { "step" } else { "steps" };
        let (length, seed) = (manifest.steps, manifest.seed);
        return format!("One run of {workloads} on {count}{chips}: {length} {steps}, seed {seed}.");
    }
    let axes = set.study.axes.iter().filter(|axis| axis.values.len() > 1).count();
    let axes = if axes == 1 { "1 axis".to_owned() } else { format!("{axes} axes") };
    let strategy = &set.study.strategy;
    format!("A study of {workloads} on {chips} over {axes}; points chosen by {strategy}.")
}

fn axes(set: &ResultSet) -> Vec<Axis<'_>> {
    let axis = set.study.axes.iter().map(|axis| Axis {
        path: &axis.path,
        values: axis.values.join(", "),
        count: axis.values.len(),
        paired_with: axis.paired_with.as_deref().unwrap_or_default(),
    });
    axis.collect()
}

/// Objectives and constraints as sentences.
fn sought(set: &ResultSet) -> Vec<String> {
    let words = |name: &str| metric(name).map_or_else(|| name.to_owned(), Metric::words);
    let with_unit = |name: &str, value: f64| quantity(value, metric(name).map_or("", |metric| metric.unit));
    let objectives = set.study.objectives.iter().map(|objective| {
        let way = match objective.direction {
            Direction::Minimise => "as low",
            Direction::Maximise => "as high",
        };
        format!("{} {way} as can be", words(&objective.metric))
    });
    let constraints = set.study.constraints.iter().flat_map(|constraint| {
        let name = &constraint.metric;
        let at_most =
            constraint.at_most.map(|limit| format!("{} at most {}", words(name), with_unit(name, limit)));
        let at_least =
            constraint.at_least.map(|limit| format!("{} at least {}", words(name), with_unit(name, limit)));
        at_most.into_iter().chain(at_least)
    });
    objectives.chain(constraints).collect()
}
