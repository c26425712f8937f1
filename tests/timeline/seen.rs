//! What is seen of a run is what is counted of it, to the tick.

use std::collections::BTreeMap;

use egret_arch::{Execution, LinkClass};
use egret_sim::{Observation, Observer, Outcome, Spread, Stage, Task, TieBreak};

use crate::support::{Case, Net, all_chips, chip, dense_chips, synchronisations_of, unit_models};

/// Everything that was seen.
#[derive(Default)]
struct Seen(Vec<Observation>);

impl Observer for Seen {
    fn see(&mut self, seen: Observation) {
        self.0.push(seen);
    }
}

/// Two gated states.
const POWER: &str = "chip.core.power=(idle: (power: Given(\"0.4 mW\")), \
     clock_gated: (power: Given(\"0.2 mW\"), after: Given(\"100 ns\"), wake_time: Given(\"20 ns\"), wake_energy: Given(\"5 pJ\")), \
     power_gated: (power: Given(\"10 uW\"), after: Given(\"300 ns\"), wake_time: Given(\"50 ns\"), wake_energy: Given(\"5 pJ\")))";

/// Every chip under every synchronisation, at both fidelities; boards, DRAM, shared memories and power states.
fn cases() -> Vec<Case> {
    let mut all = Vec::new();
    let net = |chip: &egret_arch::Chip| {
        let model = unit_models(chip)[0];
        Net { layers: vec![23, 18], activity: 0.6, decoder: "Host", ..Net::of(model) }
    };
    for (name, _) in all_chips() {
        for (name, chip) in synchronisations_of(name) {
            let workload = net(&chip).workload(11);
            all.extend(Case::new(name, chip, workload).at_both());
        }
    }
    for (name, chip) in dense_chips() {
        let workload = net(&chip).workload(11);
        all.extend(Case::new(name, chip, workload).at_both());
    }
    let more: [(&str, &[&str]); 6] = [
        ("power states", &[POWER]),
        ("a board", &["chip.topology.Mesh.columns=2", "chip.topology.Mesh.rows=2", "chip.usable_cores=4"]),
        ("DRAM", &["chip.mapping.weights=Dram"]),
        ("one core", &["chip.mapping.cores=1"]),
        ("short queues", &["chip.core.axon_in.queue_entries=1"]),
        ("nothing between cores", &["chip.ideal.free_network=true"]),
    ];
    for (name, lines) in more {
        let chip = chip("mesh-generic", lines);
        let workload = net(&chip).workload(5);
        all.extend(
            Case { chips: if name == "a board" { 4 } else { 1 }, ..Case::new(name, chip, workload) }
                .at_both(),
        );
    }
    all
}

#[test]
fn what_is_seen_is_what_is_counted() {
    for case in cases() {
        let prepared = case.prepared();
        let unseen = prepared.run(4, TieBreak::Push, &mut (), &mut |_| {}).expect("it runs");
        let mut seen = Seen::default();
        let outcome = prepared.observed(4, &mut seen, &mut |_| {}).expect("it runs");
        assert!(outcome == unseen, "{}: watching changes the run", case.name);
        assert_eq!(egret_reports::fingerprint(&outcome), egret_reports::fingerprint(&unseen));
        check(&case, &outcome, &seen.0);
    }
}

