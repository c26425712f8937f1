//! Topologies against a breadth-first search of their own graph, their boards and their ports.

mod every;

use std::collections::{BTreeSet, VecDeque};

use egret_arch::topology::{Board, Endpoint, LinkClass, LinkId, Node, Topology, TopologySpec};
use egret_arch::{DimensionOrder, GraphRouting};
use petgraph::Direction::Incoming;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use every::{BOARDS, endpoints, mesh, topologies, torus, turned, what};

/// Distance of every router from `to` by breadth-first search of the graph.
fn distances(graph: &DiGraph<Node, LinkId>, to: u32) -> Vec<u32> {
    let mut distances = vec![u32::MAX; graph.node_count()];
    distances[to as usize] = 0;
    let mut reached = VecDeque::from([NodeIndex::new(to as usize)]);
    while let Some(node) = reached.pop_front() {
        for edge in graph.edges_directed(node, Incoming) {
            let before = edge.source();
            if matches!(graph[before], Node::Router(_)) && distances[before.index()] == u32::MAX {
                distances[before.index()] = distances[node.index()] + 1;
                reached.push_back(before);
            }
        }
    }
    distances
}

/// Order of preference among links that come nearer: on a grid the dimension that is first, and the direction that goes
/// with the parity of the coordinate; elsewhere and then the number.
fn preference(topology: &Topology, number: usize) -> (bool, bool, usize) {
    let (TopologySpec::Mesh { order, .. } | TopologySpec::Torus { order, .. }) = topology.spec() else {
        return (false, false, number);
    };
    let link = &topology.links()[number];
    let (Node::Router(from), Node::Router(to)) = (link.from, link.to) else { panic!("between routers") };
    let ((from_x, from_y), (to_x, to_y)) = (topology.position(from), topology.position(to));
    let along_x = from_y == to_y;
    let (from, to) = if along_x { (from_x, to_x) } else { (from_y, to_y) };
    let up = to == from + 1 || (to == 0 && from > 1);
    (along_x != (*order == DimensionOrder::Xy), up != from.is_multiple_of(2), number)
}

#[test]
fn next_links_are_those_of_a_search_in_the_order_of_preference() {
    // Routes that go up and then down are not shortest; they have tests of their own.
    let up_down = |topology: &Topology| {
        matches!(topology.spec(), TopologySpec::Graph { routing: GraphRouting::UpDown, .. })
    };
    for topology in topologies().filter(|topology| !up_down(topology)) {
        let graph = topology.graph();
        for to in 0..topology.routers() {
            let distances = distances(&graph, to);
            let mut expected = vec![None; topology.routers() as usize];
            for (number, link) in topology.links().iter().enumerate() {
                if let (Node::Router(from), Node::Router(after)) = (link.from, link.to)
                    && distances[from as usize] == distances[after as usize] + 1
                {
                    let best: &mut Option<usize> = &mut expected[from as usize];
                    let rank = |number| preference(&topology, number);
                    if best.is_none_or(|best| rank(number) < rank(best)) {
                        *best = Some(number);
                    }
                }
            }
            for from in 0..topology.routers() {
                assert_eq!(
                    topology.next_link(from, to),
                    expected[from as usize].map(|number| LinkId(number as u32)),
                    "{from} to {to}, {}",
                    what(&topology)
                );
                assert_eq!(
                    topology.distance(from, to),
                    distances[from as usize],
                    "{from} to {to}, {}",
                    what(&topology)
                );
            }
        }
    }
}

fn router(topology: &Topology, endpoint: Endpoint) -> u32 {
    match endpoint {
        Endpoint::Core(core) => topology.router_of(core),
        Endpoint::Host => topology.host_router(),
    }
}

fn node(endpoint: Endpoint) -> Node {
    match endpoint {
        Endpoint::Core(core) => Node::Core(core),
        Endpoint::Host => Node::Host,
    }
}

#[test]
fn paths_are_joined_up_and_shortest() {
    let mut path = vec![LinkId(0); 3];
    for topology in topologies() {
        for from in endpoints(&topology) {
            for to in endpoints(&topology) {
                topology.path(from, to, &mut path);
                let links: Vec<_> = path.iter().map(|&link| *topology.link(link)).collect();
                assert_eq!(links.first().map(|link| link.from), Some(node(from)));
                assert_eq!(links.last().map(|link| link.to), Some(node(to)));
                assert!(links.windows(2).all(|pair| pair[0].to == pair[1].from), "{}", what(&topology));
                let hops = topology.distance(router(&topology, from), router(&topology, to));
                assert_eq!(links.len(), hops as usize + 2, "{from:?} to {to:?}, {}", what(&topology));
            }
        }
    }
}

