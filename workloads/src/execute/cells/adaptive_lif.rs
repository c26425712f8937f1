//! Leaky integrate-and-fire with a threshold that rises with the unit's own spikes.
//!
//! A step compares with `threshold + strength trace`, then `trace' = trace_decay trace + spike`. A reset by subtraction
//! takes the raised threshold (Bellec et al. 2018).

use super::lif::{after_spike, integrate};
use super::state::UnitState;
use crate::execute::emitted::Emitted;
use crate::execute::network::AdaptiveLif;

/// One step of all units; `sums` include the bias.
pub(super) fn step(cell: &AdaptiveLif, sums: &[f32], units: &mut UnitState, emitted: &mut Emitted) {
    let UnitState { state, before_reset, trace, .. } = units;
    integrate(&cell.lif, sums, state);
    before_reset.copy_from_slice(state);
    emitted.clear();
    for (at, (potential, trace)) in state.iter_mut().zip(trace).enumerate() {
        let threshold = cell.lif.threshold[at] + cell.strength[at] * *trace;
        *trace *= cell.trace_decay[at];
        if *potential > threshold {
            emitted.push(at as u32, 1.0);
            *potential = after_spike(&cell.lif.reset, at as u32, *potential, threshold);
            *trace += 1.0;
        }
    }
}
