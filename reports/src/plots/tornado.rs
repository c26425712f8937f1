//! How far each of several inputs moves a figure: the largest swing on top.

use super::font;
use super::legend::Mark;
use super::picture::{Picture, PlotSize};
use super::quantity::Quantity;
use super::ruler::{BELOW, Ruler, Spacing};
use super::scene::{Anchor, Area, Scene, Text, cut};
use super::sheet::{Heading, nothing, sheet};
use super::style::{Colour, INK, SERIES, SMALL, STATIC_HATCH};
use crate::notes::Note;
use crate::si::percent;

/// What one input does to a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct TornadoBar {
    /// The input.
    pub name: String,
    /// Its range in words, such as `1.2 pJ to 3.4 pJ`.
    pub range: String,
    /// The figure with the input at its low end.
    pub low: f64,
    /// The figure with the input at its high end.
    pub high: f64,
}

/// Swings to be drawn.
#[derive(Clone, Debug)]
pub struct Tornado {
    /// What it shows.
    pub title: String,
    /// Of what.
    pub subtitle: String,
    /// The figure.
    pub value: Quantity,
    /// The figure with every input as it is.
    pub base: f64,
    /// The figure with all inputs at their low ends and at their high ends.
    pub together: (f64, f64),
    /// What each input does, in any order.
    pub bars: Vec<TornadoBar>,
    /// How many bars to draw at most.
    pub top: usize,
    /// Remarks.
    pub notes: Vec<Note>,
}

/// Lowest and highest row.
const ROW: (f64, f64) = (17.0, 40.0);
const LOW: Colour = SERIES[4];
const HIGH: Colour = SERIES[3];
const ALL: &str = "all of them together";

impl TornadoBar {
    fn swing(&self) -> f64 {
        (self.high - self.low).abs()
    }
}

impl Tornado {
    /// The picture.
    pub fn picture(&self, size: PlotSize) -> Picture {
        Picture::of(self.scene(size), size)
    }

    fn scene(&self, size: PlotSize) -> Scene {
        let mut bars: Vec<&TornadoBar> =
            self.bars.iter().filter(|bar| bar.swing().is_finite() && bar.swing() > 0.0).collect();
        bars.sort_by(|a, b| b.swing().total_cmp(&a.swing()).then_with(|| a.name.cmp(&b.name)));
        let (low, high) = self.together;
        let mut heading = Heading {
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            summary: format!(
                "{} as it is; {} to {} with every range used to its ends",
                self.value.written(self.base),
                self.value.written(low),
                self.value.written(high)
            ),
            legend: vec![
                (Mark::Letter('–', LOW), "low end of the range".to_owned()),
                (Mark::Letter('+', HIGH), "high end".to_owned()),
                (Mark::Line(INK, 1.6, &[]), "as it is".to_owned()),
            ],
            notes: self.notes.clone(),
        };
        let still = self.bars.len() - bars.len();
        if still > 0 {
            heading.say(format!("with a range that changes nothing here: {still} of {}", self.bars.len()));
        }
        let (_, area) = sheet(size, &heading);
        // A row for all of them together, and lines for the remark on those not drawn.
        let room =
            |area: Area, taken: f64| ((area.height - BELOW - 6.0 - taken) / ROW.0).max(2.0) as usize - 1;
        let wanted = bars.len().min(self.top);
        let most = if wanted > room(area, 36.0) { room(area, 36.0) } else { wanted };
        if most < bars.len() {
            let rest: f64 = bars[most..].iter().map(|bar| bar.swing()).sum();
            let all: f64 = bars.iter().map(|bar| bar.swing()).sum();
            let share = percent(rest / all);
            heading
                .say(format!("not drawn: {} more, with {share} of the sum of all swings", bars.len() - most));
        }
        bars.truncate(most);
        let (mut scene, area) = sheet(size, &heading);
        if bars.is_empty() || !self.base.is_finite() {
            nothing(&mut scene, area, "no number with a range changes the figure");
            return scene;
        }
        self.draw(&mut scene, area, &bars);
        scene
    }

    fn draw(&self, scene: &mut Scene, area: Area, bars: &[&TornadoBar]) {
        let together = TornadoBar {
            name: ALL.to_owned(),
            range: String::new(),
            low: self.together.0,
            high: self.together.1,
        };
        let rows: Vec<&TornadoBar> = std::iter::once(&together).chain(bars.iter().copied()).collect();
        let row = ((area.height - BELOW - 6.0) / rows.len() as f64).clamp(ROW.0, ROW.1);
        let widest = |read: &dyn Fn(&TornadoBar) -> &str| {
            rows.iter().map(|bar| font::width(read(bar), SMALL, false)).fold(0.0, f64::max)
        };
        let ranges = area.width >= 560.0;
        let range = if ranges { widest(&|bar| &bar.range).min(area.width * 0.24) } else { 0.0 };
        let label = widest(&|bar| &bar.name).min(area.width * 0.36);
        let plot = Area {
            x: area.x + label + 10.0,
            y: area.y + 6.0,
            width: area.width - label - range - 28.0,
            height: row * rows.len() as f64,
        };
        let values = rows.iter().flat_map(|bar| [bar.low, bar.high]).chain([self.base]);
        let ruler = Ruler::around(values, &self.value, Spacing::Linear, (plot.width / 70.0) as u32);
        ruler.draw_below(scene, plot);
        let base = ruler.x(plot, self.base);
        for (number, bar) in rows.iter().enumerate() {
            let top = plot.y + number as f64 * row;
            let baseline = top + row / 2.0 + SMALL * 0.36;
            for (value, colour, sign) in [(bar.low, LOW, "–"), (bar.high, HIGH, "+")] {
                let end = ruler.x(plot, value);
                let strip = Area {
                    x: base.min(end),
                    y: top + row * 0.16,
                    width: (end - base).abs(),
                    height: row * 0.68,
                };
                scene.fill(strip, colour);
                if strip.width >= 16.0 && strip.height >= 11.0 {
                    let middle = strip.x + strip.width / 2.0;
                    scene.text(Text::new(middle, baseline, sign, SMALL, INK).anchor(Anchor::Middle));
                }
            }
            let bold = number == 0;
            let name = Text::new(plot.x - 8.0, baseline, cut(&bar.name, SMALL, bold, label), SMALL, INK);
            let name = name.anchor(Anchor::End);
            scene.text(if bold { name.bold() } else { name });
            if ranges && !bar.range.is_empty() {
                let words = cut(&bar.range, SMALL, false, range);
                scene.text(Text::new(area.right(), baseline, words, SMALL, INK).anchor(Anchor::End));
            }
        }
        let first = plot.y + row;
        scene.line((plot.x, first), (plot.right(), first), STATIC_HATCH, 0.8);
        scene.line((base, plot.y), (base, plot.bottom()), INK, 1.6);
    }
}
