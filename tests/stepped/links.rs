//! Directions of links, and barriers by the tiles in use.

use egret_arch::{Action, Component};
use egret_sim::{Outcome, TimingModel};

use crate::support::{Stepped, count, energies, relays};

/// A packet from a core to another one.
fn message(from: u32, to: u32) -> (egret_arch::Chip, Outcome) {
    let mut net = Stepped::new();
    let source = net.sources("source", from, &[&[0]]);
    let target = net.neurons("target", to, relays(1));
    net.connect(source, target, &[vec![(0, 0.25)]]);
    net.run(&[], 1, TimingModel::Events)
}

#[test]
fn every_direction_has_its_own_time_and_price() {
    // Routers 0 and 1 lie along x, 2 and 3 above them along y; cores 2 r and 2 r + 1 at router r.
    for (from, to, links, ns, pj) in [
        (0, 1, [0, 0, 0, 0], 0, 0.0),
        (0, 2, [1, 0, 0, 0], 31, 2048.0),
        (2, 0, [0, 0, 1, 0], 41, 8192.0),
        (0, 4, [0, 1, 0, 0], 37, 4096.0),
        (4, 0, [0, 0, 0, 1], 43, 16384.0),
        (0, 7, [1, 1, 0, 0], 31 + 37, 2048.0 + 4096.0),
        (7, 1, [0, 0, 1, 1], 41 + 43, 8192.0 + 16384.0),
    ] {
        let (chip, outcome) = message(from, to);
        let name = format!("core {from} to core {to}");
        let taken =
            [Action::LinkHorizontal, Action::LinkVertical, Action::LinkWestward, Action::LinkSouthward]
                .map(|action| count(&outcome.totals(), action));
        assert_eq!(taken, links, "{name}");
        let link = energies(&outcome, &chip)[Component::Link.index()];
        assert!((link - pj * 1e-12).abs() < 1e-20, "{name}: {link}");
        let barrier = if from / 2 == to / 2 { 100 } else { 200 };
        assert_eq!(outcome.steps[0].duration, 19 + 23 + ns + 7 + 5 + barrier, "{name}");
        let record = crate::support::priced(&outcome, &chip);
        assert_eq!(record.counts.link_hops, links.iter().sum::<u64>(), "{name}");
    }
}

#[test]
fn a_barrier_costs_what_stands_at_the_most_tiles_not_above_those_in_use() {
    for (cores, barrier) in
        [(vec![0, 1], 100), (vec![0, 2], 200), (vec![0, 3, 4], 200), (vec![0, 2, 4, 6], 400)]
    {
        let mut net = Stepped::new();
        for core in &cores {
            net.neurons(&format!("on{core}"), *core, relays(1));
        }
        let (_, outcome) = net.run(&[], 3, TimingModel::Events);
        assert_eq!(outcome.elapsed, 3 * (2 + barrier), "{cores:?}");
    }
}

#[test]
fn tables_of_barriers_and_directions_are_checked() {
    let refused = |lines: &[&str]| {
        let settings = crate::support::settings(lines);
        let error = egret_arch::check("stepped.ron", crate::support::STEPPED, &settings).unwrap_err();
        error.problems.iter().map(|problem| format!("{}: {}", problem.path, problem.what)).collect::<Vec<_>>()
    };
    let entry = |tiles: u32| format!("(tiles: {tiles}, time: Given(\"1 ns\"))");
    let table = |tiles: &[u32]| {
        let entries: Vec<String> = tiles.iter().map(|tiles| entry(*tiles)).collect();
        format!("chip.sync=BarrierTable(times: [{}])", entries.join(", "))
    };
    for (tiles, what) in [
        (&[][..], "sync.times: no time of a barrier"),
        (&[2], "sync.times[0].tiles: the first entry counts from 2 tiles on"),
        (&[1, 4, 4], "sync.times[2].tiles: 4 tiles after 4"),
    ] {
        let problems = refused(&[&table(tiles)]);
        assert!(problems.iter().any(|problem| problem.contains(what)), "{tiles:?}: {problems:?}");
    }
    let problems = refused(&["chip.topology=Ring(routers: Given(4), cores_per_router: Given(2))"]);
    assert!(
        problems.iter().any(|problem| problem.starts_with("network.westward: links of this topology")),
        "{problems:?}"
    );
}
