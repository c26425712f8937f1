//! Leaky integrate-and-fire: `v' = decay (v − rest) + rest + gain sum`, a spike when `v'` is above the threshold.

use super::state::UnitState;
use crate::execute::emitted::Emitted;
use crate::execute::network::{Lif, Reset};

/// One step of all units; `sums` include the bias.
pub(super) fn step(lif: &Lif, sums: &[f32], units: &mut UnitState, emitted: &mut Emitted) {
    integrate(lif, sums, &mut units.state);
    units.before_reset.copy_from_slice(&units.state);
    emitted.clear();
    for ((unit, potential), threshold) in (0..).zip(&mut units.state).zip(&lif.threshold) {
        if *potential > *threshold {
            emitted.push(unit, 1.0);
            *potential = after_spike(&lif.reset, unit, *potential, *threshold);
        }
    }
}

/// Advances all potentials.
pub(super) fn integrate(lif: &Lif, sums: &[f32], potentials: &mut [f32]) {
    let count = potentials.len();
    let (decay, rest, gain) = (&lif.decay[..count], &lif.rest[..count], &lif.gain[..count]);
    let sums = &sums[..count];
    for unit in 0..count {
        potentials[unit] =
            decay[unit] * (potentials[unit] - rest[unit]) + rest[unit] + gain[unit] * sums[unit];
    }
}

/// The potential of a unit after its spike.
pub(super) fn after_spike(reset: &Reset, unit: u32, potential: f32, threshold: f32) -> f32 {
    match reset {
        Reset::To(potentials) => potentials[unit as usize],
        Reset::Subtract => potential - threshold,
    }
}
