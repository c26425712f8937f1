//! Degrees of projections: how many units have how many synapses, for each projection on both of its sides.

use super::axis::Axis;
use super::frame::framed;
use super::image::Image;
use super::legend::{Legend, Mark};
use super::paint;
use super::scene::{Area, Scene, Text, cut};
use super::style::{Colour, FAINT_INK, INK, LABEL, SERIES, SMALL};
use crate::notes::Note;
use crate::reports::RenderError;

/// Most projections that are drawn; the rest is named.
const MOST_DRAWN: usize = 10;
/// Most classes of a histogram.
const CLASSES: u32 = 48;
/// Height of a histogram.
const HEIGHT: f64 = 104.0;
/// Height of a histogram with its title and its axis.
const ROW: f64 = HEIGHT + 96.0;
/// Room for labels left of a histogram.
const LABELS: f64 = 58.0;
/// Room at the right end: the last number below an axis stands half beyond it.
const END: f64 = 40.0;
const OUTGOING: Colour = SERIES[0];
const INCOMING: Colour = SERIES[2];
const EMPTY: Colour = SERIES[3];

/// Degrees to be drawn.
#[derive(Clone, Debug)]
pub struct DegreePlot {
    /// The network: workload, mask, sparsity.
    pub subtitle: String,
    /// The projections whose units differ.
    pub projections: Vec<ProjectionDegrees>,
    /// Names of projections in which all units have equally many synapses, because they are dense.
    pub dense: Vec<String>,
}

/// Both sides of a projection.
#[derive(Clone, Debug)]
pub struct ProjectionDegrees {
    /// Name of the projection.
    pub name: String,
    /// Synapses that leave each source unit.
    pub outgoing: DegreeSide,
    /// Synapses that enter each target.
    pub incoming: DegreeSide,
}

/// One side of a projection.
#[derive(Clone, Debug)]
pub struct DegreeSide {
    /// Synapses of each unit.
    pub degrees: Vec<u32>,
    /// Its figures in words.
    pub figures: String,
}

impl DegreePlot {
    /// The picture.
    ///
    /// # Errors
    /// Only by a fault of this program.
    pub fn render(&self, image: Image) -> Result<Vec<u8>, RenderError> {
        match image {
            Image::Svg => paint::svg(degrees, self),
            Image::Png => paint::png(degrees, self),
        }
    }
}

/// The plot.
pub(super) fn degrees(plot: &DegreePlot) -> Scene {
    let drawn = &plot.projections[..plot.projections.len().min(MOST_DRAWN)];
    let rest: Vec<&str> = plot.projections[drawn.len()..].iter().map(|left| left.name.as_str()).collect();
    let dense: Vec<&str> = plot.dense.iter().map(String::as_str).collect();
    let notes: Vec<Note> = [("dense, so that all units are alike", dense), ("not drawn", rest)]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(why, names)| Note { warning: false, text: format!("{why}: {}", names.join(", ")) })
        .collect();
    let entries = [
        (OUTGOING, "source units, by the synapses that leave them"),
        (INCOMING, "targets, by the synapses that enter them"),
        (EMPTY, "without a synapse"),
        (INK, "mean"),
    ];
    let entries = entries.map(|(colour, name)| (Mark::Solid(colour), name.to_owned())).to_vec();
    let width = super::style::WIDTH - 2.0 * super::style::MARGIN;
    let legend = Legend::new(if drawn.is_empty() { Vec::new() } else { entries }, width);
    let top = legend.height + 16.0;
    let body = top + ROW * drawn.len() as f64 + 10.0;
    let (mut scene, area) = framed("Synapses of units", &plot.subtitle, &notes, body);
    if drawn.is_empty() {
        scene.text(Text::new(area.x, area.y + 12.0, "every projection is dense", LABEL, FAINT_INK));
        return scene;
    }
    legend.draw(&mut scene, area.x, area.y);
    let column = (area.width - 2.0 * LABELS - 24.0 - END) / 2.0;
    for (row, projection) in drawn.iter().enumerate() {
        let y = area.y + top + row as f64 * ROW + 46.0;
        let left = Area { x: area.x + LABELS, y, width: column, height: HEIGHT };
        let right = Area { x: left.right() + LABELS + 24.0, ..left };
        let name = &projection.name;
        side(&mut scene, left, &format!("out of {name}"), &projection.outgoing, OUTGOING);
        side(&mut scene, right, &format!("into {name}"), &projection.incoming, INCOMING);
    }
    scene
}

