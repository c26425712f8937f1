//! Gains of each sparsity alone, of both, and how far the latter is from their product.

use super::parts::{DENSE, MACHINES, Net};
use super::points::{Figure, Point, Points};

/// Which weight format a sparse point has; the dense reference has the dense one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Formats {
    /// The chip's own wherever weights are missing; the dense one where none is.
    Fixed,
    /// At every point the one that is best by the figure at hand.
    Best,
}

impl Formats {
    pub(super) const ALL: [Self; 2] = [Self::Fixed, Self::Best];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Best => "best",
        }
    }
}

/// How a point compares with the dense reference.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gain {
    pub(super) chip: String,
    pub(super) weight: f64,
    pub(super) activity: f64,
    /// Of weight sparsity alone.
    pub(super) weights: f64,
    /// Of activity sparsity alone.
    pub(super) events: f64,
    /// Of both.
    pub(super) together: f64,
    /// The format of the point.
    pub(super) format: String,
}

impl Gain {
    /// What both would gain if neither minded the other.
    pub(super) fn product(&self) -> f64 {
        self.weights * self.events
    }

    /// Gain over product.
    pub(super) fn interaction(&self) -> f64 {
        self.together / self.product()
    }
}

/// The point that stands for a chip at densities.
pub(super) fn chosen<'a>(
    points: &'a Points,
    chip: &str,
    (weight, activity): (f64, f64),
    formats: Formats,
    figure: Figure,
) -> Option<&'a Point> {
    let own = MACHINES.iter().find(|machine| machine.chip == chip)?.own_format;
    match formats {
        // With all weights there, any other format would only add to them, and may not fit where the dense network does.
        Formats::Fixed if weight >= 1.0 => points.at(chip, DENSE, weight, activity),
        Formats::Fixed => points.at(chip, own, weight, activity),
        Formats::Best => points.best(chip, weight, activity, figure),
    }
}

/// Gains at one point; `None` where one of the runs is missing or has no such figure.
pub(super) fn gain(
    points: &Points,
    chip: &str,
    (weight, activity): (f64, f64),
    formats: Formats,
    figure: Figure,
) -> Option<Gain> {
    let reference = points.reference(chip)?.figure(figure)?;
    // At full density the reference stands for itself, so that nothing sparse gains nothing.
    let at = |weight: f64, activity: f64| {
        if weight >= 1.0 && activity >= 1.0 {
            return Some(reference);
        }
        chosen(points, chip, (weight, activity), formats, figure)?.figure(figure)
    };
    let point = chosen(points, chip, (weight, activity), formats, figure)?;
    Some(Gain {
        chip: chip.to_owned(),
        weight,
        activity,
        weights: reference / at(weight, 1.0)?,
        events: reference / at(1.0, activity)?,
        together: reference / at(weight, activity)?,
        format: point.format.clone(),
    })
}

/// Gains at all points of all chips.
pub(super) fn gains(points: &Points, formats: Formats, figure: Figure) -> Vec<Gain> {
    let mut all = Vec::new();
    for chip in points.chips() {
        for weight in points.weights() {
            for activity in points.activities() {
                all.extend(gain(points, chip, (weight, activity), formats, figure));
            }
        }
    }
    all
}

/// Lines of `interaction.csv`, its header apart.
pub(super) fn lines(boards: &[(&str, &[Points])]) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for (board, networks) in boards {
        for points in *networks {
            for formats in Formats::ALL {
                for figure in Figure::ALL {
                    for gain in gains(points, formats, figure) {
                        lines.push(vec![
                            points.net.workload().to_owned(),
                            gain.chip.clone(),
                            (*board).to_owned(),
                            formats.name().to_owned(),
                            figure.name().to_owned(),
                            number(gain.weight),
                            number(gain.activity),
                            number(gain.weights),
                            number(gain.events),
                            number(gain.together),
                            number(gain.product()),
                            number(gain.interaction()),
                            gain.format.clone(),
                        ]);
                    }
                }
            }
        }
    }
    lines
}

/// Columns of `interaction.csv`.
pub(super) const COLUMNS: [&str; 13] = [
    "workload",
    "chip",
    "board",
    "formats",
    "figure",
    "weight_density",
    "activity",
    "gain_of_weights",
    "gain_of_activity",
    "gain_together",
    "gain_product",
    "interaction",
    "format",
];

/// A number with as many digits as anyone reads.
pub(super) fn number(value: f64) -> String {
    let rounded = format!("{value:.6e}").parse::<f64>().unwrap_or(value);
    egret_reports::results::number(rounded)
}

/// The example point of a network on all chips, as a table of gains.
pub(super) fn example(points: &Points, net: Net, formats: Formats, figure: Figure) -> Vec<Gain> {
    let (sparsity, activity) = net.example();
    let at = (1.0 - sparsity, activity);
    points.chips().into_iter().filter_map(|chip| gain(points, chip, at, formats, figure)).collect()
}
