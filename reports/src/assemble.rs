//! From the outcome of a simulation to a record.

use egret_arch::{Action, Board, Chip, Content, Model, Topology};
use egret_sim::{CoreOutcome, Outcome, Spread, Step, Wait};

use crate::bounds::bound_of;
use crate::fingerprint::fingerprint;
use crate::named::Named;
use crate::noc_record::noc;
use crate::power_states;
use crate::pricing::price;
use crate::record::{
    AreaRecord, BusyColumns, Configuration, CoreEnergy, CoreRecord, CountsRecord, EnergyRecord, FloorPlan,
    Host, LanguageRecord, LayerRecord, Ledger, LinkRecord, Manifest, MemoryRecord, MemoryUse, ModelUpdates,
    NeuroBench, Operations, PowerRecord, RunRecord, SCHEMA, Sparsity, StepColumns, StepTime, TimeRecord,
    TrainedRecord,
};
use crate::si::percent;
use crate::tally::Tally;

/// What a record says that the simulation does not know.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// What was run; `lower_bound` and `roundings` are filled here.
    pub manifest: Manifest,
    /// How sparse it was: [`Sparsity::measured`] unless the workload knows better.
    pub sparsity: Sparsity,
    /// Operations a step.
    pub operations: Operations,
    /// Metrics of the `NeuroBench` harness.
    pub neurobench: NeuroBench,
    /// How well the network predicted, where it is an executed language model.
    pub language: Option<LanguageRecord>,
    /// What was measured when the network was trained.
    pub trained: Option<TrainedRecord>,
    /// Chip and workload as run; the chip is filled here.
    pub configuration: Configuration,
    /// What simulating took, when wanted.
    pub host: Option<Host>,
}

/// Makes the record of a run, priced.
pub fn record(outcome: &Outcome, chip: &Chip, context: Context) -> RunRecord {
    let totals = Tally(outcome.totals());
    let unpriced = RunRecord {
        schema: SCHEMA.to_owned(),
        manifest: context.manifest,
        time: time(outcome),
        energy: EnergyRecord::default(),
        power: PowerRecord::default(),
        power_states: power_states::of_outcome(outcome, chip),
        area: AreaRecord::default(),
        counts: counts(outcome, &totals, chip),
        sparsity: context.sparsity,
        operations: context.operations,
        neurobench: context.neurobench,
        language: context.language,
        trained: context.trained,
        bound_by: bound_by(outcome),
        bound: bound_of(outcome),
        fingerprint: fingerprint(outcome),
        host: context.host,
        layers: layers(outcome),
        ledger: Ledger {
            by_layer: outcome.layers.iter().map(|layer| (layer.name.as_str(), Tally(layer.counts))).collect(),
            shared: Tally(outcome.shared),
        },
        cores: outcome.cores.iter().map(|core| core_record(core, outcome, chip)).collect(),
        memory: memory(outcome),
        noc: noc(outcome),
        floor_plan: floor_plan(outcome, chip),
        links: links(outcome),
        steps: steps(outcome),
        configuration: context.configuration,
    };
    price(&unpriced, chip)
}

fn seconds(ticks: f64, outcome: &Outcome) -> f64 {
    ticks / outcome.ticks_per_second as f64
}

fn time(outcome: &Outcome) -> TimeRecord {
    let mut lengths: Vec<u64> = outcome.steps.iter().map(|step| step.duration).collect();
    lengths.sort_unstable();
    // Nearest rank: the smallest length that so large a share of the steps does not exceed.
    let percentile = |share: f64| {
        let rank = (share * lengths.len() as f64).ceil() as usize;
        lengths.get(rank.saturating_sub(1)).map_or(0.0, |ticks| seconds(*ticks as f64, outcome))
    };
    let sum: u64 = lengths.iter().sum();
    let mean = if lengths.is_empty() { 0.0 } else { seconds(sum as f64 / lengths.len() as f64, outcome) };
    let waits = outcome.waits();
    TimeRecord {
        total_s: seconds(outcome.elapsed as f64, outcome),
        step_s: StepTime { mean, p50: percentile(0.5), p99: percentile(0.99), max: percentile(1.0) },
        token_latency_s: seconds(outcome.token_latency, outcome),
        waits_s: Wait::ALL
            .into_iter()
            .zip(waits)
            .map(|(wait, ticks)| (wait.name(), seconds(ticks as f64, outcome)))
            .collect(),
        ticks_per_second: outcome.ticks_per_second,
        total_ticks: outcome.elapsed,
    }
}

