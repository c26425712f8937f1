//! Sparse rows: the targets of each source unit, in the order and size the simulator walks them.
//!
//! Compressed rows with 4 bytes a synapse and 8 bytes a row. The only way in is checked, so whoever holds one may rely
//! on ascending, in-range targets without looking.

use serde::{Deserialize, Serialize};

/// The targets of each source unit, ascending within a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct SparseRows {
    width: u32,
    row_start: Vec<u64>,
    targets: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    width: u32,
    row_start: Vec<u64>,
    targets: Vec<u32>,
}

impl TryFrom<Unchecked> for SparseRows {
    type Error = String;

    fn try_from(rows: Unchecked) -> Result<Self, String> {
        Self::new(rows.width, rows.row_start, rows.targets)
    }
}

impl SparseRows {
    /// Rows from their parts: row `i` is `targets[row_start[i]..row_start[i + 1]]`.
    ///
    /// Refuses, in words, row starts that do not run from 0 to the number of targets, and rows that are not strictly
    /// ascending or leave `0..width`.
    pub fn new(width: u32, row_start: Vec<u64>, targets: Vec<u32>) -> Result<Self, String> {
        match misfit(width, &row_start, &targets) {
            Some(what) => Err(what),
            None => Ok(Self { width, row_start, targets }),
        }
    }

    /// Rows from one list of targets a source unit, checked like [`Self::new`].
    pub fn from_lists(width: u32, lists: &[Vec<u32>]) -> Result<Self, String> {
        let mut row_start = Vec::with_capacity(lists.len() + 1);
        let mut targets = Vec::with_capacity(lists.iter().map(Vec::len).sum());
        row_start.push(0);
        for list in lists {
            targets.extend_from_slice(list);
            row_start.push(targets.len() as u64);
        }
        Self::new(width, row_start, targets)
    }

    /// Rows whose order the caller has ensured by construction; checked in debug builds.
    pub(crate) fn trusted(width: u32, row_start: Vec<u64>, targets: Vec<u32>) -> Self {
        debug_assert_eq!(misfit(width, &row_start, &targets), None);
        Self { width, row_start, targets }
    }

    /// Number of source units: rows.
    pub fn sources(&self) -> u32 {
        (self.row_start.len() - 1) as u32
    }

    /// Number of possible targets: every listed target is below it.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Number of synapses.
    pub fn nonzeros(&self) -> u64 {
        self.targets.len() as u64
    }

    /// The targets of one source unit, ascending.
    ///
    /// # Panics
    /// If `source` is not below [`Self::sources`].
    pub fn row(&self, source: u32) -> &[u32] {
        let source = source as usize;
        &self.targets[self.row_start[source] as usize..self.row_start[source + 1] as usize]
    }

    /// The same synapses by target: row `t` lists the source units that have a synapse to `t`.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let mut row_start = vec![0_u64; self.width as usize + 1];
        self.targets.iter().for_each(|target| row_start[*target as usize + 1] += 1);
        for row in 1..row_start.len() {
            row_start[row] += row_start[row - 1];
        }
        let mut next = row_start.clone();
        let mut targets = vec![0; self.targets.len()];
        for source in 0..self.sources() {
            for target in self.row(source) {
                let place = &mut next[*target as usize];
                targets[*place as usize] = source;
                *place += 1;
            }
        }
        Self::trusted(self.sources(), row_start, targets)
    }

    /// Where each row begins in [`Self::targets`], and the end of the last one.
    pub fn row_start(&self) -> &[u64] {
        &self.row_start
    }

    /// The targets of all rows, one row after another.
    pub fn targets(&self) -> &[u32] {
        &self.targets
    }
}

/// What keeps these parts from being rows.
fn misfit(width: u32, row_start: &[u64], targets: &[u32]) -> Option<String> {
    if row_start.first() != Some(&0) || row_start.last() != Some(&(targets.len() as u64)) {
        return Some(format!("row starts must run from 0 to the number of targets, {}", targets.len()));
    }
    for (row, bounds) in row_start.windows(2).enumerate() {
        let Some(listed) = targets.get(bounds[0] as usize..bounds[1] as usize) else {
            return Some(format!("row {row} ends before it starts"));
        };
        if let Some([before, after]) = listed.array_windows().find(|[before, after]| before >= after) {
            return Some(format!("row {row} lists {before} before {after}: targets must ascend"));
        }
        if let Some(last) = listed.last().filter(|last| **last >= width) {
            let most = i64::from(width) - 1;
            return Some(format!("row {row} lists target {last}, but there are only {width} (0 to {most})"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_where_they_start() {
        let rows = SparseRows::from_lists(5, &[vec![0, 4], vec![], vec![3]]).unwrap();
        assert_eq!((rows.row(0), rows.row(1), rows.row(2)), (&[0, 4][..], &[][..], &[3][..]));
        assert_eq!((rows.sources(), rows.width(), rows.nonzeros()), (3, 5, 3));
    }

    #[test]
    fn transposing_swaps_sources_and_targets() {
        let rows = SparseRows::from_lists(5, &[vec![0, 4], vec![], vec![0, 3]]).unwrap();
        let by_target = SparseRows::from_lists(3, &[vec![0, 2], vec![], vec![], vec![2], vec![0]]).unwrap();
        assert_eq!(rows.transposed(), by_target);
        assert_eq!(by_target.transposed(), rows);
    }

    #[test]
    fn misordered_and_misplaced_targets_are_refused_in_words() {
        let refused = |lists: &[Vec<u32>]| SparseRows::from_lists(4, lists).unwrap_err();
        assert_eq!(refused(&[vec![], vec![2, 2]]), "row 1 lists 2 before 2: targets must ascend");
        assert_eq!(refused(&[vec![1, 4]]), "row 0 lists target 4, but there are only 4 (0 to 3)");
        assert!(SparseRows::new(4, vec![0, 3, 2], vec![0, 1]).is_err());
        assert!(SparseRows::new(4, vec![], vec![]).is_err());
        assert!(SparseRows::new(4, vec![1, 2], vec![0, 1]).is_err());
    }
}
