//! Uniform random masks: every set of the asked size is equally likely.
//!
//! Positions are first drawn independently by skipping geometrically from one weight to the next, which costs one
//! draw a *weight*, not a position. The number so drawn is binomial; a set of that size is uniform, and stays so when
//! uniformly chosen members are removed or uniformly chosen others added until the size is the asked one. So the number
//! of weights is exact, and operation counts follow the density without sampling error.

use crate::random::Stream;
use crate::rows::SparseRows;

/// A mask with exactly `nonzeros` weights (at most `sources * width`). `index` tells the matrices of a network apart.
pub fn uniform_random(sources: u32, width: u32, nonzeros: u64, seed: u64, index: u64) -> SparseRows {
    drawn(sources, width, nonzeros, &mut Stream::new(seed, "mask.uniform_random", index))
}

/// [`uniform_random`] from a stream, for masks that are uniform in parts.
pub(super) fn drawn(sources: u32, width: u32, nonzeros: u64, stream: &mut Stream) -> SparseRows {
    let positions = u64::from(sources) * u64::from(width);
    let nonzeros = nonzeros.min(positions);
    let mut rows = Rows::with_capacity(sources, width, nonzeros);
    if nonzeros == positions {
        (0..sources).for_each(|row| (0..width).for_each(|target| rows.push(row, target)));
    } else if nonzeros > 0 {
        draw(&mut rows, nonzeros as f64 / positions as f64, stream);
    }
    let drawn = rows.targets.len() as u64;
    if drawn > nonzeros {
        rows.remove(&distinct(drawn, drawn - nonzeros, stream, |_| false));
    } else if drawn < nonzeros {
        let taken = |position: u64| rows.contains(position);
        let added = distinct(positions, nonzeros - drawn, stream, taken);
        rows.insert(&added);
    }
    rows.finish()
}

/// Takes every position with probability `density`, independently.
fn draw(rows: &mut Rows, density: f64, stream: &mut Stream) {
    let log_failure = libm::log1p(-density);
    let (sources, width) = (rows.sources, u64::from(rows.width));
    // Row and offset are carried along, because dividing every position by the width would cost more than drawing it.
    let (mut row, mut offset) = (0, stream.failures(log_failure));
    loop {
        if offset >= width {
            let down = offset / width;
            if down >= u64::from(sources - row) {
                return;
            }
            row += down as u32;
            offset %= width;
        }
        rows.push(row, offset as u32);
        offset = offset.saturating_add(1).saturating_add(stream.failures(log_failure));
    }
}

/// `count` different numbers below `bound` for which `taken` is false, ascending.
fn distinct(bound: u64, count: u64, stream: &mut Stream, taken: impl Fn(u64) -> bool) -> Vec<u64> {
    let mut chosen = std::collections::BTreeSet::new();
    while (chosen.len() as u64) < count {
        let candidate = stream.below(bound);
        if !taken(candidate) {
            chosen.insert(candidate);
        }
    }
    chosen.into_iter().collect()
}

/// Rows under construction: `row_len[i]` targets for row `i`, one row after another.
struct Rows {
    sources: u32,
    width: u32,
    row_start: Vec<u64>,
    targets: Vec<u32>,
}

impl Rows {
    fn with_capacity(sources: u32, width: u32, nonzeros: u64) -> Self {
        // Room for four standard deviations of the binomial draw, so that the large buffer is not copied to grow.
        let room = nonzeros as usize + 4 * (nonzeros as f64).sqrt() as usize + 16;
        let mut row_start = Vec::with_capacity(sources as usize + 1);
        row_start.push(0);
        Self { sources, width, row_start, targets: Vec::with_capacity(room) }
    }

    /// Appends a target; rows must come in order.
    fn push(&mut self, row: u32, target: u32) {
        self.close_rows_before(row);
        self.targets.push(target);
    }

    fn close_rows_before(&mut self, row: u32) {
        while self.row_start.len() <= row as usize {
            self.row_start.push(self.targets.len() as u64);
        }
    }