fn check(case: &Case, outcome: &Outcome, seen: &[Observation]) {
    let name = &case.name;
    let mut stages: BTreeMap<(u32, Stage), u64> = BTreeMap::new();
    let mut free: BTreeMap<(u32, Stage), u64> = BTreeMap::new();
    let mut links: BTreeMap<u32, u64> = BTreeMap::new();
    let mut residencies: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
    let (mut arrivals, mut departures, mut addressed, mut lost) = (0, 0, 0, 0);
    let (mut accepted, mut steps) = (0, 0);
    for observation in seen {
        match *observation {
            Observation::Worked { endpoint, stage, task, from, until, .. } => {
                assert!(from <= until, "{name}: {observation:?}");
                let free = free.entry((endpoint, stage)).or_default();
                assert!(*free <= from, "{name}: two things at once: {observation:?} but busy until {free}");
                *free = until;
                *stages.entry((endpoint, stage)).or_default() += until - from;
                accepted += u64::from(matches!(task, Task::Accept | Task::AcceptToken));
            }
            Observation::Arrived { .. } => arrivals += 1,
            Observation::Departed { destinations, .. } => {
                departures += 1;
                addressed += u64::from(destinations);
            }
            Observation::Dropped { destinations, .. } => lost += u64::from(destinations),
            Observation::LinkBusy { link, from, until, .. } => {
                *links.entry(link).or_default() += until - from;
            }
            Observation::InState { core, state, from, until } => {
                let times = residencies.entry(core).or_insert_with(|| vec![0; egret_arch::CoreState::COUNT]);
                let end = outcome.elapsed;
                times[state.index()] += until.min(end).saturating_sub(from.min(end));
            }
            Observation::StepEnded { step, from, until } => {
                let expected = &outcome.steps[step as usize];
                assert_eq!((from, until - from), (expected.start, expected.duration), "{name}");
                steps += 1;
            }
            Observation::MemoryBusy { from, until, .. } | Observation::Fetched { from, until, .. } => {
                assert!(from < until, "{name}: {observation:?}");
            }
            Observation::PortFree { .. } | Observation::Paused { .. } | Observation::InFlight { .. } => {}
        }
    }
    assert_eq!(arrivals, outcome.deliveries, "{name}: deliveries");
    assert_eq!(accepted, outcome.deliveries, "{name}: every delivery is accepted");
    assert_eq!((departures, addressed), (outcome.packets, outcome.addressed), "{name}: packets");
    assert_eq!((lost, steps), (outcome.drops, outcome.steps.len()), "{name}: drops and steps");
    let pipelined = case.chip.core().execution == Execution::Pipelined;
    for (position, core) in (0..).zip(&outcome.cores) {
        let busy = |stage| stages.get(&(position, stage)).copied().unwrap_or(0);
        let seen =
            if pipelined { busy(Stage::Synapse).max(busy(Stage::Dendrite)) } else { busy(Stage::Processor) };
        assert_eq!(seen, core.busy, "{name}: core {} is busy", core.core);
        if let Some(residency) = core.residency {
            assert_eq!(residencies[&position], residency, "{name}: states of core {}", core.core);
        }
    }
    utilisation(name, outcome);
    let prepared = case.prepared();
    let topology = &prepared.placement().topology;
    for (number, link) in (0..).zip(topology.links()) {
        let host = matches!(link.class, LinkClass::HostIn | LinkClass::HostOut);
        if case.chip.network().free && !host {
            assert!(!links.contains_key(&number), "{name}: an idealised link takes no time");
            continue;
        }
        let (from, to) = (link.from.to_string(), link.to.to_string());
        let counted = outcome.links.iter().find(|other| other.from == from && other.to == to);
        let counted = counted.map_or(0, |link| link.flits * link.cycle.max(1));
        assert_eq!(links.get(&number).copied().unwrap_or(0), counted, "{name}: {from} to {to}");
    }
}

/// How busy cores and links were in steps sums to how busy they were in the run.
fn utilisation(name: &str, outcome: &Outcome) {
    let in_order =
        |spread: &Spread| spread.p10 <= spread.p50 && spread.p50 <= spread.p90 && spread.p90 <= spread.max;
    let steps = &outcome.steps;
    assert!(steps.iter().all(|step| step.cores_busy.of as usize == outcome.cores.len()), "{name}");
    assert!(steps.iter().all(|step| in_order(&step.cores_busy)), "{name}");
    let cores: u64 = steps.iter().map(|step| step.cores_busy.sum).sum();
    assert_eq!(cores, outcome.cores.iter().map(|core| core.busy).sum::<u64>(), "{name}: cores");
    let links: Option<Vec<Spread>> = steps.iter().map(|step| step.links_busy).collect();
    let Some(links) = links else { return };
    assert!(links.iter().all(in_order), "{name}");
    let ends = [LinkClass::Injection, LinkClass::Ejection, LinkClass::HostIn, LinkClass::HostOut];
    let between = outcome.links.iter().filter(|link| !ends.contains(&link.class));
    let expected: u64 = between.map(|link| link.flits * link.cycle).sum();
    assert_eq!(links.iter().map(|spread| spread.sum).sum::<u64>(), expected, "{name}: links");
}
