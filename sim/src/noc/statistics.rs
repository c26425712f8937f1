//! Exact statistics of times.

use std::collections::BTreeMap;

/// Values below are counted in a list, larger ones in a tree.
const NEAR: u64 = 1 << 14;

/// How often each value occurred: nothing is rounded into classes, so every quantile is exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    near: Vec<u64>,
    far: BTreeMap<u64, u64>,
    count: u64,
    sum: u128,
}

impl Histogram {
    /// Counts a value.
    pub fn record(&mut self, value: u64) {
        self.count += 1;
        self.sum += u128::from(value);
        if value >= NEAR {
            *self.far.entry(value).or_default() += 1;
            return;
        }
        let at = value as usize;
        if at >= self.near.len() {
            self.near.resize(at + 1, 0);
        }
        self.near[at] += 1;
    }

    /// Values counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their mean; none without values.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64)
    }

    /// The smallest; none without values.
    pub fn min(&self) -> Option<u64> {
        self.values().next().map(|(value, _)| value)
    }

    /// The largest; none without values.
    pub fn max(&self) -> Option<u64> {
        let near = || self.near.iter().rposition(|&count| count > 0).map(|at| at as u64);
        self.far.last_key_value().map(|(&value, _)| value).or_else(near)
    }

    /// The smallest value that so many percent of all values do not exceed; none without values.
    pub fn percentile(&self, percent: u32) -> Option<u64> {
        let rank = (u128::from(self.count) * u128::from(percent)).div_ceil(100).max(1);
        let mut below = 0;
        self.values().find_map(|(value, count)| {
            below += u128::from(count);
            (below >= rank).then_some(value)
        })
    }

    /// Values in order, with how often each occurred.
    fn values(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let near = (0..).zip(&self.near).map(|(value, &count)| (value, count));
        let far = self.far.iter().map(|(&value, &count)| (value, count));
        near.chain(far).filter(|&(_, count)| count > 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_has_no_statistics() {
        let empty = Histogram::default();
        assert_eq!((empty.mean(), empty.min(), empty.max(), empty.percentile(50)), (None, None, None, None));
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_sorted_values(mut values in prop::collection::vec(0_u64..40_000, 1..300)) {
            let mut histogram = Histogram::default();
            for &value in &values {
                histogram.record(value);
            }
            values.sort_unstable();
            let mean = values.iter().sum::<u64>() as f64 / values.len() as f64;
            prop_assert_eq!(histogram.mean(), Some(mean));
            prop_assert_eq!(histogram.min(), values.first().copied());
            prop_assert_eq!(histogram.max(), values.last().copied());
            for percent in [1_usize, 50, 99, 100] {
                let rank = (values.len() * percent).div_ceil(100).max(1);
                prop_assert_eq!(histogram.percentile(percent as u32), Some(values[rank - 1]));
            }
        }
    }
}
