//! The products and ratios between quantities that mean something.

use std::ops::{Div, Mul};

use super::kinds::{Area, Energy, Frequency, Length, Power, Span};

impl Mul<Span> for Power {
    type Output = Energy;
    fn mul(self, time: Span) -> Energy {
        Energy::joules(self.as_watts() * time.as_seconds())
    }
}

impl Mul<Power> for Span {
    type Output = Energy;
    fn mul(self, power: Power) -> Energy {
        power * self
    }
}

impl Div<Span> for Energy {
    type Output = Power;
    fn div(self, time: Span) -> Power {
        Power::watts(self.as_joules() / time.as_seconds())
    }
}

impl Div<Power> for Energy {
    type Output = Span;
    fn div(self, power: Power) -> Span {
        Span::seconds(self.as_joules() / power.as_watts())
    }
}

impl Mul for Length {
    type Output = Area;
    fn mul(self, other: Length) -> Area {
        Area::square_metres(self.as_metres() * other.as_metres())
    }
}

impl Mul<Span> for Frequency {
    /// A number of cycles.
    type Output = f64;
    fn mul(self, time: Span) -> f64 {
        self.as_hertz() * time.as_seconds()
    }
}

impl Frequency {
    /// The time of one cycle; infinite at zero hertz.
    pub const fn period(self) -> Span {
        Span::seconds(1.0 / self.as_hertz())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(left: f64, right: f64) -> bool {
        (left - right).abs() <= 1e-12 * right.abs()
    }

    #[test]
    fn products_have_the_right_size() {
        assert!(near((Power::mw(2.0) * Span::us(3.0)).as_nj(), 6.0));
        assert!(near((Energy::nj(6.0) / Span::us(3.0)).as_mw(), 2.0));
        assert!(near((Energy::nj(6.0) / Power::mw(2.0)).as_us(), 3.0));
        assert!(near((Length::mm(2.0) * Length::mm(0.5)).as_mm2(), 1.0));
        assert!(near(Frequency::mhz(100.0) * Span::us(1.0), 100.0));
        assert!(near(Frequency::mhz(100.0).period().as_ns(), 10.0));
    }

    #[test]
    fn sums_and_ratios() {
        let parts = [Energy::pj(1.0), Energy::pj(2.0)];
        assert!(near(parts.iter().sum::<Energy>().as_pj(), 3.0));
        assert!(near(parts[1] / parts[0], 2.0));
        assert!(near((parts[0] * 4_u64).as_pj(), 4.0));
        assert_eq!(parts[0].max(parts[1]), parts[1]);
    }
}
