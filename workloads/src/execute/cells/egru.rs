//! Event-based gated recurrent unit (Subramoney et al. 2022, in the form of the library `EvNN`).
//!
//! The state advances like that of a GRU. A unit whose state is above its threshold emits the state, and the threshold is
//! taken from it; one that is exactly at its threshold stays silent.

use super::gru;
use super::state::UnitState;
use crate::execute::emitted::Emitted;

/// One step of all units.
pub(super) fn step(
    threshold: &[f32],
    forward: &[f32],
    recurrent: &[f32],
    units: &mut UnitState,
    emitted: &mut Emitted,
) {
    gru::advance(forward, recurrent, &mut units.state);
    units.before_reset.copy_from_slice(&units.state);
    emitted.clear();
    for ((unit, state), threshold) in (0..).zip(&mut units.state).zip(threshold) {
        if *state > *threshold {
            emitted.push(unit, *state);
            *state -= threshold;
        }
    }
}
