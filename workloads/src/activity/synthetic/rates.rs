//! The rates of a layer's units: heavy-tailed, with an exact mean.
//!
//! The log-odds of the rates follow a Laplace distribution around a common centre, which is chosen so that the mean of
//! the rates is the activity. Odds far from the centre thus follow a power law on both sides: a few units emit nearly
//! always, a few hardly ever, as in trained networks. Odds instead of rates keep every rate below 1, at any activity,
//! without clipping. The quantiles are stratified, one unit in each of `units` equal slices, so that small layers have
//! the tails too and layers of different seeds differ little; which unit gets which rate is random.

use super::CERTAIN;
use crate::random::Stream;

/// Rates in multiples of 2^-48, one a unit, whose sum is the rounded `units * activity`.
pub(super) fn draw(units: u32, activity: f64, spread: f64, stream: &mut Stream) -> Vec<u64> {
    let goal = (activity * f64::from(units) * CERTAIN as f64).round() as u128;
    let mut weights: Vec<f64> = (0..units)
        .map(|slice| {
            let quantile = (f64::from(slice) + stream.unit()) / f64::from(units);
            libm::exp(spread * laplace(quantile))
        })
        .collect();
    shuffle(&mut weights, stream);
    let odds = central_odds(&weights, activity * f64::from(units));
    let mut rates: Vec<u64> =
        weights.iter().map(|weight| (rate(weight * odds) * CERTAIN as f64).round() as u64).collect();
    balance(&mut rates, goal);
    rates
}

/// Value below which a standard Laplace variable falls with probability `quantile`.
fn laplace(quantile: f64) -> f64 {
    // No quantile is nearer to 0 or 1 than the smallest step of a 53-bit fraction, except an exact 0.
    let tail = quantile.min(1.0 - quantile).max(f64::EPSILON);
    let distance = -libm::log(2.0 * tail);
    if quantile < 0.5 { -distance } else { distance }
}

/// The probability with the given odds.
fn rate(odds: f64) -> f64 {
    odds / (1.0 + odds)
}

/// The odds that, times the units' weights, give rates whose sum is `expected`, by bisection of their exponent.
fn central_odds(weights: &[f64], expected: f64) -> f64 {
    let (mut low, mut high) = (1e-60_f64, 1e60_f64);
    // 400 binary orders of magnitude shrink to less than the precision of an f64 in 62 halvings.
    for _ in 0..64 {
        let middle = (low * high).sqrt();
        if weights.iter().map(|weight| rate(weight * middle)).sum::<f64>() < expected {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low * high).sqrt()
}

fn shuffle(weights: &mut [f64], stream: &mut Stream) {
    for last in (1..weights.len()).rev() {
        weights.swap(last, stream.below(last as u64 + 1) as usize);
    }
}

/// Moves the rates by the few units of rounding that are missing to or in excess of `goal`, spread evenly.
fn balance(rates: &mut [u64], goal: u128) {
    loop {
        let sum: u128 = rates.iter().map(|rate| u128::from(*rate)).sum();
        let missing = goal.abs_diff(sum);
        let room = |rate: u64| if goal > sum { CERTAIN - rate } else { rate };
        let open = rates.iter().filter(|rate| room(**rate) > 0).count() as u128;
        if missing == 0 || open == 0 {
            return;
        }
        let share = missing.div_ceil(open);
        let mut left = missing;
        for rate in rates.iter_mut() {
            let change = share.min(left).min(u128::from(room(*rate))) as u64;
            *rate = if goal > sum { *rate + change } else { *rate - change };
            left -= u128::from(change);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drawn(units: u32, activity: f64, spread: f64, seed: u64) -> Vec<u64> {
        draw(units, activity, spread, &mut Stream::new(seed, "test", 0))
    }

    proptest! {
        #[test]
        fn the_mean_is_exact(units in 1_u32..700, activity in 0.0..=1.0, spread in 0.0..=3.0, seed: u64) {
            let rates = drawn(units, activity, spread, seed);
            let sum: u128 = rates.iter().map(|rate| u128::from(*rate)).sum();
            prop_assert_eq!(sum, (activity * f64::from(units) * CERTAIN as f64).round() as u128);
            prop_assert!(rates.iter().all(|rate| *rate <= CERTAIN));
        }
    }

    #[test]
    fn all_and_none_are_exact_for_every_unit() {
        assert!(drawn(100, 1.0, 0.6, 1).iter().all(|rate| *rate == CERTAIN));
        assert!(drawn(100, 0.0, 0.6, 1).iter().all(|rate| *rate == 0));
        assert!(drawn(0, 0.5, 0.6, 1).is_empty());
    }

    #[test]
    fn no_spread_gives_equal_rates() {
        let rates = drawn(100, 0.25, 0.0, 1);
        assert!(rates.iter().all(|rate| rate.abs_diff(CERTAIN / 4) <= 1), "{rates:?}");
    }

    #[test]
    fn more_spread_means_heavier_tails() {
        let squares = |spread| -> f64 {
            drawn(256, 0.13, spread, 5).iter().map(|rate| (*rate as f64 / CERTAIN as f64).powi(2)).sum()
        };
        assert!(squares(0.0) < squares(0.3) && squares(0.3) < squares(0.6) && squares(0.6) < squares(1.2));
    }
}
