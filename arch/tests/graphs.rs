//! Graphs of routers: paths up and down are legal, agree with each other and are never far from the shortest, on random
//! graphs; what chip and topology files may say of them.

use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};

use egret_arch::GraphRouting::{ShortestPath, UpDown};
use egret_arch::topology::{Board, Endpoint, Node, Topology, TopologySpec, channel_cycle};
use egret_arch::{GraphRouting, check, shipped_chips};
use proptest::prelude::*;

fn build(routers: u32, links: &[(u32, u32)], routing: GraphRouting, board: Board) -> Topology {
    let links = Cow::Owned(links.to_vec());
    Topology::build(&TopologySpec::Graph { routers, cores_per_router: 1, links, routing }, board)
}

/// A connected graph: every router is joined to one before it, and some more pairs are joined.
fn graphs() -> impl Strategy<Value = (u32, Vec<(u32, u32)>)> {
    (2_u32..=24).prop_flat_map(|routers| {
        let parents = prop::collection::vec(any::<prop::sample::Index>(), routers as usize - 1);
        let others = prop::collection::vec((0..routers, 0..routers), 0..30);
        // Numbers are dealt out anew, so that router 0 lies anywhere.
        let numbers = Just((0..routers).collect::<Vec<u32>>()).prop_shuffle();
        (parents, others, numbers).prop_map(move |(parents, others, numbers)| {
            let tree = parents
                .iter()
                .enumerate()
                .map(|(before, parent)| (parent.index(before + 1) as u32, before as u32 + 1));
            let mut seen = BTreeSet::new();
            let links = tree
                .chain(others)
                .map(|(from, to)| (numbers[from as usize], numbers[to as usize]))
                .filter(|&(from, to)| from != to && seen.insert((from.min(to), from.max(to))))
                .collect();
            (routers, links)
        })
    })
}

/// Routers on the path between two routers of one chip, both included.
fn stops(topology: &Topology, from: u32, to: u32) -> Vec<u32> {
    let mut path = Vec::new();
    topology.path(Endpoint::Core(from), Endpoint::Core(to), &mut path);
    let router = |node| match node {
        Node::Router(router) => Some(router),
        Node::Core(_) | Node::Host => None,
    };
    path.iter().filter_map(|&link| router(topology.link(link).to)).collect()
}

