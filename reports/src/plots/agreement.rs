//! Simulated against measured figures: one panel a kind of quantity, and below them the error of each point in its band.
//!
//! Over many decades a band of some percent is no wider than a line, so panels show the decades and the list below them the
//! percents. A number beside a mark is the line of the list; it is left out where marks are too dense for it.

use super::frame::framed;
use super::image::Image;
use super::legend::{Legend, Mark};
use super::paint;
use super::scene::{Anchor, Area, Scene, Text, cut};
use super::style::{AXIS, Colour, FAINT_INK, GRID, INK, LABEL, REST, SERIES, SMALL};
use crate::reports::RenderError;

/// Height of a panel.
const PANEL: f64 = 236.0;
/// Room left of a panel for its labels.
const LABELS: f64 = 62.0;
/// Most panels side by side.
const ACROSS: usize = 3;
/// Height of a line of the list.
const LINE: f64 = 19.0;
/// Half a mark.
const HALF: f64 = 4.0;
/// Largest error that the list shows; marks beyond it stand at its edge with their figure.
const LARGEST: f64 = 40.0;
/// Width of the names of the list.
const NAMES: f64 = 560.0;

/// What a point is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgreementRole {
    /// The model was fitted to it.
    Calibrated,
    /// It was not.
    Predicted,
    /// Inputs are not public.
    Bound,
}

/// A measured figure and what was simulated of it.
#[derive(Clone, Debug)]
pub struct AgreementPoint {
    /// What was measured where.
    pub label: String,
    /// Unit without a prefix, such as `W`.
    pub unit: &'static str,
    /// In that unit, above zero.
    pub measured: f64,
    /// In that unit.
    pub simulated: f64,
    /// How far off it may be, in percent.
    pub band_percent: Option<f64>,
    /// What it is good for.
    pub role: AgreementRole,
}

/// Points to be drawn.
#[derive(Clone, Debug)]
pub struct AgreementPlot {
    /// How well they agree, in a line.
    pub subtitle: String,
    /// The points, in the order of their table.
    pub points: Vec<AgreementPoint>,
}

impl AgreementPlot {
    /// The picture.
    ///
    /// # Errors
    /// Only by a fault of this program.
    pub fn render(&self, image: Image) -> Result<Vec<u8>, RenderError> {
        match image {
            Image::Svg => paint::svg(agreement, self),
            Image::Png => paint::png(agreement, self),
        }
    }
}

impl AgreementRole {
    fn colour(self) -> Colour {
        match self {
            Self::Calibrated => SERIES[0],
            Self::Predicted => SERIES[3],
            Self::Bound => SERIES[7],
        }
    }

    fn draw(self, scene: &mut Scene, x: f64, y: f64) {
        let square = Area { x: x - HALF, y: y - HALF, width: 2.0 * HALF, height: 2.0 * HALF };
        match self {
            Self::Calibrated => scene.fill(square, self.colour()),
            Self::Predicted => {
                scene.line((square.x, square.y), (square.right(), square.bottom()), self.colour(), 2.0);
                scene.line((square.x, square.bottom()), (square.right(), square.y), self.colour(), 2.0);
            }
            Self::Bound => scene.outline(square, self.colour()),
        }
    }
}

/// The plot.
pub(super) fn agreement(plot: &AgreementPlot) -> Scene {
    let entries = [
        (Mark::Solid(AgreementRole::Calibrated.colour()), "calibrated: fitted to this figure"),
        (Mark::Cross(AgreementRole::Predicted.colour()), "predicted"),
        (Mark::Empty(AgreementRole::Bound.colour()), "bound: inputs are not public"),
        (Mark::Solid(REST), "band"),
    ];
    let width = super::style::WIDTH - 2.0 * super::style::MARGIN;
    let legend = Legend::new(entries.map(|(mark, name)| (mark, name.to_owned())).to_vec(), width);
    let mut units: Vec<&str> = Vec::new();
    for point in &plot.points {
        if !units.contains(&point.unit) {
            units.push(point.unit);
        }
    }
    let lines = units.len().div_ceil(ACROSS) as f64;
    let top = legend.height + 20.0;
    let panels = lines * (PANEL + 78.0);
    let body = top + panels + 40.0 + plot.points.len() as f64 * LINE + 30.0;
    let (mut scene, area) = framed("Simulated against measured", &plot.subtitle, &[], body);
    if plot.points.is_empty() {
        scene.text(Text::new(area.x, area.y + 12.0, "no measured point", LABEL, FAINT_INK));
        return scene;
    }
    legend.draw(&mut scene, area.x, area.y);
    let column = (area.width - ACROSS as f64 * LABELS - 40.0) / ACROSS as f64;
    for (number, unit) in units.iter().enumerate() {
        let (line, across) = ((number / ACROSS) as f64, (number % ACROSS) as f64);
        let panel = Area {
            x: area.x + LABELS + across * (column + LABELS + 20.0),
            y: area.y + top + 22.0 + line * (PANEL + 78.0),
            width: column,
            height: PANEL,
        };
        let points: Vec<(usize, &AgreementPoint)> =
            plot.points.iter().enumerate().filter(|(_, point)| point.unit == *unit).collect();
        decades(&mut scene, panel, unit, &points);
    }
    list(&mut scene, Area { y: area.y + top + panels + 30.0, ..area }, &plot.points);
    scene
}

