//! Axes with round numbers.

use super::scene::{Anchor, Area, Scene, Text};
use super::style::{AXIS, FAINT_INK, GRID, SMALL};
use crate::si::{Scale, scale};

/// A linear axis from zero (or `from`) to a little more than the largest value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    /// First value.
    pub(super) from: f64,
    /// Last value, a whole number of ticks from zero unless it was given.
    pub(super) to: f64,
    /// Value from tick to tick.
    pub(super) tick: f64,
    /// Prefix under which ticks are written.
    pub(super) scale: Scale,
}

impl Axis {
    /// From zero to at least `largest` with about so many ticks.
    pub(super) fn to(largest: f64, ticks: u32) -> Self {
        let largest = if largest > 0.0 { largest } else { 1.0 };
        let tick = round_up(largest / f64::from(ticks));
        let to = (largest / tick - 1e-9).ceil() * tick;
        Self { from: 0.0, to, tick, scale: scale(largest) }
    }

    /// Of counts: whole numbers only.
    pub(super) fn count(largest: u64) -> Self {
        let tick = round_up(largest.max(1) as f64 / 5.0).max(1.0);
        let tick = if tick.fract() > 0.0 { tick * 2.0 } else { tick };
        let to = (largest.max(1) as f64 / tick).ceil() * tick;
        Self { from: 0.0, to, tick, scale: Scale { prefix: "", worth: 1.0 } }
    }

    /// Exactly from one value to another.
    pub(super) fn between(from: f64, to: f64, ticks: u32) -> Self {
        let tick = round_up((to - from) / f64::from(ticks));
        Self { from, to, tick, scale: scale(to) }
    }

    /// Ticks inside the axis.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let first = (self.from / self.tick - 1e-9).ceil();
        let count = ((self.to - first * self.tick) / self.tick + 1e-9).floor();
        (0..=count.max(0.0) as u32).map(|number| (first + f64::from(number)) * self.tick).collect()
    }

    /// Where a value lies, as a share of the axis.
    pub(super) fn share(&self, value: f64) -> f64 {
        (value - self.from) / (self.to - self.from)
    }

    /// A tick as text, with as many digits as the distance of ticks needs.
    pub(super) fn label(&self, value: f64) -> String {
        let step = self.tick / self.scale.worth;
        let mut decimals = 0;
        let mut unit = 1.0;
        // A tick of 2.5 needs one digit, one of 0.25 two.
        while decimals < 9 && ((step / unit).round() * unit - step).abs() > step * 1e-6 {
            decimals += 1;
            unit /= 10.0;
        }
        format!("{:.decimals$}", value / self.scale.worth)
    }

    /// Draws the axis under an area, with faint lines through it, and a title; needs 44 pixels below.
    pub(super) fn draw_below(&self, scene: &mut Scene, area: Area, title: &str) {
        let mut free_from = f64::NEG_INFINITY;
        for tick in self.ticks() {
            let x = area.x + self.share(tick) * area.width;
            scene.line((x, area.y), (x, area.bottom()), GRID, 1.0);
            let label =
                Text::new(x, area.bottom() + 17.0, self.label(tick), SMALL, FAINT_INK).anchor(Anchor::Middle);
            if label.left() >= free_from {
                free_from = label.left() + label.width() + 8.0;
                scene.text(label);
            }
        }
        scene.line((area.x, area.bottom()), (area.right(), area.bottom()), AXIS, 1.0);
        let middle = area.x + area.width / 2.0;
        scene.text(Text::new(middle, area.bottom() + 37.0, title, SMALL, FAINT_INK).anchor(Anchor::Middle));
    }

    /// Draws the axis left of an area, with faint lines through it; labels need 60 pixels to the left.
    pub(super) fn draw_left(&self, scene: &mut Scene, area: Area) {
        for tick in self.ticks() {
            let y = area.bottom() - self.share(tick) * area.height;
            scene.line((area.x, y), (area.right(), y), GRID, 1.0);
            scene.text(
                Text::new(area.x - 8.0, y + 4.0, self.label(tick), SMALL, FAINT_INK).anchor(Anchor::End),
            );
        }
        scene.line((area.x, area.y), (area.x, area.bottom()), AXIS, 1.0);
    }
}

/// The next of 1, 2, 2.5, 5 times a power of ten.
pub(super) fn round_up(value: f64) -> f64 {
    let power = 10f64.powi(libm::log10(value).floor() as i32);
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|step| step * power)
        .find(|step| *step >= value * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        let axis = Axis::to(8.7e-9, 5);
        assert_eq!(
            axis.ticks().iter().map(|tick| axis.label(*tick)).collect::<Vec<_>>(),
            ["0", "2", "4", "6", "8", "10"]
        );
        assert_eq!(axis.scale.prefix, "n");
        let axis = Axis::to(1.1, 5);
        assert_eq!(
            axis.ticks().iter().map(|tick| axis.label(*tick)).collect::<Vec<_>>(),
            ["0.00", "0.25", "0.50", "0.75", "1.00", "1.25"]
        );
    }

    #[test]
    fn nothing_to_show_is_still_an_axis() {
        let axis = Axis::to(0.0, 5);
        assert!(axis.to > 0.0 && axis.tick > 0.0);
    }

    #[test]
    fn a_narrow_range_keeps_its_digits() {
        let axis = Axis::between(1.0001e-3, 1.0004e-3, 4);
        let labels: Vec<String> = axis.ticks().iter().map(|tick| axis.label(*tick)).collect();
        let mut unique = labels.clone();
        unique.dedup();
        assert_eq!(labels, unique);
        assert!(labels.len() >= 2, "{labels:?}");
    }
}
