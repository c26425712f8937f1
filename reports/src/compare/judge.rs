//! Whether a comparison keeps its budget. Nothing that could not be checked passes without a word.

use super::budget::{Budget, BudgetLine, Severity};
use super::comparison::{Change, ComparedPoint, Comparison, State};
use super::render::{figure, percent};
use crate::metrics::Metric;
use crate::results::Status;

/// Something to tell, and how bad it is.
#[derive(Clone, Debug)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What, as a sentence.
    pub what: String,
    /// The figure, where it is about one.
    pub metric: Option<&'static Metric>,
    /// The point among those of the comparison, where it is about one.
    pub point: Option<usize>,
    /// The line of the budget, from 0, where it is one that is broken.
    pub line: Option<usize>,
}

/// What is to be said of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// Errors first, then warnings; in each in the order of points and figures.
    pub findings: Vec<Finding>,
    /// Limits that were checked: lines of the budget times figures times points.
    pub checked: usize,
}

impl Judgement {
    /// Whether the comparison fails.
    pub fn fails(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many findings are as bad as this.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Judges a comparison, by a budget if there is one.
pub fn judge(comparison: &Comparison, budget: Option<&Budget>) -> Judgement {
    let mut judgement = Judgement::default();
    let mut covered: Vec<(usize, usize)> = Vec::new();
    for (number, line) in budget.iter().flat_map(|budget| budget.lines.iter().enumerate()) {
        let before = judgement.checked;
        let points = comparison.points.iter().enumerate();
        let points = points.filter(|(_, point)| line.covers(&point.chips, &point.workload));
        for (at, point) in points {
            for &metric in &line.matched {
                let change = &point.changes[metric];
                let absent = change.state == State::Absent;
                // Of a glob, figures that neither side can have are left out; one that is named must be there.
                if absent && (!line.is_literal() || !done(point)) {
                    continue;
                }
                judgement.checked += 1;
                covered.push((at, metric));
                let told = broken(line, change);
                judgement.findings.extend(told.into_iter().map(|what| Finding {
                    severity: line.severity,
                    what,
                    metric: Some(change.metric),
                    point: Some(at),
                    line: Some(number),
                }));
            }
        }
        if judgement.checked == before {
            let what =
                format!("`{}` checked nothing: no point it is meant for has such a figure", line.metrics);
            judgement.findings.push(Finding {
                severity: line.severity,
                what,
                metric: None,
                point: None,
                line: Some(number),
            });
        }
    }
    for (at, point) in comparison.points.iter().enumerate() {
        judgement.findings.extend(of_status(at, point));
        let unchecked =
            point.changes.iter().enumerate().filter(|(metric, _)| !covered.contains(&(at, *metric)));
        judgement.findings.extend(unchecked.filter_map(|(_, change)| unusable(at, point, change)));
    }
    judgement.findings.extend(of_points(comparison));
    judgement.findings.extend(of_lower_bounds(comparison));
    judgement.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    judgement
}

fn done(point: &ComparedPoint) -> bool {
    point.status == (Status::Done, Status::Done)
}

/// Which limits of a line a figure breaks.
fn broken(line: &BudgetLine, change: &Change) -> Vec<String> {
    let bounds = &line.bounds;
    let name = &change.metric.name;
    let shown = |value: f64| figure(value, change.metric.unit);
    let (old, new) = match (change.state, change.old, change.new) {
        (State::NotANumber, ..) => return vec![format!("{name} is no number")],
        (State::Gone, ..) => return vec![format!("{name} is missing; the base has it")],
        (State::Absent, ..) => return vec![format!("{name} is missing on both sides")],
        (_, old, Some(new)) => (old, new),
        (_, _, None) => return Vec::new(),
    };
    let mut told = Vec::new();
    // What differs by rounding alone breaks no limit.
    let slack = |limit: f64| 1e-12 * limit.abs();
    if let Some(most) = bounds.at_most.filter(|most| new > most + slack(*most)) {
        told.push(format!("{name} is {}, at most {} allowed", shown(new), shown(most)));
    }
    if let Some(least) = bounds.at_least.filter(|least| new < least - slack(*least)) {
        told.push(format!("{name} is {}, at least {} needed", shown(new), shown(least)));
    }
    if bounds.change_at_most.is_none() && bounds.change_at_most_by.is_none() {
        return told;
    }
    let Some(old) = old else {
        told.push(format!("{name} has no base to compare with"));
        return told;
    };
    let worse = line.worse_by(change.metric.better, new - old);
    let by_share = bounds.change_at_most.unwrap_or(0.0) * old.abs();
    let allowed = by_share.max(bounds.change_at_most_by.unwrap_or(0.0));
    if change.state == State::Same || worse <= allowed + slack(old.abs().max(new.abs())) {
        return told;
    }
    let limit = match (bounds.change_at_most, bounds.change_at_most_by) {
        (Some(share), Some(amount)) => format!("{} or {}", percent(100.0 * share), shown(amount)),
        (Some(share), None) => percent(100.0 * share),
        (None, amount) => shown(amount.unwrap_or_default()),
    };
    let zero = if old == 0.0 && bounds.change_at_most_by.is_none() {
        "; of nought no share is allowed, `change_at_most_by` allows an amount"
    } else {
        ""
    };
    told.push(format!(
        "{name} changed by {} from {} to {}, at most {limit} allowed{zero}",
        change.percent().map_or_else(|| shown(new - old), |share| format!("{share:+.3} %")),
        shown(old),
        shown(new),
    ));
    told
}

/// Figures that cannot be compared and that no line of the budget is about.
fn unusable(at: usize, point: &ComparedPoint, change: &Change) -> Option<Finding> {
    let name = &change.metric.name;
    let (severity, what) = match change.state {
        State::NotANumber => (Severity::Error, format!("{name} is no number")),
        State::Gone if done(point) => (Severity::Error, format!("{name} is missing; the base has it")),
        State::Appeared if done(point) => (Severity::Warning, format!("{name} is new; the base lacks it")),
        _ => return None,
    };
    Some(Finding { severity, what, metric: Some(change.metric), point: Some(at), line: None })
}

fn of_status(at: usize, point: &ComparedPoint) -> Option<Finding> {
    let (old, new) = point.status;
    if old == new {
        return None;
    }
    let severity = if new == Status::Done { Severity::Warning } else { Severity::Error };
    let why = if point.why.1.is_empty() { String::new() } else { format!(": {}", point.why.1) };
    let what = format!("was {} and is {}{why}", old.name(), new.name());
    Some(Finding { severity, what, metric: None, point: Some(at), line: None })
}

fn of_points(comparison: &Comparison) -> Vec<Finding> {
    let sides = [
        (&comparison.only_base, "is in the base only"),
        (&comparison.only_new, "has no counterpart in the base"),
    ];
    let mut findings = Vec::new();
    for (unmatched, what) in sides {
        findings.extend(unmatched.iter().map(|point| Finding {
            severity: Severity::Error,
            what: if point.ambiguous {
                format!("{}: several points are alike, and nobody can say which belong together", point.label)
            } else {
                format!("{} {what}", point.label)
            },
            metric: None,
            point: None,
            line: None,
        }));
    }
    findings
}

/// Energies of what nobody priced are lower bounds: a smaller figure may only be a less known one.
fn of_lower_bounds(comparison: &Comparison) -> Vec<Finding> {
    let warning =
        |what: String, point| Finding { severity: Severity::Warning, what, metric: None, point, line: None };
    let mut findings = Vec::new();
    let (old, new) = &comparison.unpriced;
    for (side, unpriced) in [(&comparison.base, old), (&comparison.new, new)] {
        if !unpriced.is_empty() {
            let what = format!("energies of {side} are lower bounds: nobody priced {}", unpriced.join(", "));
            findings.push(warning(what, None));
        }
    }
    if !old.is_empty() || !new.is_empty() {
        return findings;
    }
    for (at, point) in comparison.points.iter().enumerate() {
        let change = point.changes.iter().find(|change| change.metric.name == "unpriced_actions");
        let count = |value: Option<f64>| value.unwrap_or_default();
        let Some((old, new)) = change.map(|change| (count(change.old), count(change.new))) else { continue };
        if old > 0.0 || new > 0.0 {
            let what = format!(
                "energies are lower bounds: {old} actions of the base are not priced, {new} of the new side"
            );
            findings.push(warning(what, Some(at)));
        }
    }
    findings
}
