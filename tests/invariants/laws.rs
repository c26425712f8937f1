//! The laws of conservation, as one check of a run.

use std::collections::BTreeSet;

use egret_arch::{Action, Casting, LinkClass, Model};
use egret_sim::{Counts, Outcome, Wait, prepare};
use egret_workloads::{PopulationId, Site};

use crate::support::{Case, Run, count, is_dataflow, sum};

/// Actions of routers, links and the host link: packets do them, not cores.
const OF_NETWORK: [Action; 10] = [
    Action::Injection,
    Action::Ejection,
    Action::BufferWrite,
    Action::BufferRead,
    Action::Crossbar,
    Action::Arbitration,
    Action::LinkHorizontal,
    Action::LinkVertical,
    Action::ChipLink,
    Action::HostEvent,
];

/// Asserts every law of conservation.
pub(crate) fn assert_all(case: &Case, run: &Run) {
    packets_arrive(case, &run.outcome);
    steps_tile_the_run(case, &run.outcome);
    ledgers_agree(case, &run.outcome);
    every_unit_is_updated_every_step(case, &run.outcome);
    cores_do_what_events_ask(case, run);
    links_carry_what_packets_count(case, &run.outcome);
    super::memory::words_are_counted_once(case, &run.outcome);
    super::bounds::assert_bounded(case, &run.outcome);
}

/// Asserts the laws that hold even where routers drop packets.
pub(crate) fn assert_lossy(case: &Case, outcome: &Outcome) {
    packets_add_up(case, outcome);
    steps_tile_the_run(case, outcome);
    ledgers_agree(case, outcome);
    links_carry_what_packets_count(case, outcome);
    super::bounds::assert_bounded(case, outcome);
}

/// Ends of tokens that cores counted; barriers and ticks count under the shared part.
fn token_ends(outcome: &Outcome) -> u64 {
    outcome.cores.iter().map(|core| count(&core.counts, Action::Sync)).sum()
}

/// Tokens that cores build and take in for one step: each slice tells every core that its population feeds (and the host,
/// which takes them in itself), the host every core that it starts.
fn token_ends_a_step(case: &Case) -> u64 {
    let (network, chip) = (case.workload.network(), &case.chip);
    let prepared = prepare(chip, &case.workload, case.chips, true).expect("limits are lifted");
    let placement = prepared.placement();
    let cores_of = |populations: &[PopulationId]| -> u64 {
        let slices = placement.slices.iter().filter(|slice| populations.contains(&slice.population));
        slices.map(|slice| slice.core).collect::<BTreeSet<u32>>().len() as u64
    };
    let readout = network.find("decoder").unwrap_or_else(|| case.workload.last_layer());
    let mut ends = 0;
    for slice in &placement.slices {
        let fed: Vec<PopulationId> =
            network.outgoing(slice.population).map(|id| network.projection(id).target).collect();
        let told = cores_of(&fed);
        let destinations = told + u64::from(slice.population == readout);
        let packets = match chip.network().casting {
            Casting::Multicast => destinations.min(1),
            Casting::Unicast => destinations,
        };
        ends += packets + told;
    }
    let started: Vec<PopulationId> = network
        .population_ids()
        .filter(|&id| network.population(id).site == Site::Chip)
        .filter(|&id| {
            let same_step: Vec<Site> = network
                .incoming(id)
                .map(|projection| network.projection(projection))
                .filter(|projection| projection.delay == 0)
                .map(|projection| network.population(projection.source).site)
                .collect();
            same_step.is_empty() || same_step.iter().any(|&site| site != Site::Chip)
        })
        .collect();
    ends + cores_of(&started)
}

/// Whether end-of-step tokens travel without being counted.
fn tokens_are_free(case: &Case) -> bool {
    is_dataflow(&case.chip) && case.chip.ideal().free_sync
}

fn packets_arrive(case: &Case, outcome: &Outcome) {
    let name = &case.name;
    assert_eq!(outcome.drops, 0, "{name}: no queue here drops anything");
    packets_add_up(case, outcome);
    let has_tokens = is_dataflow(&case.chip);
    assert_eq!(outcome.token_packets > 0, has_tokens, "{name}: only dataflow needs tokens");
    if !tokens_are_free(case) {
        // What cores did not build came from the host, what cores did not accept went to it.
        let totals = outcome.totals();
        let by_cores =
            count(&totals, Action::PacketOut) + count(&totals, Action::AxonIn) + token_ends(outcome);
        let at_host = outcome.packets + outcome.deliveries - by_cores;
        assert_eq!(count(&totals, Action::HostEvent), at_host, "{name}: host link");
    }
}

