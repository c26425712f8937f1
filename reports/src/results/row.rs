//! One point of a study with what it found.

use crate::metrics::metrics;

/// What became of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It ran.
    Done,
    /// It does not fit its chip, is no input that makes sense, or breaks a constraint.
    Infeasible,
    /// It ended in a deadlock, or in a fault of the simulator.
    Failed,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Done, Self::Infeasible, Self::Failed];

    /// As it stands in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Infeasible => "infeasible",
            Self::Failed => "failed",
        }
    }
}

/// One point with what it found.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultRow {
    /// Number in the study, from 0.
    pub point: u64,
    /// First 16 hex digits of the SHA-256 of chip, workload, seed, steps and version of the models.
    pub id: String,
    /// Name of the chip.
    pub chip: String,
    /// Name of the workload.
    pub workload: String,
    /// Steps simulated; `None` where it did not come to that.
    pub steps: Option<u32>,
    /// Seed of all random streams.
    pub seed: u64,
    /// Axes other than chip and workload: path and value as set.
    pub settings: Vec<(String, String)>,
    /// What became of it.
    pub status: Status,
    /// Why it is not done; empty when it is.
    pub why: String,
    /// What bounds its time: `memory`, `compute`, `traffic` or `sync`; empty where nothing does.
    pub bound_by: String,
    /// Figures in the order of [`metrics`].
    pub metrics: Vec<Option<f64>>,
}

impl ResultRow {
    /// The figure of that name.
    pub fn metric(&self, name: &str) -> Option<f64> {
        let at = metrics().iter().position(|metric| metric.name == name)?;
        self.metrics.get(at).copied().flatten()
    }

    /// The value of an axis: `chip`, `workload`, or a path.
    pub fn setting(&self, path: &str) -> Option<&str> {
        match path {
            "chip" => Some(&self.chip),
            "workload" => Some(&self.workload),
            _ => self.settings.iter().find(|(known, _)| known == path).map(|(_, value)| value.as_str()),
        }
    }
}
