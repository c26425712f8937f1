//! Process, operating point, and what models need to know beside them, as written.

use egret_config::{Length, Sourced, Voltage};
use serde::{Deserialize, Serialize};

/// Process and operating point.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TechnologyFile {
    /// Drawn node.
    pub node: Sourced<Length>,
    /// Supply voltage at which the energies hold.
    pub voltage: Sourced<Voltage>,
    /// From router to router, for modelled links; left out: from the area of the chip or core, else 1 mm.
    #[serde(default)]
    pub pitch: Option<Sourced<Length>>,
    /// Energy of a compiled memory over the memory model; left out: 1.5, from 1 to 1.9.
    #[serde(default)]
    pub macro_factor: Option<Sourced<f64>>,
    /// Energy of a router or link over the wire model; left out: 2.75 on a network without a clock, 1 on one with.
    #[serde(default)]
    pub silicon_factor: Option<Sourced<f64>>,
}