/// One kind of quantity over its decades.
fn decades(scene: &mut Scene, area: Area, unit: &str, points: &[(usize, &AgreementPoint)]) {
    let values = points.iter().flat_map(|(_, point)| [point.measured, point.simulated]);
    let logs: Vec<f64> = values.filter(|value| *value > 0.0).map(f64::log10).collect();
    let from = logs.iter().copied().fold(f64::INFINITY, f64::min).floor();
    let to = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max).ceil().max(from + 1.0);
    let share = |value: f64| ((value.max(1e-300).log10() - from) / (to - from)).clamp(0.0, 1.0);
    let place = |measured: f64, simulated: f64| {
        (area.x + share(measured) * area.width, area.bottom() - share(simulated) * area.height)
    };
    // Labels take up to 58 pixels; lines stand at every decade.
    let decades = (to - from) as i32;
    let every = (f64::from(decades) * 64.0 / area.width).ceil().max(1.0) as i32;
    for decade in 0..=decades {
        let value = 10f64.powi(from as i32 + decade);
        let (x, y) = place(value, value);
        scene.line((x, area.y), (x, area.bottom()), GRID, 1.0);
        scene.line((area.x, y), (area.right(), y), GRID, 1.0);
        if decade % every == 0 {
            let label = decade_label(from as i32 + decade, unit);
            scene.text(
                Text::new(x, area.bottom() + 17.0, label.clone(), SMALL, FAINT_INK).anchor(Anchor::Middle),
            );
            scene.text(Text::new(area.x - 8.0, y + 4.0, label, SMALL, FAINT_INK).anchor(Anchor::End));
        }
    }
    scene.line((area.x, area.bottom()), (area.right(), area.bottom()), AXIS, 1.0);
    scene.line((area.x, area.y), (area.x, area.bottom()), AXIS, 1.0);
    scene.line((area.x, area.bottom()), (area.right(), area.y), AXIS, 1.0);
    let middle = area.x + area.width / 2.0;
    scene.text(Text::new(middle, area.bottom() + 37.0, "measured", SMALL, FAINT_INK).anchor(Anchor::Middle));
    scene.text(Text::new(area.x - 54.0, area.y - 12.0, "simulated", SMALL, FAINT_INK));
    for (_, point) in points {
        let Some(band) = point.band_percent else { continue };
        let (x, low) = place(point.measured, point.measured * (1.0 - band / 100.0).max(1e-9));
        let (_, high) = place(point.measured, point.measured * (1.0 + band / 100.0));
        scene.line((x, low), (x, high), REST, 5.0);
    }
    let mut taken: Vec<Area> = points
        .iter()
        .map(|(_, point)| {
            let (x, y) = place(point.measured, point.simulated);
            Area { x: x - HALF, y: y - HALF, width: 2.0 * HALF, height: 2.0 * HALF }
        })
        .collect();
    for (_, point) in points {
        let (x, y) = place(point.measured, point.simulated);
        point.role.draw(scene, x, y);
    }
    for (number, point) in points {
        let (x, y) = place(point.measured, point.simulated);
        let words = (number + 1).to_string();
        let text = Text::new(x, y, words, SMALL, point.role.colour());
        let width = text.width();
        let offsets = [(7.0, 14.0), (-7.0 - width, -4.0), (7.0, -4.0), (-7.0 - width, 14.0), (9.0, 4.0)];
        let placed = offsets.into_iter().find_map(|(dx, dy)| {
            let around = Area { x: x + dx - 1.0, y: y + dy - SMALL * 0.8, width: width + 2.0, height: SMALL };
            let inside = around.x >= area.x
                && around.right() <= area.right()
                && around.y >= area.y
                && around.bottom() <= area.bottom();
            (inside && !taken.iter().any(|other| overlap(*other, around))).then_some((dx, dy, around))
        });
        if let Some((dx, dy, around)) = placed {
            taken.push(around);
            scene.text(Text { x: x + dx, baseline: y + dy, ..text });
        }
    }
}

fn overlap(a: Area, b: Area) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

/// `10 mW` for 10⁻² W.
fn decade_label(power: i32, unit: &str) -> String {
    let thousands = power.div_euclid(3);
    let number = ["1", "10", "100"][power.rem_euclid(3) as usize];
    let prefixes = ["f", "p", "n", "µ", "m", "", "k", "M", "G", "T"];
    let prefix = usize::try_from(thousands + 5).ok().and_then(|at| prefixes.get(at));
    match prefix {
        Some(prefix) => format!("{number} {prefix}{unit}"),
        None => format!("1e{power} {unit}"),
    }
}

