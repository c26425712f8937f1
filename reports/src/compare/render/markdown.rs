//! Markdown for pull requests and step summaries.

use std::fmt::Write as _;

use super::shown::{Shown, full_label, sentence, summaries, telling, verdict};
use super::words::{because, origin, relative, share, side, signed};
use crate::compare::comparison::{Change, ComparedPoint, State};

/// Figures whose causes are listed in full.
const TAKEN_APART: [&str; 2] = ["energy_j", "time_s"];
/// A step summary holds a mebibyte: rows beyond so many bytes are counted, not shown.
const MOST_BYTES: usize = 800_000;

/// A comparison as Markdown: the verdict, what changed and why, chips, and all rows folded away.
pub fn markdown(shown: &Shown<'_>) -> String {
    let comparison = shown.comparison;
    let mut text = format!("**{}**\n\n`{}` → `{}`\n", verdict(shown), comparison.base, comparison.new);
    if !shown.judgement.findings.is_empty() {
        text.push_str("\n| severity | finding |\n|---|---|\n");
        for finding in &shown.judgement.findings {
            row(&mut text, &[finding.severity.name().to_owned(), sentence(shown, finding)]);
        }
    }
    changed(&mut text, shown);
    for name in TAKEN_APART {
        taken_apart(&mut text, shown, name);
    }
    chips(&mut text, shown);
    if !comparison.notes.is_empty() {
        text.push_str("\n### Other differences\n\n");
        for note in &comparison.notes {
            let _ = writeln!(text, "- {}", escaped(note));
        }
    }
    all(&mut text, shown);
    text
}

fn changed(text: &mut String, shown: &Shown<'_>) {
    let comparison = shown.comparison;
    if comparison.changed() == 0 {
        return;
    }
    let single = comparison.points.len() == 1;
    text.push_str("\n### Changed figures\n\n");
    text.push_str(if single {
        "| figure | old | new | change | because of |\n|---|---:|---:|---:|---|\n"
    } else {
        "| figure | points | most | old | new | at | because of |\n|---|---:|---:|---:|---:|---|---|\n"
    });
    for summary in summaries(comparison) {
        let (change, unit) = (summary.change, summary.change.metric.unit);
        let (old, new) = (side(change.old, unit), side(change.new, unit));
        let name = format!("`{}`", change.metric.name);
        if single {
            row(text, &[name, old, new, relative(change), because(change)]);
        } else {
            let points = format!("{} of {}", summary.points, comparison.points.len());
            row(
                text,
                &[
                    name,
                    points,
                    relative(change),
                    old,
                    new,
                    telling(comparison, summary.point),
                    because(change),
                ],
            );
        }
    }
}

/// All causes of one figure, where it changed most.
fn taken_apart(text: &mut String, shown: &Shown<'_>, name: &str) {
    let summaries = summaries(shown.comparison);
    let Some(summary) = summaries.iter().find(|summary| summary.change.metric.name == name) else { return };
    let change = summary.change;
    if change.causes.is_empty() {
        return;
    }
    let at = match shown.comparison.points.len() {
        1 => String::new(),
        _ => format!(", {}", escaped(&full_label(summary.point))),
    };
    let _ = writeln!(text, "\n### What changed `{name}`{at}\n");
    text.push_str("| cause | change | share of the change | from |\n|---|---:|---:|---|\n");
    for cause in &change.causes {
        let share = share(cause, change).map_or_else(|| "-".to_owned(), signed);
        let by = super::words::amount(cause.change, change.metric.unit);
        row(text, &[format!("`{}`", cause.figure), by, share, origin(cause)]);
    }
}

fn chips(text: &mut String, shown: &Shown<'_>) {
    for chip in &shown.comparison.chips {
        if chip.differences.is_empty() && chip.old == chip.new {
            continue;
        }
        let name =
            if chip.old == chip.new { chip.new.clone() } else { format!("{} → {}", chip.old, chip.new) };
        let _ = writeln!(text, "\n### Chip {}\n", escaped(&name));
        if chip.differences.is_empty() {
            text.push_str("No parameter differs.\n");
            continue;
        }
        text.push_str("| parameter | old | new |\n|---|---|---|\n");
        for difference in &chip.differences {
            let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
            let range = if difference.range_only { " (range)" } else { "" };
            let path = format!("`{}`{range}", difference.path);
            row(text, &[path, shown(&difference.old), shown(&difference.new)]);
        }
    }
    for (path, old, new) in &shown.comparison.axes {
        let _ =
            writeln!(text, "\nAxis `{path}`: {} → {}", escaped(&old.join(", ")), escaped(&new.join(", ")));
    }
}

/// All rows, folded away.
fn all(text: &mut String, shown: &Shown<'_>) {
    let present = |change: &&Change| change.state != State::Absent;
    let points = &shown.comparison.points;
    let total: usize = points.iter().map(|point| point.changes.iter().filter(present).count()).sum();
    let _ = writeln!(text, "\n<details><summary>All {total} figures</summary>\n");
    text.push_str("| point | figure | old | new | change |\n|---|---|---:|---:|---:|\n");
    let mut listed = 0;
    let rows = points
        .iter()
        .flat_map(|point| point.changes.iter().filter(present).map(move |change| (point, change)));
    for (point, change) in rows {
        if text.len() > MOST_BYTES {
            break;
        }
        all_row(text, point, change);
        listed += 1;
    }
    if listed < total {
        let _ = writeln!(text, "\n{} more figures are not shown; `--format json` has them.", total - listed);
    }
    text.push_str("\n</details>\n");
}

fn all_row(text: &mut String, point: &ComparedPoint, change: &Change) {
    let unit = change.metric.unit;
    let cells = [
        full_label(point),
        format!("`{}`", change.metric.name),
        side(change.old, unit),
        side(change.new, unit),
        relative(change),
    ];
    row(text, &cells);
}

fn row(text: &mut String, cells: &[String]) {
    for cell in cells {
        let _ = write!(text, "| {} ", escaped(cell));
    }
    text.push_str("|\n");
}

/// Text that does not end a cell or a line, and begins no tag.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ").replace('<', "&lt;")
}
