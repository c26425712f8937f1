//! Leaky integrate-and-fire with a synaptic current: `current' = current_decay current + current_gain sum`, which with the
//! bias then drives the neuron in the same step.

use super::lif;
use super::state::UnitState;
use crate::execute::emitted::Emitted;
use crate::execute::network::CubaLif;

/// One step of all units; the drive of each is left in `sums`, which do not include the bias.
pub(super) fn step(cell: &CubaLif, sums: &mut [f32], units: &mut UnitState, emitted: &mut Emitted) {
    let constants = cell.current_decay.iter().zip(&cell.current_gain).zip(&cell.lif.bias);
    for ((sum, current), ((decay, gain), bias)) in sums.iter_mut().zip(&mut units.trace).zip(constants) {
        *current = decay * *current + gain * *sum;
        *sum = *current + bias;
    }
    lif::step(&cell.lif, sums, units, emitted);
}
