//! The latent series behind the common factors of a network: how a factor remembers, and how layers move together.
//!
//! Layer `l` of a network has the series `z[l](t) = a[l] z[l](t-1) + e[l](t)`, where the `e` of a step are normal and
//! correlated between the layers, those of different steps independent. Of every 256 steps only the ranks count: the
//! step with the k-th lowest `z` gets the k-th lowest level of the factor. So a factor has exactly its levels in every
//! block, whatever their distribution, and takes the autocorrelation and the correlations of ranks from the normal
//! series (a Gaussian copula; rank matching after Iman and Conover 1982).
//!
//! In a block the series runs in a ring: what precedes its first step is its last one. A ring has no distinguished place,
//! so every rank is equally likely at every step, and the expectation of the factor is exactly 0 at each of them. What is
//! lost is memory across the border of two blocks.
//!
//! The `e` of a layer are mixed from independent normal numbers of streams that belong to the layers: the player of a
//! layer draws its own and those of the layers before it, so layers need not be played together to move together.

use super::factor::{LEVELS, normal_quantile};
use crate::random::Stream;

/// The latent series of one layer.
#[derive(Clone, Debug)]
pub(super) struct Latent {
    autocorrelation: f64,
    /// Weights of the independent numbers of the layers up to this one.
    mixing: Vec<f64>,
    streams: Vec<Stream>,
}

impl Latent {
    /// The series of the layer with number `mixing.len() - 1`; `mixing` is its row of the triangular root of the
    /// correlations of the layers' `e`.
    pub(super) fn new(seed: u64, autocorrelation: f64, mixing: Vec<f64>) -> Self {
        let streams = (0..mixing.len() as u64).map(|layer| Stream::new(seed, "activity.common", layer));
        Self { autocorrelation, streams: streams.collect(), mixing }
    }

    /// The steps of the next block, by ascending value of the series.
    pub(super) fn ascending_steps(&mut self) -> Vec<usize> {
        let mut noise = [0.0; LEVELS];
        for (stream, weight) in self.streams.iter_mut().zip(&self.mixing) {
            for value in &mut noise {
                // Half a step of the fraction keeps the quantile above 0.
                *value += weight * normal_quantile(stream.unit() + f64::EPSILON / 4.0);
            }
        }
        // A first time round the ring finds what precedes its first step.
        let mut value = 0.0;
        for noise in noise {
            value = self.autocorrelation * value + noise;
        }
        let series = noise.map(|noise| {
            value = self.autocorrelation * value + noise;
            value
        });
        let mut steps: Vec<usize> = (0..LEVELS).collect();
        steps.sort_by(|one, other| series[*one].total_cmp(&series[*other]));
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ranks by step of some blocks.
    fn ranks(latent: &mut Latent, blocks: usize) -> Vec<f64> {
        let mut ranks = Vec::new();
        for _ in 0..blocks {
            let mut block = vec![0.0; LEVELS];
            for (rank, step) in latent.ascending_steps().into_iter().enumerate() {
                block[step] = rank as f64 - (LEVELS - 1) as f64 / 2.0;
            }
            ranks.extend(block);
        }
        ranks
    }

    fn correlation(one: &[f64], other: &[f64]) -> f64 {
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        product(one, other) / (product(one, one) * product(other, other)).sqrt()
    }

    #[test]
    fn ranks_remember_and_layers_move_together() {
        let mut first = Latent::new(5, 0.5, vec![1.0]);
        let mut second = Latent::new(5, 0.5, vec![0.6, 0.8]);
        let (one, other) = (ranks(&mut first, 40), ranks(&mut second, 40));
        // A correlation c of normal numbers is one of (6 / pi) asin(c / 2) of ranks: 0.483 for 0.5 and 0.582 for 0.6.
        let remembered = correlation(&one[..one.len() - 1], &one[1..]);
        assert!((remembered - 0.483).abs() < 0.03, "{remembered}");
        assert!((correlation(&one, &other) - 0.582).abs() < 0.03, "{}", correlation(&one, &other));
    }

    #[test]
    fn no_step_of_a_block_is_distinguished() {
        // The mean rank of the first and of a middle step over many blocks, with long memory: both near the middle, and as
        // widely spread.
        let blocks = 3000;
        let ranks = ranks(&mut Latent::new(1, 0.95, vec![1.0]), blocks);
        for step in [0, LEVELS / 2, LEVELS - 1] {
            let at: Vec<f64> = ranks.iter().skip(step).step_by(LEVELS).copied().collect();
            let mean = at.iter().sum::<f64>() / blocks as f64;
            let spread = at.iter().map(|rank| rank * rank).sum::<f64>() / blocks as f64;
            // Uniform over 256 ranks: variance 5461, standard error of the mean 1.35.
            assert!(mean.abs() < 5.4, "step {step}: mean {mean}");
            assert!((spread / 5461.0 - 1.0).abs() < 0.07, "step {step}: variance {spread}");
        }
    }
}
