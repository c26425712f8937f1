//! Leaky integrate-and-fire on a grid of 1/64; the equations stand at [`QuantizedLif`].

use super::state::{QuantizedState, UnitState};
use crate::execute::emitted::Emitted;
use crate::execute::quantized::QuantizedLif;
use crate::execute::wide_sums::WideSums;

/// One step of all units: what they received without and with delay.
pub(super) fn step(
    cell: &QuantizedLif,
    (forward, recurrent): (&WideSums, &WideSums),
    units: &mut UnitState,
    emitted: &mut Emitted,
) {
    emitted.clear();
    let UnitState { state, quantized, skipped, .. } = units;
    skipped.clear();
    let Some(QuantizedState { potential, current, refractory, begun }) = quantized.as_deref_mut() else {
        return;
    };
    let decays = std::mem::replace(begun, true);
    for unit in 0..potential.len() {
        let (mut v, mut u) = (potential[unit], current[unit]);
        let received = match (forward.get(unit), recurrent.get(unit)) {
            (Some(one), Some(other)) => Some(one + other),
            (one, other) => one.or(other),
        };
        let bias = cell.bias[unit];
        let updated = v != 0.0 || received.is_some() || bias != 0.0 || cell.force_update[unit];
        refractory[unit] = refractory[unit].saturating_sub(1);
        if decays {
            u *= cell.input_decay[unit];
            v *= cell.leak_decay[unit];
        }
        v = cut(v * QuantizedLif::GRID) / QuantizedLif::GRID;
        let threshold = cell.threshold[unit];
        let mut emits = false;
        if refractory[unit] == 0 {
            u += received.unwrap_or(0.0);
            // Two additions, in this order: with other weights than multiples of powers of two it matters.
            v += bias;
            v += u;
            emits = v > threshold;
            if emits {
                v = cell.reset_mode[unit].apply(v, threshold, cell.reset[unit]);
                refractory[unit] = cell.refractory_steps[unit];
            }
            let reverse = cell.reverse_threshold[unit];
            if v < reverse {
                v = cell.reverse_reset_mode[unit].apply(v, reverse, cell.reverse_reset[unit]);
            }
        }
        if emits {
            emitted.push(unit as u32, 1.0);
        } else if !updated {
            skipped.push(unit as u32);
        }
        (potential[unit], current[unit]) = (v, u);
        state[unit] = v as f32;
    }
}

/// The number without its fraction. Floats from 2^52 on have none.
fn cut(number: f64) -> f64 {
    const WHOLE: f64 = (1_u64 << 52) as f64;
    if number.abs() < WHOLE { number as i64 as f64 } else { number }
}
