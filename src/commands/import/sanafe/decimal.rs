//! Sums and common units of numbers as they are written: 6.0e-9 and 3.7e-9 are 9.7e-9 and not a bit more.

/// A whole number of powers of ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    /// The digits, which do not end in 0.
    digits: i128,
    /// The power of ten of the last of them.
    exponent: i32,
}

impl Decimal {
    /// The shortest decimal that is this number, which is finite.
    pub(super) fn of(value: f64) -> Self {
        let text = format!("{value:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}").parse().unwrap_or(0);
        let exponent: i32 = exponent.parse().unwrap_or(0);
        Self { digits, exponent: fraction.bytes().fold(exponent, |exponent, _| exponent - 1) }.reduced()
    }

    fn reduced(mut self) -> Self {
        if self.digits == 0 {
            return Self { digits: 0, exponent: 0 };
        }
        while self.digits % 10 == 0 {
            self.digits /= 10;
            self.exponent += 1;
        }
        self
    }

    /// The sum; `None` where it has more digits than can be held.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        if self.digits == 0 || other.digits == 0 {
            return Some(if self.digits == 0 { other } else { self });
        }
        let least = self.exponent.min(other.exponent);
        let shifted = |part: Self| {
            let power = 10_i128.checked_pow((part.exponent - least).unsigned_abs())?;
            part.digits.checked_mul(power)
        };
        let digits = shifted(self)?.checked_add(shifted(other)?)?;
        Some(Self { digits, exponent: least }.reduced())
    }

    /// The power of ten of the last digit; none for 0.
    pub(super) fn last_digit(self) -> Option<i32> {
        (self.digits != 0).then_some(self.exponent)
    }

    /// The number nearest to it.
    pub(super) fn value(self) -> f64 {
        format!("{}e{}", self.digits, self.exponent).parse().unwrap_or(0.0)
    }
}

/// The sum of numbers as they are written.
pub(super) fn sum(parts: &[f64]) -> f64 {
    let exact = parts.iter().map(|part| Some(Decimal::of(*part))).reduce(|sum, part| sum?.plus(part?));
    exact.flatten().map_or_else(|| parts.iter().sum(), Decimal::value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_as_written() {
        assert_eq!(sum(&[6.0e-9, 3.7e-9]).to_bits(), 9.7e-9_f64.to_bits());
        assert_eq!(sum(&[51.2e-12, 21.6e-12, 69.3e-12]).to_bits(), 142.1e-12_f64.to_bits());
        assert_eq!(sum(&[0.0, 0.0]).to_bits(), 0.0_f64.to_bits());
        assert_eq!(sum(&[1.0, 1e-300]).to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn the_last_digit_is_a_power_of_ten() {
        assert_eq!(
            [9.7e-9, 600e-9, 0.0, 5.0].map(|value| Decimal::of(value).last_digit()),
            [Some(-10), Some(-7), None, Some(0)]
        );
    }
}
