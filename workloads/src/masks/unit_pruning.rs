//! Unit pruning by event frequency: units that hardly ever emit are taken out of the network.
//!
//! This is what `EvNN` does: the events of every unit are counted over a data set, each layer keeps the share of its
//! units with the highest counts, and whoever listens to the layer, the next layer, the layer itself, the decoder, is
//! re-indexed to the units that are left. [`choose`] ranks, [`gate_rows`] turns units into the rows of their gates, and
//! [`keep_in_rows`] and [`keep_in_matrix`] cut a mask or a matrix down to what is left.

use crate::rows::SparseRows;

/// The units to keep, ascending: those with the most events, `keep` of 0 to 1 of all, rounded to the nearest whole
/// number (half up). Of units with equally many events those with the lower number stay.
pub fn choose(event_counts: &[u64], keep: f64) -> Vec<u32> {
    let kept = super::kept(1.0 - keep, event_counts.len() as u64);
    let mut units: Vec<u32> = (0..event_counts.len() as u32).collect();
    units.sort_by_key(|unit| std::cmp::Reverse(event_counts[*unit as usize]));
    units.truncate(kept as usize);
    units.sort_unstable();
    units
}

/// The targets (gate times `units` plus unit) that `gates` gates of the kept units have, ascending as `kept` is.
pub fn gate_rows(kept: &[u32], units: u32, gates: u32) -> Vec<u32> {
    (0..gates).flat_map(|gate| kept.iter().map(move |unit| gate * units + unit)).collect()
}

/// The rows of the kept source units with the kept targets, both numbered anew; both lists ascend and are in range.
///
/// # Panics
/// If a source unit is not below the number of rows or a target not below their width.
pub fn keep_in_rows(rows: &SparseRows, sources: &[u32], targets: &[u32]) -> SparseRows {
    let mut renumbered = vec![None; rows.width() as usize];
    (0..).zip(targets).for_each(|(new, old): (u32, _)| renumbered[*old as usize] = Some(new));
    let (mut row_start, mut listed) = (vec![0], Vec::new());
    for source in sources {
        listed.extend(rows.row(*source).iter().filter_map(|target| renumbered[*target as usize]));
        row_start.push(listed.len() as u64);
    }
    SparseRows::trusted(targets.len() as u32, row_start, listed)
}

/// The kept rows and columns of a matrix with `width` columns, row after row.
///
/// For the weights of a layer the rows are [`gate_rows`] and the columns units of the layer before; for an embedding
/// or a decoder the rows are words.
///
/// # Panics
/// If a row or column is not in the matrix.
pub fn keep_in_matrix<T: Copy>(matrix: &[T], width: u32, rows: &[u32], columns: &[u32]) -> Vec<T> {
    let row = |row: &u32| &matrix[*row as usize * width as usize..][..width as usize];
    rows.iter().map(row).flat_map(|row| columns.iter().map(move |column| row[*column as usize])).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_most_active_units_stay() {
        assert_eq!(choose(&[3, 0, 9, 3, 1], 0.6), [0, 2, 3]);
        assert_eq!(choose(&[3, 0, 9, 3, 1], 0.4), [0, 2]);
        assert!(choose(&[3, 0, 9], 0.0).is_empty());
        assert_eq!(choose(&[0, 0, 0], 1.0), [0, 1, 2]);
    }

    #[test]
    fn a_recurrent_mask_is_cut_on_both_sides() {
        // Two gates of three units; unit 1 goes.
        let rows = SparseRows::from_lists(6, &[vec![0, 1, 5], vec![2], vec![1, 3, 4]]).unwrap();
        let kept = [0, 2];
        let cut = keep_in_rows(&rows, &kept, &gate_rows(&kept, 3, 2));
        assert_eq!(cut, SparseRows::from_lists(4, &[vec![0, 3], vec![2]]).unwrap());
    }

    proptest! {
        #[test]
        fn masks_and_matrices_are_cut_alike(
            columns in 1_u32..9, units in 1_u32..9, gates in 1_u32..4, counts: [u8; 18], keep in 0.0..=1.0_f64, seed: u64
        ) {
            let width = gates * units;
            let rows = crate::masks::uniform_random(columns, width, u64::from(columns * width) / 2, seed, 0);
            // As papers print it: a row a target, a column a source unit.
            let mut matrix = vec![0_u8; (width * columns) as usize];
            for source in 0..columns {
                rows.row(source).iter().for_each(|target| matrix[(target * columns + source) as usize] = 1);
            }
            let counts: Vec<u64> = counts.into_iter().map(u64::from).collect();
            let sources = choose(&counts[..columns as usize], keep);
            let targets = gate_rows(&choose(&counts[9..9 + units as usize], keep), units, gates);
            let cut = keep_in_rows(&rows, &sources, &targets);
            let small = keep_in_matrix(&matrix, columns, &targets, &sources);
            for source in 0..cut.sources() {
                for target in 0..cut.width() {
                    let there = cut.row(source).binary_search(&target).is_ok();
                    prop_assert_eq!(small[(target * cut.sources() + source) as usize] == 1, there);
                }
            }
        }
    }
}
