//! What a number of each kind must be before anything else is asked of it. The file reader already refuses negative
//! and infinite quantities; a [`crate::ChipFile`] made in memory gets no further either.

use std::fmt::Display;

use egret_config::{Area, Delay, Energy, Frequency, Information, Length, Power, Span, Voltage};

/// A kind of number that a chip file may hold.
pub(super) trait Amount: Copy + Display {
    /// What the kind is called, and an example as it is written.
    const KIND: (&'static str, &'static str);

    /// The number in some unit; only its sign, its finiteness and its order are looked at.
    fn magnitude(self) -> f64;

    /// Whether nought is no possible value.
    const POSITIVE: bool = false;

    /// Whether the value lies from `low` to `high`.
    fn within(self, low: Self, high: Self) -> bool {
        low.magnitude() <= self.magnitude() && self.magnitude() <= high.magnitude()
    }

    /// What is impossible about the value.
    fn fault(self) -> Option<&'static str> {
        let magnitude = self.magnitude();
        if magnitude.is_nan() {
            Some("not a number")
        } else if magnitude.is_infinite() {
            Some("infinite")
        } else if magnitude < 0.0 {
            Some("negative")
        } else if Self::POSITIVE && magnitude <= 0.0 {
            Some("zero")
        } else {
            None
        }
    }
}

impl Amount for u32 {
    const KIND: (&'static str, &'static str) = ("count", "8");
    fn magnitude(self) -> f64 {
        f64::from(self)
    }
}

impl Amount for Information {
    const KIND: (&'static str, &'static str) = ("amount of memory", "\"96 KiB\"");
    fn magnitude(self) -> f64 {
        self.bits() as f64
    }
}

impl Amount for Energy {
    const KIND: (&'static str, &'static str) = ("energy", "\"23.6 pJ\"");
    fn magnitude(self) -> f64 {
        self.as_joules()
    }
}

impl Amount for Power {
    const KIND: (&'static str, &'static str) = ("power", "\"1.05 mW\"");
    fn magnitude(self) -> f64 {
        self.as_watts()
    }
}

impl Amount for Span {
    const KIND: (&'static str, &'static str) = ("time", "\"3.5 ns\"");
    fn magnitude(self) -> f64 {
        self.as_seconds()
    }
}

impl Amount for Frequency {
    const KIND: (&'static str, &'static str) = ("frequency", "\"300 MHz\"");
    const POSITIVE: bool = true;
    fn magnitude(self) -> f64 {
        self.as_hertz()
    }
}

impl Amount for Voltage {
    const KIND: (&'static str, &'static str) = ("voltage", "\"0.8 V\"");
    const POSITIVE: bool = true;
    fn magnitude(self) -> f64 {
        self.as_volts()
    }
}

impl Amount for Length {
    const KIND: (&'static str, &'static str) = ("length", "\"22 nm\"");
    const POSITIVE: bool = true;
    fn magnitude(self) -> f64 {
        self.as_metres()
    }
}

impl Amount for Area {
    const KIND: (&'static str, &'static str) = ("area", "\"0.41 mm2\"");
    fn magnitude(self) -> f64 {
        self.as_square_metres()
    }
}

impl Amount for f64 {
    const KIND: (&'static str, &'static str) = ("factor", "1.5");
    const POSITIVE: bool = true;
    fn magnitude(self) -> f64 {
        self
    }
}

impl Amount for Delay {
    const KIND: (&'static str, &'static str) = ("delay", "\"3 cycles\" or \"3.5 ns\"");
    fn magnitude(self) -> f64 {
        match self {
            Self::Cycles(cycles) => f64::from(cycles),
            Self::Time(span) => span.as_seconds(),
        }
    }

    /// Cycles and times have no common order, so a delay and its range must be all cycles or all times.
    fn within(self, low: Self, high: Self) -> bool {
        let kind = std::mem::discriminant(&self);
        kind == std::mem::discriminant(&low)
            && kind == std::mem::discriminant(&high)
            && low.magnitude() <= self.magnitude()
            && self.magnitude() <= high.magnitude()
    }
}