fn side(scene: &mut Scene, area: Area, title: &str, side: &DegreeSide, colour: Colour) {
    let room = area.width;
    scene.text(Text::new(area.x, area.y - 29.0, cut(title, SMALL, true, room), SMALL, INK).bold());
    let figures = cut(&side.figures, SMALL, false, room);
    scene.text(Text::new(area.x, area.y - 12.0, figures, SMALL, FAINT_INK));
    scene.text(Text::new(area.x - 50.0, area.y - 12.0, "units", SMALL, FAINT_INK));

    let largest = side.degrees.iter().copied().max().unwrap_or(0);
    let class = (u64::from(largest) + 1).div_ceil(u64::from(CLASSES)) as u32;
    let mut counts = vec![0_u64; (largest / class) as usize + 1];
    side.degrees.iter().for_each(|degree| counts[(degree / class) as usize] += 1);
    let empty = side.degrees.iter().filter(|degree| **degree == 0).count();

    let synapses = Axis::count((counts.len() as u64) * u64::from(class));
    let units = Axis::count(counts.iter().copied().max().unwrap_or(0));
    let units = Axis { tick: units.tick * 2.0, ..units };
    units.draw_left(scene, area);
    synapses.draw_below(scene, area, "synapses of a unit");
    let slot = synapses.share(f64::from(class)) * area.width;
    let bar = |number: usize, units_from: f64, units_to: f64| {
        let (from, to) = (units.share(units_from), units.share(units_to));
        let gap = if slot > 4.0 { 0.5 } else { 0.0 };
        Area {
            x: area.x + number as f64 * slot + gap,
            y: area.bottom() - to * area.height,
            width: slot - 2.0 * gap,
            height: (to - from) * area.height,
        }
    };
    for (number, count) in counts.iter().enumerate() {
        let below = if number == 0 { empty as f64 } else { 0.0 };
        scene.fill(bar(number, 0.0, below), EMPTY);
        scene.fill(bar(number, below, *count as f64), colour);
    }
    if !side.degrees.is_empty() {
        let sum: f64 = side.degrees.iter().map(|degree| f64::from(*degree)).sum();
        // A degree stands in the middle of its class.
        let mean = sum / side.degrees.len() as f64 + 0.5;
        let x = area.x + synapses.share(mean) * area.width;
        scene.line((x, area.y), (x, area.bottom()), INK, 1.5);
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::Shape;
    use super::super::scene::tests::assert_legible;
    use super::*;

    fn side(degrees: Vec<u32>) -> DegreeSide {
        let figures = "mean 153.6 of 768, spread 12.1 points, 3.1 % without".to_owned();
        DegreeSide { degrees, figures }
    }

    fn plot(projections: usize, outgoing: &[u32], incoming: &[u32]) -> DegreePlot {
        let projection = |number| ProjectionDegrees {
            name: format!("R{number}"),
            outgoing: side(outgoing.to_vec()),
            incoming: side(incoming.to_vec()),
        };
        DegreePlot {
            subtitle: "egru-ptb, mask NeuroPrune, 50.0 % of the weights zero, seed 1".to_owned(),
            projections: (0..projections).map(projection).collect(),
            dense: vec!["decoder".to_owned()],
        }
    }

    #[test]
    fn degrees_of_all_kinds_are_legible() {
        let many: Vec<u32> = (0..5000).map(|unit| unit * 7919 % 977).collect();
        let hub = [vec![0; 300], vec![12_000_000]].concat();
        for (outgoing, incoming) in [
            (&[][..], &[][..]),
            (&[0, 0, 0], &[1]),
            (&[5; 9], &[0, 1, 2, 3]),
            (&many[..], &hub[..]),
            (&hub[..], &[2_000_000_000; 2]),
        ] {
            for projections in [0, 1, 4, 14] {
                let mut plot = plot(projections, outgoing, incoming);
                assert_legible(&degrees(&plot), &format!("{projections} projections"));
                plot.projections.iter_mut().for_each(|long| long.name = long.name.repeat(60));
                assert_legible(&degrees(&plot), "long names");
                for image in [Image::Svg, Image::Png] {
                    assert_eq!(plot.render(image).unwrap(), plot.render(image).unwrap());
                }
            }
        }
    }

    #[test]
    fn bars_hold_every_unit_and_empty_ones_apart() {
        let scene = degrees(&plot(1, &[0, 0, 0, 3, 9, 9], &[5; 4]));
        let heights = |colour: Colour| -> f64 {
            let fills = scene.shapes.iter().filter_map(|shape| match shape {
                // The mark in the legend is a square of its own.
                Shape::Fill(area, fill) if *fill == colour && area.y > 150.0 => Some(area.height),
                _ => None,
            });
            fills.sum()
        };
        // The most in a class are three units, which is the height of a histogram or less.
        let unit = heights(EMPTY) / 3.0;
        assert!(unit > 0.0 && (heights(OUTGOING) - 3.0 * unit).abs() < 1e-9);
    }

    #[test]
    fn what_is_not_drawn_is_named() {
        let scene = degrees(&plot(12, &[1, 2], &[1, 2]));
        let said = |words: &str| {
            scene.shapes.iter().any(|shape| matches!(shape, Shape::Text(text) if text.words.contains(words)))
        };
        assert!(said("not drawn: R10, R11") && said("decoder") && said("out of R9") && !said("out of R10"));
    }
}
