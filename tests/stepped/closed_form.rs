//! The closed form of a step against its definition, and against the run with events.

use egret_arch::Component;
use egret_sim::noc::Fidelity;
use egret_sim::{Outcome, TimingModel, Wait};
use egret_workloads::execute::QuantizedLif;
use egret_workloads::{PopulationId, StepEvents};
use proptest::prelude::*;

use crate::support::{STEPPED, Stepped, chip_from, energies, placed, relays, run};

/// By source unit, targets with their weights.
type Rows = Vec<Vec<(u32, f32)>>;

/// A network drawn from numbers: sources, and neurons with biases on cores of their own or shared ones.
fn drawn(sizes: &[(u32, u32)], weights: &[(u32, u32, u32, i8)], biases: &[u8], steps: &[u32]) -> Stepped {
    let mut net = Stepped::new();
    net.sources("source", 7, &[steps, &[0, 2, 3]]);
    for (number, (units, core)) in sizes.iter().enumerate() {
        let bias = (0..*units).map(|unit| f64::from(biases[(unit as usize + number) % biases.len()]) / 64.0);
        let cell =
            QuantizedLif { bias: bias.collect(), leak_decay: vec![0.75; *units as usize], ..relays(*units) };
        net.neurons(&format!("n{number}"), *core, cell);
    }
    let units = |population: u32| net.network.populations[population as usize].units;
    let populations = sizes.len() as u32 + 1;
    let mut rows: Vec<(u32, u32, Rows)> = Vec::new();
    for (from, to, place, weight) in weights {
        let (source, target) = (from % populations, 1 + to % sizes.len() as u32);
        let (unit, aim) = (place % units(source), place / 7 % units(target));
        let at = rows.iter().position(|(a, b, _)| (*a, *b) == (source, target)).unwrap_or_else(|| {
            rows.push((source, target, vec![Vec::new(); units(source) as usize]));
            rows.len() - 1
        });
        let row = &mut rows[at].2[unit as usize];
        if let Err(place) = row.binary_search_by_key(&aim, |(target, _)| *target) {
            row.insert(place, (aim, f32::from(*weight) / 64.0));
        }
    }
    for (source, target, rows) in rows {
        net.connect(PopulationId(source), PopulationId(target), &rows);
    }
    net
}

/// Length of every step by the definition: what each core generates and takes in, from the network and the events alone.
fn by_definition(net: &Stepped, steps: u32) -> Vec<u64> {
    let workload = net.workload();
    let core_of: Vec<u32> = net
        .rows
        .iter()
        .map(|row| row.rsplit(',').next().and_then(|core| core.parse().ok()).expect("a core"))
        .collect();
    let mut tiles: Vec<u32> = core_of.iter().map(|core| core / 2).collect();
    tiles.sort_unstable();
    tiles.dedup();
    let barrier = match tiles.len() {
        1 => 100,
        2 | 3 => 200,
        _ => 400,
    };
    let (mut player, mut events) = (workload.activity().player(), StepEvents::default());
    let mut lengths = Vec::new();
    for _ in 0..steps {
        assert!(player.step_into(&mut events));
        let (mut generating, mut taking_in) = ([0_u64; 8], [0_u64; 8]);
        for (at, population) in workload.network().populations.iter().enumerate() {
            let (active, skipped) = (events.events[at].len() as u64, events.skipped[at].len() as u64);
            let idle = u64::from(population.units) - active - skipped;
            let input = population.model == egret_workloads::Model::Input;
            generating[core_of[at] as usize] +=
                if input { 19 * active + 17 * skipped } else { 29 * active + 2 * skipped + 13 * idle };
            for unit in &events.events[at] {
                // A packet a core, for all synapses there.
                let mut synapses = [0_u64; 8];
                for projection in &workload.network().projections {
                    if projection.source.index() == at {
                        let mut row = Vec::new();
                        projection.synapses.row(*unit, &mut row);
                        synapses[core_of[projection.target.index()] as usize] += row.len() as u64;
                    }
                }
                for (core, synapses) in synapses.into_iter().enumerate().filter(|(_, synapses)| *synapses > 0)
                {
                    generating[core_of[at] as usize] += 23;
                    taking_in[core] += 7 + 5 * synapses;
                }
            }
        }
        lengths.push(generating.into_iter().chain(taking_in).max().unwrap_or(0) + barrier);
    }
    lengths
}

