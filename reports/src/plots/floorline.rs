//! The floorline plot of a network: synops of the busiest core against the time of a step, every layer a point above the
//! floors of the chip.

use super::font;
use super::frame::framed;
use super::image::Image;
use super::legend::{Legend, Mark};
use super::log_axis::LogAxis;
use super::paint;
use super::scene::{Anchor, Area, Scene, Text, cut};
use super::style::{AXIS, Colour, FAINT_INK, INK, LABEL, SERIES, SMALL};
use crate::bounds::term_phrase;
use crate::notes::Note;
use crate::record::BoundRecord;
use crate::reports::RenderError;
use crate::si::{percent, si};
use egret_sim::bound::{BoundState, Term};

const PLOT: f64 = 380.0;
/// Width of the list of layers.
const LIST: f64 = 300.0;
/// From one row of the list to the next.
const ROW: f64 = 34.0;
/// Most layers that are drawn; the rest is named.
const MOST_DRAWN: usize = 10;
/// Powers of ten that an axis shows.
const POWERS: i32 = 6;
const POINT: f64 = 9.0;

const MEMORY: Colour = SERIES[0];
const COMPUTE: Colour = SERIES[3];
const TRAFFIC: Colour = SERIES[2];
const SYNC: Colour = SERIES[5];

/// A bound to be drawn.
#[derive(Clone, Debug)]
pub struct FloorlinePlot {
    /// What was bounded: workload, chip, steps.
    pub subtitle: String,
    /// Its bound.
    pub bound: BoundRecord,
}

impl FloorlinePlot {
    /// The picture.
    ///
    /// # Errors
    /// Only by a fault of this program.
    pub fn render(&self, image: Image) -> Result<Vec<u8>, RenderError> {
        match image {
            Image::Svg => paint::svg(floorline, self),
            Image::Png => paint::png(floorline, self),
        }
    }
}

/// A line that nothing lies below: of so many seconds a synop, or of so many whatever the synops.
struct Floor {
    colour: Colour,
    width: f64,
    sloped: bool,
    seconds: f64,
    what: String,
}

/// A layer on the plot.
struct Point<'a> {
    name: &'a str,
    synops: f64,
    seconds: f64,
    term: Term,
    state: BoundState,
}

fn colour(state: BoundState) -> Colour {
    match state {
        BoundState::Memory => MEMORY,
        BoundState::Compute => COMPUTE,
        BoundState::Traffic => TRAFFIC,
        BoundState::Sync => SYNC,
    }
}

