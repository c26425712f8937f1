//! Logarithmic axes, with a number at every power of ten.

use super::scene::{Anchor, Area, Scene, Text};
use super::style::{AXIS, FAINT_INK, GRID, SMALL};
use crate::si::si;

/// From one power of ten to a later one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LogAxis {
    first: i32,
    last: i32,
    /// Unit of the values.
    unit: &'static str,
}

impl LogAxis {
    /// Around all values above nought, of which at most so many powers of ten below the largest are shown.
    pub(super) fn around(values: impl Iterator<Item = f64>, powers: i32, unit: &'static str) -> Self {
        let (mut smallest, mut largest) = (f64::INFINITY, 0.0_f64);
        for value in values.filter(|value| *value > 0.0 && value.is_finite()) {
            smallest = smallest.min(value);
            largest = largest.max(value);
        }
        if largest <= 0.0 {
            return Self { first: 0, last: 1, unit };
        }
        // A little room, so that nothing lies on the frame.
        let last = libm::log10(largest * 1.25).ceil() as i32;
        let first = (libm::log10(smallest / 1.25).floor() as i32).max(last - powers);
        Self { first, last: last.max(first + 1), unit }
    }

    /// First value.
    pub(super) fn from(&self) -> f64 {
        10f64.powi(self.first)
    }

    /// Last value.
    pub(super) fn to(&self) -> f64 {
        10f64.powi(self.last)
    }

    /// Position of a value as a share of the axis; below 0 or above 1 outside it.
    pub(super) fn share(&self, value: f64) -> f64 {
        (libm::log10(value) - f64::from(self.first)) / f64::from(self.last - self.first)
    }

    fn ticks(&self) -> Vec<(f64, String)> {
        // With many powers every second or third has a number.
        let stride = (self.last - self.first) / 8 + 1;
        let unit = self.unit;
        let powers = (self.first..=self.last).step_by(stride as usize).map(|power| 10f64.powi(power));
        powers.map(|value| (value, label(value, unit))).collect()
    }

    /// Draws the axis under an area, with faint lines through it, and a title; needs 44 pixels below.
    pub(super) fn draw_below(&self, scene: &mut Scene, area: Area, title: &str) {
        for (tick, label) in self.ticks() {
            let x = area.x + self.share(tick) * area.width;
            scene.line((x, area.y), (x, area.bottom()), GRID, 1.0);
            let label = Text::new(x, area.bottom() + 17.0, label, SMALL, FAINT_INK);
            scene.text(label.anchor(Anchor::Middle));
        }
        scene.line((area.x, area.bottom()), (area.right(), area.bottom()), AXIS, 1.0);
        let middle = area.x + area.width / 2.0;
        scene.text(Text::new(middle, area.bottom() + 37.0, title, SMALL, FAINT_INK).anchor(Anchor::Middle));
    }

    /// Draws the axis left of an area, with faint lines through it; labels need 60 pixels to the left.
    pub(super) fn draw_left(&self, scene: &mut Scene, area: Area) {
        for (tick, label) in self.ticks() {
            let y = area.bottom() - self.share(tick) * area.height;
            scene.line((area.x, y), (area.right(), y), GRID, 1.0);
            scene.text(Text::new(area.x - 8.0, y + 4.0, label, SMALL, FAINT_INK).anchor(Anchor::End));
        }
        scene.line((area.x, area.y), (area.x, area.bottom()), AXIS, 1.0);
    }
}

/// A power of ten without needless digits.
fn label(value: f64, unit: &str) -> String {
    let text = si(value, unit);
    let (number, unit) = text.split_once(' ').unwrap_or((&text, ""));
    let number = if number.contains('.') && !number.contains('e') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
    };
    format!("{number} {unit}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_powers_of_ten() {
        let axis = LogAxis::around([3e-7, 0.0, 4.2e-5].into_iter(), 6, "s");
        let labels: Vec<String> = axis.ticks().into_iter().map(|(_, label)| label).collect();
        assert_eq!(labels, ["100 ns", "1 µs", "10 µs", "100 µs"]);
        assert!((axis.share(1e-5) - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn far_smaller_values_lie_outside() {
        let axis = LogAxis::around([1e-20, 5.0].into_iter(), 6, "");
        assert!(axis.share(1e-20) < 0.0 && axis.share(5.0) < 1.0);
        assert_eq!(axis.ticks().pop().map(|(_, label)| label).as_deref(), Some("10"));
    }

    #[test]
    fn nothing_to_show_is_still_an_axis() {
        let axis = LogAxis::around([0.0].into_iter(), 6, "s");
        assert!(axis.to() > axis.from());
    }
}
