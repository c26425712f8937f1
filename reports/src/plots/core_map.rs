//! A figure of every core in use on the floor plan.

use std::collections::BTreeMap;

use egret_config::Problem;

use super::floor::{Floor, floor};
use super::font;
use super::legend::Mark;
use super::picture::{Picture, PlotSize};
use super::quantity::Quantity;
use super::ruler::{Ruler, Spacing};
use super::scene::{Anchor, Area, Scene, Text};
use super::sheet::{Heading, nothing, sheet};
use super::style::{AXIS, Colour, FAINT_INK, INK, SMALL, heat, ink_on};
use crate::notes::Note;
use crate::record::{CoreRecord, RunRecord};
use crate::si::{digits, grouped};

/// What is shown of a core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoreFigure {
    /// Share of the time in which it was busy, in percent.
    Utilisation,
    /// Its energy, dynamic and static.
    Energy,
}

impl CoreFigure {
    /// All of them with the words that ask for them.
    pub const ALL: [(&'static str, Self); 2] = [("utilisation", Self::Utilisation), ("energy", Self::Energy)];

    /// The one of that name.
    ///
    /// # Errors
    /// There is none.
    pub fn named(name: &str) -> Result<Self, Problem> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, figure)| figure).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|(known, _)| *known).collect();
            Problem::new("", format!("`{name}` is no figure of cores"))
                .hint(format!("choose one of {}", known.join(", ")))
        })
    }

    /// Title of its map.
    pub fn title(self) -> &'static str {
        match self {
            Self::Utilisation => "How busy each core was",
            Self::Energy => "Energy of each core",
        }
    }

    fn quantity(self) -> Quantity {
        match self {
            Self::Utilisation => Quantity::new("busy", "% of the time"),
            Self::Energy => Quantity::new("energy", "J"),
        }
    }

    fn of(self, core: &CoreRecord) -> f64 {
        match self {
            Self::Utilisation => core.utilisation * 100.0,
            Self::Energy => core.energy.dynamic_j + core.energy.static_j,
        }
    }
}

/// Cores on the floor plan, to be drawn.
#[derive(Clone, Debug)]
pub struct CoreMap {
    /// What it shows.
    pub title: String,
    /// Of what.
    pub subtitle: String,
    figure: CoreFigure,
    floor: Floor,
    /// By core.
    values: BTreeMap<u32, f64>,
    /// Remarks.
    pub notes: Vec<Note>,
}

/// Width of the colour bar with its numbers.
const BAR: f64 = 96.0;
/// Largest side of a square, and the smallest with room for numbers, and for a frame of its own.
const LARGEST: f64 = 64.0;
const NUMBERED: f64 = 30.0;
const FRAMED: f64 = 10.0;
const EMPTY: Colour = Colour(200, 200, 200);
const PALE: Colour = Colour(236, 236, 236);

impl CoreMap {
    /// Of a run.
    pub fn of(
        record: &RunRecord,
        figure: CoreFigure,
        title: String,
        subtitle: String,
        notes: Vec<Note>,
    ) -> Self {
        let values = record.cores.iter().map(|core| (core.core, figure.of(core))).collect();
        Self { title, subtitle, figure, floor: floor(record), values, notes }
    }

    /// The picture.
    pub fn picture(&self, size: PlotSize) -> Picture {
        Picture::of(self.scene(size), size)
    }

    pub(super) fn scene(&self, size: PlotSize) -> Scene {
        let quantity = self.figure.quantity();
        let mut heading = Heading {
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            summary: self.summary(&quantity),
            legend: Vec::new(),
            notes: self.notes.clone(),
        };
        if self.values.len() < self.floor.sites.len() {
            let unused = self.floor.sites.len() - self.values.len();
            heading
                .legend
                .push((Mark::Empty(EMPTY), format!("not in use: {} cores", grouped(unused as u64))));
        }
        if !self.floor.chip_columns.is_empty() || !self.floor.chip_rows.is_empty() {
            heading.legend.push((Mark::Line(INK, 2.0, &[]), "edge of a chip".to_owned()));
        }
        let (mut scene, area) = sheet(size, &heading);
        if self.values.is_empty() {
            nothing(&mut scene, area, "no core is in use");
            return scene;
        }
        let ruler = self.ruler(&quantity, ((area.height - 30.0) / 34.0) as u32);
        let map =
            Area { x: area.x + 5.0, y: area.y + 24.0, width: area.width - BAR, height: area.height - 30.0 };
        let pitch = (map.width / f64::from(self.floor.columns.max(1)))
            .min(map.height / f64::from(self.floor.rows.max(1)))
            .min(LARGEST);
        self.squares(&mut scene, map, pitch, &ruler, quantity.scale(self.most()).worth);
        self.edges(&mut scene, map, pitch);
        let width = pitch * f64::from(self.floor.columns);
        let bar = Area { x: map.x + width + 18.0, y: map.y, width: 16.0, height: map.height.min(220.0) };
        colours(&mut scene, bar, &ruler);
        let title = Text::new(area.right(), area.y + 10.0, ruler.title(), SMALL, FAINT_INK);
        scene.text(title.anchor(Anchor::End));
        scene
    }

