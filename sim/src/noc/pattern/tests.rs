use egret_arch::DimensionOrder;
use proptest::prelude::*;

use super::super::testing::topology;
use super::*;

fn mesh(columns: u32, rows: u32, cores_per_router: u32) -> Topology {
    topology(&TopologySpec::Mesh { columns, rows, cores_per_router, order: DimensionOrder::Xy })
}

fn destinations(traffic: &Traffic, topology: &Topology) -> Vec<u32> {
    let pattern = Pattern::new(traffic, topology).unwrap_or_else(|problem| panic!("{problem}"));
    let mut random = Stream::new(1, "test", 0);
    (0..pattern.nodes()).map(|node| pattern.destination(node, &mut random)).collect()
}

#[test]
fn patterns_by_coordinates_are_those_of_the_definitions() {
    let mesh = mesh(8, 8, 1);
    let at = |x: u32, y: u32| y * 8 + x;
    for (x, y) in (0..8).flat_map(|y| (0..8).map(move |x| (x, y))) {
        let node = at(x, y) as usize;
        assert_eq!(destinations(&Traffic::Transpose, &mesh)[node], at(y, x));
        assert_eq!(destinations(&Traffic::BitComplement, &mesh)[node], at(7 - x, 7 - y));
        assert_eq!(destinations(&Traffic::Neighbor, &mesh)[node], at((x + 1) % 8, (y + 1) % 8));
        assert_eq!(destinations(&Traffic::Tornado, &mesh)[node], at((x + 3) % 8, (y + 3) % 8));
    }
    let shuffled = destinations(&Traffic::Shuffle, &mesh);
    assert_eq!((shuffled[1], shuffled[32], shuffled[63], shuffled[33]), (2, 1, 63, 3));
}

#[test]
fn grids_of_any_size_have_a_complement() {
    let complement = destinations(&Traffic::BitComplement, &mesh(5, 3, 1));
    for (x, y) in (0..3).flat_map(|y| (0..5).map(move |x| (x, y))) {
        assert_eq!(complement[(y * 5 + x) as usize], (2 - y) * 5 + 4 - x);
    }
}

#[test]
fn cores_of_a_concentrated_router_keep_their_place() {
    let mesh = mesh(3, 3, 4);
    let transposed = destinations(&Traffic::Transpose, &mesh);
    assert_eq!(&transposed[4..8], [12, 13, 14, 15]);
}

#[test]
fn an_odd_number_of_nodes_goes_almost_half_round() {
    let ring = topology(&TopologySpec::Ring { routers: 7, cores_per_router: 1 });
    assert_eq!(destinations(&Traffic::Tornado, &ring), [3, 4, 5, 6, 0, 1, 2]);
    assert_eq!(destinations(&Traffic::Neighbor, &ring), [1, 2, 3, 4, 5, 6, 0]);
}

#[test]
fn what_is_not_defined_is_refused_by_name() {
    let star = topology(&TopologySpec::Star { cores: 6 });
    for (traffic, topology, what) in [
        (Traffic::Transpose, &mesh(4, 3, 1), "`transpose` is not defined on this mesh of 12 nodes"),
        (Traffic::Transpose, &star, "`transpose` is not defined on this star of 6 nodes"),
        (Traffic::BitComplement, &star, "`bitcomp` is not defined on this star of 6 nodes"),
        (Traffic::Shuffle, &mesh(6, 6, 1), "`shuffle` is not defined on this mesh of 36 nodes"),
        (Traffic::Neighbor, &star, "`neighbor` is not defined on this star of 6 nodes"),
        (Traffic::Tornado, &star, "`tornado` is not defined on this star of 6 nodes"),
        (Traffic::Hotspot { nodes: vec![6], weight: 2.0 }, &star, "node 6 is not there"),
        (Traffic::Matrix(Vec::new()), &star, "the matrix has no traffic"),
    ] {
        let problem = Pattern::new(&traffic, topology).expect_err(what);
        assert_eq!(problem.what, what);
        assert!(problem.hint.is_some(), "{what}");
    }
}

fn traffics() -> Vec<Traffic> {
    vec![
        Traffic::Uniform,
        Traffic::Transpose,
        Traffic::BitComplement,
        Traffic::Neighbor,
        Traffic::Tornado,
        Traffic::Shuffle,
        Traffic::Hotspot { nodes: vec![1, 5], weight: 5.0 },
        Traffic::Matrix(vec![
            Flow { source: 3, destination: 0, weight: 1.0 },
            Flow { source: 3, destination: 9, weight: 2.5 },
            Flow { source: 4, destination: 4, weight: 0.5 },
        ]),
    ]
}

#[test]
fn flows_share_all_traffic_and_agree_with_what_nodes_send() {
    for traffic in traffics() {
        let pattern = Pattern::new(&traffic, &mesh(4, 4, 1)).expect("defined");
        let mut by_source = [0.0; 16];
        pattern.for_each_flow(|source, _, share| by_source[source as usize] += share);
        let total: f64 = by_source.iter().sum();
        assert!((total - 1.0).abs() < 1e-12, "{traffic:?}: {total}");
        for (source, of_source) in (0..).zip(by_source) {
            assert!((of_source * 16.0 - pattern.share(source)).abs() < 1e-12, "{traffic:?}: {source}");
        }
    }
}

proptest! {
    #[test]
    fn destinations_are_drawn_as_often_as_flows_say(seed in 0_u64..1000) {
        for traffic in traffics() {
            let pattern = Pattern::new(&traffic, &mesh(4, 4, 1)).expect("defined");
            let mut random = Stream::new(seed, "test", 0);
            let (draws, source) = (4000, 3);
            let mut counts = [0.0; 16];
            for _ in 0..draws {
                counts[pattern.destination(source, &mut random) as usize] += 1.0 / f64::from(draws);
            }
            let mut expected = [0.0; 16];
            pattern.for_each_flow(|from, to, share| {
                if from == source {
                    expected[to as usize] += share * 16.0 / pattern.share(source);
                }
            });
            for (count, expected) in counts.into_iter().zip(expected) {
                // Six standard deviations of a share of so many draws.
                let width = 6.0 * (expected * (1.0 - expected) / f64::from(draws)).sqrt() + 1e-12;
                prop_assert!((count - expected).abs() <= width, "{:?}: {} of {}", traffic, count, expected);
            }
        }
    }
}
