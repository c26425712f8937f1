//! No run takes less than its lower bound, on any chip and however steps follow each other.

use egret_arch::{Action, Model, Sync, shipped_chips};
use egret_sim::bound::{Place, Term};
use egret_sim::noc::Fidelity;
use egret_sim::{Bound, Counts, Outcome, TieBreak, prepare};
use proptest::prelude::*;

use crate::support::{
    Case, FIDELITIES, Net, SYNCHRONISATIONS, all_chips, chip, count, settings, synchronisations_of,
    unit_models,
};

fn bound_of<'a>(case: &Case, outcome: &'a Outcome) -> &'a Bound {
    outcome.bound.as_ref().unwrap_or_else(|| panic!("{}: cases are bounded", case.name))
}

/// Asserts that a run takes its lower bound at least, and that the bound counts what the run did.
pub(crate) fn assert_bounded(case: &Case, outcome: &Outcome) {
    let (name, bound) = (&case.name, bound_of(case, outcome));
    assert!(outcome.elapsed >= bound.total, "{name}: {} ticks, bound {}", outcome.elapsed, bound.total);
    assert_eq!(bound.waits.iter().sum::<u64>(), bound.total, "{name}: reasons tile the bound");
    assert_eq!(bound.step_count as usize, outcome.steps.len(), "{name}: steps");
    assert!(bound.timcheck <= bound.total, "{name}: {} above {}", bound.timcheck, bound.total);
    match case.chip.sync() {
        Sync::Barrier { .. } | Sync::BarrierTable { .. } | Sync::FixedTick { .. } => {
            assert_eq!(bound.steps.len(), outcome.steps.len(), "{name}: bounds of steps");
            let mut end = 0;
            for (number, (step, least)) in outcome.steps.iter().zip(&bound.steps).enumerate() {
                end += least;
                let found = step.start + step.duration;
                assert!(found >= end, "{name}: step {number} ends at {found}, bound {end}");
                let own = !matches!(case.chip.sync(), Sync::FixedTick { .. });
                assert!(
                    !own || step.duration >= *least,
                    "{name}: step {number}: {} of {least}",
                    step.duration
                );
            }
            assert_eq!(end, bound.total, "{name}: steps tile the bound");
        }
        Sync::FreeRunning { .. } | Sync::Dataflow { .. } => assert!(bound.steps.is_empty(), "{name}"),
    }
    if !bound.lossy {
        terms_count_what_happened(case, outcome, bound);
    }
}

/// Weights applied, however they are stored.
fn synops(counts: &Counts) -> u64 {
    let actions = [Action::Synop, Action::SynopDense, Action::SynopSparse, Action::SynopConvolution];
    actions.map(|action| count(counts, action)).iter().sum()
}

fn terms_count_what_happened(case: &Case, outcome: &Outcome, bound: &Bound) {
    for term in &bound.terms {
        let name = format!("{}: {} at {}", case.name, term.term.name(), term.place);
        let of_core = |of: fn(&Counts) -> u64| {
            let Place::Core(number) = term.place else { panic!("{name}: no core") };
            let core = outcome.cores.iter().find(|core| core.core == number);
            of(&core.unwrap_or_else(|| panic!("{name}: no such core")).counts)
        };
        let updates = |counts: &Counts| {
            [Action::UpdateIdle, Action::UpdateActive, Action::UpdateSkipped]
                .map(|action| count(counts, action))
                .iter()
                .sum::<u64>()
        };
        let found = match term.term {
            Term::Synops | Term::Accumulations => of_core(synops),
            Term::UnitUpdates => of_core(updates),
            Term::Traffic => {
                let Place::Link(from, to) = &term.place else { panic!("{name}: no link") };
                let link = outcome.links.iter().find(|link| link.from == *from && link.to == *to);
                link.unwrap_or_else(|| panic!("{name}: no such link")).flits
            }
            Term::Host
            | Term::MemoryReads
            | Term::EventsIn
            | Term::EventsOut
            | Term::Core
            | Term::Dram
            | Term::Sync => continue,
        };
        assert_eq!(term.count, found, "{name}");
        // Slots of links may have begun before their step, of which each loses a part.
        let by_slots = term.term == Term::Traffic;
        assert!(by_slots || term.bound >= term.ticks, "{name}: the busiest of every step is as busy");
    }
    // Shares of rows that are dealt out evenly are cut to whole bits.
    if !case.chip.ideal().perfect_balance {
        let floor = bound.floors.applying.max(bound.floors.reading) * (1.0 - 1e-12);
        for layer in &bound.layers {
            let least = floor * layer.synops as f64;
            assert!(layer.ticks as f64 >= least, "{}: {} below {least}", case.name, layer.name);
        }
    }
    let synops = outcome.cores.iter().map(|core| synops(&core.counts)).max().unwrap_or(0);
    assert_eq!(bound.synops, synops, "{}: synops of the busiest core", case.name);
}

