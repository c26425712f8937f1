//! Weights as integers of few bits: symmetric, with one scale a row of the matrix.

/// Most bits of integer weights; what is stored in more is taken for a float, and not rounded.
pub const MOST_BITS: u32 = 16;

/// Rounds a matrix with rows of `columns` numbers to `bits` bits, 2 to [`MOST_BITS`]: a weight becomes a whole multiple, at most
/// `2^(bits - 1) - 1` in size, of its row's scale, which is set by the largest weight of the row. Ties go to the even
/// multiple; what rounds to 0 is pruned by it.
///
/// # Panics
/// If `bits` is out of range.
pub fn quantize(matrix: &mut [f32], columns: usize, bits: u32) {
    assert!((2..=MOST_BITS).contains(&bits), "weights of {bits} bits");
    let most = f64::from((1_u32 << (bits - 1)) - 1);
    for row in matrix.chunks_mut(columns.max(1)) {
        let largest = row.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
        if largest == 0.0 {
            continue;
        }
        let scale = f64::from(largest) / most;
        for weight in row {
            *weight = ((f64::from(*weight) / scale).round_ties_even() * scale) as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_row_has_its_own_scale() {
        let mut matrix = [1.27, -0.634, 0.004, 0.0, 0.0, 0.0, 12.7, 0.06, -0.04];
        quantize(&mut matrix, 3, 8);
        let expected = [1.27, -0.63, 0.0, 0.0, 0.0, 0.0, 12.7, 0.1, 0.0];
        for (found, expected) in matrix.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{matrix:?}");
        }
    }

    proptest! {
        #[test]
        fn weights_move_by_at_most_half_a_step_and_only_once(
            row in proptest::collection::vec(-10.0_f32..10.0, 1..40), bits in 2_u32..17
        ) {
            let mut once = row.clone();
            quantize(&mut once, row.len(), bits);
            let largest = row.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
            let step = largest / ((1_u32 << (bits - 1)) - 1) as f32;
            for (before, after) in row.iter().zip(&once) {
                // Half a step, and what 32-bit floats near the largest weight are apart.
                prop_assert!((before - after).abs() <= step * 0.5001 + largest * 1e-6, "{before} {after} {step}");
            }
            let mut twice = once.clone();
            quantize(&mut twice, row.len(), bits);
            for (once, twice) in once.iter().zip(&twice) {
                prop_assert!((once - twice).abs() <= largest * 1e-6);
            }
        }
    }
}
