//! Energy by layer and component: the table all totals are sums of.

use egret_arch::{Component, Model};

use super::price_list::{ANY_MODEL, PriceList, Ranged, StaticWatts};
use crate::named::Named;
use crate::record::{LayerEnergy, RunRecord, Split};
use crate::tally::Tally;

/// Row of what belongs to no layer.
pub(super) const SHARED: &str = "shared";

/// Energy by layer and by component, and the total.
pub(super) struct Breakdown {
    pub(super) by_layer: Named<LayerEnergy>,
    pub(super) by_component: Named<Split>,
    pub(super) dynamic: Ranged,
    pub(super) fixed: Ranged,
}

/// Prices the ledger and shares static power out.
pub(super) fn break_down(
    record: &RunRecord,
    prices: &PriceList,
    watts: &StaticWatts,
    total_s: f64,
) -> Breakdown {
    let mut by_layer = Named::<LayerEnergy>::default();
    let mut by_component: Named<Split> =
        Component::ALL.into_iter().map(|component| (component.name(), Split::default())).collect();
    let mut dynamic = Ranged::default();
    let mut add = |name: &str, counts: &Tally, model: Model| {
        let row = by_layer.entry(name);
        for (component, energy) in Component::ALL.into_iter().zip(prices.by_component(counts, model)) {
            if energy != Ranged::default() {
                *row.by_component.entry(component.name()) += energy.value;
                row.dynamic_j += energy.value;
                by_component.entry(component.name()).dynamic_j += energy.value;
                dynamic.add(energy);
            }
        }
    };
    for layer in &record.layers {
        let counts = record.ledger.by_layer.get(&layer.name).copied().unwrap_or_default();
        add(&layer.name, &counts, layer.model);
    }
    add(SHARED, &record.ledger.shared, ANY_MODEL);

    let mut cores_used = Ranged::default();
    for core in &record.cores {
        let energy = watts.of_core(core, record.time.ticks_per_second, total_s);
        cores_used.add(energy);
        let units: u32 = core.units.values().sum();
        if units == 0 {
            by_layer.entry(SHARED).static_j += energy.value;
        }
        for (layer, held) in core.units.iter().filter(|(_, held)| **held > 0) {
            by_layer.entry(layer).static_j += energy.value * (f64::from(*held) / f64::from(units));
        }
    }
    let cores_unused = watts.cores_unused.times(total_s);
    by_layer.entry(SHARED).static_j += cores_unused.value;
    let mut fixed = cores_used;
    fixed.add(cores_unused);
    by_component.entry(Component::Core.name()).static_j = fixed.value;
    for (component, watts) in watts.of_chips {
        let energy = watts.times(total_s);
        by_layer.entry(SHARED).static_j += energy.value;
        by_component.entry(component.name()).static_j = energy.value;
        fixed.add(energy);
    }
    Breakdown { by_layer, by_component, dynamic, fixed }
}
