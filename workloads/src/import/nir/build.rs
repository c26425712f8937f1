//! Neurons as populations, chains of linear nodes between them as projections.

use egret_config::Problem;

use super::graph::Graph;
use super::linear::{MOST_COMPOSED, Map, compose};
use super::neurons::TimeStep;
use super::node::Node;
use super::shapes::Shapes;
use crate::execute::{Cell, ExecutableNetwork, ExecutablePopulation, ExecutableProjection};
use crate::import::{Conversion, Imported};
use crate::network::PopulationId;

/// Most chains of linear nodes between neurons.
const MOST_CHAINS: usize = 10_000;

/// A chain of linear nodes from one population to another; nodes stand for populations here.
struct Chain {
    source: usize,
    target: usize,
    nodes: Vec<usize>,
}

/// The network of a graph; every problem that was found.
pub(super) fn build(graph: &Graph, shapes: &Shapes, time: TimeStep) -> Result<Imported, Vec<Problem>> {
    let (input, output) = ends(graph)?;
    let mut chains = chains(graph).map_err(|problem| vec![problem])?;
    let readout = readout(graph, &mut chains, output).map_err(|problem| vec![problem])?;
    let order = Order::find(graph, &chains, input, readout).map_err(|problem| vec![problem])?;
    chains.sort_by_key(|chain| (order.id(chain.source), order.id(chain.target)));
    let mut problems = Vec::new();
    let mut populations = Vec::new();
    let mut conversions = Vec::new();
    for node in &order.nodes {
        let mut notes = Vec::new();
        let (name, shape) = (&graph.names[*node], &shapes.given[*node]);
        let cell = match &graph.nodes[*node] {
            Node::Input(_) => Ok(Cell::Input),
            Node::Neurons(neurons) => neurons.cell(shape, bias(graph, shapes, *node), time, &mut notes),
            _ => Ok(Cell::Linear { bias: bias(graph, shapes, *node) }),
        };
        let units = shapes.units(*node);
        conversions.push(Conversion {
            node: name.clone(),
            kind: graph.nodes[*node].kind().to_owned(),
            became: format!("population `{name}` of {units} units, {shape:?}"),
            notes,
        });
        match cell {
            Ok(cell) => {
                populations.push(ExecutablePopulation { name: name.clone(), units: units as u32, cell });
            }
            Err(problem) => problems.push(problem),
        }
    }
    let mut projections = Vec::new();
    for chain in &chains {
        let maps: Vec<&Map> = chain
            .nodes
            .iter()
            .filter_map(|node| shapes.stages[*node].as_ref())
            .map(|stage| &stage.map)
            .collect();
        let mut name = projection_name(graph, &chains, chain);
        while projections.iter().any(|other: &ExecutableProjection| other.name == name) {
            name.push('_');
        }
        let Some(weights) = compose(&maps, shapes.units(chain.source), shapes.units(chain.target)) else {
            let what = format!("multiplied out they are more than {MOST_COMPOSED} synapses");
            problems.push(Problem::new(name, what).hint("put neurons between these nodes"));
            continue;
        };
        let delay = u8::from(order.is_recurrent(chain));
        let arrives = if delay == 0 { "same step" } else { "next step" };
        let nonzeros = weights.synapses().nonzeros();
        for node in &chain.nodes {
            let composed = maps.iter().filter(|map| !matches!(map, Map::Same)).count() > 1;
            conversions.push(Conversion {
                node: graph.names[*node].clone(),
                kind: graph.nodes[*node].kind().to_owned(),
                became: format!("projection `{name}`, {nonzeros} synapses, {arrives}"),
                notes: if composed {
                    vec!["multiplied out with its neighbours, exactly".to_owned()]
                } else {
                    vec![]
                },
            });
        }
        projections.push(ExecutableProjection {
            name,
            source: order.id(chain.source),
            target: order.id(chain.target),
            delay,
            weights,
        });
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    if output != readout {
        conversions.push(Conversion {
            node: graph.names[output].clone(),
            kind: "Output".to_owned(),
            became: format!("`{}` is read out", graph.names[readout]),
            notes: Vec::new(),
        });
    }
    let network = ExecutableNetwork { populations, projections };
    let misfits = network.misfits();
    if !misfits.is_empty() {
        return Err(misfits.into_iter().map(|what| Problem::new("", what)).collect());
    }
    Ok(Imported { network, readout: order.id(readout), conversions })
}

/// The only input and the only output.
fn ends(graph: &Graph) -> Result<(usize, usize), Vec<Problem>> {
    let mut problems = Vec::new();
    let mut only = |kind: &str, wanted: fn(&Node) -> bool| {
        let found: Vec<usize> = (0..graph.nodes.len()).filter(|node| wanted(&graph.nodes[*node])).collect();
        if let [single] = found[..] {
            return single;
        }
        let names: Vec<&str> = found.iter().map(|node| graph.names[*node].as_str()).collect();
        problems.push(Problem::new(
            "node/nodes",
            format!("one {kind} is needed, and there are {}: {}", found.len(), names.join(", ")),
        ));
        0
    };
    let input = only("Input", |node| matches!(node, Node::Input(_)));
    let output = only("Output", |node| matches!(node, Node::Output));
    if problems.is_empty() { Ok((input, output)) } else { Err(problems) }
}

fn is_population(node: &Node) -> bool {
    matches!(node, Node::Input(_) | Node::Neurons(_))
}

/// Every way through linear nodes from one population to another, or to the output.
fn chains(graph: &Graph) -> Result<Vec<Chain>, Problem> {
    let mut found = Vec::new();
    for source in (0..graph.nodes.len()).filter(|node| is_population(&graph.nodes[*node])) {
        let mut open: Vec<Vec<usize>> = graph.targets(source).map(|target| vec![target]).collect();
        open.reverse();
        while let Some(mut path) = open.pop() {
            let Some(last) = path.last().copied() else { continue };
            let ends = is_population(&graph.nodes[last]) || matches!(graph.nodes[last], Node::Output);
            if ends {
                path.pop();
                found.push(Chain { source, target: last, nodes: path });
            } else {
                let next: Vec<usize> = graph.targets(last).collect();
                for target in next.into_iter().rev() {
                    if path.contains(&target) {
                        let what = "it lies on a circle without neurons";
                        return Err(Problem::new(graph.names[target].as_str(), what));
                    }
                    let mut longer = path.clone();
                    longer.push(target);
                    open.push(longer);
                }
            }
            if found.len() + open.len() > MOST_CHAINS {
                let what = format!("there are more than {MOST_CHAINS} ways between neurons");
                return Err(Problem::new("node/edges", what));
            }
        }
    }
    Ok(found)
}

/// The node whose population is read out: the neurons before the output, or the output itself where linear nodes come
/// before it. Chains to an output that is no population are taken out.
fn readout(graph: &Graph, chains: &mut Vec<Chain>, output: usize) -> Result<usize, Problem> {
    let name = graph.names[output].as_str();
    let into: Vec<&Chain> = chains.iter().filter(|chain| chain.target == output).collect();
    let Some(first) = into.first() else {
        return Err(Problem::new(name, "nothing leads to it"));
    };
    let plain = |chain: &Chain| {
        chain.nodes.iter().all(|node| matches!(graph.nodes[*node], Node::Border | Node::Flatten { .. }))
    };
    if !plain(first) || into.len() > 1 || matches!(graph.nodes[first.source], Node::Input(_)) {
        return Ok(output);
    }
    let source = first.source;
    chains.retain(|chain| chain.target != output);
    Ok(source)
}

/// What is added to each unit of a node: the biases of the linear nodes before it, through all that follow them.
fn bias(graph: &Graph, shapes: &Shapes, node: usize) -> Vec<f32> {
    let mut known = vec![None; graph.nodes.len()];
    let total = before(graph, shapes, node, &mut known);
    total.into_iter().map(|value| value as f32).collect()
}

fn before(graph: &Graph, shapes: &Shapes, node: usize, known: &mut [Option<Vec<f64>>]) -> Vec<f64> {
    let mut total: Vec<f64> = Vec::new();
    for source in graph.sources(node).filter(|source| !is_population(&graph.nodes[*source])) {
        if known[source].is_none() {
            let incoming = before(graph, shapes, source, known);
            let units = shapes.units(source);
            let stage = shapes.stages[source].as_ref();
            let mut values = stage.map_or_else(Vec::new, |stage| stage.map.apply(&incoming, units));
            values.resize(units, 0.0);
            for (value, bias) in
                values.iter_mut().zip(stage.and_then(|stage| stage.bias.as_ref()).into_iter().flatten())
            {
                *value += f64::from(*bias);
            }
            known[source] = Some(values);
        }
        let values = known[source].as_deref().unwrap_or_default();
        total.resize(values.len().max(total.len()), 0.0);
        total.iter_mut().zip(values).for_each(|(total, value)| *total += value);
    }
    let stage_inputs = shapes.stages[node].as_ref().map_or_else(|| shapes.units(node), |_| total.len());
    total.resize(stage_inputs, 0.0);
    total
}

/// The order of populations, and which projections go back in it.
struct Order {
    /// Nodes that are populations: the input first, the read-out last.
    nodes: Vec<usize>,
    /// Place of each node in the order of depth-first search; a chain to an earlier or the same place goes back.
    place: Vec<Option<usize>>,
}

impl Order {
    fn find(graph: &Graph, chains: &[Chain], input: usize, readout: usize) -> Result<Self, Problem> {
        let mut state = vec![State::New; graph.nodes.len()];
        let mut finished = Vec::new();
        // Depth-first search without recursion: a node is finished when all it leads to is.
        let mut stack = vec![(input, 0)];
        state[input] = State::Open;
        while let Some((node, tried)) = stack.pop() {
            let next = chains.iter().filter(|chain| chain.source == node).nth(tried);
            if let Some(chain) = next {
                stack.push((node, tried + 1));
                if state[chain.target] == State::New {
                    state[chain.target] = State::Open;
                    stack.push((chain.target, 0));
                }
            } else {
                state[node] = State::Finished;
                finished.push(node);
            }
        }
        finished.reverse();
        let mut place = vec![None; graph.nodes.len()];
        finished.iter().enumerate().for_each(|(at, node)| place[*node] = Some(at));
        if place[readout].is_none() {
            return Err(Problem::new(graph.names[readout].as_str(), "no input leads to it"));
        }
        // Whatever is last is read out; its place in the search still says which chains go back.
        let mut nodes = finished;
        nodes.retain(|node| *node != readout);
        nodes.push(readout);
        Ok(Self { nodes, place })
    }

    fn is_recurrent(&self, chain: &Chain) -> bool {
        self.place[chain.target] <= self.place[chain.source]
    }

    fn id(&self, node: usize) -> PopulationId {
        let at = self.nodes.iter().position(|other| *other == node);
        PopulationId(at.unwrap_or(0) as u32)
    }
}

/// The name of a projection: its linear nodes, and its ends where these are not enough.
fn projection_name(graph: &Graph, chains: &[Chain], chain: &Chain) -> String {
    let ends = format!("{}-{}", graph.names[chain.source], graph.names[chain.target]);
    if chain.nodes.is_empty() {
        return ends;
    }
    let nodes: Vec<&str> = chain.nodes.iter().map(|node| graph.names[*node].as_str()).collect();
    let shared = chains.iter().filter(|other| other.nodes == chain.nodes).count() > 1;
    if shared { format!("{}:{ends}", nodes.join("+")) } else { nodes.join("+") }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    Open,
    Finished,
}