/// An outcome without its times and what follows from them.
fn timeless(outcome: &Outcome) -> Outcome {
    let mut same = outcome.clone();
    (same.elapsed, same.token_latency, same.scheduler_events) = (0, 0.0, 0);
    (same.noc.latency_mean, same.noc.latency_p99, same.noc.latency_max) = (0.0, 0, 0);
    for step in &mut same.steps {
        (step.start, step.duration, step.waits) = (0, 0, [0; Wait::COUNT]);
        (step.cores_busy, step.links_busy) = Default::default();
    }
    same.links.iter_mut().for_each(|link| link.waited = 0);
    same.cores.iter_mut().flat_map(|core| &mut core.accesses).for_each(|memory| memory.conflict = 0);
    same
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn a_step_takes_the_longest_sum_and_nothing_else_depends_on_timing(
        sizes in prop::collection::vec((1_u32..12, 0_u32..8), 1..5),
        weights in prop::collection::vec((0_u32..5, 0_u32..5, 0_u32..1000, -40_i8..120), 0..60),
        biases in prop::collection::vec(0_u8..30, 1..6),
    ) {
        let net = drawn(&sizes, &weights, &biases, &[1, 2, 5]);
        let (_, closed) = net.run(&[], 8, TimingModel::PeerSimple);
        let lengths: Vec<u64> = closed.steps.iter().map(|step| step.duration).collect();
        prop_assert_eq!(&lengths, &by_definition(&net, 8));
        for step in &closed.steps {
            prop_assert_eq!(step.waits.iter().sum::<u64>(), step.duration);
        }
        prop_assert_eq!(closed.elapsed, lengths.iter().sum::<u64>());
        let (_, events) = net.run(&[], 8, TimingModel::Events);
        prop_assert_eq!(timeless(&closed), timeless(&events));
        // Without the way between cores a step with events is no longer than both sums of its cores one after the other.
        for (closed, events) in closed.steps.iter().zip(&events.steps) {
            prop_assert!(events.duration >= closed.duration, "{} < {}", events.duration, closed.duration);
        }
    }
}

#[test]
fn energy_is_the_sum_by_hand() {
    // One source unit, emitting in steps 0 and 3, to two neurons on another router; both emit in the step after.
    let mut net = Stepped::new();
    let source = net.sources("source", 0, &[&[0, 3]]);
    let target = net.neurons("target", 2, relays(2));
    net.connect(source, target, &[vec![(0, 1.0), (1, 1.0)]]);
    net.connect(target, target, &[vec![(1, 0.25)], vec![]]);
    for timing in [TimingModel::Events, TimingModel::PeerSimple] {
        let (chip, outcome) = net.run(&[], 4, timing);
        let by_component = energies(&outcome, &chip);
        let pj = |component: Component| by_component[component.index()] * 1e12;
        // Source: 2 active, 2 skipped. Neurons: skipped in step 0; both emit in step 1; in step 2 the second was reached by the
        // first, and keeps 1/4 in step 3.
        let soma = 2.0 * 128.0 + 2.0 * 256.0 + 2.0 * 32.0 + 2.0 * 16.0 + (32.0 + 8.0) + (32.0 + 8.0);
        let synapse = (2.0 * 2.0 + 1.0) * 2.0;
        let packets = (2.0 + 1.0) * 1024.0;
        let links = 2.0 * 2048.0;
        for (component, expected) in [
            (Component::Soma, soma),
            (Component::Synapse, synapse),
            (Component::AxonOut, packets),
            (Component::Link, links),
        ] {
            assert!(
                (pj(component) / expected - 1.0).abs() < 1e-12,
                "{component:?}: {} {expected}",
                pj(component)
            );
        }
        let total: f64 = by_component.iter().sum::<f64>() * 1e12;
        assert!((total / (soma + synapse + packets + links) - 1.0).abs() < 1e-12);
        let counts = crate::support::priced(&outcome, &chip).counts;
        assert_eq!((counts.spikes, counts.synops, counts.packets, counts.link_hops), (4, 5, 3, 2));
        assert_eq!((counts.neuron_updates, counts.active_neuron_updates), (12, 6));
    }
}

#[test]
fn it_is_refused_where_cores_do_not_start_together() {
    let mut net = Stepped::new();
    net.neurons("n", 0, relays(1));
    let workload = net.workload();
    let refused = |line: &str| {
        let chip = chip_from("stepped.ron", STEPPED, &[line]);
        let prepared = egret_sim::prepare_placed(&chip, &workload, 1, &net.placement(), false).unwrap();
        let prepared = prepared.with_fidelity(Fidelity::Packet).unwrap();
        prepared.with_timing(TimingModel::PeerSimple).map(|_| ()).unwrap_err().to_string()
    };
    assert!(
        refused("chip.sync=FreeRunning(period: Given(\"1 us\"))").contains("do not all start a step at once")
    );
    assert!(
        refused("chip.sync=Dataflow(steps_in_flight: Given(2))").contains("do not all start a step at once")
    );
    let chip = chip_from("stepped.ron", STEPPED, &[]);
    let prepared = placed(&chip, &workload, &net.placement(), TimingModel::PeerSimple);
    assert_eq!(run(&prepared, 2).elapsed, 2 * (2 + 100));
}
