//! Long short-term memory.
//!
//! Gates in the order i, f, g, o; both sums of a gate are added:
//! `c' = σ(f) c + σ(i) tanh(g)`, `h' = σ(o) tanh(c')`.

use super::gates::gates;
use crate::execute::elementary::{sigmoid, tanh};

/// Replaces cell state and output of every unit by the next ones.
pub(super) fn advance(forward: &[f32], recurrent: &[f32], state: &mut [f32], output: &mut [f32]) {
    let units = state.len();
    let output = &mut output[..units];
    let [forward_i, forward_f, forward_g, forward_o] = gates(forward, units);
    let [recurrent_i, recurrent_f, recurrent_g, recurrent_o] = gates(recurrent, units);
    for unit in 0..units {
        let input = sigmoid(forward_i[unit] + recurrent_i[unit]);
        let forget = sigmoid(forward_f[unit] + recurrent_f[unit]);
        let candidate = tanh(forward_g[unit] + recurrent_g[unit]);
        let open = sigmoid(forward_o[unit] + recurrent_o[unit]);
        let next = forget * state[unit] + input * candidate;
        state[unit] = next;
        output[unit] = open * tanh(next);
    }
}
