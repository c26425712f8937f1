//! Weights that are all there.

/// Sums worked on at a time, few enough to stay in the first-level cache while rows stream by.
const BLOCK: usize = 2048;

/// Adds `value * weights[unit * targets ..]` to the sums for every event; the number of weights applied.
///
/// Rows are taken four at a time, which loads and stores each sum once for four rows and keeps the order of additions.
pub(in super::super) fn add_dense(
    weights: &[f32],
    targets: usize,
    units: &[u32],
    values: &[f32],
    sums: &mut [f32],
) -> u64 {
    for (block, sums) in sums[..targets].chunks_mut(BLOCK).enumerate() {
        let width = sums.len();
        let row = |unit: u32| &weights[unit as usize * targets + block * BLOCK..][..width];
        let (fours, remaining_units) = units.as_chunks::<4>();
        let (four_values, remaining_values) = values.as_chunks::<4>();
        for (units, values) in fours.iter().zip(four_values) {
            add_four(sums, units.map(row), *values);
        }
        for (unit, value) in remaining_units.iter().zip(remaining_values) {
            for (sum, weight) in sums.iter_mut().zip(row(*unit)) {
                *sum += value * weight;
            }
        }
    }
    units.len() as u64 * targets as u64
}

fn add_four(sums: &mut [f32], [first, second, third, fourth]: [&[f32]; 4], values: [f32; 4]) {
    let rows = first.iter().zip(second).zip(third).zip(fourth);
    for (sum, (((first, second), third), fourth)) in sums.iter_mut().zip(rows) {
        let two = *sum + values[0] * first + values[1] * second;
        *sum = two + values[2] * third + values[3] * fourth;
    }
}
