//! Pictures of what the study found.

use egret_reports::{
    Fronts, Grid, GridAxis, HeatMap, HeatScale, Image, IsoLines, Objective, ParetoPlot, ParetoPoint, Picture,
    PlotSize, Quantity, RegimeMap, Waterfall as Fall, WaterfallStep,
};

use super::gains::{Formats, chosen, gain, number};
use super::points::{Figure, Point, Points};
use super::waterfall::{self, Waterfall};
use crate::failure::Failure;

/// A picture, and the name of its file without extension.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) picture: Picture,
}

impl Named {
    /// As a file.
    pub(super) fn svg(&self) -> Result<Vec<u8>, Failure> {
        let rendered = self.picture.render(Image::Svg);
        rendered.map_err(|error| Failure::Bug(format!("a picture cannot be drawn: {error}")))
    }
}

const SIZE: PlotSize = PlotSize::MEDIUM;

/// Density axes of the points of a network, growing.
fn axes(points: &Points) -> (GridAxis, GridAxis, Vec<(f64, f64)>) {
    let growing = |mut values: Vec<f64>| {
        values.reverse();
        values
    };
    let (activities, weights) = (growing(points.activities()), growing(points.weights()));
    let axis = |name: &str, values: &[f64]| GridAxis {
        quantity: Quantity::new(name, ""),
        values: values.iter().map(|value| number(*value)).collect(),
        positions: Some(values.to_vec()),
    };
    let places =
        weights.iter().flat_map(|&weight| activities.iter().map(move |&activity| (weight, activity)));
    (axis("activity density", &activities), axis("weight density", &weights), places.collect())
}

/// What a chip makes of all points.
fn grid(points: &Points, value: impl Fn((f64, f64)) -> Option<f64>) -> Grid {
    let (x, y, places) = axes(points);
    Grid { x, y, values: places.into_iter().map(value).collect() }
}

/// The interaction of energy, and what bounds time, on every chip; and lines of equal energy of all of them.
pub(super) fn of_points(points: &Points) -> Vec<Named> {
    let workload = points.net.workload();
    let mut all = Vec::new();
    let mut series = Vec::new();
    for chip in points.chips() {
        let of = |at| chosen(points, chip, at, Formats::Best, Figure::Energy);
        let energy = |at| of(at).and_then(|point: &Point| point.figure(Figure::Energy));
        series.push((chip.to_owned(), grid(points, energy)));
        let interaction =
            |at| gain(points, chip, at, Formats::Best, Figure::Energy).map(|gain| gain.interaction());
        let map = HeatMap {
            title: format!("Interaction of weight and activity sparsity on {chip}"),
            subtitle: format!(
                "{workload}: gain in energy of both over the product of the gains of each, best format at every point"
            ),
            value: Quantity::new("interaction", ""),
            grid: grid(points, interaction),
            scale: HeatScale::AroundOne,
            notes: Vec::new(),
        };
        all.push(Named { name: format!("interaction-{workload}-{chip}"), picture: map.picture(SIZE) });
        let (x, y, places) = axes(points);
        let regimes = places
            .into_iter()
            .map(|at| of(at).map(|point| point.row.bound_by.clone()).filter(|regime| !regime.is_empty()));
        let map = RegimeMap {
            title: format!("What bounds the time on {chip}"),
            subtitle: format!("{workload}, in the format that takes the least energy at every point"),
            x,
            y,
            regimes: regimes.collect(),
            notes: Vec::new(),
        };
        all.push(Named { name: format!("regimes-{workload}-{chip}"), picture: map.picture(SIZE) });
    }
    let lines = IsoLines {
        title: "Densities that take the same energy".to_owned(),
        subtitle: format!("{workload}, in the format that takes the least energy at every point"),
        value: Quantity::new("energy per step", "J"),
        series,
        notes: Vec::new(),
    };
    all.push(Named { name: format!("iso-energy-{workload}"), picture: lines.picture(SIZE) });
    all
}

/// Perplexity against energy a token.
pub(super) fn perplexity(points: &Points) -> Named {
    let chips = points.chips();
    let mut plotted = Vec::new();
    for (group, chip) in chips.iter().enumerate() {
        for weight in points.weights() {
            for activity in points.activities() {
                let point = chosen(points, chip, (weight, activity), Formats::Best, Figure::Energy);
                let figures = point
                    .and_then(|point| Some((point.figure(Figure::Energy)?, point.row.metric("perplexity")?)));
                let Some((x, y)) = figures else { continue };
                let label = format!("{} x {}", number(weight), number(activity));
                plotted.push(ParetoPoint { x, y, group, label });
            }
        }
    }
    let axis = |name: &str, unit: &str| Objective { quantity: Quantity::new(name, unit), maximise: false };
    let plot = ParetoPlot {
        title: "What a joule buys: perplexity against energy".to_owned(),
        subtitle: "trained networks by weight density x activity; perplexity as measured after training"
            .to_owned(),
        x: axis("energy per token", "J"),
        y: axis("perplexity", ""),
        groups: chips.iter().map(|chip| (*chip).to_owned()).collect(),
        points: plotted,
        fronts: Fronts::EachGroup,
        notes: Vec::new(),
    };
    Named { name: "perplexity-energy".to_owned(), picture: plot.picture(SIZE) }
}

/// A waterfall.
pub(super) fn waterfall(fall: &Waterfall, orders: &str) -> Named {
    let (title, subtitle) = waterfall::title(fall, orders);
    let steps = fall.steps.iter().map(|step| WaterfallStep {
        name: step.name.to_owned(),
        factor: step.factor,
        low: step.range.0,
        high: step.range.1,
    });
    let drawn = Fall {
        title,
        subtitle,
        ideal: fall.ideal,
        steps: steps.collect(),
        achieved: fall.achieved,
        notes: Vec::new(),
    };
    Named { name: format!("waterfall-{}-{}", fall.chip, fall.figure.name()), picture: drawn.picture(SIZE) }
}