/// Asserts that playing the activity gives the bound that the run found.
fn assert_played(case: &Case, outcome: &Outcome) {
    let played = case.prepared().bound(outcome.tokens, &mut |_| {});
    assert_eq!(&played, bound_of(case, outcome), "{}: played and simulated", case.name);
}

#[test]
fn every_chip_under_every_synchronisation() {
    for (name, _) in all_chips() {
        for (name, chip) in synchronisations_of(name) {
            for (embedding, activity) in [("Host", 0.3), ("Chip", 0.9)] {
                let net = Net { decoder: "Host", embedding, activity, ..Net::of(unit_models(&chip)[0]) };
                for case in Case::new(name.clone(), chip.clone(), net.workload(5)).at_both() {
                    let outcome = case.outcome(5, TieBreak::Push);
                    assert_bounded(&case, &outcome);
                    assert_played(&case, &outcome);
                }
            }
        }
    }
}

/// Every shipped chip as it is, or under a way of synchronising; with some of its idealisations. Its name and settings.
fn drawn_chip() -> impl Strategy<Value = (&'static str, Vec<String>)> {
    let names: Vec<&str> = shipped_chips().iter().map(|(name, _)| *name).collect();
    let sync = prop::option::of(prop::sample::select(SYNCHRONISATIONS.map(|(_, line)| line).to_vec()));
    let execution = prop::option::of(prop::sample::select(vec!["Pipelined", "Serial"]));
    let ideal = prop::option::weighted(
        0.3,
        prop::sample::select(vec![
            "free_network",
            "free_updates",
            "free_sync",
            "perfect_balance",
            "no_word_rounding",
            "no_format_overhead",
        ]),
    );
    let casting = prop::option::of(prop::sample::select(vec!["Multicast", "Unicast"]));
    (prop::sample::select(names), sync, execution, ideal, casting, 1u32..30).prop_filter_map(
        "combinations that a chip refuses",
        |(name, sync, execution, ideal, casting, cores)| {
            let mut lines = vec![
                "chip.rounding=Allow".to_owned(),
                format!("chip.mapping.cores={cores}"),
                "chip.network.router.channel_choice=BySource".to_owned(),
            ];
            lines.extend(sync.map(str::to_owned));
            lines.extend(execution.map(|execution| format!("chip.core.execution={execution}")));
            lines.extend(ideal.map(|ideal| format!("chip.ideal.{ideal}=true")));
            lines.extend(casting.map(|casting| format!("chip.network.casting={casting}")));
            let (_, text) = shipped_chips().iter().find(|(known, _)| *known == name)?;
            let written: Vec<&str> = lines.iter().map(String::as_str).collect();
            egret_arch::check(name, text, &settings(&written)).is_ok().then_some((name, lines))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_run_takes_less_than_its_bound(
        (name, lines) in drawn_chip(),
        embedding in prop::sample::select(vec!["Host", "Chip", "Absent"]),
        layers in prop::collection::vec(1u32..30, 1..4),
        weight_sparsity in 0.0f64..=1.0,
        activity in 0.0f64..=1.0,
        fidelity in prop::sample::select(FIDELITIES.to_vec()),
        chips in 1u32..3,
        seed in 0u64..1000,
    ) {
        let chip = chip(name, &lines.iter().map(String::as_str).collect::<Vec<_>>());
        let models = unit_models(&chip);
        let model = models[seed as usize % models.len()];
        let net = Net { layers, weight_sparsity, activity, embedding, decoder: "Host", ..Net::of(model) };
        let chips = chips.min(chip.chips_max());
        let workload = net.workload(seed);
        let mut case = Case::new(format!("{name} {lines:?} {net:?} {fidelity:?}, {chips} chips"), chip, workload);
        (case.fidelity, case.chips) = (fidelity, chips);
        // Some routers cannot carry some packets.
        let carried = prepare(&case.chip, &case.workload, chips, true)
            .and_then(|prepared| prepared.with_fidelity(fidelity));
        if carried.is_err() {
            case.fidelity = Fidelity::Packet;
        }
        let outcome = case.outcome(4, TieBreak::Push);
        assert_bounded(&case, &outcome);
        assert_played(&case, &outcome);
    }
}

#[test]
fn a_host_that_is_slow_enough_is_all_that_counts() {
    let net = Net { decoder: "Host", activity: 0.9, ..Net::of(Model::Egru) };
    let chip = chip("mesh-generic", &["chip.host.event_time=1 ms", "chip.rounding=Allow"]);
    let case = Case::new("slow host", chip, net.workload(3));
    let outcome = case.outcome(6, TieBreak::Push);
    assert_bounded(&case, &outcome);
    let bound = bound_of(&case, &outcome);
    let binding = bound.binding.as_ref().expect("the host binds");
    assert_eq!((binding.term, binding.place.clone()), (Term::Host, Place::Host));
    assert!(outcome.elapsed as f64 <= 1.2 * bound.total as f64, "{} and {}", outcome.elapsed, bound.total);
}
