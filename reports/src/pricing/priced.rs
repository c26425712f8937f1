//! Fills the priced part of a record from its counts.

use egret_arch::{Chip, CoreState, Model};

use super::counted::{Counted, residency_s};
use super::layers::by_layer;
use super::price_list::PriceList;
use crate::named::Named;
use crate::notes::lower_bound;
use crate::record::{CoreEnergy, RoundingRecord, RunRecord};

/// Recomputes energy and power from the counts of a record, with the prices of `chip`.
///
/// New records are priced by this same function, so a record priced again equals that of a new run with the same
/// prices. The chip must be the one that was simulated in everything but prices: see [`crate::same_machine`]. To try many
/// prices on one record for its metrics alone there is [`crate::Repricer`].
#[must_use]
pub fn price(record: &RunRecord, chip: &Chip) -> RunRecord {
    let mut priced = record.clone();
    let counted = Counted::of(record);
    let list = PriceList::of(chip);
    let watts = list.static_watts(counted.cores_unused, counted.chips);
    let (total_s, ticks_per_second) = (record.time.total_s, record.time.ticks_per_second);

    let figures = counted.figures(chip, &list, &watts);
    priced.energy = figures.energy;
    priced.energy.by_layer = by_layer(record, &list, &watts);
    priced.steps.dynamic_j = figures.steps_j;
    priced.power = figures.power;
    priced.area = figures.area;
    let models: Named<Model> = record.layers.iter().map(|layer| (layer.name.as_str(), layer.model)).collect();
    let residencies: Vec<_> = record.cores.iter().map(|core| residency_s(core, ticks_per_second)).collect();
    for (core, residency) in priced.cores.iter_mut().zip(&residencies) {
        let static_j = watts.of_core(residency.as_ref(), total_s).value;
        core.energy = CoreEnergy { dynamic_j: list.of_core(core, &models), static_j };
    }
    if let Some(states) = &mut priced.power_states {
        let in_state = |state: CoreState| -> f64 {
            let known = residencies.iter().map(|residency| residency.map_or(0.0, |of| of[state.index()]));
            known.map(|seconds| watts.in_state(state, seconds).value).sum()
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
