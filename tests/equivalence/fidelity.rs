//! Packet fidelity against flit fidelity: how far apart they are where packet fidelity is to be trusted, and that a record
//! warns where it is not. The differences found are golden texts, so that they are stated and a change of them is seen.

use std::fmt::Write as _;

use egret_reports::RunRecord;
use egret_sim::noc::{Fidelity, Offer, Periods, sweep};
use egret_sim::{TieBreak, prepare};

use crate::golden::assert_golden;
use crate::noc::Case as Network;
use crate::support::{chip, priced, settings};

/// Largest difference of mean latency under uniform traffic up to 40 % of the capacity, as a share.
const LATENCY: f64 = 0.02;
/// Largest difference of the time of a step without a warning, as a share.
const STEP_TIME: f64 = 0.05;

/// Shown by `--nocapture`.
#[expect(clippy::print_stdout, reason = "the differences found are for people to see")]
fn show(text: &str) {
    println!("{text}");
}

/// `packet` against `flit`, in percent.
fn percent(packet: f64, flit: f64) -> f64 {
    100.0 * (packet / flit - 1.0)
}

/// A network, flits a packet, the capacity of its bisection under uniform traffic in flits a node and cycle (half of the
/// packets cross it), and the largest difference. Two are further apart near 40 %: rings, whose packets keep to one of two
/// classes of channels, and packets of a single flit on routers where each has to win a channel first.
const UNIFORM: &[(&str, &str, u32, f64, f64)] = &[
    ("mesh:8x8", "minimal", 1, 0.5, LATENCY),
    ("mesh:16x16", "minimal", 1, 0.25, LATENCY),
    ("cmesh:4x4x4", "minimal", 1, 0.25, LATENCY),
    ("mesh:8x8", "vc4", 4, 0.5, LATENCY),
    ("torus:8x8", "minimal", 1, 1.0, 0.04),
    ("mesh:8x8", "vc4", 1, 0.5, 0.04),
];

#[test]
fn under_uniform_traffic_latency_is_that_of_flits_up_to_two_fifths_of_the_capacity() {
    let mut text = "mean latency in cycles under uniform traffic\n".to_owned();
    let mut complaints = String::new();
    for &(topology, router, flits, capacity, most) in UNIFORM {
        let case = Network::new(topology, router);
        let pattern = case.pattern("uniform");
        let offer = Offer { pattern: &pattern, flits, seed: 1 };
        let rates = [0.1, 0.25, 0.4].map(|share| share * capacity);
        let periods = Periods { warm_up: 5_000, ..Periods::of_nodes(pattern.nodes()) };
        let means = |fidelity| {
            let swept = sweep(case.setup(fidelity), offer, periods, &rates, 2, &|| ()).expect("no deadlock");
            swept.points.into_iter().map(|point| point.packet_latency_mean.expect("packets"))
        };
        for ((rate, packet), flit) in rates.iter().zip(means(Fidelity::Packet)).zip(means(Fidelity::Flit)) {
            let off = percent(packet, flit);
            let _ = writeln!(
                text,
                "{topology} {router}, packets of {flits}, at {rate:.3}: packet {packet:.2}, flit {flit:.2}, {off:+.2} %"
            );
            if off.abs() > 100.0 * most {
                let _ = writeln!(complaints, "{topology} {router} {flits} at {rate}: {off:+.2} %");
            }
        }
    }
    show(&text);
    assert!(complaints.is_empty(), "{complaints}");
    assert_golden("fidelity-uniform.txt", &text);
}

/// Records of a run at packet and at flit fidelity, limits lifted.
fn records(chip_name: &str, workload_name: &str, lines: &[&str], steps: u32) -> [RunRecord; 2] {
    let of =
        |root: &str| -> Vec<&str> { lines.iter().copied().filter(|line| line.starts_with(root)).collect() };
    let chip = chip(chip_name, &of("chip."));
    let shipped = egret_workloads::shipped_workloads();
    let (_, text) = shipped.iter().find(|(name, _)| *name == workload_name).expect("a shipped workload");
    let workload = egret_workloads::check(workload_name, text, &settings(&of("workload.")), 1)
        .unwrap_or_else(|error| panic!("{workload_name} under {lines:?}: {error}"));
    [Fidelity::Packet, Fidelity::Flit].map(|fidelity| {
        let prepared = prepare(&chip, &workload, 1, true)
            .and_then(|prepared| prepared.with_fidelity(fidelity))
            .unwrap_or_else(|misfit| panic!("{workload_name} on {chip_name}: {misfit}"));
        let outcome = prepared.run(steps, TieBreak::Push, &mut (), &mut |_| {}).expect("no fault");
        priced(&outcome, &chip)
    })
}

