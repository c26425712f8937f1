//! What every form of a comparison begins with.

use super::blame::Knobs;
use crate::compare::budget::{Budget, Severity};
use crate::compare::comparison::{Change, ComparedPoint, Comparison, State};
use crate::compare::judge::{Finding, Judgement};

/// A judged comparison to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// What was compared.
    pub comparison: &'a Comparison,
    /// What is to be said of it.
    pub judgement: &'a Judgement,
    /// By what it was judged.
    pub budget: Option<&'a Budget>,
    /// Where parameters stand.
    pub knobs: &'a Knobs,
}

/// What came of it, in one word for programs.
pub(super) fn verdict_word(shown: &Shown<'_>) -> &'static str {
    match (shown.judgement.fails(), shown.budget.is_some()) {
        (true, true) => "over_budget",
        (true, false) => "failed",
        (false, _) if shown.comparison.is_same() => "same",
        (false, true) => "within_budget",
        (false, false) => "changed",
    }
}

/// What came of it, in a line.
pub fn verdict(shown: &Shown<'_>) -> String {
    let word = match verdict_word(shown) {
        "over_budget" => "Over budget",
        "failed" => "Failed",
        "same" => "No difference",
        "within_budget" => "Within budget",
        _ => "Changed",
    };
    let count = |many: usize, what: &str| match many {
        1 => format!("1 {what}"),
        _ => format!("{many} {what}s"),
    };
    let comparison = shown.comparison;
    let figures =
        |point: &ComparedPoint| point.changes.iter().filter(|change| change.state != State::Absent).count();
    let compared: usize = comparison.points.iter().map(figures).sum();
    let mut parts = Vec::new();
    for severity in [Severity::Error, Severity::Warning] {
        let many = shown.judgement.count(severity);
        if many > 0 {
            parts.push(count(many, severity.name()));
        }
    }
    let at = match comparison.points.len() {
        1 => String::new(),
        many => format!(" at {}", count(many, "point")),
    };
    parts.push(format!("{} of {} changed{at}", comparison.changed(), count(compared, "figure")));
    let parameters: usize = comparison.chips.iter().map(|chip| chip.differences.len()).sum();
    if parameters > 0 {
        parts.push(format!("{} of the chip changed", count(parameters, "parameter")));
    }
    if shown.budget.is_some() {
        parts.push(format!("{} checked", count(shown.judgement.checked, "limit")));
    }
    format!("{word}: {}", parts.join(", "))
}

/// A finding with the point it is about.
pub(super) fn sentence(shown: &Shown<'_>, finding: &Finding) -> String {
    let several = shown.comparison.points.len() > 1;
    let at = finding.point.and_then(|at| shown.comparison.points.get(at)).filter(|_| several);
    match at {
        Some(point) => format!("{}: {}", full_label(point), finding.what),
        None => finding.what.clone(),
    }
}

/// A point with its chip.
pub(super) fn full_label(point: &ComparedPoint) -> String {
    let (old, new) = &point.chips;
    let chip = if old == new { new.clone() } else { format!("{old} → {new}") };
    format!("{chip}, {}", point.label)
}

/// What tells a point from the other points: chip, workload, axes by the last word of their path, steps and seed, where these
/// are not the same at all points.
pub(super) fn telling(comparison: &Comparison, point: &ComparedPoint) -> String {
    let varies = |of: &dyn Fn(&ComparedPoint) -> String| {
        let here = of(point);
        comparison.points.iter().any(|other| of(other) != here)
    };
    let value = |point: &ComparedPoint, path: &str| {
        let found = point.settings.iter().find(|(known, _)| known == path);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let mut parts = Vec::new();
    if varies(&|point| format!("{:?}", point.chips)) {
        parts.push(point.chips.1.clone());
    }
    if varies(&|point| point.workload.clone()) {
        parts.push(point.workload.clone());
    }
    for (path, set) in &point.settings {
        if varies(&|point| value(point, path)) {
            parts.push(format!("{}={set}", path.rsplit('.').next().unwrap_or(path)));
        }
    }
    if varies(&|point| format!("{:?}", point.steps)) {
        parts.extend(point.steps.map(|steps| format!("{steps} steps")));
    }
    if varies(&|point| point.seed.to_string()) {
        parts.push(format!("seed {}", point.seed));
    }
    parts.join(", ")
}

/// One line a figure: the point at which it changed most, and at how many it did.
pub(super) struct Summary<'a> {
    /// The change at that point.
    pub(super) change: &'a Change,
    /// That point.
    pub(super) point: &'a ComparedPoint,
    /// Points at which the figure changed.
    pub(super) points: usize,
}

/// Figures that changed, each where it changed most.
pub(super) fn summaries(comparison: &Comparison) -> Vec<Summary<'_>> {
    let figures = comparison.points.first().map_or(0, |point| point.changes.len());
    let size = |change: &Change| match change.state {
        State::Changed => change.percent().map_or(f64::INFINITY, f64::abs),
        _ => f64::INFINITY,
    };
    (0..figures)
        .filter_map(|at| {
            let changed: Vec<(&ComparedPoint, &Change)> = comparison
                .points
                .iter()
                .filter_map(|point| Some((point, point.changes.get(at)?)))
                .filter(|(_, change)| !matches!(change.state, State::Same | State::Absent))
                .collect();
            // Of equal changes the first.
            let most = changed.iter().rev().max_by(|one, other| size(one.1).total_cmp(&size(other.1)))?;
            Some(Summary { change: most.1, point: most.0, points: changed.len() })
        })
        .collect()
}
