//! The section of power states.

use egret_arch::CoreState;

use super::style::{Look, number};
use crate::record::RunRecord;
use crate::si::{grouped, percent, si};

/// What cores were doing, on a chip with power states; nothing on others.
pub(super) fn power_states(record: &RunRecord, look: Look) -> String {
    let Some(states) = &record.power_states else { return String::new() };
    let all: f64 = states.residency_core_s.values().sum();
    let mut table = look.table(&["power state", "core time", "share", "static"]);
    for (name, &seconds) in states.residency_core_s.iter().filter(|(_, seconds)| **seconds > 0.0) {
        let phrase = match states.levels.get(name) {
            Some(level) => format!("run, {level}"),
            None => name.replace('_', " "),
        };
        table.add_row(vec![
            comfy_table::Cell::new(phrase),
            number(si(seconds, "s")),
            number(percent(seconds / all)),
            number(si(states.static_j.get(name).copied().unwrap_or(0.0), "J")),
        ]);
    }
    if table.is_empty() {
        return String::new();
    }
    let gated = [
        (CoreState::ClockGated, states.wakes_clock_gated, "woken with their clock stopped"),
        (CoreState::PowerGated, states.wakes_power_gated, "woken from off"),
    ];
    let woken: Vec<String> = gated
        .into_iter()
        .filter(|(state, ..)| states.residency_core_s.get(state.name()).is_some())
        .map(|(_, wakes, how)| format!("{} × {how}", grouped(wakes)))
        .collect();
    if woken.is_empty() { table.to_string() } else { format!("{table}\ncores {}", woken.join(", ")) }
}
