//! What is compared: points with their figures, from a record or from a result set.

use std::sync::Arc;

use egret_arch::Chip;
use serde_json::Value;

use crate::named::Named;
use crate::pricing::Item;
use crate::results::Status;

/// Which kind of results a thing holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One run.
    Record,
    /// Points of a study.
    ResultSet,
}

/// One of two things that are compared.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What messages call it: the path as given.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Its points.
    pub points: Vec<Point>,
    /// What was computed, by name of the workload: its file, and what was set.
    pub workloads: Named<Value>,
    /// Hashes of data that decide what is simulated (weights, traces, tokens), by what they are.
    pub data: Named<String>,
    /// What is told where it differs, but keeps nothing from being compared: version of egret, fidelity, ...
    pub remarks: Named<String>,
    /// Prices that nobody published, of what happened, by name; of result sets only how many there are is known.
    pub unpriced: Vec<String>,
}

/// A chip as it ran.
#[derive(Clone, Debug)]
pub struct ChipInUse {
    /// Its name.
    pub name: String,
    /// Its file, settings applied.
    pub file: Value,
    /// The same, checked; `None` where this version of egret would refuse it.
    pub checked: Option<Chip>,
}

/// One point: one simulation.
#[derive(Clone, Debug)]
pub struct Point {
    /// The chip it ran on.
    pub chip: Arc<ChipInUse>,
    /// Name of the workload.
    pub workload: String,
    /// Steps; `None` where it did not come to that.
    pub steps: Option<u32>,
    /// Seed of all random streams.
    pub seed: u64,
    /// Axes other than chip and workload: path and value.
    pub settings: Vec<(String, String)>,
    /// What became of it.
    pub status: Status,
    /// Why it is not done.
    pub why: String,
    /// Figures in the order of [`crate::metrics::metrics`].
    pub metrics: Vec<Option<f64>>,
    /// Amounts and prices; `None` where only their sums are known.
    pub(crate) items: Option<Vec<Item>>,
}

impl Point {
    /// The figure of that name.
    pub fn metric(&self, name: &str) -> Option<f64> {
        let at = crate::metrics::metrics().iter().position(|metric| metric.name == name)?;
        self.metrics.get(at).copied().flatten()
    }
}
