//! Prices nobody published, of what happened in a run.

use egret_arch::{Action, Chip, CoreState, Model};

use super::price_list::ANY_MODEL;
use crate::power_states::ticks;
use crate::record::RunRecord;

/// Names of what happened and has no known price: actions, with the model behind a dot for unit updates, and static
/// powers as `static_power.core_used`. An unknown price of something that never happened changes no total.
pub(super) fn unpriced(record: &RunRecord, chip: &Chip) -> Vec<String> {
    let mut names = Vec::new();
    for action in Action::ALL {
        if action.is_update() {
            let unknown = Model::ALL.into_iter().filter(|model| {
                happened(record, action, Some(*model)) && chip.prices().of(action, *model).value.is_none()
            });
            names.extend(unknown.map(|model| format!("{}.{}", action.name(), model.name())));
        } else if happened(record, action, None) && chip.prices().of(action, ANY_MODEL).value.is_none() {
            names.push(action.name().to_owned());
        }
    }
    let counts = &record.counts;
    let power = chip.static_power();
    let mut add = |path: &str| {
        // Several states share a power.
        if !names.iter().any(|name| name == path) {
            names.push(path.to_owned());
        }
    };
    for state in CoreState::ALL {
        let there = record.cores.iter().any(|core| {
            if core.residency_ticks.is_empty() { state == CoreState::Run } else { ticks(core, state) > 0 }
        });
        if there && power.of_state(state).value.is_none() {
            add(state.path());
        }
    }
    let [_, unused, of_chips @ ..] = power.parts();
    if counts.cores_present > counts.cores_used && unused.1.value.is_none() {
        add(unused.0);
    }
    for (path, power) in of_chips {
        if record.manifest.chips > 0 && power.value.is_none() {
            add(path);
        }
    }
    names
}

/// Whether an action was counted, in layers of that model if one is given.
fn happened(record: &RunRecord, action: Action, model: Option<Model>) -> bool {
    let in_layers = record
        .layers
        .iter()
        .filter(|layer| model.is_none_or(|model| layer.model == model))
        .filter_map(|layer| record.ledger.by_layer.get(&layer.name))
        .any(|counts| counts.of(action) > 0);
    in_layers || (model.is_none_or(|model| model == ANY_MODEL) && record.ledger.shared.of(action) > 0)
}
