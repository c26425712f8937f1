//! From an ideal gain to the achieved one: a bar a factor, on a logarithmic axis, with its spread over orders.

use super::font;
use super::legend::Mark;
use super::picture::{Picture, PlotSize};
use super::quantity::Quantity;
use super::ruler::{BELOW, Ruler, Spacing};
use super::scene::{Anchor, Area, Scene, Text, cut};
use super::sheet::{Heading, nothing, sheet_with};
use super::style::{AXIS, Colour, FAINT_INK, INK, SERIES, SMALL};
use crate::notes::Note;
use crate::si::digits;

/// One factor between the ideal gain and the achieved one.
#[derive(Clone, Debug, PartialEq)]
pub struct WaterfallStep {
    /// What takes it.
    pub name: String,
    /// By what the gain is multiplied.
    pub factor: f64,
    /// The least it is over orders of the steps.
    pub low: f64,
    /// The most it is over orders of the steps.
    pub high: f64,
}

/// What a gain is made of: `ideal` times all factors is `achieved`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waterfall {
    /// What it shows.
    pub title: String,
    /// Of what.
    pub subtitle: String,
    /// Product of the gains of each sparsity on ideal hardware.
    pub ideal: f64,
    /// Factors in the order in which they are taken.
    pub steps: Vec<WaterfallStep>,
    /// Gain that is left.
    pub achieved: f64,
    /// Remarks.
    pub notes: Vec<Note>,
}

/// Lowest and highest row.
const ROW: (f64, f64) = (17.0, 56.0);
const WHOLE: Colour = SERIES[0];
const LOSS: Colour = SERIES[3];
const GAIN: Colour = SERIES[2];

/// One row: its bar from one gain to another, and what is written beside it.
struct Row<'a> {
    name: &'a str,
    from: f64,
    to: f64,
    spread: Option<(f64, f64)>,
    colour: Colour,
    value: String,
    bold: bool,
}

impl Waterfall {
    /// The picture.
    pub fn picture(&self, size: PlotSize) -> Picture {
        Picture::of(self.scene(size), size)
    }

    /// How far `ideal` times all factors is from `achieved`, as a share of it.
    fn gap(&self) -> f64 {
        let product =
            self.steps.iter().map(|step| step.factor).fold(self.ideal, |gain, factor| gain * factor);
        (product / self.achieved - 1.0).abs()
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let gain = |value: f64| format!("{}×", digits(value));
        let whole = |name, to| Row {
            name,
            from: f64::NAN,
            to,
            spread: None,
            colour: WHOLE,
            value: gain(to),
            bold: true,
        };
        let mut rows = vec![whole("ideal product", self.ideal)];
        let mut before = self.ideal;
        for step in &self.steps {
            let after = before * step.factor;
            let spread = (step.high > step.low).then_some((before * step.low, before * step.high));
            let range = spread.map(|_| format!(" ({} to {})", digits(step.low), digits(step.high)));
            rows.push(Row {
                name: &step.name,
                from: before,
                to: after,
                spread,
                colour: if step.factor < 1.0 { LOSS } else { GAIN },
                value: format!("× {}{}", digits(step.factor), range.unwrap_or_default()),
                bold: false,
            });
            before = after;
        }
        rows.push(whole("achieved", self.achieved));
        rows
    }

    fn scene(&self, size: PlotSize) -> Scene {
        let rows = self.rows();
        let drawable = rows.iter().all(|row| row.to > 0.0 && row.to.is_finite());
        let mut legend = vec![
            (Mark::Solid(WHOLE), "gain over the dense network".to_owned()),
            (Mark::Solid(LOSS), "lost".to_owned()),
        ];
        if self.steps.iter().any(|step| step.factor >= 1.0) {
            legend.push((Mark::Solid(GAIN), "won back".to_owned()));
        }
        if rows.iter().any(|row| row.spread.is_some()) {
            legend.push((Mark::Line(INK, 1.6, &[]), "least and most over orders of the steps".to_owned()));
        }
        let kept = self.achieved / self.ideal;
        let summary = if drawable {
            format!(
                "{}× of {}× is left: {} of the product",
                digits(self.achieved),
                digits(self.ideal),
                crate::si::percent(kept)
            )
        } else {
            String::new()
        };
        let mut heading = Heading {
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            summary,
            legend,
            notes: self.notes.clone(),
        };
        if drawable && self.gap() > 1e-6 {
            heading.warn(format!(
                "the factors do not multiply to what was achieved: {} off",
                crate::si::percent(self.gap())
            ));
        }
        let lowest = rows.len() as f64 * ROW.0 + BELOW + 10.0;
        let (mut scene, area) = sheet_with(size, &heading, lowest);
        if drawable {
            draw(&mut scene, area, &rows);
        } else {
            nothing(&mut scene, area, "a gain is not a number above nought");
        }
        scene
    }
}

