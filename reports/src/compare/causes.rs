//! What a change of a figure is made of.
//!
//! Energies are sums over components, times are sums over waits, and other figures are such a sum times a factor: M = A·F
//! changes by (A₁ − A₀)(F₀ + F₁)/2 + (F₁ − F₀)(A₀ + A₁)/2. The first part is shared out over what the sum is made of, the
//! second over the waits where the factor is a time, and goes to the figure that is the factor otherwise. So the causes of a
//! change sum to it.

use egret_arch::Component;
use egret_sim::Wait;

use super::origins::{Shift, split};
use super::point::Point;
use crate::pricing::SYNAPTIC;

/// Causes smaller than this share of the figure are rounding.
const ROUNDING: f64 = 1e-13;

/// A change of the time by no more than this share of it is not shared out over waits.
const LEAST_SHARED: f64 = 1e-9;

/// From what a change came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Other numbers of actions.
    Counts,
    /// Other times for which static power was drawn, by other numbers of cores or chips.
    PoweredTime,
    /// Other prices and powers.
    Prices,
    /// Other amounts and other prices, which a result set does not tell apart.
    CountsAndPrices,
    /// Other times of waiting.
    Waits,
    /// Another figure, by which this one is divided.
    Figure,
    /// The stored figures do not follow from counts and prices: another version of egret priced them.
    Unexplained,
}

impl Origin {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Counts,
        Self::PoweredTime,
        Self::Prices,
        Self::CountsAndPrices,
        Self::Waits,
        Self::Figure,
        Self::Unexplained,
    ];

    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::PoweredTime => "powered_time",
            Self::Prices => "prices",
            Self::CountsAndPrices => "counts_and_prices",
            Self::Waits => "waits",
            Self::Figure => "figure",
            Self::Unexplained => "unexplained",
        }
    }

    /// As people say it.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Counts => "from counts",
            Self::PoweredTime => "from powered time",
            Self::Prices => "from prices",
            Self::CountsAndPrices => "from counts and prices",
            Self::Waits => "from waiting",
            Self::Figure => "by which it is divided",
            Self::Unexplained => "not from counts and prices as they are stored",
        }
    }
}

/// One part of a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The figure that changed: `energy_weight_memory_j`, `wait_soma_s`, ...
    pub figure: String,
    /// From what.
    pub origin: Origin,
    /// From what most of all: an action, or what drew power; empty where that is not known.
    pub item: String,
    /// By how much it changed the figure that is explained, in the unit of that figure.
    pub change: f64,
}

/// What is summed.
#[derive(Clone, Copy)]
enum Sum {
    /// Energy of all components.
    Energy,
    /// Dynamic energy of all components.
    Dynamic,
    /// Static energy of all components.
    Static,
    /// Dynamic energy that synaptic operations cause.
    Synaptic,
    /// Energy of one component.
    Of(Component),
    /// Static energy of one component.
    StaticOf(Component),
    /// Times of waiting.
    Waits,
}

