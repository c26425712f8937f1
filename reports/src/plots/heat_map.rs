//! A figure over two axes: a coloured cell a point, and lines of equal value between them.

use super::contours::{Contour, Field, levels};
use super::font;
use super::grid::{Grid, Layout};
use super::labels::Labels;
use super::legend::Mark;
use super::picture::{Picture, PlotSize};
use super::quantity::Quantity;
use super::ruler::{Ruler, Spacing};
use super::scene::{Anchor, Area, Scene, Text, cut};
use super::sheet::{Heading, nothing, sheet};
use super::style::{AXIS, Colour, FAINT_INK, INK, SMALL, STATIC_FILL, WHITE, diverging, heat, ink_on};
use crate::notes::Note;
use crate::si::digits;

/// What colours mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeatScale {
    /// From dark (least) to light (most).
    Sequential,
    /// Blue below 1, white at 1, orange above, by factors.
    AroundOne,
}

/// A figure over two axes, to be drawn.
#[derive(Clone, Debug)]
pub struct HeatMap {
    /// What it shows.
    pub title: String,
    /// Of what.
    pub subtitle: String,
    /// The figure.
    pub value: Quantity,
    /// Its values.
    pub grid: Grid,
    /// What colours mean.
    pub scale: HeatScale,
    /// Remarks.
    pub notes: Vec<Note>,
}

/// Width of the colour bar with its numbers.
const BAR: f64 = 84.0;
/// Smallest cell that has room for its number.
const NUMBERED: (f64, f64) = (40.0, 24.0);
/// Most lines of equal value.
const LINES: u32 = 7;

impl HeatMap {
    /// The picture.
    pub fn picture(&self, size: PlotSize) -> Picture {
        Picture::of(self.scene(size), size)
    }

    fn ruler(&self, ticks: u32) -> Ruler {
        let values = self.grid.known().map(|(_, value)| value);
        match self.scale {
            HeatScale::Sequential => Ruler::around(values, &self.value, Spacing::Auto, ticks),
            HeatScale::AroundOne => {
                let positive = values.filter(|value| *value > 0.0);
                let furthest = positive.map(|value| value.max(1.0 / value)).fold(1.02, f64::max);
                Ruler::around([1.0 / furthest, 1.0, furthest].into_iter(), &self.value, Spacing::Log, ticks)
            }
        }
    }

    fn colour(&self, share: f64) -> Colour {
        match self.scale {
            HeatScale::Sequential => heat(share),
            HeatScale::AroundOne => diverging(share),
        }
    }

    fn heading(&self) -> Heading {
        let (grid, value) = (&self.grid, &self.value);
        let extreme = |better: fn(f64, f64) -> bool| {
            grid.known().reduce(|best, next| if better(next.1, best.1) { next } else { best })
        };
        let summary = match (extreme(|a, b| a < b), extreme(|a, b| a > b)) {
            (Some((low_at, low)), Some((high_at, high))) if high > low => format!(
                "from {} ({}) to {} ({})",
                value.written(low),
                grid.place(low_at),
                value.written(high),
                grid.place(high_at)
            ),
            (Some((_, low)), _) => format!("{} everywhere", value.written(low)),
            _ => String::new(),
        };
        let mut heading = Heading {
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            summary,
            legend: Vec::new(),
            notes: self.notes.clone(),
        };
        if grid.holes() > 0 {
            heading.legend.push((Mark::Cross(AXIS), format!("no value: {} of the points", grid.holes())));
        }
        heading
    }

    fn scene(&self, size: PlotSize) -> Scene {
        let mut heading = self.heading();
        let grid = &self.grid;
        // Where places lie is known once the height is, and a remark on it changes the height.
        let (_, first) = sheet(size, &heading);
        let remark = Layout::of(&grid.x, &grid.y, without_bar(first)).remark(&grid.x, &grid.y);
        if let Some(remark) = remark {
            heading.say(remark);
        }
        let (mut scene, area) = sheet(size, &heading);
        if grid.known().next().is_none() {
            nothing(&mut scene, area, "no point has a value");
            return scene;
        }
        let layout = Layout::of(&grid.x, &grid.y, without_bar(area));
        let ruler = self.ruler((layout.area.height / 34.0) as u32);
        let mut labels = Labels::within(layout.area);
        self.cells(&mut scene, &layout, &ruler);
        if grid.has_contours() {
            let contours = self.contours(&layout);
            for contour in &contours {
                self.line(&mut scene, contour);
            }
            self.numbers(&mut scene, &layout, &ruler, &mut labels);
            for contour in &contours {
                label(&mut scene, &mut labels, contour, &self.value.level(contour.level));
            }
        } else {
            self.numbers(&mut scene, &layout, &ruler, &mut labels);
        }
        layout.draw_axes(&mut scene, &grid.x, &grid.y, area.x);
        let bar = Area { x: layout.area.right() + 16.0, width: 16.0, ..layout.area };
        self.bar(&mut scene, bar, &ruler);
        scene
    }

    fn cells(&self, scene: &mut Scene, layout: &Layout, ruler: &Ruler) {
        for y in 0..self.grid.y.values.len() {
            for x in 0..self.grid.x.values.len() {
                let cell = layout.cell(x, y);
                if let Some(value) = self.grid.at(x, y) {
                    scene.fill(cell, self.colour(ruler.share(value)));
                } else {
                    scene.fill(cell, STATIC_FILL);
                    scene.line((cell.x, cell.y), (cell.right(), cell.bottom()), AXIS, 1.0);
                    scene.line((cell.x, cell.bottom()), (cell.right(), cell.y), AXIS, 1.0);
                }
            }
        }
    }

