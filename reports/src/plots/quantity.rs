//! A quantity on an axis: what it is called, and how its values are written.

use crate::si::{Scale, digits, scale, si};

/// What a figure is, with its unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quantity {
    /// Name, such as `energy per step`.
    pub name: String,
    /// Unit without a prefix, such as `J`; empty for plain numbers.
    pub unit: String,
}

/// Units that take a prefix.
const PREFIXED: [&str; 7] = ["J", "s", "W", "J s", "J·s", "Hz", "V"];

impl Quantity {
    /// Of a name and a unit.
    pub fn new(name: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { name: name.into(), unit: unit.into() }
    }

    fn prefixed(&self) -> bool {
        PREFIXED.contains(&self.unit.as_str())
    }

    /// The prefix for values of such a size.
    pub(super) fn scale(&self, size: f64) -> Scale {
        let plain = Scale { prefix: "", worth: 1.0 };
        // Counts are shortened when they are long; small numbers without a unit stay as they are.
        if self.prefixed() || (size.abs() >= 1e5 && self.unit.is_empty()) { scale(size) } else { plain }
    }

    /// Title of an axis whose numbers are so many of the unit each.
    pub(super) fn title(&self, scale: Scale) -> String {
        let unit = match (scale.prefix, self.unit.as_str()) {
            ("", "") => return self.name.clone(),
            ("k", "") => "thousands".to_owned(),
            ("M", "") => "millions".to_owned(),
            ("G", "") => "thousand millions".to_owned(),
            (_, "") => format!("{:.0e}", scale.worth),
            (prefix, unit) => format!("{prefix}{unit}"),
        };
        format!("{} ({unit})", self.name)
    }

    /// A value with its unit, in three digits.
    pub(super) fn written(&self, value: f64) -> String {
        if self.prefixed() {
            return si(value, &self.unit);
        }
        let scale = self.scale(value);
        let number = digits(value / scale.worth);
        format!("{number} {}{}", scale.prefix, self.unit).trim_end().to_owned()
    }

    /// A round value with its unit, in all its digits: neighbours that differ in the fourth are told apart.
    pub(super) fn level(&self, value: f64) -> String {
        let scale = self.scale(value);
        let text = format!("{:.5}", value / scale.worth);
        let number = text.trim_end_matches('0').trim_end_matches('.');
        format!("{number} {}{}", scale.prefix, self.unit).trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_units_of_the_si_take_prefixes() {
        let energy = Quantity::new("energy", "J");
        assert_eq!(energy.title(energy.scale(3e-6)), "energy (µJ)");
        assert_eq!(energy.written(3e-6), "3.00 µJ");
        let share = Quantity::new("weight density", "");
        assert_eq!(share.title(share.scale(0.05)), "weight density");
        assert_eq!(share.written(0.05), "0.050");
        assert_eq!((share.level(1.015).as_str(), energy.level(5e-5).as_str()), ("1.015", "50 µJ"));
        let area = Quantity::new("area", "mm²");
        assert_eq!(area.title(area.scale(0.001)), "area (mm²)");
        assert_eq!(area.written(0.5), "0.500 mm²");
        let count = Quantity::new("synops", "");
        assert_eq!(count.title(count.scale(2.4e7)), "synops (millions)");
        assert_eq!(count.written(2.4e7), "24.0 M");
    }
}