/// The plot.
pub(super) fn floorline(plot: &FloorlinePlot) -> Scene {
    let bound = &plot.bound;
    let all: Vec<Point<'_>> = bound
        .layers
        .iter()
        .filter(|(_, layer)| layer.step_s > 0.0)
        .map(|(name, layer)| Point {
            name,
            synops: layer.synops_per_step,
            seconds: layer.step_s,
            term: layer.term,
            state: layer.state,
        })
        .collect();
    let (mut points, apart): (Vec<_>, Vec<_>) = all.into_iter().partition(|point| point.synops > 0.0);
    // From top to bottom, as they lie in the plot.
    points.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    let rest = points.split_off(points.len().min(MOST_DRAWN));
    let floors = floors(bound);
    let entries: Vec<(Mark, String)> =
        floors.iter().map(|floor| (Mark::Solid(floor.colour), floor.what.clone())).collect();
    let mut entries = entries;
    if bound.synops_per_step > 0.0 {
        entries
            .push((Mark::Empty(INK), format!("all layers: at least {} a step", si(bound.step_s.mean, "s"))));
        if let Some(simulated) = &bound.simulated {
            entries.push((Mark::Empty(COMPUTE), format!("simulated: {} a step", si(simulated.step_s, "s"))));
        }
    }
    let legend = Legend::new(entries, super::style::WIDTH - 2.0 * super::style::MARGIN);
    let listed = |what: &str, points: &[Point<'_>]| {
        let names: Vec<String> =
            points.iter().map(|point| format!("{} {}", point.name, si(point.seconds, "s"))).collect();
        (!names.is_empty()).then(|| Note { warning: false, text: format!("{what}: {}", names.join(", ")) })
    };
    let notes: Vec<Note> =
        [listed("without synops, so not on this plot", &apart), listed("not drawn", &rest)]
            .into_iter()
            .flatten()
            .collect();
    let body = 56.0 + PLOT + 60.0 + legend.height;
    let (mut scene, area) = framed("Floorline", &plot.subtitle, &notes, body);
    scene.text(Text::new(area.x, area.y + 10.0, summary(bound), LABEL, INK));
    let frame = Area {
        x: area.x + 58.0,
        y: area.y + 52.0,
        width: area.width - 58.0 - LIST - 30.0,
        height: PLOT - 4.0,
    };
    if points.is_empty() {
        scene.text(Text::new(frame.x, frame.y + 20.0, "no layer has a synop", LABEL, FAINT_INK));
        legend.draw(&mut scene, area.x, frame.bottom() + 56.0);
        return scene;
    }
    let synops = points.iter().map(|point| point.synops).chain([bound.synops_per_step]);
    let across = LogAxis::around(synops, POWERS, "");
    let simulated = bound.simulated.as_ref().map(|simulated| simulated.step_s);
    let level = floors.iter().filter(|floor| !floor.sloped).map(|floor| floor.seconds);
    let times = points.iter().map(|point| point.seconds).chain([bound.step_s.mean]).chain(simulated);
    let up = LogAxis::around(times.chain(level), POWERS, "s");
    across.draw_below(&mut scene, frame, "synops of the busiest core in a step");
    up.draw_left(&mut scene, frame);
    scene.text(Text::new(frame.x - 50.0, frame.y - 14.0, "time of a step", SMALL, FAINT_INK));
    for floor in &floors {
        draw(&mut scene, frame, across, up, floor);
    }
    let place = |synops: f64, seconds: f64| {
        let x = frame.x + across.share(synops).clamp(0.0, 1.0) * frame.width;
        (x, frame.bottom() - up.share(seconds).clamp(0.0, 1.0) * frame.height)
    };
    if bound.synops_per_step > 0.0 {
        let whole = |seconds| square(place(bound.synops_per_step, seconds), POINT + 6.0);
        scene.outline(whole(bound.step_s.mean), INK);
        if let Some(seconds) = simulated {
            scene.outline(whole(seconds), COMPUTE);
        }
    }
    list(&mut scene, area, frame, &points, place);
    legend.draw(&mut scene, area.x, frame.bottom() + 56.0);
    scene
}

fn summary(bound: &BoundRecord) -> String {
    let Some(binding) = &bound.binding else { return "nothing takes time".to_owned() };
    let least = si(bound.step_s.mean, "s");
    let simulated = bound.simulated.as_ref().and_then(|simulated| simulated.above_percent);
    let above = simulated.map(|above| format!("; simulated {} above", percent(above / 100.0)));
    let text = format!(
        "{}: at least {least} a step, {} of {}{}",
        binding.state.phrase(),
        term_phrase(binding.term),
        binding.place,
        above.unwrap_or_default()
    );
    cut(&text, LABEL, false, super::style::WIDTH - 2.0 * super::style::MARGIN)
}

/// The floors that there are.
fn floors(bound: &BoundRecord) -> Vec<Floor> {
    let sloped = [
        (bound.floors.synop_applying_s, 2.0, "applying: full lanes, {} a synop"),
        (bound.floors.synop_reading_s, 1.0, "reading: full words, {} a synop"),
    ];
    let sloped = sloped.into_iter().filter(|(seconds, ..)| *seconds > 0.0).map(|(seconds, width, what)| {
        Floor { colour: MEMORY, width, sloped: true, seconds, what: what.replace("{}", &si(seconds, "s")) }
    });
    let level = [(Term::UnitUpdates, COMPUTE), (Term::Traffic, TRAFFIC), (Term::Sync, SYNC)];
    let level = level.into_iter().filter_map(|(term, colour)| {
        let found = bound.by_term.get(term.name())?;
        (found.mean_s > 0.0).then(|| Floor {
            colour,
            width: 2.0,
            sloped: false,
            seconds: found.mean_s,
            what: format!("{}: {}, {}", term_phrase(term), found.place, si(found.mean_s, "s")),
        })
    });
    sloped.chain(level).collect()
}

