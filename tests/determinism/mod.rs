//! The same inputs give the same run, and nothing that only watches or reorders ties changes it.

use egret_arch::Model;
use egret_sim::kernel::Probe;
use egret_sim::{Message, Outcome, TieBreak};
use proptest::prelude::*;

use crate::support::{Case, FIDELITIES, Net, all_chips, chip, count, synchronisations_of, unit_models};

/// What is compared: everything simulated. The effort of the scheduler is that of this computer.
fn simulated(outcome: Outcome) -> Outcome {
    Outcome { scheduler_events: 0, ..outcome }
}

/// Cases in which events meet: on every chip under every synchronisation.
fn cases() -> Vec<Case> {
    let mut all = Vec::new();
    for (name, _) in all_chips() {
        for (name, chip) in synchronisations_of(name) {
            let model = unit_models(&chip)[0];
            let net = Net { layers: vec![23, 18], activity: 0.6, decoder: "Host", ..Net::of(model) };
            all.extend(Case::new(name, chip, net.workload(11)).at_both());
        }
    }
    all
}

#[test]
fn the_same_inputs_give_the_same_run() {
    for case in cases() {
        let first = case.outcome(5, TieBreak::Push);
        assert_eq!(first, case.outcome(5, TieBreak::Push), "{}", case.name);
        let fingerprint = egret_reports::fingerprint(&first);
        assert_eq!(
            fingerprint,
            egret_reports::fingerprint(&case.outcome(5, TieBreak::Push)),
            "{}",
            case.name
        );
    }
}

#[test]
fn the_order_of_ties_changes_nothing_on_any_chip() {
    for case in cases() {
        let pushed = simulated(case.outcome(5, TieBreak::Push));
        for seed in 0..6 {
            let shuffled = simulated(case.outcome(5, TieBreak::Shuffled(seed)));
            assert!(
                pushed == shuffled,
                "{}, ties shuffled from {seed}: {}",
                case.name,
                difference(&pushed, &shuffled)
            );
        }
    }
}

/// The first parts that differ, because whole outcomes are too long to read.
fn difference(left: &Outcome, right: &Outcome) -> String {
    let step = left.steps.iter().zip(&right.steps).position(|(left, right)| left != right);
    let core = left.cores.iter().zip(&right.cores).position(|(left, right)| left != right);
    let link = left.links.iter().zip(&right.links).position(|(left, right)| left != right);
    format!(
        "elapsed {} and {}, first step that differs {:?}, core {core:?}, link {:?}",
        left.elapsed,
        right.elapsed,
        step.map(|at| (&left.steps[at], &right.steps[at])),
        link.map(|at| (&left.links[at], &right.links[at])),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    /// Short queues, slow links and many packets at once: where the order of ties would show first.
    #[test]
    fn the_order_of_ties_changes_nothing_where_everything_meets(
        ties in any::<u64>(),
        seed in 0u64..1000,
        sync in prop::sample::select(crate::support::SYNCHRONISATIONS.map(|(_, line)| line).to_vec()),
        execution in prop::sample::select(vec!["Pipelined", "Serial"]),
        casting in prop::sample::select(vec!["Multicast", "Unicast"]),
        cores in 1u32..30,
        queue in 1u32..4,
        cycle in 1u32..9,
        flit_bits in prop::sample::select(vec![48u32, 13]),
        free_network in any::<bool>(),
        fidelity in prop::sample::select(FIDELITIES.to_vec()),
    ) {
        let lines = [
            sync.to_owned(),
            format!("chip.core.execution={execution}"),
            format!("chip.network.casting={casting}"),
            format!("chip.mapping.cores={cores}"),
            format!("chip.core.axon_in.queue_entries={queue}"),
            format!("chip.network.ejection.cycle={cycle} cycles"),
            format!("chip.network.horizontal.cycle={cycle} cycles"),
            format!("chip.network.flit_bits={flit_bits}"),
            format!("chip.ideal.free_network={free_network}"),
        ];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let chip = chip("mesh-generic", &lines);
        let net = Net { layers: vec![20, 15], activity: 0.8, decoder: "Host", ..Net::of(Model::Egru) };
        let mut case = Case::new("mesh-generic", chip, net.workload(seed));
        case.fidelity = fidelity;
        let pushed = simulated(case.outcome(3, TieBreak::Push));
        let shuffled = simulated(case.outcome(3, TieBreak::Shuffled(ties)));
        prop_assert!(pushed == shuffled, "{:?}: {}", lines, difference(&pushed, &shuffled));
    }
}

/// Counts what it sees.
#[derive(Default)]
struct Counter {
    seen: u64,
    last: u64,
}

impl Probe<Message> for Counter {
    fn event(&mut self, at: u64, _: &Message) {
        assert!(at >= self.last, "time runs backwards");
        self.last = at;
        self.seen += 1;
    }
}

#[test]
fn watching_changes_nothing() {
    for case in cases() {
        let prepared = case.prepared();
        let alone = prepared.run(4, TieBreak::Push, &mut (), &mut |_| {}).expect("it runs");
        let mut counter = Counter::default();
        let mut ended = Vec::new();
        let watched =
            prepared.run(4, TieBreak::Push, &mut counter, &mut |steps| ended.push(steps)).expect("it runs");
        assert_eq!(alone, watched, "{}", case.name);
        assert_eq!(counter.seen, watched.scheduler_events, "{}: a probe sees everything", case.name);
        assert!(ended.is_sorted() && ended.len() == watched.steps.len(), "{}: {ended:?}", case.name);
    }
}

#[test]
fn another_seed_is_another_trace_with_the_same_mean() {
    let chip = chip("mesh-generic", &["chip.mapping.cores=6"]);
    let (units, activity, tokens) = (200u32, 0.2, 400);
    let net = Net { layers: vec![units], activity, ..Net::of(Model::Egru) };
    let outcomes: Vec<Outcome> = (0..4)
        .map(|seed| {
            Case::new(format!("seed {seed}"), chip.clone(), net.workload(seed))
                .outcome(tokens, TieBreak::Push)
        })
        .collect();
    for (seed, outcome) in outcomes.iter().enumerate() {
        let layer = &outcome.layers[1];
        let density = layer.events as f64 / f64::from(units) / f64::from(tokens);
        // Synthetic activity keeps its mean within 1 % over 1,000 steps at three standard deviations; that of 400 steps
        // is at most the square root of 2.5 times as wide.
        assert!((density / activity - 1.0).abs() < 0.016, "seed {seed}: {density}");
        for (other, later) in outcomes.iter().enumerate().skip(seed + 1) {
            let events = |outcome: &Outcome| outcome.steps.iter().map(|step| step.events).collect::<Vec<_>>();
            assert_ne!(events(outcome), events(later), "seeds {seed} and {other}");
            let synops = |outcome: &Outcome| count(&outcome.totals(), egret_arch::Action::Synop) as f64;
            let ratio = synops(outcome) / synops(later);
            assert!((ratio - 1.0).abs() < 0.05, "seeds {seed} and {other}: synops differ by {ratio}");
        }
    }
}
