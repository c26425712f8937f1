//! What of a run is priced: its counts, gathered once, so that many prices can be tried on them.

use egret_arch::{Action, Chip, Component, CoreState, Model};

use super::areas::areas;
use super::price_list::{ANY_MODEL, PriceList, Ranged, StaticWatts};
use super::unpriced::unpriced;
use crate::power_states::ticks;
use crate::record::{
    AreaRecord, CoreRecord, EnergyRecord, PerSynop, PowerRecord, RunRecord, Split, StepColumns,
};
use crate::tally::{Tally, action_named};

/// Components whose actions synaptic operations cause.
pub(crate) const SYNAPTIC: [Component; 5] = [
    Component::RowPointers,
    Component::WeightMemory,
    Component::Synapse,
    Component::Dendrite,
    Component::Dram,
];

/// Seconds of a core by state; `None` on a chip without power states.
pub(super) type Residency = Option<[f64; CoreState::COUNT]>;

/// The counts of a run that its energy follows from.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    /// Actions by layer, then those that belong to no layer.
    rows: Vec<(Model, Tally)>,
    /// By core in use.
    residencies: Vec<Residency>,
    steps: Steps,
    /// Actions that happened, unit updates with the model, in the order of reports.
    pub(super) happened: Vec<(Action, Model)>,
    /// States in which some core was.
    pub(super) resided: [bool; CoreState::COUNT],
    pub(super) cores_unused: u32,
    pub(super) chips: u32,
    has_power_states: bool,
    total_s: f64,
    tokens: u64,
    synops: u64,
}

/// Actions by step.
#[derive(Clone, Debug)]
struct Steps {
    columns: Vec<(Action, Model, Vec<f64>)>,
    /// Lengths in seconds.
    windows_s: Vec<f64>,
}

/// The totals that follow from prices.
pub(super) struct Figures {
    /// Not by layer.
    pub(super) energy: EnergyRecord,
    pub(super) power: PowerRecord,
    pub(super) area: AreaRecord,
    /// Dynamic energy of every step, in joules.
    pub(super) steps_j: Vec<f64>,
}

impl Counted {
    pub(super) fn of(record: &RunRecord) -> Self {
        let counts = &record.counts;
        let mut rows: Vec<(Model, Tally)> = record
            .layers
            .iter()
            .map(|layer| {
                let counts = record.ledger.by_layer.get(&layer.name).copied().unwrap_or_default();
                (layer.model, counts)
            })
            .collect();
        rows.push((ANY_MODEL, record.ledger.shared));
        let mut resided = [false; CoreState::COUNT];
        for core in &record.cores {
            for state in CoreState::ALL {
                let without = core.residency_ticks.is_empty();
                resided[state.index()] |=
                    if without { state == CoreState::Run } else { ticks(core, state) > 0 };
            }
        }
        Self {
            happened: happened(&rows),
            rows,
            residencies: record
                .cores
                .iter()
                .map(|core| residency_s(core, record.time.ticks_per_second))
                .collect(),
            steps: Steps::of(&record.steps, record.time.ticks_per_second),
            resided,
            cores_unused: counts.cores_present.saturating_sub(counts.cores_used),
            chips: record.manifest.chips,
            has_power_states: record.power_states.is_some(),
            total_s: record.time.total_s,
            tokens: counts.tokens,
            synops: counts.synops,
        }
    }

    /// What the run cost and drew with the prices of `chip`.
    pub(super) fn figures(&self, chip: &Chip, list: &PriceList, watts: &StaticWatts) -> Figures {
        let total_s = self.total_s;
        let (parts, dynamic, fixed) = self.by_component(list, watts);
        let static_w = if self.has_power_states && total_s > 0.0 {
            fixed.value / total_s
        } else {
            watts.total(self.residencies.len())
        };
        let total_j = dynamic.value + fixed.value;
        let synaptic_j: f64 = SYNAPTIC.iter().map(|component| parts[component.index()].dynamic_j).sum();
        let per_synop = |joules: f64| (self.synops > 0).then(|| joules / self.synops as f64 * 1e12);
        let energy = EnergyRecord {
            total_j,
            dynamic_j: dynamic.value,
            static_j: fixed.value,
            low_j: dynamic.low + fixed.low,
            high_j: dynamic.high + fixed.high,
            per_step_j: if self.tokens > 0 { total_j / self.tokens as f64 } else { 0.0 },
            edp_js: total_j * total_s,
            pj_per_synop: PerSynop { marginal: per_synop(synaptic_j), total: per_synop(total_j) },
            by_component: Component::ALL.into_iter().map(Component::name).zip(parts).collect(),
            by_layer: crate::Named::default(),
            unpriced: unpriced(self, chip),
        };
        let steps_j = self.steps.energies(list);
        let power = self.power(total_j, static_w, &steps_j);
        let area = areas(chip, self.chips, total_j, power.mean_w);
        Figures { energy, power, area, steps_j }
    }