/// Draws a floor as far as it lies in the frame.
fn draw(scene: &mut Scene, frame: Area, across: LogAxis, up: LogAxis, floor: &Floor) {
    let seconds = |synops: f64| if floor.sloped { synops * floor.seconds } else { floor.seconds };
    let (mut from, mut to) = (across.from(), across.to());
    if floor.sloped {
        from = from.max(up.from() / floor.seconds);
        to = to.min(up.to() / floor.seconds);
    }
    let inside = |synops: f64| (-1e-9..=1.0 + 1e-9).contains(&up.share(seconds(synops)));
    if from >= to || !inside(from) || !inside(to) {
        return;
    }
    let place = |synops: f64| {
        let x = frame.x + across.share(synops) * frame.width;
        (x, frame.bottom() - up.share(seconds(synops)) * frame.height)
    };
    scene.line(place(from), place(to), floor.colour, floor.width);
}

fn square((x, y): (f64, f64), side: f64) -> Area {
    Area { x: x - side / 2.0, y: y - side / 2.0, width: side, height: side }
}

/// Draws the points, and beside the plot what each of them is, joined by a line.
fn list(
    scene: &mut Scene,
    area: Area,
    frame: Area,
    points: &[Point<'_>],
    place: impl Fn(f64, f64) -> (f64, f64),
) {
    let left = area.right() - LIST;
    for (row, point) in points.iter().enumerate() {
        let top = frame.y + row as f64 * ROW;
        let at = place(point.synops, point.seconds);
        scene.line(at, (left - 6.0, top + 8.0), AXIS, 0.7);
        scene.fill(square(at, POINT), colour(point.state));
        scene.fill(square((left + 4.0, top + 8.0), POINT), colour(point.state));
        let time =
            Text::new(area.right(), top + 12.0, si(point.seconds, "s"), SMALL, INK).anchor(Anchor::End);
        let room = LIST - 14.0 - font::width(&time.words, SMALL, false) - 10.0;
        scene.text(Text::new(left + 14.0, top + 12.0, cut(point.name, SMALL, true, room), SMALL, INK).bold());
        scene.text(time);
        let why = format!("{}, {}", point.state.phrase(), term_phrase(point.term));
        scene.text(Text::new(left + 14.0, top + 26.0, why, SMALL, FAINT_INK));
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::Shape;
    use super::super::scene::tests::assert_legible;
    use super::*;
    use crate::bounds::{bound_of, bound_record};
    use crate::testing;

    fn plot(layers: u32, scale: f64, simulated: bool) -> FloorlinePlot {
        let mut outcome = testing::outcome(layers, 9, 12, 4);
        let mut found = testing::bound(&outcome);
        found.ticks_per_second = (found.ticks_per_second as f64 * scale) as u64;
        outcome.bound = Some(found.clone());
        let bound = if simulated { bound_of(&outcome).expect("there is one") } else { bound_record(&found) };
        FloorlinePlot { subtitle: "egru-ptb on mesh-generic, 12 steps, seed 1".to_owned(), bound }
    }

    #[test]
    fn bounds_of_all_sizes_are_legible() {
        for layers in [0, 1, 2, 4, 30] {
            for scale in [1e-9, 1e-3, 1.0, 1e3, 1e9] {
                for simulated in [false, true] {
                    let plot = plot(layers, scale, simulated);
                    assert_legible(&floorline(&plot), &format!("{layers} layers, {scale}, {simulated}"));
                }
            }
        }
        let plot = plot(4, 1.0, true);
        for image in [Image::Svg, Image::Png] {
            assert_eq!(plot.render(image).unwrap(), plot.render(image).unwrap());
        }
    }

    #[test]
    fn long_names_are_cut() {
        let mut plot = plot(6, 1.0, false);
        let layers = plot.bound.layers.iter();
        plot.bound.layers = layers
            .map(|(name, layer)| (format!("{name} of a network with long names").repeat(4), layer.clone()))
            .collect();
        plot.bound.binding.iter_mut().for_each(|binding| binding.place = binding.place.repeat(60));
        assert_legible(&floorline(&plot), "long names");
    }

    #[test]
    fn every_layer_with_synops_is_a_point_and_the_others_are_named() {
        let scene = floorline(&plot(4, 1.0, false));
        let squares = scene
            .shapes
            .iter()
            .filter(|shape| matches!(shape, Shape::Fill(area, _) if (area.width - POINT).abs() < 1e-9));
        assert_eq!(squares.count(), 2 * 3, "one in the plot and one in the list");
        let says = |words: &str| {
            scene.shapes.iter().any(|shape| matches!(shape, Shape::Text(text) if text.words.contains(words)))
        };
        assert!(says("egru3") && says("without synops, so not on this plot: input"));
    }
}
