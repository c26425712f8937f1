//! Figures, changes and causes in words.

use crate::compare::causes::Cause;
use crate::compare::comparison::{Change, State};
use crate::metrics::Better;
use crate::si::{grouped, scale};

/// Digits of a figure: enough to see a change of a tenth of a percent.
const DIGITS: i32 = 5;

/// A figure with its unit, with five digits.
pub(in crate::compare) fn figure(value: f64, unit: &str) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    match unit {
        "" if value.fract() == 0.0 && (0.0..1e15).contains(&value) => grouped(value as u64),
        "" => significant(value),
        "pJ" | "mm²" => format!("{} {unit}", significant(value)),
        _ => {
            let scale = scale(value);
            format!("{} {}{unit}", significant(value / scale.worth), scale.prefix)
        }
    }
}

fn significant(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{value:.*e}", (DIGITS - 1) as usize);
    let exponent = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok());
    match exponent {
        Some(exponent) if (-4..15).contains(&exponent) => {
            format!("{value:.*}", (DIGITS - 1 - exponent).max(0) as usize)
        }
        _ => scientific,
    }
}

/// A share of so many percent, as short as it can be.
pub(in crate::compare) fn percent(share: f64) -> String {
    let text = format!("{share:.4}");
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A side of a change: the figure, or that there is none.
pub(super) fn side(value: Option<f64>, unit: &str) -> String {
    value.map_or_else(|| "-".to_owned(), |value| figure(value, unit))
}

/// By how much a figure changed, with its sign.
pub(super) fn amount(change: f64, unit: &str) -> String {
    let sign = if change < 0.0 { "−" } else { "+" };
    format!("{sign}{}", figure(change.abs(), unit))
}

/// The change in percent, or why there is none.
pub(super) fn relative(change: &Change) -> String {
    match (change.state, change.percent()) {
        (State::Gone, _) => "missing".to_owned(),
        (State::Appeared, _) => "new".to_owned(),
        (State::Absent, _) => "absent".to_owned(),
        (State::NotANumber, _) => "no number".to_owned(),
        (State::Same, _) => "0 %".to_owned(),
        (State::Changed, None) => "from 0".to_owned(),
        (State::Changed, Some(percent)) => signed(percent),
    }
}

/// So many percent with sign and three digits or so.
pub(super) fn signed(percent: f64) -> String {
    let sign = if percent < 0.0 { "−" } else { "+" };
    let size = percent.abs();
    if size >= 1000.0 {
        format!("{sign}{} %", grouped(size.round() as u64))
    } else if size >= 99.95 {
        format!("{sign}{size:.0} %")
    } else if size >= 9.995 {
        format!("{sign}{size:.1} %")
    } else if size >= 0.01 {
        format!("{sign}{size:.3} %")
    } else {
        format!("{sign}{size:.1e} %")
    }
}

/// A cause: figure, change, share of the whole, and where it came from.
pub(super) fn cause(cause: &Cause, change: &Change) -> String {
    let from = origin(cause);
    format!("{} {} ({})", cause.figure, amount(cause.change, change.metric.unit), from)
}

/// From what a cause came.
pub(super) fn origin(cause: &Cause) -> String {
    match cause.item.as_str() {
        "" => cause.origin.phrase().to_owned(),
        item => format!("{}: {item}", cause.origin.phrase()),
    }
}

/// The share of a cause in a change, in percent.
pub(super) fn share(cause: &Cause, change: &Change) -> Option<f64> {
    let whole = change.change().filter(|whole| *whole != 0.0)?;
    Some(100.0 * cause.change / whole)
}

/// The main causes of a change: up to `most`, of at least a twentieth of the largest.
pub(super) fn main_causes(change: &Change, most: usize) -> Vec<&Cause> {
    let largest = change.causes.first().map_or(0.0, |cause| cause.change.abs());
    change.causes.iter().take(most).filter(|cause| cause.change.abs() >= 0.05 * largest).collect()
}

/// The main causes of a change as a sentence.
pub(super) fn because(change: &Change) -> String {
    main_causes(change, 3).into_iter().map(|part| cause(part, change)).collect::<Vec<_>>().join("; ")
}

/// Whether a figure got worse; `None` where it is neither.
pub(super) fn is_worse(change: &Change) -> Option<bool> {
    match (change.metric.better, change.change()?) {
        (Better::Neither, _) => None,
        (Better::Lower, by) => Some(by > 0.0),
        (Better::Higher, by) => Some(by < 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_show_changes_of_a_tenth_of_a_percent() {
        for (value, unit, text) in [
            (2.529_871_6e-5, "J", "25.299 µJ"),
            (0.0, "J", "0 J"),
            (1_523_912.0, "", "1,523,912"),
            (0.123_456_7, "", "0.12346"),
            (23.612_345, "pJ", "23.612 pJ"),
            (61.718_065, "mm²", "61.718 mm²"),
            (4.651_421_926e-10, "J·s", "465.14 pJ·s"),
            (-1.5e-3, "s", "-1.5000 ms"),
            (3e-7, "", "3.0000e-7"),
        ] {
            assert_eq!(figure(value, unit), text);
        }
        assert_eq!(
            (percent(2.0), percent(0.25), percent(12.5)),
            ("2 %".into(), "0.25 %".into(), "12.5 %".into())
        );
    }

    #[test]
    fn changes_have_signs() {
        for (percent, text) in [
            (0.5, "+0.500 %"),
            (-12.34, "−12.3 %"),
            (250.0, "+250 %"),
            (12_345.6, "+12,346 %"),
            (1e-5, "+1.0e-5 %"),
        ] {
            assert_eq!(signed(percent), text);
        }
        assert_eq!(amount(-1e-9, "J"), "−1.0000 nJ");
    }
}
