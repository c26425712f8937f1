//! Every kind of topology at the sizes at which something changes, for the tests that walk them all.

use std::borrow::Cow;

use egret_arch::topology::{Board, Endpoint, TOPOLOGIES, Topology, TopologySpec};
use egret_arch::{DimensionOrder, GraphRouting};

pub(crate) fn mesh(columns: u32, rows: u32, cores_per_router: u32) -> TopologySpec {
    TopologySpec::Mesh { columns, rows, cores_per_router, order: DimensionOrder::Xy }
}

pub(crate) fn torus(columns: u32, rows: u32) -> TopologySpec {
    TopologySpec::Torus { columns, rows, cores_per_router: 1, order: DimensionOrder::Xy }
}

pub(crate) fn graph(routers: u32, links: &[(u32, u32)], routing: GraphRouting) -> TopologySpec {
    TopologySpec::Graph { routers, cores_per_router: 1, links: Cow::Owned(links.to_vec()), routing }
}

/// The same grid with the other dimension first.
pub(crate) fn turned(spec: TopologySpec) -> TopologySpec {
    let order = DimensionOrder::Yx;
    match spec {
        TopologySpec::Mesh { columns, rows, cores_per_router, .. } => {
            TopologySpec::Mesh { columns, rows, cores_per_router, order }
        }
        TopologySpec::Torus { columns, rows, cores_per_router, .. } => {
            TopologySpec::Torus { columns, rows, cores_per_router, order }
        }
        other => other,
    }
}

/// Boards of one chip, in a row, and in both directions.
pub(crate) const BOARDS: [Board; 4] =
    [Board::ONE, Board { columns: 3, rows: 1 }, Board { columns: 2, rows: 2 }, Board { columns: 1, rows: 3 }];

/// Every kind and the sizes at which something changes, on every board.
pub(crate) fn topologies() -> impl Iterator<Item = Topology> {
    let odd = [
        mesh(1, 1, 1),
        mesh(1, 5, 1),
        mesh(7, 1, 3),
        mesh(4, 4, 4),
        turned(mesh(4, 3, 1)),
        turned(torus(6, 4)),
        torus(1, 1),
        torus(2, 2),
        torus(2, 5),
        torus(3, 4),
        torus(6, 6),
        TopologySpec::Ring { routers: 1, cores_per_router: 1 },
        TopologySpec::Ring { routers: 2, cores_per_router: 1 },
        TopologySpec::Ring { routers: 3, cores_per_router: 1 },
        TopologySpec::Ring { routers: 9, cores_per_router: 1 },
        TopologySpec::Tree { arity: 2, levels: 4, cores_per_router: 1 },
        graph(6, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (1, 3), (4, 5)], GraphRouting::ShortestPath),
        graph(1, &[], GraphRouting::UpDown),
    ];
    let specs = TOPOLOGIES.into_iter().map(|(_, spec)| spec).chain(odd);
    specs.flat_map(|spec| BOARDS.map(|board| Topology::build(&spec, board)))
}

pub(crate) fn what(topology: &Topology) -> String {
    format!("{:?} on {:?}", topology.spec(), topology.board())
}

/// All endpoints.
pub(crate) fn endpoints(topology: &Topology) -> Vec<Endpoint> {
    (0..topology.cores()).map(Endpoint::Core).chain([Endpoint::Host]).collect()
}
