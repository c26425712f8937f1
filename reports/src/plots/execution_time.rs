//! Time a step of an executed network takes, over the synaptic operations in it.
//!
//! Both axes are logarithmic, for sparse steps and dense ones differ a thousandfold; what costs time in proportion to
//! operations lies along the lines of equal rate.

use super::frame::framed;
use super::image::Image;
use super::legend::{Legend, Mark};
use super::paint;
use super::scene::{Anchor, Area, Scene, Text};
use super::style::{AXIS, Colour, FAINT_INK, GRID, SERIES, SMALL};
use crate::reports::RenderError;
use crate::si::scale;

const PLOT: f64 = 420.0;
const DOT: f64 = 6.0;
/// Operations per second whose times are drawn as lines.
const RATES: [f64; 4] = [1e8, 1e9, 1e10, 1e11];

/// Measured steps of several networks.
#[derive(Clone, Debug)]
pub struct ExecutionTimePlot {
    /// What was measured, and on what.
    pub subtitle: String,
    /// One series a network.
    pub series: Vec<TimedNetwork>,
}

/// Measured steps of a network.
#[derive(Clone, Debug)]
pub struct TimedNetwork {
    /// Name in the legend.
    pub name: String,
    /// Synaptic operations of a step (mean), and its time in seconds; both above zero.
    pub steps: Vec<(f64, f64)>,
}

impl ExecutionTimePlot {
    /// The picture.
    ///
    /// # Errors
    /// Only by a fault of this program.
    pub fn render(&self, image: Image) -> Result<Vec<u8>, RenderError> {
        match image {
            Image::Svg => paint::svg(execution_time, self),
            Image::Png => paint::png(execution_time, self),
        }
    }
}

/// The plot.
pub(super) fn execution_time(plot: &ExecutionTimePlot) -> Scene {
    let entries = plot.series.iter().zip(SERIES.into_iter().cycle());
    let entries = entries.map(|(series, colour)| (Mark::Solid(colour), series.name.clone())).collect();
    let legend = Legend::new(entries, 900.0);
    let body = 24.0 + PLOT + 56.0 + legend.height;
    let (mut scene, area) = framed("Time against events × nonzeros", &plot.subtitle, &[], body);
    let inside = Area { x: area.x + 70.0, y: area.y + 24.0, width: area.width - 70.0 - 90.0, height: PLOT };
    let points = || plot.series.iter().flat_map(|series| &series.steps);
    let operations = Decades::around(points().map(|(operations, _)| *operations), (3, 6));
    let seconds = Decades::around(points().map(|(_, seconds)| *seconds), (-6, -3));
    axes(&mut scene, inside, operations, seconds);
    rates(&mut scene, inside, operations, seconds);
    for (series, colour) in plot.series.iter().zip(SERIES.into_iter().cycle()) {
        for (count, time) in &series.steps {
            dot(&mut scene, (place_x(inside, operations, *count), place_y(inside, seconds, *time)), colour);
        }
    }
    legend.draw(&mut scene, area.x, inside.bottom() + 50.0);
    scene
}

/// A logarithmic axis over whole powers of ten.
#[derive(Clone, Copy, Debug)]
struct Decades {
    from: i32,
    to: i32,
}

impl Decades {
    /// The powers around all values, or `without` if there are none.
    fn around(values: impl Iterator<Item = f64>, without: (i32, i32)) -> Self {
        let (mut from, mut to) = (i32::MAX, i32::MIN);
        for power in values.filter(|value| *value > 0.0).map(f64::log10) {
            (from, to) = (from.min(power.floor() as i32), to.max(power.ceil() as i32));
        }
        if from > to {
            (from, to) = without;
        }
        Self { from, to: to.max(from + 1) }
    }

    fn share(self, value: f64) -> f64 {
        (value.log10() - f64::from(self.from)) / f64::from(self.to - self.from)
    }

    fn ticks(self) -> impl Iterator<Item = f64> {
        (self.from..=self.to).map(|power| 10f64.powi(power))
    }
}

fn place_x(area: Area, axis: Decades, value: f64) -> f64 {
    area.x + axis.share(value) * area.width
}

fn place_y(area: Area, axis: Decades, value: f64) -> f64 {
    area.bottom() - axis.share(value) * area.height
}

