//! What a study found, in a few lines.

use std::fmt::Write as _;
use std::path::Path;

use egret_reports::metrics::metric;
use egret_reports::pareto;
use egret_reports::results::{ObjectiveRecord, ResultRow, ResultSet, Status, StudyRecord, number};

use super::sampling::needed;
use crate::console::Look;
use crate::failure::Failure;
use crate::listing;

/// Most rows of the Pareto front that are shown.
const SHOWN: usize = 12;

/// Points by what became of them, the best ones, and what sampling took.
pub(crate) fn summary(directory: &Path, until: Option<f64>) -> Result<String, Failure> {
    let set = ResultSet::read(directory)?;
    let mut text = heading(&set);
    let done: Vec<&ResultRow> = set.rows.iter().filter(|row| row.status == Status::Done).collect();
    text.push_str(&reasons(&set.rows));
    if let Some(until) = until {
        text.push_str(&sampled(&done, until));
    }
    let objectives = &set.study.objectives;
    if done.len() > 1 && !objectives.is_empty() {
        text.push_str(&front(&set.study, &done, objectives));
    }
    Ok(text)
}

/// How many of what.
fn heading(set: &ResultSet) -> String {
    let of = |status: Status| set.rows.iter().filter(|row| row.status == status).count();
    let counts: Vec<String> = Status::ALL
        .into_iter()
        .filter(|status| *status == Status::Done || of(*status) > 0)
        .map(|status| format!("{} {}", of(status), status.name()))
        .collect();
    format!("{}: {} points, {}\n", set.study.name, set.rows.len(), counts.join(", "))
}

/// Why points are not done, the most frequent reasons first.
fn reasons(rows: &[ResultRow]) -> String {
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for row in rows.iter().filter(|row| row.status != Status::Done) {
        match reasons.iter_mut().find(|(why, _)| *why == row.why) {
            Some((_, count)) => *count += 1,
            None => reasons.push((&row.why, 1)),
        }
    }
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut text = String::new();
    for (why, count) in reasons.iter().take(3) {
        let short: String = why.chars().take(160).collect();
        let dots = if short.len() < why.len() { ".." } else { "" };
        let _ = writeln!(text, "  {count} × {short}{dots}");
    }
    text
}

/// Steps that were taken, and that the intervals asked for.
fn sampled(rows: &[&ResultRow], until: f64) -> String {
    let used: u64 = rows.iter().filter_map(|row| row.steps).map(u64::from).sum();
    let asked: f64 = rows
        .iter()
        .filter_map(|row| {
            row.steps.map(|steps| needed(|name| row.metric(name), steps, until).min(f64::from(steps)))
        })
        .sum();
    format!(
        "sampled to ±{} % of energy and length of a step at 95 % confidence: {used} steps used, {} needed\n",
        number(until * 100.0),
        number(asked.ceil())
    )
}

/// The points that no other one beats.
fn front(study: &StudyRecord, rows: &[&ResultRow], objectives: &[ObjectiveRecord]) -> String {
    let value = |row: &ResultRow, objective: &ObjectiveRecord| {
        row.metric(&objective.metric).map_or(f64::NAN, |value| objective.minimised(value))
    };
    let points: Vec<Vec<f64>> =
        rows.iter().map(|row| objectives.iter().map(|objective| value(row, objective)).collect()).collect();
    let mut front = pareto::front(&points);
    let knee = pareto::knee(&points, &front);
    front.sort_by(|&one, &other| points[one][0].total_cmp(&points[other][0]).then(one.cmp(&other)));
    let mut columns = vec!["point".to_owned()];
    let several = |root: &str| study.axes.iter().any(|axis| axis.path == root);
    columns.extend(
        ["chip", "workload", "steps", "seed"].into_iter().filter(|root| several(root)).map(str::to_owned),
    );
    let own: Vec<&String> =
        rows.first().map(|row| row.settings.iter().map(|(path, _)| path).collect()).unwrap_or_default();
    columns.extend(own.iter().map(|path| (*path).clone()));
    columns.extend(objectives.iter().map(|objective| objective.metric.clone()));
    columns.push(String::new());
    let lines = front.iter().take(SHOWN).map(|&at| {
        let row = rows[at];
        let mut cells = vec![row.point.to_string()];
        cells.extend(columns[1..columns.len() - 1 - objectives.len()].iter().map(
            |name| match name.as_str() {
                "steps" => row.steps.map(|steps| steps.to_string()).unwrap_or_default(),
                "seed" => row.seed.to_string(),
                name => row.setting(name).unwrap_or_default().to_owned(),
            },
        ));
        cells.extend(objectives.iter().map(|objective| {
            let unit = metric(&objective.metric).map_or("", |metric| metric.unit);
            row.metric(&objective.metric).map_or("unknown".to_owned(), |value| egret_reports::si(value, unit))
        }));
        cells.push(if knee == Some(at) { "knee".to_owned() } else { String::new() });
        cells
    });
    let headings: Vec<&str> = columns.iter().map(String::as_str).collect();
    let right: Vec<usize> = (0..columns.len() - 1).collect();
    let what: Vec<&str> = objectives.iter().map(|objective| objective.metric.as_str()).collect();
    let mut text = format!("\nno other point is better in {}:\n", what.join(" and "));
    text.push_str(&listing::table(Look::of_output(), &headings, &right, lines.collect()));
    if front.len() > SHOWN {
        let _ = writeln!(text, "and {} more", front.len() - SHOWN);
    }
    text
}
