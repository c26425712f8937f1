//! Bank-balanced masks: every source unit has as many weights in each processing element as in any other.
//!
//! This is what Spartus' column-balanced targeted dropout (CBTD, arXiv 2108.02297) leaves: the targets of a matrix
//! are shared out over processing elements, and the part of a column that one element holds, its sub-column, keeps as
//! many weights as that of any other. An event then gives every element the same work. Papers print the matrix with
//! one column a source unit; here that column is the source unit's row, and a sub-column the part of that row in one
//! element. Within a sub-column any set of positions is as likely as any other.
//!
//! **Number of weights.** Exactly as asked. Sub-columns are therefore equal where density times the length of a
//! sub-column is a whole number; otherwise they hold the whole number below or above it, and which elements get the one
//! weight more goes round from source unit to source unit, so that no element gets it more often than another.

use serde::{Deserialize, Serialize};

use super::draw::{distinct_below, even_share};
use crate::random::Stream;
use crate::rows::SparseRows;

/// Which targets belong to one processing element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layout {
    /// Target `t` belongs to element `t` modulo their number.
    #[default]
    Interleaved,
    /// Each element has a range of neighbouring targets, all of the same length apart from rounding.
    Ranges,
}

/// A mask with exactly `nonzeros` weights (at most `sources * width`), balanced over `elements` (0 counts as 1).
/// `index` tells the matrices of a network apart.
pub fn bank_balanced(
    sources: u32,
    width: u32,
    nonzeros: u64,
    (elements, layout): (u32, Layout),
    seed: u64,
    index: u64,
) -> SparseRows {
    let elements = elements.max(1);
    let positions = u64::from(sources) * u64::from(width);
    let nonzeros = nonzeros.min(positions);
    let mut stream = Stream::new(seed, "mask.bank_balanced", index);
    let mut bits = vec![0_u64; width.div_ceil(64) as usize];
    let (mut row_start, mut targets, mut chosen) =
        (vec![0], Vec::with_capacity(nonzeros as usize), Vec::new());
    let (mut covered, mut given) = (0, 0);
    for source in 0..sources {
        let from = targets.len();
        for turn in 0..elements {
            let element = ((u64::from(source) + u64::from(turn)) % u64::from(elements)) as u32;
            let (first, stride, length) = sub_column(element, elements, width, layout);
            covered += u64::from(length);
            // Shared out by positions, so that a sub-column is never given more weights than it has places.
            let due = even_share(nonzeros, covered, positions);
            chosen.clear();
            distinct_below(length, (due - given) as u32, &mut stream, &mut bits, &mut chosen);
            targets.extend(chosen.iter().map(|place| first + place * stride));
            given = due;
        }
        targets[from..].sort_unstable();
        row_start.push(targets.len() as u64);
    }
    SparseRows::trusted(width, row_start, targets)
}

/// First target, distance of targets and number of targets of an element.
fn sub_column(element: u32, elements: u32, width: u32, layout: Layout) -> (u32, u32, u32) {
    match layout {
        Layout::Interleaved => {
            let length = (u64::from(width) + u64::from(elements - 1 - element)) / u64::from(elements);
            (element, elements, length as u32)
        }
        Layout::Ranges => {
            let bound =
                |element: u32| even_share(u64::from(width), u64::from(element), u64::from(elements)) as u32;
            (bound(element), 1, bound(element + 1) - bound(element))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts(rows: &SparseRows, elements: u32, layout: Layout) -> Vec<Vec<u32>> {
        let element = |target: u32| match layout {
            Layout::Interleaved => target % elements,
            Layout::Ranges => (0..elements)
                .rfind(|element| sub_column(*element, elements, rows.width(), layout).0 <= target)
                .unwrap(),
        };
        let of_row = |row| {
            let mut counts = vec![0; elements as usize];
            rows.row(row).iter().for_each(|target| counts[element(*target) as usize] += 1);
            counts
        };
        (0..rows.sources()).map(of_row).collect()
    }

    #[test]
    fn golden_rows() {
        let rows = bank_balanced(2, 8, 8, (2, Layout::Interleaved), 7, 0);
        assert_eq!(format!("{:?}", rows.targets()), "[0, 1, 5, 6, 1, 2, 4, 7]");
    }

    #[test]
    fn sub_columns_are_equal_where_the_density_allows() {
        for layout in [Layout::Interleaved, Layout::Ranges] {
            let rows = bank_balanced(50, 256, 50 * 16, (8, layout), 1, 0);
            assert!(counts(&rows, 8, layout).iter().flatten().all(|count| *count == 2));
        }
    }

    #[test]
    fn the_weight_more_goes_round() {
        // 1.5 weights a sub-column: over 64 source units each of 4 elements has 96.
        let rows = bank_balanced(64, 40, 64 * 6, (4, Layout::Ranges), 1, 0);
        let mut sums = [0; 4];
        for row in counts(&rows, 4, Layout::Ranges) {
            sums.iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
        }
        assert_eq!(sums, [96; 4]);
    }

    proptest! {
        #[test]
        fn sub_columns_of_one_length_differ_by_at_most_one_and_the_number_is_exact(
            sources in 1_u32..20, width in 1_u32..90, elements in 1_u32..12, share in 0.0..=1.0_f64,
            ranges: bool, seed: u64
        ) {
            let layout = if ranges { Layout::Ranges } else { Layout::Interleaved };
            let asked = (share * f64::from(sources * width)).round() as u64;
            let rows = bank_balanced(sources, width, asked, (elements, layout), seed, 0);
            prop_assert_eq!((rows.nonzeros(), rows.sources(), rows.width()), (asked, sources, width));
            let checked = SparseRows::new(width, rows.row_start().to_vec(), rows.targets().to_vec());
            prop_assert!(checked.is_ok(), "{:?}", checked);
            let density = asked as f64 / f64::from(sources * width);
            for row in counts(&rows, elements, layout) {
                for (element, count) in (0..).zip(row) {
                    let length = sub_column(element, elements, width, layout).2;
                    let even = density * f64::from(length);
                    prop_assert!((f64::from(count) - even).abs() < 1.0 + 1e-9, "{count} for {even}");
                }
            }
        }
    }
}