#[test]
fn every_link_has_its_opposite_of_the_same_kind() {
    for topology in topologies() {
        let ends = |link: &egret_arch::topology::Link| (link.from, link.to);
        let all: BTreeSet<_> = topology.links().iter().map(ends).collect();
        assert_eq!(all.len(), topology.links().len(), "no two links in parallel, {}", what(&topology));
        for link in topology.links() {
            let opposite = topology.links().iter().find(|other| (other.to, other.from) == ends(link));
            let class = match link.class {
                LinkClass::Injection => LinkClass::Ejection,
                LinkClass::Ejection => LinkClass::Injection,
                LinkClass::HostIn => LinkClass::HostOut,
                LinkClass::HostOut => LinkClass::HostIn,
                between => between,
            };
            assert_eq!(opposite.map(|link| link.class), Some(class), "{link:?}, {}", what(&topology));
            assert_ne!(link.from, link.to);
        }
    }
}

#[test]
fn cores_fill_routers_in_order_and_every_router_has_its_own_place() {
    for topology in topologies() {
        let per_router = topology.spec().cores_per_router();
        let routers: Vec<u32> = (0..topology.cores()).map(|core| topology.router_of(core)).collect();
        assert!(routers.is_sorted(), "{}", what(&topology));
        assert!(
            routers.chunk_by(u32::eq).all(|cores| cores.len() == per_router as usize),
            "{}",
            what(&topology)
        );
        let places: BTreeSet<_> = (0..topology.routers()).map(|router| topology.position(router)).collect();
        assert_eq!(places.len(), topology.routers() as usize, "{}", what(&topology));
        for core in 0..topology.cores() {
            assert_eq!(topology.chip_of(core), core / topology.spec().cores());
            assert_eq!(topology.link(topology.injection(core)).class, LinkClass::Injection);
            assert_eq!(topology.link(topology.ejection(core)).class, LinkClass::Ejection);
        }
        assert_eq!(topology.link(topology.host_in()).to, Node::Router(topology.host_router()));
        assert_eq!(topology.link(topology.host_out()).from, Node::Router(topology.host_router()));
    }
}

#[test]
fn chip_links_and_only_they_cross_chips() {
    for topology in topologies() {
        let chip = |router| router / topology.spec().routers();
        let mut crossing = 0;
        for link in topology.links() {
            if let (Node::Router(from), Node::Router(to)) = (link.from, link.to) {
                assert_eq!(
                    link.class == LinkClass::ChipLink,
                    chip(from) != chip(to),
                    "{link:?}, {}",
                    what(&topology)
                );
                let place = |router| {
                    (chip(router) % topology.board().columns, chip(router) / topology.board().columns)
                };
                let ((from_x, from_y), (to_x, to_y)) = (place(from), place(to));
                assert!(from_x.abs_diff(to_x) + from_y.abs_diff(to_y) <= 1, "neighbours only");
                crossing += u32::from(link.class == LinkClass::ChipLink);
            }
        }
        let (width, height) = match *topology.spec() {
            TopologySpec::Mesh { columns, rows, .. } | TopologySpec::Torus { columns, rows, .. } => {
                (columns, rows)
            }
            _ => (1, 1),
        };
        let Board { columns, rows } = topology.board();
        let seams = height * rows * (columns - 1) + width * columns * (rows - 1);
        assert_eq!(crossing, 2 * seams, "{}", what(&topology));
    }
}

/// Floor-plan steps of the routers on a path.
fn steps(topology: &Topology, from: u32, to: u32) -> Vec<(i64, i64)> {
    let mut path = Vec::new();
    topology.path(Endpoint::Core(from), Endpoint::Core(to), &mut path);
    let position = |node| match node {
        Node::Router(router) => topology.position(router),
        Node::Core(core) => topology.position(topology.router_of(core)),
        Node::Host => topology.position(topology.host_router()),
    };
    let between = &path[1..path.len() - 1];
    let step = |&link: &LinkId| {
        let (from, to) = (position(topology.link(link).from), position(topology.link(link).to));
        (i64::from(to.0) - i64::from(from.0), i64::from(to.1) - i64::from(from.1))
    };
    between.iter().map(step).collect()
}

#[test]
fn meshes_route_in_dimension_order_across_chips_too() {
    let specs = [mesh(4, 3, 2), turned(mesh(4, 3, 2))];
    for topology in specs.iter().flat_map(|spec| BOARDS.map(|board| Topology::build(spec, board))) {
        let x_first = *topology.spec() == mesh(4, 3, 2);
        for from in 0..topology.cores() {
            for to in 0..topology.cores() {
                let place = |core| topology.position(topology.router_of(core));
                let ((from_x, from_y), (to_x, to_y)) = (place(from), place(to));
                let (x, y) = (i64::from(to_x) - i64::from(from_x), i64::from(to_y) - i64::from(from_y));
                let along_x = (0..x.abs()).map(|_| (x.signum(), 0));
                let along_y = (0..y.abs()).map(|_| (0, y.signum()));
                let expected: Vec<_> =
                    if x_first { along_x.chain(along_y).collect() } else { along_y.chain(along_x).collect() };
                assert_eq!(steps(&topology, from, to), expected, "{from} to {to}, {}", what(&topology));
            }
        }
    }
}

