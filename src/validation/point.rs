//! A measured point as a scenario file writes it.

use egret_config::Sourced;
use serde::Deserialize;

use super::reading::Reading;

/// A figure that was measured on silicon in the situation that a scenario describes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PointFile {
    /// What was measured under which conditions: network, voltage, boundary.
    pub(crate) point: String,
    /// What the figure is, in a word or two: `power`, `energy of an inference`.
    pub(crate) quantity: String,
    /// The figure with its unit, and where it was published.
    pub(crate) measured: Sourced<String>,
    /// What of the run stands against it.
    pub(crate) reading: Reading,
    /// What it is good for.
    pub(crate) role: RoleFile,
    /// Of how many such chips the measurement was the sum, where one of them is simulated.
    #[serde(default = "one")]
    pub(crate) chips: f64,
    /// The scenario that this one is compared with, where a difference was measured.
    #[serde(default)]
    pub(crate) less: Option<Less>,
    /// An input of the scenario that was not published.
    #[serde(default)]
    pub(crate) assumption: Option<Assumption>,
    /// What else a reader has to know.
    #[serde(default)]
    pub(crate) note: Option<String>,
}

/// What a point is good for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) enum RoleFile {
    /// Numbers of the chip were fitted to this very figure: how far it may be off for rounding and structure.
    Calibrated {
        /// Percent.
        band_percent: f64,
    },
    /// Nothing was fitted to it, and all inputs are known or stated beforehand.
    Predicted {
        /// Percent.
        band_percent: f64,
    },
    /// Inputs are not public, so that no error can be asked for.
    Bound {
        /// What was not published.
        missing: String,
        /// What the simulated figure is to the measured one, where that is known all the same.
        #[serde(default)]
        simulated: Option<Side>,
    },
}

/// What a simulated figure is where inputs are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum Side {
    /// A lower bound: it must not exceed the measured one.
    LowerBound,
    /// An upper bound: it must not be below the measured one.
    UpperBound,
}

/// A difference of two runs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Less {
    /// File name of the other scenario, in the same directory.
    pub(crate) scenario: String,
    /// What the difference is divided by.
    pub(crate) divided_by: f64,
}

/// An input that was not published and therefore is stated.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assumption {
    /// What it is: `tokens in a sequence`.
    pub(crate) what: String,
    /// Its value in the scenario.
    pub(crate) value: f64,
    /// How the simulated figure depends on it, for the value that would fit.
    pub(crate) fit: Fit,
}

/// How a simulated figure depends on an assumption.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) enum Fit {
    /// In proportion.
    Proportional,
    /// On a straight line through a second run, with another value.
    Line {
        /// Parameter that is the assumption: a path as in `settings`.
        path: String,
        /// Its value in the second run.
        other: f64,
    },
}

fn one() -> f64 {
    1.0
}
