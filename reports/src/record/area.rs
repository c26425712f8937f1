//! How large the chip is that ran, and what that makes of energy and power: recomputed by [`crate::price`].

use egret_config::Basis;
use serde::{Deserialize, Serialize};

use crate::named::Named;

/// Areas of one chip, and energy and power over the area of all chips in use. What nobody knows is absent (`null`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaRecord {
    /// Chips in use.
    pub chips: u32,
    /// The die of one chip. Modelled, it is cores and routers alone.
    pub chip_mm2: Option<f64>,
    /// How that is known.
    pub chip_basis: Option<Basis>,
    /// One core. Modelled, it is its memories alone.
    pub core_mm2: Option<f64>,
    /// How that is known.
    pub core_basis: Option<Basis>,
    /// One router.
    pub router_mm2: Option<f64>,
    /// How that is known.
    pub router_basis: Option<Basis>,
    /// Parts of one chip, all its cores together: memories by the component under which their energy is reported, `core` for
    /// the rest of the cores, `router`, `uncore` for the rest of the die.
    pub by_component_mm2: Named<f64>,
    /// Total energy over the area of all chips.
    pub energy_per_area_j_per_mm2: Option<f64>,
    /// Mean power over the area of all chips.
    pub power_density_w_per_mm2: Option<f64>,
}
