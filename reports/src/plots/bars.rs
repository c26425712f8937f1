//! Horizontal bars of energy, one a row, with their values; dynamic and static energy each in panels of its own, because
//! one is often a hundred times the other.

use super::axis::Axis;
use super::font;
use super::scene::{Anchor, Area, Scene, Text, cut};
use super::style::{Colour, FAINT_INK, INK, LABEL, SMALL, WHITE};
use crate::si::{percent, si};

/// Height of a row.
pub(super) const ROW: f64 = 26.0;
/// Height of the axis under the rows.
pub(super) const AXIS_HEIGHT: f64 = 46.0;
/// Longest label of a row.
const LABEL_WIDTH: f64 = 190.0;

/// One bar: dynamic parts in drawing order, then static.
#[derive(Clone, Debug, Default)]
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) dynamic: Vec<(Colour, f64)>,
    pub(super) fixed: f64,
}

impl Bar {
    pub(super) fn dynamic_j(&self) -> f64 {
        self.dynamic.iter().map(|(_, joules)| joules).sum()
    }

    pub(super) fn total(&self) -> f64 {
        self.dynamic_j() + self.fixed
    }

    /// The bar without its static part.
    pub(super) fn only_dynamic(&self) -> Self {
        Self { fixed: 0.0, ..self.clone() }
    }

    /// The bar without its dynamic parts.
    pub(super) fn only_static(&self) -> Self {
        Self { dynamic: Vec::new(), ..self.clone() }
    }
}

/// Widths of the columns of text beside bars, the same for panels above each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    label: f64,
    value: f64,
    share: f64,
    whole: f64,
}

impl Columns {
    /// Wide enough for all of these bars; shares are of `whole`.
    pub(super) fn of(bars: &[Bar], whole: f64) -> Self {
        let widest = |size: f64, text: &dyn Fn(&Bar) -> String| {
            bars.iter().map(|bar| font::width(&text(bar), size, false)).fold(0.0, f64::max)
        };
        Self {
            label: widest(LABEL, &label),
            value: widest(SMALL, &value),
            share: widest(SMALL, &|bar| share(bar, whole)),
            whole,
        }
    }
}

fn label(bar: &Bar) -> String {
    cut(&bar.label, LABEL, false, LABEL_WIDTH)
}

fn value(bar: &Bar) -> String {
    if bar.total() > 0.0 { si(bar.total(), "J") } else { "–".to_owned() }
}

fn share(bar: &Bar, whole: f64) -> String {
    if whole > 0.0 { percent(bar.total() / whole) } else { String::new() }
}

/// Draws labels of rows at the left of an area and their shares at its right; returns what is left of the area.
pub(super) fn sides(scene: &mut Scene, area: Area, bars: &[Bar], columns: Columns) -> Area {
    for (row, bar) in bars.iter().enumerate() {
        let baseline = baseline(area, row);
        let name = Text::new(area.x + columns.label, baseline, label(bar), LABEL, INK);
        scene.text(name.anchor(Anchor::End));
        let share = Text::new(area.right(), baseline, share(bar, columns.whole), SMALL, FAINT_INK);
        scene.text(share.anchor(Anchor::End));
    }
    let (left, right) = (columns.label + 10.0, columns.share + 14.0);
    Area { x: area.x + left, width: area.width - left - right, ..area }
}

/// Draws bars over an axis of their own, each with its value to the right. The rows are [`ROW`] high, the axis needs
/// [`AXIS_HEIGHT`] below them.
pub(super) fn panel(scene: &mut Scene, area: Area, bars: &[Bar], title: &str, columns: Columns) {
    let plot = Area { width: area.width - columns.value - 16.0, height: ROW * bars.len() as f64, ..area };
    let ticks = if plot.width > 350.0 { 6 } else { 3 };
    let axis = Axis::to(bars.iter().map(Bar::total).fold(0.0, f64::max), ticks);
    axis.draw_below(scene, plot, &format!("{title} ({}J)", axis.scale.prefix));
    for (row, bar) in bars.iter().enumerate() {
        let strip = Area { y: plot.y + row as f64 * ROW + 4.0, height: ROW - 8.0, ..plot };
        stack(scene, strip, bar, axis.to);
        scene.text(Text::new(area.right(), baseline(area, row), value(bar), SMALL, INK).anchor(Anchor::End));
    }
}

fn baseline(area: Area, row: usize) -> f64 {
    area.y + row as f64 * ROW + ROW / 2.0 + LABEL * 0.36
}

/// Draws one stacked bar; `full` is the value of the whole strip.
pub(super) fn stack(scene: &mut Scene, strip: Area, bar: &Bar, full: f64) {
    let mut x = strip.x;
    let mut edges = Vec::new();
    for (colour, joules) in bar.dynamic.iter().filter(|(_, joules)| *joules > 0.0) {
        let width = joules / full * strip.width;
        scene.fill(Area { x, width, ..strip }, *colour);
        x += width;
        edges.push((x, width));
    }
    let width = bar.fixed / full * strip.width;
    scene.hatch(Area { x, width, ..strip });
    // White lines keep neighbours of one colour apart, where both are wide enough to have a neighbour.
    let last = edges.len().saturating_sub(usize::from(width <= 0.0));
    for (edge, width) in edges.into_iter().take(last) {
        if width > 3.0 {
            scene.line((edge, strip.y), (edge, strip.bottom()), WHITE, 1.0);
        }
    }
}
