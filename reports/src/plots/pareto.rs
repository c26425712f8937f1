//! Points by two figures, with the front of those that no other beats in both and its knee.

use super::labels::Labels;
use super::legend::Mark;
use super::marker::{Marker, taken};
use super::picture::{Picture, PlotSize};
use super::quantity::Quantity;
use super::ruler::{BELOW, Ruler, Spacing, TITLE_ABOVE};
use super::scene::{Area, Scene};
use super::sheet::{Heading, nothing, sheet};
use super::style::{Colour, FAINT_INK, INK};
use crate::notes::Note;
use crate::pareto::{front, knee};

/// A figure along an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// What it is.
    pub quantity: Quantity,
    /// Whether more of it is better.
    pub maximise: bool,
}

/// One point.
#[derive(Clone, Debug, PartialEq)]
pub struct ParetoPoint {
    /// Figure from left to right.
    pub x: f64,
    /// Figure from bottom to top.
    pub y: f64,
    /// Number of its group.
    pub group: usize,
    /// What is written beside it.
    pub label: String,
}

/// Which points compete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fronts {
    /// All of them: one front.
    Whole,
    /// Those of a group among themselves, and all of them: a front a group and one of all.
    EachGroup,
}

/// Points by two figures, to be drawn.
#[derive(Clone, Debug)]
pub struct ParetoPlot {
    /// What it shows.
    pub title: String,
    /// Of what.
    pub subtitle: String,
    /// Figure from left to right.
    pub x: Objective,
    /// Figure from bottom to top.
    pub y: Objective,
    /// Names of groups.
    pub groups: Vec<String>,
    /// The points.
    pub points: Vec<ParetoPoint>,
    /// Which points compete.
    pub fronts: Fronts,
    /// Remarks.
    pub notes: Vec<Note>,
}

const GREY: Colour = Colour(165, 165, 165);
const RADIUS: f64 = 5.0;

impl ParetoPlot {
    /// The picture.
    pub fn picture(&self, size: PlotSize) -> Picture {
        Picture::of(self.scene(size), size)
    }

    /// Both figures of a point such that less is better.
    fn minimised(&self, point: &ParetoPoint) -> Vec<f64> {
        let sign = |objective: &Objective, value: f64| if objective.maximise { -value } else { value };
        vec![sign(&self.x, point.x), sign(&self.y, point.y)]
    }

    /// Indices of the points that none of the given ones beats, from left to right, and the knee among them.
    fn front_of(&self, among: &[usize]) -> (Vec<usize>, Option<usize>) {
        let vectors: Vec<Vec<f64>> = among.iter().map(|&at| self.minimised(&self.points[at])).collect();
        let found = front(&vectors);
        let knee = knee(&vectors, &found).map(|at| among[at]);
        let mut found: Vec<usize> = found.into_iter().map(|at| among[at]).collect();
        found.sort_by(|&a, &b| self.points[a].x.total_cmp(&self.points[b].x));
        (found, knee)
    }

    fn scene(&self, size: PlotSize) -> Scene {
        let shown: Vec<usize> = (0..self.points.len())
            .filter(|&at| self.points[at].x.is_finite() && self.points[at].y.is_finite())
            .collect();
        let (whole, knee) = self.front_of(&shown);
        let heading = self.heading(&shown, &whole, knee);
        let (mut scene, area) = sheet(size, &heading);
        if shown.is_empty() {
            nothing(&mut scene, area, "no point has both figures");
            return scene;
        }
        let values = |read: fn(&ParetoPoint) -> f64| shown.iter().map(move |&at| read(&self.points[at]));
        let up = Ruler::around(
            values(|point| point.y),
            &self.y.quantity,
            Spacing::Auto,
            (area.height / 40.0) as u32,
        );
        let left = up.room_left();
        let plot = Area {
            x: area.x + left,
            y: area.y + TITLE_ABOVE,
            width: area.width - left - 6.0,
            height: area.height - TITLE_ABOVE - BELOW,
        };
        let across = Ruler::around(
            values(|point| point.x),
            &self.x.quantity,
            Spacing::Auto,
            (plot.width / 70.0) as u32,
        );
        across.draw_below(&mut scene, plot);
        up.draw_left(&mut scene, plot, area.x);
        let drawing = Drawing { plot, across, up, x_up: self.x.maximise, y_up: self.y.maximise };
        self.draw(&mut scene, &drawing, &shown, (&whole, knee));
        scene
    }

