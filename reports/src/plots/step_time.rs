//! Lengths of steps as a histogram, each class coloured by what its steps waited for, beside the waits of the whole run.

use super::axis::Axis;
use super::font;
use super::frame::frame;
use super::histogram::{Histogram, histogram};
use super::scene::{Anchor, Area, Scene, Text};
use super::style::{Colour, FAINT_INK, INK, LABEL, REST, SERIES, SMALL};
use crate::assemble::wait_phrase;
use crate::record::RunRecord;
use crate::si::{grouped, percent, si};

/// Reasons that get a colour of their own.
const OWN_COLOUR: usize = 7;
const PLOT: f64 = 345.0;
/// Width of the list of waits.
const LIST: f64 = 270.0;
const ROW: f64 = 27.0;

/// One reason with its share of the run.
struct Reason<'a> {
    names: Vec<&'a str>,
    phrase: String,
    seconds: f64,
    colour: Colour,
}

/// The plot.
pub(crate) fn step_time(record: &RunRecord) -> Scene {
    let reasons = reasons(record);
    let names: Vec<&str> = record.time.waits_s.iter().map(|(name, _)| name).collect();
    let histogram = histogram(record, &names);
    let (mut scene, area) = frame(record, "Time of a step", 28.0 + PLOT + 50.0);
    scene.text(Text::new(area.x, area.y + 10.0, summary(record), LABEL, INK));
    let plot = Area {
        x: area.x + 58.0,
        y: area.y + 46.0,
        width: area.width - 58.0 - LIST - 36.0,
        height: PLOT - 18.0,
    };
    if record.steps.is_empty() {
        scene.text(Text::new(plot.x, plot.y + 20.0, "no step", LABEL, FAINT_INK));
        return scene;
    }
    classes(&mut scene, record, plot, &histogram, &reasons, &names);
    list(
        &mut scene,
        record,
        Area { x: area.right() - LIST, y: area.y + 34.0, width: LIST, height: PLOT },
        &reasons,
    );
    scene
}

fn summary(record: &RunRecord) -> String {
    let step = &record.time.step_s;
    format!(
        "mean {}, median {}, 99 % within {}, longest {}; bound by {}",
        si(step.mean, "s"),
        si(step.p50, "s"),
        si(step.p99, "s"),
        si(step.max, "s"),
        record.bound_by,
    )
}

/// Reasons that took time, largest first, the small ones together.
fn reasons(record: &RunRecord) -> Vec<Reason<'_>> {
    let mut waits: Vec<(&str, f64)> = record
        .time
        .waits_s
        .iter()
        .map(|(name, seconds)| (name, *seconds))
        .filter(|(_, s)| *s > 0.0)
        .collect();
    waits.sort_by(|a, b| b.1.total_cmp(&a.1));
    let own = if waits.len() > OWN_COLOUR + 1 { OWN_COLOUR } else { waits.len() };
    let mut reasons: Vec<Reason<'_>> = waits[..own]
        .iter()
        .zip(SERIES)
        .map(|((name, seconds), colour)| Reason {
            names: vec![name],
            phrase: wait_phrase(name).to_owned(),
            seconds: *seconds,
            colour,
        })
        .collect();
    if own < waits.len() {
        reasons.push(Reason {
            names: waits[own..].iter().map(|(name, _)| *name).collect(),
            phrase: format!("{} others", waits.len() - own),
            seconds: waits[own..].iter().map(|(_, seconds)| seconds).sum(),
            colour: REST,
        });
    }
    reasons
}

fn classes(
    scene: &mut Scene,
    record: &RunRecord,
    plot: Area,
    histogram: &Histogram,
    reasons: &[Reason<'_>],
    names: &[&str],
) {
    let ticks_per_second = record.time.ticks_per_second as f64;
    let most = histogram.classes.iter().map(|class| class.steps).max().unwrap_or(0);
    let height = Axis::count(most);
    let time = Axis::between(histogram.from / ticks_per_second, histogram.to / ticks_per_second, 5);
    height.draw_left(scene, plot);
    time.draw_below(scene, plot, &format!("time of a step ({}s)", time.scale.prefix));
    scene.text(Text::new(plot.x - 50.0, plot.y - 10.0, "steps", SMALL, FAINT_INK));
    if histogram.beyond > 0 {
        let note = format!("{} longer →", grouped(histogram.beyond));
        scene.text(Text::new(plot.right(), plot.y - 10.0, note, SMALL, FAINT_INK).anchor(Anchor::End));
    }
    let slot = plot.width / histogram.classes.len() as f64;
    // One class alone is a bar, not a wall.
    let (indent, width) =
        if histogram.classes.len() == 1 { (slot * 0.4, slot * 0.2) } else { (0.5, slot - 1.0) };
    for (at, class) in histogram.classes.iter().enumerate() {
        let total: u64 = class.waits.iter().sum();
        let mut bottom = plot.bottom();
        let full = height.share(class.steps as f64) * plot.height;
        let x = plot.x + at as f64 * slot + indent;
        if total == 0 {
            scene.fill(Area { x, y: bottom - full, width, height: full }, REST);
            continue;
        }
        for reason in reasons {
            let of_reason: u64 = names
                .iter()
                .zip(&class.waits)
                .filter(|(name, _)| reason.names.contains(name))
                .map(|(_, ticks)| ticks)
                .sum();
            let part = full * of_reason as f64 / total as f64;
            scene.fill(Area { x, y: bottom - part, width, height: part }, reason.colour);
            bottom -= part;
        }
    }
}

/// What the whole run waited for: the legend of the histogram.
fn list(scene: &mut Scene, record: &RunRecord, area: Area, reasons: &[Reason<'_>]) {
    let total = record.time.total_s;
    scene.text(Text::new(area.x, area.y + 10.0, "where the time went", LABEL, INK).bold());
    let largest = reasons.first().map_or(1.0, |reason| reason.seconds);
    for (row, reason) in reasons.iter().enumerate() {
        let top = area.y + 24.0 + row as f64 * (ROW + 8.0);
        let value = format!("{}  {}", si(reason.seconds, "s"), percent(reason.seconds / total));
        let room = area.width - font::width(&value, SMALL, false) - 12.0;
        let phrase = super::scene::cut(&reason.phrase, SMALL, false, room);
        scene.text(Text::new(area.x, top + 10.0, phrase, SMALL, INK));
        scene.text(Text::new(area.right(), top + 10.0, value, SMALL, FAINT_INK).anchor(Anchor::End));
        let width = reason.seconds / largest * area.width;
        scene.fill(Area { x: area.x, y: top + 15.0, width, height: 11.0 }, reason.colour);
    }
    let top = area.y + 24.0 + reasons.len() as f64 * (ROW + 8.0);
    scene.text(Text::new(area.x, top + 10.0, "Bars of the histogram: steps, coloured by", SMALL, FAINT_INK));
    scene.text(Text::new(area.x, top + 26.0, "the shares of their time.", SMALL, FAINT_INK));
}
