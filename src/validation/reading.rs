//! What of a run stands against a measured figure.

use egret_reports::RunRecord;
use serde::Deserialize;

/// What of a run stands against a measured figure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) enum Reading {
    /// Energy over elapsed time.
    Power(Share),
    /// Energy of so many steps, on the mean of the run.
    Energy {
        /// Which part.
        of: Share,
        /// Steps.
        steps: f64,
    },
    /// Time of so many steps, on the mean of the run.
    Time {
        /// Steps.
        steps: f64,
    },
    /// Mean time from the injection of a step to its read-out.
    Latency,
    /// Operations a second.
    Throughput {
        /// Operations that a weight applied counts as: two where a product and a sum count apart.
        a_synop: f64,
    },
}

/// A part of the energy of a run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) enum Share {
    /// All of it.
    Total,
    /// Counted actions.
    Dynamic,
    /// What is drawn all the time.
    Static,
    /// Counted actions on behalf of a layer.
    DynamicOfLayer(String),
    /// What a component draws all the time.
    StaticOf(String),
}

/// What kind of quantity a reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dimension {
    /// Joules.
    Energy,
    /// Watts.
    Power,
    /// Seconds.
    Time,
    /// Operations a second.
    Throughput,
}

impl Dimension {
    /// Its unit without a prefix.
    pub(crate) fn base_unit(self) -> &'static str {
        match self {
            Self::Energy => "J",
            Self::Power => "W",
            Self::Time => "s",
            Self::Throughput => "op/s",
        }
    }
}

impl Reading {
    /// What kind of quantity it is.
    pub(crate) fn dimension(&self) -> Dimension {
        match self {
            Self::Power(_) => Dimension::Power,
            Self::Energy { .. } => Dimension::Energy,
            Self::Time { .. } | Self::Latency => Dimension::Time,
            Self::Throughput { .. } => Dimension::Throughput,
        }
    }

    /// The figure of a run in SI units; `None` where the run has no such layer or component.
    pub(crate) fn of(&self, record: &RunRecord) -> Option<f64> {
        let steps_run = record.counts.tokens as f64;
        let seconds = record.time.total_s;
        Some(match self {
            Self::Power(share) => share.of(record)? / seconds,
            Self::Energy { of, steps } => of.of(record)? / steps_run * steps,
            Self::Time { steps } => seconds / steps_run * steps,
            Self::Latency => record.time.token_latency_s,
            Self::Throughput { a_synop } => record.counts.synops as f64 * a_synop / seconds,
        })
    }
}

impl Share {
    /// Joules of a run.
    fn of(&self, record: &RunRecord) -> Option<f64> {
        let energy = &record.energy;
        match self {
            Self::Total => Some(energy.total_j),
            Self::Dynamic => Some(energy.dynamic_j),
            Self::Static => Some(energy.static_j),
            Self::DynamicOfLayer(layer) => energy.by_layer.get(layer).map(|layer| layer.dynamic_j),
            Self::StaticOf(component) => {
                energy.by_component.get(component).map(|component| component.static_j)
            }
        }
    }
}
