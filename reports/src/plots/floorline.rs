//! The floorline plot of a network: synops of the busiest core against the time of a step, every layer a point above the
//! floors of the chip.

use super::font;
use super::image::Image;
use super::labels::Labels;
use super::legend::Mark;
use super::log_axis::LogAxis;
use super::picture::{Picture, PlotSize};
use super::scene::{Anchor, Area, Scene, Text, cut};
use super::sheet::{Heading, nothing, sheet_with};
use super::style::{AXIS, Colour, FAINT_INK, INK, SERIES, SMALL};
use crate::bounds::term_phrase;
use crate::record::BoundRecord;
use crate::reports::RenderError;
use crate::si::{percent, si};
use egret_sim::bound::{BoundState, Term};

/// Width of the list of layers.
const LIST: f64 = 300.0;
/// Narrowest picture that has room for the list beside the plot; in others it stands below.
const BESIDE: f64 = 760.0;
/// From one row of the list to the next.
const ROW: f64 = 34.0;
/// Most layers that are drawn; the rest is named.
const MOST_DRAWN: usize = 9;
/// Powers of ten that an axis shows.
const POWERS: i32 = 6;
const POINT: f64 = 9.0;

const MEMORY: Colour = SERIES[0];
const COMPUTE: Colour = SERIES[3];
const TRAFFIC: Colour = SERIES[2];
const SYNC: Colour = SERIES[5];
/// Floors of the synapse stage: different colours, and broken differently for prints without any.
const APPLYING: (Colour, &[f64]) = (SERIES[1], &[]);
const READING: (Colour, &[f64]) = (SERIES[4], &[8.0, 4.0]);

/// A bound to be drawn.
#[derive(Clone, Debug)]
pub struct FloorlinePlot {
    /// What it shows.
    pub title: String,
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
        self.picture(PlotSize::MEDIUM).render(image)
    }

    /// The picture in a size.
    pub fn picture(&self, size: PlotSize) -> Picture {
        Picture::of(floorline(self, size), size)
    }
}

