//! Which core of the floor plan each used core is.

use egret_arch::topology::TreeBuilder;
use egret_arch::{Casting, Chip, Endpoint, PlacementRule, Topology};
use egret_workloads::{Network, Site};

use super::Slice;

/// Most cores whose sites are weighed against each other: the greedy looks at every pair of cores for every core.
const MOST_WEIGHED: u32 = 512;

/// The number in the topology of every used core.
///
/// The traffic-aware greedy weighs hops between pairs of cores, which is what unicast packets pay; copies of a multicast
/// packet share their way, and then the plain order can be the shorter one. So the better of the two is taken; on more
/// than [`MOST_WEIGHED`] cores the plain order.
pub(super) fn choose(network: &Network, chip: &Chip, topology: &Topology, slices: &[Slice]) -> Vec<u32> {
    let used = slices.last().map_or(0, |slice| slice.core + 1);
    let per_chip = topology.cores() / chips_of(topology);
    let free: Vec<u32> = (0..topology.cores()).filter(|core| core % per_chip < chip.usable_cores()).collect();
    let in_order = free[..used as usize].to_vec();
    match chip.mapping().placement {
        PlacementRule::RowMajor => in_order,
        PlacementRule::TrafficAware if used > MOST_WEIGHED => in_order,
        PlacementRule::TrafficAware => {
            let greedy = traffic_aware(topology, &free, &traffic(network, slices, used));
            let links = |sites: &[u32]| links_taken(network, chip, topology, slices, sites);
            if links(&in_order) < links(&greedy) { in_order } else { greedy }
        }
    }
}

/// Links that packets take if every unit on the chip emits once.
fn links_taken(network: &Network, chip: &Chip, topology: &Topology, slices: &[Slice], sites: &[u32]) -> u64 {
    let mut planner = TreeBuilder::new(topology);
    slices
        .iter()
        .map(|from| {
            let reaches = |to: &Slice| {
                let projections = &network.projections;
                projections.iter().any(|projection| {
                    projection.source == from.population && projection.target == to.population
                })
            };
            let mut cores: Vec<u32> =
                slices.iter().filter(|to| reaches(to)).map(|to| sites[to.core as usize]).collect();
            cores.dedup();
            let source = Endpoint::Core(sites[from.core as usize]);
            let links: usize = match chip.network().casting {
                Casting::Multicast => planner.tree(source, &cores, false).edges.len(),
                Casting::Unicast => {
                    cores.iter().map(|&core| planner.tree(source, &[core], false).edges.len()).sum()
                }
            };
            (links * from.units.len()) as u64
        })
        .sum()
}

fn chips_of(topology: &Topology) -> u32 {
    (0..topology.cores()).last().map_or(1, |core| topology.chip_of(core) + 1)
}

/// Events between cores if every unit emitted once: `traffic[core]` lists (other core, weight), both directions added.
fn traffic(network: &Network, slices: &[Slice], used: u32) -> Vec<Vec<u64>> {
    let mut weights = vec![vec![0; used as usize]; used as usize];
    for projection in &network.projections {
        if network.population(projection.source).site != Site::Chip {
            continue;
        }
        for from in slices.iter().filter(|slice| slice.population == projection.source) {
            for to in slices.iter().filter(|slice| slice.population == projection.target) {
                if from.core != to.core {
                    weights[from.core as usize][to.core as usize] += from.units.len() as u64;
                    weights[to.core as usize][from.core as usize] += from.units.len() as u64;
                }
            }
        }
    }
    weights
}

/// Greedy: the core with most traffic to those placed goes to the free site with the lowest sum of traffic × hops to
/// them; the first one goes to the site nearest to all others. Lower numbers win ties.
fn traffic_aware(topology: &Topology, free: &[u32], traffic: &[Vec<u64>]) -> Vec<u32> {
    let used = traffic.len();
    let mut hops = Hops::new(topology);
    let mut sites: Vec<Option<u32>> = vec![None; used];
    // Traffic of each core to those already placed.
    let mut pull = vec![0u64; used];
    let mut open: Vec<u32> = free.to_vec();
    for round in 0..used {
        let next = (0..used).filter(|&core| sites[core].is_none()).max_by_key(|&core| {
            let own: u64 = if round == 0 { traffic[core].iter().sum() } else { pull[core] };
            (own, std::cmp::Reverse(core))
        });
        let Some(next) = next else { break };
        hops.begin();
        if round == 0 {
            free.iter().take(used).for_each(|&other| hops.pull(topology.router_of(other), 1));
        } else {
            for (site, &weight) in sites.iter().zip(&traffic[next]) {
                if let Some(site) = site {
                    hops.pull(topology.router_of(*site), weight);
                }
            }
        }
        let costs = open.iter().map(|&site| (hops.cost(topology.router_of(site)), site));
        let Some((best, _)) = costs.enumerate().min_by_key(|(_, cost)| *cost) else { break };
        sites[next] = Some(open.remove(best));
        for (other, pull) in pull.iter_mut().enumerate() {
            *pull += traffic[next][other];
        }
    }
    sites.into_iter().flatten().collect()
}

/// Sums of traffic × hops, by router: cores at one router have the same.
struct Hops<'a> {
    topology: &'a Topology,
    /// Traffic to every router, and the routers that have some.
    weights: Vec<u64>,
    routers: Vec<u32>,
    /// By router, once somebody has asked.
    costs: Vec<Option<u64>>,
}

impl<'a> Hops<'a> {
    fn new(topology: &'a Topology) -> Self {
        let routers = topology.routers() as usize;
        Self { topology, weights: vec![0; routers], routers: Vec::new(), costs: vec![None; routers] }
    }

    /// Forgets all traffic.
    fn begin(&mut self) {
        self.routers.drain(..).for_each(|router| self.weights[router as usize] = 0);
        self.costs.fill(None);
    }

    /// Adds traffic to a router.
    fn pull(&mut self, router: u32, weight: u64) {
        if weight == 0 {
            return;
        }
        if self.weights[router as usize] == 0 {
            self.routers.push(router);
        }
        self.weights[router as usize] += weight;
    }

    /// Traffic × hops from a router to all that has some.
    fn cost(&mut self, router: u32) -> u64 {
        if let Some(known) = self.costs[router as usize] {
            return known;
        }
        let hops = |to: u32| u64::from(self.topology.distance(router, to));
        let cost = self.routers.iter().map(|&to| self.weights[to as usize] * hops(to)).sum();
        self.costs[router as usize] = Some(cost);
        cost
    }
}