/// A power of ten with the prefix of its unit.
fn power(value: f64, unit: &str) -> String {
    // A little more, or a rounded power would take the prefix below its own.
    let scale = scale(value * (1.0 + 1e-9));
    format!("{:.0} {}{unit}", value / scale.worth, scale.prefix).trim_end().to_owned()
}

fn axes(scene: &mut Scene, area: Area, operations: Decades, seconds: Decades) {
    for tick in operations.ticks() {
        let x = place_x(area, operations, tick);
        scene.line((x, area.y), (x, area.bottom()), GRID, 1.0);
        let label = Text::new(x, area.bottom() + 17.0, power(tick, ""), SMALL, FAINT_INK);
        scene.text(label.anchor(Anchor::Middle));
    }
    for tick in seconds.ticks() {
        let y = place_y(area, seconds, tick);
        scene.line((area.x, y), (area.right(), y), GRID, 1.0);
        let label = Text::new(area.x - 8.0, y + 4.0, power(tick, "s"), SMALL, FAINT_INK);
        scene.text(label.anchor(Anchor::End));
    }
    scene.line((area.x, area.y), (area.x, area.bottom()), AXIS, 1.0);
    scene.line((area.x, area.bottom()), (area.right(), area.bottom()), AXIS, 1.0);
    scene.text(Text::new(area.x - 66.0, area.y - 12.0, "CPU time a step", SMALL, FAINT_INK));
    let title = "events × nonzeros: synaptic operations a step";
    let middle = area.x + area.width / 2.0;
    scene.text(Text::new(middle, area.bottom() + 37.0, title, SMALL, FAINT_INK).anchor(Anchor::Middle));
}

/// Lines of equal rate, each as far as it lies inside.
fn rates(scene: &mut Scene, area: Area, operations: Decades, seconds: Decades) {
    let decade = |power: i32| 10f64.powi(power);
    for rate in RATES {
        let from = decade(operations.from).max(rate * decade(seconds.from));
        let to = decade(operations.to).min(rate * decade(seconds.to));
        if from >= to {
            continue;
        }
        let at = |count: f64| (place_x(area, operations, count), place_y(area, seconds, count / rate));
        scene.line(at(from), at(to), AXIS, 1.0);
        let (x, y) = at(to);
        let label = power(rate, "/s");
        // At the right end beside the line, at the top above it.
        let text = if x > area.right() - 1.0 {
            Text::new(x + 6.0, y + 4.0, label, SMALL, FAINT_INK)
        } else {
            Text::new(x, y - 6.0, label, SMALL, FAINT_INK).anchor(Anchor::Middle)
        };
        scene.text(text);
    }
}

fn dot(scene: &mut Scene, (x, y): (f64, f64), colour: Colour) {
    scene.fill(Area { x: x - DOT / 2.0, y: y - DOT / 2.0, width: DOT, height: DOT }, colour);
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::assert_legible;
    use super::*;

    fn network(name: &str, steps: &[(f64, f64)]) -> TimedNetwork {
        TimedNetwork { name: name.to_owned(), steps: steps.to_vec() }
    }

    #[test]
    fn powers_have_prefixes() {
        let found = [1.0, 10.0, 1e3, 1e5, 1e6].map(|value| power(value, ""));
        assert_eq!(found, ["1", "10", "1 k", "100 k", "1 M"]);
        assert_eq!([1e-6, 1e-5, 1e-3].map(|value| power(value, "s")), ["1 µs", "10 µs", "1 ms"]);
    }

    #[test]
    fn plots_of_any_number_of_networks_are_legible() {
        let sparse = network("EGRU 256/256, weight sparsity 0.8", &[(1.1e4, 9e-6), (6.1e4, 4e-5)]);
        let dense = network("GRU 1350/1350/750, dense", &[(2.4e7, 9e-3)]);
        for series in [vec![], vec![dense.clone()], vec![sparse.clone(), dense.clone()], vec![sparse; 6]] {
            let plot = ExecutionTimePlot { subtitle: "one core".to_owned(), series };
            assert_legible(&execution_time(&plot), &format!("{} networks", plot.series.len()));
            for image in [Image::Svg, Image::Png] {
                assert_eq!(plot.render(image).unwrap(), plot.render(image).unwrap());
            }
        }
    }
}
