//! The power states of a record: from an outcome, and their static energy.

use egret_arch::{Action, Chip, CoreState, Resting};
use egret_sim::{CoreOutcome, Outcome};

use crate::named::Named;
use crate::record::{CoreRecord, PowerStates};

/// Ticks of a core by state: the states that cores of the chip can be in.
pub(crate) fn residency(core: &CoreOutcome, chip: &Chip) -> Named<u64> {
    let Some(residency) = &core.residency else { return Named::default() };
    states(chip).map(|state| (state.name(), residency[state.index()])).collect()
}

/// States that cores in use can be in.
fn states(chip: &Chip) -> impl Iterator<Item = CoreState> + '_ {
    let power = chip.core().power.as_ref();
    CoreState::ALL.into_iter().filter(move |&state| power.is_some_and(|power| power.has(state)))
}

/// What all cores did, not priced yet; `None` on a chip without power states.
pub(crate) fn of_outcome(outcome: &Outcome, chip: &Chip) -> Option<PowerStates> {
    let power = chip.core().power.as_ref()?;
    let seconds = |state: CoreState| {
        let ticks: u64 =
            outcome.cores.iter().filter_map(|core| core.residency).map(|of| of[state.index()]).sum();
        ticks as f64 / outcome.ticks_per_second as f64
    };
    let totals = outcome.totals();
    let resting = chip.file().core.power.as_ref().and_then(|power| power.unused);
    let unused = resting.map(|state| match state {
        Resting::Idle => CoreState::Idle,
        Resting::ClockGated => CoreState::ClockGated,
        Resting::PowerGated => CoreState::PowerGated,
    });
    Some(PowerStates {
        residency_core_s: states(chip).map(|state| (state.name(), seconds(state))).collect(),
        static_j: Named::default(),
        unused: unused.map(|state| state.name().to_owned()),
        unused_static_j: 0.0,
        wakes_clock_gated: totals[Action::WakeClockGated.index()],
        wakes_power_gated: totals[Action::WakePowerGated.index()],
        levels: (1..)
            .zip(&power.levels)
            .map(|(above, level)| (CoreState::at_level(above).name(), level.name.clone()))
            .collect(),
    })
}

/// Ticks that a core spent in a state.
pub(crate) fn ticks(core: &CoreRecord, state: CoreState) -> u64 {
    core.residency_ticks.get(state.name()).copied().unwrap_or(0)
}

/// What is wrong with the power states of a core in a stored record.
pub(crate) fn inconsistency(core: &CoreRecord, total_ticks: u64) -> Option<String> {
    if core.residency_ticks.is_empty() {
        return None;
    }
    let known = |name: &str| CoreState::ALL.into_iter().any(|state| state.name() == name);
    if let Some((name, _)) = core.residency_ticks.iter().find(|(name, _)| !known(name)) {
        return Some(format!(
            "core {} was in state `{name}`, which this version of egret does not know",
            core.core
        ));
    }
    let sum = core.residency_ticks.values().try_fold(0u64, |sum, ticks| sum.checked_add(*ticks));
    (sum != Some(total_ticks))
        .then(|| format!("the states of core {} do not sum to the {total_ticks} ticks of the run", core.core))
}
