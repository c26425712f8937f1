//! Idealisation switches: each removes exactly its part.

use egret_arch::{Action, Chip, Component, LinkClass, Model};
use egret_sim::{Outcome, Wait};

use super::laws::assert_all;
use crate::support::{Case, Net, Run, chip, count, energies, is_dataflow, priced};

/// A barrier chip, whose steps show every part of the time, and the dataflow chip of the default run.
const CHIPS: [&str; 3] = ["mesh-generic", "loihi2", "spinnaker2"];

fn net() -> Net {
    // Without a host, so that all that crosses a link crosses the chip's own network.
    Net {
        embedding: "Absent",
        activity: 0.5,
        layers: vec![40, 30],
        weight_sparsity: 0.5,
        ..Net::of(Model::Egru)
    }
}

fn run(name: &str, switches: &[&str]) -> (Case, Run) {
    let mut lines = vec!["chip.mapping.cores=12"];
    lines.extend(switches);
    let case = Case::new(format!("{name} {switches:?}"), chip(name, &lines), net().workload(4));
    let run = case.run(5);
    assert_all(&case, &run);
    (case, run)
}

fn wait(outcome: &Outcome, wait: Wait) -> u64 {
    outcome.waits()[wait as usize]
}

/// Dynamic energy of some components and of all others.
fn split(outcome: &Outcome, chip: &Chip, components: &[Component]) -> (f64, f64) {
    let energies = energies(outcome, chip);
    Component::ALL.into_iter().zip(energies).fold((0.0, 0.0), |(inside, outside), (component, joules)| {
        if components.contains(&component) { (inside + joules, outside) } else { (inside, outside + joules) }
    })
}

/// Asserts that a switch makes components free and leaves all others, and all counts, as they were.
fn assert_frees(name: &str, switch: &str, components: &[Component]) -> (Outcome, Outcome) {
    assert_frees_beside(name, &[], switch, components)
}

/// The same, beside other switches.
fn assert_frees_beside(
    name: &str,
    others: &[&str],
    switch: &str,
    components: &[Component],
) -> (Outcome, Outcome) {
    let (plain_case, plain) = run(name, others);
    let (ideal_case, ideal) = run(name, &[others, &[switch]].concat());
    assert_eq!(plain.outcome.totals(), ideal.outcome.totals(), "{name} {switch}: counts");
    let (_, plain_rest) = split(&plain.outcome, &plain_case.chip, components);
    let (freed, rest) = split(&ideal.outcome, &ideal_case.chip, components);
    assert!(freed == 0.0, "{name} {switch}: {freed} J are left");
    assert!(
        (rest - plain_rest).abs() <= 1e-12 * plain_rest,
        "{name} {switch}: {rest} J against {plain_rest} J"
    );
    assert!(ideal.outcome.elapsed <= plain.outcome.elapsed, "{name} {switch}: time");
    (plain.outcome, ideal.outcome)
}

#[test]
fn a_free_network_takes_no_time_and_no_energy() {
    for name in CHIPS {
        let network = [
            Component::RouterBuffer,
            Component::Crossbar,
            Component::Arbitration,
            Component::Link,
            Component::ChipLink,
        ];
        // Where updates take longer than events do, only without them does the network show on the critical path.
        let others = ["chip.ideal.free_updates=true"];
        let (plain, ideal) = assert_frees_beside(name, &others, "chip.ideal.free_network=true", &network);
        let timing = chip(name, &[]).network().link(LinkClass::Injection);
        // Between cores of one tile a chip may count transit elsewhere.
        if timing.latency > 0 {
            assert!(wait(&plain, Wait::Transit) > 0, "{name}: there is transit to remove");
            assert!(ideal.elapsed < plain.elapsed, "{name}: faster");
        }
        // The host link is the border of what is measured and stays.
        let left =
            wait(&ideal, Wait::Transit) + wait(&ideal, Wait::LinkBusy) + wait(&ideal, Wait::Arbitration);
        assert!(left == 0 || ideal.token_packets > 0, "{name}: {left} ticks in the network are left");
    }
}

