//! What stands at the head of a report: counts, the best points, and remarks without which figures mislead.

use serde::Serialize;

use super::columns::{Column, Role};
use crate::results::{ResultRow, ResultSet, Status};
use crate::si::si;

/// How many points ended how.
#[derive(Serialize)]
pub(super) struct Counts {
    points: usize,
    done: usize,
    infeasible: usize,
    failed: usize,
    /// Points the study has and the results have not.
    missing: u64,
}

/// The best of one figure.
#[derive(Serialize)]
pub(super) struct Best {
    title: String,
    value: String,
    /// Number and settings of the point.
    point: String,
}

/// Why points are not done.
#[derive(Serialize)]
pub(super) struct Reason {
    status: &'static str,
    why: String,
    points: usize,
    /// Numbers of the first ones.
    which: String,
}

/// Points by how they ended.
pub(super) fn counts(set: &ResultSet) -> Counts {
    let of = |status| set.rows.iter().filter(|row| row.status == status).count();
    let (done, infeasible, failed) = (of(Status::Done), of(Status::Infeasible), of(Status::Failed));
    let points = set.rows.len();
    // A search may end before it has tried all it may.
    let planned = if set.study.strategy.contains("search") { 0 } else { set.study.points };
    Counts { points, done, infeasible, failed, missing: planned.saturating_sub(points as u64) }
}

/// The best point of each objective, or of energy and length of a step.
pub(super) fn best(set: &ResultSet, columns: &[Column]) -> Vec<Best> {
    let sought: Vec<&str> = set.study.objectives.iter().map(|objective| objective.metric.as_str()).collect();
    let names =
        if sought.is_empty() { vec!["energy_per_step_j", "step_s", "edp_per_step_js"] } else { sought };
    let found = |name: &str| {
        let column = columns.iter().find(|column| column.name == name && column.role == Role::Metric)?;
        let higher = column.better == Some("higher");
        let done = set.rows.iter().filter(|row| row.status == Status::Done);
        let known = done.filter_map(|row| row.metric(name).map(|value| (row, value)));
        let (row, value) = known.reduce(|best, next| {
            let better = if higher { next.1 > best.1 } else { next.1 < best.1 };
            if better { next } else { best }
        })?;
        let which = if set.rows.len() == 1 {
            ""
        } else if higher {
            "highest "
        } else {
            "lowest "
        };
        let bound = if lower_bound(row) && column.unit == "J" { "at least " } else { "" };
        Some(Best {
            title: format!("{which}{}", column.label),
            value: format!("{bound}{}", quantity(value, column.unit)),
            point: if set.rows.len() == 1 { String::new() } else { called(set, row, columns) },
        })
    };
    names.into_iter().filter_map(found).collect()
}

fn lower_bound(row: &ResultRow) -> bool {
    row.metric("unpriced_actions").is_some_and(|count| count > 0.0)
}

/// A figure with a prefix, where its unit takes one.
pub(super) fn quantity(value: f64, unit: &str) -> String {
    if matches!(unit, "J" | "s" | "W" | "J·s") {
        return si(value, unit);
    }
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return format!("{value} {unit}").trim_end().to_owned();
    }
    let size = value.abs();
    let text = if (1e-3..1e6).contains(&size) {
        let decimals = (3 - size.log10().floor() as i32).max(0) as usize;
        format!("{value:.decimals$}")
    } else {
        format!("{value:.3e}")
    };
    format!("{text} {unit}").trim_end().to_owned()
}

/// A point by number and by what was varied.
fn called(set: &ResultSet, row: &ResultRow, columns: &[Column]) -> String {
    let varied = columns.iter().filter(|column| column.role == Role::Setting && column.distinct() > 1);
    let position = set.rows.iter().position(|other| other.point == row.point).unwrap_or_default();
    let settings: Vec<String> = varied
        .filter_map(|column| {
            let value = column.values.get(position)?;
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            Some(if column.name == "chip" || column.name == "workload" {
                text
            } else {
                format!("{} {text}", column.label)
            })
        })
        .collect();
    format!("point {}: {}", row.point, settings.join(", "))
}

/// Why points are not done, the most frequent first.
pub(super) fn reasons(set: &ResultSet) -> Vec<Reason> {
    let mut reasons: Vec<(Status, &str, Vec<u64>)> = Vec::new();
    for row in set.rows.iter().filter(|row| row.status != Status::Done) {
        match reasons.iter_mut().find(|(status, why, _)| *status == row.status && *why == row.why) {
            Some((_, _, points)) => points.push(row.point),
            None => reasons.push((row.status, &row.why, vec![row.point])),
        }
    }
    reasons.sort_by_key(|(_, _, points)| std::cmp::Reverse(points.len()));
    let named = |(status, why, points): (Status, &str, Vec<u64>)| {
        let first: Vec<String> = points.iter().take(12).map(ToString::to_string).collect();
        let more = if points.len() > first.len() { ", …" } else { "" };
        Reason {
            status: status.name(),
            why: why.to_owned(),
            points: points.len(),
            which: format!("{}{more}", first.join(", ")),
        }
    };
    reasons.into_iter().map(named).collect()
}

/// What must be known before the figures are believed.
pub(super) fn warnings(set: &ResultSet) -> Vec<String> {
    let with =
        |name: &str| set.rows.iter().filter(|row| row.metric(name).is_some_and(|count| count > 0.0)).count();
    let points = |count: usize| if count == 1 { "1 point".to_owned() } else { format!("{count} points") };
    let said = [
        (
            "unpriced_actions",
            "energies are lower bounds at",
            "actions happened that nobody published a price for",
        ),
        ("limits_lifted", "what-if at", "beyond limits of the chip"),
        ("drops", "events were lost at", "its figures leave out what they would have caused"),
        ("overruns", "steps overran their tick at", "they are longer than the chip allows"),
        ("late_events", "events came after their step had begun at", "see late_events"),
    ];
    let all = set.rows.len();
    said.into_iter()
        .filter(|(name, ..)| with(name) > 0)
        .map(|(name, what, why)| format!("{what} {} of {all}: {why}", points(with(name))))
        .collect()
}
