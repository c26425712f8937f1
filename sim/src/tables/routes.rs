//! Routes: for each source (a unit, or the end-of-step token of a slice) the packets it sends and where they go.

use egret_arch::topology::TreeBuilder;
use egret_arch::{Casting, Chip, Endpoint, Sync};
use egret_workloads::{Network, PopulationId, Site};
use rustc_hash::FxHashMap;

use super::forest::Forest;
use super::rows::RowTables;
use crate::mapping::Placement;

/// One packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// Entry of the row table of its first destination; those of the others follow. Of no meaning for tokens.
    pub(crate) first_row: u32,
    /// Position in [`Routes::trees`].
    pub(crate) tree: u32,
}

/// All routes.
#[derive(Debug)]
pub(crate) struct Routes {
    pub(crate) all: Vec<Route>,
    pub(crate) forest: Forest,
    /// End of the routes of each source: units of all populations, tokens of all slices, token of the host.
    route_end: Vec<u32>,
    /// First source of the tokens.
    pub(crate) first_token: u32,
}

impl Routes {
    /// Routes of one source.
    pub(crate) fn of(&self, source: u32) -> std::ops::Range<usize> {
        let start = if source == 0 { 0 } else { self.route_end[source as usize - 1] as usize };
        start..self.route_end[source as usize] as usize
    }

    /// Bytes of the tables.
    pub(crate) fn bytes(&self) -> usize {
        self.forest.bytes() + size_of_val(&*self.all) + size_of_val(&*self.route_end)
    }

    /// Source number of the token of a slice; of the host with `slice` = number of slices.
    pub(crate) fn token(&self, slice: u32) -> u32 {
        self.first_token + slice
    }

    /// Lays out the routes of all sources. `readout` is the population whose events and tokens go to the host:
    /// (population, whether its events go there too).
    pub(crate) fn build(
        network: &Network,
        chip: &Chip,
        placement: &Placement,
        rows: &RowTables,
        readout: (PopulationId, bool),
    ) -> Self {
        let mut builder = Builder {
            chip,
            placement,
            planner: TreeBuilder::new(&placement.topology),
            known_trees: FxHashMap::default(),
            routes: Self {
                all: Vec::new(),
                forest: Forest::default(),
                route_end: Vec::new(),
                first_token: 0,
            },
        };
        let host = placement.cores.len() as u32;
        for id in network.population_ids() {
            let population = network.population(id);
            let payload = payload_bits(network, id);
            for unit in 0..population.units {
                let entries = rows.of(rows.first_source[id.index()] + unit);
                let mut to = rows.row_cores[entries.clone()].to_vec();
                if readout == (id, true) {
                    to.push(host);
                }
                let from = match population.site {
                    Site::Chip => {
                        placement.slices[placement.homes[id.index()][unit as usize].slice as usize].core
                    }
                    Site::Host | Site::Absent => host,
                };
                builder.source(from, to, entries.start as u32, payload);
            }
        }
        builder.routes.first_token = builder.routes.route_end.len() as u32;
        // Only where steps end by tokens are there any.
        let tokens = matches!(chip.sync(), Sync::Dataflow { .. });
        for slice in &placement.slices {
            if !tokens {
                builder.source(slice.core, Vec::new(), 0, 0);
                continue;
            }
            let targets: Vec<PopulationId> =
                network.outgoing(slice.population).map(|id| network.projection(id).target).collect();
            let mut to = cores_of(placement, &targets);
            if readout.0 == slice.population {
                to.push(host);
            }
            // A token is a packet like those before it, so that it cannot overtake them.
            builder.source(slice.core, to, 0, payload_bits(network, slice.population));
        }
        let to = if tokens { cores_of(placement, &started_by_host(network)) } else { Vec::new() };
        let injected = network.population_ids().find(|&id| network.population(id).site == Site::Host);
        builder.source(host, to, 0, injected.map_or(0, |id| payload_bits(network, id)));
        builder.routes
    }
}

/// Populations on the chip whose steps the host starts: those it injects into, and those without any same-step input.
pub(crate) fn started_by_host(network: &Network) -> Vec<PopulationId> {
    network
        .population_ids()
        .filter(|&id| network.population(id).site == Site::Chip)
        .filter(|&id| {
            let mut same_step = network
                .incoming(id)
                .map(|projection| network.projection(projection))
                .filter(|projection| projection.delay == 0)
                .peekable();
            same_step.peek().is_none()
                || same_step.any(|projection| network.population(projection.source).site != Site::Chip)
        })
        .collect()
}

/// Bits that an event of a population carries; a population that only the host reads sends what it receives.
fn payload_bits(network: &Network, population: PopulationId) -> u32 {
    let bits = |id| network.projection(id).payload_bits;
    let sent = network.outgoing(population).map(bits).max();
    sent.or_else(|| network.incoming(population).map(bits).max()).unwrap_or(0)
}

/// Cores with a slice of any of the populations, ascending.
fn cores_of(placement: &Placement, populations: &[PopulationId]) -> Vec<u32> {
    let mut cores: Vec<u32> = placement
        .slices
        .iter()
        .filter(|slice| populations.contains(&slice.population))
        .map(|slice| slice.core)
        .collect();
    cores.dedup();
    cores
}

struct Builder<'a> {
    chip: &'a Chip,
    placement: &'a Placement,
    planner: TreeBuilder<'a>,
    /// By source, destinations and flits.
    known_trees: FxHashMap<(u32, Vec<u32>, u32), u32>,
    routes: Routes,
}

impl Builder<'_> {
    /// The packets of one source from endpoint `from` to the endpoints `to`.
    fn source(&mut self, from: u32, to: Vec<u32>, first_row: u32, payload_bits: u32) {
        let network = self.chip.network();
        let flits = (network.header_bits + payload_bits).div_ceil(network.flit_bits).max(1);
        match network.casting {
            Casting::Multicast if to.is_empty() => {}
            Casting::Multicast => self.packet(from, to, first_row, flits),
            Casting::Unicast => {
                for (index, endpoint) in to.into_iter().enumerate() {
                    self.packet(from, vec![endpoint], first_row + index as u32, flits);
                }
            }
        }
        self.routes.route_end.push(self.routes.all.len() as u32);
    }

    fn packet(&mut self, from: u32, to: Vec<u32>, first_row: u32, flits: u32) {
        let key = (from, to, flits);
        let tree = match self.known_trees.get(&key) {
            Some(&tree) => tree,
            None => self.tree(key),
        };
        self.routes.all.push(Route { first_row, tree });
    }

    fn tree(&mut self, key: (u32, Vec<u32>, u32)) -> u32 {
        let (from, to, flits) = &key;
        let host = self.placement.cores.len() as u32;
        let cores: Vec<u32> = to
            .iter()
            .filter(|&&core| core != host)
            .map(|&core| self.placement.cores[core as usize])
            .collect();
        let origin =
            if *from == host { Endpoint::Host } else { Endpoint::Core(self.placement.cores[*from as usize]) };
        let network = self.chip.network();
        let number = self.routes.forest.add(&mut self.planner, network, origin, (to, &cores), *flits);
        self.known_trees.insert(key, number);
        number
    }
}
