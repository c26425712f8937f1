//! What bounds each point of a grid: a colour and a letter a regime.

use super::font;
use super::grid::{GridAxis, Layout};
use super::labels::Labels;
use super::legend::Mark;
use super::picture::{Picture, PlotSize};
use super::scene::{Anchor, Area, Scene, Text};
use super::sheet::{Heading, nothing, sheet};
use super::style::{AXIS, Colour, LABEL, SERIES, STATIC_FILL, WHITE, ink_on};
use crate::notes::Note;
use crate::si::percent;

/// What bounds each point, to be drawn.
#[derive(Clone, Debug)]
pub struct RegimeMap {
    /// What it shows.
    pub title: String,
    /// Of what.
    pub subtitle: String,
    /// From left to right.
    pub x: GridAxis,
    /// From bottom to top.
    pub y: GridAxis,
    /// Regime of each point, row by row from the lowest; none where it is not known.
    pub regimes: Vec<Option<String>>,
    /// Remarks.
    pub notes: Vec<Note>,
}

/// Colours that the floorline has for the same words.
fn known_colour(regime: &str) -> Option<Colour> {
    match regime {
        "memory" => Some(SERIES[0]),
        "compute" => Some(SERIES[3]),
        "traffic" => Some(SERIES[2]),
        "sync" => Some(SERIES[5]),
        _ => None,
    }
}

/// A regime with its look.
struct Regime<'a> {
    name: &'a str,
    colour: Colour,
    letter: char,
    points: usize,
}

impl RegimeMap {
    /// The picture.
    pub fn picture(&self, size: PlotSize) -> Picture {
        Picture::of(self.scene(size), size)
    }

    /// Regimes by name, with letters of their own.
    fn regimes(&self) -> Vec<Regime<'_>> {
        let mut names: Vec<&str> = self.regimes.iter().flatten().map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        let mut found: Vec<Regime<'_>> = Vec::new();
        for name in names {
            let taken = |letter: &char| found.iter().any(|regime| regime.letter == *letter);
            let letters = name.chars().flat_map(char::to_uppercase).filter(|letter| letter.is_alphanumeric());
            let letter =
                letters.chain('A'..='Z').chain('1'..='9').find(|letter| !taken(letter)).unwrap_or('?');
            let used = |colour: &Colour| found.iter().any(|regime| regime.colour == *colour);
            let reserved = ["memory", "compute", "traffic", "sync"].map(known_colour);
            let free = SERIES.into_iter().find(|colour| !used(colour) && !reserved.contains(&Some(*colour)));
            let colour = known_colour(name).or(free).unwrap_or(SERIES[7]);
            let points = self.regimes.iter().flatten().filter(|regime| *regime == name).count();
            found.push(Regime { name, colour, letter, points });
        }
        found
    }

    fn scene(&self, size: PlotSize) -> Scene {
        let regimes = self.regimes();
        let known: usize = regimes.iter().map(|regime| regime.points).sum();
        let legend = regimes.iter().map(|regime| {
            let share = percent(regime.points as f64 / known.max(1) as f64);
            (Mark::Letter(regime.letter, regime.colour), format!("{}: {share} of the points", regime.name))
        });
        let mut heading = Heading {
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            summary: String::new(),
            legend: legend.collect(),
            notes: self.notes.clone(),
        };
        let holes = self.x.values.len() * self.y.values.len() - known;
        if holes > 0 {
            heading.legend.push((Mark::Cross(AXIS), format!("nothing known: {holes} of the points")));
        }
        let (_, area) = sheet(size, &heading);
        let remark = Layout::of(&self.x, &self.y, area).remark(&self.x, &self.y);
        if let Some(remark) = remark {
            heading.say(remark);
        }
        let (mut scene, area) = sheet(size, &heading);
        if known == 0 {
            nothing(&mut scene, area, "of no point it is known what bounds it");
            return scene;
        }
        let layout = Layout::of(&self.x, &self.y, area);
        let mut labels = Labels::within(layout.area);
        for y in 0..self.y.values.len() {
            for x in 0..self.x.values.len() {
                let regime = self.regimes.get(y * self.x.values.len() + x).and_then(Option::as_deref);
                let regime = regime.and_then(|name| regimes.iter().find(|regime| regime.name == name));
                cell(&mut scene, &mut labels, layout.cell(x, y), regime);
            }
        }
        layout.draw_axes(&mut scene, &self.x, &self.y, area.x);
        scene
    }
}

fn cell(scene: &mut Scene, labels: &mut Labels, cell: Area, regime: Option<&Regime<'_>>) {
    let Some(regime) = regime else {
        scene.fill(cell, STATIC_FILL);
        scene.line((cell.x, cell.y), (cell.right(), cell.bottom()), AXIS, 1.0);
        scene.line((cell.x, cell.bottom()), (cell.right(), cell.y), AXIS, 1.0);
        return;
    };
    scene.fill(cell, regime.colour);
    if cell.width.min(cell.height) > 8.0 {
        scene.outline(cell, WHITE);
    }
    let (x, y) = (cell.x + cell.width / 2.0, cell.y + cell.height / 2.0);
    let letter = regime.letter.to_string();
    let width = font::width(&letter, LABEL, true) + 8.0;
    // Small cells share a letter among them.
    if labels.claim(Area { x: x - width / 2.0, y: y - 9.0, width, height: 18.0 }) {
        let text = Text::new(x, y + 4.5, letter, LABEL, ink_on(regime.colour));
        scene.text(text.bold().anchor(Anchor::Middle));
    }
}
