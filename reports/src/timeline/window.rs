//! The part of simulated time that a trace shows.

use std::str::FromStr;

use egret_config::{Problem, Span};

/// From when until when, as written: `1ms..2ms`, `1ms..` or `..2ms`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TraceWindow {
    from: Option<Span>,
    until: Option<Span>,
}

/// The same in ticks: from the first up to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticks {
    pub(super) from: u64,
    pub(super) until: u64,
}

impl TraceWindow {
    /// On a chip of so many ticks a second: instants that are no whole ticks are taken to the nearest.
    pub(super) fn ticks(&self, ticks_per_second: u64) -> Ticks {
        let ticks = |span: Span| (span.as_seconds() * ticks_per_second as f64).round() as u64;
        Ticks { from: self.from.map_or(0, ticks), until: self.until.map_or(u64::MAX, ticks) }
    }

    /// Where it begins, as written.
    pub fn begins(&self) -> Option<Span> {
        self.from
    }

    /// Where it ends, as written.
    pub fn ends(&self) -> Option<Span> {
        self.until
    }
}

impl FromStr for TraceWindow {
    type Err = Problem;

    /// Reads two instants of simulated time with their units; one of them may be left out.
    fn from_str(text: &str) -> Result<Self, Problem> {
        const HOW: &str = "write two instants of simulated time with their units, for example `1ms..2ms`";
        let Some((from, until)) = text.split_once("..") else {
            return Err(Problem::new("", format!("`{text}` is no window of time")).hint(HOW));
        };
        let instant = |text: &str| -> Result<Option<Span>, Problem> {
            if text.trim().is_empty() {
                return Ok(None);
            }
            // `0` needs no unit in any other place either, but a window without units is misread too easily.
            let span: Span = text.parse().map_err(|error: egret_config::QuantityError| {
                Problem::new("", error.what).hint(error.hint)
            })?;
            if span.as_seconds() < 0.0 {
                let what = format!("`{}` lies before the run, which begins at 0 s", text.trim());
                return Err(Problem::new("", what).hint(HOW));
            }
            Ok(Some(span))
        };
        let window = Self { from: instant(from)?, until: instant(until)? };
        match (window.from, window.until) {
            (None, None) => {
                let what = "a window without any instant is no window";
                Err(Problem::new("", what).hint(format!("{HOW}, or leave it out")))
            }
            (from, Some(until)) if from.map_or(0.0, Span::as_seconds) >= until.as_seconds() => {
                let from = from.unwrap_or(Span::ZERO);
                let what = if from.as_seconds() > until.as_seconds() {
                    format!("the window ends at {until}, before it begins at {from}")
                } else {
                    format!("the window is empty: it begins and ends at {until}")
                };
                Err(Problem::new("", what).hint(HOW))
            }
            _ => Ok(window),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(text: &str) -> Ticks {
        text.parse::<TraceWindow>().unwrap().ticks(1_000_000_000)
    }

    #[test]
    fn windows_are_read() {
        assert_eq!(ticks("1ms..2ms"), Ticks { from: 1_000_000, until: 2_000_000 });
        assert_eq!(ticks(" 500 ns .. 2 us"), Ticks { from: 500, until: 2_000 });
        assert_eq!(ticks("1.5us.."), Ticks { from: 1_500, until: u64::MAX });
        assert_eq!(ticks("..2us"), Ticks { from: 0, until: 2_000 });
    }

    #[test]
    fn what_is_no_window_is_refused_with_advice() {
        for (text, what) in [
            ("1ms", "is no window"),
            ("..", "without any instant"),
            ("2ms..1ms", "before it begins"),
            ("1ms..1ms", "is empty"),
            ("0ms..0ms", "is empty"),
            ("1..2", "unit"),
            ("1ms..2pJ", "pJ"),
            ("-1ms..2ms", "negative"),
            ("1ms..soon", "soon"),
        ] {
            let problem = text.parse::<TraceWindow>().unwrap_err();
            assert!(problem.what.contains(what), "{text}: {problem:?}");
            assert!(problem.hint.is_some(), "{text}");
        }
    }
}