fn packets_add_up(case: &Case, outcome: &Outcome) {
    let name = &case.name;
    let totals = outcome.totals();
    assert_eq!(outcome.deliveries + outcome.drops, outcome.addressed, "{name}: packets get lost");
    assert!(outcome.packets <= outcome.addressed, "{name}: every packet goes somewhere");
    assert_eq!(
        count(&totals, Action::QueueAccess),
        2 * count(&totals, Action::AxonIn),
        "{name}: written and read once"
    );
}

fn steps_tile_the_run(case: &Case, outcome: &Outcome) {
    let name = &case.name;
    let mut end = 0;
    for (number, step) in outcome.steps.iter().enumerate() {
        assert_eq!(step.start, end, "{name}: step {number} starts where the one before ended");
        assert_eq!(step.waits.iter().sum::<u64>(), step.duration, "{name}: waits of step {number}");
        end += step.duration;
    }
    assert_eq!(end, outcome.elapsed, "{name}: the steps tile the run");
    assert_eq!(outcome.waits().iter().sum::<u64>(), outcome.elapsed, "{name}: waits");
    assert_eq!(outcome.waits().len(), Wait::COUNT);
    let depth = if is_dataflow(&case.chip) { 0 } else { hops(case) };
    assert_eq!(outcome.steps.len() as u32, outcome.tokens + depth, "{name}: steps");
}

/// Steps by which the last population is behind the first where every hop takes a step.
fn hops(case: &Case) -> u32 {
    let depths = case.workload.network().depths();
    depths.iter().max().zip(depths.iter().min()).map_or(0, |(most, least)| most - least)
}

fn ledgers_agree(case: &Case, outcome: &Outcome) {
    let name = &case.name;
    let totals = outcome.totals();
    let of_steps = sum(outcome.steps.iter().map(|step| &step.counts));
    let of_layers = sum(outcome.layers.iter().map(|layer| &layer.counts));
    let of_cores = sum(outcome.cores.iter().map(|core| &core.counts));
    for action in Action::ALL {
        let what = action.name();
        let whole = count(&totals, action);
        assert_eq!(count(&of_steps, action), whole, "{name}: {what} of all steps");
        assert_eq!(
            count(&of_layers, action) + count(&outcome.shared, action),
            whole,
            "{name}: {what} of all layers"
        );
        let of_cores = count(&of_cores, action);
        if action == Action::Sync {
            assert_eq!(of_cores + count(&outcome.shared, action), whole, "{name}: {what} of all cores");
        } else if OF_NETWORK.contains(&action) {
            assert_eq!(of_cores, 0, "{name}: {what} is nothing a core does");
        } else {
            assert_eq!(of_cores, whole, "{name}: {what} of all cores");
        }
    }
    for model in Model::ALL {
        let of_steps = outcome.steps.iter().map(|step| step.updates[model.index()]);
        let (idle, active) = of_steps.fold((0, 0), |sum, step| (sum.0 + step.0, sum.1 + step.1));
        let of_layers =
            sum(outcome.layers.iter().filter(|layer| layer.model == model).map(|layer| &layer.counts));
        assert_eq!(idle, count(&of_layers, Action::UpdateIdle), "{name}: idle updates of {}", model.name());
        assert_eq!(
            active,
            count(&of_layers, Action::UpdateActive),
            "{name}: active updates of {}",
            model.name()
        );
    }
    assert_eq!(
        outcome.steps.iter().map(|step| step.events).sum::<u64>(),
        outcome.layers.iter().map(|layer| layer.events).sum::<u64>(),
        "{name}: events of all steps"
    );
}

fn every_unit_is_updated_every_step(case: &Case, outcome: &Outcome) {
    let name = &case.name;
    let steps = outcome.steps.len() as u64;
    for layer in &outcome.layers {
        let updates = count(&layer.counts, Action::UpdateIdle) + count(&layer.counts, Action::UpdateActive);
        let expected = if layer.on_chip { u64::from(layer.units) * steps } else { 0 };
        assert_eq!(updates, expected, "{name}: updates of {}", layer.name);
        if layer.on_chip {
            assert_eq!(count(&layer.counts, Action::UpdateActive), layer.events, "{name}: {}", layer.name);
            assert_eq!(count(&layer.counts, Action::EventOut), layer.events, "{name}: {}", layer.name);
        }
    }
    let held =
        outcome.cores.iter().flat_map(|core| &core.units).map(|(_, units)| u64::from(*units)).sum::<u64>();
    let on_chip =
        outcome.layers.iter().filter(|layer| layer.on_chip).map(|layer| u64::from(layer.units)).sum::<u64>();
    assert_eq!(held, on_chip, "{name}: every unit lies on one core");
}