#[test]
fn free_updates_take_no_time_and_no_energy() {
    for name in CHIPS {
        let updates = [Component::Soma, Component::StateMemory];
        let (plain, ideal) = assert_frees(name, "chip.ideal.free_updates=true", &updates);
        assert!(wait(&plain, Wait::Soma) > 0, "{name}: there are updates to remove");
        assert_eq!(wait(&ideal, Wait::Soma), 0, "{name}");
    }
}

#[test]
fn free_barriers_take_no_time_and_no_energy() {
    let (plain, ideal) = assert_frees("loihi2", "chip.ideal.free_sync=true", &[Component::Sync]);
    assert!(wait(&plain, Wait::Sync) > 0, "a barrier takes time");
    assert_eq!(wait(&ideal, Wait::Sync), 0);
    assert!(ideal.elapsed < plain.elapsed);
}

#[test]
fn free_end_of_step_tokens_leave_events_alone_to_be_counted() {
    for name in ["mesh-generic", "spinnaker2"] {
        let (case, plain) = run(name, &[]);
        let (_, ideal) = run(name, &["chip.ideal.free_sync=true"]);
        let (before, after) = (plain.outcome.totals(), ideal.outcome.totals());
        assert!(count(&before, Action::Sync) > 0, "{}: tokens are built and taken in", case.name);
        assert_eq!(count(&after, Action::Sync), 0, "{}: for nothing", case.name);
        assert_eq!(wait(&ideal.outcome, Wait::Sync), 0, "{}", case.name);
        for action in [
            Action::AxonIn,
            Action::Synop,
            Action::WeightReadBits,
            Action::PointerRead,
            Action::UpdateIdle,
            Action::EventOut,
        ] {
            assert_eq!(count(&before, action), count(&after, action), "{}: {}", case.name, action.name());
        }
        assert!(ideal.outcome.elapsed <= plain.outcome.elapsed, "{}", case.name);
        assert_eq!(
            ideal.outcome.token_packets, plain.outcome.token_packets,
            "{}: they still travel",
            case.name
        );
        let (plain, ideal) = (energies(&plain.outcome, &case.chip), energies(&ideal.outcome, &case.chip));
        assert!(
            plain.iter().zip(ideal).all(|(plain, ideal)| ideal <= *plain),
            "{}: nothing gets dearer",
            case.name
        );
    }
}

#[test]
fn free_events_take_no_time_and_no_energy_beside_their_rows() {
    let of_events = [Component::Queue, Component::AxonIn, Component::AxonOut, Component::Host];
    for name in CHIPS {
        // Without updates, which may take longer than events do.
        let others = ["chip.ideal.free_updates=true"];
        let (plain, ideal) = assert_frees_beside(name, &others, "chip.ideal.free_events=true", &of_events);
        assert!(wait(&plain, Wait::AxonIn) > 0, "{name}: there are events to accept");
        assert_eq!(wait(&ideal, Wait::AxonIn) + wait(&ideal, Wait::AxonOut) + wait(&ideal, Wait::Host), 0);
        assert!(ideal.elapsed < plain.elapsed, "{name}: faster");
    }
}

#[test]
fn without_static_power_the_run_is_the_same() {
    for name in CHIPS {
        let (plain, ideal) = assert_frees(name, "chip.ideal.no_static=true", &[]);
        assert_eq!(plain, ideal, "{name}");
        let (case, _) = run(name, &["chip.ideal.no_static=true"]);
        assert!(priced(&ideal, &case.chip).energy.static_j == 0.0, "{name}");
    }
}

#[test]
fn without_word_rounding_exactly_the_bits_of_rows_are_read() {
    for name in CHIPS {
        for format in ["Csr", "Bitmap", "Dense", "RunLength(run_bits: 3)", "Block(size: 4)"] {
            let format = format!("chip.core.synapse.format={format}");
            let (case, plain) = run(name, &[&format]);
            let (_, ideal) = run(name, &[&format, "chip.ideal.no_word_rounding=true"]);
            let bits = |run: &Run| count(&run.outcome.totals(), Action::WeightReadBits);
            assert_eq!(bits(&plain), plain.recount.word_bits, "{}", case.name);
            assert_eq!(bits(&ideal), ideal.recount.exact_bits, "{}", case.name);
            assert!(bits(&ideal) < bits(&plain), "{}", case.name);
            // Everything else is the same.
            let mut rest = (plain.outcome.totals(), ideal.outcome.totals());
            rest.0[Action::WeightReadBits.index()] = 0;
            rest.1[Action::WeightReadBits.index()] = 0;
            assert_eq!(rest.0, rest.1, "{}", case.name);
            assert_eq!(plain.outcome.elapsed, ideal.outcome.elapsed, "{}", case.name);
        }
    }
}

