//! A priced run taken apart: every amount with its price.

use egret_arch::{Action, Chip, Component, CoreState};

use super::price_list::{ANY_MODEL, PriceList};
use crate::power_states::ticks;
use crate::record::RunRecord;

/// One thing that was paid for: its energy is amount times price.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    /// Component under which its energy is reported.
    pub(crate) component: Component,
    /// The action, with the model behind a dot for unit updates; or what drew power.
    pub(crate) name: String,
    /// Whether it is an action; static power otherwise.
    pub(crate) dynamic: bool,
    /// How often it happened; of static power the time, in seconds, summed over cores or chips.
    pub(crate) amount: f64,
    /// Joules each; of static power watts. An unknown price is 0.
    pub(crate) price: f64,
}

/// Everything a run paid for on `chip`, things that did not happen among them, in an order that does not depend on the run.
pub(crate) fn items(record: &RunRecord, chip: &Chip) -> Vec<Item> {
    let list = PriceList::of(chip);
    let mut items: Vec<Item> = Vec::new();
    let mut add = |item: Item| match items.iter_mut().find(|known| {
        (known.dynamic, known.component, &known.name) == (item.dynamic, item.component, &item.name)
    }) {
        Some(known) => known.amount += item.amount,
        None => items.push(item),
    };
    let layers = record
        .layers
        .iter()
        .map(|layer| (record.ledger.by_layer.get(&layer.name).copied().unwrap_or_default(), layer.model));
    for (counts, model) in layers.chain([(record.ledger.shared, ANY_MODEL)]) {
        for action in Action::ALL {
            let name = if action.is_update() {
                format!("{}.{}", action.name(), model.name())
            } else {
                action.name().to_owned()
            };
            add(Item {
                component: action.component(),
                name,
                dynamic: true,
                amount: counts.of(action) as f64,
                price: list.joules(action, model).value,
            });
        }
    }
    powered(record, &list).into_iter().for_each(add);
    items
}

/// What drew power, and for how long.
fn powered(record: &RunRecord, list: &PriceList) -> Vec<Item> {
    let counts = &record.counts;
    let total_s = record.time.total_s;
    let (unused, chips) = (counts.cores_present.saturating_sub(counts.cores_used), record.manifest.chips);
    // The powers of one of each, so that how many there are is an amount.
    let each = list.static_watts(1, 1);
    let item = |component: Component, name: String, amount: f64, price: f64| Item {
        component,
        name,
        dynamic: false,
        amount,
        price,
    };
    let mut items = Vec::new();
    for state in CoreState::ALL {
        let seconds = |core: &crate::record::CoreRecord| {
            if !core.residency_ticks.is_empty() {
                ticks(core, state) as f64 / record.time.ticks_per_second as f64
            } else if state == CoreState::Run {
                total_s
            } else {
                0.0
            }
        };
        let amount = record.cores.iter().map(seconds).sum();
        items.push(item(Component::Core, format!("cores.{}", state.name()), amount, each.in_state_w(state)));
    }
    let unused_s = f64::from(unused) * total_s;
    items.push(item(Component::Core, "cores.unused".to_owned(), unused_s, each.cores_unused.value));
    for (component, watts) in each.of_chips {
        let name = format!("chips.{}", component.name());
        items.push(item(component, name, f64::from(chips) * total_s, watts.value));
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn items_sum_to_what_components_cost() {
        let record = testing::record_of(&testing::outcome(3, 9, 30, 4));
        let items = items(&record, &testing::chip());
        for component in Component::ALL {
            let of = |dynamic: bool| -> f64 {
                let part = items.iter().filter(|item| item.component == component && item.dynamic == dynamic);
                part.map(|item| item.amount * item.price).sum()
            };
            let split = record.energy.by_component.get(component.name()).copied().unwrap_or_default();
            let close = |a: f64, b: f64| (a - b).abs() <= 1e-12 * a.abs().max(b.abs());
            assert!(close(of(true), split.dynamic_j), "{}", component.name());
            assert!(close(of(false), split.static_j), "{}", component.name());
        }
    }
}