/// A line that nothing lies below: of so many seconds a synop, or of so many whatever the synops.
struct Floor {
    colour: Colour,
    dashes: &'static [f64],
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
fn floorline(plot: &FloorlinePlot, size: PlotSize) -> Scene {
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
    let mut heading = Heading {
        title: plot.title.clone(),
        subtitle: plot.subtitle.clone(),
        summary: summary(bound),
        legend: floors
            .iter()
            .map(|floor| (Mark::Line(floor.colour, 2.0, floor.dashes), floor.what.clone()))
            .collect(),
        notes: Vec::new(),
    };
    if bound.synops_per_step > 0.0 {
        let least = format!("all layers: at least {} a step", si(bound.step_s.mean, "s"));
        heading.legend.push((Mark::Empty(INK), least));
        if let Some(simulated) = &bound.simulated {
            let simulated = format!("simulated: {} a step", si(simulated.step_s, "s"));
            heading.legend.push((Mark::Empty(COMPUTE), simulated));
        }
    }
    let beside = size.layout().0 >= BESIDE;
    if !beside {
        heading.legend.extend(points.iter().zip('1'..).map(|(point, digit)| {
            let words = format!("{}: {}, {}", point.name, si(point.seconds, "s"), why(point));
            (Mark::Letter(digit, colour(point.state)), words)
        }));
    }
    for (what, points) in [("without synops, so not on this plot", &apart), ("not drawn", &rest)] {
        let names: Vec<String> =
            points.iter().map(|point| format!("{} {}", point.name, si(point.seconds, "s"))).collect();
        if !names.is_empty() {
            heading.say(format!("{what}: {}", names.join(", ")));
        }
    }
    let lowest = if beside { points.len() as f64 * ROW + 30.0 } else { 0.0 };
    let (mut scene, area) = sheet_with(size, &heading, lowest.max(230.0));
    if points.is_empty() {
        nothing(&mut scene, area, "no layer has a synop");
        return scene;
    }
    let list = if beside { LIST + 30.0 } else { 8.0 };
    let frame = Area {
        x: area.x + 58.0,
        y: area.y + 24.0,
        width: area.width - 58.0 - list,
        height: area.height - 70.0,
    };
    let synops = points.iter().map(|point| point.synops).chain([bound.synops_per_step]);
    let across = LogAxis::around(synops, POWERS, "");
    let simulated = bound.simulated.as_ref().map(|simulated| simulated.step_s);
    let level = floors.iter().filter(|floor| !floor.sloped).map(|floor| floor.seconds);
    let times = points.iter().map(|point| point.seconds).chain([bound.step_s.mean]).chain(simulated);
    let up = LogAxis::around(times.chain(level), POWERS, "s");
    across.draw_below(&mut scene, frame, "synops of the busiest core in a step");
    up.draw_left(&mut scene, frame);
    scene.text(Text::new(area.x, frame.y - 12.0, "time of a step (s)", SMALL, FAINT_INK));
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
    if beside {
        listed(&mut scene, area, frame, &points, place);
    } else {
        numbered(&mut scene, frame, &points, place);
    }
    scene
}

/// What bounds a layer, in words.
fn why(point: &Point<'_>) -> String {
    format!("{}, {}", point.state.phrase(), term_phrase(point.term))
}

fn summary(bound: &BoundRecord) -> String {
    let Some(binding) = &bound.binding else { return "nothing takes time".to_owned() };
    let least = si(bound.step_s.mean, "s");
    let simulated = bound.simulated.as_ref().and_then(|simulated| simulated.above_percent);
    let above = simulated.map(|above| format!("; simulated {} above", percent(above / 100.0)));
    format!(
        "{}: at least {least} a step, {} of {}{}",
        binding.state.phrase(),
        term_phrase(binding.term),
        binding.place,
        above.unwrap_or_default()
    )
}

/// The floors that there are.
fn floors(bound: &BoundRecord) -> Vec<Floor> {
    let sloped = [
        (bound.floors.synop_applying_s, APPLYING, "applying: full lanes, {} a synop"),
        (bound.floors.synop_reading_s, READING, "reading: full words, {} a synop"),
    ];
    let sloped = sloped.into_iter().filter(|(seconds, ..)| *seconds > 0.0).map(|(seconds, look, what)| {
        let (colour, dashes) = look;
        Floor { colour, dashes, sloped: true, seconds, what: what.replace("{}", &si(seconds, "s")) }
    });
    let level: [(Term, Colour, &'static [f64]); 3] = [
        (Term::UnitUpdates, COMPUTE, &[12.0, 3.0, 2.5, 3.0]),
        (Term::Traffic, TRAFFIC, &[2.5, 3.0]),
        (Term::Sync, SYNC, &[16.0, 5.0]),
    ];
    let level = level.into_iter().filter_map(|(term, colour, dashes)| {
        let found = bound.by_term.get(term.name())?;
        (found.mean_s > 0.0).then(|| Floor {
            colour,
            dashes,
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
    scene.dashed(&[place(from), place(to)], floor.colour, 2.0, floor.dashes);
}

fn square((x, y): (f64, f64), side: f64) -> Area {
    Area { x: x - side / 2.0, y: y - side / 2.0, width: side, height: side }
}

/// Draws the points, and beside the plot what each of them is, joined by a line.
fn listed(
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
        scene.text(Text::new(left + 14.0, top + 26.0, why(point), SMALL, FAINT_INK));
    }
}

/// Draws the points with the numbers under which they are listed below.
fn numbered(scene: &mut Scene, frame: Area, points: &[Point<'_>], place: impl Fn(f64, f64) -> (f64, f64)) {
    let mut labels = Labels::within(frame);
    for point in points {
        let at = square(place(point.synops, point.seconds), POINT);
        scene.fill(at, colour(point.state));
        labels.take(at);
    }
    for (point, digit) in points.iter().zip('1'..) {
        labels.beside(scene, place(point.synops, point.seconds), POINT, &digit.to_string(), (INK, true));
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::Shape;
    use super::super::scene::tests::assert_legible;
    use super::*;
    use crate::bounds::{bound_of, bound_record};
    use crate::testing;

    const SIZES: [PlotSize; 3] = [PlotSize::SMALL, PlotSize::MEDIUM, PlotSize::LARGE];

    fn plot(layers: u32, scale: f64, simulated: bool) -> FloorlinePlot {
        let mut outcome = testing::outcome(layers, 9, 12, 4);
        let mut found = testing::bound(&outcome);
        found.ticks_per_second = (found.ticks_per_second as f64 * scale) as u64;
        outcome.bound = Some(found.clone());
        let bound = if simulated { bound_of(&outcome).expect("there is one") } else { bound_record(&found) };
        FloorlinePlot {
            title: "Floorline".to_owned(),
            subtitle: "egru-ptb on mesh-generic, 12 steps, seed 1".to_owned(),
            bound,
        }
    }

    #[test]
    fn bounds_of_all_sizes_are_legible() {
        for layers in [0, 1, 2, 4, 30] {
            for scale in [1e-9, 1e-3, 1.0, 1e3, 1e9] {
                for simulated in [false, true] {
                    let plot = plot(layers, scale, simulated);
                    for size in SIZES {
                        let what = format!("{layers} layers, {scale}, {simulated}, {size:?}");
                        assert_legible(&floorline(&plot, size), &what);
                    }
                }
            }
        }
        let plot = plot(4, 1.0, true);
        for image in [Image::Svg, Image::Png] {
            assert_eq!(plot.render(image).unwrap(), plot.render(image).unwrap());
        }
    }

    #[test]
    fn the_two_floors_of_synapses_are_told_apart() {
        let floors = floors(&plot(3, 1.0, false).bound);
        let sloped: Vec<&Floor> = floors.iter().filter(|floor| floor.sloped).collect();
        let [applying, reading] = sloped.as_slice() else { panic!("{} sloped floors", sloped.len()) };
        assert_ne!(applying.colour, reading.colour);
        assert_ne!(applying.dashes, reading.dashes);
    }

    #[test]
    fn long_names_are_cut() {
        let mut plot = plot(6, 1.0, false);
        let layers = plot.bound.layers.iter();
        plot.bound.layers = layers
            .map(|(name, layer)| (format!("{name} of a network with long names").repeat(4), layer.clone()))
            .collect();
        plot.bound.binding.iter_mut().for_each(|binding| binding.place = binding.place.repeat(60));
        for size in SIZES {
            assert_legible(&floorline(&plot, size), "long names");
        }
    }

    #[test]
    fn every_layer_with_synops_is_a_point_and_the_others_are_named() {
        let scene = floorline(&plot(4, 1.0, false), PlotSize::MEDIUM);
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
