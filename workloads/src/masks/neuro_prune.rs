//! Masks as `NeuroPrune` leaves them (arXiv 2404.01306): connectivity differs between neurons, and some lose all of it.
//!
//! `NeuroPrune` pulls at the weights of a neuron the harder the fewer it has left, so neurons part into hubs and
//! others that vanish. Its rows are those of input matrices applied from the left and of [Q, K, V]: all that *leaves*
//! one neuron. It is therefore **source units** that lose whole rows here: a unit without a row still emits events,
//! which then cost its core and the network but no synaptic work. Targets keep their share of weights apart from
//! chance; within a row any set of targets is as likely as any other.
//!
//! **Spread.** The standard deviation over neurons of connectivity (the share of the row that is there) is published
//! at two sparsities: 12.12 percentage points at 50 % and 4.16 at 90 % (Fig. 1). At others it is interpolated here,
//! in straight lines from 0 at no sparsity through these two points to 0 at full sparsity, the ends being what a full
//! and an empty matrix must have. The paper gives no number of empty rows: they are made a third of the variance, at
//! least one row where one alone is not more than three quarters of it (in a matrix too small for that there is
//! none). The other rows are log-normal, with the tail towards hubs, and scaled to the rest of the variance. Spread
//! is exact but for whole numbers of weights and for rows that would be fuller than full.
//!
//! **Number of weights.** Exactly as asked.

use super::draw::{distinct_below, shuffled};
use crate::random::Stream;
use crate::rows::SparseRows;

/// Weight sparsity and the standard deviation of connectivity, both as shares.
const SPREADS: [(f64, f64); 4] = [(0.0, 0.0), (0.5, 0.1212), (0.9, 0.0416), (1.0, 0.0)];
/// Share of the variance of connectivity that empty rows make up.
const EMPTY_SHARE: f64 = 1.0 / 3.0;
/// Largest share of the variance that a single empty row may make up.
const LARGEST_EMPTY_SHARE: f64 = 0.75;

/// A mask with exactly `nonzeros` weights (at most `sources * width`) and rows of very different lengths. `index` tells
/// the matrices of a network apart.
pub fn neuro_prune(sources: u32, width: u32, nonzeros: u64, seed: u64, index: u64) -> SparseRows {
    let nonzeros = nonzeros.min(u64::from(sources) * u64::from(width));
    let mut stream = Stream::new(seed, "mask.neuro_prune", index);
    let lengths = row_lengths(sources, width, nonzeros, &mut stream);
    let mut bits = vec![0_u64; width.div_ceil(64) as usize];
    let (mut row_start, mut targets) = (vec![0], Vec::with_capacity(nonzeros as usize));
    for length in lengths {
        distinct_below(width, length, &mut stream, &mut bits, &mut targets);
        row_start.push(targets.len() as u64);
    }
    SparseRows::trusted(width, row_start, targets)
}

/// Standard deviation of connectivity over neurons, as a share, at a weight sparsity from 0 to 1.
fn spread(weight_sparsity: f64) -> f64 {
    let between = SPREADS.array_windows().find(|[_, (above, _)]| weight_sparsity <= *above);
    between.map_or(0.0, |[(below, from), (above, to)]| {
        from + (to - from) * (weight_sparsity - below) / (above - below)
    })
}

fn row_lengths(sources: u32, width: u32, nonzeros: u64, stream: &mut Stream) -> Vec<u32> {
    let mut lengths = vec![0_u32; sources as usize];
    if nonzeros == 0 {
        return lengths;
    }
    let mean = nonzeros as f64 / (f64::from(sources) * f64::from(width));
    let variance = {
        let deviation = spread(1.0 - mean);
        deviation * deviation
    };
    let empty = empty_rows(sources, width, nonzeros, mean, variance);
    let mut kept = shuffled(sources, stream);
    kept.truncate((sources - empty) as usize);

    // Empty rows shift the mean of the others and have a part of the variance.
    let share = f64::from(empty) / f64::from(sources);
    let kept_mean = mean / (1.0 - share);
    let kept_variance = ((variance - share * kept_mean * mean) / (1.0 - share)).max(0.0);
    let drawn = log_normal(kept.len(), kept_mean, kept_variance, stream);
    for (row, connectivity) in kept.iter().zip(drawn) {
        // A row that is not empty has a weight.
        let length = (connectivity * f64::from(width)).round().clamp(1.0, f64::from(width));
        lengths[*row as usize] = length as u32;
    }
    settle(&mut lengths, &kept, width, nonzeros);
    lengths
}

fn empty_rows(sources: u32, width: u32, nonzeros: u64, mean: f64, variance: f64) -> u32 {
    // A share e of empty rows adds mean² e / (1 - e) to the variance.
    let ratio = EMPTY_SHARE * variance / (mean * mean);
    let wanted = (ratio / (1.0 + ratio) * f64::from(sources)).round() as u32;
    let one = mean * mean / (f64::from(sources) - 1.0);
    let fits = sources > 1 && one <= LARGEST_EMPTY_SHARE * variance;
    let wanted = if fits { wanted.max(1) } else { 0 };
    // The others must have room for all weights.
    wanted.min(sources - nonzeros.div_ceil(u64::from(width)) as u32)
}

