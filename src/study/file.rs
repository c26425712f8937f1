//! Study files: what is varied, over which values, and what is sought.

use egret_reports::results::Direction;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::commands::run::{NocFidelity, TimingModel};

/// The schema this version reads; a file may leave it out.
pub(crate) const SCHEMA: &str = "egret.study/1";

/// A study as written. What is left out is as `egret run` has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StudyFile {
    #[serde(default)]
    pub(crate) schema: Option<String>,
    /// What results call it.
    pub(crate) name: String,
    /// A shipped chip or the path of a file, relative to the study; an axis may give it instead.
    #[serde(default)]
    pub(crate) chip: Option<String>,
    /// A shipped workload or the path of a file, relative to the study; an axis may give it instead.
    #[serde(default)]
    pub(crate) workload: Option<String>,
    /// Steps of each point; the workload's own if left out.
    #[serde(default)]
    pub(crate) steps: Option<u32>,
    /// Seed of each point.
    #[serde(default)]
    pub(crate) seed: Option<u64>,
    /// Several seeds instead: every point runs once with each.
    #[serde(default)]
    pub(crate) seeds: Vec<u64>,
    /// Most chips to use.
    #[serde(default)]
    pub(crate) chips: Option<u32>,
    #[serde(default)]
    pub(crate) what_if: bool,
    #[serde(default)]
    pub(crate) noc: Option<NocFidelity>,
    #[serde(default)]
    pub(crate) timing: Option<TimingModel>,
    /// Parameters of all points by path.
    #[serde(default)]
    pub(crate) settings: Map<String, Value>,
    /// What is varied.
    #[serde(default)]
    pub(crate) axes: Vec<AxisFile>,
    /// Columns of figures, as globs; all if left out.
    #[serde(default)]
    pub(crate) metrics: Vec<String>,
    #[serde(default)]
    pub(crate) objectives: Vec<ObjectiveFile>,
    #[serde(default)]
    pub(crate) constraints: Vec<ConstraintFile>,
    #[serde(default)]
    pub(crate) strategy: StrategyFile,
    /// Half width of the 95 % confidence interval up to which each point is sampled, such as `"3%"`.
    #[serde(default)]
    pub(crate) until: Option<String>,
}

/// What is varied: one path, or several that move in step.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AxisFile {
    /// The parameter: a path, or `chip`, `workload`, `steps`, `board`, `noc`.
    #[serde(default)]
    pub(crate) path: Option<String>,
    /// Several that move in step.
    #[serde(default)]
    pub(crate) paths: Option<Vec<String>>,
    /// Values one by one; of several paths a list each.
    #[serde(default)]
    pub(crate) values: Option<Vec<Value>>,
    /// Values from here, a number or a quantity,
    #[serde(default)]
    pub(crate) from: Option<Value>,
    /// to here, both included,
    #[serde(default)]
    pub(crate) to: Option<Value>,
    /// in steps of this,
    #[serde(default)]
    pub(crate) step: Option<Value>,
    /// or so many of them,
    #[serde(default)]
    pub(crate) points: Option<u32>,
    /// with equal differences or equal ratios.
    #[serde(default)]
    pub(crate) scale: Scale,
}

/// How values of a range follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum Scale {
    /// Equal differences.
    #[default]
    Linear,
    /// Equal ratios.
    Log,
}

/// What is sought.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObjectiveFile {
    pub(crate) metric: String,
    pub(crate) direction: Direction,
}

/// What must be kept: numbers in the unit of the figure, or quantities.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConstraintFile {
    pub(crate) metric: String,
    #[serde(default)]
    pub(crate) at_most: Option<Value>,
    #[serde(default)]
    pub(crate) at_least: Option<Value>,
}

/// How points are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) enum StrategyFile {
    /// Every combination.
    #[default]
    Grid,
    /// So many combinations, every value of an axis as often as any other.
    LatinHypercube { points: u32 },
    /// So many simulations at most, where objectives promise most.
    Search { evaluations: u32 },
}

impl StrategyFile {
    /// As records call it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::LatinHypercube { .. } => "latin-hypercube",
            Self::Search { .. } => "search",
        }
    }
}