    fn heading(&self, shown: &[usize], whole: &[usize], knee: Option<usize>) -> Heading {
        let mut legend = Vec::new();
        let several = self.groups.len() > 1;
        if several {
            legend.extend(
                self.groups
                    .iter()
                    .enumerate()
                    .map(|(number, name)| (Mark::Point(Marker::of(number)), name.clone())),
            );
        } else {
            legend.push((Mark::Point(Marker::of(0)), "on the front".to_owned()));
        }
        if whole.len() < shown.len() {
            legend
                .push((Mark::Hollow(Marker::of(0).in_colour(GREY)), "beaten in both by another".to_owned()));
        }
        if self.fronts == Fronts::EachGroup && several {
            legend.push((Mark::Line(INK, 1.4, &[5.0, 3.0]), "front of one of them".to_owned()));
        }
        legend.push((Mark::Line(INK, 2.2, &[]), "Pareto front".to_owned()));
        let name = |objective: &Objective, at: usize, read: fn(&ParetoPoint) -> f64| {
            format!("{} {}", objective.quantity.name, objective.quantity.written(read(&self.points[at])))
        };
        let best = match (self.x.maximise, self.y.maximise) {
            (false, false) => "lower left",
            (false, true) => "upper left",
            (true, false) => "lower right",
            (true, true) => "upper right",
        };
        let mut summary = format!("{} of {} points on the front; {best} is better", whole.len(), shown.len());
        if let Some(at) = knee {
            let (x, y) = (name(&self.x, at, |point| point.x), name(&self.y, at, |point| point.y));
            summary = format!("{summary}; knee: {} ({x}, {y})", self.points[at].label);
        }
        let mut heading = Heading {
            title: self.title.clone(),
            subtitle: self.subtitle.clone(),
            summary,
            legend,
            notes: self.notes.clone(),
        };
        let without = self.points.len() - shown.len();
        if without > 0 {
            heading
                .say(format!("without one of the figures, so not drawn: {without} of {}", self.points.len()));
        }
        heading
    }

    fn draw(&self, scene: &mut Scene, drawing: &Drawing, shown: &[usize], whole: (&[usize], Option<usize>)) {
        let (whole, knee) = whole;
        let at = |point: usize| drawing.place(self.points[point].x, self.points[point].y);
        let mut own: Vec<usize> = whole.to_vec();
        let mut labels = Labels::within(drawing.plot);
        let corners: Vec<(f64, f64)> = whole.iter().map(|&point| at(point)).collect();
        let line = drawing.steps(scene, &corners, (INK, 2.2, &[]));
        for pair in line.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            labels.take(Area {
                x: from.0.min(to.0) - 1.0,
                y: from.1.min(to.1) - 1.0,
                width: (from.0 - to.0).abs() + 2.0,
                height: (from.1 - to.1).abs() + 2.0,
            });
        }
        if self.fronts == Fronts::EachGroup {
            for group in 0..self.groups.len() {
                let members: Vec<usize> =
                    shown.iter().copied().filter(|&point| self.points[point].group == group).collect();
                let (front, _) = self.front_of(&members);
                let corners: Vec<(f64, f64)> = front.iter().map(|&point| at(point)).collect();
                if self.groups.len() > 1 {
                    drawing.steps(scene, &corners, (Marker::of(group).colour, 1.4, &[5.0, 3.0]));
                }
                own.extend(front);
            }
        }
        for &point in shown {
            labels.take(taken(at(point), RADIUS));
        }
        let is_front = |point: &usize| own.contains(point);
        for &point in shown.iter().filter(|point| !is_front(point)) {
            Marker::of(self.points[point].group).in_colour(GREY).draw_hollow(scene, at(point), RADIUS - 1.0);
        }
        for &point in shown.iter().filter(|point| is_front(point)) {
            Marker::of(self.points[point].group).draw(scene, at(point), RADIUS, true);
        }
        if let Some(point) = knee {
            let ring = Marker::of(0).in_colour(INK);
            ring.ring(scene, at(point), RADIUS + 5.0);
            labels.take(taken(at(point), RADIUS + 6.0));
            let label = if self.points[point].label.is_empty() {
                "knee".to_owned()
            } else {
                format!("knee: {}", self.points[point].label)
            };
            let away = [RADIUS + 9.0, RADIUS + 24.0, RADIUS + 40.0];
            let words = away.into_iter().map(|away| (away, label.as_str()));
            let short = away.into_iter().map(|away| (away, "knee"));
            words.chain(short).any(|(away, words)| labels.beside(scene, at(point), away, words, (INK, true)));
        }
        // Those on the front first: where there is no room for all, they are what one looks for.
        let mut order: Vec<usize> = whole.iter().copied().filter(|point| Some(*point) != knee).collect();
        for &point in own.iter().chain(if self.fronts == Fronts::EachGroup { shown } else { &[] }) {
            if !order.contains(&point) && Some(point) != knee {
                order.push(point);
            }
        }
        for point in order {
            let colour = if is_front(&point) { INK } else { FAINT_INK };
            labels.beside(scene, at(point), RADIUS + 4.0, &self.points[point].label, (colour, false));
        }
    }
}

