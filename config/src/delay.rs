//! A delay as chips state it: in clock cycles or in time.

use std::fmt;
use std::str::FromStr;

use crate::quantity::define_text_serde as text_serde;
use crate::quantity::{Frequency, QuantityError, Span, is_number, split_number};

/// A delay, written `"3 cycles"` or `"3.5 ns"`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Delay {
    /// A number of cycles of the clock of the unit that waits.
    Cycles(u32),
    /// A length of time, whatever the clock.
    Time(Span),
}

impl Delay {
    /// The time it takes at a clock.
    pub fn at(self, clock: Frequency) -> Span {
        match self {
            Self::Cycles(cycles) => Span::seconds(f64::from(cycles) / clock.as_hertz()),
            Self::Time(time) => time,
        }
    }
}

impl fmt::Display for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cycles(1) => f.pad("1 cycle"),
            Self::Cycles(cycles) => f.pad(&format!("{cycles} cycles")),
            Self::Time(time) => time.fmt(f),
        }
    }
}

impl FromStr for Delay {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let (number, unit) = split_number(text);
        let refuse = |what: String| {
            Err(QuantityError { what, hint: "write `3 cycles` or a time such as `3.5 ns`".to_owned() })
        };
        if matches!(unit, "cycle" | "cycles") {
            return match number.replace('_', "").parse() {
                Ok(cycles) => Ok(Self::Cycles(cycles)),
                Err(_) => {
                    refuse(format!("`{number}` is not a whole number of cycles from 0 to {}", u32::MAX))
                }
            };
        }
        if is_number(number) && unit.is_empty() {
            return refuse(format!("`{number}` has no unit of delay"));
        }
        match text.parse() {
            Ok(time) => Ok(Self::Time(time)),
            Err(QuantityError { what, hint }) => {
                Err(QuantityError { what, hint: format!("{hint}, or cycles, for example `3 cycles`") })
            }
        }
    }
}

text_serde!(Delay, "text such as \"3 cycles\" or \"3.5 ns\"");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_cycles_and_times() {
        assert_eq!("3 cycles".parse(), Ok(Delay::Cycles(3)));
        assert_eq!("1cycle".parse(), Ok(Delay::Cycles(1)));
        assert_eq!("3.5 ns".parse(), Ok(Delay::Time(Span::ns(3.5))));
        for delay in [Delay::Cycles(0), Delay::Cycles(1), Delay::Cycles(7), Delay::Time(Span::ns(3.5))] {
            assert_eq!(delay.to_string().parse(), Ok(delay));
        }
    }

    #[test]
    fn refuses_with_both_ways_to_write_it() {
        for text in ["3", "1.5 cycles", "-1 cycles", "5 pJ", "soon"] {
            let error = text.parse::<Delay>().expect_err(text);
            assert!(error.hint.contains("3 cycles") && error.hint.contains("3.5 ns"), "{text}: {error}");
        }
        let error = "3".parse::<Delay>().expect_err("no unit");
        assert_eq!(error.what, "`3` has no unit of delay");
    }

    #[test]
    fn cycles_take_the_time_of_the_clock() {
        let clock = Frequency::mhz(100.0);
        assert!((Delay::Cycles(3).at(clock).as_ns() - 30.0).abs() < 1e-9);
        assert_eq!(Delay::Time(Span::ns(3.5)).at(clock), Span::ns(3.5));
    }
}
