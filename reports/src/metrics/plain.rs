//! The figures that stand somewhere in a record: a flat table.

use super::list::Better::{self, Higher, Lower, Neither};
use crate::record::RunRecord;
use crate::sampling::{half_width, step_energies, step_lengths};

/// Name, unit, which way it improves, what it means, how it is counted, where it stands.
pub(super) type Row =
    (&'static str, &'static str, Better, &'static str, &'static str, fn(&RunRecord) -> Option<f64>);

/// All, in the order of columns.
#[rustfmt::skip]
pub(super) const PLAIN: &[Row] = &[
    ("energy_j", "J", Lower, "energy of the run, dynamic and static",
     "counted actions times their prices, and static power times powered time; actions nobody published a price for count 0 (see unpriced_actions)",
     |run| Some(run.energy.total_j)),
    ("dynamic_j", "J", Lower, "dynamic energy of the run",
     "counted actions times their prices", |run| Some(run.energy.dynamic_j)),
    ("static_j", "J", Lower, "static energy of the run",
     "static power times elapsed time, that of cores by the time in each power state", |run| Some(run.energy.static_j)),
    ("energy_low_j", "J", Neither, "energy of the run with every estimated price at the low end of its range",
     "as energy_j, with the low ends", |run| Some(run.energy.low_j)),
    ("energy_high_j", "J", Neither, "energy of the run with every estimated price at the high end of its range",
     "as energy_j, with the high ends", |run| Some(run.energy.high_j)),
    ("energy_per_step_j", "J", Lower, "energy of a step of the network (a token, a frame), mean",
     "energy_j over the steps", |run| Some(run.energy.per_step_j)),
    ("energy_per_step_low_j", "J", Neither, "energy of a step with every estimated price at the low end of its range",
     "energy_low_j over the steps", |run| per_step(run, run.energy.low_j)),
    ("energy_per_step_high_j", "J", Neither, "energy of a step with every estimated price at the high end of its range",
     "energy_high_j over the steps", |run| per_step(run, run.energy.high_j)),
    ("energy_per_step_error_j", "J", Neither, "half width of the 95 % confidence interval of the energy of a step",
     "from the means of 8 stretches of the run (batch means); absent below 32 steps", |run| {
        let per_token = run.steps.len() as f64 / run.counts.tokens.max(1) as f64;
        half_width(&step_energies(run)).map(|width| width * per_token)
    }),
    ("time_s", "s", Lower, "time of the run on the chip",
     "from the first injection to the last unit at rest", |run| Some(run.time.total_s)),
    ("step_s", "s", Lower, "length of a step of the chip, mean: the latency of one more token",
     "times between ends of steps", |run| Some(run.time.step_s.mean)),
    ("step_max_s", "s", Lower, "longest step of the chip", "times between ends of steps", |run| Some(run.time.step_s.max)),
    ("step_error_s", "s", Neither, "half width of the 95 % confidence interval of the length of a step",
     "from the means of 8 stretches of the run (batch means); absent below 32 steps", |run| half_width(&step_lengths(run))),
    ("token_latency_s", "s", Lower, "time from the injection of a token to its read-out, mean",
     "of every token, so layers in a row that take a step each add up", |run| Some(run.time.token_latency_s)),
    ("edp_js", "J·s", Lower, "energy-delay product of the run",
     "energy_j times time_s", |run| Some(run.energy.edp_js)),
    ("edp_per_step_js", "J·s", Lower, "energy-delay product of a step",
     "energy_per_step_j times step_s", |run| Some(run.energy.per_step_j * run.time.step_s.mean)),
    ("power_w", "W", Lower, "power, mean", "energy_j over time_s", |run| Some(run.power.mean_w)),
    ("peak_power_w", "W", Lower, "largest mean power over one step",
     "dynamic energy of each step over its length, and static power", |run| Some(run.power.peak_w)),
    ("pj_per_synop_marginal", "pJ", Lower, "what one more synaptic operation costs",
     "dynamic energy of row pointers, weight memory, synapse, dendrite and DRAM over synops",
     |run| run.energy.pj_per_synop.marginal),
    ("pj_per_synop_total", "pJ", Lower, "the headline figure of papers, not a marginal cost",
     "energy_j over synops", |run| run.energy.pj_per_synop.total),
    ("unpriced_actions", "", Lower, "actions that happened and that nobody published a price for: above 0, energies are lower bounds",
     "names of such prices", |run| Some(run.energy.unpriced.len() as f64)),
    ("limits_lifted", "", Lower, "limits of the chip that the run goes beyond (`--what-if`)",
     "one for each that was lifted", |run| Some(run.manifest.what_if.len() as f64)),
    ("area_mm2", "mm²", Lower, "area of the chips in use",
     "published or modelled area of one chip times the chips; absent where nobody knows it",
     |run| run.area.chip_mm2.map(|area| area * f64::from(run.area.chips))),
    ("chips", "", Lower, "chips in use", "those the network was laid on", |run| Some(f64::from(run.manifest.chips))),
    ("cores_used", "", Lower, "cores with at least one unit", "after mapping", |run| Some(f64::from(run.counts.cores_used))),
    ("spikes", "", Neither, "events emitted by all layers, the input included", "over the run", |run| count(run.counts.spikes)),
    ("packets", "", Lower, "packets that left a core or the host", "over the run, end-of-step tokens included", |run| count(run.counts.packets)),
    ("deliveries", "", Lower, "(packet, destination core) pairs that arrived", "over the run", |run| count(run.counts.deliveries)),
    ("drops", "", Lower, "(packet, destination core) pairs that were lost", "over the run", |run| count(run.counts.drops)),
    ("overruns", "", Lower, "steps that were not finished when their tick came", "over the run", |run| count(run.counts.overruns)),
    ("late_events", "", Lower, "events that arrived after their target had begun the step they belong to", "over the run", |run| count(run.counts.late_events)),
    ("synops", "", Neither, "synaptic operations: one weight applied for one event", "over the run", |run| count(run.counts.synops)),
    ("synops_per_step", "", Neither, "synaptic operations of a step of the network, mean", "synops over the steps",
     |run| per_step(run, run.counts.synops as f64)),
    ("words_read", "", Lower, "words of synapse memory read", "over the run", |run| count(run.counts.words_read)),
    ("neuron_updates", "", Neither, "units looked at, with or without an event", "over the run", |run| count(run.counts.neuron_updates)),
    ("link_hops", "", Lower, "flits over links between routers and between chips", "over the run", |run| count(run.counts.link_hops)),
    ("effective_macs_per_step", "", Neither, "multiply-accumulates of a step that both sparsities leave over, embedding and decoder left out",
     "the convention of the EGRU papers in which all projections are sparse", |run| Some(run.operations.effective_macs.all_sparse)),
    ("effective_macs_ff_dense_per_step", "", Neither, "the same with feed-forward projections counted in full",
     "the convention in which only recurrent projections are sparse", |run| Some(run.operations.effective_macs.ff_dense)),
    ("dense_macs_per_step", "", Neither, "multiply-accumulates of a step with all weights and all activations, embedding and decoder left out",
     "positions of all weight matrices", |run| Some(run.operations.dense_macs)),
    ("weight_density", "", Neither, "synapses over possible synapses", "of all layers on the chip", |run| run.sparsity.weight_density),
    ("activity_density", "", Neither, "events over units and steps",
     "of all layers on the chip that compute something", |run| run.sparsity.activity_density),
    ("perplexity", "", Lower, "perplexity of the language model that ran, or of the trained one whose masks and events were played",
     "exp of the mean negative natural log-probability of the words that came next; of a trained one as measured after its training, not by this run",
     |run| run.language.map(|language| language.perplexity).or(run.trained.as_ref().map(|trained| trained.perplexity))),
    ("utilisation_mean", "", Higher, "share of the time in which cores in use were busy, mean over cores",
     "busy ticks of the synapse stage (or the one processor) over the elapsed ticks", |run| {
        let cores = run.cores.len();
        (cores > 0).then(|| run.cores.iter().map(|core| core.utilisation).sum::<f64>() / cores as f64)
    }),
    ("utilisation_max", "", Higher, "the same of the busiest core", "largest over cores in use",
     |run| run.cores.iter().map(|core| core.utilisation).reduce(f64::max)),
    ("bound_step_s", "s", Neither, "what a step takes at least",
     "the busiest of synapses, updates, traffic and synchronisation, from the activity alone; see `egret bound`",
     |run| run.bound.as_ref().map(|bound| bound.step_s.mean)),
];

#[expect(clippy::unnecessary_wraps, reason = "readings may lack a value")]
fn count(count: u64) -> Option<f64> {
    Some(count as f64)
}

fn per_step(run: &RunRecord, total: f64) -> Option<f64> {
    (run.counts.tokens > 0).then(|| total / run.counts.tokens as f64)
}