    /// Lines of equal value between the places.
    fn contours(&self, layout: &Layout) -> Vec<Contour> {
        let values: Vec<f64> = self.grid.known().map(|(_, value)| value).collect();
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut wanted = levels(low, high, LINES);
        if self.scale == HeatScale::AroundOne {
            // Just above 1, so that a region that is 1 throughout has no line in it.
            wanted.retain(|level| (level - 1.0).abs() > 1e-6);
            wanted.extend((high > 1.0).then_some(1.0 + 1e-9));
        }
        field_contours(&self.grid, layout, &wanted)
    }

    fn line(&self, scene: &mut Scene, contour: &Contour) {
        let neutral = self.scale == HeatScale::AroundOne;
        let bold = neutral && (contour.level - 1.0).abs() < 1e-8;
        // Light on a dark edge: seen on every colour of the map.
        if neutral {
            scene.path(contour.points.clone(), INK, if bold { 3.0 } else { 1.0 });
        } else {
            scene.path(contour.points.clone(), INK, 2.6);
            scene.path(contour.points.clone(), WHITE, 1.2);
        }
    }

    /// The values in their cells, or a dot where there is no room.
    fn numbers(&self, scene: &mut Scene, layout: &Layout, ruler: &Ruler, labels: &mut Labels) {
        let scale = self.value.scale(self.grid.known().map(|(_, value)| value.abs()).fold(0.0, f64::max));
        let written = |value: f64| digits(value / scale.worth);
        let widest = self
            .grid
            .known()
            .map(|(_, value)| font::width(&written(value), SMALL, false))
            .fold(0.0, f64::max);
        let (narrow, low) = (layout.columns.narrowest(), layout.rows.narrowest());
        let numbered = narrow >= NUMBERED.0.max(widest + 10.0) && low >= NUMBERED.1;
        for ((x, y), value) in self.grid.known() {
            let (middle, level) = (layout.columns.centres[x], layout.rows.centres[y]);
            let colour = self.colour(ruler.share(value));
            if numbered {
                let words = written(value);
                let width = font::width(&words, SMALL, false) + 6.0;
                let back = Area { x: middle - width / 2.0, y: level - 8.0, width, height: 16.0 };
                scene.fill(back, colour);
                let text = Text::new(middle, level + 4.0, words, SMALL, ink_on(colour));
                scene.text(text.anchor(Anchor::Middle));
                labels.take(back);
            } else if narrow.min(low) >= 7.0 {
                let dot = Area { x: middle - 1.0, y: level - 1.0, width: 2.0, height: 2.0 };
                scene.fill(dot, ink_on(colour));
            }
        }
    }

    fn bar(&self, scene: &mut Scene, bar: Area, ruler: &Ruler) {
        const BANDS: u32 = 100;
        for band in 0..BANDS {
            let height = bar.height / f64::from(BANDS);
            let y = bar.bottom() - f64::from(band + 1) * height;
            scene.fill(Area { y, height, ..bar }, self.colour((f64::from(band) + 0.5) / f64::from(BANDS)));
        }
        ruler.draw_right(scene, bar);
        scene.outline(bar, AXIS);
        // The unit alone: the title says what it is, and beside a bar there is no room for it.
        let unit = ruler.title().rsplit_once('(').map_or("", |(_, unit)| unit.trim_end_matches(')'));
        scene.text(Text::new(bar.x, bar.y - 12.0, cut(unit, SMALL, false, BAR - 20.0), SMALL, FAINT_INK));
    }
}

fn without_bar(area: Area) -> Area {
    Area { width: area.width - BAR, ..area }
}

/// Lines of equal value of a grid as it is laid out.
pub(super) fn field_contours(grid: &Grid, layout: &Layout, levels: &[f64]) -> Vec<Contour> {
    let columns = grid.x.values.len();
    let values: Vec<Option<f64>> =
        (0..grid.values.len()).map(|number| grid.at(number % columns, number / columns)).collect();
    let field = Field { columns: &layout.columns.centres, rows: &layout.rows.centres, values: &values };
    levels.iter().flat_map(|level| field.contours(*level)).collect()
}

/// Writes a level on its line, as near to the middle as there is room.
pub(super) fn label(scene: &mut Scene, labels: &mut Labels, contour: &Contour, words: &str) {
    let width = font::width(words, SMALL, true) + 6.0;
    let middle = contour.points.len() / 2;
    let mut order: Vec<usize> = (0..contour.points.len()).collect();
    order.sort_by_key(|at| at.abs_diff(middle));
    for at in order {
        let (x, y) = contour.points[at];
        let next = contour.points[(at + 1).min(contour.points.len() - 1)];
        for (x, y) in [(f64::midpoint(x, next.0), f64::midpoint(y, next.1)), (x, y)] {
            let back = Area { x: x - width / 2.0, y: y - 8.0, width, height: 15.0 };
            if labels.claim(back) {
                scene.fill(back, WHITE);
                let text = Text::new(x, y + 4.0, words, SMALL, INK);
                scene.text(text.bold().anchor(Anchor::Middle));
                return;
            }
        }
    }
}
