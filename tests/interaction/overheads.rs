//! Each overhead alone, on a chip that is ideal otherwise, moves the interaction as `docs/interaction.md` says.

use egret_arch::{Chip, Model};
use egret_workloads::StepEvents;

use super::points::{Four, Measured, ideal_but, whole_rows};
use crate::support::{Case, Net, ONE_CORE, chip_from};

const DENSITIES: (f64, f64) = (0.25, 0.3);
const SEED: u64 = 5;
const TOKENS: u32 = 8;
/// Ticks that the lane and the bank of [`chip`] take for a weight.
const SYNOP: u64 = 7;

/// What an overhead does to the interaction.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Moves {
    Down,
    Up,
    Nowhere,
}

/// A serial core with one lane, one bank and one soma lane, on which times add up; ideal but for `left`.
fn chip(left: &[&str], more: &[&str]) -> Chip {
    let mut lines = ideal_but(left);
    let core = [
        "chip.core.execution=Serial",
        "chip.core.synapse.lanes=1",
        "chip.core.soma.lanes=1",
        "chip.core.dendrite.banks=1",
        "chip.core.synapse.format=Bitmap",
        // A bank that gives a word while the lane takes a weight, so that memory is never waited for.
        "chip.core.memories.weights.access_time=\"5 ns\"",
    ];
    lines.extend(core.iter().chain(more).map(|line| (*line).to_owned()));
    chip_from("one-core", ONE_CORE, &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

/// One layer onto itself: every event finds a row of the same length.
fn alone() -> Net {
    Net { embedding: "Absent", layers: vec![32], ..whole_rows(Model::Egru) }
}

/// One layer behind an input all of whose values come at every step.
fn behind_input() -> Net {
    Net { layers: vec![32], ..whole_rows(Model::Egru) }
}

/// Two layers behind an input: rows of the first are longer than those of the input, 168 against 96.
fn two_layers() -> Net {
    whole_rows(Model::Egru)
}

fn energy(point: &Measured) -> f64 {
    point.energy_j
}

fn latency(point: &Measured) -> f64 {
    point.ticks as f64
}

/// Asserts the law I - 1 = -s (1 - s) (x - x') (y - y') / E[x y] for the overhead of `switch`, of share s at full density,
/// of which x is left at the weight density alone and y at the activity density alone, beside the ideal rest (x', y').
fn assert_moves(
    switch: &str,
    figure: fn(&Measured) -> f64,
    net: &Net,
    more: &[&str],
    moves: Moves,
) -> [f64; 4] {
    let of = |left: &[&str]| {
        let four = Four::run(&chip(left, more), net, DENSITIES, SEED, TOKENS);
        four.points.each_ref().map(figure)
    };
    let (ideal, all) = (of(&[]), of(&[switch]));
    let overhead: [f64; 4] = std::array::from_fn(|at| all[at] - ideal[at]);
    for (what, cost) in [("the rest", &ideal), ("the overhead", &overhead)] {
        let excess = cost[0] * cost[3] - cost[1] * cost[2];
        let scale = all[0] * all[3];
        assert!(
            excess.abs() <= 1e-9 * scale,
            "{switch}: {what} is no product of a part of weights and of events: {cost:?}"
        );
    }
    let share = overhead[0] / all[0];
    let left = |at: usize| {
        if overhead[0] == 0.0 { 0.0 } else { overhead[at] / overhead[0] - ideal[at] / ideal[0] }
    };
    let expected = -share * (1.0 - share) * left(1) * left(2) / (all[3] / all[0]);
    let excess = (all[0] / all[3]) / ((all[0] / all[1]) * (all[0] / all[2])) - 1.0;
    assert!((excess - expected).abs() <= 1e-9, "{switch}: I - 1 = {excess}, not {expected}");
    let found = match excess {
        _ if excess.abs() <= 1e-9 => Moves::Nowhere,
        _ if excess < 0.0 => Moves::Down,
        _ => Moves::Up,
    };
    assert_eq!(found, moves, "{switch}: I - 1 = {excess}, overhead {overhead:?}");
    overhead
}

#[test]
fn updates_move_it_down() {
    for net in [alone(), two_layers()] {
        assert_moves("free_updates", energy, &net, &[], Moves::Down);
    }
    assert_moves("free_updates", latency, &alone(), &[], Moves::Down);
}

#[test]
fn barriers_move_it_down() {
    let energy = assert_moves("free_sync", energy, &two_layers(), &[], Moves::Down);
    let time = assert_moves("free_sync", latency, &two_layers(), &[], Moves::Down);
    for overhead in [energy, time] {
        assert!(overhead.iter().all(|cost| (cost - overhead[0]).abs() <= 1e-9 * overhead[0]), "{overhead:?}");
    }
}

#[test]
fn static_power_moves_it_as_latency_does_and_down_where_a_tick_sets_the_time() {
    assert_moves("no_static", energy, &two_layers(), &[], Moves::Nowhere);
    let tick = ["chip.sync=FixedTick(period: Given(\"1 ms\"))"];
    assert_moves("no_static", energy, &two_layers(), &tick, Moves::Down);
    let time = assert_moves("no_static", latency, &two_layers(), &[], Moves::Nowhere);
    assert!(time.iter().all(|moved| moved.abs() <= 0.0), "{time:?}");
}

#[test]
fn events_move_it_by_what_those_that_always_come_cost() {
    assert_moves("free_events", energy, &alone(), &[], Moves::Nowhere);
    assert_moves("free_events", latency, &alone(), &[], Moves::Nowhere);
    // Events of the layer are generated on the chip, those of the input are not: what they cost shrinks faster than synops.
    assert_moves("free_events", energy, &behind_input(), &[], Moves::Up);
    let dear = ["chip.energy.host_event=Given(\"100 pJ\")"];
    assert_moves("free_events", energy, &behind_input(), &dear, Moves::Down);
}

#[test]
fn the_network_moves_it_by_rows_a_packet_and_by_the_way_before_the_first() {
    assert_moves("free_network", energy, &alone(), &[], Moves::Nowhere);
    // Events of layers enter the network from a core, those of the input from the host link.
    assert_moves("free_network", energy, &two_layers(), &[], Moves::Up);
    let alike = ["chip.energy.injection=Given(\"0 pJ\")"];
    assert_moves("free_network", energy, &two_layers(), &alike, Moves::Down);
    assert_moves("free_network", latency, &alone(), &[], Moves::Down);
}

#[test]
fn formats_move_it_by_rows_of_unlike_lengths() {
    for format in ["Bitmap", "Csr"] {
        let format = format!("chip.core.synapse.format={format}");
        for figure in [energy, latency] {
            assert_moves("no_format_overhead", figure, &alone(), &[&format], Moves::Nowhere);
        }
        let pointers =
            assert_moves("no_format_overhead", energy, &behind_input(), &[&format], Moves::Nowhere);
        assert!(pointers[0] > 0.0, "rows are pointed to: {pointers:?}");
    }
    // A dense row is as long at any weight density: energy of all its weights, and time, go by events alone.
    let dense = ["chip.core.synapse.format=Dense"];
    for figure in [energy, latency] {
        assert_moves("no_format_overhead", figure, &alone(), &dense, Moves::Nowhere);
    }
}

#[test]
fn filled_up_words_move_it_by_rows_of_unlike_lengths() {
    // Of 96 weights of 4 bits a quarter is three words of 32 bits; of weights of 3 bits, two and a quarter.
    let odd = Net { weight_bits: 3, ..alone() };
    assert_moves("no_word_rounding", energy, &odd, &[], Moves::Nowhere);
    let time = assert_moves("no_word_rounding", latency, &odd, &[], Moves::Nowhere);
    assert!(time.iter().all(|moved| moved.abs() <= 0.0), "{time:?}");

    // Rows of unlike lengths are filled up by unlike parts, so the overhead is no product: a sum of two, counted again.
    let net = Net { weight_bits: 3, ..two_layers() };
    let bit = Four::run(&chip(&["no_word_rounding"], &[]), &net, DENSITIES, SEED, TOKENS);
    let price = chip(&[], &[]).prices().of(egret_arch::Action::WeightReadBits, Model::Egru);
    let price = price.value.expect("given").as_joules();
    let ideal = Four::run(&chip(&[], &[]), &net, DENSITIES, SEED, TOKENS);
    let words = bit.points.each_ref().map(|point| point.recount.word_bits - point.recount.exact_bits);
    let ideal = ideal.points.each_ref().map(|point| point.recount.exact_bits);
    // Beside its bits, a synop is one application and one addition of 1 pJ each.
    let all: [f64; 4] =
        std::array::from_fn(|at| (ideal[at] + words[at]) as f64 * price + (ideal[at] / 3) as f64 * 2e-12);
    let expected = (all[0] / all[3]) / ((all[0] / all[1]) * (all[0] / all[2]));
    assert!((bit.of_energy() - expected).abs() <= 1e-9, "{} not {expected}", bit.of_energy());
    assert!((expected - 1.0).abs() > 1e-6, "unlike rows move it: {expected}");
}

/// Ticks of a run on cores of unlike work: the busiest core of every step.
fn busiest(case: &Case) -> u64 {
    let prepared = case.prepared();
    let placement = prepared.placement();
    let network = case.workload.network();
    let (mut player, mut step) = (case.workload.activity().player(), StepEvents::default());
    let (mut ticks, mut row) = (0, Vec::new());
    for _ in 0..TOKENS {
        player.step_into(&mut step);
        let mut of_cores = vec![0; placement.cores.len()];
        for projection in &network.projections {
            let units = network.population(projection.target).units;
            for &unit in &step.events[projection.source.index()] {
                projection.synapses.row(unit, &mut row);
                for target in &row {
                    let home = placement.homes[projection.target.index()][(target % units) as usize];
                    of_cores[placement.slices[home.slice as usize].core as usize] += SYNOP;
                }
            }
        }
        ticks += of_cores.into_iter().max().unwrap_or(0);
    }
    ticks
}

#[test]
fn imbalance_leaves_energy_alone_and_moves_latency_by_the_busiest_core() {
    let cores = ["chip.topology=Star(cores: Given(4))", "chip.usable_cores=Given(4)"];
    let chip = chip(&["perfect_balance"], &cores);
    let (mut sum, seeds) = (0.0, 12);
    for seed in 0..seeds {
        let four = Four::run(&chip, &alone(), DENSITIES, seed, TOKENS);
        assert!((four.of_energy() - 1.0).abs() <= 1e-9, "seed {seed}: {}", four.of_energy());
        let at = |weight: f64, activity: f64| {
            let net = Net { weight_sparsity: 1.0 - weight, activity, ..alone() };
            busiest(&Case::new("four cores", chip.clone(), net.workload(seed)))
        };
        let (w, a) = DENSITIES;
        let ticks = [at(1.0, 1.0), at(w, 1.0), at(1.0, a), at(w, a)];
        assert_eq!(four.points.each_ref().map(|point| point.ticks), ticks, "seed {seed}");
        sum += four.of_latency() - 1.0;
    }
    // Fewer weights and events together are shared out less evenly than either alone.
    assert!(sum / f64::from(seeds as u32) < -0.01, "mean I - 1 = {}", sum / f64::from(seeds as u32));
}