fn draw(scene: &mut Scene, area: Area, rows: &[Row<'_>]) {
    let row = ((area.height - BELOW - 6.0) / rows.len() as f64).clamp(ROW.0, ROW.1);
    let widest = |texts: &mut dyn Iterator<Item = (&str, bool)>| {
        texts.map(|(text, bold)| font::width(text, SMALL, bold)).fold(0.0, f64::max)
    };
    let value = widest(&mut rows.iter().map(|row| (row.value.as_str(), row.bold))).min(area.width * 0.34);
    let label = widest(&mut rows.iter().map(|row| (row.name, row.bold))).min(area.width * 0.3);
    let plot = Area {
        x: area.x + label + 10.0,
        y: area.y + 6.0,
        width: area.width - label - value - 28.0,
        height: row * rows.len() as f64,
    };
    let gains = rows.iter().flat_map(|row| {
        let (low, high) = row.spread.unwrap_or((row.to, row.to));
        [row.to, low, high]
    });
    // A gain of one is where bars of whole gains begin.
    let gains: Vec<f64> = gains.chain([1.0]).collect();
    let gain = Quantity::new("gain (×, logarithmic)", "");
    let ruler = Ruler::around(gains.into_iter(), &gain, Spacing::Log, (plot.width / 36.0) as u32);
    ruler.draw_below(scene, plot);
    let one = ruler.x(plot, 1.0);
    scene.line((one, plot.y), (one, plot.bottom()), AXIS, 1.4);
    for (number, entry) in rows.iter().enumerate() {
        let top = plot.y + number as f64 * row;
        let baseline = top + row / 2.0 + SMALL * 0.36;
        let to = ruler.x(plot, entry.to);
        let from = if entry.from.is_finite() { ruler.x(plot, entry.from) } else { one };
        let bar = Area {
            x: from.min(to),
            y: top + row * 0.18,
            // A factor of one is a line.
            width: (from - to).abs().max(1.5),
            height: row * 0.64,
        };
        scene.fill(bar, entry.colour);
        if number + 1 < rows.len() {
            scene.line((to, bar.bottom()), (to, top + row * 1.18), AXIS, 1.0);
        }
        if let Some((low, high)) = entry.spread {
            let middle = top + row / 2.0;
            let (low, high) = (ruler.x(plot, low), ruler.x(plot, high));
            scene.line((low, middle), (high, middle), INK, 1.6);
            for end in [low, high] {
                scene.line((end, middle - row * 0.16), (end, middle + row * 0.16), INK, 1.6);
            }
        }
        let text = |x: f64, words: String, colour| {
            let text = Text::new(x, baseline, words, SMALL, colour).anchor(Anchor::End);
            if entry.bold { text.bold() } else { text }
        };
        scene.text(text(plot.x - 8.0, cut(entry.name, SMALL, entry.bold, label), INK));
        let colour = if entry.bold { INK } else { FAINT_INK };
        scene.text(text(area.right(), cut(&entry.value, SMALL, entry.bold, value), colour));
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::Shape;
    use super::*;

    fn example() -> Waterfall {
        let step = |name: &str, factor: f64| WaterfallStep {
            name: name.to_owned(),
            factor,
            low: factor * 0.9,
            high: factor * 1.1,
        };
        Waterfall {
            ideal: 24.0,
            steps: vec![step("static power", 0.5), step("sync", 0.25)],
            achieved: 3.0,
            ..Waterfall::default()
        }
    }

    fn says(waterfall: &Waterfall, words: &str) -> bool {
        let scene = waterfall.scene(PlotSize::MEDIUM);
        scene.shapes.iter().any(|shape| matches!(shape, Shape::Text(text) if text.words.contains(words)))
    }

    #[test]
    fn factors_and_their_spread_are_written() {
        assert!(says(&example(), "× 0.500 (0.450 to 0.550)"));
        assert!(says(&example(), "3.00× of 24.0× is left: 12 % of the product"));
        assert!(!says(&example(), "do not multiply"));
    }

    #[test]
    fn factors_that_do_not_multiply_are_told() {
        assert!(says(&Waterfall { achieved: 4.0, ..example() }, "the factors do not multiply"));
    }
}
