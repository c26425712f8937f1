//! Weights that are listed.

use crate::rows::SparseRows;

/// As many targets as 16 bits tell apart.
pub(in super::super) const COMPACT: usize = 1 << 16;

/// Adds the rows of all events to the sums; the number of weights applied.
pub(in super::super) fn add_rows(
    rows: &SparseRows,
    weights: &[f32],
    units: &[u32],
    values: &[f32],
    sums: &mut [f32],
) -> u64 {
    let mut applied = 0;
    for (unit, value) in units.iter().zip(values) {
        let targets = rows.row(*unit);
        let start = rows.row_start()[*unit as usize] as usize;
        for (target, weight) in targets.iter().zip(&weights[start..start + targets.len()]) {
            sums[*target as usize] += value * weight;
        }
        applied += targets.len() as u64;
    }
    applied
}

/// The same with targets of 16 bits: a quarter less to read, and no target can lie outside the sums.
pub(in super::super) fn add_rows_compact(
    row_start: &[u64],
    targets: &[u16],
    weights: &[f32],
    units: &[u32],
    values: &[f32],
    sums: &mut [f32; COMPACT],
) -> u64 {
    let mut applied = 0;
    for (unit, value) in units.iter().zip(values) {
        let row = row_start[*unit as usize] as usize..row_start[*unit as usize + 1] as usize;
        applied += row.len() as u64;
        for (target, weight) in targets[row.clone()].iter().zip(&weights[row]) {
            sums[*target as usize] += value * weight;
        }
    }
    applied
}
