//! The prices of a chip as plain numbers, looked up once.

use egret_arch::{Action, Chip, Component, CoreState, Model, Price, StaticPower};
use egret_config::Power;

use crate::named::Named;
use crate::record::CoreRecord;
use crate::tally::Tally;

/// The model under which actions are priced that do not depend on the model of a unit.
pub(super) const ANY_MODEL: Model = Model::Input;

/// One number and the range it may lie in.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Ranged {
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Ranged {
    /// Of a price in SI units; an unknown price is 0.
    fn of<Q: Copy>(price: &Price<Q>, si: impl Fn(Q) -> f64) -> Self {
        let value = price.value.map_or(0.0, &si);
        let (low, high) = price.low_high.map_or((value, value), |(low, high)| (si(low), si(high)));
        Self { value, low, high }
    }

    pub(super) fn times(self, factor: f64) -> Self {
        Self { value: self.value * factor, low: self.low * factor, high: self.high * factor }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.value += other.value;
        self.low += other.low;
        self.high += other.high;
    }
}

/// Joules an action and watts of static power.
#[derive(Clone)]
pub(super) struct PriceList {
    pub(super) joules: [[Ranged; Model::COUNT]; Action::COUNT],
    pub(super) static_power: StaticPower,
}

/// Static power by where it goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct StaticWatts {
    /// One core in use, on a chip without power states.
    pub(super) core_used: Ranged,
    /// One core in use by state.
    states: [Ranged; CoreState::COUNT],
    /// All cores not in use.
    pub(super) cores_unused: Ranged,
    /// What is no core, by component, of all chips.
    pub(super) of_chips: [(Component, Ranged); 3],
}

impl StaticWatts {
    /// Watts of so many cores in use and all that is no core in use.
    pub(super) fn total(&self, cores_used: usize) -> f64 {
        let of_chips: f64 = self.of_chips.iter().map(|(_, watts)| watts.value).sum();
        self.core_used.value * cores_used as f64 + self.cores_unused.value + of_chips
    }

    /// Static energy of a core in use, over a run of so many seconds: by the seconds in each power state, if it has such.
    pub(super) fn of_core(&self, residency_s: Option<&[f64; CoreState::COUNT]>, total_s: f64) -> Ranged {
        let Some(seconds) = residency_s else { return self.core_used.times(total_s) };
        let mut sum = Ranged::default();
        for state in CoreState::ALL {
            sum.add(self.in_state(state, seconds[state.index()]));
        }
        sum
    }

    /// Watts of one core in use in a power state: `Run` on a chip without such states.
    pub(super) fn in_state_w(&self, state: CoreState) -> f64 {
        self.states[state.index()].value
    }

    /// Static energy of a core in use that is in one power state for so long.
    pub(super) fn in_state(&self, state: CoreState, seconds: f64) -> Ranged {
        self.states[state.index()].times(seconds)
    }
}

impl PriceList {
    pub(super) fn of(chip: &Chip) -> Self {
        let mut joules = [[Ranged::default(); Model::COUNT]; Action::COUNT];
        for action in Action::ALL {
            for model in Model::ALL {
                joules[action.index()][model.index()] =
                    Ranged::of(&chip.prices().of(action, model), egret_config::Energy::as_joules);
            }
        }
        Self { joules, static_power: chip.static_power() }
    }

    /// Joules of one count.
    pub(super) fn joules(&self, action: Action, model: Model) -> Ranged {
        self.joules[action.index()][model.index()]
    }

    /// Static power of so many cores and chips.
    pub(super) fn static_watts(&self, cores_unused: u32, chips: u32) -> StaticWatts {
        let watts = |price: &Price<Power>| Ranged::of(price, Power::as_watts);
        let power = &self.static_power;
        let of_chips = [
            (Component::RouterClock, &power.router_clock),
            (Component::Dram, &power.dram),
            (Component::Uncore, &power.uncore),
        ];
        StaticWatts {
            core_used: watts(&power.core_used),
            states: CoreState::ALL.map(|state| watts(&power.of_state(state))),
            cores_unused: watts(&power.core_unused).times(f64::from(cores_unused)),
            of_chips: of_chips.map(|(component, each)| (component, watts(each).times(f64::from(chips)))),
        }
    }

    /// Dynamic energy of counts on behalf of units of one model, by component; components without any are left out.
    pub(super) fn by_component(&self, counts: &Tally, model: Model) -> [Ranged; Component::COUNT] {
        let mut energy = [Ranged::default(); Component::COUNT];
        for (action, count) in counts.iter() {
            energy[action.component().index()].add(self.joules(action, model).times(count as f64));
        }
        energy
    }

    /// Dynamic energy of one core. A core counts its updates without their model, so where several models share it
    /// their updates are priced in proportion to units.
    pub(super) fn of_core(&self, core: &CoreRecord, models: &Named<Model>) -> f64 {
        let units: u32 = core.units.values().sum();
        let each = |action: Action| match action {
            _ if action.is_update() && units > 0 => core
                .units
                .iter()
                .map(|(layer, held)| {
                    let model = models.get(layer).copied().unwrap_or(ANY_MODEL);
                    self.joules(action, model).value * f64::from(*held) / f64::from(units)
                })
                .sum(),
            _ => self.joules(action, ANY_MODEL).value,
        };
        core.counts.iter().map(|(action, count)| count as f64 * each(action)).sum()
    }
}
