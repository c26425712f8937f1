//! Energy of several points or runs by stage of the chip: a stacked bar each, static energy hatched.

use super::bars::{Bar, stack};
use super::font;
use super::legend::Mark;
use super::picture::{Picture, PlotSize};
use super::quantity::Quantity;
use super::ruler::{BELOW, Ruler, Spacing};
use super::scene::{Anchor, Area, Scene, Text, cut_front};
use super::sheet::{Heading, nothing, sheet};
use super::style::{INK, LABEL, REST, SMALL, STAGES, ink_on};
use crate::notes::Note;

/// Stages of a chip, and what belongs to none.
pub(super) const PARTS: usize = STAGES.len() + 1;

/// Energy of one point or run.
#[derive(Clone, Debug, PartialEq)]
pub struct EnergyBar {
    /// What it is of.
    pub label: String,
    /// Dynamic energy by component name.
    pub dynamic: Vec<(String, f64)>,
    /// Static energy.
    pub fixed: f64,
}

/// Energies to be drawn.
#[derive(Clone, Debug)]
pub struct EnergyStack {
    /// What it shows.
    pub title: String,
    /// Of what.
    pub subtitle: String,
    /// The figure, such as the energy of a step.
    pub value: Quantity,
    /// From top to bottom.
    pub bars: Vec<EnergyBar>,
    /// Whether every bar is as long as the others, and shows shares.
    pub shares: bool,
    /// Remarks.
    pub notes: Vec<Note>,
}

/// Lowest and highest row.
const ROW: (f64, f64) = (15.0, 44.0);

impl EnergyBar {
    /// Energy by stage, in the order of the pipeline, and what belongs to none.
    fn stages(&self) -> [f64; PARTS] {
        let mut stages = [0.0; PARTS];
        for (component, joules) in &self.dynamic {
            stages[super::style::stage_of(component).unwrap_or(PARTS - 1)] += joules.max(0.0);
        }
        stages
    }

    fn total(&self) -> f64 {
        self.dynamic.iter().map(|(_, joules)| joules).sum::<f64>() + self.fixed
    }
}

impl EnergyStack {
    /// The picture.
    pub fn picture(&self, size: PlotSize) -> Picture {
        Picture::of(self.scene(size), size)
    }

    fn legend(&self) -> Vec<(Mark, String)> {
        let mut present = [false; PARTS];
        for bar in &self.bars {
            for (present, joules) in present.iter_mut().zip(bar.stages()) {
                *present |= joules > 0.0;
            }
        }
        let names = STAGES.iter().map(|stage| (stage.colour, stage.name)).chain([(REST, "other")]);
        let mut legend: Vec<(Mark, String)> = names
            .enumerate()
            .filter(|(number, _)| present[*number])
            .map(|(number, (colour, name))| (Mark::Letter(digit(number), colour), name.to_owned()))
            .collect();
        if self.bars.iter().any(|bar| bar.fixed > 0.0) {
            legend.push((Mark::Static, "static".to_owned()));
        }
        legend
    }

    fn scene(&self, size: PlotSize) -> Scene {
        let drawn = |bar: &&EnergyBar| bar.total().is_finite() && bar.total() >= 0.0;
        let all: Vec<&EnergyBar> = self.bars.iter().filter(drawn).collect();
        let mut heading = Heading {
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            summary: String::new(),
            legend: self.legend(),
            notes: self.notes.clone(),
        };
        if all.len() < self.bars.len() {
            heading.say(format!(
                "without energy, so not drawn: {} of {}",
                self.bars.len() - all.len(),
                self.bars.len()
            ));
        }
        let (_, area) = sheet(size, &heading);
        // The remark on bars for which there is no room takes a line or two itself.
        let room = |area: Area, taken: f64| ((area.height - BELOW - 6.0 - taken) / ROW.0).max(1.0) as usize;
        let most = if all.len() > room(area, 0.0) { room(area, 40.0) } else { all.len() };
        if most < all.len() {
            heading.warn(format!(
                "the first {most} of {} bars: choose some with --where, or a higher picture with --size",
                all.len()
            ));
        }
        let bars = &all[..most];
        let (mut scene, area) = sheet(size, &heading);
        if bars.is_empty() {
            nothing(&mut scene, area, "no point has an energy");
            return scene;
        }
        self.draw(&mut scene, area, bars);
        scene
    }

    fn draw(&self, scene: &mut Scene, area: Area, bars: &[&EnergyBar]) {
        let row = ((area.height - BELOW - 6.0) / bars.len() as f64).clamp(ROW.0, ROW.1);
        let size = if row < 18.0 { SMALL - 1.0 } else { SMALL };
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let written = |bar: &EnergyBar| self.value.written(bar.total());
        let value = widest(&mut bars.iter().map(|bar| font::width(&written(bar), size, false)));
        let label =
            widest(&mut bars.iter().map(|bar| font::width(&bar.label, size, false))).min(area.width * 0.4);
        let plot = Area {
            x: area.x + label + 10.0,
            y: area.y + 6.0,
            width: area.width - label - value - 26.0,
            height: row * bars.len() as f64,
        };
        let ticks = (plot.width / 60.0) as u32;
        let ruler = if self.shares {
            let share = Quantity::new(format!("share of the {}", self.value.name), "%");
            Ruler::around([0.0, 100.0].into_iter(), &share, Spacing::FromZero, ticks)
        } else {
            Ruler::around(bars.iter().map(|bar| bar.total()), &self.value, Spacing::FromZero, ticks)
        };
        ruler.draw_below(scene, plot);
        for (number, bar) in bars.iter().enumerate() {
            let top = plot.y + number as f64 * row;
            let baseline = top + row / 2.0 + size * 0.36;
            let total = bar.total();
            let factor = if !self.shares {
                1.0
            } else if total > 0.0 {
                100.0 / total
            } else {
                0.0
            };
            let length = ruler.share(total * factor) * plot.width;
            let strip = Area { x: plot.x, y: top + row * 0.12, width: length, height: row * 0.76 };
            segments(scene, strip, bar);
            let name = cut_front(&bar.label, size, label);
            scene.text(Text::new(plot.x - 8.0, baseline, name, size, INK).anchor(Anchor::End));
            scene.text(Text::new(area.right(), baseline, written(bar), size, INK).anchor(Anchor::End));
        }
    }
}

fn digit(number: usize) -> char {
    char::from_digit(number as u32 + 1, 10).unwrap_or('?')
}

/// Draws the parts of a bar, each with its number where there is room.
fn segments(scene: &mut Scene, strip: Area, bar: &EnergyBar) {
    let (total, stages) = (bar.total(), bar.stages());
    if total <= 0.0 {
        return;
    }
    let colours = STAGES.iter().map(|stage| stage.colour).chain([REST]);
    let dynamic: Vec<_> = colours.zip(stages).collect();
    stack(scene, strip, &Bar { label: String::new(), dynamic: dynamic.clone(), fixed: bar.fixed }, total);
    let mut x = strip.x;
    for (number, (colour, joules)) in dynamic.into_iter().enumerate() {
        let width = joules / total * strip.width;
        if width >= 14.0 && strip.height >= LABEL {
            let baseline = strip.y + strip.height / 2.0 + SMALL * 0.36;
            let text = Text::new(x + width / 2.0, baseline, digit(number), SMALL, ink_on(colour));
            scene.text(text.anchor(Anchor::Middle));
        }
        x += width;
    }
}
