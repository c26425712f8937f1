//! From a network and a checked chip to a [`Placement`]: which units lie on which core at which router.

mod blocks;
mod capacity;
mod given;
mod limits;
mod share;
mod sites;

pub use capacity::MemoryUse;
pub use limits::{Violation, violations};

use egret_arch::{Board, Chip, Strategy, Topology};
use egret_workloads::{Network, PopulationId, Site};

pub(crate) use capacity::{
    FAN_OUT_PATH, check as check_capacity, lookup_bits, lookup_share, may_fit, memory_uses, shares_kernels,
};
pub(crate) use limits::{arch_kind, arch_model};
pub(crate) use share::Spread;

/// Units of one population on one core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Population.
    pub population: PopulationId,
    /// Position of the core in [`Placement::cores`].
    pub core: u32,
    /// Units, ascending.
    pub units: Vec<u32>,
}

/// A network laid on chips.
#[derive(Debug)]
pub struct Placement {
    /// Chips in use.
    pub chips: u32,
    /// Routers and links of all of them.
    pub topology: Topology,
    /// Slices, those of one core side by side in the order in which they are updated: populations in network order, or as a given
    /// placement lists them.
    pub slices: Vec<Slice>,
    /// Cores in use: number of the core in the topology, by position.
    pub cores: Vec<u32>,
    /// Slice and local position of every unit, by population; empty for populations that are not on the chip.
    pub homes: Vec<Vec<Home>>,
}

/// Where a unit lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home {
    /// Position in [`Placement::slices`].
    pub slice: u32,
    /// Position among the units of the slice.
    pub local: u32,
}

/// Routers and links of so many chips.
fn topology(chip: &Chip, chips: u32) -> Topology {
    let topology = Topology::build(chip.topology(), Board::of(chips));
    if chip.network().directional { topology.directed() } else { topology }
}

impl Placement {
    /// Lays `network` on `chips` chips as the chip file says.
    pub fn new(network: &Network, chip: &Chip, chips: u32) -> Self {
        Self::spread(network, chip, chips, Spread::All)
    }

    /// The same with units spread as asked for.
    pub(crate) fn spread(network: &Network, chip: &Chip, chips: u32, spread: Spread) -> Self {
        let mapping = chip.mapping();
        let available = chip.usable_cores() * chips;
        let cores = mapping.cores.map_or(available, |cores| cores.min(available));
        let loads = blocks::incoming_synapses(network);
        let units_a_core = |id| capacity::units_a_core(network, id, chip);
        let shares = share::cores_by_population(network, &loads, cores, spread, units_a_core);
        let mut by_core: Vec<Vec<(PopulationId, Vec<u32>)>> = vec![Vec::new(); shares.cores as usize];
        for share in &shares.populations {
            let units = network.population(share.population).units;
            let load = &loads[share.population.index()];
            let blocks = match (blocks::image_of(network, share.population), mapping.strategy) {
                (Some(image), _) => {
                    let groups = capacity::channel_groups(network, share.population, image, chip);
                    blocks::neighbouring(image, share.cores, groups)
                }
                (None, Strategy::Contiguous) => blocks::contiguous(units, share.cores),
                (None, Strategy::Balanced) => blocks::balanced(load, share.cores),
            };
            for (offset, block) in blocks.into_iter().enumerate() {
                if !block.is_empty() {
                    by_core[share.first_core as usize + offset].push((share.population, block));
                }
            }
        }
        by_core.retain(|slices| !slices.is_empty());
        Self::assemble(network, chip, chips, by_core)
    }

    fn assemble(
        network: &Network,
        chip: &Chip,
        chips: u32,
        by_core: Vec<Vec<(PopulationId, Vec<u32>)>>,
    ) -> Self {
        let topology = topology(chip, chips);
        let sites = |topology: &Topology, slices: &[Slice]| sites::choose(network, chip, topology, slices);
        Self::on_cores(network, topology, chips, by_core, sites)
    }

    /// Blocks by position of the core; `sites` gives the number of every core in the topology.
    fn on_cores(
        network: &Network,
        topology: Topology,
        chips: u32,
        by_core: Vec<Vec<(PopulationId, Vec<u32>)>>,
        sites: impl FnOnce(&Topology, &[Slice]) -> Vec<u32>,
    ) -> Self {
        let mut slices = Vec::new();
        for (core, blocks) in by_core.into_iter().enumerate() {
            for (population, units) in blocks {
                slices.push(Slice { population, core: core as u32, units });
            }
        }
        let mut homes: Vec<Vec<Home>> = network
            .populations
            .iter()
            .map(|population| match population.site {
                Site::Chip => vec![Home { slice: u32::MAX, local: 0 }; population.units as usize],
                Site::Host | Site::Absent => Vec::new(),
            })
            .collect();
        for (number, slice) in slices.iter().enumerate() {
            for (local, &unit) in slice.units.iter().enumerate() {
                homes[slice.population.index()][unit as usize] =
                    Home { slice: number as u32, local: local as u32 };
            }
        }
        let cores = sites(&topology, &slices);
        Self { chips, topology, slices, cores, homes }
    }

    /// Slices of one core, by position of the core.
    pub fn slices_of(&self, core: u32) -> std::ops::Range<u32> {
        let first = self.slices.partition_point(|slice| slice.core < core);
        let last = self.slices.partition_point(|slice| slice.core <= core);
        first as u32..last as u32
    }

    /// Routers with a core in use.
    pub fn tiles(&self) -> u32 {
        let mut routers: Vec<u32> = self.cores.iter().map(|&core| self.topology.router_of(core)).collect();
        routers.sort_unstable();
        routers.dedup();
        routers.len() as u32
    }
}
