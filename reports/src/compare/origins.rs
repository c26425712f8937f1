//! Where a change of energy came from: which component, and whether from counts, from powered time or from prices.
//!
//! Energy is a sum of amounts times prices, so a change of one of them splits exactly, and without an order in which to
//! change things: n₁p₁ − n₀p₀ = (n₁ − n₀)(p₀ + p₁)/2 + (p₁ − p₀)(n₀ + n₁)/2.

use egret_arch::{Action, Chip, Component, CoreState, Model};

use super::causes::Origin;
use super::point::Point;
use crate::pricing::Item;
use crate::same_machine::beyond_prices;

/// Energy that nothing explains is told from this share of the total on.
const UNEXPLAINED: f64 = 1e-9;
/// Ratios of prices that differ by no more are one ratio.
const ONE_RATIO: f64 = 1e-12;

/// A part of a change of energy.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shift {
    /// Where.
    pub(super) component: Component,
    /// In its dynamic energy, or in its static one.
    pub(super) dynamic: bool,
    /// From what.
    pub(super) origin: Origin,
    /// From what in particular: an action, or what drew power. Empty where only the sum is known.
    pub(super) item: String,
    /// By how many joules.
    pub(super) change_j: f64,
}

/// Dynamic and static energy of a component at a point.
pub(super) fn split(point: &Point, component: Component) -> Option<(f64, f64)> {
    let total = point.metric(&format!("energy_{}_j", component.name()))?;
    let fixed = point.metric(&format!("static_{}_j", component.name()))?;
    Some((total - fixed, fixed))
}

/// All parts of the change from one point to another; `None` where energies are not known.
pub(super) fn shifts(old: &Point, new: &Point) -> Option<Vec<Shift>> {
    let mut shifts = Vec::new();
    let items = old.items.as_deref().zip(new.items.as_deref());
    let scale = old.metric("energy_j")?.abs().max(new.metric("energy_j")?.abs());
    for component in Component::ALL {
        let (before, now) = (split(old, component)?, split(new, component)?);
        for (dynamic, before, now) in [(true, before.0, now.0), (false, before.1, now.1)] {
            let parts = match items {
                Some((old, new)) => by_items(component, dynamic, old, new),
                None => by_prices(component, dynamic, (before, now), old, new),
            };
            let rest = now - before - parts.iter().map(|part| part.change_j).sum::<f64>();
            shifts.extend(parts);
            if rest.abs() > UNEXPLAINED * scale {
                let origin = Origin::Unexplained;
                shifts.push(Shift { component, dynamic, origin, item: String::new(), change_j: rest });
            }
        }
    }
    Some(shifts)
}

/// From amounts and prices.
fn by_items(component: Component, dynamic: bool, old: &[Item], new: &[Item]) -> Vec<Shift> {
    let here = |items: &[Item]| -> Vec<Item> {
        items.iter().filter(|item| item.component == component && item.dynamic == dynamic).cloned().collect()
    };
    let (old, new) = (here(old), here(new));
    let of = |items: &[Item], name: &str| items.iter().find(|item| item.name == name).cloned();
    let mut names: Vec<&String> = old.iter().chain(&new).map(|item| &item.name).collect();
    names.sort_unstable();
    names.dedup();
    let mut shifts = Vec::new();
    for name in names {
        let (before, now) = (of(&old, name), of(&new, name));
        // What one side does not know did not happen there, and its price is no news.
        let Some(known) = before.as_ref().or(now.as_ref()) else { continue };
        let nothing = Item { amount: 0.0, ..known.clone() };
        let (before, now) = (before.as_ref().unwrap_or(&nothing), now.as_ref().unwrap_or(&nothing));
        let amounts = if dynamic { Origin::Counts } else { Origin::PoweredTime };
        let by_amount = (now.amount - before.amount) * (before.price + now.price) / 2.0;
        let by_price = (now.price - before.price) * (before.amount + now.amount) / 2.0;
        for (origin, change_j) in [(amounts, by_amount), (Origin::Prices, by_price)] {
            if change_j != 0.0 {
                shifts.push(Shift { component, dynamic, origin, item: name.clone(), change_j });
            }
        }
    }
    shifts
}

/// From what the prices of both chips say, where amounts are not known.
fn by_prices(
    component: Component,
    dynamic: bool,
    (before, now): (f64, f64),
    old: &Point,
    new: &Point,
) -> Vec<Shift> {
    let shift = |origin, change_j| Shift { component, dynamic, origin, item: String::new(), change_j };
    let change = now - before;
    if change == 0.0 {
        return Vec::new();
    }
    let amounts = if dynamic { Origin::Counts } else { Origin::PoweredTime };
    let checked = old.chip.checked.as_ref().zip(new.chip.checked.as_ref());
    let Some((old_chip, new_chip)) = checked else { return vec![shift(Origin::CountsAndPrices, change)] };
    let prices = |chip| if dynamic { prices(chip, component) } else { powers(chip, component) };
    match ratio(&prices(old_chip), &prices(new_chip)) {
        Some(ratio) => {
            let from_prices = (before * ratio - before + now - now / ratio) / 2.0;
            let parts = [(amounts, change - from_prices), (Origin::Prices, from_prices)];
            parts
                .into_iter()
                .filter(|(_, change)| *change != 0.0)
                .map(|(origin, change)| shift(origin, change))
                .collect()
        }
        None if beyond_prices(&old.chip.file, &new.chip.file).is_empty() => {
            vec![shift(Origin::Prices, change)]
        }
        None => vec![shift(Origin::CountsAndPrices, change)],
    }
}

/// Prices of the actions of a component, in joules.
fn prices(chip: &Chip, component: Component) -> Vec<f64> {
    let actions = Action::ALL.into_iter().filter(|action| action.component() == component);
    actions
        .flat_map(|action| {
            let models = if action.is_update() { &Model::ALL[..] } else { &Model::ALL[..1] };
            models.iter().map(move |model| {
                chip.prices().of(action, *model).value.map_or(0.0, egret_config::Energy::as_joules)
            })
        })
        .collect()
}

/// Powers of the parts of a component, in watts.
fn powers(chip: &Chip, component: Component) -> Vec<f64> {
    let power = chip.static_power();
    let watts = |price: egret_arch::Price<egret_config::Power>| {
        price.value.map_or(0.0, egret_config::Power::as_watts)
    };
    match component {
        Component::Core => {
            let states = CoreState::ALL.map(|state| watts(power.of_state(state)));
            states.into_iter().chain([watts(power.core_unused)]).collect()
        }
        Component::RouterClock => vec![watts(power.router_clock)],
        Component::Dram => vec![watts(power.dram)],
        Component::Uncore => vec![watts(power.uncore)],
        _ => Vec::new(),
    }
}

/// By what one factor all prices changed; `None` where there is no such factor.
fn ratio(old: &[f64], new: &[f64]) -> Option<f64> {
    let mut ratios = old.iter().zip(new).filter(|(old, new)| **old != 0.0 || **new != 0.0);
    let first = match ratios.next() {
        Some((old, new)) => new / old,
        None => return Some(1.0),
    };
    let usable = first.is_finite() && first > 0.0;
    (usable && ratios.all(|(old, new)| (new - old * first).abs() <= ONE_RATIO * new.abs())).then_some(first)
}
