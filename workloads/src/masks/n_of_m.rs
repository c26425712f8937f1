//! N:M masks: of every M neighbouring positions N hold a weight.
//!
//! The hardware behind it looks at M positions at a time and always finds N weights in them. Which positions are
//! neighbours is a choice: consecutive source units into one target (what accelerators for dense matrices do, whose
//! dot products run over the sources), consecutive targets of one source unit (what an event walks), or both at once.
//! Groups begin at multiples of M; any N of the M positions are as likely as any others.
//!
//! **Number of weights.** Exactly N/M of the positions where M divides the grouped side. Where it does not, the last
//! group of every line is shorter: along one side it holds as many weights as bring the whole to N/M of the positions,
//! rounded to a whole number, shared out evenly over the lines and never more than N. With groups along both sides the
//! cut tiles are pieces of whole ones, so their weights are N/M of their positions in the mean only.

use serde::{Deserialize, Serialize};

use super::draw::{distinct_below, even_share, shuffled};
use crate::random::Stream;
use crate::rows::SparseRows;

/// Which positions of a matrix form a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Along {
    /// M consecutive source units into one target.
    Sources,
    /// M consecutive targets of one source unit.
    Targets,
    /// Both: in each M by M tile every source unit has N targets and every target N source units.
    Both,
}

/// A mask with `n` weights in every `m` positions along a side; `n` above `m` counts as `m`, and no position is in a
/// group for `m` 0. `index` tells the matrices of a network apart.
pub fn n_of_m(
    sources: u32,
    width: u32,
    (n, m): (u32, u32),
    along: Along,
    seed: u64,
    index: u64,
) -> SparseRows {
    let n = n.min(m);
    let mut stream = Stream::new(seed, "mask.n_of_m", index);
    match along {
        Along::Targets => along_rows(sources, width, n, m, &mut stream),
        Along::Sources => along_rows(width, sources, n, m, &mut stream).transposed(),
        Along::Both => tiles(sources, width, n, m, &mut stream),
    }
}

fn along_rows(sources: u32, width: u32, n: u32, m: u32, stream: &mut Stream) -> SparseRows {
    let rows = u64::from(sources);
    let groups = width.checked_div(m).unwrap_or(0);
    let rest = width - groups * m;
    let asked = positions_kept(rows * u64::from(width), n, m);
    let in_rests = (asked - rows * u64::from(groups) * u64::from(n)).min(rows * u64::from(n.min(rest)));
    let mut bits = vec![0_u64; m.div_ceil(64) as usize];
    let (mut row_start, mut targets, mut group) = (vec![0], Vec::with_capacity(asked as usize), Vec::new());
    for row in 0..rows {
        let of_rest = even_share(in_rests, row + 1, rows) - even_share(in_rests, row, rows);
        let cut = (groups * m, rest, of_rest as u32);
        for (start, length, count) in (0..groups).map(|group| (group * m, m, n)).chain([cut]) {
            group.clear();
            distinct_below(length, count, stream, &mut bits, &mut group);
            targets.extend(group.iter().map(|within| start + within));
        }
        row_start.push(targets.len() as u64);
    }
    SparseRows::trusted(width, row_start, targets)
}

/// N/M of a number of positions, rounded to the nearest whole number.
fn positions_kept(positions: u64, n: u32, m: u32) -> u64 {
    let (n, m) = (u128::from(n), u128::from(m.max(1)));
    ((2 * u128::from(positions) * n + m) / (2 * m)) as u64
}

