//! Pictures of a study for readers without scripts: those of `egret plot`, in the page.

use egret_config::InputError;
use serde::Serialize;

use super::figures::Beginning;
use crate::plots::{Image, PlotInput, PlotOptions, PlotRequest, plot_kind};
use crate::reports::RenderError;
use crate::results::{ResultSet, Status};

/// Chips that get a heat map of their own.
const MAPS: usize = 6;
/// More bars than this and nobody could read them.
const BARS: usize = 40;
/// More points than this are no picture any more, and placing their labels takes minutes.
const POINTS: usize = 2000;

/// One picture, or why there is none.
#[derive(Serialize)]
pub(super) struct Still {
    title: String,
    svg: String,
    why_not: String,
}

/// The pictures of a study, with the figures that the charts begin with.
pub(super) fn stills(set: &ResultSet, beginning: &Beginning) -> Result<Vec<Still>, RenderError> {
    if set.rows.len() > POINTS {
        let why_not = format!("{} points are too many; `egret plot` draws chosen ones", set.rows.len());
        return Ok(vec![Still { title: "Figures of all points".to_owned(), svg: String::new(), why_not }]);
    }
    let inputs = [(set.study.name.clone(), PlotInput::Results(Box::new(set.clone())))];
    let some = |name: &str| Some(name.to_owned());
    let pareto = PlotOptions {
        x: some(&beginning.x),
        y: some(&beginning.y),
        by: (beginning.colour == "chip").then(|| "chip".to_owned()),
        ..PlotOptions::default()
    };
    let mut stills = vec![still("pareto", "Figures of all points", &inputs, &pareto)?];
    if beginning.heat_x != beginning.heat_y {
        for chip in chips(set) {
            let options = PlotOptions {
                metric: some(&beginning.y),
                x: some(&beginning.heat_x),
                y: some(&beginning.heat_y),
                filters: vec![("chip".to_owned(), chip.to_owned())],
                ..PlotOptions::default()
            };
            stills.push(still("heat-map", &format!("Over two axes: {chip}"), &inputs, &options)?);
        }
    }
    let done = set.rows.iter().filter(|row| row.status == Status::Done).count();
    let by = if chips(set).len() > 1 { "chip" } else { &beginning.heat_x };
    let energy = PlotOptions { by: (done > BARS).then(|| by.to_owned()), ..PlotOptions::default() };
    stills.push(still("energy", "Energy by component", &inputs, &energy)?);
    Ok(stills)
}

/// Chips with figures, the first few.
fn chips(set: &ResultSet) -> Vec<&str> {
    let mut chips: Vec<&str> = Vec::new();
    for row in set.rows.iter().filter(|row| row.status == Status::Done) {
        if chips.len() < MAPS && !chips.contains(&row.chip.as_str()) {
            chips.push(&row.chip);
        }
    }
    chips
}

fn still(
    kind: &str,
    title: &str,
    inputs: &[(String, PlotInput)],
    options: &PlotOptions,
) -> Result<Still, RenderError> {
    let kind = plot_kind(kind).map_err(|problem| RenderError(problem.what))?;
    let drawn = (kind.picture)(&PlotRequest { inputs, options });
    let (svg, why_not) = match drawn {
        Ok(picture) => {
            let bytes = picture.render(Image::Svg)?;
            let svg = String::from_utf8(bytes).map_err(|error| RenderError(format!("{title}: {error}")))?;
            (svg, String::new())
        }
        Err(error) => (String::new(), first(&error)),
    };
    Ok(Still { title: title.to_owned(), svg, why_not })
}

/// Why there is nothing to draw.
fn first(error: &InputError) -> String {
    error.problems.first().map(|problem| problem.what.clone()).unwrap_or_default()
}
