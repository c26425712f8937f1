//! The comparison for programs, schema `egret.compare/1`. Figures stand under their names, which end with their units.

use serde_json::{Map, Value, json};

use super::shown::{Shown, verdict, verdict_word};
use crate::compare::causes::Cause;
use crate::compare::comparison::{Change, ComparedPoint, State};
use crate::json::plain_json;

/// Schema of what is written.
pub(super) const SCHEMA: &str = "egret.compare/1";

/// A comparison as JSON: all figures that either side has.
pub fn json(shown: &Shown<'_>) -> String {
    let comparison = shown.comparison;
    let unmatched = |points: &[crate::compare::Unmatched]| -> Vec<Value> {
        points.iter().map(|point| json!({"point": point.label, "ambiguous": point.ambiguous})).collect()
    };
    let axes: Vec<Value> = comparison
        .axes
        .iter()
        .map(|(path, old, new)| json!({"path": path, "old": old, "new": new}))
        .collect();
    plain_json(&json!({
        "schema": SCHEMA,
        "verdict": verdict_word(shown),
        "summary": verdict(shown),
        "base": comparison.base,
        "new": comparison.new,
        "relative_tolerance": comparison.tolerance.relative,
        "budget": shown.budget.map(|budget| &budget.name),
        "findings": findings(shown),
        "chips": chips(shown),
        "axes_over_chip_parameters": axes,
        "notes": comparison.notes,
        "unpriced": {"old": comparison.unpriced.0, "new": comparison.unpriced.1},
        "only_in_base": unmatched(&comparison.only_base),
        "only_in_new": unmatched(&comparison.only_new),
        "points": comparison.points.iter().map(point).collect::<Vec<_>>(),
    }))
}

fn findings(shown: &Shown<'_>) -> Vec<Value> {
    let findings = shown.judgement.findings.iter();
    findings
        .map(|finding| {
            let point = finding.point.and_then(|at| shown.comparison.points.get(at));
            let metric = finding.metric.map(|metric| metric.name.as_str());
            let blamed = point
                .zip(metric)
                .and_then(|(point, metric)| shown.knobs.blamed(shown.comparison, point, metric));
            let line = finding.line.and_then(|at| shown.budget?.lines.get(at));
            json!({
                "severity": finding.severity.name(),
                "what": finding.what,
                "metric": metric,
                "point": finding.point,
                "budget_line": line.map(|line| line.line),
                "parameter": blamed.map(|blamed| blamed.path),
            })
        })
        .collect()
}

fn chips(shown: &Shown<'_>) -> Vec<Value> {
    let chips = shown.comparison.chips.iter();
    chips
        .map(|chip| {
            let parameters: Vec<Value> = chip
                .differences
                .iter()
                .map(|found| {
                    json!({"path": found.path, "old": found.old, "new": found.new, "range_only": found.range_only})
                })
                .collect();
            json!({"old": chip.old, "new": chip.new, "parameters": parameters})
        })
        .collect()
}

fn point(point: &ComparedPoint) -> Value {
    let settings: Map<String, Value> =
        point.settings.iter().map(|(path, value)| (path.clone(), json!(value))).collect();
    let metrics: Map<String, Value> = point
        .changes
        .iter()
        .filter(|change| change.state != State::Absent)
        .map(|change| (change.metric.name.clone(), figure(change)))
        .collect();
    json!({
        "chip_old": point.chips.0,
        "chip_new": point.chips.1,
        "workload": point.workload,
        "steps": point.steps,
        "seed": point.seed,
        "settings": settings,
        "status_old": point.status.0.name(),
        "status_new": point.status.1.name(),
        "why_old": point.why.0,
        "why_new": point.why.1,
        "metrics": metrics,
    })
}

fn figure(change: &Change) -> Value {
    let state = match change.state {
        State::Same => "same",
        State::Changed => "changed",
        State::Gone => "missing",
        State::Appeared => "new",
        State::Absent => "absent",
        State::NotANumber => "not_a_number",
    };
    let mut value = json!({
        "old": change.old,
        "new": change.new,
        "change": change.change(),
        "change_percent": change.percent(),
        "unit": change.metric.unit,
        "state": state,
    });
    if let (Some(fields), false) = (value.as_object_mut(), change.causes.is_empty()) {
        let causes: Vec<Value> = change.causes.iter().map(|cause| of_cause(cause, change)).collect();
        fields.insert("causes".to_owned(), Value::Array(causes));
    }
    value
}

fn of_cause(cause: &Cause, change: &Change) -> Value {
    let item = (!cause.item.is_empty()).then_some(&cause.item);
    json!({
        "figure": cause.figure,
        "from": cause.origin.name(),
        "most": item,
        "change": cause.change,
        "share_percent": super::words::share(cause, change),
    })
}