#[test]
fn link_kinds_follow_the_dimension() {
    let topology = Topology::build(&torus(5, 4), Board::of(2));
    for link in topology.links() {
        if let (Node::Router(from), Node::Router(to)) = (link.from, link.to) {
            let ((from_x, from_y), (to_x, to_y)) = (topology.position(from), topology.position(to));
            match link.class {
                LinkClass::Vertical => assert_eq!(from_x, to_x),
                _ => assert_eq!(from_y, to_y),
            }
        }
    }
}

#[test]
fn a_torus_wraps_and_a_tie_goes_up_from_even_coordinates_only() {
    let topology = Topology::build(&torus(6, 4), Board::ONE);
    let core = |x: u32, y: u32| y * 6 + x;
    assert_eq!(steps(&topology, core(0, 0), core(5, 0)), [(5, 0)], "wraps down");
    assert_eq!(steps(&topology, core(5, 0), core(0, 0)), [(-5, 0)], "wraps up");
    assert_eq!(steps(&topology, core(4, 0), core(1, 0)), [(1, 0), (-5, 0), (1, 0)], "from an even one, +x");
    assert_eq!(steps(&topology, core(1, 0), core(4, 0)), [(-1, 0), (5, 0), (-1, 0)], "from an odd one, -x");
    assert_eq!(steps(&topology, core(0, 2), core(0, 0)), [(0, 1), (0, -3)], "from an even one, +y");
    assert_eq!(steps(&topology, core(0, 3), core(0, 1)), [(0, -1); 2], "from an odd one, -y");
}

#[test]
fn ties_load_both_directions_of_a_torus_alike() {
    for spec in [torus(8, 8), turned(torus(8, 8))] {
        let topology = Topology::build(&spec, Board::ONE);
        let mut loads = vec![0; topology.links().len()];
        let mut path = Vec::new();
        for from in 0..topology.cores() {
            for to in 0..topology.cores() {
                topology.path(Endpoint::Core(from), Endpoint::Core(to), &mut path);
                for link in &path {
                    loads[link.index()] += 1;
                }
            }
        }
        let sum = |port: usize| -> u32 {
            (0..topology.routers()).map(|router| loads[topology.outgoing(router)[port].index()]).sum()
        };
        assert_eq!(sum(0), sum(1), "along x");
        assert_eq!(sum(2), sum(3), "along y");
    }
}

#[test]
fn joined_tori_are_open_where_chips_meet_and_wrap_elsewhere() {
    let topology = Topology::build(&torus(5, 4), Board { columns: 2, rows: 1 });
    assert_eq!(topology.distance(0, 20 + 4), 9, "from the first column to the last, no way round");
    assert_eq!(topology.distance(0, 15), 1, "from the first row to the last");
    let topology = Topology::build(&torus(5, 4), Board { columns: 2, rows: 2 });
    assert_eq!(topology.distance(0, 40 + 15), 7, "from the first row of all to the last");
}

#[test]
fn ports_pair_up_and_hold_every_link_once() {
    for topology in topologies() {
        let mut seen = vec![0; topology.links().len()];
        for router in 0..topology.routers() {
            let (outgoing, incoming) = (topology.outgoing(router), topology.incoming(router));
            assert_eq!(outgoing.len(), incoming.len());
            for (&out, &back) in outgoing.iter().zip(incoming) {
                let (out_link, back_link) = (topology.link(out), topology.link(back));
                assert_eq!((out_link.from, back_link.to), (Node::Router(router), Node::Router(router)));
                assert_eq!(out_link.to, back_link.from, "router {router}, {}", what(&topology));
                seen[out.index()] += 1;
                seen[back.index()] += 1;
            }
            // Links between routers, then cores in order, then the host.
            let rank = |&link: &LinkId| match topology.link(link).to {
                Node::Router(_) => (0, link),
                Node::Core(_) => (1, link),
                Node::Host => (2, link),
            };
            assert!(outgoing.iter().map(rank).is_sorted(), "router {router}, {}", what(&topology));
        }
        for (link, &times) in topology.links().iter().zip(&seen) {
            let ends = [link.from, link.to].iter().filter(|end| matches!(end, Node::Router(_))).count();
            assert_eq!(times, ends, "{link:?}, {}", what(&topology));
        }
    }
}

