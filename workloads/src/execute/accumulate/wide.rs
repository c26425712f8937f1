//! Adding events, weighted, to sums of 64-bit floats.

use super::random::random_row;
use super::rows::COMPACT;
use crate::execute::network::{Weights, WideValues};
use crate::network::Synapses;

/// Adds the rows of all events to the sums; the number of weights applied.
pub(in super::super) fn add_wide(
    weights: &Weights,
    compact: Option<&[u16]>,
    units: &[u32],
    values: &[f32],
    sums: &mut [f64],
) -> u64 {
    match weights {
        Weights::Dense { targets, values: held, .. } => dense(held, *targets as usize, units, values, sums),
        Weights::Sparse { rows, values: held } => {
            sparse((rows.row_start(), rows.targets(), compact), held, units, values, sums)
        }
        Weights::Conv2d { shape, kernel } => convolution(shape, kernel, units, values, sums),
        Weights::Wide(WideValues { synapses, values: held }) => match synapses {
            Synapses::Dense { targets, .. } => dense(held, *targets as usize, units, values, sums),
            Synapses::Sparse(rows) => {
                sparse((rows.row_start(), rows.targets(), compact), held, units, values, sums)
            }
            Synapses::Crossbar(crossbar) => {
                let length = crossbar.row_len() as usize;
                for (unit, event) in units.iter().zip(values) {
                    let mut row = held[*unit as usize * length..][..length].iter();
                    crossbar.row(*unit, |target| {
                        sums[target as usize] += f64::from(*event) * row.next().copied().unwrap_or(0.0);
                    });
                }
                units.len() as u64 * length as u64
            }
            Synapses::Conv2d(shape) => convolution(shape, held, units, values, sums),
        },
        Weights::Random { targets, fan_out, seed, value, .. } => {
            for (unit, event) in units.iter().zip(values) {
                let change = f64::from(*event) * f64::from(*value);
                random_row(*targets, *fan_out, *seed, *unit, |target| sums[target as usize] += change);
            }
            units.len() as u64 * u64::from(*fan_out)
        }
    }
}

fn dense<W: Copy + Into<f64>>(
    held: &[W],
    targets: usize,
    units: &[u32],
    values: &[f32],
    sums: &mut [f64],
) -> u64 {
    let sums = &mut sums[..targets];
    for (unit, event) in units.iter().zip(values) {
        let (row, event) = (&held[*unit as usize * targets..][..targets], f64::from(*event));
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += event * (*weight).into();
        }
    }
    units.len() as u64 * targets as u64
}

/// Row starts, targets, and the targets in 16 bits where they are few enough.
type Listed<'a> = (&'a [u64], &'a [u32], Option<&'a [u16]>);

fn sparse<W: Copy + Into<f64>>(
    (starts, targets, compact): Listed<'_>,
    held: &[W],
    units: &[u32],
    values: &[f32],
    sums: &mut [f64],
) -> u64 {
    let mut applied = 0;
    for (unit, event) in units.iter().zip(values) {
        let row = starts[*unit as usize] as usize..starts[*unit as usize + 1] as usize;
        let (weights, event) = (&held[row.clone()], f64::from(*event));
        applied += row.len() as u64;
        match (compact, sums.first_chunk_mut::<COMPACT>()) {
            (Some(compact), Some(sums)) => {
                for (target, weight) in compact[row].iter().zip(weights) {
                    sums[*target as usize] += event * (*weight).into();
                }
            }
            _ => {
                for (target, weight) in targets[row].iter().zip(weights) {
                    sums[*target as usize] += event * (*weight).into();
                }
            }
        }
    }
    applied
}

fn convolution<W: Copy + Into<f64>>(
    shape: &crate::convolution::Conv2d,
    kernel: &[W],
    units: &[u32],
    values: &[f32],
    sums: &mut [f64],
) -> u64 {
    let mut applied = 0;
    for (unit, event) in units.iter().zip(values) {
        let event = f64::from(*event);
        shape.for_each_synapse(*unit, |target, index| {
            sums[target as usize] += event * kernel[index].into();
            applied += 1;
        });
    }
    applied
}
