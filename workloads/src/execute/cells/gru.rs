//! Gated recurrent unit, the reset gate applied after the recurrent sum.
//!
//! Gates in the order z, r, g; `z` weights the old state:
//! `z = σ(a_z + q_z)`, `r = σ(a_r + q_r)`, `g = tanh(a_g + r q_g)`, `h' = z h + (1 − z) g`.

use super::gates::gates;
use crate::execute::elementary::{sigmoid, tanh};

/// Replaces the state of every unit by the next one.
pub(super) fn advance(forward: &[f32], recurrent: &[f32], state: &mut [f32]) {
    let units = state.len();
    let [forward_z, forward_r, forward_g] = gates(forward, units);
    let [recurrent_z, recurrent_r, recurrent_g] = gates(recurrent, units);
    for unit in 0..units {
        let keep = sigmoid(forward_z[unit] + recurrent_z[unit]);
        let reset = sigmoid(forward_r[unit] + recurrent_r[unit]);
        let candidate = tanh(forward_g[unit] + reset * recurrent_g[unit]);
        state[unit] = keep * state[unit] + (1.0 - keep) * candidate;
    }
}
