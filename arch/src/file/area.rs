//! Areas as written.

use std::collections::BTreeMap;

use egret_config::{Area, Sourced};
use serde::{Deserialize, Serialize};

/// Areas that are known. Those left out are modelled where models reach: memories, routers, and cores and chip as the
/// sum of them, which leaves logic, pads and wiring out.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AreaFile {
    /// The die.
    pub chip: Option<Sourced<Area>>,
    /// One core, its memories included.
    pub core: Option<Sourced<Area>>,
    /// One router.
    pub router: Option<Sourced<Area>>,
    /// Memories of one core by name, all banks of each.
    pub memories: BTreeMap<String, Sourced<Area>>,
}
