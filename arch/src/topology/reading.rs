//! From a topology as written to its checked kind and sizes.

use std::borrow::Cow;

use egret_config::{Problem, Sourced};

use super::graph;
use super::spec::TopologySpec;
use crate::file::TopologyFile;

/// Most routers of a mesh or torus, 256 × 256; more is taken for a slip of the pen.
const MOST_GRID_ROUTERS: u32 = 1 << 16;
/// Most routers of a ring, tree or graph, whose tables grow with the square: 24 MiB at this size.
const MOST_TABLE_ROUTERS: u32 = 1 << 11;
/// Most cores of one chip, so that core and link numbers of many chips stay within 32 bits.
const MOST_CORES: u32 = 1 << 20;
/// Deepest tree: with two children a router it has the most routers a tree may have.
const MOST_LEVELS: u32 = 10;

impl TopologySpec {
    /// Checks the sizes of a topology as written; problems are named by their path in the chip file.
    pub fn from_file(file: &TopologyFile) -> Result<Self, Vec<Problem>> {
        let mut sizes = Sizes::default();
        let spec = match file {
            TopologyFile::Mesh { columns, rows, cores_per_router, order } => Self::Mesh {
                columns: sizes.read("columns", columns, 1, MOST_GRID_ROUTERS),
                rows: sizes.read("rows", rows, 1, MOST_GRID_ROUTERS),
                cores_per_router: sizes.read("cores_per_router", cores_per_router, 1, MOST_CORES),
                order: *order,
            },
            TopologyFile::Torus { columns, rows, cores_per_router, order } => Self::Torus {
                columns: sizes.read("columns", columns, 1, MOST_GRID_ROUTERS),
                rows: sizes.read("rows", rows, 1, MOST_GRID_ROUTERS),
                cores_per_router: sizes.read("cores_per_router", cores_per_router, 1, MOST_CORES),
                order: *order,
            },
            TopologyFile::Ring { routers, cores_per_router } => Self::Ring {
                routers: sizes.read("routers", routers, 1, MOST_TABLE_ROUTERS),
                cores_per_router: sizes.read("cores_per_router", cores_per_router, 1, MOST_CORES),
            },
            TopologyFile::Star { cores } => Self::Star { cores: sizes.read("cores", cores, 1, MOST_CORES) },
            TopologyFile::Tree { arity, levels, cores_per_router } => Self::Tree {
                arity: sizes.read("arity", arity, 2, MOST_TABLE_ROUTERS),
                levels: sizes.read("levels", levels, 1, MOST_LEVELS),
                cores_per_router: sizes.read("cores_per_router", cores_per_router, 1, MOST_CORES),
            },
            TopologyFile::Graph { routers, cores_per_router, links, routing } => {
                let routers = sizes.read("routers", routers, 1, MOST_TABLE_ROUTERS);
                let cores_per_router = sizes.read("cores_per_router", cores_per_router, 1, MOST_CORES);
                if sizes.problems.is_empty() {
                    sizes.problems.extend(graph::faults(routers, links));
                }
                let links = Cow::Owned(links.clone());
                Self::Graph { routers, cores_per_router, links, routing: *routing }
            }
        };
        if sizes.problems.is_empty() {
            sizes.problems.extend(spec.too_large());
        }
        if sizes.problems.is_empty() { Ok(spec) } else { Err(sizes.problems) }
    }

    /// What is wrong with the sizes taken together.
    fn too_large(&self) -> Option<Problem> {
        let most = match self {
            Self::Mesh { .. } | Self::Torus { .. } => MOST_GRID_ROUTERS,
            Self::Ring { .. } | Self::Star { .. } | Self::Tree { .. } | Self::Graph { .. } => {
                MOST_TABLE_ROUTERS
            }
        };
        let counts = [("routers", self.routers(), most), ("cores", self.cores(), MOST_CORES)];
        let (what, _, most) = counts.into_iter().find(|&(_, count, most)| count > most)?;
        let problem = Problem::new("topology", format!("the sizes make more than {most} {what} on a chip"));
        Some(problem.hint("make it smaller, or join several chips"))
    }
}

/// Reads sizes and gathers what is wrong with them.
#[derive(Default)]
struct Sizes {
    problems: Vec<Problem>,
}

impl Sizes {
    /// The size, or `least` with a problem noted.
    fn read(&mut self, name: &str, size: &Sourced<u32>, least: u32, most: u32) -> u32 {
        let what = match size.value() {
            Some(&size) if (least..=most).contains(&size) => return size,
            Some(size) => format!("`{name}` is {size}"),
            None => format!("`{name}` is not known"),
        };
        let problem = Problem::new(format!("topology.{name}"), what);
        self.problems.push(problem.hint(format!("write {least} to {most}")));
        least
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::DimensionOrder;

    fn paths(file: &TopologyFile) -> Vec<String> {
        let problems = TopologySpec::from_file(file).expect_err("refused");
        problems.into_iter().map(|problem| problem.path).collect()
    }

    #[test]
    fn zero_and_unknown_sizes_are_all_refused_by_name() {
        let file = TopologyFile::Mesh {
            columns: Sourced::Given(0),
            rows: Sourced::Given(4),
            cores_per_router: Sourced::Unknown("nobody says".to_owned()),
            order: DimensionOrder::Xy,
        };
        assert_eq!(paths(&file), ["topology.columns", "topology.cores_per_router"]);
        assert_eq!(paths(&TopologyFile::Star { cores: Sourced::Given(0) }), ["topology.cores"]);
        let ring = TopologyFile::Ring { routers: Sourced::Given(0), cores_per_router: Sourced::Given(0) };
        assert_eq!(paths(&ring), ["topology.routers", "topology.cores_per_router"]);
        let given = Sourced::Given;
        let tree = TopologyFile::Tree { arity: given(1), levels: given(0), cores_per_router: given(1) };
        assert_eq!(paths(&tree), ["topology.arity", "topology.levels"]);
    }

    #[test]
    fn sizes_absurd_together_are_refused() {
        let given = Sourced::Given;
        for (side, cores) in [(60_000, 1), (256, 17)] {
            let mesh = TopologyFile::Mesh {
                columns: given(side),
                rows: given(side),
                cores_per_router: given(cores),
                order: DimensionOrder::Xy,
            };
            assert_eq!(paths(&mesh), ["topology"]);
        }
        let tree = TopologyFile::Tree { arity: given(2000), levels: given(10), cores_per_router: given(1) };
        assert_eq!(paths(&tree), ["topology"]);
    }

    #[test]
    fn the_largest_tree_of_two_children_is_accepted() {
        let given = Sourced::Given;
        let tree = TopologyFile::Tree { arity: given(2), levels: given(10), cores_per_router: given(4) };
        let spec = TopologySpec::from_file(&tree).expect("in range");
        assert_eq!((spec.routers(), spec.cores(), spec.first_core_router()), (2047, 4096, 1023));
    }
}
