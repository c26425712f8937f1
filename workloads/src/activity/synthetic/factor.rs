//! The factor all units of a layer share at a step.
//!
//! A fixed set of 256 levels with mean 0 and variance 1, played in a new random order every 256 steps. Each step's level
//! is uniform over the set, so its expectation is exactly 0, and a whole block's sum is exactly 0: the slow wandering a
//! factor drawn afresh each step would give the mean is gone. The levels are evenly spaced quantiles of a slightly
//! right-skewed bell, `z + 0.1 (z^2 - 1)` of a normal `z`: recorded event counts have a skewness of 0.1 to 0.7.

use super::FACTOR_BITS;
use super::latent::Latent;
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
    scaled(&shape)
}

/// The quantile of the standard normal distribution, to 0.01 over the 256 quantiles, by Tukey's lambda distribution.
pub(in crate::activity) fn normal_quantile(quantile: f64) -> f64 {
    (libm::pow(quantile, 0.135) - libm::pow(1.0 - quantile, 0.135)) / 0.1975
}

/// Levels that follow given quantiles, which need not be scaled: quantile `k` of `n` stands at `(k + 0.5) / n`, and between
/// them runs a straight line. Equal quantiles have no variance to scale, and give the default levels.
pub(super) fn levels_of(quantiles: &[f64]) -> [i32; LEVELS] {
    let mut shape = [0.0; LEVELS];
    for (index, level) in shape.iter_mut().enumerate() {
        let place = (index as f64 + 0.5) / LEVELS as f64 * quantiles.len() as f64 - 0.5;
        let below = (place.max(0.0) as usize).min(quantiles.len().saturating_sub(2));
        let above = (below + 1).min(quantiles.len() - 1);
        let portion = (place - below as f64).clamp(0.0, 1.0);
        *level = quantiles[below] + portion * (quantiles[above] - quantiles[below]);
    }
    if shape[LEVELS - 1] > shape[0] { scaled(&shape) } else { levels() }
}

/// Ascending numbers moved and stretched to a sum of 0 and a variance of 1.
fn scaled(shape: &[f64; LEVELS]) -> [i32; LEVELS] {
    let mean = shape.iter().sum::<f64>() / LEVELS as f64;
    let variance = shape.iter().map(|level| (level - mean) * (level - mean)).sum::<f64>() / LEVELS as f64;
    let scale = f64::from(1_u32 << FACTOR_BITS) / variance.sqrt();
    let mut levels = shape.map(|level| ((level - mean) * scale).round() as i32);
    // Rounding leaves a sum of a few 2^-16: the middle level takes it.
    levels[LEVELS / 2] -= levels.iter().sum::<i32>();
    levels
}

/// In which order a factor plays its levels.
#[derive(Clone, Debug)]
pub(super) enum Order {
    /// In a new random order every block.
    Shuffled,
    /// Following a latent series that remembers, and that the layers share in part.
    Latent(Latent),
}

/// Plays the levels.
#[derive(Clone, Debug)]
pub(super) struct Factor {
    levels: [i32; LEVELS],
    /// Levels in the order of the current block.
    block: [i32; LEVELS],
    order: Order,
    next: usize,
}

impl Factor {
    pub(super) fn new(levels: &[i32; LEVELS], order: Order) -> Self {
        Self { levels: *levels, block: *levels, order, next: LEVELS }
    }

    /// The factor of the next step in multiples of 2^-16.
    pub(super) fn next(&mut self, stream: &mut Stream) -> i32 {
        if self.next == LEVELS {
            self.next = 0;
            match &mut self.order {
                Order::Shuffled => {
                    for last in (1..LEVELS).rev() {
                        self.block.swap(last, stream.below(last as u64 + 1) as usize);
                    }
                }
                Order::Latent(latent) => {
                    for (level, step) in self.levels.iter().zip(latent.ascending_steps()) {
                        self.block[step] = *level;
                    }
                }
            }
        }
        self.next += 1;
        self.block[self.next - 1]
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
    fn given_quantiles_are_moved_stretched_and_joined_by_lines() {
        let one = 1 << FACTOR_BITS;
        let halves = levels_of(&[3.0, 3.0, 3.0, 7.0, 7.0, 7.0]);
        assert_eq!((halves[0], halves[LEVELS - 1]), (-halves[LEVELS - 1], halves[LEVELS - 1]));
        assert!((one..one * 11 / 10).contains(&halves[0].abs()), "{}", halves[0]);
        let wide: Vec<f64> = (0..256).map(f64::from).collect();
        let stretched: Vec<f64> = wide.iter().map(|level| 0.5 * level - 7.0).collect();
        assert_eq!(levels_of(&wide), levels_of(&stretched));
        assert_eq!(levels_of(&[2.0, 2.0]), levels());
        assert_eq!(levels_of(&[2.0]), levels());
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
        let mut factor = Factor::new(&levels(), Order::Shuffled);
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
