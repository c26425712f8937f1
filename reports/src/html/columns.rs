//! The columns of a report: what each means, and its values by row, for the scripts.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Number, Value};

use crate::metrics::{Better, Metric, metrics};
use crate::results::{Direction, ResultRow, ResultSet};

/// What kind of column it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Role {
    /// Tells points apart: number and id.
    Identity,
    /// Was set.
    Setting,
    /// What became of the point.
    Status,
    /// What was found.
    Metric,
}

/// One column.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Column {
    /// As in `results.csv`.
    pub(super) name: String,
    /// In words.
    pub(super) label: String,
    /// Unit; empty for counts, shares and words.
    pub(super) unit: &'static str,
    /// `number` or `text`.
    pub(super) kind: &'static str,
    pub(super) role: Role,
    /// `lower` or `higher`.
    pub(super) better: Option<&'static str>,
    /// What it means.
    pub(super) what: String,
    /// How it is counted or where it comes from.
    #[serde(skip)]
    pub(super) counted: String,
    /// Values in the order of the study, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) order: Option<Vec<Value>>,
    /// Columns of the ends of its range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) low: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) high: Option<String>,
    #[serde(skip)]
    pub(super) values: Vec<Value>,
}

impl Column {
    /// Rows in which it is known.
    pub(super) fn known(&self) -> usize {
        self.values.iter().filter(|value| !value.is_null()).count()
    }

    /// Different values that are known.
    pub(super) fn distinct(&self) -> usize {
        let known = self.values.iter().filter(|value| !value.is_null()).map(ToString::to_string);
        known.collect::<std::collections::BTreeSet<_>>().len()
    }
}

/// All columns, in the order of `results.csv`.
pub(super) fn columns(set: &ResultSet) -> Vec<Column> {
    let text = |read: fn(&ResultRow) -> &str| -> Vec<Value> {
        set.rows.iter().map(|row| words(read(row))).collect()
    };
    let whole = |read: fn(&ResultRow) -> Option<u64>| -> Vec<Value> {
        set.rows.iter().map(|row| read(row).map_or(Value::Null, Value::from)).collect()
    };
    let mut columns = vec![
        plain(
            "point",
            "number",
            Role::Identity,
            "number of the point in the study, from 0",
            whole(|row| Some(row.point)),
        ),
        plain(
            "id",
            "text",
            Role::Identity,
            "hash of chip, workload, seed, steps and version of the models, first 16 hex digits",
            text(|row| &row.id),
        ),
        plain("chip", "text", Role::Setting, "chip", text(|row| &row.chip)),
        plain("workload", "text", Role::Setting, "workload", text(|row| &row.workload)),
        plain("steps", "number", Role::Setting, "steps simulated", whole(|row| row.steps.map(u64::from))),
        plain("seed", "number", Role::Setting, "seed of all random streams", whole(|row| Some(row.seed))),
    ];
    columns.extend(axes(set));
    columns.extend([
        plain(
            "status",
            "text",
            Role::Status,
            "done; infeasible: does not fit its chip, makes no sense or breaks a constraint; failed: deadlock or fault",
            text(|row| row.status.name()),
        ),
        plain("why", "text", Role::Status, "why it is not done", text(|row| &row.why)),
        plain(
            "bound_by",
            "text",
            Role::Status,
            "what bounds its time: memory, compute, traffic or sync",
            text(|row| &row.bound_by),
        ),
    ]);
    let figures = metrics().iter().enumerate();
    columns.extend(
        figures
            .filter(|(_, metric)| set.study.metrics.contains(&metric.name))
            .map(|(at, metric)| figure(set, at, metric)),
    );
    // The orders of listed axes are those of chips and workloads too.
    for axis in &set.study.axes {
        if let Some(column) =
            columns.iter_mut().find(|column| column.name == axis.path && column.kind == "text")
        {
            column.order = Some(axis.values.iter().map(|value| words(value)).collect());
        }
    }
    columns
}

fn words(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::from(text) }
}

fn plain(name: &str, kind: &'static str, role: Role, what: &str, values: Vec<Value>) -> Column {
    Column {
        name: name.to_owned(),
        label: name.replace('_', " "),
        unit: "",
        kind,
        role,
        better: None,
        what: what.to_owned(),
        counted: String::new(),
        order: None,
        low: None,
        high: None,
        values,
    }
}

/// Columns of axes that have one of their own: numbers where all values are.
fn axes(set: &ResultSet) -> Vec<Column> {
    let Some(first) = set.rows.first() else { return Vec::new() };
    let paths: Vec<&str> = first.settings.iter().map(|(path, _)| path.as_str()).collect();
    let mut endings: BTreeMap<&str, usize> = BTreeMap::new();
    for path in &paths {
        *endings.entry(ending(path)).or_default() += 1;
    }
    let column = |path: &&str| {
        let texts = || set.rows.iter().map(|row| row.setting(path).unwrap_or_default());
        let number = |text: &str| text.parse::<f64>().ok().filter(|value| value.is_finite());
        let numbers = texts().all(|text| text.is_empty() || number(text).is_some());
        let values =
            texts().map(|text| if numbers { number(text).map_or(Value::Null, value) } else { words(text) });
        let label = if endings[ending(path)] == 1 { ending(path) } else { path };
        Column {
            label: label.replace('_', " "),
            counted: "an axis of the study".to_owned(),
            ..plain(
                path,
                if numbers { "number" } else { "text" },
                Role::Setting,
                &format!("the parameter {path}"),
                values.collect(),
            )
        }
    };
    paths.iter().map(column).collect()
}

fn ending(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn figure(set: &ResultSet, at: usize, metric: &Metric) -> Column {
    let sought = set.study.objectives.iter().find(|objective| objective.metric == metric.name);
    let better = match (sought.map(|objective| objective.direction), metric.better) {
        (Some(Direction::Minimise), _) | (None, Better::Lower) => Some("lower"),
        (Some(Direction::Maximise), _) | (None, Better::Higher) => Some("higher"),
        (None, Better::Neither) => None,
    };
    let end = |which: &str| {
        let name = metric.name.strip_suffix("_j").map(|stem| format!("{stem}_{which}_j"))?;
        set.study.metrics.contains(&name).then_some(name)
    };
    let values = set.rows.iter().map(|row| row.metrics.get(at).copied().flatten().map_or(Value::Null, value));
    Column {
        label: metric.words(),
        unit: metric.unit,
        better,
        counted: metric.counted.clone(),
        low: end("low"),
        high: end("high"),
        ..plain(&metric.name, "number", Role::Metric, &metric.what, values.collect())
    }
}

/// A number in as few letters as keep its bits.
fn value(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return Value::from(number as i64);
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}
