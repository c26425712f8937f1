//! What studies found, as points to look up.

use egret_reports::results::{ResultRow, ResultSet, Status};

use super::parts::{DENSE, MACHINES, Net};

/// A figure that is to be low.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    Energy,
    Latency,
    Edp,
}

impl Figure {
    pub(super) const ALL: [Self; 3] = [Self::Energy, Self::Latency, Self::Edp];

    /// In tables.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Energy => "energy",
            Self::Latency => "latency",
            Self::Edp => "edp",
        }
    }

    /// The metric that holds it.
    pub(super) const fn metric(self) -> &'static str {
        match self {
            Self::Energy => "energy_per_step_j",
            Self::Latency => "step_s",
            Self::Edp => "edp_per_step_js",
        }
    }
}

/// One network on one chip at one pair of densities.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) chip: String,
    pub(super) format: String,
    /// Share of weights that are there.
    pub(super) weight: f64,
    /// Nominal share of units that emit in a step.
    pub(super) activity: f64,
    pub(super) row: ResultRow,
}

impl Point {
    /// A figure, where the point ran; one that is nought is one that nobody priced.
    pub(super) fn figure(&self, figure: Figure) -> Option<f64> {
        self.row.metric(figure.metric()).filter(|value| *value > 0.0)
    }
}

/// The points of one network, all of each chip either on as few chips as hold each point, or on as many as hold the dense
/// network.
#[derive(Clone, Debug)]
pub(super) struct Points {
    pub(super) net: Net,
    pub(super) all: Vec<Point>,
}

/// Whether densities are the same.
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

impl Points {
    /// Those of a result set.
    pub(super) fn of(net: Net, set: &ResultSet) -> Self {
        let number =
            |row: &ResultRow, path: &str| row.setting(path).and_then(|text| text.parse::<f64>().ok());
        let point = |row: &ResultRow| {
            Some(Point {
                chip: row.chip.clone(),
                format: row.setting("chip.core.synapse.format")?.to_owned(),
                weight: 1.0 - number(row, "workload.weight_sparsity")?,
                activity: number(row, net.activity())?,
                row: row.clone(),
            })
        };
        Self { net, all: set.rows.iter().filter_map(point).collect() }
    }

    /// Chips, in the order in which they are told.
    pub(super) fn chips(&self) -> Vec<&'static str> {
        let there = |chip: &&str| self.all.iter().any(|point| point.chip == *chip);
        MACHINES.iter().map(|machine| machine.chip).filter(there).collect()
    }

    /// Weight densities, falling.
    pub(super) fn weights(&self) -> Vec<f64> {
        distinct(self.all.iter().map(|point| point.weight))
    }

    /// Activities, falling.
    pub(super) fn activities(&self) -> Vec<f64> {
        distinct(self.all.iter().map(|point| point.activity))
    }

    /// Formats that ran on a chip.
    pub(super) fn formats(&self, chip: &str) -> Vec<&str> {
        let mut formats: Vec<&str> = Vec::new();
        for point in self.all.iter().filter(|point| point.chip == chip) {
            if !formats.contains(&point.format.as_str()) {
                formats.push(&point.format);
            }
        }
        formats
    }

    /// The point on a chip in a format, if it ran.
    pub(super) fn at(&self, chip: &str, format: &str, weight: f64, activity: f64) -> Option<&Point> {
        self.all.iter().find(|point| {
            point.chip == chip
                && point.format == format
                && same(point.weight, weight)
                && same(point.activity, activity)
                && point.row.status == Status::Done
        })
    }

    /// The same in the format that is best by a figure.
    pub(super) fn best(&self, chip: &str, weight: f64, activity: f64, figure: Figure) -> Option<&Point> {
        let formats = self.formats(chip);
        let points = formats.iter().filter_map(|format| self.at(chip, format, weight, activity));
        points.min_by(|one, other| {
            let value = |point: &Point| point.figure(figure).unwrap_or(f64::INFINITY);
            value(one).total_cmp(&value(other))
        })
    }

    /// The dense network in the dense format.
    pub(super) fn reference(&self, chip: &str) -> Option<&Point> {
        self.at(chip, DENSE, 1.0, 1.0)
    }

    /// Chips joined to hold the dense reference of each chip.
    pub(super) fn boards(&self) -> Vec<(String, u32)> {
        let board = |chip: &str| self.reference(chip)?.row.metric("chips");
        self.chips().into_iter().filter_map(|chip| Some((chip.to_owned(), board(chip)? as u32))).collect()
    }

    /// Points of the other set beside those of chips that it does not have.
    pub(super) fn with(&self, other: Self) -> Self {
        let mut all = other.all;
        let known: Vec<String> = all.iter().map(|point| point.chip.clone()).collect();
        all.extend(self.all.iter().filter(|point| !known.contains(&point.chip)).cloned());
        Self { net: self.net, all }
    }
}

fn distinct(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut all: Vec<f64> = values.collect();
    all.sort_by(|one, other| other.total_cmp(one));
    all.dedup_by(|one, other| same(*one, *other));
    all
}
