//! What of a run stands against a measured figure.

use egret_reports::RunRecord;
use egret_reports::record::Split;
use serde::Deserialize;

/// What of a run stands against a measured figure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) enum Reading {
    /// Energy over elapsed time.
    Power(Share),
    /// Power while all layers are at work: dynamic energy of a step over its median length, and what is drawn all the time.
    SteadyPower(Share),
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
    /// Median length of a step, while all layers are at work.
    Step,
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
            Self::Power(_) | Self::SteadyPower(_) => Dimension::Power,
            Self::Energy { .. } => Dimension::Energy,
            Self::Time { .. } | Self::Step => Dimension::Time,
            Self::Throughput { .. } => Dimension::Throughput,
        }
    }

    /// The figure of a run in SI units; `None` where the run has no such layer or component.
    pub(crate) fn of(&self, record: &RunRecord) -> Option<f64> {
        let steps_run = record.counts.tokens as f64;
        let seconds = record.time.total_s;
        Some(match self {
            Self::Power(share) => share.of(record)?.total_j() / seconds,
            Self::SteadyPower(share) => {
                let Split { dynamic_j, static_j } = share.of(record)?;
                dynamic_j / steps_run / record.time.step_s.p50 + static_j / seconds
            }
            Self::Energy { of, steps } => of.of(record)?.total_j() / steps_run * steps,
            Self::Time { steps } => seconds / steps_run * steps,
            Self::Step => record.time.step_s.p50,
            Self::Throughput { a_synop } => record.counts.synops as f64 * a_synop / seconds,
        })
    }
}

impl Share {
    /// Joules of a run.
    fn of(&self, record: &RunRecord) -> Option<Split> {
        let energy = &record.energy;
        let dynamic = |dynamic_j: f64| Split { dynamic_j, static_j: 0.0 };
        let fixed = |static_j: f64| Split { dynamic_j: 0.0, static_j };
        match self {
            Self::Total => Some(Split { dynamic_j: energy.dynamic_j, static_j: energy.static_j }),
            Self::Dynamic => Some(dynamic(energy.dynamic_j)),
            Self::Static => Some(fixed(energy.static_j)),
            Self::DynamicOfLayer(layer) => energy.by_layer.get(layer).map(|layer| dynamic(layer.dynamic_j)),
            Self::StaticOf(component) => {
                energy.by_component.get(component).map(|component| fixed(component.static_j))
            }
        }
    }
}
