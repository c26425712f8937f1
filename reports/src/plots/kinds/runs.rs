//! Kinds of one run.

use egret_arch::{Chip, ChipFile, shipped_references, validate};
use egret_config::{InputError, Problem};

use super::request::{PlotInput, PlotRequest};
use super::table::Needs;
use crate::notes::{Note, notes};
use crate::plots::frame::subtitle;
use crate::plots::{
    CoreFigure, CoreMap, FloorlinePlot, LinkMap, Picture, Quantity, Tornado, TornadoBar, UtilisationOverTime,
};
use crate::pricing::{PriceSwing, sensitivities};
use crate::record::RunRecord;
use crate::si::si;

/// The run of a request.
fn run<'a>(request: &'a PlotRequest<'_>) -> Result<(&'a str, &'a RunRecord), InputError> {
    match request.single(Needs::Run)? {
        (name, PlotInput::Run(record)) => Ok((name, record)),
        (name, PlotInput::Results(_) | PlotInput::Waterfall(_)) => {
            Err(InputError::single(name, Problem::new("", format!("it is not {}", Needs::Run.phrase()))))
        }
    }
}

/// Synops against time, with the floors of the chip.
pub(super) fn floorline(request: &PlotRequest<'_>) -> Result<Picture, InputError> {
    let (name, record) = run(request)?;
    let Some(bound) = &record.bound else {
        let problem = Problem::new("bound", "the run has none");
        return Err(InputError::single(
            name,
            problem.hint("it was written by an older version: run it again"),
        ));
    };
    let plot =
        FloorlinePlot { title: request.title("Floorline"), subtitle: subtitle(record), bound: bound.clone() };
    Ok(plot.picture(request.options.size))
}

/// What each price with a range does to the energy of a step.
pub(super) fn sensitivity(request: &PlotRequest<'_>) -> Result<Picture, InputError> {
    let (name, record) = run(request)?;
    let chip = chip_of(record).map_err(|problem| InputError::single(name, problem))?;
    let swings = sensitivities(record, &chip);
    if swings.is_empty() {
        let problem = Problem::new("", format!("no price of {} that counts here has a range", chip.name()));
        return Err(InputError::single(name, problem.hint("only estimated and modelled prices have one")));
    }
    let steps = record.counts.tokens.max(1) as f64;
    let bar = |swing: &PriceSwing| TornadoBar {
        name: swing.name.clone(),
        range: format!("{} to {}", si(swing.low, swing.unit), si(swing.high, swing.unit)),
        low: swing.energy_low_j / steps,
        high: swing.energy_high_j / steps,
    };
    let plot = Tornado {
        title: request.title("Sensitivity of the energy to its prices"),
        subtitle: subtitle(record),
        value: Quantity::new("energy of a step", "J"),
        base: record.energy.total_j / steps,
        together: (record.energy.low_j / steps, record.energy.high_j / steps),
        bars: swings.iter().map(bar).collect(),
        top: request.options.top,
        notes: warnings(record),
    };
    Ok(plot.picture(request.options.size))
}

/// How busy each core was, or what it cost.
pub(super) fn core_map(request: &PlotRequest<'_>) -> Result<Picture, InputError> {
    let (_, record) = run(request)?;
    let wanted = request.options.metric.as_deref();
    let figure = wanted.map_or(Ok(CoreFigure::Utilisation), CoreFigure::named);
    let figure = figure.map_err(|problem| InputError::single("--metric", problem))?;
    let map = CoreMap::of(record, figure, request.title(figure.title()), subtitle(record), warnings(record));
    Ok(map.picture(request.options.size))
}

/// How busy each link between routers was.
pub(super) fn link_map(request: &PlotRequest<'_>) -> Result<Picture, InputError> {
    let (name, record) = run(request)?;
    let chip = chip_of(record).map_err(|problem| InputError::single(name, problem))?;
    let map = LinkMap::of(record, &chip, subtitle(record));
    Ok(map.picture(request.title("How busy each link was"), warnings(record), request.options.size))
}

/// How busy cores and links were over the time of a run.
pub(super) fn utilisation_over_time(request: &PlotRequest<'_>) -> Result<Picture, InputError> {
    let (name, record) = run(request)?;
    let title = request.title("Utilisation over time");
    let plot = UtilisationOverTime::of(record, title, subtitle(record), warnings(record));
    let plot = plot.ok_or_else(|| {
        let problem =
            Problem::new("steps.cores_busy", "the run does not say how busy cores were in each step");
        InputError::single(name, problem.hint("it was written by an older version: run it again"))
    })?;
    Ok(plot.picture(request.options.size))
}

/// Remarks that must stand beside the figures.
fn warnings(record: &RunRecord) -> Vec<Note> {
    notes(record).into_iter().filter(|note| note.warning).collect()
}

/// The chip of a record.
fn chip_of(record: &RunRecord) -> Result<Chip, Problem> {
    let unusable = |what: String| {
        let hint = "was it written by this version of egret, and not changed since?";
        Problem::new("configuration.chip", what).hint(hint)
    };
    let file: ChipFile = serde_json::from_value(record.configuration.chip.clone())
        .map_err(|error| unusable(format!("no chip can be read: {error}")))?;
    validate(file, shipped_references()).map_err(|problems| {
        let what: Vec<String> =
            problems.iter().map(|problem| format!("{}: {}", problem.path, problem.what)).collect();
        unusable(what.join("; "))
    })
}
