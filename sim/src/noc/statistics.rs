//! Statistics of times.

/// Values below are counted one by one.
const EXACT_BITS: u32 = 14;
/// Bits by which larger values are told apart.
const LEADING_BITS: u32 = EXACT_BITS - 1;

/// How often each value occurred. Values below 2¹⁴ are counted one by one, larger ones by their 14 leading bits, so that
/// a quantile is exact up to there and at most 1/8192 too low beyond.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    classes: Vec<u64>,
    count: u64,
    sum: u128,
    max: u64,
}

impl Histogram {
    /// Counts a value.
    #[inline]
    pub fn record(&mut self, value: u64) {
        self.count += 1;
        self.sum += u128::from(value);
        self.max = self.max.max(value);
        let class = class_of(value);
        if class >= self.classes.len() {
            self.classes.resize(class + 1, 0);
        }
        self.classes[class] += 1;
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
        (self.count > 0).then_some(self.max)
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

    /// Values in order, the least of each class, with how often each occurred.
    fn values(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let classes = self.classes.iter().enumerate();
        classes.filter(|(_, count)| **count > 0).map(|(class, &count)| (least_of(class), count))
    }
}

/// The class of a value.
#[inline]
fn class_of(value: u64) -> usize {
    if value < 1 << EXACT_BITS {
        return value as usize;
    }
    let shift = value.ilog2() - LEADING_BITS;
    ((shift as usize) << LEADING_BITS) + (value >> shift) as usize
}

/// The least value of a class.
fn least_of(class: usize) -> u64 {
    if class < 1 << EXACT_BITS {
        return class as u64;
    }
    let shift = (class >> LEADING_BITS) - 1;
    ((class - (shift << LEADING_BITS)) as u64) << shift
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
        fn it_agrees_with_the_sorted_values(mut values in prop::collection::vec(prop_oneof![0_u64..40_000, 0..u64::MAX >> 20], 1..300)) {
            let mut histogram = Histogram::default();
            for &value in &values {
                histogram.record(value);
            }
            values.sort_unstable();
            let mean = values.iter().sum::<u64>() as f64 / values.len() as f64;
            prop_assert_eq!(histogram.mean(), Some(mean));
            prop_assert_eq!(histogram.max(), values.last().copied());
            let close = |found: Option<u64>, value: u64| {
                found.is_some_and(|found| found <= value && (value - found) * 8192 <= value)
                    && (value >= 1 << 14 || found == Some(value))
            };
            prop_assert!(close(histogram.min(), values[0]));
            for percent in [1_usize, 50, 99, 100] {
                let rank = (values.len() * percent).div_ceil(100).max(1);
                prop_assert!(close(histogram.percentile(percent as u32), values[rank - 1]));
            }
        }
    }
}