#[test]
fn ports_of_a_grid_are_in_the_order_of_directions_without_gaps() {
    let topology = Topology::build(&mesh(3, 3, 2), Board::ONE);
    let ends = |router: u32| -> Vec<Node> {
        topology.outgoing(router).iter().map(|&link| topology.link(link).to).collect()
    };
    let (router, core) = (Node::Router, Node::Core);
    assert_eq!(ends(4), [router(5), router(3), router(7), router(1), core(8), core(9)]);
    assert_eq!(ends(0), [router(1), router(3), core(0), core(1), Node::Host]);
    assert_eq!(ends(8), [router(7), router(5), core(16), core(17)]);
}

#[test]
fn ports_of_grids_are_those_of_next_links() {
    for topology in topologies() {
        let is_grid = matches!(topology.spec(), TopologySpec::Mesh { .. } | TopologySpec::Torus { .. });
        let ports = topology.grid_ports();
        assert_eq!(ports.is_some(), is_grid, "{}", what(&topology));
        let Some(ports) = ports else { continue };
        for from in 0..topology.routers() {
            for to in 0..topology.routers() {
                let by_port = ports.port(from, to).map(|port| topology.outgoing(from)[usize::from(port)]);
                assert_eq!(by_port, topology.next_link(from, to), "{from} to {to}, {}", what(&topology));
            }
        }
    }
}

#[test]
fn boards_of_real_chips_hold_what_their_sizes_say() {
    // Links between routers: of a grid of c × r routers c (r − 1) + r (c − 1), both ways. Work is linear in the links.
    for (columns, rows, cores, chips, (width, height)) in [(8, 5, 4, 48, (64, 30)), (8, 4, 4, 32, (64, 16))] {
        let topology = Topology::build(&mesh(columns, rows, cores), Board::of(chips));
        assert_eq!((topology.routers(), topology.cores()), (width * height, width * height * cores));
        let between = 2 * (width * (height - 1) + height * (width - 1));
        assert_eq!(topology.links().len() as u32, 2 * topology.cores() + 2 + between);
        let ports: usize = (0..topology.routers()).map(|router| topology.outgoing(router).len()).sum();
        assert_eq!(ports as u32, between + topology.cores() + 1);
        assert_eq!(topology.distance(0, topology.routers() - 1), width + height - 2);
    }
}

#[test]
fn means_of_uniform_traffic_are_the_closed_forms() {
    // 2 (k² − 1) / 3k on a k × k mesh with the router itself among the destinations; k / 2 on a torus of even k.
    for (spec, mean) in
        [(mesh(4, 4, 1), 2.5), (mesh(8, 8, 1), 5.25), (mesh(16, 16, 1), 10.625), (torus(8, 8), 4.0)]
    {
        let topology = Topology::build(&spec, Board::ONE);
        let routers = topology.routers();
        let hops: u32 = (0..routers)
            .flat_map(|from| (0..routers).map(move |to| (from, to)))
            .map(|(from, to)| topology.distance(from, to))
            .sum();
        let measured = f64::from(hops) / f64::from(routers * routers);
        assert!((measured - mean).abs() < 1e-12, "{spec:?}: {measured}");
    }
}

#[test]
fn sizes_add_up() {
    let concentrated = Topology::build(&mesh(8, 4, 4), Board::ONE);
    assert_eq!((concentrated.routers(), concentrated.cores()), (32, 128));
    assert_eq!(concentrated.router_of(127), 31);
    assert_eq!(concentrated.links().len(), 2 * 128 + 2 + 2 * (7 * 4 + 8 * 3));
    let star = Topology::build(&TopologySpec::Star { cores: 6 }, Board::of(2));
    assert_eq!((star.routers(), star.cores(), star.links().len()), (2, 12, 2 * 12 + 2 + 2));
    let tree = Topology::build(&TopologySpec::Tree { arity: 3, levels: 2, cores_per_router: 2 }, Board::ONE);
    assert_eq!((tree.routers(), tree.cores(), tree.router_of(0)), (13, 18, 4));
    assert_eq!(tree.distance(4, 12), 4, "over the root");
    assert_eq!(tree.distance(4, 6), 2, "siblings");
}

#[test]
fn a_chip_of_4096_cores_has_its_links_and_reaches_across() {
    let topology = Topology::build(&mesh(64, 64, 1), Board::ONE);
    assert_eq!(topology.links().len(), 2 * 4096 + 2 + 4 * 64 * 63);
    assert_eq!(topology.distance(0, 4095), 126);
    let mut path = Vec::new();
    topology.path(Endpoint::Core(4095), Endpoint::Host, &mut path);
    assert_eq!(path.len(), 128);
}
