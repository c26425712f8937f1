//! Routes: for each source (a unit, or the end-of-step token of a slice) the packets it sends and where they go.

use egret_arch::topology::{TreeBuilder, TreeEdge};
use egret_arch::{Casting, Chip, Endpoint, LinkId, Topology};
use egret_workloads::{Network, PopulationId, Site};
use rustc_hash::FxHashMap;

use super::rows::RowTables;
use crate::mapping::Placement;

/// One (packet, endpoint) pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Destination {
    /// Core by position in the placement, or the number of cores for the host.
    pub(crate) endpoint: u32,
    /// First of its rows; they end where those of the next destination start.
    pub(crate) first_row: u32,
    /// Time on the way when no link is taken.
    pub(crate) transit: u32,
}

/// One packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// First destination.
    pub(crate) first: u32,
    /// End of its destinations.
    pub(crate) end: u32,
    /// Position in [`Routes::trees`].
    pub(crate) tree: u32,
    /// Flits of the packet.
    pub(crate) flits: u32,
}

/// The way of a packet: links in topological order, and the edges that end at its destinations.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) edges: Vec<TreeEdge>,
    /// Edge into each destination, in the order of the route.
    pub(crate) leaves: Vec<u32>,
}

/// All routes.
#[derive(Debug)]
pub(crate) struct Routes {
    pub(crate) destinations: Vec<Destination>,
    pub(crate) routes: Vec<Route>,
    pub(crate) trees: Vec<Tree>,
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
            tree_builder: TreeBuilder::new(&placement.topology),
            known_trees: FxHashMap::default(),
            routes: Self {
                destinations: Vec::new(),
                routes: Vec::new(),
                trees: Vec::new(),
                route_end: Vec::new(),
                first_token: 0,
            },
        };
        let host = placement.cores.len() as u32;
        let mut reached: Vec<(u32, u32)> = Vec::new();
        for id in network.population_ids() {
            let population = network.population(id);
            let payload =
                network.outgoing(id).map(|projection| network.projection(projection).payload_bits).max();
            let payload = payload.unwrap_or_else(|| default_payload(network, id));
            for unit in 0..population.units {
                let source = rows.first_source[id.index()] + unit;
                reached.clear();
                reached.extend_from_slice(&rows.reach[rows.reach_of(source)]);
                let rows_end = rows.reach.get(rows.reach_of(source).end).map_or(rows.rows.len(), |next| next.1 as usize);
                if readout == (id, true) {
                    reached.push((host, rows_end as u32));
                }
                let endpoint = match population.site {
                    Site::Chip => placement.slices[placement.homes[id.index()][unit as usize].slice as usize].core,
                    Site::Host | Site::Absent => host,
                };
                builder.source(endpoint, &reached, payload);
            }
        }
        builder.routes.first_token = builder.routes.route_end.len() as u32;
        let end_of_rows = rows.rows.len() as u32;
        for slice in &placement.slices {
            let targets: Vec<PopulationId> =
                network.outgoing(slice.population).map(|id| network.projection(id).target).collect();
            reached.clear();
            reached.extend(
                cores_of(placement, &targets).into_iter().map(|core| (core, end_of_rows)),
            );
            if readout.0 == slice.population {
                reached.push((host, end_of_rows));
            }
            builder.source(slice.core, &reached, 0);
        }
        reached.clear();
        reached.extend(
            cores_of(placement, &started_by_host(network)).into_iter().map(|core| (core, end_of_rows)),
        );
        builder.source(host, &reached, 0);
        // A sentinel, so that the rows of the last destination end as well.
        builder.routes.destinations.push(Destination { endpoint: host, first_row: end_of_rows, transit: 0 });
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

/// A population that only the host reads carries what it receives.
fn default_payload(network: &Network, population: PopulationId) -> u32 {
    network.incoming(population).map(|id| network.projection(id).payload_bits).max().unwrap_or(0)
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
    tree_builder: TreeBuilder<'a>,
    known_trees: FxHashMap<(u32, Vec<u32>), u32>,
    routes: Routes,
}

impl Builder<'_> {
    /// The packets of one source, from `endpoint` to the (endpoint, first row) pairs `reached`.
    fn source(&mut self, endpoint: u32, reached: &[(u32, u32)], payload_bits: u32) {
        let network = self.chip.network();
        let flits = (network.header_bits + payload_bits).div_ceil(network.flit_bits).max(1);
        match network.casting {
            Casting::Multicast if !reached.is_empty() => self.packet(endpoint, reached, flits),
            Casting::Multicast => {}
            Casting::Unicast => {
                for one in reached {
                    self.packet(endpoint, std::slice::from_ref(one), flits);
                }
            }
        }
        self.routes.route_end.push(self.routes.routes.len() as u32);
    }

    fn packet(&mut self, from: u32, reached: &[(u32, u32)], flits: u32) {
        let key: Vec<u32> = reached.iter().map(|&(endpoint, _)| endpoint).collect();
        let tree = match self.known_trees.get(&(from, key.clone())) {
            Some(&tree) => tree,
            None => self.tree(from, key),
        };
        let first = self.routes.destinations.len() as u32;
        for (index, &(endpoint, first_row)) in reached.iter().enumerate() {
            let transit = self.transit(tree, index, flits);
            self.routes.destinations.push(Destination { endpoint, first_row, transit });
        }
        let end = self.routes.destinations.len() as u32;
        self.routes.routes.push(Route { first, end, tree, flits });
    }

    fn tree(&mut self, from: u32, to: Vec<u32>) -> u32 {
        let host = self.placement.cores.len() as u32;
        let cores: Vec<u32> =
            to.iter().filter(|&&core| core != host).map(|&core| self.placement.cores[core as usize]).collect();
        let origin =
            if from == host { Endpoint::Host } else { Endpoint::Core(self.placement.cores[from as usize]) };
        let tree = self.tree_builder.tree(origin, &cores, cores.len() < to.len());
        let number = self.routes.trees.len() as u32;
        self.routes.trees.push(Tree { edges: tree.edges, leaves: tree.leaves });
        self.known_trees.insert((from, to), number);
        number
    }

    /// Time from leaving the source to the last flit at a destination when no link is taken.
    fn transit(&self, tree: u32, destination: usize, flits: u32) -> u32 {
        let network = self.chip.network();
        if network.free {
            return 0;
        }
        let tree = &self.routes.trees[tree as usize];
        let timing = |link: LinkId| network.link(link_class(&self.placement.topology, link));
        let mut edge = tree.edges[tree.leaves[destination] as usize];
        let mut time = u64::from(flits - 1) * timing(edge.link).cycle;
        loop {
            time += timing(edge.link).latency;
            if edge.parent == TreeEdge::ROOT {
                return time as u32;
            }
            edge = tree.edges[edge.parent as usize];
        }
    }
}

fn link_class(topology: &Topology, link: LinkId) -> egret_arch::LinkClass {
    topology.link(link).class
}
