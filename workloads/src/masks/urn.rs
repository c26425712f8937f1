//! An urn: draws units, each as likely as its weight, while weights change.
//!
//! A binary indexed tree (Fenwick, 1994): sums over ranges whose lengths are powers of two, so that drawing and
//! changing a weight take a step a bit of the number of units.

use crate::random::Stream;

/// Units with whole weights.
pub(super) struct Urn {
    /// `sums[i - 1]` is the sum of the weights of the units from `i - (i & -i)` up to `i - 1`.
    sums: Vec<u64>,
    total: u64,
}

impl Urn {
    /// An urn with that many units of weight 0.
    pub(super) fn new(units: u32) -> Self {
        Self { sums: vec![0; units as usize], total: 0 }
    }

    /// Adds to the weight of a unit.
    pub(super) fn add(&mut self, unit: u32, weight: u64) {
        self.total += weight;
        self.visit(unit, |sum| *sum += weight);
    }

    /// Takes from the weight of a unit, which must have that much.
    pub(super) fn remove(&mut self, unit: u32, weight: u64) {
        self.total -= weight;
        self.visit(unit, |sum| *sum -= weight);
    }

    /// A unit, each as likely as its weight; `None` if all weights are 0.
    pub(super) fn draw(&self, stream: &mut Stream) -> Option<u32> {
        if self.total == 0 {
            return None;
        }
        let (mut left, mut below) = (stream.below(self.total), 0);
        let mut length = self.sums.len().checked_ilog2().map_or(0, |bit| 1 << bit);
        while length > 0 {
            if let Some(sum) = self.sums.get(below + length - 1).filter(|sum| **sum <= left) {
                left -= sum;
                below += length;
            }
            length /= 2;
        }
        Some(below as u32)
    }

    fn visit(&mut self, unit: u32, change: impl Fn(&mut u64)) {
        let mut at = unit as usize + 1;
        while let Some(sum) = self.sums.get_mut(at - 1) {
            change(sum);
            at += at & at.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_come_as_often_as_their_weights_say() {
        let mut urn = Urn::new(5);
        let mut stream = Stream::new(1, "test.urn", 0);
        assert_eq!(urn.draw(&mut stream), None);
        (0..).zip([1, 0, 5, 3, 4]).for_each(|(unit, weight)| urn.add(unit, weight));
        urn.remove(2, 3);
        // Weights 1, 0, 2, 3, 4: 10,000 draws, with standard deviations of at most 49.
        let mut seen = [0_i32; 5];
        (0..10_000).for_each(|_| seen[urn.draw(&mut stream).unwrap() as usize] += 1);
        for (seen, weight) in seen.into_iter().zip([1, 0, 2, 3, 4]) {
            assert!((seen - weight * 1000).abs() < 200 && (weight > 0 || seen == 0), "{seen} for {weight}");
        }
    }
}
