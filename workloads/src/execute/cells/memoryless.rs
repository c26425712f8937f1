//! Units without memory: their output is a function of the sum.

use crate::execute::emitted::Emitted;

/// Emits `max(0, sum)` where that is not zero.
pub(super) fn relu(sums: &[f32], emitted: &mut Emitted) {
    emitted.clear();
    for (unit, sum) in (0..).zip(sums) {
        if *sum > 0.0 {
            emitted.push(unit, *sum);
        }
    }
}