/// The error of every point in its band.
fn list(scene: &mut Scene, area: Area, points: &[AgreementPoint]) {
    let axis = Area { x: area.x + NAMES + 20.0, width: area.width - NAMES - 20.0 - 70.0, ..area };
    let height = points.len() as f64 * LINE;
    let at = |error: f64| axis.x + f64::midpoint(error / LARGEST, 1.0) * axis.width;
    for error in [-40.0, -20.0, 0.0, 20.0, 40.0] {
        let colour = if error == 0.0 { AXIS } else { GRID };
        scene.line((at(error), axis.y), (at(error), axis.y + height), colour, 1.0);
        let label = if error == 0.0 { "0".to_owned() } else { format!("{error:+}") };
        scene.text(Text::new(at(error), axis.y - 8.0, label, SMALL, FAINT_INK).anchor(Anchor::Middle));
    }
    scene.text(Text::new(area.x, axis.y - 8.0, "simulated - measured (%)", SMALL, FAINT_INK));
    for (number, point) in points.iter().enumerate() {
        let middle = axis.y + (number as f64 + 0.5) * LINE;
        let colour = point.role.colour();
        let digits = Text::new(area.x + 20.0, middle + 4.0, (number + 1).to_string(), SMALL, colour)
            .anchor(Anchor::End);
        scene.text(digits.bold());
        let name = cut(&point.label, SMALL, false, NAMES - 30.0);
        scene.text(Text::new(area.x + 28.0, middle + 4.0, name, SMALL, INK));
        if let Some(band) = point.band_percent {
            let band = band.min(LARGEST);
            let whisker = Area { x: at(-band), y: middle - 5.0, width: at(band) - at(-band), height: 10.0 };
            scene.fill(whisker, REST);
        }
        let error = (point.simulated / point.measured - 1.0) * 100.0;
        point.role.draw(scene, at(error.clamp(-LARGEST, LARGEST)), middle);
        let figure = if error.abs() < 1000.0 { format!("{error:+.1} %") } else { format!("{error:+.0} %") };
        scene.text(Text::new(area.right(), middle + 4.0, figure, SMALL, colour).anchor(Anchor::End));
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::Shape;
    use super::super::scene::tests::assert_legible;
    use super::*;

    fn points(count: u32) -> Vec<AgreementPoint> {
        let roles = [AgreementRole::Calibrated, AgreementRole::Predicted, AgreementRole::Bound];
        let units = ["W", "J", "s", "op/s"];
        (0..count)
            .map(|number| {
                let measured = 10f64.powf(f64::from(number * 7 % 23) / 2.0 - 9.0);
                let role = roles[number as usize % 3];
                AgreementPoint {
                    label: format!("chip{number}, a network with quite a long name at 0.{number} V: power"),
                    unit: units[(number / 3) as usize % 4],
                    measured,
                    simulated: measured * (0.2 + f64::from(number % 9) * 0.2),
                    band_percent: (role != AgreementRole::Bound).then_some(25.0),
                    role,
                }
            })
            .collect()
    }

    #[test]
    fn points_of_all_kinds_are_legible() {
        for count in [0, 1, 2, 12, 60] {
            let plot = AgreementPlot { subtitle: "40 of 41 within".to_owned(), points: points(count) };
            assert_legible(&agreement(&plot), &format!("{count} points"));
            for image in [Image::Svg, Image::Png] {
                assert_eq!(plot.render(image).unwrap(), plot.render(image).unwrap());
            }
        }
        // All at one place, and one that simulates to nothing.
        let mut alike = vec![points(1).remove(0); 30];
        alike[3].simulated = 0.0;
        alike[4].simulated *= 1e5;
        let plot = AgreementPlot { subtitle: String::new(), points: alike };
        assert_legible(&agreement(&plot), "alike");
    }

    #[test]
    fn roles_differ_in_shape_and_colour() {
        let shapes = |role: AgreementRole| {
            let mut scene = Scene { width: 10.0, height: 10.0, shapes: Vec::new() };
            role.draw(&mut scene, 5.0, 5.0);
            let shape = scene.shapes.remove(0);
            (matches!(shape, Shape::Fill(..)), matches!(shape, Shape::Line { .. }), role.colour())
        };
        let all = [AgreementRole::Calibrated, AgreementRole::Predicted, AgreementRole::Bound].map(shapes);
        for (at, one) in all.iter().enumerate() {
            for other in &all[at + 1..] {
                assert!((one.0, one.1) != (other.0, other.1) && one.2 != other.2);
            }
        }
    }

    #[test]
    fn decades_have_prefixes() {
        for (power, label) in [(-2, "10 mW"), (0, "1 W"), (12, "1 TW"), (-6, "1 µW"), (15, "1e15 W")] {
            assert_eq!(decade_label(power, "W"), label);
        }
    }
}
