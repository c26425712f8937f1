//! The factor all units of a layer share at a step.
//!
//! A fixed set of 256 levels with mean 0 and variance 1, played in a new random order every 256 steps. Each step's level
//! is uniform over the set, so its expectation is exactly 0, and a whole block's sum is exactly 0: the slow wandering a
//! factor drawn afresh each step would give the mean is gone. The levels are evenly spaced quantiles of a slightly
//! right-skewed bell, `z + 0.1 (z^2 - 1)` of a normal `z`: recorded event counts have a skewness of 0.1 to 0.7.

use super::FACTOR_BITS;
use crate::random::Stream;

/// Levels in a block.
pub(super) const LEVELS: usize = 256;

/// Skewing of the normal quantiles, see the module's documentation.
const SKEW: f64 = 0.1;

/// The levels in multiples of 2^-16, ascending, with a sum of 0 and a variance of 1 (to rounding).
pub(super) fn levels() -> [i32; LEVELS] {
    let mut shape = [0.0; LEVELS];
    for (index, level) in shape.iter_mut().enumerate() {
        let z = normal_quantile((index as f64 + 0.5) / LEVELS as f64);
        *level = z + SKEW * (z * z - 1.0);
    }
    let mean = shape.iter().sum::<f64>() / LEVELS as f64;
    let variance = shape.iter().map(|level| (level - mean) * (level - mean)).sum::<f64>() / LEVELS as f64;
    let scale = f64::from(1_u32 << FACTOR_BITS) / variance.sqrt();
    let mut levels = shape.map(|level| ((level - mean) * scale).round() as i32);
    // Rounding leaves a sum of a few 2^-16: the middle level takes it.
    levels[LEVELS / 2] -= levels.iter().sum::<i32>();
    levels
}

/// The quantile of the standard normal distribution, to 0.01 over the 256 quantiles, by Tukey's lambda distribution.
fn normal_quantile(quantile: f64) -> f64 {
    (libm::pow(quantile, 0.135) - libm::pow(1.0 - quantile, 0.135)) / 0.1975
}

/// Plays the levels.
#[derive(Clone, Debug)]
pub(super) struct Factor {
    levels: [i32; LEVELS],
    next: usize,
}

impl Factor {
    pub(super) fn new() -> Self {
        Self { levels: levels(), next: LEVELS }
    }

    /// The factor of the next step in multiples of 2^-16.
    pub(super) fn next(&mut self, stream: &mut Stream) -> i32 {
        if self.next == LEVELS {
            self.next = 0;
            for last in (1..LEVELS).rev() {
                self.levels.swap(last, stream.below(last as u64 + 1) as usize);
            }
        }
        self.next += 1;
        self.levels[self.next - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_have_mean_0_variance_1_and_the_documented_skew() {
        let levels = levels();
        assert_eq!(levels.iter().sum::<i32>(), 0);
        assert!(levels.is_sorted());
        let moment = |power| {
            let one = f64::from(1_u32 << FACTOR_BITS);
            levels.iter().map(|level| (f64::from(*level) / one).powi(power)).sum::<f64>() / LEVELS as f64
        };
        assert!((moment(2) - 1.0).abs() < 1e-5, "variance {}", moment(2));
        assert!((0.4..0.7).contains(&moment(3)), "skewness {}", moment(3));
    }

    #[test]
    fn normal_quantiles_are_close() {
        for (quantile, z) in
            [(0.5, 0.0), (0.841_345, 1.0), (0.977_25, 2.0), (0.022_75, -2.0), (0.998_05, 2.886)]
        {
            assert!(
                (normal_quantile(quantile) - z).abs() < 0.011,
                "{quantile}: {}",
                normal_quantile(quantile)
            );
        }
    }

    #[test]
    fn every_block_plays_every_level_once() {
        let mut stream = Stream::new(3, "test", 0);
        let mut factor = Factor::new();
        let mut blocks = [[0; LEVELS]; 2];
        for block in &mut blocks {
            block.fill_with(|| factor.next(&mut stream));
        }
        assert_ne!(blocks[0], blocks[1]);
        for mut block in blocks {
            block.sort_unstable();
            assert_eq!(block, levels());
        }
    }
}
