//! Traffic laid on a topology: who sends how much, and where to.

use egret_arch::{Topology, TopologySpec};
use egret_config::Problem;
use egret_workloads::random::Stream;

use super::traffic::{Flow, Traffic};

/// Traffic on the nodes of one topology.
#[derive(Clone, Debug)]
pub struct Pattern {
    nodes: u32,
    choice: Choice,
}

/// How a source finds the destination of a packet.
#[derive(Clone, Debug)]
enum Choice {
    /// Any node.
    Any,
    /// Always the same, by source.
    Fixed(Vec<u32>),
    /// By the sums of weights up to each node, the same for all sources.
    Weighted(Vec<f64>),
    /// By a list of each source.
    Listed { rows: Vec<Row>, total: f64 },
}

/// Destinations of one source.
#[derive(Clone, Debug, Default)]
struct Row {
    destinations: Vec<u32>,
    /// Sums of weights up to each destination.
    sums: Vec<f64>,
}

impl Row {
    fn weight(&self) -> f64 {
        self.sums.last().copied().unwrap_or(0.0)
    }
}

impl Pattern {
    /// Lays traffic on a topology; refused where the pattern is not defined there, or names nodes that are not.
    pub fn new(traffic: &Traffic, topology: &Topology) -> Result<Self, Problem> {
        let nodes = topology.cores();
        let fixed = |choice: Vec<u32>| Ok(Choice::Fixed(choice));
        let choice = match traffic {
            Traffic::Uniform => Ok(Choice::Any),
            Traffic::Transpose => {
                let grid = Grid::of(topology).filter(|grid| grid.columns == grid.rows);
                let grid = grid.ok_or_else(|| refused(traffic, topology, "a square mesh or torus"))?;
                fixed(grid.map(|(x, y)| (y, x)))
            }
            Traffic::Neighbor => {
                let grid = Grid::of(topology);
                let grid = grid.ok_or_else(|| refused(traffic, topology, "a mesh, torus or ring"))?;
                fixed(grid.map(|(x, y)| ((x + 1) % grid.columns, (y + 1) % grid.rows)))
            }
            Traffic::Tornado => {
                let grid = Grid::of(topology);
                let grid = grid.ok_or_else(|| refused(traffic, topology, "a mesh, torus or ring"))?;
                let far = |position: u32, size: u32| (position + size.div_ceil(2) - 1) % size;
                fixed(grid.map(|(x, y)| (far(x, grid.columns), far(y, grid.rows))))
            }
            Traffic::BitComplement => {
                // On a grid this is the point reflection, which is defined for every size.
                if Grid::of(topology).is_none() {
                    bits(traffic, topology)?;
                }
                fixed((0..nodes).map(|node| nodes - 1 - node).collect())
            }
            Traffic::Shuffle => {
                let bits = bits(traffic, topology)?;
                // A single node has no bits to rotate.
                let rotated = |node: u32| (node << 1 | node >> bits.saturating_sub(1)) & (nodes - 1);
                fixed((0..nodes).map(rotated).collect())
            }
            Traffic::Hotspot { nodes: hot, weight } => hotspot(hot, *weight, nodes),
            Traffic::Matrix(flows) => matrix(flows, nodes),
        }?;
        Ok(Self { nodes, choice })
    }

    /// Nodes, those included that send nothing.
    pub fn nodes(&self) -> u32 {
        self.nodes
    }

    /// How much a node sends, where the mean over all nodes is 1.
    pub fn share(&self, source: u32) -> f64 {
        match &self.choice {
            Choice::Any | Choice::Fixed(_) | Choice::Weighted(_) => 1.0,
            Choice::Listed { rows, total } => rows[source as usize].weight() * f64::from(self.nodes) / total,
        }
    }

    /// Destination of the next packet of a source that sends anything.
    pub fn destination(&self, source: u32, random: &mut Stream) -> u32 {
        match &self.choice {
            Choice::Any => random.below(u64::from(self.nodes)) as u32,
            Choice::Fixed(destinations) => destinations[source as usize],
            Choice::Weighted(sums) => drawn(sums, random) as u32,
            Choice::Listed { rows, .. } => {
                let row = &rows[source as usize];
                row.destinations[drawn(&row.sums, random)]
            }
        }
    }

    /// Pairs of source and destination that have traffic; an upper bound that is cheap to know.
    pub(super) fn pairs(&self) -> u64 {
        let nodes = u64::from(self.nodes);
        match &self.choice {
            Choice::Any | Choice::Weighted(_) => nodes * nodes,
            Choice::Fixed(_) => nodes,
            Choice::Listed { rows, .. } => rows.iter().map(|row| row.destinations.len() as u64).sum(),
        }
    }

