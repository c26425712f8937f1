//! Nodes and edges of a file, nested graphs inlined.

use std::collections::{BTreeMap, BTreeSet};

use egret_config::{Problem, did_you_mean};

use super::fields::Fields;
use super::node::Node;
use crate::files::Item;

/// Most edges of a graph.
const MOST_EDGES: usize = 2_000;

/// A graph: nodes by name, and edges between indices of them in the order of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    pub(super) names: Vec<String>,
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<(usize, usize)>,
}

impl Graph {
    /// The graph of a file; every problem that was found.
    pub(super) fn read(file: &Item) -> Result<Self, Vec<Problem>> {
        let Item::Group(root) = file else { return Err(vec![Problem::new("", "it is no group")]) };
        let Some(Item::Group(items)) = root.get("node") else {
            let problem = Problem::new("node", "it is missing: this is no file of NIR");
            return Err(vec![problem.hint("write the graph with `nir.write(FILE, graph)`")]);
        };
        let mut reader = Reader { graph: Self::default(), problems: Vec::new() };
        let fields = Fields { path: "node", items };
        match fields.text("type") {
            Ok("NIRGraph") => {
                reader.graph(fields, "");
            }
            Ok(kind) => reader.problems.push(
                fields.problem("type", format!("the file holds a single `{kind}`, and a graph is needed")),
            ),
            Err(problem) => reader.problems.push(problem),
        }
        let Reader { graph, mut problems } = reader;
        let mut names = BTreeSet::new();
        if let Some(name) = graph.names.iter().find(|name| !names.insert(*name)) {
            problems.push(Problem::new(
                "node/nodes",
                format!("two nodes are called `{name}` once graphs are inlined"),
            ));
        }
        if problems.is_empty() { Ok(graph) } else { Err(problems) }
    }

    /// Nodes that feed a node, in the order of the edges.
    pub(super) fn sources(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        self.edges.iter().filter(move |(_, target)| *target == node).map(|(source, _)| *source)
    }

    /// Nodes that a node feeds, in the order of the edges.
    pub(super) fn targets(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        self.edges.iter().filter(move |(source, _)| *source == node).map(|(_, target)| *target)
    }
}

struct Reader {
    graph: Graph,
    problems: Vec<Problem>,
}

/// Where edges to a name end and where edges from it begin.
type Ends = BTreeMap<String, (Option<usize>, Option<usize>)>;

impl Reader {
    /// Adds the nodes and edges of a graph; the nodes where it begins and ends.
    fn graph(&mut self, fields: Fields, prefix: &str) -> (Option<usize>, Option<usize>) {
        let mut ends = Ends::new();
        let (mut first, mut last) = (None, None);
        match fields.item("nodes") {
            Ok(Item::Group(nodes)) => {
                for (name, item) in nodes {
                    let path = format!("{}/nodes/{name}", fields.path);
                    let Item::Group(items) = item else {
                        self.problems.push(Problem::new(path, "it is no node"));
                        continue;
                    };
                    let inner = Fields { path: &path, items };
                    let full = format!("{prefix}{name}");
                    let kind = match inner.text("type") {
                        Ok(kind) => kind,
                        Err(problem) => {
                            self.problems.push(problem);
                            continue;
                        }
                    };
                    if kind == "NIRGraph" {
                        let inside = self.graph(inner, &format!("{full}."));
                        ends.insert(name.clone(), inside);
                        continue;
                    }
                    let node = Node::read(kind, inner).map(|node| match node {
                        Node::Input(_) | Node::Output if !prefix.is_empty() => Node::Border,
                        node => node,
                    });
                    match node {
                        Ok(node) => {
                            let at = self.graph.nodes.len();
                            match kind {
                                "Input" => first = Some(at),
                                "Output" => last = Some(at),
                                _ => {}
                            }
                            self.graph.names.push(full);
                            self.graph.nodes.push(node);
                            ends.insert(name.clone(), (Some(at), Some(at)));
                        }
                        Err(problem) => {
                            self.problems.push(problem);
                            ends.insert(name.clone(), (None, None));
                        }
                    }
                }
            }
            Ok(_) => self.problems.push(fields.problem("nodes", "it is no group")),
            Err(problem) => self.problems.push(problem),
        }
        self.edges(fields, &ends);
        (first, last)
    }

    fn edges(&mut self, fields: Fields, ends: &Ends) {
        let values = match fields.item("edges") {
            Ok(Item::Texts { shape, values }) if shape.len() == 2 && shape[1] == 2 => values.as_slice(),
            // What h5py makes of an empty list.
            Ok(Item::Array(array)) if array.is_empty() => &[],
            Ok(_) => {
                return self.problems.push(fields.problem("edges", "they are no list of pairs of names"));
            }
            Err(problem) => return self.problems.push(problem),
        };
        if values.len() / 2 > MOST_EDGES {
            let what = format!("there are {}, and at most {MOST_EDGES} are read", values.len() / 2);
            return self.problems.push(fields.problem("edges", what));
        }
        let mut seen = BTreeSet::new();
        for (at, pair) in values.chunks_exact(2).enumerate() {
            let mut find = |name: &String| {
                if let Some(ends) = ends.get(name) {
                    return Some(*ends);
                }
                let near = did_you_mean(name, ends.keys().map(String::as_str));
                let problem =
                    fields.problem("edges", format!("edge {at} names `{name}`, and there is no such node"));
                self.problems.push(match near {
                    Some(near) => problem.hint(format!("did you mean `{near}`?")),
                    None => problem,
                });
                None
            };
            let (Some(source), Some(target)) = (find(&pair[0]), find(&pair[1])) else { continue };
            // A node that was refused has been reported already.
            let (Some(source), Some(target)) = (source.1, target.0) else { continue };
            if !seen.insert((source, target)) {
                let what = format!("the edge from `{}` to `{}` is there twice", pair[0], pair[1]);
                self.problems.push(fields.problem("edges", what));
            }
            self.graph.edges.push((source, target));
        }
    }
}
