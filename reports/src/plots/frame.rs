//! What stands around every plot: heading, what was run, and the remarks that must go with the figures.

use super::scene::{Area, Scene, Text, cut, wrap};
use super::style::{FAINT_INK, INK, MARGIN, SMALL, TITLE, WARNING, WHITE, WIDTH};
use crate::notes::{Note, notes};
use crate::record::RunRecord;
use crate::si::grouped;

/// Space from one line of small text to the next.
const LINE: f64 = 17.0;
/// Height of the heading.
const HEAD: f64 = 70.0;

/// A scene with heading and remarks, and the area between them, `body` high.
pub(super) fn frame(record: &RunRecord, title: &str, body: f64) -> (Scene, Area) {
    framed(title, &subtitle(record), &notes(record), body)
}

/// A scene of something that has no record.
pub(super) fn framed(title: &str, subtitle: &str, notes: &[Note], body: f64) -> (Scene, Area) {
    let inner = WIDTH - 2.0 * MARGIN;
    let mut remarks = Vec::new();
    for note in notes {
        for line in wrap(&note.text, SMALL, note.warning, inner) {
            remarks.push((note.warning, line));
        }
    }
    let height = MARGIN + HEAD + body + 14.0 + remarks.len() as f64 * LINE + MARGIN - 6.0;
    let mut scene = Scene { width: WIDTH, height: height.ceil(), shapes: Vec::new() };
    scene.fill(Area { x: 0.0, y: 0.0, width: WIDTH, height: scene.height }, WHITE);
    scene.text(Text::new(MARGIN, MARGIN + TITLE * 0.8, title, TITLE, INK).bold());
    let run = cut(subtitle, SMALL, false, inner);
    scene.text(Text::new(MARGIN, MARGIN + TITLE * 0.8 + 22.0, run, SMALL, FAINT_INK));
    let area = Area { x: MARGIN, y: MARGIN + HEAD, width: inner, height: body };
    let mut baseline = area.bottom() + 14.0 + LINE * 0.7;
    for (warning, line) in remarks {
        let text = Text::new(MARGIN, baseline, line, SMALL, if warning { WARNING } else { FAINT_INK });
        scene.text(if warning { text.bold() } else { text });
        baseline += LINE;
    }
    (scene, area)
}

/// What was run.
pub(super) fn subtitle(record: &RunRecord) -> String {
    let manifest = &record.manifest;
    let chips = if manifest.chips == 1 { String::new() } else { format!("{} × ", manifest.chips) };
    let steps = if record.counts.tokens == 1 { "step" } else { "steps" };
    format!(
        "{} on {chips}{}, {} {steps}, seed {}",
        manifest.workload,
        manifest.chip,
        grouped(record.counts.tokens),
        manifest.seed,
    )
}
