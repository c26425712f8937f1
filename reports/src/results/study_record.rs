//! `study.json`: what was studied. No word of the computer that did it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::named::Named;

/// Schema this version writes and reads.
pub const SCHEMA: &str = "egret.study/1";

/// What was studied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyRecord {
    /// [`SCHEMA`].
    pub schema: String,
    /// Name of the study.
    pub name: String,
    /// Version of egret.
    pub egret: String,
    /// Version of the models: results of two versions are not joined.
    pub model: String,
    /// How points are chosen: `grid`, `latin-hypercube` or `search`.
    pub strategy: String,
    /// SHA-256 of everything that decides which points there are and what they find.
    pub plan: String,
    /// How many points there are.
    pub points: u64,
    /// Axes, in the order of the study.
    pub axes: Vec<AxisRecord>,
    /// Seeds of random streams.
    pub seeds: Vec<u64>,
    /// Columns of figures.
    pub metrics: Vec<String>,
    /// What is sought.
    pub objectives: Vec<ObjectiveRecord>,
    /// What a point must keep to be feasible.
    pub constraints: Vec<ConstraintRecord>,
    /// Parameters set for all points, as `path=value`.
    pub settings: Vec<String>,
    /// Chips before settings, by name.
    pub chips: Named<Value>,
    /// Workloads before settings, by name.
    pub workloads: Named<Value>,
}

/// One axis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AxisRecord {
    /// Path of the parameter.
    pub path: String,
    /// Values in order, as they are set.
    pub values: Vec<String>,
    /// Path of the axis with which this one moves in step; absent for one that moves by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paired_with: Option<String>,
}

/// Which way a figure is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// Down.
    #[serde(rename = "minimise", alias = "Minimise", alias = "Minimize")]
    Minimise,
    /// Up.
    #[serde(rename = "maximise", alias = "Maximise", alias = "Maximize")]
    Maximise,
}

/// A figure that is sought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectiveRecord {
    /// Name of the figure.
    pub metric: String,
    /// Which way.
    pub direction: Direction,
}

impl ObjectiveRecord {
    /// The figure such that less is better.
    pub fn minimised(&self, value: f64) -> f64 {
        match self.direction {
            Direction::Minimise => value,
            Direction::Maximise => -value,
        }
    }
}

/// Between what a figure must lie, in the unit of the figure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstraintRecord {
    /// Name of the figure.
    pub metric: String,
    /// No more than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
    /// No less than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
}

impl ConstraintRecord {
    /// By how much a figure breaks it, relative to the limit where that is no nought; 0 where it does not.
    pub fn violation(&self, value: f64) -> f64 {
        let beyond = |excess: f64, limit: f64| {
            let scale = if limit == 0.0 { 1.0 } else { limit.abs() };
            (excess / scale).max(0.0)
        };
        let above = self.at_most.map_or(0.0, |limit| beyond(value - limit, limit));
        let below = self.at_least.map_or(0.0, |limit| beyond(limit - value, limit));
        above.max(below)
    }
}
