//! Synthetic activity: events drawn from a statistical model of a sparsely active recurrent layer.
//!
//! # The model
//! Unit `i` of a layer has a rate `r[i]`, its probability to emit at any step (`rates.rs`). At each step `t` it emits with
//! the conditional probability
//!
//! ```text
//! p[i](t) = r[i] + persistence * (emitted[i](t-1) - r[i]) + h[i] * q(t)
//! ```
//!
//! where `q(t)` is the factor all units of the layer share (`factor.rs`): mean 0, variance 1, bounded, independent of what
//! the units did; and `h[i] >= 0` is small enough that `p` never leaves 0..=1, so nothing is ever clipped. Given the
//! `p`, the units that emit are drawn by systematic sampling (Madow 1949) along a random order of the units
//! (`player.rs`): walk the order, add up the `p`, and a unit emits when the sum, begun at a uniform random offset, passes a
//! whole number. Each unit emits with exactly its probability, and the layer's count `K(t)` is within one of the sum of
//! the `p`.
//!
//! # The mean is exact
//! The initial state is drawn with the rates. If `E emitted[i](t-1) = r[i]`, then `E p[i](t) = r[i]`, since `E q = 0` and
//! the model is linear. By induction every unit has its rate at every step, and the layer's expected count is `units *
//! activity`, to the 2^-48 probabilities are rounded to (the rounding of the rates is balanced to sum to the target).
//!
//! # The mean over many steps
//! Independent units would not do: 256 of them at an activity of 0.13 leave 1.4 % or more at three standard deviations of the
//! mean of 1,000 steps, persistence and a common factor much more, as the factor moves all units at once and dominates.
//! Here, with `D(t) = K(t) - E K`, `G` the sum of the `h` and `e(t)` the rounding of the sampling (uncorrelated, variance
//! at most 1/4),
//!
//! ```text
//! D(t) = persistence * D(t-1) + G q(t) + e(t)
//! (1 - persistence) * sum of D = persistence * (D(-1) - D(N-1)) + G * sum of q + sum of e
//! ```
//!
//! The factors are a random permutation of 256 levels that sum to 0, block after block: negatively autocorrelated. After
//! `N` steps with `m = N mod 256`, `Var(sum of q) = m (256 - m) / 255`, at most 64.3 for any `N`, 21.8 for 1,000. With
//! the defaults (persistence 0.25, common factor `c` = 0.27, and `G = c E K sqrt(1 - persistence^2)`) the standard
//! deviation of the mean of 1,000 steps, relative to `E K`, has three parts: the factors' `0.27 * 1.291 * 4.67 / 1000` =
//! 0.163 %, the rounding's `0.5 * sqrt(1000) / 0.75 / 1000 / E K` = 2.11 % / `E K`, and the boundary's `0.25 * 0.27 /
//! 0.75 / 1000` = 0.009 %. Three of them stay below 1 % for every layer that emits 8 events a step or more on
//! average (0.93 % at 8, 0.53 % at 33, 0.49 % in the limit).
//!
//! # What it resembles
//! The defaults follow recorded EGRU layers of 256 units at an activity of 0.13 (data set `egru-wikitext2`): spread of
//! the rates, repetition and spread of the counts; a test compares them. It does not imitate: correlations between
//! particular units, the still higher persistence of the few busiest units, correlations over more than a few steps.

mod alike;
mod factor;
mod latent;
mod player;
mod population;
mod rates;
mod shape;
mod weights;

pub(super) use factor::normal_quantile;
pub use player::SyntheticPlayer;
pub use population::SyntheticActivity;
pub(super) use population::{FittedShape, drawn_rates, growth};
pub use shape::SyntheticFile;

/// Fraction bits of a probability: 1.0 is `1 << PROBABILITY_BITS`.
const PROBABILITY_BITS: u32 = 48;

/// Probability 1.
const CERTAIN: u64 = 1 << PROBABILITY_BITS;

/// Fraction bits of the common factor `q`. The weights `h` have the remaining ones, so that a product needs no shift.
const FACTOR_BITS: u32 = 16;
