//! A figure in the unit in which it was published.

use egret_config::{Energy, Power, Problem, Span};

use super::reading::Dimension;

/// A figure in the unit in which it was published.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    /// In that unit.
    pub(crate) value: f64,
    /// The unit.
    pub(crate) unit: String,
    /// What one of that unit is in SI units.
    pub(crate) worth: f64,
}

impl Figure {
    /// Reads `68 mW`.
    pub(crate) fn parse(text: &str, dimension: Dimension) -> Result<Self, Problem> {
        let refused = |example: &str| {
            let what = format!("`{text}` is no figure with a unit");
            Problem::new("measured", what).hint(format!("write it like \"{example}\""))
        };
        let (number, unit) = text.trim().split_once(' ').ok_or_else(|| refused("68 mW"))?;
        let value: f64 = number.parse().map_err(|_| refused("68 mW"))?;
        let one = format!("1 {unit}");
        let worth = match dimension {
            Dimension::Energy => one.parse().ok().map(Energy::as_joules),
            Dimension::Power => one.parse().ok().map(Power::as_watts),
            Dimension::Time => one.parse().ok().map(Span::as_seconds),
            Dimension::Throughput => throughput(unit),
        };
        let worth = worth.ok_or_else(|| {
            refused(match dimension {
                Dimension::Energy => "1.33 mJ",
                Dimension::Power => "68 mW",
                Dimension::Time => "5.8 us",
                Dimension::Throughput => "2.281 Top/s",
            })
        })?;
        if !(value > 0.0 && value.is_finite()) {
            return Err(Problem::new("measured", format!("`{text}` is not above zero")));
        }
        Ok(Self { value, unit: unit.to_owned(), worth })
    }

    /// A figure in SI units, in this one's unit.
    pub(crate) fn in_its_unit(&self, si: f64) -> f64 {
        si / self.worth
    }

    /// In SI units.
    pub(crate) fn si(&self) -> f64 {
        self.value * self.worth
    }
}

fn throughput(unit: &str) -> Option<f64> {
    match unit {
        "op/s" => Some(1.0),
        "Mop/s" => Some(1e6),
        "Gop/s" => Some(1e9),
        "Top/s" => Some(1e12),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_keep_their_unit() {
        let figure = Figure::parse("68 mW", Dimension::Power).expect("a power");
        assert_eq!((figure.value, figure.unit.as_str()), (68.0, "mW"));
        assert!((figure.si() - 0.068).abs() < 1e-12 && (figure.in_its_unit(0.034) - 34.0).abs() < 1e-9);
        let figure = Figure::parse("2.281 Top/s", Dimension::Throughput).expect("a throughput");
        assert!((figure.si() - 2.281e12).abs() < 1.0);
    }

    #[test]
    fn other_quantities_and_nothing_are_refused() {
        for (text, dimension) in [
            ("68 mJ", Dimension::Power),
            ("68", Dimension::Power),
            ("x us", Dimension::Time),
            ("0 us", Dimension::Time),
            ("3 TOPS", Dimension::Throughput),
        ] {
            assert!(Figure::parse(text, dimension).is_err(), "{text}");
        }
    }
}
