//! Delays and periods as whole numbers of ticks.
//!
//! A delay in cycles is a multiple of its block's clock. One that is no whole number of ticks is refused, or, where the
//! file allows it, rounded to the nearest tick (at least one, unless it was 0) with a note of the size of the error.

use egret_config::{Delay, Frequency, Sourced, Span};

use super::checker::Checker;
use crate::Ticks;
use crate::chip::RoundingNote;
use crate::file::Rounding;

/// Which clock a delay in cycles counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    /// `core.clock`: the stages of a core, its memories, and the host link.
    Core,
    /// `network.clock`: routers and links.
    Network,
}

impl Clock {
    fn path(self) -> &'static str {
        match self {
            Self::Core => "core.clock",
            Self::Network => "network.clock",
        }
    }
}

/// Ticks beyond which a delay is a slip of the pen: far from overflow of any sum, and eleven days at 1 GHz.
const MOST_TICKS: f64 = 1e15;
/// The same for links and the host, whose reservations are looked up by 32-bit distances: a second at 1 GHz.
const MOST_LINK_TICKS: f64 = 1e9;
/// Most ticks a second: a tick of a femtosecond.
const MOST_TICKS_PER_SECOND: f64 = 1e15;

/// The time base and the clocks, as far as they are known. What was refused is told apart from what is absent: the
/// delays that hang on it are not refused again.
#[derive(Default)]
pub(super) struct Time {
    /// `None` when refused.
    pub(super) ticks_per_second: Option<u64>,
    core: ClockState,
    network: ClockState,
    /// There are no seconds, only cycles.
    cycles_only: bool,
}

#[derive(Clone, Copy, Default)]
enum ClockState {
    #[default]
    Absent,
    Refused,
    Usable(Frequency),
}