    fn contains(&self, position: u64) -> bool {
        let (row, target) = self.place(position);
        let end = self.row_start.get(row + 1).map_or(self.targets.len(), |end| *end as usize);
        let start = self.row_start.get(row).map_or(end, |start| *start as usize);
        self.targets[start..end].binary_search(&target).is_ok()
    }

    fn place(&self, position: u64) -> (usize, u32) {
        ((position / u64::from(self.width)) as usize, (position % u64::from(self.width)) as u32)
    }

    /// Removes the targets at ascending indices of the list.
    fn remove(&mut self, indices: &[u64]) {
        self.close_rows_before(self.sources);
        let (mut index, mut doomed) = (0, indices.iter().peekable());
        self.targets.retain(|_| {
            let keep = doomed.next_if_eq(&&index).is_none();
            index += 1;
            keep
        });
        for start in &mut self.row_start {
            *start -= indices.partition_point(|index| index < start) as u64;
        }
    }

    /// Adds ascending positions that are not there yet.
    fn insert(&mut self, positions: &[u64]) {
        self.close_rows_before(self.sources);
        let mut from = self.targets.len();
        self.targets.resize(from + positions.len(), 0);
        let mut to = self.targets.len();
        // From the back, so that every target moves once, to its final place.
        for &position in positions.iter().rev() {
            let (row, target) = self.place(position);
            let (start, end) = (self.row_start[row] as usize, self.row_start[row + 1] as usize);
            let before =
                start + self.targets[start..end.min(from)].partition_point(|present| *present < target);
            self.targets.copy_within(before..from, to - (from - before));
            to -= from - before + 1;
            from = before;
            self.targets[to] = target;
        }
        let ends: Vec<u64> = positions.iter().map(|position| position / u64::from(self.width)).collect();
        for (row, start) in self.row_start.iter_mut().enumerate() {
            *start += ends.partition_point(|end| *end < row as u64) as u64;
        }
    }

    fn finish(mut self) -> SparseRows {
        self.close_rows_before(self.sources);
        SparseRows::trusted(self.width, self.row_start, self.targets)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn golden_rows() {
        let rows = uniform_random(3, 8, 9, 7, 0);
        assert_eq!(
            format!("{:?} {:?}", rows.row_start(), rows.targets()),
            "[0, 2, 6, 9] [6, 7, 0, 3, 5, 6, 2, 5, 7]"
        );
    }

    #[test]
    fn every_position_is_as_likely_as_any_other() {
        // 4,000 masks with 5 of 12 weights: each position expects 1,666.7 with a standard deviation of 31.
        let mut hits = [0_u32; 12];
        for seed in 0..4000 {
            let rows = uniform_random(3, 4, 5, seed, 1);
            for row in 0..3 {
                rows.row(row).iter().for_each(|target| hits[(row * 4 + target) as usize] += 1);
            }
        }
        assert!(hits.iter().all(|hits| hits.abs_diff(1667) < 130), "{hits:?}");
    }

    #[test]
    fn seed_and_index_change_the_mask_and_nothing_else_does() {
        let mask = |seed, index| uniform_random(50, 60, 300, seed, index);
        assert_eq!(mask(1, 1), mask(1, 1));
        assert_ne!(mask(1, 1), mask(2, 1));
        assert_ne!(mask(1, 1), mask(1, 2));
    }

    proptest! {
        #[test]
        fn the_number_of_weights_is_exact(sources in 1_u32..40, width in 1_u32..40, share in 0.0..=1.0_f64, seed: u64) {
            let nonzeros = (share * f64::from(sources * width)).round() as u64;
            let rows = uniform_random(sources, width, nonzeros, seed, 0);
            prop_assert_eq!((rows.nonzeros(), rows.sources(), rows.width()), (nonzeros, sources, width));
            let checked = SparseRows::new(width, rows.row_start().to_vec(), rows.targets().to_vec());
            prop_assert!(checked.is_ok(), "{:?}", checked);
        }
    }
}