/// What the sum is multiplied with.
#[derive(Clone, Copy)]
enum Factor {
    /// A constant, or a figure named here.
    Figure(&'static str),
    /// The time of the run, or its reciprocal.
    Time,
}

fn makeup(name: &str) -> Option<(Sum, Factor)> {
    let steps = Factor::Figure("steps");
    Some(match name {
        "dynamic_j" => (Sum::Dynamic, steps),
        "static_j" => (Sum::Static, steps),
        "energy_j" | "energy_per_step_j" => (Sum::Energy, steps),
        "time_s" | "step_s" => (Sum::Waits, steps),
        "edp_js" | "edp_per_step_js" | "power_w" => (Sum::Energy, Factor::Time),
        "pj_per_synop_marginal" => (Sum::Synaptic, Factor::Figure("synops")),
        "pj_per_synop_total" => (Sum::Energy, Factor::Figure("synops")),
        _ => {
            let of = |prefix: &str| {
                let name = name.strip_prefix(prefix)?.strip_suffix("_j")?;
                Component::ALL.into_iter().find(|component| component.name() == name)
            };
            match (of("energy_"), of("static_")) {
                (Some(component), _) => (Sum::Of(component), steps),
                (None, Some(component)) => (Sum::StaticOf(component), steps),
                (None, None) => return None,
            }
        }
    })
}

/// The causes of the change of one figure, largest first; empty where it is not made of others, or they are not known.
pub(super) fn causes(name: &str, old: &Point, new: &Point, shifts: Option<&[Shift]>) -> Vec<Cause> {
    of_change(name, old, new, shifts).unwrap_or_default()
}

fn of_change(name: &str, old: &Point, new: &Point, shifts: Option<&[Shift]>) -> Option<Vec<Cause>> {
    let (sum, factor) = makeup(name)?;
    let (before, now) = (old.metric(name)?, new.metric(name)?);
    let (sum_before, sum_now) = (value(sum, old)?, value(sum, new)?);
    // Without a sum there is no factor to speak of; where both are there once, they are taken as they are there.
    let factor_of = |figure: f64, sum: f64| (sum != 0.0).then(|| figure / sum);
    let (one, other) = (factor_of(before, sum_before), factor_of(now, sum_now));
    let (factor_before, factor_now) = (one.or(other)?, other.or(one)?);
    let mean_factor = f64::midpoint(factor_before, factor_now);
    let mut causes: Vec<Cause> = match sum {
        Sum::Waits => waits(old, new)
            .map(|(figure, change)| Cause {
                figure,
                origin: Origin::Waits,
                item: String::new(),
                change: change * mean_factor,
            })
            .collect(),
        _ => grouped(sum, shifts?, mean_factor),
    };
    let by_factor = (factor_now - factor_before) * f64::midpoint(sum_before, sum_now);
    match factor {
        Factor::Figure(figure) => causes.push(Cause {
            figure: figure.to_owned(),
            origin: Origin::Figure,
            item: String::new(),
            change: by_factor,
        }),
        Factor::Time => {
            let total: f64 = waits(old, new).map(|(_, change)| change).sum();
            // Of a time that stayed as it was, shares would be rounding over rounding: it is taken as a whole.
            let time = old.metric("time_s")?.abs().max(new.metric("time_s")?.abs());
            let moved = total.abs() > LEAST_SHARED * time;
            let whole = (!moved).then(|| ("time_s".to_owned(), 1.0));
            let parts = waits(old, new).filter(|_| moved).map(|(figure, change)| (figure, change / total));
            causes.extend(parts.chain(whole).map(|(figure, share)| Cause {
                figure,
                origin: Origin::Waits,
                item: String::new(),
                change: by_factor * share,
            }));
        }
    }
    let least = ROUNDING * before.abs().max(now.abs());
    causes.retain(|cause| cause.change.abs() > least);
    causes.sort_by(|one, other| {
        other.change.abs().total_cmp(&one.change.abs()).then_with(|| one.figure.cmp(&other.figure))
    });
    Some(causes)
}

/// Changes of all waits, in seconds.
fn waits(old: &Point, new: &Point) -> impl Iterator<Item = (String, f64)> {
    let of = |wait: Wait| {
        let name = format!("wait_{}_s", wait.name());
        let change = new.metric(&name)? - old.metric(&name)?;
        Some((name, change))
    };
    Wait::ALL.into_iter().filter_map(of).collect::<Vec<_>>().into_iter()
}

/// What the parts of a sum come to at a point.
fn value(sum: Sum, point: &Point) -> Option<f64> {
    let over = |components: &[Component], of: fn((f64, f64)) -> f64| -> Option<f64> {
        components.iter().map(|component| split(point, *component).map(of)).sum()
    };
    match sum {
        Sum::Energy => over(&Component::ALL, |(dynamic, fixed)| dynamic + fixed),
        Sum::Dynamic => over(&Component::ALL, |(dynamic, _)| dynamic),
        Sum::Static => over(&Component::ALL, |(_, fixed)| fixed),
        Sum::Synaptic => over(&SYNAPTIC, |(dynamic, _)| dynamic),
        Sum::Of(component) => over(&[component], |(dynamic, fixed)| dynamic + fixed),
        Sum::StaticOf(component) => over(&[component], |(_, fixed)| fixed),
        Sum::Waits => Wait::ALL.iter().map(|wait| point.metric(&format!("wait_{}_s", wait.name()))).sum(),
    }
}

/// Changes of energy by component and origin, each named after the largest of its items.
fn grouped(sum: Sum, shifts: &[Shift], factor: f64) -> Vec<Cause> {
    let counts = |shift: &&Shift| match sum {
        Sum::Energy => true,
        Sum::Dynamic => shift.dynamic,
        Sum::Static => !shift.dynamic,
        Sum::Synaptic => shift.dynamic && SYNAPTIC.contains(&shift.component),
        Sum::Of(component) => shift.component == component,
        Sum::StaticOf(component) => !shift.dynamic && shift.component == component,
        Sum::Waits => false,
    };
    let mut causes: Vec<(Cause, f64)> = Vec::new();
    for shift in shifts.iter().filter(counts) {
        let figure = format!("energy_{}_j", shift.component.name());
        let change = shift.change_j * factor;
        let known =
            causes.iter_mut().find(|(cause, _)| cause.figure == figure && cause.origin == shift.origin);
        if let Some((cause, largest)) = known {
            cause.change += change;
            if change.abs() > *largest {
                *largest = change.abs();
                cause.item.clone_from(&shift.item);
            }
        } else {
            let cause = Cause { figure, origin: shift.origin, item: shift.item.clone(), change };
            causes.push((cause, change.abs()));
        }
    }
    causes.into_iter().map(|(cause, _)| cause).collect()
}
