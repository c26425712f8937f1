//! Shapes of what flows along the edges of a graph.

use egret_config::Problem;

use super::graph::Graph;
use super::linear::Stage;
use super::node::Node;

/// The shape of what each node gives, and what each linear node does.
#[derive(Clone, Debug)]
pub(super) struct Shapes {
    /// By node.
    pub(super) given: Vec<Vec<usize>>,
    /// By node; none for inputs and neurons.
    pub(super) stages: Vec<Option<Stage>>,
}

/// Most units of all nodes together.
const MOST_UNITS: usize = 1 << 24;

impl Shapes {
    /// Infers every shape from the inputs forward; every edge whose ends differ is a problem.
    pub(super) fn infer(graph: &Graph) -> Result<Self, Vec<Problem>> {
        let count = graph.nodes.len();
        let mut given: Vec<Option<Vec<usize>>> = graph.nodes.iter().map(own_shape).collect();
        let mut stages: Vec<Option<Stage>> = vec![None; count];
        let mut problems = Vec::new();
        let mut room = MOST_UNITS;
        // What neurons say is only a beginning: constants may be given once for all units.
        let mut settled: Vec<bool> = graph.nodes.iter().map(|node| matches!(node, Node::Input(_))).collect();
        loop {
            let mut moved = false;
            for node in 0..count {
                if settled[node] {
                    continue;
                }
                let Some(source) = graph.sources(node).find(|source| settled[*source]) else { continue };
                let Some(shape) = given[source].clone() else { continue };
                settled[node] = true;
                moved = true;
                match Stage::of(&graph.nodes[node], &shape) {
                    None => given[node] = Some(shape),
                    Some(Ok(stage)) => {
                        given[node] = Some(stage.shape.clone());
                        stages[node] = Some(stage);
                    }
                    Some(Err(what)) => {
                        problems.push(Problem::new(graph.names[node].as_str(), what));
                        given[node] = None;
                    }
                }
                let Some(shape) = given[node].take() else { continue };
                let units = shape.iter().try_fold(1usize, |units, length| units.checked_mul(*length));
                match units.and_then(|units| room.checked_sub(units)) {
                    Some(left) if units != Some(0) => {
                        room = left;
                        given[node] = Some(shape);
                    }
                    _ => {
                        let what =
                            format!("{shape:?} is empty, or with it there are more than {MOST_UNITS} units");
                        problems.push(Problem::new(graph.names[node].as_str(), what));
                    }
                }
            }
            if !moved {
                break;
            }
        }
        // Behind a node that fails nothing is settled, which says nothing new.
        for node in (0..count).filter(|_| problems.is_empty()).collect::<Vec<_>>() {
            if !settled[node] {
                let problem = Problem::new(graph.names[node].as_str(), "no input leads to it");
                problems.push(problem.hint("remove it, or connect it"));
            }
        }
        problems.extend(graph.edges.iter().filter_map(|edge| mismatch(graph, &given, *edge)));
        if problems.is_empty() {
            Ok(Self { given: given.into_iter().map(Option::unwrap_or_default).collect(), stages })
        } else {
            Err(problems)
        }
    }

    /// Units that a node gives.
    pub(super) fn units(&self, node: usize) -> usize {
        self.given[node].iter().product()
    }
}

fn own_shape(node: &Node) -> Option<Vec<usize>> {
    match node {
        Node::Input(shape) => Some(shape.clone()),
        _ => None,
    }
}

/// What is wrong with an edge whose source does not give what its target took from another source.
fn mismatch(
    graph: &Graph,
    given: &[Option<Vec<usize>>],
    (source, target): (usize, usize),
) -> Option<Problem> {
    let shape = given[source].as_ref()?;
    let result = given[target].as_ref()?;
    let names = (&graph.names[source], &graph.names[target]);
    let found = match Stage::of(&graph.nodes[target], shape) {
        None => shape.clone(),
        Some(Ok(stage)) => stage.shape,
        Some(Err(what)) => {
            return Some(Problem::new(
                names.1.as_str(),
                format!("the edge from `{}` does not fit: {what}", names.0),
            ));
        }
    };
    (found != *result).then(|| {
        let what = format!("the edge from `{}` brings {found:?}, others bring {result:?}", names.0);
        Problem::new(names.1.as_str(), what)
    })
}
