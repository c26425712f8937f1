//! Fills the priced part of a record from its counts.

use egret_arch::{Chip, Component, CoreState, Model};

use super::areas::areas;
use super::layers::break_down;
use super::price_list::PriceList;
use super::unpriced::unpriced;
use crate::named::Named;
use crate::notes::lower_bound;
use crate::record::{CoreEnergy, EnergyRecord, PerSynop, PowerRecord, RoundingRecord, RunRecord};

/// Components whose actions synaptic operations cause.
pub(crate) const SYNAPTIC: [Component; 5] = [
    Component::RowPointers,
    Component::WeightMemory,
    Component::Synapse,
    Component::Dendrite,
    Component::Dram,
];

/// Recomputes energy and power from the counts of a record, with the prices of `chip`.
///
/// New records are priced by this same function, so a record priced again equals that of a new run with the same
/// prices. The chip must be the one that was simulated in everything but prices: see [`crate::same_machine`].
#[must_use]
pub fn price(record: &RunRecord, chip: &Chip) -> RunRecord {
    let mut priced = record.clone();
    let list = PriceList::of(chip);
    let counts = &record.counts;
    let cores_unused = counts.cores_present.saturating_sub(counts.cores_used);
    let watts = list.static_watts(cores_unused, record.manifest.chips);
    let (total_s, ticks_per_second) = (record.time.total_s, record.time.ticks_per_second);

    let parts = break_down(record, &list, &watts, total_s);
    let static_w = if record.power_states.is_some() && total_s > 0.0 {
        parts.fixed.value / total_s
    } else {
        watts.total(record.cores.len())
    };
    let total_j = parts.dynamic.value + parts.fixed.value;
    let synaptic_j: f64 = SYNAPTIC
        .iter()
        .filter_map(|component| parts.by_component.get(component.name()))
        .map(|split| split.dynamic_j)
        .sum();
    let per_synop = |joules: f64| (counts.synops > 0).then(|| joules / counts.synops as f64 * 1e12);
    priced.energy = EnergyRecord {
        total_j,
        dynamic_j: parts.dynamic.value,
        static_j: parts.fixed.value,
        low_j: parts.dynamic.low + parts.fixed.low,
        high_j: parts.dynamic.high + parts.fixed.high,
        per_step_j: if counts.tokens > 0 { total_j / counts.tokens as f64 } else { 0.0 },
        edp_js: total_j * total_s,
        pj_per_synop: PerSynop { marginal: per_synop(synaptic_j), total: per_synop(total_j) },
        by_component: parts.by_component,
        by_layer: parts.by_layer,
        unpriced: unpriced(record, chip),
    };
    priced.steps.dynamic_j = list.of_steps(&record.steps);
    priced.power = power(&priced, static_w);
    priced.area = areas(chip, record.manifest.chips, total_j, priced.power.mean_w);
    let models: Named<Model> = record.layers.iter().map(|layer| (layer.name.as_str(), layer.model)).collect();
    for core in &mut priced.cores {
        let static_j = watts.of_core(core, ticks_per_second, total_s).value;
        core.energy = CoreEnergy { dynamic_j: list.of_core(core, &models), static_j };
    }
    if let Some(states) = &mut priced.power_states {
        let in_state = |state: CoreState| -> f64 {
            record.cores.iter().map(|core| watts.in_state(core, state, ticks_per_second).value).sum()
        };
        states.static_j = CoreState::ALL
            .into_iter()
            .filter(|state| states.residency_core_s.get(state.name()).is_some())
            .map(|state| (state.name(), in_state(state)))
            .collect();
        states.unused_static_j = watts.cores_unused.times(total_s).value;
    }
    priced.manifest.lower_bound = lower_bound(&priced.energy.unpriced);
    priced.manifest.roundings = chip
        .roundings()
        .iter()
        .map(|note| RoundingRecord {
            path: note.path.clone(),
            asked: note.asked.to_string(),
            got: note.got.to_string(),
        })
        .collect();
    priced.configuration.chip = serde_json::to_value(chip.file())
        .unwrap_or_else(|error| unreachable!("chip files are plain data: {error}"));
    priced
}

/// Mean power, and the peak over single steps.
fn power(record: &RunRecord, static_w: f64) -> PowerRecord {
    let total_s = record.time.total_s;
    let mean_w = if total_s > 0.0 { record.energy.total_j / total_s } else { static_w };
    let mut power = PowerRecord { mean_w, peak_w: mean_w, window_s: total_s, static_w };
    let mut peak: Option<f64> = None;
    for (dynamic_j, ticks) in record.steps.dynamic_j.iter().zip(&record.steps.duration_ticks) {
        if *ticks == 0 {
            continue;
        }
        let window_s = *ticks as f64 / record.time.ticks_per_second as f64;
        let watts = static_w + dynamic_j / window_s;
        if peak.is_none_or(|highest| watts > highest) {
            peak = Some(watts);
            power.peak_w = watts;
            power.window_s = window_s;
        }
    }
    power
}
