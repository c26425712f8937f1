//! Block masks: weights come and go in rectangles.
//!
//! A block is `height` source units by `width` targets; blocks begin at multiples of both, and the targets of a gated
//! unit lie `units` apart (gate times units plus unit), so a block spans neighbouring units of one gate wherever the
//! width divides their number. Which blocks remain is uniform random.
//!
//! **Number of weights.** The asked number rounded to whole blocks: exact where it is a multiple of their area, else
//! at most half a block off. Where a side of the matrix is no multiple of the block's, the last blocks are cut; whole
//! blocks, those cut at one side and the one in the corner are then drawn at the same density each, which leaves the
//! whole at most half a block off as well.

use super::uniform_random::drawn;
use crate::random::Stream;
use crate::rows::SparseRows;

/// A mask of whole blocks of `height` by `width` positions (0 counts as 1) with about `nonzeros` weights. `index` tells
/// the matrices of a network apart.
pub fn block(
    sources: u32,
    targets: u32,
    nonzeros: u64,
    (height, width): (u32, u32),
    seed: u64,
    index: u64,
) -> SparseRows {
    let (height, width) = (height.clamp(1, sources.max(1)), width.clamp(1, targets.max(1)));
    let (rows, columns) = (sources / height, targets / width);
    let (low, narrow) = (sources % height, targets % width);
    let positions = u64::from(sources) * u64::from(targets);
    let nonzeros = nonzeros.min(positions);
    let mut stream = Stream::new(seed, "mask.block", index);
    let (mut covered, mut given) = (0, 0);
    // Each kind of block makes up for the rounding of those before it.
    let mut kind = |rows: u32, columns: u32, height: u32, width: u32| {
        let (blocks, area) = (u64::from(rows) * u64::from(columns), u64::from(height) * u64::from(width));
        covered += blocks * area;
        let due = super::draw::even_share(nonzeros, covered, positions).saturating_sub(given);
        let count = (due + area / 2).checked_div(area).unwrap_or(0).min(blocks);
        given += count * area;
        drawn(rows, columns, count, &mut stream)
    };
    let whole = kind(rows, columns, height, width);
    let right = kind(rows, 1, height, narrow);
    let below = kind(1, columns, low, width);
    let corner = kind(1, 1, low, narrow);

    let (mut row_start, mut listed) = (vec![0], Vec::with_capacity(nonzeros as usize));
    for source in 0..sources {
        let row = source / height;
        let (full, last) =
            if row < rows { (whole.row(row), right.row(row)) } else { (below.row(0), corner.row(0)) };
        for column in full {
            listed.extend(column * width..(column + 1) * width);
        }
        if !last.is_empty() {
            listed.extend(columns * width..targets);
        }
        row_start.push(listed.len() as u64);
    }
    SparseRows::trusted(targets, row_start, listed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn golden_rows() {
        let rows = block(5, 7, 17, (2, 3), 7, 0);
        assert_eq!(
            format!("{:?} {:?}", rows.row_start(), rows.targets()),
            "[0, 4, 8, 11, 14, 17] [0, 1, 2, 6, 0, 1, 2, 6, 0, 1, 2, 0, 1, 2, 0, 1, 2]"
        );
    }

    #[test]
    fn blocks_of_one_position_are_a_uniform_mask_with_the_exact_number() {
        assert_eq!(block(13, 29, 101, (1, 1), 3, 0).nonzeros(), 101);
    }

    proptest! {
        #[test]
        fn blocks_are_full_or_empty_and_the_number_is_within_half_a_block(
            sources in 1_u32..40, targets in 1_u32..60, height in 1_u32..9, width in 1_u32..9,
            share in 0.0..=1.0_f64, seed: u64
        ) {
            let asked = (share * f64::from(sources * targets)).round() as u64;
            let rows = block(sources, targets, asked, (height, width), seed, 0);
            let checked = SparseRows::new(targets, rows.row_start().to_vec(), rows.targets().to_vec());
            prop_assert!(checked.is_ok(), "{:?}", checked);
            let area = u64::from(height.min(sources) * width.min(targets));
            prop_assert!(2 * rows.nonzeros().abs_diff(asked) <= area + 1, "{} for {asked}", rows.nonzeros());
            let has = |row: u32, target: u32| rows.row(row).binary_search(&target).is_ok();
            for row in 0..sources {
                for target in 0..targets {
                    let origin = has(row / height * height, target / width * width);
                    prop_assert_eq!(has(row, target), origin);
                }
            }
        }
    }
}
