//! Lines of equal energy over two axes, several chips beside each other.

use super::contours::levels;
use super::grid::{Grid, Layout};
use super::heat_map::{field_contours, label};
use super::labels::Labels;
use super::legend::Mark;
use super::picture::{Picture, PlotSize};
use super::quantity::Quantity;
use super::scene::Scene;
use super::sheet::{Heading, nothing, sheet};
use super::style::{Colour, GRID, SERIES};
use crate::notes::Note;

/// Lines of equal value, to be drawn.
#[derive(Clone, Debug)]
pub struct IsoLines {
    /// What it shows.
    pub title: String,
    /// Of what.
    pub subtitle: String,
    /// The figure.
    pub value: Quantity,
    /// Name and values of each chip; all over the same two axes.
    pub series: Vec<(String, Grid)>,
    /// Remarks.
    pub notes: Vec<Note>,
}

/// Most lines of one chip.
const LINES: u32 = 6;
/// Strokes and gaps by chip, so that lines are told apart without colour.
const DASHES: [&[f64]; 6] =
    [&[], &[9.0, 4.0], &[2.5, 3.0], &[12.0, 3.0, 2.5, 3.0], &[5.0, 2.0, 5.0, 6.0], &[16.0, 5.0]];

/// Look of the lines of a chip.
fn look(series: usize) -> (Colour, &'static [f64]) {
    (SERIES[series % SERIES.len()], DASHES[series % DASHES.len()])
}

impl IsoLines {
    /// The picture.
    pub fn picture(&self, size: PlotSize) -> Picture {
        Picture::of(self.scene(size), size)
    }

    fn scene(&self, size: PlotSize) -> Scene {
        let legend = self.series.iter().enumerate().map(|(number, (name, _))| {
            let (colour, dashes) = look(number);
            (Mark::Line(colour, 2.0, dashes), name.clone())
        });
        let mut heading = Heading {
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            summary: String::new(),
            legend: if self.series.len() > 1 { legend.collect() } else { Vec::new() },
            notes: self.notes.clone(),
        };
        let values = self.series.iter().flat_map(|(_, grid)| grid.known().map(|(_, value)| value));
        let low = values.clone().fold(f64::INFINITY, f64::min);
        let high = values.fold(f64::NEG_INFINITY, f64::max);
        let wanted = levels(low, high, LINES);
        let Some((_, first)) = self.series.first().filter(|_| low.is_finite()) else {
            let (mut scene, area) = sheet(size, &heading);
            nothing(&mut scene, area, "no point has a value");
            return scene;
        };
        heading.summary = format!("from {} to {}", self.value.written(low), self.value.written(high));
        let drawable = |grid: &Grid| grid.has_contours();
        let without: Vec<&str> =
            self.series.iter().filter(|(_, grid)| !drawable(grid)).map(|(name, _)| name.as_str()).collect();
        if !without.is_empty() {
            heading.say(format!("no lines without two numbers along each axis: {}", without.join(", ")));
        }
        if wanted.is_empty() {
            heading.say("the values are too much alike for a line between them");
        }
        let (_, area) = sheet(size, &heading);
        let remark = Layout::of(&first.x, &first.y, area).remark(&first.x, &first.y);
        if let Some(remark) = remark {
            heading.say(remark);
        }
        let (mut scene, area) = sheet(size, &heading);
        let layout = Layout::of(&first.x, &first.y, area);
        for x in &layout.columns.centres {
            scene.line((*x, layout.area.y), (*x, layout.area.bottom()), GRID, 1.0);
        }
        for y in &layout.rows.centres {
            scene.line((layout.area.x, *y), (layout.area.right(), *y), GRID, 1.0);
        }
        let mut labels = Labels::within(layout.area);
        let mut lines = Vec::new();
        for (number, (_, grid)) in self.series.iter().enumerate().filter(|(_, (_, grid))| drawable(grid)) {
            let (colour, dashes) = look(number);
            for contour in field_contours(grid, &layout, &wanted) {
                scene.dashed(&contour.points, colour, 2.0, dashes);
                lines.push(contour);
            }
        }
        for contour in &lines {
            label(&mut scene, &mut labels, contour, &self.value.level(contour.level));
        }
        layout.draw_axes(&mut scene, &first.x, &first.y, area.x);
        scene
    }
}