/// Tiles with `n` weights in every row and column: `n` of the `m` diagonals, with rows and columns in random order.
fn tiles(sources: u32, width: u32, n: u32, m: u32, stream: &mut Stream) -> SparseRows {
    let mut lists = vec![Vec::new(); sources as usize];
    let mut bits = vec![0_u64; m.div_ceil(64) as usize];
    let mut diagonals = Vec::new();
    for top in (0..sources).step_by(m.max(1) as usize) {
        for left in (0..width).step_by(m.max(1) as usize) {
            diagonals.clear();
            distinct_below(m, n, stream, &mut bits, &mut diagonals);
            let (rows, columns) = (shuffled(m, stream), shuffled(m, stream));
            for (row, list) in rows.iter().zip(&mut lists[top as usize..]) {
                let from = list.len();
                let places = diagonals.iter().map(|diagonal| columns[((row + diagonal) % m) as usize]);
                list.extend(places.map(|column| left + column).filter(|target| *target < width));
                list[from..].sort_unstable();
            }
        }
    }
    let mut row_start = vec![0];
    let mut end = 0;
    row_start.extend(lists.iter().map(|list| {
        end += list.len() as u64;
        end
    }));
    SparseRows::trusted(width, row_start, lists.concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Weights of every whole group and of every cut one, along the rows.
    fn groups(rows: &SparseRows, m: u32) -> (Vec<u32>, Vec<u32>) {
        let (mut whole, mut cut) = (Vec::new(), Vec::new());
        for row in 0..rows.sources() {
            let mut counts = vec![0; rows.width().div_ceil(m) as usize];
            rows.row(row).iter().for_each(|target| counts[(target / m) as usize] += 1);
            let rest = counts.split_off((rows.width() / m) as usize);
            whole.extend(counts);
            cut.extend(rest);
        }
        (whole, cut)
    }

    #[test]
    fn golden_rows() {
        let rows = n_of_m(2, 8, (2, 4), Along::Targets, 7, 0);
        assert_eq!(format!("{:?}", rows.targets()), "[1, 3, 6, 7, 2, 3, 4, 6]");
        let rows = n_of_m(4, 4, (2, 4), Along::Both, 7, 0);
        assert_eq!(format!("{:?}", rows.targets()), "[1, 3, 1, 3, 0, 2, 0, 2]");
    }

    #[test]
    fn every_set_of_a_group_is_as_likely_as_any_other() {
        // 6,000 groups of 2 of 4: each of the 6 sets expects 1,000 with a standard deviation of 29.
        let rows = n_of_m(6000, 4, (2, 4), Along::Targets, 1, 0);
        let mut seen = std::collections::BTreeMap::new();
        (0..6000).for_each(|row| *seen.entry(rows.row(row).to_vec()).or_insert(0_u32) += 1);
        assert_eq!(seen.len(), 6);
        assert!(seen.values().all(|times| times.abs_diff(1000) < 120), "{seen:?}");
    }

    proptest! {
        #[test]
        fn groups_hold_n_of_m(
            sources in 1_u32..30, width in 1_u32..70, m in 1_u32..12, share in 0.0..=1.0_f64, seed: u64
        ) {
            let n = (share * f64::from(m)).round() as u32;
            for along in [Along::Targets, Along::Sources, Along::Both] {
                let rows = n_of_m(sources, width, (n, m), along, seed, 0);
                let checked = SparseRows::new(width, rows.row_start().to_vec(), rows.targets().to_vec());
                prop_assert!(checked.is_ok(), "{along:?} {checked:?}");
                prop_assert_eq!((rows.sources(), rows.width()), (sources, width));
                let asked = positions_kept(u64::from(sources) * u64::from(width), n, m);
                if along != Along::Both || (sources % m == 0 && width % m == 0) {
                    prop_assert_eq!(rows.nonzeros(), asked);
                }
                for (side, grouped) in [(Along::Targets, rows.clone()), (Along::Sources, rows.transposed())] {
                    if along == side {
                        let (whole, cut) = groups(&grouped, m);
                        prop_assert!(whole.iter().all(|count| *count == n));
                        prop_assert!(cut.iter().all(|count| *count <= n));
                    } else if along == Along::Both {
                        // Whole groups in the cut tiles of the other side keep their N.
                        let (whole, cut) = groups(&grouped, m);
                        prop_assert!(whole.iter().chain(&cut).all(|count| *count <= n));
                        prop_assert!(whole.iter().all(|count| *count == n));
                    }
                }
            }
        }
    }
}