fn counts(outcome: &Outcome, totals: &Tally, chip: &Chip) -> CountsRecord {
    let word_bits = u64::from(chip.core().memory(Content::Weights).width_bits).max(1);
    CountsRecord {
        steps: outcome.steps.len() as u64,
        tokens: u64::from(outcome.tokens),
        spikes: outcome.layers.iter().map(|layer| layer.events).sum(),
        packets: outcome.packets,
        token_packets: outcome.token_packets,
        deliveries: outcome.deliveries,
        drops: outcome.drops,
        addressed: outcome.addressed,
        synops: totals.synops(),
        words_read: totals.of(Action::WeightReadBits).div_ceil(word_bits),
        neuron_updates: totals.updates(),
        active_neuron_updates: totals.updates() - totals.of(Action::UpdateSkipped),
        link_hops: totals.sum(&Action::HOPS),
        overruns: outcome.overruns,
        late_events: outcome.late_events,
        cores_used: outcome.cores.len() as u32,
        cores_present: outcome.cores_present,
        tiles: outcome.tiles,
        actions: *totals,
    }
}

/// What people call the reasons of waits.
pub(crate) fn wait_phrase(name: &str) -> &str {
    match name {
        "wake" => "waking up",
        "axon_in" => "axon-in work",
        "dram" => "rows from DRAM",
        "synapse" => "synapse work",
        "bank_conflict" => "bank conflicts",
        "dendrite" => "dendrite work",
        "soma" => "soma work",
        "axon_out" => "axon-out work",
        "queue" => "full input queues",
        "arbitration" => "core port taken",
        "link_busy" => "links taken",
        "transit" => "network transit",
        "host" => "host link",
        "sync" => "synchronisation",
        "idle" => "waiting for the tick",
        other => other,
    }
}

fn bound_by(outcome: &Outcome) -> String {
    let waits = outcome.waits();
    let elapsed: u64 = waits.iter().sum();
    // Of equal reasons the first in pipeline order.
    let largest = Wait::ALL.into_iter().zip(waits).rev().max_by_key(|(_, ticks)| *ticks);
    match largest {
        Some((wait, ticks)) if elapsed > 0 => {
            format!("{} {}", wait_phrase(wait.name()), percent(ticks as f64 / elapsed as f64))
        }
        _ => "nothing: no time passed".to_owned(),
    }
}

fn layers(outcome: &Outcome) -> Vec<LayerRecord> {
    outcome
        .layers
        .iter()
        .map(|layer| LayerRecord {
            name: layer.name.clone(),
            model: layer.model,
            units: layer.units,
            on_chip: layer.on_chip,
            synapses: layer.synapses,
            dense_synapses: layer.dense_synapses,
            events: layer.events,
            synops: layer.synops.iter().map(|(projection, synops)| (projection.as_str(), *synops)).collect(),
        })
        .collect()
}

fn core_record(core: &CoreOutcome, outcome: &Outcome, chip: &Chip) -> CoreRecord {
    let layer_name = |index: u32| outcome.layers.get(index as usize).map_or("", |layer| layer.name.as_str());
    CoreRecord {
        core: core.core,
        chip: core.chip,
        x: core.x,
        y: core.y,
        units: core.units.iter().map(|(layer, units)| (layer_name(*layer), *units)).collect(),
        synapses: core.synapses,
        memories: core
            .memories
            .iter()
            .map(|(name, used, capacity)| {
                (name.as_str(), MemoryUse { used_bytes: *used, capacity_bytes: *capacity })
            })
            .collect(),
        busy_ticks: core.busy,
        utilisation: if outcome.elapsed > 0 { core.busy as f64 / outcome.elapsed as f64 } else { 0.0 },
        residency_ticks: power_states::residency(core, chip),
        counts: Tally(core.counts),
        energy: CoreEnergy::default(),
    }
}

/// Memories of the same name on all cores.
fn memory(outcome: &Outcome) -> Named<MemoryRecord> {
    let mut all: Named<MemoryRecord> = Named::default();
    let mut waited: Named<u64> = Named::default();
    for memory in outcome.cores.iter().flat_map(|core| &core.accesses) {
        let sum = all.entry(&memory.name);
        sum.words_by_bank.resize(memory.words_by_bank.len().max(sum.words_by_bank.len()), 0);
        for (sum, words) in sum.words_by_bank.iter_mut().zip(&memory.words_by_bank) {
            *sum += words;
        }
        let waited = waited.entry(&memory.name);
        *waited += memory.conflict;
        sum.conflict_wait_s = seconds(*waited as f64, outcome);
        sum.fullest_over_mean = fullest_over_mean(&sum.words_by_bank);
    }
    all
}

