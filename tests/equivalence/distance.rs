//! The way of one event over a mesh, and the price of a barrier by tiles, by hand.

use egret_arch::{Action, Chip};
use egret_sim::{Outcome, TieBreak, Wait};
use egret_workloads::{Workload, check};

use crate::support::{Case, ONE_CORE, chip_from, count};

// Delays in ticks, as the settings below and the file of the chip have them.
const HORIZONTAL: u64 = 5;
const VERTICAL: u64 = 9;
const INJECTION: u64 = 31;
const EJECTION: u64 = 37;
const ACTIVE: u64 = 19;
const EVENT: u64 = 3;
const PACKET: u64 = 23;
const BARRIER: u64 = 47;
const PER_TILE: u64 = 3;
/// Two EGRU units side by side, silent.
const UPDATE: u64 = 13;
/// Acceptance; row and two groups of three synapses; two accumulations one after another in the fullest of four banks.
const ROW: u64 = 7 + (11 + 2 * 5) + 2 * 2;

const TOKENS: u64 = 4;

/// Three by two routers with one core each: the source on core 0, two units of the layer on each of the others.
fn mesh(casting: &str) -> Chip {
    chip_from(
        "one-core.ron",
        ONE_CORE,
        &[
            "chip.topology=Mesh(columns: Given(3), rows: Given(2), cores_per_router: Given(1))",
            "chip.usable_cores=6",
            &format!("chip.network.horizontal.latency={HORIZONTAL} ns"),
            &format!("chip.network.vertical.latency={VERTICAL} ns"),
            &format!("chip.network.casting={casting}"),
        ],
    )
}

/// A unit that emits at every step, densely connected to a silent layer.
fn workload(events: bool) -> Workload {
    let model = if events { "Linear" } else { "Egru" };
    let text = format!(
        "(schema: \"egret.workload/1\", name: \"far\", summary: \"One event a step.\",\
         populations: [(name: \"source\", model: {model}, units: Given(1)),\
                       (name: \"layer\", model: Egru, units: Given(10))],\
         projections: [(name: \"W\", source: \"source\", target: \"layer\", delay: 0)],\
         mask: UniformRandom, weight_bits: Given(4), payload_bits: Given(6),\
         embedding: Absent, decoder: Absent, activity: 0.0, steps: 4)"
    );
    check("far.ron", &text, &[], 1).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn run(casting: &str, events: bool) -> Outcome {
    let outcome = Case::new(casting, mesh(casting), workload(events)).outcome(TOKENS as u32, TieBreak::Push);
    let units: Vec<u32> = outcome.cores.iter().map(|core| core.units[0].1).collect();
    assert_eq!(units, [1, 2, 2, 2, 2, 2], "the layout that the sums below are for");
    outcome
}

/// Hops along x and y from core 0 to the other cores.
const HOPS: [(u64, u64); 5] = [(1, 0), (2, 0), (0, 1), (1, 1), (2, 1)];

fn transit((x, y): (u64, u64)) -> u64 {
    INJECTION + x * HORIZONTAL + y * VERTICAL + EJECTION
}

fn assert_steps(outcome: &Outcome, worked_off: u64, critical_transit: u64) {
    let barrier = BARRIER + 5 * PER_TILE;
    for number in 0..TOKENS as usize {
        let step = &outcome.steps[number];
        assert_eq!(step.duration, worked_off + barrier, "step {number}");
        assert_eq!(step.waits[Wait::Transit as usize], critical_transit, "step {number}");
        assert_eq!(step.waits[Wait::Sync as usize], barrier, "step {number}");
    }
}

#[test]
fn a_multicast_packet_takes_the_tree_once() {
    let outcome = run("Multicast", true);
    let farthest = HOPS.map(transit).into_iter().max().unwrap_or(0);
    assert_steps(&outcome, ACTIVE + EVENT + PACKET + farthest + ROW, farthest);
    let totals = outcome.totals();
    for (action, each) in [
        (Action::PacketOut, 1),
        (Action::Injection, 1),
        // Along x first: to the end of the row, and down from each router of it.
        (Action::LinkHorizontal, 2),
        (Action::LinkVertical, 3),
        (Action::BufferWrite, 1 + 2 + 3),
        // A flit that branches leaves a router more than once.
        (Action::BufferRead, 2 + 3 + 5),
        (Action::Crossbar, 2 + 3 + 5),
        (Action::Arbitration, 2 + 3 + 5),
        (Action::Ejection, 5),
        (Action::AxonIn, 5),
        (Action::Synop, 30),
    ] {
        assert_eq!(count(&totals, action), each * TOKENS, "{}", action.name());
    }
    assert_eq!((outcome.packets, outcome.deliveries), (TOKENS, 5 * TOKENS));
}

#[test]
fn unicast_packets_are_built_one_after_another() {
    let outcome = run("Unicast", true);
    let worked_off =
        (1..).zip(HOPS).map(|(packets, hops)| ACTIVE + EVENT + packets * PACKET + transit(hops) + ROW).max();
    assert_steps(&outcome, worked_off.unwrap_or(0), transit((2, 1)));
    let totals = outcome.totals();
    for (action, each) in [
        (Action::PacketOut, 5),
        (Action::EventOut, 1),
        (Action::Injection, 5),
        (Action::LinkHorizontal, 1 + 2 + 1 + 2),
        (Action::LinkVertical, 3),
        (Action::BufferWrite, 5 + 6 + 3),
        (Action::BufferRead, 6 + 3 + 5),
        (Action::Crossbar, 6 + 3 + 5),
        (Action::Arbitration, 6 + 3 + 5),
        (Action::Ejection, 5),
    ] {
        assert_eq!(count(&totals, action), each * TOKENS, "{}", action.name());
    }
    assert_eq!((outcome.packets, outcome.deliveries), (5 * TOKENS, 5 * TOKENS));
}

#[test]
fn a_silent_step_is_an_update_and_a_barrier_over_the_tiles() {
    let outcome = run("Multicast", false);
    assert_eq!(outcome.tiles, 6);
    for step in &outcome.steps {
        assert_eq!(step.duration, UPDATE + BARRIER + 5 * PER_TILE);
    }
    assert_eq!(
        count(&outcome.totals(), Action::Sync),
        6 * outcome.steps.len() as u64,
        "every tile takes part"
    );
}
