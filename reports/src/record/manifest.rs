//! What was run, on what, with which switches.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::named::Named;

/// What was run, on what, with which switches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of egret.
    pub egret: String,
    /// Name of the chip.
    pub chip: String,
    /// Chips in use.
    pub chips: u32,
    /// Name of the workload.
    pub workload: String,
    /// Seed of all random streams.
    pub seed: u64,
    /// Steps (tokens) of the network.
    pub steps: u32,
    /// Hashes of the input files by what they are (`chip_sha256`, ...).
    pub inputs: Named<String>,
    /// Parameters set by path, as `path=value`.
    pub overrides: Vec<String>,
    /// Limits of the chip that this run goes beyond, one sentence each; empty unless asked for.
    pub what_if: Vec<String>,
    /// Where the embedding is: `on chip`, `host` or `absent`.
    pub embedding: String,
    /// Where the decoder is: `on chip`, `host` or `absent`.
    pub decoder: String,
    /// `recorded` or `synthetic`.
    pub activity: String,
    /// How steps were timed, where that was not by events: `peer-simple`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timing: Option<String>,
    /// `lower bound: n actions unpriced`, when so. Filled by pricing.
    pub lower_bound: Option<String>,
    /// Delays of the chip that were rounded to its time base. Filled from the chip.
    pub roundings: Vec<RoundingRecord>,
}

/// A delay that was rounded to the time base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundingRecord {
    /// Path in the chip file.
    pub path: String,
    /// As written.
    pub asked: String,
    /// As simulated.
    pub got: String,
}

/// Chip and workload as they were run, overrides applied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// The chip file. Filled from the chip by pricing.
    pub chip: Value,
    /// The workload file.
    pub workload: Value,
}