impl Checker<'_> {
    /// Fixes the time base, from which everything else is counted.
    pub(super) fn time_base(&mut self, sourced: &Sourced<Frequency>) {
        let Some(frequency) = self.required("time_base", sourced) else { return };
        match whole(frequency.as_hertz()) {
            Some(ticks) if ticks > 0 && frequency.as_hertz() <= MOST_TICKS_PER_SECOND => {
                self.time.ticks_per_second = Some(ticks);
            }
            _ => {
                let hint = "write a whole number of hertz up to 1e15 Hz; \"1.2 GHz\" makes 150, 300 and 400 MHz clocks whole";
                self.refuse("time_base", format!("{frequency} is no usable time base"), hint);
            }
        }
    }

    /// Counts in cycles of the network: a tick is a cycle, and a time in seconds is refused.
    pub(super) fn count_cycles(&mut self) {
        let network = ClockState::Usable(Frequency::hertz(1.0));
        self.time = Time { ticks_per_second: Some(1), core: ClockState::Absent, network, cycles_only: true };
    }

    /// A clock; refused when its edges are no whole number of ticks apart, unless rounding is allowed.
    pub(super) fn clock(&mut self, clock: Clock, sourced: Option<&Sourced<Frequency>>) {
        let Some(sourced) = sourced else { return };
        let state = match self.required(clock.path(), sourced) {
            Some(frequency) if self.edges_are_ticks(clock, frequency) => ClockState::Usable(frequency),
            _ => ClockState::Refused,
        };
        match clock {
            Clock::Core => self.time.core = state,
            Clock::Network => self.time.network = state,
        }
    }

    /// Ticks from one edge of the network clock to the next; none on an asynchronous network and after a problem.
    pub(super) fn network_period(&mut self) -> Option<Ticks> {
        match self.time.network {
            ClockState::Usable(_) => self.cycle_ticks(Clock::Network.path(), 1, Clock::Network, MOST_TICKS),
            ClockState::Absent | ClockState::Refused => None,
        }
    }

    fn edges_are_ticks(&mut self, clock: Clock, frequency: Frequency) -> bool {
        let Some(ticks_per_second) = self.time.ticks_per_second else { return false };
        let ticks = ticks_per_second as f64 / frequency.as_hertz();
        if self.rounding == Rounding::Allow || whole(ticks).is_some_and(|ticks| ticks > 0) {
            return true;
        }
        let what = format!("a {frequency} clock has {ticks:.6} ticks a cycle: no whole number");
        let hint = "set time_base to a common multiple of the clocks, or rounding: Allow";
        self.refuse(clock.path(), what, hint);
        false
    }

    /// A delay; 0 after a problem.
    pub(super) fn delay(&mut self, path: &str, sourced: &Sourced<Delay>, clock: Clock) -> Ticks {
        self.ticks(path, sourced, clock, MOST_TICKS).unwrap_or(0)
    }

    /// The latency of a link; 0 after a problem.
    pub(super) fn link_latency(&mut self, path: &str, sourced: &Sourced<Delay>, clock: Clock) -> Ticks {
        self.ticks(path, sourced, clock, MOST_LINK_TICKS).unwrap_or(0)
    }

    /// The time from one flit of a link to the next, at least one tick; 1 after a problem.
    pub(super) fn link_interval(&mut self, path: &str, sourced: &Sourced<Delay>, clock: Clock) -> Ticks {
        let ticks = self.ticks(path, sourced, clock, MOST_LINK_TICKS);
        if ticks == Some(0) {
            self.refuse(path, "an interval of zero", "write at least one tick of time_base");
        }
        ticks.unwrap_or(1).max(1)
    }

    /// A period of a tick; 1 after a problem.
    pub(super) fn period(&mut self, path: &str, sourced: &Sourced<Span>) -> Ticks {
        let Some(span) = self.required(path, sourced) else { return 1 };
        let ticks = self.span_ticks(path, span, MOST_TICKS);
        if ticks == Some(0) {
            self.refuse(path, "a period of zero", "write the time from tick to tick, such as \"1 ms\"");
        }
        ticks.unwrap_or(1).max(1)
    }

    fn ticks(&mut self, path: &str, sourced: &Sourced<Delay>, clock: Clock, most: f64) -> Option<Ticks> {
        match self.required(path, sourced)? {
            Delay::Time(span) if self.time.cycles_only => {
                let what = format!("{span:.3}, where only cycles count");
                self.refuse(path, what, "write cycles, such as \"1 cycle\"");
                None
            }
            Delay::Time(span) => self.span_ticks(path, span, most),
            Delay::Cycles(cycles) => self.cycle_ticks(path, cycles, clock, most),
        }
    }

    /// The first clock edge of the core that is not before a time, or the first tick where the core has no clock; in
    /// ticks and in words.
    pub(super) fn not_before(&mut self, path: &str, time: Span) -> Option<(Ticks, String)> {
        if let ClockState::Usable(frequency) = self.time.core {
            let cycles =
                (time.as_seconds() * frequency.as_hertz()).ceil().clamp(1.0, f64::from(u32::MAX)) as u32;
            let ticks = self.cycle_ticks(path, cycles, Clock::Core, MOST_TICKS)?;
            return Some((ticks, format!("so {}", Delay::Cycles(cycles))));
        }
        let ticks = (time.as_seconds() * self.time.ticks_per_second? as f64).ceil().max(1.0) as Ticks;
        Some((ticks, format!("so {ticks} ticks")))
    }

    fn cycle_ticks(&mut self, path: &str, cycles: u32, clock: Clock, most: f64) -> Option<Ticks> {
        if cycles == 0 {
            return Some(0);
        }
        let state = match clock {
            Clock::Core => self.time.core,
            Clock::Network => self.time.network,
        };
        match state {
            ClockState::Usable(frequency) => {
                let ticks = f64::from(cycles) * self.time.ticks_per_second? as f64 / frequency.as_hertz();
                self.whole_ticks(path, frequency.period() * f64::from(cycles), ticks, most)
            }
            ClockState::Refused => None,
            ClockState::Absent => {
                let (delay, clock) = (Delay::Cycles(cycles), clock.path());
                let what = format!("{delay} of a clock that is not there: no {clock}");
                self.refuse(
                    path,
                    what,
                    format!("give {clock}, or write the delay as a time such as \"3.5 ns\""),
                );
                None
            }
        }
    }

    fn span_ticks(&mut self, path: &str, span: Span, most: f64) -> Option<Ticks> {
        self.whole_ticks(path, span, span.as_seconds() * self.time.ticks_per_second? as f64, most)
    }

    fn whole_ticks(&mut self, path: &str, asked: Span, ticks: f64, most: f64) -> Option<Ticks> {
        if ticks > most {
            let limit = Span::seconds(most / self.time.ticks_per_second? as f64);
            let hint =
                format!("write at most {limit:.3}, {most:e} ticks of time_base, or a slower time_base");
            self.refuse(path, format!("{asked:.3} is {ticks:.0} ticks: too long"), hint);
            return None;
        }
        if let Some(ticks) = whole(ticks) {
            return Some(ticks);
        }
        if self.rounding == Rounding::Refuse {
            let what = format!("{asked} is {ticks:.6} ticks of time_base: no whole number");
            let hint = "set time_base so that it is, write a delay that is a whole number of ticks, or rounding: Allow";
            self.refuse(path, what, hint);
            return None;
        }
        let rounded = ticks.round().max(1.0);
        let got = Span::seconds(rounded / self.time.ticks_per_second? as f64);
        self.roundings.push(RoundingNote { path: path.to_owned(), asked, got });
        Some(rounded as Ticks)
    }
}

/// The whole number that a value is, up to the error of its conversion from decimal digits.
pub(super) fn whole(value: f64) -> Option<u64> {
    let rounded = value.round();
    ((value - rounded).abs() <= 1e-9 * value.abs().max(1e-3)).then_some(rounded as u64)
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn decimal_times_are_whole_despite_binary_floats() {
        assert_eq!(whole(4.1e-9 * 10e9), Some(41));
        assert_eq!(whole(1.2e9 / 300e6), Some(4));
        assert_eq!(whole(1.2e9 / 150e6), Some(8));
        assert_eq!(whole(0.0), Some(0));
        assert_eq!(whole(16.67e-9 * 1.2e9), None);
        assert_eq!(whole(0.5), None);
        assert_eq!(whole(1e-4), None);
    }
}