/// How much more the fullest bank got than the mean one; `None` where no word was accessed.
fn fullest_over_mean(words_by_bank: &[u64]) -> Option<f64> {
    let sum: u64 = words_by_bank.iter().sum();
    let fullest = words_by_bank.iter().copied().max().unwrap_or(0);
    (sum > 0).then(|| fullest as f64 * words_by_bank.len() as f64 / sum as f64)
}

fn floor_plan(outcome: &Outcome, chip: &Chip) -> FloorPlan {
    let topology = Topology::build(chip.topology(), Board::of(outcome.chips));
    let mut plan = FloorPlan::default();
    for core in 0..topology.cores() {
        let (x, y) = topology.position(topology.router_of(core));
        plan.chip.push(topology.chip_of(core));
        plan.x.push(x);
        plan.y.push(y);
    }
    plan
}

fn links(outcome: &Outcome) -> Vec<LinkRecord> {
    outcome
        .links
        .iter()
        .map(|link| LinkRecord {
            from: link.from.clone(),
            to: link.to.clone(),
            class: link.class.name().to_owned(),
            flits: link.flits,
            utilisation: link.utilisation(outcome.elapsed),
            waited_ticks: link.waited,
        })
        .collect()
}

fn steps(outcome: &Outcome) -> StepColumns {
    let steps = &outcome.steps;
    let some = |column: &Vec<u64>| column.iter().any(|count| *count > 0);
    let actions = Action::ALL
        .into_iter()
        // Updates differ in price by model and stand in columns of their own.
        .filter(|action| !action.is_update())
        .map(|action| {
            (action.name(), steps.iter().map(|step| step.counts[action.index()]).collect::<Vec<u64>>())
        })
        .filter(|(_, column)| some(column))
        .collect();
    let updates = Model::ALL
        .into_iter()
        .map(|model| ModelUpdates {
            model,
            idle: steps.iter().map(|step| step.updates[model.index()].0).collect(),
            active: steps.iter().map(|step| step.updates[model.index()].1).collect(),
            skipped: steps.iter().map(|step| step.updates[model.index()].2).collect(),
        })
        .filter(|updates| some(&updates.idle) || some(&updates.active) || some(&updates.skipped))
        .map(|updates| {
            let skipped = if some(&updates.skipped) { updates.skipped } else { Vec::new() };
            ModelUpdates { skipped, ..updates }
        })
        .collect();
    let waits_ticks: Named<Vec<u64>> = Wait::ALL
        .into_iter()
        .enumerate()
        .map(|(index, wait)| (wait.name(), steps.iter().map(|step| step.waits[index]).collect::<Vec<u64>>()))
        .filter(|(_, column)| some(column))
        .collect();
    StepColumns {
        duration_ticks: steps.iter().map(|step| step.duration).collect(),
        events: steps.iter().map(|step| step.events).collect(),
        packets: steps.iter().map(|step| step.packets).collect(),
        actions,
        updates,
        waits_ticks,
        dynamic_j: Vec::new(),
        cores_busy: busy(steps, |step| Some(step.cores_busy)),
        links_busy: busy(steps, |step| step.links_busy),
    }
}

/// How busy something was in each step, where it is known of all.
fn busy(steps: &[Step], of: impl Fn(&Step) -> Option<Spread>) -> Option<BusyColumns> {
    let spreads: Option<Vec<Spread>> = steps.iter().map(of).collect();
    let spreads = spreads.filter(|spreads| spreads.iter().any(|spread| spread.of > 0))?;
    let column = |of: fn(&Spread) -> u64| spreads.iter().map(of).collect();
    Some(BusyColumns {
        of: spreads.iter().map(|spread| spread.of).max().unwrap_or(0),
        sum_ticks: column(|spread| spread.sum),
        p10_ticks: column(|spread| spread.p10),
        p50_ticks: column(|spread| spread.p50),
        p90_ticks: column(|spread| spread.p90),
        max_ticks: column(|spread| spread.max),
    })
}
