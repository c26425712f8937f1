//! What the scripts read: columns, values, and what they begin with.

use egret_arch::Component;
use serde::Serialize;
use serde_json::Value;

use super::columns::{Column, Role};
use crate::plots::{stage_name, stage_names};
use crate::reports::RenderError;
use crate::results::{ResultSet, Status};

/// A component of which energies are known.
#[derive(Serialize)]
struct Part {
    label: String,
    energy: String,
    r#static: String,
    stage: Option<&'static str>,
}

/// Everything the scripts read.
#[derive(Serialize)]
struct Figures<'a> {
    columns: &'a [Column],
    values: Vec<&'a [Value]>,
    components: Vec<Part>,
    stages: Vec<&'static str>,
    /// Columns of the table to begin with.
    show: Vec<String>,
    #[serde(flatten)]
    beginning: &'a Beginning,
}

/// What charts show before a reader chooses.
#[derive(Serialize)]
pub(super) struct Beginning {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) colour: String,
    pub(super) heat_x: String,
    pub(super) heat_y: String,
}

/// What charts show before a reader chooses.
pub(super) fn beginning(set: &ResultSet, columns: &[Column]) -> Beginning {
    let (x, y) = axes(set, columns);
    let varied: Vec<&Column> = columns
        .iter()
        .filter(|column| column.role == Role::Setting && column.distinct() > 1 && column.name != "steps")
        .collect();
    // Chips and workloads tell more by colour, what was set by number more by place.
    let (others, settings): (Vec<&Column>, Vec<&Column>) =
        varied.iter().partition(|column| ["chip", "workload", "seed"].contains(&column.name.as_str()));
    let places: Vec<&Column> = settings.into_iter().chain(others).collect();
    let named = |columns: &[&Column], at: usize| {
        columns.get(at).map_or("chip", |column| column.name.as_str()).to_owned()
    };
    Beginning { x, y, colour: named(&varied, 0), heat_x: named(&places, 0), heat_y: named(&places, 1) }
}

/// As JSON that no browser takes for the end of a script.
pub(super) fn json(
    set: &ResultSet,
    columns: &[Column],
    beginning: &Beginning,
) -> Result<String, RenderError> {
    let figures = Figures {
        columns,
        values: columns.iter().map(|column| column.values.as_slice()).collect(),
        components: components(columns),
        stages: stage_names(),
        show: shown(set, columns),
        beginning,
    };
    let text = serde_json::to_string(&figures)
        .map_err(|error| RenderError(format!("figures do not become JSON: {error}")))?;
    Ok(text.replace('<', "\\u003c"))
}

fn components(columns: &[Column]) -> Vec<Part> {
    let has = |name: &str| columns.iter().any(|column| column.name == name && column.known() > 0);
    let named = Component::ALL.into_iter().map(|component| {
        let name = component.name();
        Part {
            label: name.replace('_', " "),
            energy: format!("energy_{name}_j"),
            r#static: format!("static_{name}_j"),
            stage: stage_name(name),
        }
    });
    if !has("energy_j") || !has("energy_per_step_j") {
        return Vec::new();
    }
    named.filter(|part| has(&part.energy) && has(&part.r#static)).collect()
}

/// Figures that are worth looking at first: what is sought, else energy and length of a step.
fn axes(set: &ResultSet, columns: &[Column]) -> (String, String) {
    let sought = set.study.objectives.iter().map(|objective| objective.metric.as_str());
    let usual = ["energy_per_step_j", "step_s", "energy_j", "time_s"];
    let figures =
        columns.iter().filter(|column| column.role == Role::Metric).map(|column| column.name.as_str());
    let known = |name: &&str| columns.iter().any(|column| column.name == *name && column.known() > 0);
    let mut names: Vec<&str> = Vec::new();
    for name in sought.chain(usual).chain(figures).filter(known) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let name = |at: usize| names.get(at).or(names.first()).copied().unwrap_or("point").to_owned();
    (name(1), name(0))
}

/// Columns of the table to begin with.
pub(super) fn shown(set: &ResultSet, columns: &[Column]) -> Vec<String> {
    let all_done = set.rows.iter().all(|row| row.status == Status::Done);
    let objectives = set.study.objectives.iter().map(|objective| objective.metric.as_str());
    let constraints = set.study.constraints.iter().map(|constraint| constraint.metric.as_str());
    let usual = ["energy_per_step_j", "step_s", "edp_per_step_js", "power_w", "area_mm2", "perplexity"];
    let figures: Vec<&str> = objectives.chain(constraints).chain(usual).collect();
    let wanted = |column: &&Column| match column.role {
        Role::Identity => column.name == "point",
        Role::Setting => column.distinct() > 1 || matches!(column.name.as_str(), "chip" | "workload"),
        Role::Status => column.name == "bound_by" || !all_done,
        Role::Metric => figures.contains(&column.name.as_str()) && column.known() > 0,
    };
    let mut shown: Vec<&Column> = columns.iter().filter(wanted).collect();
    // A reason is long, and what was found is asked for first.
    shown.sort_by_key(|column| match column.name.as_str() {
        "bound_by" => 1,
        "why" => 2,
        _ => 0,
    });
    shown.into_iter().map(|column| column.name.clone()).collect()
}