/// Where points lie.
struct Drawing {
    plot: Area,
    across: Ruler,
    up: Ruler,
    x_up: bool,
    y_up: bool,
}

impl Drawing {
    fn place(&self, x: f64, y: f64) -> (f64, f64) {
        (self.across.x(self.plot, x), self.up.y(self.plot, y))
    }

    /// Draws the border of what the points of a front beat, from edge to edge of the plot, and returns its corners; the
    /// points go from left to right.
    fn steps(
        &self,
        scene: &mut Scene,
        points: &[(f64, f64)],
        (colour, width, lengths): (Colour, f64, &[f64]),
    ) -> Vec<(f64, f64)> {
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
        let plot = self.plot;
        let worse_x = if self.x_up { plot.x } else { plot.right() };
        let worse_y = if self.y_up { plot.bottom() } else { plot.y };
        let mut line = Vec::new();
        // The end with the best x reaches to the worst y, the other to the worst x.
        let (best_x, other) = if self.x_up { (last, first) } else { (first, last) };
        let (before, after) = ((best_x.0, worse_y), (worse_x, other.1));
        let (start, end) = if self.x_up { (after, before) } else { (before, after) };
        line.push(start);
        for (number, point) in points.iter().enumerate() {
            if let Some(previous) = number.checked_sub(1).map(|before| points[before]) {
                let x = if self.x_up { previous.0.min(point.0) } else { previous.0.max(point.0) };
                let y = if self.y_up { previous.1.max(point.1) } else { previous.1.min(point.1) };
                line.push((x, y));
            }
            line.push(*point);
        }
        line.push(end);
        scene.dashed(&line, colour, width, lengths);
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Corners of the front in an area of 100 by 100.
    fn corners(x_up: bool, y_up: bool, points: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let plot = Area { x: 0.0, y: 0.0, width: 100.0, height: 100.0 };
        let ruler = Ruler::around([0.0, 100.0].into_iter(), &Quantity::default(), Spacing::FromZero, 5);
        let drawing = Drawing { plot, across: ruler.clone(), up: ruler, x_up, y_up };
        let mut scene = Scene { width: 100.0, height: 100.0, shapes: Vec::new() };
        drawing.steps(&mut scene, points, (INK, 1.0, &[]));
        match scene.shapes.as_slice() {
            [super::super::scene::Shape::Path { points, .. }] => points.clone(),
            shapes => panic!("{shapes:?}"),
        }
    }

    #[test]
    fn steps_go_round_what_the_front_beats() {
        // In pixels, y down. Lower left is better: from the top, down to the first, right, down to the second, right.
        assert_eq!(
            corners(false, false, &[(10.0, 40.0), (30.0, 80.0)]),
            [(10.0, 0.0), (10.0, 40.0), (30.0, 40.0), (30.0, 80.0), (100.0, 80.0)]
        );
        assert_eq!(
            corners(true, true, &[(10.0, 40.0), (30.0, 80.0)]),
            [(0.0, 40.0), (10.0, 40.0), (10.0, 80.0), (30.0, 80.0), (30.0, 100.0)]
        );
        assert_eq!(
            corners(false, true, &[(10.0, 80.0), (30.0, 40.0)]),
            [(10.0, 100.0), (10.0, 80.0), (30.0, 80.0), (30.0, 40.0), (100.0, 40.0)]
        );
    }
}