#[test]
fn without_format_overhead_rows_are_their_weights() {
    for name in CHIPS {
        for format in ["Csr", "Bitmap", "Dense", "RunLength(run_bits: 3)", "Block(size: 4)"] {
            let format = format!("chip.core.synapse.format={format}");
            let switches =
                [format.as_str(), "chip.ideal.no_format_overhead=true", "chip.ideal.no_word_rounding=true"];
            let (case, ideal) = run(name, &switches);
            let totals = ideal.outcome.totals();
            let weight_bits = u64::from(net().weight_bits);
            let synops = count(&totals, Action::Synop);
            assert_eq!(count(&totals, Action::WeightReadBits), synops * weight_bits, "{}", case.name);
            assert_eq!(count(&totals, Action::Filler), 0, "{}", case.name);
            let (pointers, _) = split(&ideal.outcome, &case.chip, &[Component::RowPointers]);
            assert!(pointers == 0.0, "{}: {pointers} J of row pointers", case.name);
        }
    }
}

#[test]
fn perfect_balance_moves_work_and_makes_none() {
    for name in CHIPS {
        let exact = "chip.ideal.no_word_rounding=true";
        let (_, plain) = run(name, &[exact]);
        let (case, ideal) = run(name, &[exact, "chip.ideal.perfect_balance=true"]);
        for action in
            [Action::Synop, Action::Accumulate, Action::Filler, Action::WeightReadBits, Action::UpdateIdle]
        {
            let (before, after) =
                (count(&plain.outcome.totals(), action), count(&ideal.outcome.totals(), action));
            assert_eq!(before, after, "{}: {}", case.name, action.name());
        }
        // Within a layer, cores differ by the remainders of the division alone: less than one weight an event.
        for (layer, synapses) in synapses_by_core(&ideal.outcome) {
            let (least, most) = (synapses.iter().min(), synapses.iter().max());
            let sources = ideal.outcome.layers.iter().map(|layer| u64::from(layer.units)).sum::<u64>();
            assert!(
                most.zip(least).is_some_and(|(most, least)| most - least <= sources),
                "{}: layer {layer}: {synapses:?}",
                case.name
            );
        }
    }
}

/// Synapses of the cores of each layer; cores that several layers share are left out.
fn synapses_by_core(outcome: &Outcome) -> Vec<(u32, Vec<u64>)> {
    let mut by_layer: Vec<(u32, Vec<u64>)> = Vec::new();
    for core in &outcome.cores {
        let [(layer, _)] = core.units[..] else { continue };
        match by_layer.iter_mut().find(|(known, _)| *known == layer) {
            Some((_, synapses)) => synapses.push(core.synapses),
            None => by_layer.push((layer, vec![core.synapses])),
        }
    }
    by_layer
}

#[test]
fn all_switches_together_leave_the_chip_working() {
    for name in CHIPS {
        let switches = [
            "chip.ideal.free_network=true",
            "chip.ideal.free_updates=true",
            "chip.ideal.no_static=true",
            "chip.ideal.no_word_rounding=true",
            "chip.ideal.no_format_overhead=true",
            "chip.ideal.perfect_balance=true",
            "chip.ideal.free_sync=true",
            "chip.ideal.free_events=true",
        ];
        let (case, ideal) = run(name, &switches);
        let (_, plain) = run(name, &[]);
        assert!(ideal.outcome.elapsed < plain.outcome.elapsed, "{}", case.name);
        assert_eq!(is_dataflow(&case.chip), ideal.outcome.token_packets > 0, "{}", case.name);
    }
}