/// A chip, a workload, and settings of both.
type Traffic = (&'static str, &'static str, &'static [&'static str]);

/// The trained network on every kind of chip, and generated ones that keep the network from idle to overloaded.
const REAL: &[Traffic] = &[
    ("spinnaker2", "egru-wikitext2", &[]),
    ("mesh-generic", "egru-wikitext2", &["workload.weight_bits=8", "workload.payload_bits=16"]),
    ("loihi2", "egru-wikitext2", &["workload.weight_bits=8"]),
    ("mesh-generic", "egru-ptb", &["workload.weight_sparsity=0.95", "chip.mapping.cores=64"]),
    ("mesh-generic", "egru-ptb", &["workload.weight_sparsity=0.95", "chip.mapping.cores=256"]),
    (
        "mesh-generic",
        "egru-ptb",
        &["workload.weight_sparsity=0.95", "chip.mapping.cores=16", "chip.network.casting=Unicast"],
    ),
    (
        "mesh-generic",
        "egru-ptb",
        &["workload.weight_sparsity=0.95", "chip.mapping.cores=256", "chip.network.casting=Unicast"],
    ),
    ("loihi2", "egru-ptb", &["workload.weight_sparsity=0.95"]),
    ("loihi2", "egru-ptb", &["workload.weight_sparsity=0.95", "chip.network.casting=Multicast"]),
    ("spinnaker2", "egru-ptb", &["workload.weight_sparsity=0.95", "chip.network.casting=Unicast"]),
];

#[test]
fn steps_of_real_traffic_take_as_long_or_the_record_warns() {
    const STEPS: u32 = 4;
    let mut text = format!("time of {STEPS} steps, packet against flit fidelity\n");
    let mut complaints = String::new();
    let mut quiet = 0;
    for &(chip_name, workload_name, lines) in REAL {
        let [packet, flit] = records(chip_name, workload_name, lines, STEPS);
        let off = percent(packet.time.total_s, flit.time.total_s);
        let warning = packet.noc.fidelity_warning.as_deref();
        let what = format!("{workload_name} on {chip_name} {}", lines.join(" "));
        let _ = writeln!(text, "{}: {off:+.2} %, {}", what.trim_end(), warning.unwrap_or("no warning"));
        if off.abs() > 100.0 * STEP_TIME && warning.is_none() {
            let _ = writeln!(complaints, "{what}: {off:+.2} % without a warning");
        }
        assert_eq!(flit.noc.fidelity_warning, None, "{what}: flit fidelity needs none");
        quiet += usize::from(warning.is_none());
    }
    show(&text);
    assert!(complaints.is_empty(), "{complaints}");
    assert_golden("fidelity-runs.txt", &text);
    assert!(quiet >= 5, "a warning that always comes says nothing:\n{text}");
}

/// A figure of a record: what it is, where it stands, what it is multiplied by, and its unit then.
type Figure = (&'static str, fn(&RunRecord) -> f64, f64, &'static str);

#[test]
fn the_default_run_at_both_fidelities() {
    let [packet, flit] = records("spinnaker2", "egru-wikitext2", &[], 8);
    let mut text = "egru-wikitext2 on spinnaker2, 8 steps: packet, flit, difference\n".to_owned();
    let tokens = packet.counts.tokens as f64;
    let figures: [Figure; 6] = [
        ("time a step", |record| record.time.total_s, 1e6 / tokens, "us"),
        ("energy a step", |record| record.energy.per_step_j, 1e6, "uJ"),
        ("packet latency mean", |record| record.noc.packet_latency_mean_s, 1e6, "us"),
        ("packet latency p99", |record| record.noc.packet_latency_p99_s, 1e6, "us"),
        ("busiest link", |record| record.noc.link_load_max, 100.0, "%"),
        ("mean link", |record| record.noc.link_load_mean, 100.0, "%"),
    ];
    for (name, figure, worth, unit) in figures {
        let (packet, flit) = (figure(&packet) * worth, figure(&flit) * worth);
        let off = percent(packet, flit);
        let _ = writeln!(text, "{name}: {packet:.4} {unit}, {flit:.4} {unit}, {off:+.2} %");
    }
    let _ = writeln!(text, "warning: {}", packet.noc.fidelity_warning.as_deref().unwrap_or("none"));
    show(&text);
    assert_golden("fidelity.txt", &text);
    assert_eq!(packet.counts.synops, flit.counts.synops, "the same work");
    assert_eq!(packet.counts.deliveries, flit.counts.deliveries, "the same packets");
}
