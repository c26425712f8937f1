//! Weights of a kernel that all positions share.

use crate::convolution::Conv2d;

/// Adds the kernel, at every place that touches an emitting unit, to the sums; the number of weights applied.
pub(in super::super) fn add_convolution(
    shape: &Conv2d,
    kernel: &[f32],
    units: &[u32],
    values: &[f32],
    sums: &mut [f32],
) -> u64 {
    let mut applied = 0;
    for (unit, value) in units.iter().zip(values) {
        shape.for_each_synapse(*unit, |target, index| {
            sums[target as usize] += value * kernel[index];
            applied += 1;
        });
    }
    applied
}