/// So many log-normal numbers, shifted and scaled to have exactly this mean and variance.
fn log_normal(count: usize, mean: f64, variance: f64, stream: &mut Stream) -> Vec<f64> {
    let sigma = libm::log1p(variance / (mean * mean)).sqrt();
    let mut drawn: Vec<f64> = (0..count).map(|_| libm::exp(sigma * normal(stream))).collect();
    let number = count as f64;
    let centre = drawn.iter().sum::<f64>() / number;
    let squares = drawn.iter().map(|value| (value - centre) * (value - centre)).sum::<f64>() / number;
    let scale = if squares > 0.0 { (variance / squares).sqrt() } else { 0.0 };
    for value in &mut drawn {
        *value = mean + (*value - centre) * scale;
    }
    drawn
}

/// A number with the standard normal distribution, after Box and Muller.
fn normal(stream: &mut Stream) -> f64 {
    let radius = (-2.0 * libm::log(1.0 - stream.unit())).sqrt();
    radius * libm::cos(std::f64::consts::TAU * stream.unit())
}

/// Brings the sum of the kept rows to `nonzeros`, alike in all rows that have room; they have room for it together.
fn settle(lengths: &mut [u32], kept: &[u32], width: u32, nonzeros: u64) {
    let mut sum: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
    while sum != nonzeros {
        let grow = sum < nonzeros;
        // Down to nothing where there are fewer weights than rows, else a kept row keeps its last weight.
        let floor = u32::from(nonzeros >= kept.len() as u64);
        let room = |length: u32| if grow { width - length } else { length.saturating_sub(floor) };
        let open = kept.iter().filter(|row| room(lengths[**row as usize]) > 0).count() as u64;
        let each = (sum.abs_diff(nonzeros) / open.max(1)).max(1);
        for row in kept {
            let length = &mut lengths[*row as usize];
            let step = u64::from(room(*length)).min(each).min(sum.abs_diff(nonzeros)) as u32;
            if grow {
                *length += step;
                sum += u64::from(step);
            } else {
                *length -= step;
                sum -= u64::from(step);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::degrees::Degrees;
    use crate::network::Synapses;

    /// Spread in percentage points, empty rows and skewness of connectivity.
    fn measured(sources: u32, width: u32, weight_sparsity: f64, seed: u64) -> (f64, u32, f64) {
        let nonzeros = ((1.0 - weight_sparsity) * f64::from(sources) * f64::from(width)).round() as u64;
        let rows = neuro_prune(sources, width, nonzeros, seed, 0);
        let kept: Vec<f64> =
            (0..sources).map(|row| rows.row(row).len() as f64).filter(|len| *len > 0.0).collect();
        let mean = kept.iter().sum::<f64>() / kept.len() as f64;
        let moment =
            |power| kept.iter().map(|length| (length - mean).powi(power)).sum::<f64>() / kept.len() as f64;
        let degrees = Degrees::of(&Synapses::Sparse(rows));
        (degrees.outgoing.spread(), degrees.outgoing.empty(), moment(3) / moment(2).powf(1.5))
    }

    #[test]
    fn spread_is_as_published_and_rows_vanish() {
        for (sources, width) in [(256, 768), (768, 3072), (3072, 768), (750, 4050)] {
            for seed in 0..4 {
                for (sparsity, published, within) in [(0.5, 12.12, 0.5), (0.9, 4.16, 0.3)] {
                    let (spread, empty, skewness) = measured(sources, width, sparsity, seed);
                    assert!((spread - published).abs() < within, "{sources} {sparsity}: {spread}");
                    assert!(empty > 0 && skewness > 0.2, "{sources} {sparsity}: {empty} {skewness}");
                }
            }
        }
    }

    #[test]
    fn a_small_matrix_has_an_empty_row_where_the_spread_has_room_for_it() {
        for seed in 0..8 {
            let (spread, empty, _) = measured(40, 120, 0.9, seed);
            assert!((spread - 4.16).abs() < 1.0 && empty > 0, "{spread} {empty}");
            assert_eq!(measured(8, 24, 0.5, seed).1, 0);
        }
    }

    #[test]
    fn between_the_published_points_spread_lies_on_the_line() {
        for (sparsity, expected) in [(0.0, 0.0), (0.25, 0.0606), (0.7, 0.0814), (0.95, 0.0208), (1.0, 0.0)] {
            assert!((spread(sparsity) - expected).abs() < 1e-12, "{sparsity}");
        }
        let (found, _, _) = measured(768, 3072, 0.7, 1);
        assert!((found - 8.14).abs() < 0.5, "{found}");
    }

    proptest! {
        #[test]
        fn the_number_of_weights_is_exact(sources in 1_u32..40, width in 1_u32..90, share in 0.0..=1.0_f64, seed: u64) {
            let nonzeros = (share * f64::from(sources * width)).round() as u64;
            let rows = neuro_prune(sources, width, nonzeros, seed, 0);
            prop_assert_eq!((rows.nonzeros(), rows.sources(), rows.width()), (nonzeros, sources, width));
            let checked = SparseRows::new(width, rows.row_start().to_vec(), rows.targets().to_vec());
            prop_assert!(checked.is_ok(), "{:?}", checked);
        }
    }
}
