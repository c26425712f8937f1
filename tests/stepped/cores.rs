//! What cores tell apart, and how long it takes them.

use egret_arch::Action;
use egret_sim::TimingModel;
use egret_workloads::execute::{QuantizedLif, Weights};
use egret_workloads::{Axis, Conv2d, Image, SynapseKind};

use crate::support::{Stepped, count, energies, relays};

/// A unit that emits once, and all weights from it to four neurons.
fn one_to_four() -> Weights {
    Weights::Dense { sources: 1, targets: 4, values: vec![0.25; 4] }
}

#[test]
fn a_synop_takes_what_its_kind_takes() {
    let kernel = || {
        let axis = Axis { kernel: 1, stride: 1, padding: 0, dilation: 1 };
        let input = Image { channels: 1, height: 1, width: 1 };
        let shape = Conv2d::new(input, 4, axis, axis, 1).expect("a kernel");
        Weights::Conv2d { shape, kernel: vec![0.25; 4] }
    };
    for (weights, kind, action, each_ns, each_pj) in [
        (one_to_four(), None, Action::SynopDense, 3, 1.0),
        (one_to_four(), Some(SynapseKind::Sparse), Action::SynopSparse, 5, 2.0),
        (kernel(), None, Action::SynopConvolution, 11, 4.0),
        (kernel(), Some(SynapseKind::Dense), Action::SynopDense, 3, 1.0),
    ] {
        let mut net = Stepped::new();
        let source = net.sources("source", 0, &[&[0]]);
        let target = net.neurons("target", 1, relays(4));
        net.project(source, target, weights, kind);
        let (chip, outcome) = net.run(&[], 2, TimingModel::Events);
        assert_eq!(count(&outcome.totals(), action), 4, "{action:?}");
        assert_eq!(count(&outcome.totals(), Action::Synop), 0);
        let synapse = energies(&outcome, &chip)[egret_arch::Component::Synapse.index()];
        assert!((synapse / (4.0 * each_pj * 1e-12) - 1.0).abs() < 1e-12, "{action:?}: {synapse}");
        // One unit updated and one packet built (19 + 23), carried in no time, accepted (7), and four synapses; then the barrier.
        assert_eq!(outcome.steps[0].duration, 19 + 23 + 7 + 4 * each_ns + 100, "{action:?}");
    }
}

#[test]
fn a_kind_that_the_chip_does_not_tell_apart_takes_what_any_synapse_takes() {
    let mut net = Stepped::new();
    let source = net.sources("source", 0, &[&[0]]);
    let target = net.neurons("target", 1, relays(4));
    net.project(source, target, one_to_four(), None);
    let file = crate::support::STEPPED;
    let without = file.replace("dense: (group_time: Given(\"3 ns\"), synop: Given(\"1 pJ\")),", "");
    let chip = crate::support::chip_from("stepped.ron", &without, &[]);
    let workload = net.workload();
    let outcome = crate::support::run(
        &crate::support::placed(&chip, &workload, &net.placement(), TimingModel::Events),
        2,
    );
    assert_eq!(count(&outcome.totals(), Action::Synop), 4);
    assert_eq!(outcome.steps[0].duration, 19 + 23 + 7 + 4 * 53 + 100);
    assert!(chip.unpriced().is_empty(), "{:?}", chip.unpriced());
}

/// Four neurons of which the first gets an event of weight 0, the second one that makes it emit, the third none, and the last has a
/// bias below its threshold.
fn at_rest_and_not() -> Stepped {
    let mut net = Stepped::new();
    let source = net.sources("source", 0, &[&[0]]);
    let cell = QuantizedLif { bias: vec![0.0, 0.0, 0.0, 1.0 / 64.0], ..relays(4) };
    let target = net.neurons("target", 1, cell);
    net.connect(source, target, &[vec![(0, 0.0), (1, 1.0)]]);
    net
}

#[test]
fn units_at_rest_without_an_event_are_skipped() {
    let (chip, outcome) = at_rest_and_not().run(&[], 3, TimingModel::Events);
    // By step: the source emits, then is silent; the last neuron is updated at every step, the first two at the second.
    let lif: Vec<_> = outcome.steps.iter().map(|step| step.updates[egret_arch::Model::Lif.index()]).collect();
    assert_eq!(lif, [(1, 0, 3), (2, 1, 1), (1, 0, 3)]);
    let input: Vec<_> =
        outcome.steps.iter().map(|step| step.updates[egret_arch::Model::Input.index()]).collect();
    assert_eq!(input, [(0, 1, 0), (0, 0, 1), (0, 0, 1)]);
    let expected = 4.0 * 8.0 + 16.0 + 7.0 * 32.0 + 128.0 + 2.0 * 256.0;
    let soma = energies(&outcome, &chip)[egret_arch::Component::Soma.index()];
    assert!((soma / (expected * 1e-12) - 1.0).abs() < 1e-12, "{soma}");
    // Of the second step: the neuron that emits sends nothing, so soma 13 + 29 + 2 + 13 and the barrier; an input that is skipped
    // takes the time of an idle one, for no other is written.
    assert_eq!(outcome.steps[1].duration, 13 + 29 + 2 + 13 + 100);
    assert_eq!(outcome.steps[2].duration, 2 + 2 + 2 + 13 + 100);
}

#[test]
fn on_a_chip_that_does_not_skip_they_are_idle() {
    let file = crate::support::STEPPED;
    let without = file
        .replace("skipped_time: Given(\"2 ns\"),", "")
        .replace("skipped_energy: Given(\"32 pJ\"),", "")
        .replace("skipped_energy: Given(\"256 pJ\"),", "");
    let chip = crate::support::chip_from("stepped.ron", &without, &[]);
    let (net, workload) = (at_rest_and_not(), at_rest_and_not().workload());
    let outcome = crate::support::run(
        &crate::support::placed(&chip, &workload, &net.placement(), TimingModel::Events),
        3,
    );
    assert_eq!(count(&outcome.totals(), Action::UpdateSkipped), 0);
    assert_eq!(count(&outcome.totals(), Action::UpdateIdle), 2 + 4 + 3 + 4);
    assert_eq!(outcome.steps[2].duration, 4 * 13 + 100);
}

#[test]
fn a_duplex_core_takes_in_while_it_updates_and_updates_while_it_takes_in() {
    // Two neurons of one core reach both of them at every step: the second packet is built while the first is worked off.
    let mut net = Stepped::new();
    let cell = QuantizedLif { bias: vec![1.0; 2], ..relays(2) };
    let loops = net.neurons("loops", 3, cell);
    let weights = Weights::Dense { sources: 2, targets: 2, values: vec![0.0; 4] };
    net.project(loops, loops, weights, None);
    let time = |execution: &str| {
        let lines = [format!("chip.core.execution={execution}")];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        net.run(&lines, 2, TimingModel::Events).1.steps[1].duration - 100
    };
    // Update, packet, update, packet on one side; then 7 + 2 x 3 for the last one.
    assert_eq!(time("Duplex"), 29 + 23 + 29 + 23 + 7 + 6);
    // One processor does both, one after the other.
    assert_eq!(time("Serial"), 2 * (29 + 23 + 7 + 6));
    // Units are updated one behind the other, and the port sends the first packet meanwhile.
    assert_eq!(time("Pipelined"), 29 + 29 + 23 + 7 + 6);
}
