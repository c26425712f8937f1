//! Row-balanced masks: every source unit has the same number of synapses, apart from rounding.
//!
//! An event then costs the same whichever unit emits it. Within a row the targets are a uniform random set.

use super::draw::{distinct_below, even_share};
use crate::random::Stream;
use crate::rows::SparseRows;

/// A mask with exactly `nonzeros` weights (at most `sources * width`), of which the rows of any two source units
/// differ by at most one. `index` tells the matrices of a network apart.
pub fn row_balanced(sources: u32, width: u32, nonzeros: u64, seed: u64, index: u64) -> SparseRows {
    let nonzeros = nonzeros.min(u64::from(sources) * u64::from(width));
    let rows = u64::from(sources);
    let row_start: Vec<u64> = (0..=rows).map(|row| even_share(nonzeros, row, rows)).collect();
    let mut stream = Stream::new(seed, "mask.row_balanced", index);
    let mut targets = Vec::with_capacity(nonzeros as usize);
    let mut bits = vec![0_u64; width.div_ceil(64) as usize];
    for bounds in row_start.windows(2) {
        distinct_below(width, (bounds[1] - bounds[0]) as u32, &mut stream, &mut bits, &mut targets);
    }
    SparseRows::trusted(width, row_start, targets)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn golden_rows() {
        let rows = row_balanced(3, 8, 10, 7, 0);
        assert_eq!(
            format!("{:?} {:?}", rows.row_start(), rows.targets()),
            "[0, 3, 6, 10] [3, 5, 6, 2, 5, 6, 0, 1, 2, 7]"
        );
    }

    #[test]
    fn targets_are_uniform_within_a_row() {
        // 6,000 rows of 3 of 5: each target expects 3,600 with a standard deviation of 38.
        let rows = row_balanced(6000, 5, 18_000, 1, 0);
        let mut hits = [0_u32; 5];
        rows.targets().iter().for_each(|target| hits[*target as usize] += 1);
        assert!(hits.iter().all(|hits| hits.abs_diff(3600) < 160), "{hits:?}");
    }

    proptest! {
        #[test]
        fn rows_differ_by_at_most_one(sources in 1_u32..30, width in 1_u32..150, share in 0.0..=1.0_f64, seed: u64) {
            let nonzeros = (share * f64::from(sources * width)).round() as u64;
            let rows = row_balanced(sources, width, nonzeros, seed, 0);
            prop_assert_eq!(rows.nonzeros(), nonzeros);
            let lengths = (0..sources).map(|row| rows.row(row).len() as u64);
            let floor = nonzeros / u64::from(sources);
            prop_assert!(lengths.into_iter().all(|length| length == floor || length == floor + 1));
            let checked = SparseRows::new(width, rows.row_start().to_vec(), rows.targets().to_vec());
            prop_assert!(checked.is_ok(), "{:?}", checked);
        }
    }
}
