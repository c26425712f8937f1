//! Limits as they are written in budgets: `"2 %"`, `"5 mJ"`, `3`.

use egret_config::{Energy, Power, Span};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

/// A limit as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Limit {
    /// With a unit.
    Text(String),
    /// Without.
    Number(f64),
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl Visitor<'_> for Written {
            type Value = Limit;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a limit such as \"2 %\", \"5 mJ\" or 3")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Limit, E> {
                Ok(Limit::Text(text.to_owned()))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Limit, E> {
                Ok(Limit::Number(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Limit, E> {
                Ok(Limit::Number(number as f64))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Limit, E> {
                Ok(Limit::Number(number as f64))
            }
        }
        deserializer.deserialize_any(Written)
    }
}

/// What is wrong with a limit, and what to do about it.
pub(super) type Wrong = (String, String);

impl Limit {
    /// The limit as a share: `"2 %"` is 0.02.
    pub(super) fn share(&self) -> Result<f64, Wrong> {
        let wrong = |found: &str| {
            let hint = "write a share in percent, such as \"2 %\"; amounts stand in `change_at_most_by`";
            (format!("`{found}` is no share"), hint.to_owned())
        };
        let text = match self {
            Self::Text(text) => text,
            Self::Number(number) => return Err(wrong(&number.to_string())),
        };
        let number = text.strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
        match number.filter(|number| number.is_finite() && *number >= 0.0) {
            Some(number) => Ok(number / 100.0),
            None => Err(wrong(text)),
        }
    }

    /// The limit in the unit of a figure.
    pub(super) fn amount(&self, unit: &str) -> Result<f64, Wrong> {
        let (number, text) = match self {
            Self::Number(number) => (Some(*number), number.to_string()),
            Self::Text(text) => (None, text.clone()),
        };
        let refused = |what: String| {
            let example = example(unit);
            (what, format!("write it such as {example}"))
        };
        let read: Result<f64, String> = match (unit, number) {
            ("", Some(number)) => Ok(number),
            ("", None) => text.trim().parse().map_err(|_| format!("`{text}` is no plain number")),
            (_, Some(number)) => Err(format!("`{number}` has no unit")),
            ("J", None) => text.parse::<Energy>().map(Energy::as_joules).map_err(|error| error.to_string()),
            ("pJ", None) => text.parse::<Energy>().map(Energy::as_pj).map_err(|error| error.to_string()),
            ("s", None) => text.parse::<Span>().map(Span::as_seconds).map_err(|error| error.to_string()),
            ("W", None) => text.parse::<Power>().map(Power::as_watts).map_err(|error| error.to_string()),
            ("mm²", None) => text
                .parse::<egret_config::Area>()
                .map(egret_config::Area::as_mm2)
                .map_err(|error| error.to_string()),
            (_, None) => {
                // The one unit without a quantity of its own: joules times seconds.
                let number = ["J·s", "Js"].iter().find_map(|unit| text.strip_suffix(unit));
                number
                    .and_then(|number| number.trim().parse().ok())
                    .ok_or_else(|| format!("`{text}` is no number with the unit {unit}"))
            }
        };
        let value = read.map_err(refused)?;
        if value.is_finite() { Ok(value) } else { Err(refused(format!("`{text}` is no limit"))) }
    }
}

/// How a limit in a unit is written.
fn example(unit: &str) -> &'static str {
    match unit {
        "" => "`1000`",
        "J" => "\"5 mJ\"",
        "pJ" => "\"20 pJ\"",
        "s" => "\"1 ms\"",
        "W" => "\"1.5 W\"",
        "mm²" => "\"60 mm2\"",
        _ => "\"1e-9 Js\"",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::metrics;

    fn text(text: &str) -> Limit {
        Limit::Text(text.to_owned())
    }

    #[test]
    fn every_unit_of_a_figure_can_be_written() {
        for metric in metrics() {
            let example = example(metric.unit);
            let limit = match example.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
                Some(inner) => text(inner),
                None => Limit::Number(1000.0),
            };
            assert!(limit.amount(metric.unit).is_ok_and(|value| value > 0.0), "{}", metric.name);
        }
    }

    #[test]
    fn limits_have_the_unit_of_their_figure() {
        let near = |found: Result<f64, Wrong>, value: f64| {
            assert!(found.is_ok_and(|found| (found - value).abs() <= 1e-15 * value), "{value}");
        };
        near(text("5 mJ").amount("J"), 5e-3);
        near(text("20 pJ").amount("pJ"), 20.0);
        near(text("2e-9 Js").amount("J·s"), 2e-9);
        near(text("2.5 %").share(), 0.025);
        for (limit, unit) in
            [(text("5 ms"), "J"), (Limit::Number(5.0), "s"), (text("much"), ""), (text("1"), "J·s")]
        {
            assert!(limit.amount(unit).is_err(), "{limit:?} {unit}");
        }
        for limit in [text("2"), text("-1 %"), text("NaN %"), Limit::Number(0.02)] {
            assert!(limit.share().is_err(), "{limit:?}");
        }
    }
}