    fn ruler(&self, quantity: &Quantity, ticks: u32) -> Ruler {
        Ruler::around(self.values.values().copied(), quantity, Spacing::FromZero, ticks.clamp(2, 6))
    }

    fn most(&self) -> f64 {
        self.values.values().copied().fold(0.0, f64::max)
    }

    fn summary(&self, quantity: &Quantity) -> String {
        let most = self.values.iter().reduce(|most, next| if next.1 > most.1 { next } else { most });
        let Some((core, most)) = most else { return String::new() };
        let mean = self.values.values().sum::<f64>() / self.values.len() as f64;
        format!(
            "{} of {} cores in use; {} of a core: mean {}, most {} (core {core})",
            grouped(self.values.len() as u64),
            grouped(self.floor.sites.len() as u64),
            quantity.name,
            quantity.written(mean),
            quantity.written(*most),
        )
    }

    fn squares(&self, scene: &mut Scene, map: Area, pitch: f64, ruler: &Ruler, worth: f64) {
        let gap = if pitch >= 8.0 { 1.0 } else { 0.0 };
        for site in &self.floor.sites {
            let square = Area {
                x: map.x + f64::from(site.column) * pitch,
                y: map.y + f64::from(site.row) * pitch,
                width: pitch - gap,
                height: pitch - gap,
            };
            let Some(&value) = self.values.get(&site.core) else {
                if pitch < FRAMED {
                    scene.fill(square, PALE);
                } else {
                    // Inset, so that the frames of neighbours do not lie on each other.
                    let (x, y) = (square.x + 0.5, square.y + 0.5);
                    scene.outline(
                        Area { x, y, width: square.width - 1.0, height: square.height - 1.0 },
                        EMPTY,
                    );
                }
                continue;
            };
            let colour = heat(ruler.share(value));
            scene.fill(square, colour);
            if pitch >= NUMBERED {
                let number = digits(value / worth);
                let size = if font::width(&number, SMALL, false) < pitch - 6.0 { SMALL } else { 10.0 };
                let (x, y) = (square.x + square.width / 2.0, square.y + square.height / 2.0 + 4.0);
                scene.text(Text::new(x, y, number, size, ink_on(colour)).anchor(Anchor::Middle));
            }
        }
    }

    fn edges(&self, scene: &mut Scene, map: Area, side: f64) {
        let (right, bottom) =
            (map.x + side * f64::from(self.floor.columns), map.y + side * f64::from(self.floor.rows));
        for column in &self.floor.chip_columns {
            let x = map.x + f64::from(*column) * side - 0.5;
            scene.line((x, map.y - 4.0), (x, bottom + 4.0), INK, 2.0);
        }
        for row in &self.floor.chip_rows {
            let y = map.y + f64::from(*row) * side - 0.5;
            scene.line((map.x - 4.0, y), (right + 4.0, y), INK, 2.0);
        }
    }
}

/// The scale of colours along an axis.
pub(super) fn colours(scene: &mut Scene, bar: Area, ruler: &Ruler) {
    const BANDS: u32 = 85;
    for band in 0..BANDS {
        let height = bar.height / f64::from(BANDS);
        let y = bar.bottom() - f64::from(band + 1) * height;
        scene.fill(Area { y, height, ..bar }, heat(f64::from(band) / f64::from(BANDS - 1)));
    }
    scene.outline(bar, AXIS);
    ruler.draw_right(scene, bar);
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::assert_legible;
    use super::*;
    use crate::testing;

    #[test]
    fn all_floors_are_legible_at_three_sizes() {
        let mut records = vec![
            (
                "small",
                testing::record_on(
                    &testing::outcome_on(&testing::chip_of(2, 2), 2, 3, 4, 1),
                    &testing::chip_of(2, 2),
                ),
            ),
            ("middle", testing::record_of(&testing::outcome(4, 148, 20, 2))),
            ("nothing", testing::record_of(&testing::empty_outcome())),
        ];
        for (name, text) in egret_arch::shipped_chips() {
            let chip = egret_arch::check(name, text, &[]).unwrap();
            let mut outcome = testing::outcome_on(&chip, 3, 100, 3, 5);
            outcome.chips = chip.chips_max().min(4);
            records.push((name, testing::record_on(&outcome, &chip)));
        }
        for (name, record) in &records {
            for (word, figure) in CoreFigure::ALL {
                let notes = vec![Note { warning: true, text: "lower bound: 1 action unpriced".to_owned() }];
                let map =
                    CoreMap::of(record, figure, format!("Cores, {word}"), "egru-ptb ".repeat(30), notes);
                for size in [PlotSize::SMALL, PlotSize::MEDIUM, PlotSize::LARGE] {
                    assert_legible(&map.scene(size), &format!("{name}, {word}, {size:?}"));
                }
            }
        }
    }
}