/// Rank of every router: by distance from router 0, then number.
fn ranks(routers: u32, links: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let shortest = build(routers, links, ShortestPath, Board::ONE);
    (0..routers).map(|router| (shortest.distance(0, router), router)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn paths_go_up_and_then_down((routers, links) in graphs()) {
        let (topology, ranks) = (build(routers, &links, UpDown, Board::ONE), ranks(routers, &links));
        for from in 0..routers {
            for to in 0..routers {
                let stops = stops(&topology, from, to);
                let goes_up: Vec<bool> =
                    stops.windows(2).map(|pair| ranks[pair[1] as usize] < ranks[pair[0] as usize]).collect();
                prop_assert!(goes_up.is_sorted_by(|before, after| before >= after), "{stops:?}");
                prop_assert_eq!(topology.distance(from, to) as usize, stops.len() - 1);
            }
        }
    }

    #[test]
    fn every_part_of_a_path_is_the_path_between_its_ends((routers, links) in graphs()) {
        for routing in [ShortestPath, UpDown] {
            let topology = build(routers, &links, routing, Board::ONE);
            for from in 0..routers {
                for to in 0..routers {
                    let whole = stops(&topology, from, to);
                    for (place, &stop) in whole.iter().enumerate() {
                        prop_assert_eq!(&stops(&topology, from, stop)[..], &whole[..=place]);
                        prop_assert_eq!(&stops(&topology, stop, to)[..], &whole[place..]);
                    }
                }
            }
        }
    }

    #[test]
    fn up_and_down_never_closes_a_circle((routers, links) in graphs(), columns in 1_u32..=2, rows in 1_u32..=2) {
        let topology = build(routers, &links, UpDown, Board { columns, rows });
        prop_assert_eq!(channel_cycle(&topology), None);
    }

    #[test]
    fn circles_of_shortest_paths_are_circles_of_links_that_paths_take((routers, links) in graphs()) {
        let topology = build(routers, &links, ShortestPath, Board::ONE);
        if let Some(circle) = channel_cycle(&topology) {
            let mut taken = BTreeSet::new();
            let mut path = Vec::new();
            for from in 0..routers {
                for to in 0..routers {
                    topology.path(Endpoint::Core(from), Endpoint::Core(to), &mut path);
                    taken.extend(path.windows(2).map(|pair| (pair[0], pair[1])));
                }
            }
            for (place, &link) in circle.iter().enumerate() {
                prop_assert!(taken.contains(&(link, circle[(place + 1) % circle.len()])));
            }
        }
    }
}

/// Sum over all pairs of the shortest paths that go up and then down, by a search over (router, has gone down).
fn legal_sum(topology: &Topology, ranks: &[(u32, u32)]) -> u32 {
    let routers = topology.routers();
    let mut sum = 0;
    for from in 0..routers {
        let mut distances = vec![[u32::MAX; 2]; routers as usize];
        distances[from as usize][0] = 0;
        let mut reached = VecDeque::from([(from, false)]);
        while let Some((router, down)) = reached.pop_front() {
            let so_far = distances[router as usize][usize::from(down)];
            for &link in topology.outgoing(router) {
                let Node::Router(after) = topology.link(link).to else { continue };
                let goes_down = ranks[after as usize] > ranks[router as usize];
                let distance = &mut distances[after as usize][usize::from(goes_down)];
                if (goes_down || !down) && *distance == u32::MAX {
                    *distance = so_far + 1;
                    reached.push_back((after, goes_down));
                }
            }
        }
        sum += distances.iter().map(|both| both[0].min(both[1])).sum::<u32>();
    }
    sum
}

/// What agreeing paths cost against the shortest ones that go up and then down, and what those cost against the shortest.
#[test]
fn paths_up_and_down_are_not_much_longer_than_shortest_ones() {
    let side = 6;
    let right = (0..side * side).map(|router| (router, router / side * side + (router + 1) % side));
    let above = (0..side * side).map(|router| (router, (router + side) % (side * side)));
    let torus: Vec<_> = right.chain(above).collect();
    let around = (0..40).map(|router| (router, (router + 1) % 40));
    let across = (0..40).map(|router| (router, (router * 7 + 13) % 40));
    let ends = |(from, to): (u32, u32)| (from.min(to), from.max(to));
    let odd: BTreeSet<_> = around.chain(across).filter(|(from, to)| from != to).map(ends).collect();
    let odd: Vec<_> = odd.into_iter().collect();
    for (routers, links, expected) in
        [(side * side, torus, (3888, 4176, 4176)), (40, odd, (4832, 5664, 5664))]
    {
        let sum = |routing| -> u32 {
            let topology = build(routers, &links, routing, Board::ONE);
            let pairs = (0..routers).flat_map(|from| (0..routers).map(move |to| (from, to)));
            pairs.map(|(from, to)| topology.distance(from, to)).sum()
        };
        let legal = legal_sum(&build(routers, &links, UpDown, Board::ONE), &ranks(routers, &links));
        assert_eq!((sum(ShortestPath), legal, sum(UpDown)), expected);
    }
}

#[test]
fn low_links_serve_their_own_ends() {
    let around = build(5, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)], UpDown, Board::ONE);
    assert_eq!(stops(&around, 2, 3), [2, 3], "the lowest link is taken by its ends alone");
    assert_eq!(stops(&around, 4, 2), [4, 0, 1, 2], "and by nobody who would have to go up after it");
}

/// A shipped chip with its topology replaced.
fn with_topology(topology: &str) -> String {
    let (_, text) = shipped_chips().iter().find(|(name, _)| *name == "loihi1-davies").expect("shipped");
    let start = text.find("    topology: ").expect("there");
    let end = start + text[start..].find("    core: (").expect("there");
    format!("{}    topology: {topology},\n    usable_cores: Given(3),\n{}", &text[..start], &text[end..])
}

#[test]
fn chip_files_may_hold_a_graph() {
    let graph =
        "Graph(routers: Given(3), cores_per_router: Given(1), links: [(0, 1), (1, 2)], routing: UpDown)";
    let chip = check("chip.ron", &with_topology(graph), &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((chip.topology().name(), chip.topology().routers(), chip.topology().cores()), ("graph", 3, 3));

    let looped = graph.replace("(1, 2)", "(1, 1), (1, 0)");
    let error = check("chip.ron", &with_topology(&looped), &[]).expect_err("refused");
    let paths: Vec<&str> = error.problems.iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["topology.links[1]", "topology.links[2]"], "{error}");
    assert!(error.problems.iter().all(|problem| problem.span.is_some()), "{error}");
}

#[test]
fn topology_files_are_read() {
    let path = std::env::temp_dir().join(format!("egret-graph-{}.ron", std::process::id()));
    std::fs::write(
        &path,
        "Graph(routers: Given(2), cores_per_router: Given(3), links: [(0, 1)], routing: ShortestPath)",
    )
    .expect("written");
    let spec = TopologySpec::parse(path.to_str().expect("text"));
    std::fs::write(
        &path,
        "Graph(routers: Given(2), cores_per_router: Given(3), links: [(0, 2)], routing: ShortestPath)",
    )
    .expect("written");
    let refused = TopologySpec::parse(path.to_str().expect("text")).expect_err("refused");
    std::fs::remove_file(&path).expect("removed");
    assert_eq!(spec.map(|spec| spec.cores()), Ok(6));
    assert!(refused.what.contains("router 2 of link (0, 2)"), "{refused}");
}
