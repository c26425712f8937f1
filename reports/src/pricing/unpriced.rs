//! Prices nobody published, of what happened in a run.

use egret_arch::{Chip, CoreState};

use super::counted::Counted;

/// Names of what happened and has no known price: actions, with the model behind a dot for unit updates, and static
/// powers as `static_power.core_used`. An unknown price of something that never happened changes no total.
pub(super) fn unpriced(counted: &Counted, chip: &Chip) -> Vec<String> {
    let unknown =
        counted.happened.iter().filter(|(action, model)| chip.prices().of(*action, *model).value.is_none());
    let mut names: Vec<String> = unknown
        .map(|(action, model)| {
            if action.is_update() {
                format!("{}.{}", action.name(), model.name())
            } else {
                action.name().to_owned()
            }
        })
        .collect();
    let power = chip.static_power();
    let mut add = |path: &str| {
        // Several states share a power.
        if !names.iter().any(|name| name == path) {
            names.push(path.to_owned());
        }
    };
    for state in CoreState::ALL {
        if counted.resided[state.index()] && power.of_state(state).value.is_none() {
            add(state.path());
        }
    }
    let [_, unused, of_chips @ ..] = power.parts();
    if counted.cores_unused > 0 && unused.1.value.is_none() {
        add(unused.0);
    }
    for (path, power) in of_chips {
        if counted.chips > 0 && power.value.is_none() {
            add(path);
        }
    }
    names
}
