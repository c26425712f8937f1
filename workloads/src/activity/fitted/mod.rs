//! Synthetic activity fitted to a recording: what is estimated, how it is written down, and how well it imitates.
//!
//! # What is estimated
//! Of the recorded events `x[i](t)` of a layer, with `K(t)` their number at step `t`:
//!
//! ```text
//! rates            r[i] = mean of x[i]
//! persistence      p = sum over i, t of (x[i](t) - r[i]) (x[i](t-1) - r[i]) / sum over i, t of (x[i](t) - r[i])^2
//! innovations      I(t) = K(t) - p K(t-1) - (1 - p) mean of K
//! quantiles        of I, means of equal slices of the sorted values
//! shares           s[i] = covariance of x[i] and I, never below a twentieth of what the unit has room for
//! autocorrelation  of the normal scores of I
//! correlations     of the normal scores of the layers' I
//! common factor    standard deviation that K gets from all this, relative to its mean
//! rate spread      for which rates drawn at random would vary as much as the recorded ones
//! ```
//!
//! The generator (`synthetic`) has `E[x[i](t)] = r[i]` at every step, exactly; `K(t) = p K(t-1) + (1 - p) E K + I(t)` to one
//! rounding, with `I` drawn from the quantiles in the order of a latent series (`synthetic/latent.rs`); and `cov(x[i], I)`
//! in proportion to the shares, as far as the probabilities have room for it.
//!
//! # Why these
//! Energy is linear in events, so the rates, unit by unit, give its mean: busy units may have many weights or few. Durations
//! of steps follow the number of events of a step, of all layers together where they run in the same step: so its
//! distribution, its memory and the correlation of the layers count. Which part of the chip is late depends on which units
//! a busy step adds: so the shares do.
//!
//! What is not imitated: that particular units emit together (but for the shares), memory of the events beyond persistence
//! and the autocorrelation of the factor, and drifts over the recording.

mod estimate;
mod file;
mod moments;
mod text;

pub use estimate::fit;
pub use file::{ACTIVITY_SCHEMA, ActivityFile, FittedLayer};
pub use moments::{LayerMoments, Moments};
