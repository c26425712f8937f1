//! Units with events of their own.

use super::state::UnitState;
use crate::execute::emitted::Emitted;
use crate::execute::quantized::SpikeSource;

/// The events of a step; all other units are left as they are.
pub(in super::super) fn emit(source: &SpikeSource, step: u32, units: &mut UnitState, emitted: &mut Emitted) {
    emitted.clear();
    units.skipped.clear();
    for unit in 0..source.period.len() {
        if source.emits(unit, step) {
            emitted.push(unit as u32, 1.0);
        } else {
            units.skipped.push(unit as u32);
        }
    }
}
