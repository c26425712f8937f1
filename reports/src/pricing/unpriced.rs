//! Prices nobody published, of what happened in a run.

use egret_arch::{Action, Chip, Model};

use super::price_list::ANY_MODEL;
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
    for (path, power) in chip.static_power().parts() {
        let there = match path {
            "static_power.core_used" => counts.cores_used > 0,
            "static_power.core_unused" => counts.cores_present > counts.cores_used,
            _ => record.manifest.chips > 0,
        };
        if there && power.value.is_none() {
            names.push(path.to_owned());
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
