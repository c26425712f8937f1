//! Energy by layer.

use egret_arch::{Component, Model};

use super::counted::residency_s;
use super::price_list::{ANY_MODEL, PriceList, Ranged, StaticWatts};
use crate::named::Named;
use crate::record::{LayerEnergy, RunRecord};
use crate::tally::Tally;

/// Row of what belongs to no layer.
pub(super) const SHARED: &str = "shared";

/// Prices the ledger and shares static power out.
pub(super) fn by_layer(record: &RunRecord, prices: &PriceList, watts: &StaticWatts) -> Named<LayerEnergy> {
    let mut by_layer = Named::<LayerEnergy>::default();
    let mut add = |name: &str, counts: &Tally, model: Model| {
        let row = by_layer.entry(name);
        for (component, energy) in Component::ALL.into_iter().zip(prices.by_component(counts, model)) {
            if energy != Ranged::default() {
                *row.by_component.entry(component.name()) += energy.value;
                row.dynamic_j += energy.value;
            }
        }
    };
    for layer in &record.layers {
        let counts = record.ledger.by_layer.get(&layer.name).copied().unwrap_or_default();
        add(&layer.name, &counts, layer.model);
    }
    add(SHARED, &record.ledger.shared, ANY_MODEL);

    let total_s = record.time.total_s;
    for core in &record.cores {
        let energy = watts.of_core(residency_s(core, record.time.ticks_per_second).as_ref(), total_s);
        let units: u32 = core.units.values().sum();
        if units == 0 {
            by_layer.entry(SHARED).static_j += energy.value;
        }
        for (layer, held) in core.units.iter().filter(|(_, held)| **held > 0) {
            by_layer.entry(layer).static_j += energy.value * (f64::from(*held) / f64::from(units));
        }
    }
    by_layer.entry(SHARED).static_j += watts.cores_unused.times(total_s).value;
    for (_, watts) in watts.of_chips {
        by_layer.entry(SHARED).static_j += watts.times(total_s).value;
    }
    by_layer
}
