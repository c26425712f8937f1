//! What each price with a range does to the energy of a run.

use egret_arch::{Action, Chip, CoreState, Model, StaticPower};
use egret_config::Power;

use super::counted::Counted;
use super::price_list::PriceList;
use crate::record::RunRecord;

/// One price and the energy of a run at either end of its range, all other prices as they are.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceSwing {
    /// Action, with the model behind a dot for unit updates, or path of a static power.
    pub name: String,
    /// Unit of the price: `J` an action, or `W`.
    pub unit: &'static str,
    /// Lowest it may be.
    pub low: f64,
    /// Highest it may be.
    pub high: f64,
    /// Energy of the run with the lowest, in joules.
    pub energy_low_j: f64,
    /// Energy of the run with the highest, in joules.
    pub energy_high_j: f64,
}

/// Prices that may be moved: an action of all models or of one, or powers by their path.
enum Knob {
    Action(Action),
    Update(Action, Model),
    Static(&'static str),
}

/// Ends of a range.
#[derive(Clone, Copy)]
enum End {
    Low,
    High,
}

/// Every price of `chip` with a range that a run has anything of, each moved by itself to both ends of its range.
///
/// The chip must be the one that was simulated in everything but prices, as [`crate::same_machine`] checks.
pub fn sensitivities(record: &RunRecord, chip: &Chip) -> Vec<PriceSwing> {
    let counted = Counted::of(record);
    let list = PriceList::of(chip);
    let energy = |list: &PriceList| {
        let watts = list.static_watts(counted.cores_unused, counted.chips);
        counted.figures(chip, list, &watts).energy.total_j
    };
    let swing = |knob: &Knob| -> Option<PriceSwing> {
        let (name, unit, low, high) = list.range_of(knob)?;
        let moved = |end: End| energy(&list.moved(knob, end));
        Some(PriceSwing {
            name,
            unit,
            low,
            high,
            energy_low_j: moved(End::Low),
            energy_high_j: moved(End::High),
        })
    };
    knobs(&counted).iter().filter_map(swing).collect()
}

fn knobs(counted: &Counted) -> Vec<Knob> {
    let mut actions: Vec<Action> = Vec::new();
    let mut knobs = Vec::new();
    for (action, model) in &counted.happened {
        if action.is_update() {
            knobs.push(Knob::Update(*action, *model));
        } else if !actions.contains(action) {
            actions.push(*action);
            knobs.push(Knob::Action(*action));
        }
    }
    let mut paths: Vec<&'static str> = Vec::new();
    // Several states share a power.
    let states = CoreState::ALL.into_iter().filter(|state| counted.resided[state.index()]);
    let others =
        ["static_power.core_unused", "static_power.router_clock", "static_power.uncore", "dram.static_power"];
    for path in states.map(CoreState::path).chain(others) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    knobs.extend(paths.into_iter().map(Knob::Static));
    knobs
}

impl End {
    fn of<T>(self, (low, high): (T, T)) -> T {
        match self {
            Self::Low => low,
            Self::High => high,
        }
    }
}

/// Moves the powers of a path to an end of their ranges; says over what they range.
fn move_power(power: &mut StaticPower, path: &str, end: End) -> Option<(Power, Power)> {
    let mut range = None;
    let mut to_end = |price: &mut egret_arch::Price<Power>| {
        if let Some(found) = price.low_high {
            price.value = Some(end.of(found));
            range = Some(found);
        }
    };
    for state in CoreState::ALL.into_iter().filter(|state| state.path() == path) {
        match &mut power.states {
            Some(states) => to_end(&mut states[state.index()]),
            None if state == CoreState::Run => to_end(&mut power.core_used),
            None => {}
        }
    }
    match path {
        "static_power.core_unused" => to_end(&mut power.core_unused),
        "static_power.router_clock" => to_end(&mut power.router_clock),
        "static_power.uncore" => to_end(&mut power.uncore),
        "dram.static_power" => to_end(&mut power.dram),
        _ => {}
    }
    range
}

impl PriceList {
    /// Name, unit and range of what a knob moves; none where it has no range.
    fn range_of(&self, knob: &Knob) -> Option<(String, &'static str, f64, f64)> {
        let (name, unit, low, high) = match knob {
            Knob::Action(action) => {
                let price = self.joules(*action, super::price_list::ANY_MODEL);
                (action.name().to_owned(), "J", price.low, price.high)
            }
            Knob::Update(action, model) => {
                let price = self.joules(*action, *model);
                (format!("{}.{}", action.name(), model.name()), "J", price.low, price.high)
            }
            Knob::Static(path) => {
                let (low, high) = move_power(&mut self.static_power.clone(), path, End::Low)?;
                ((*path).to_owned(), "W", low.as_watts(), high.as_watts())
            }
        };
        (high > low).then_some((name, unit, low, high))
    }

    /// The same prices with one of them at an end of its range.
    fn moved(&self, knob: &Knob, end: End) -> Self {
        let mut moved = self.clone();
        let mut to_end = |action: Action, model: Model| {
            let price = &mut moved.joules[action.index()][model.index()];
            price.value = end.of((price.low, price.high));
        };
        match knob {
            Knob::Action(action) => Model::ALL.into_iter().for_each(|model| to_end(*action, model)),
            Knob::Update(action, model) => to_end(*action, *model),
            Knob::Static(path) => {
                move_power(&mut moved.static_power, path, end);
            }
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn swings_add_up_to_the_range_of_the_total() {
        let record = testing::record_of(&testing::outcome(3, 9, 30, 4));
        let swings = sensitivities(&record, &testing::chip());
        assert!(swings.len() > 5, "{swings:?}");
        let sum = |read: fn(&PriceSwing) -> f64| -> f64 {
            swings.iter().map(|swing| read(swing) - record.energy.total_j).sum()
        };
        let (low, high) = (sum(|swing| swing.energy_low_j), sum(|swing| swing.energy_high_j));
        let off = |one: f64, other: f64| (one - other).abs() / record.energy.total_j;
        assert!(off(low, record.energy.low_j - record.energy.total_j) < 1e-9, "{low}");
        assert!(off(high, record.energy.high_j - record.energy.total_j) < 1e-9, "{high}");
    }

    #[test]
    fn a_price_moved_by_hand_gives_the_same() {
        let record = testing::record_of(&testing::outcome(3, 9, 30, 4));
        let swings = sensitivities(&record, &testing::chip());
        let swing = swings.iter().find(|swing| swing.name == "queue_access").expect("it has a range");
        let setting = format!("chip.energy.queue_access={} pJ", swing.high * 1e12);
        let by_hand = crate::price(&record, &testing::chip_with(&[&setting]));
        let gap = (by_hand.energy.total_j / swing.energy_high_j - 1.0).abs();
        assert!(gap < 1e-9, "{gap}");
    }
}
