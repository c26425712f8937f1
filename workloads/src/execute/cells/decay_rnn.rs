//! Decay unit (Bhatt et al. 2020): `h' = f(decay h + (1 − decay) sum)`, all units emit `h'`.

use crate::execute::elementary::tanh;
use crate::execute::network::{DecayRnn, Nonlinearity};

/// Replaces the state of every unit by the next one; `sums` include the bias.
pub(super) fn advance(cell: &DecayRnn, sums: &[f32], state: &mut [f32]) {
    let taken = 1.0 - cell.decay;
    for (state, sum) in state.iter_mut().zip(sums) {
        let mixed = cell.decay * *state + taken * sum;
        *state = match cell.nonlinearity {
            Nonlinearity::Relu => mixed.max(0.0),
            Nonlinearity::Tanh => tanh(mixed),
        };
    }
}