    /// Calls `each` with source, destination and the share of all packets, for all pairs that have traffic.
    pub fn for_each_flow(&self, mut each: impl FnMut(u32, u32, f64)) {
        let nodes = f64::from(self.nodes);
        for source in 0..self.nodes {
            match &self.choice {
                Choice::Any => {
                    (0..self.nodes).for_each(|destination| each(source, destination, 1.0 / (nodes * nodes)));
                }
                Choice::Fixed(destinations) => each(source, destinations[source as usize], 1.0 / nodes),
                Choice::Weighted(sums) => {
                    let total = sums.last().copied().unwrap_or(1.0) * nodes;
                    weights(sums).zip(0..).for_each(|(weight, to)| each(source, to, weight / total));
                }
                Choice::Listed { rows, total } => {
                    let row = &rows[source as usize];
                    let flows = row.destinations.iter().zip(weights(&row.sums));
                    flows.for_each(|(&to, weight)| each(source, to, weight / total));
                }
            }
        }
    }
}

/// Index drawn with the weights behind running sums.
fn drawn(sums: &[f64], random: &mut Stream) -> usize {
    let point = random.unit() * sums.last().copied().unwrap_or(0.0);
    // Rounding may put the point on the very end.
    sums.partition_point(|&sum| sum <= point).min(sums.len() - 1)
}

/// Weights behind running sums.
fn weights(sums: &[f64]) -> impl Iterator<Item = f64> + '_ {
    let before = std::iter::once(0.0).chain(sums.iter().copied());
    sums.iter().zip(before).map(|(sum, before)| sum - before)
}

fn refused(traffic: &Traffic, topology: &Topology, needed: &str) -> Problem {
    let (name, kind) = (traffic.name(), topology.spec().name());
    let nodes = topology.cores();
    let problem = Problem::new("", format!("`{name}` is not defined on this {kind} of {nodes} nodes"));
    problem.hint(format!("it needs {needed}; `uniform` works everywhere"))
}

/// Bits of node numbers, where every number of so many bits is a node.
fn bits(traffic: &Traffic, topology: &Topology) -> Result<u32, Problem> {
    let nodes = topology.cores();
    if nodes.is_power_of_two() {
        return Ok(nodes.trailing_zeros());
    }
    Err(refused(traffic, topology, "a power of two of nodes"))
}

fn stranger(node: u32, nodes: u32) -> Problem {
    let problem = Problem::new("", format!("node {node} is not there"));
    problem.hint(format!("the nodes of this topology are 0 to {}", nodes - 1))
}

fn hotspot(hot: &[u32], weight: f64, nodes: u32) -> Result<Choice, Problem> {
    let mut weights = vec![1.0; nodes as usize];
    for &node in hot {
        *weights.get_mut(node as usize).ok_or_else(|| stranger(node, nodes))? = weight;
    }
    Ok(Choice::Weighted(running_sums(weights)))
}

fn matrix(flows: &[Flow], nodes: u32) -> Result<Choice, Problem> {
    let mut rows = vec![Row::default(); nodes as usize];
    let mut total = 0.0;
    for flow in flows {
        if flow.destination >= nodes {
            return Err(stranger(flow.destination, nodes));
        }
        let row = rows.get_mut(flow.source as usize).ok_or_else(|| stranger(flow.source, nodes))?;
        row.sums.push(row.weight() + flow.weight);
        row.destinations.push(flow.destination);
        total += flow.weight;
    }
    if total > 0.0 {
        return Ok(Choice::Listed { rows, total });
    }
    Err(Problem::new("", "the matrix has no traffic").hint("give at least one pair a weight above 0"))
}

fn running_sums(mut weights: Vec<f64>) -> Vec<f64> {
    let mut sum = 0.0;
    for weight in &mut weights {
        sum += *weight;
        *weight = sum;
    }
    weights
}

/// Routers in columns and rows, for patterns that go by coordinates. Cores of a concentrated router keep their place.
struct Grid {
    columns: u32,
    rows: u32,
    cores_per_router: u32,
    positions: Vec<(u32, u32)>,
}

impl Grid {
    fn of(topology: &Topology) -> Option<Self> {
        let routers = 0..topology.routers();
        let positions: Vec<(u32, u32)> = match topology.spec() {
            TopologySpec::Mesh { .. } | TopologySpec::Torus { .. } => {
                routers.map(|router| topology.position(router)).collect()
            }
            TopologySpec::Ring { .. } if topology.chips() == 1 => routers.map(|router| (router, 0)).collect(),
            _ => return None,
        };
        let columns = positions.iter().map(|&(x, _)| x + 1).max()?;
        let rows = positions.iter().map(|&(_, y)| y + 1).max()?;
        Some(Self { columns, rows, cores_per_router: topology.spec().cores_per_router(), positions })
    }

    /// Destinations of all nodes, from a map of coordinates.
    fn map(&self, to: impl Fn((u32, u32)) -> (u32, u32)) -> Vec<u32> {
        let mut router_at = vec![0; self.positions.len()];
        let place = |(x, y): (u32, u32)| (y * self.columns + x) as usize;
        for (router, &position) in (0..).zip(&self.positions) {
            router_at[place(position)] = router;
        }
        let cores = self.cores_per_router;
        let destinations = self.positions.iter().flat_map(|&position| {
            let router = router_at[place(to(position))];
            (0..cores).map(move |local| router * cores + local)
        });
        destinations.collect()
    }
}

#[cfg(test)]
mod tests;