    /// Energy by component, and the dynamic and the static total.
    fn by_component(
        &self,
        list: &PriceList,
        watts: &StaticWatts,
    ) -> ([Split; Component::COUNT], Ranged, Ranged) {
        let mut parts = [Split::default(); Component::COUNT];
        let mut dynamic = Ranged::default();
        for (model, counts) in &self.rows {
            for (part, energy) in parts.iter_mut().zip(list.by_component(counts, *model)) {
                part.dynamic_j += energy.value;
                dynamic.add(energy);
            }
        }
        let mut fixed = Ranged::default();
        for residency in &self.residencies {
            fixed.add(watts.of_core(residency.as_ref(), self.total_s));
        }
        fixed.add(watts.cores_unused.times(self.total_s));
        parts[Component::Core.index()].static_j = fixed.value;
        for (component, watts) in watts.of_chips {
            let energy = watts.times(self.total_s);
            parts[component.index()].static_j = energy.value;
            fixed.add(energy);
        }
        (parts, dynamic, fixed)
    }

    /// Mean power, and the peak over single steps.
    fn power(&self, total_j: f64, static_w: f64, steps_j: &[f64]) -> PowerRecord {
        let mean_w = if self.total_s > 0.0 { total_j / self.total_s } else { static_w };
        let mut power = PowerRecord { mean_w, peak_w: mean_w, window_s: self.total_s, static_w };
        let mut peak: Option<f64> = None;
        for (dynamic_j, window_s) in steps_j.iter().zip(&self.steps.windows_s) {
            if *window_s <= 0.0 {
                continue;
            }
            let watts = static_w + dynamic_j / window_s;
            if peak.is_none_or(|highest| watts > highest) {
                peak = Some(watts);
                power.peak_w = watts;
                power.window_s = *window_s;
            }
        }
        power
    }
}

impl Steps {
    fn of(steps: &StepColumns, ticks_per_second: u64) -> Self {
        let floats = |column: &[u64]| column.iter().map(|count| *count as f64).collect::<Vec<f64>>();
        let mut columns: Vec<(Action, Model, Vec<f64>)> = steps
            .actions
            .iter()
            .filter_map(|(name, column)| Some((action_named(name)?, ANY_MODEL, floats(column))))
            .collect();
        for updates in &steps.updates {
            for (action, column) in [
                (Action::UpdateIdle, &updates.idle),
                (Action::UpdateActive, &updates.active),
                (Action::UpdateSkipped, &updates.skipped),
            ] {
                columns.push((action, updates.model, floats(column)));
            }
        }
        let seconds = |ticks: &u64| *ticks as f64 / ticks_per_second as f64;
        Self { columns, windows_s: steps.duration_ticks.iter().map(seconds).collect() }
    }

    /// Dynamic energy of every step, in joules.
    fn energies(&self, list: &PriceList) -> Vec<f64> {
        let mut energies = vec![0.0; self.windows_s.len()];
        for (action, model, column) in &self.columns {
            let joules = list.joules(*action, *model).value;
            // What is free leaves every sum as it is.
            if joules != 0.0 {
                for (sum, count) in energies.iter_mut().zip(column) {
                    *sum += count * joules;
                }
            }
        }
        energies
    }
}

/// Seconds of a core by state.
pub(super) fn residency_s(core: &CoreRecord, ticks_per_second: u64) -> Residency {
    let seconds = |state: CoreState| ticks(core, state) as f64 / ticks_per_second as f64;
    (!core.residency_ticks.is_empty()).then(|| CoreState::ALL.map(seconds))
}

/// Actions that were counted, unit updates by model.
fn happened(rows: &[(Model, Tally)]) -> Vec<(Action, Model)> {
    let counted = |action: Action, of: &dyn Fn(Model) -> bool| {
        rows.iter().any(|(model, counts)| of(*model) && counts.of(action) > 0)
    };
    let mut list = Vec::new();
    for action in Action::ALL {
        if action.is_update() {
            let models = Model::ALL.into_iter().filter(|&model| counted(action, &|other| other == model));
            list.extend(models.map(|model| (action, model)));
        } else if counted(action, &|_| true) {
            list.push((action, ANY_MODEL));
        }
    }
    list
}