fn cores_do_what_events_ask(case: &Case, run: &Run) {
    let (name, outcome, recount) = (&case.name, &run.outcome, &run.recount);
    let totals: Counts = outcome.totals();
    let events: Vec<u64> = outcome.layers.iter().map(|layer| layer.events).collect();
    assert_eq!(events, recount.events, "{name}: events");
    let synops = outcome.layers.iter().flat_map(|layer| layer.synops.iter().cloned()).collect();
    assert_eq!(recount.synops, synops, "{name}: synops by projection");
    let synops: u64 = recount.synops.values().sum();
    let kinds = [Action::Synop, Action::SynopDense, Action::SynopSparse, Action::SynopConvolution];
    let applied: u64 = kinds.into_iter().map(|kind| count(&totals, kind)).sum();
    assert_eq!(applied, synops, "{name}: synops");
    assert_eq!(count(&totals, Action::Accumulate), synops, "{name}: each is accumulated");
    let synapses: u64 = outcome.cores.iter().map(|core| core.synapses).sum();
    let network = case.workload.network();
    assert_eq!(
        synapses,
        network.projections.iter().map(|projection| projection.synapses.nonzeros()).sum::<u64>(),
        "{name}: every synapse is stored once"
    );
    if case.chip.ideal().perfect_balance {
        return;
    }
    assert_eq!(count(&totals, Action::Filler), recount.fillers, "{name}: fillers");
    assert_eq!(count(&totals, Action::AxonIn), recount.arrivals, "{name}: a core accepts every event");
    let expected = if is_dataflow(&case.chip) && !tokens_are_free(case) {
        token_ends_a_step(case) * u64::from(outcome.tokens)
    } else {
        0
    };
    assert_eq!(token_ends(outcome), expected, "{name}: tokens built and taken in by cores");
}

fn links_carry_what_packets_count(case: &Case, outcome: &Outcome) {
    if tokens_are_free(case) {
        return;
    }
    let name = &case.name;
    let totals = outcome.totals();
    let flits = |class: LinkClass| -> u64 {
        outcome.links.iter().filter(|link| link.class == class).map(|link| link.flits).sum()
    };
    for (class, action) in [
        (LinkClass::Injection, Action::Injection),
        (LinkClass::Ejection, Action::Ejection),
        (LinkClass::Horizontal, Action::LinkHorizontal),
        (LinkClass::Vertical, Action::LinkVertical),
        (LinkClass::ChipLink, Action::ChipLink),
    ] {
        assert_eq!(flits(class), count(&totals, action), "{name}: flits on {} links", class.name());
    }
    let host = flits(LinkClass::HostIn) + flits(LinkClass::HostOut);
    assert!(host >= count(&totals, Action::HostEvent), "{name}: a packet is at least one flit");
    assert_eq!(host == 0, count(&totals, Action::HostEvent) == 0, "{name}: host link");
    let between =
        [LinkClass::Horizontal, LinkClass::Vertical, LinkClass::ChipLink].map(flits).iter().sum::<u64>();
    // What enters a router from a core, a router or the host is written once into a buffer.
    let written = between + flits(LinkClass::HostIn) + flits(LinkClass::Injection);
    assert_eq!(count(&totals, Action::BufferWrite), written, "{name}: flits into routers");
    // What leaves it for a core, a router or the host is read, switched and chosen, copy by copy.
    let read = between + flits(LinkClass::HostOut) + flits(LinkClass::Ejection);
    for action in [Action::BufferRead, Action::Crossbar, Action::Arbitration] {
        assert_eq!(count(&totals, action), read, "{name}: {} of flits out of routers", action.name());
    }
    match case.chip.network().casting {
        // Packets here are one flit where routers drop any, so that every copy lost stays in one router.
        Casting::Unicast => {
            assert_eq!(read + outcome.drops, written, "{name}: a flit leaves as often as it enters");
        }
        Casting::Multicast => {
            assert!(read >= written || outcome.drops > 0, "{name}: flits get lost in routers");
        }
    }
}
