//! Exponential, logistic function and hyperbolic tangent in single precision.
//!
//! They are written without branches and without calls, so that a loop over many values becomes vector instructions;
//! a call to a library function a value would take most of the time of a step of a sparse network. They use additions,
//! multiplications, divisions and bit patterns only, each of which is correctly rounded on every platform: the same bits
//! everywhere. The polynomials are those of Moshier's Cephes library (`expf`, `tanhf`).

/// The exponential; within 1.1 units in the last place for arguments in -87.3 to 88.3.
///
/// Beyond, it stays at the value of the nearest bound: 1.2e-38 below, 2.2e38 above. Not a number stays that.
#[inline]
pub(super) fn exp(x: f32) -> f32 {
    /// Adding and subtracting it rounds to a whole number, which it leaves in its lowest bits: 1.5 × 2^23.
    const ROUND: f32 = 12_582_912.0;
    /// ln 2 in two parts, the first with trailing zeros: its product with a whole exponent is exact.
    const LN_2_HIGH: f32 = 355.0 / 512.0;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-87.3, 88.3);
    let rounded = x * std::f32::consts::LOG2_E + ROUND;
    let whole = rounded - ROUND;
    let rest = (x - whole * LN_2_HIGH) - whole * LN_2_LOW;
    let square = rest * rest;
    let mut series = 1.987_569_2e-4_f32;
    for coefficient in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        series = series * rest + coefficient;
    }
    let fraction = series * square + rest + 1.0;
    // The exponent of 2^whole, from the lowest bits of the rounded sum; the rest is shifted out.
    fraction * f32::from_bits(rounded.to_bits().wrapping_add(127) << 23)
}

/// The logistic function 1 / (1 + e^-x); within 2.6 units in the last place where it is above 1e-37.
#[inline]
pub(super) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// The hyperbolic tangent; within 1.4 units in the last place.
#[inline]
pub(super) fn tanh(x: f32) -> f32 {
    let square = x * x;
    let mut series = -5.704_988_7e-3_f32;
    for coefficient in [2.063_909e-2, -5.373_971_6e-2, 1.333_144_2e-1, -3.333_328e-1] {
        series = series * square + coefficient;
    }
    let near = series * square * x + x;
    // Of the magnitude: below zero the quotient would be near 2, where numbers lie further apart.
    let far = (1.0 - 2.0 / (exp(2.0 * x.abs()) + 1.0)).copysign(x);
    if x.abs() < 0.625 { near } else { far }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Units in the last place of the exact value between it and what was computed.
    fn distance(computed: f32, exact: f64) -> f64 {
        let nearest = exact as f32;
        let unit = f64::from(f32::from_bits(nearest.abs().to_bits() + 1)) - f64::from(nearest.abs());
        (f64::from(computed) - exact).abs() / unit
    }

    /// The largest distance over 4 million arguments spread over a range, and where.
    fn worst(from: f32, to: f32, computed: fn(f32) -> f32, exact: fn(f64) -> f64) -> (f64, f32) {
        const POINTS: u32 = 4_000_000;
        let points = (0..=POINTS).map(|point| from + (to - from) * (point as f32 / POINTS as f32));
        points
            .map(|x| (distance(computed(x), exact(f64::from(x))), x))
            .fold((0.0, 0.0), |worst, next| if next.0 > worst.0 { next } else { worst })
    }

    fn exact_sigmoid(x: f64) -> f64 {
        1.0 / (1.0 + libm::exp(-x))
    }

    #[test]
    fn errors_stay_below_the_stated_ones() {
        for (from, to) in [(-87.3, 88.3), (-1.0, 1.0)] {
            let (error, x) = worst(from, to, exp, libm::exp);
            assert!(error <= 1.1, "exp: {error} at {x}");
        }
        for (from, to) in [(-85.0, 85.0), (-5.0, 5.0)] {
            let (error, x) = worst(from, to, sigmoid, exact_sigmoid);
            assert!(error <= 2.6, "sigmoid: {error} at {x}");
        }
        for (from, to) in [(-20.0, 20.0), (-1.0, 1.0), (-1e-6, 1e-6)] {
            let (error, x) = worst(from, to, tanh, libm::tanh);
            assert!(error <= 1.4, "tanh: {error} at {x}");
        }
    }

    #[test]
    fn extremes_keep_to_their_limits() {
        assert_eq!([exp(0.0), sigmoid(0.0), tanh(0.0)].map(f32::to_bits), [1.0, 0.5, 0.0].map(f32::to_bits));
        assert_eq!(
            [tanh(1e4), tanh(-1e4), sigmoid(1e4)].map(f32::to_bits),
            [1.0, -1.0, 1.0].map(f32::to_bits)
        );
        assert!(sigmoid(-1e4) < 1e-37 && exp(-1e4) < 2e-38 && exp(1e4) > 2e38);
        for function in [exp, sigmoid, tanh] {
            assert!(function(f32::NAN).is_nan());
        }
    }
}
