//! A chip as written: the RON schema of chip files, version 1.
//!
//! These types mirror the file one to one (`deny_unknown_fields`, no flattening) and are never used by the simulator:
//! [`crate::validate()`] turns a [`ChipFile`] into a checked [`crate::Chip`] or a list of problems. Every number carries
//! its basis and source ([`Sourced`]).

mod area;
mod core;
mod dram;
mod energy;
mod left_out;
mod mapping;
mod memory;
mod network;
mod power;
mod router;
mod technology;
mod topology;

use egret_config::{Frequency, Sourced};
use serde::{Deserialize, Serialize};

pub use area::*;
pub use core::*;
pub use dram::*;
pub use energy::*;
pub use mapping::*;
pub use memory::*;
pub use network::*;
pub use power::*;
pub use router::*;
pub use technology::*;
pub use topology::*;

/// One chip file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChipFile {
    /// Schema of this file: `"egret.chip/1"`.
    pub schema: String,
    /// Name, equal to the file's stem.
    pub name: String,
    /// One or two sentences: what it is and what it is good for here.
    pub summary: String,
    /// True for a chip that nobody built; only such a chip may use [`Sourced::Chosen`].
    #[serde(default)]
    pub hypothetical: bool,
    /// Process node, voltage.
    pub technology: TechnologyFile,
    /// Ticks per second of simulated time; every clock edge and latency is a whole number of ticks.
    pub time_base: Sourced<Frequency>,
    /// What to do with a delay that is no whole number of ticks.
    pub rounding: Rounding,
    /// How routers are joined, and how many cores sit at each.
    pub topology: TopologyFile,
    /// Cores that a user's program may use; the first ones in router order.
    pub usable_cores: Sourced<u32>,
    /// The neuron core.
    pub core: CoreFile,
    /// Routers and links.
    pub network: NetworkFile,
    /// Chip-to-chip link; absent on a chip that cannot be joined to others.
    #[serde(default)]
    pub chip_link: Option<ChipLinkFile>,
    /// DRAM beside the chip; absent on a chip without.
    #[serde(default)]
    pub dram: Option<DramFile>,
    /// How steps are synchronised.
    pub sync: SyncFile,
    /// Input injection and read-out.
    pub host: HostFile,
    /// Energy of every action.
    pub energy: EnergyFile,
    /// Static power.
    pub static_power: StaticPowerFile,
    /// How large it and its parts are; left out: modelled where models reach.
    #[serde(default)]
    pub area: AreaFile,
    /// What it can carry and compute.
    pub limits: LimitsFile,
    /// How networks are laid on it.
    pub mapping: MappingFile,
    /// Switches that idealise single overheads away, for studies.
    #[serde(default)]
    pub ideal: IdealFile,
}

/// Policy for delays that are no whole number of ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rounding {
    /// Refuse the file.
    Refuse,
    /// Round to the nearest tick, at least one, and list each rounding with its size in the record.
    Allow,
}
