//! The table a person reads.

use std::fmt::Write as _;

use comfy_table::Color;

use super::shown::{Shown, Summary, full_label, sentence, summaries, telling, verdict};
use super::words::{because, is_worse, relative, side};
use crate::compare::budget::Severity;
use crate::compare::chips::ChipChange;
use crate::compare::comparison::{Change, Comparison};
use crate::table::style::{Look, fix, number};

/// A comparison for people: with colours if wanted, laid out for so many columns. With `all`, figures of every point
/// are listed, and those that are the same.
pub fn table(shown: &Shown<'_>, colour: bool, width: u16, all: bool) -> String {
    let look = Look { colour, width };
    let comparison = shown.comparison;
    let mut text = format!("base  {}\nnew   {}\n", comparison.base, comparison.new);
    if let [point] = comparison.points.as_slice() {
        let _ = writeln!(text, "      {}", full_label(point));
    }
    for chip in &comparison.chips {
        text.push_str(&chips(look, chip));
    }
    for (path, old, new) in &comparison.axes {
        let _ = writeln!(text, "\nAxis {path}: {} → {}", old.join(", "), new.join(", "));
    }
    let single = comparison.points.len() == 1;
    if all {
        for point in &comparison.points {
            let _ = writeln!(text, "\n{}", look.heading(&full_label(point)));
            let present = point.changes.iter().filter(|change| change.old.is_some() || change.new.is_some());
            text.push_str(&figures(look, present));
        }
    } else if comparison.changed() > 0 {
        let summaries = summaries(comparison);
        let _ = writeln!(text, "\n{}", look.heading("Changed figures"));
        text.push_str(&if single {
            figures(look, summaries.iter().map(|summary| summary.change))
        } else {
            largest(look, &summaries, comparison)
        });
    }
    if !comparison.notes.is_empty() {
        let _ = writeln!(text, "\n{}", look.heading("Other differences"));
        text.extend(comparison.notes.iter().map(|note| format!("  {note}\n")));
    }
    if !shown.judgement.findings.is_empty() {
        let _ = writeln!(text, "\n{}", look.heading("Findings"));
        for finding in &shown.judgement.findings {
            let line = format!("{}: {}", finding.severity.name(), sentence(shown, finding));
            let line = match finding.severity {
                Severity::Error => look.failure(&line),
                Severity::Warning => look.warning(&line),
            };
            let _ = writeln!(text, "  {line}");
        }
    }
    format!("{text}\n{}\n", look.heading(&verdict(shown)))
}

fn chips(look: Look, chip: &ChipChange) -> String {
    if chip.differences.is_empty() && chip.old == chip.new {
        return String::new();
    }
    let name = if chip.old == chip.new { chip.new.clone() } else { format!("{} → {}", chip.old, chip.new) };
    let mut text = format!("\n{}\n", look.heading(&format!("Chip {name}")));
    if chip.differences.is_empty() {
        return text + "  no parameter differs\n";
    }
    let mut table = look.table(&["parameter", "old", "new"]);
    let mut widest = 0;
    for difference in &chip.differences {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let path = if difference.range_only {
            format!("{} (range)", difference.path)
        } else {
            difference.path.clone()
        };
        widest = widest.max(path.len());
        table.add_row(vec![path, shown(&difference.old), shown(&difference.new)]);
    }
    // A path in two pieces can be neither searched nor copied.
    fix(&mut table, 0, widest as u16 + 2);
    text.push_str(&trimmed(&table));
    text
}

fn figures<'a>(look: Look, changes: impl Iterator<Item = &'a Change>) -> String {
    let mut table = look.table(&["figure", "old", "new", "change", "because of"]);
    let mut widest = 0;
    for change in changes {
        let unit = change.metric.unit;
        let name = &change.metric.name;
        widest = widest.max(name.len());
        let relative = relative(change);
        let relative = match is_worse(change).filter(|_| relative != "0 %") {
            Some(true) => look.tinted(relative, Color::Red),
            Some(false) => look.tinted(relative, Color::Green),
            None => number(relative),
        };
        table.add_row(vec![
            comfy_table::Cell::new(name),
            number(side(change.old, unit)),
            number(side(change.new, unit)),
            relative.set_alignment(comfy_table::CellAlignment::Right),
            comfy_table::Cell::new(because(change)),
        ]);
    }
    fix(&mut table, 0, widest as u16 + 2);
    trimmed(&table)
}

fn largest(look: Look, summaries: &[Summary<'_>], comparison: &Comparison) -> String {
    let points = comparison.points.len();
    let mut table = look.table(&["figure", "points", "most", "old", "new", "at", "because of"]);
    let mut widest = 0;
    for summary in summaries {
        let change = summary.change;
        let unit = change.metric.unit;
        widest = widest.max(change.metric.name.len());
        let relative = relative(change);
        let relative = match is_worse(change) {
            Some(true) => look.tinted(relative, Color::Red),
            Some(false) => look.tinted(relative, Color::Green),
            None => number(relative),
        };
        table.add_row(vec![
            comfy_table::Cell::new(&change.metric.name),
            number(format!("{} of {points}", summary.points)),
            relative.set_alignment(comfy_table::CellAlignment::Right),
            number(side(change.old, unit)),
            number(side(change.new, unit)),
            comfy_table::Cell::new(telling(comparison, summary.point)),
            comfy_table::Cell::new(because(change)),
        ]);
    }
    fix(&mut table, 0, widest as u16 + 2);
    trimmed(&table)
}

fn trimmed(table: &comfy_table::Table) -> String {
    let mut text = String::new();
    for line in table.to_string().lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
