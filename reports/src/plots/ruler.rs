//! Axes that choose between linear and logarithmic spacing, and number themselves in the room there is.

use super::axis::{Axis, round_up};
use super::font;
use super::quantity::Quantity;
use super::scene::{Anchor, Area, Scene, Text, cut};
use super::style::{AXIS, FAINT_INK, GRID, SMALL};
use crate::si::{Scale, digits};

/// How values are spaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spacing {
    /// From nought.
    FromZero,
    /// Around the values.
    Linear,
    /// Equal factors are equally far.
    Log,
    /// Logarithmic where the largest value is many times the smallest, otherwise around the values.
    Auto,
}

/// Largest over smallest value from which spacing is logarithmic unless something else is asked for.
const LOG_FROM: f64 = 12.0;
/// Height that a title above an axis and one below it take.
pub(super) const TITLE_ABOVE: f64 = 24.0;
/// Height that numbers and title under an axis take.
pub(super) const BELOW: f64 = 46.0;

/// An axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ruler {
    from: f64,
    to: f64,
    log: bool,
    ticks: Vec<(f64, String)>,
    title: String,
}

impl Ruler {
    /// Around values, of which those that are no numbers, and with logarithmic spacing those not above nought, are left
    /// out. `ticks` is about how many numbers there is room for.
    pub(super) fn around(
        values: impl Iterator<Item = f64> + Clone,
        quantity: &Quantity,
        spacing: Spacing,
        ticks: u32,
    ) -> Self {
        let finite = values.filter(|value| value.is_finite());
        let low = finite.clone().fold(f64::INFINITY, f64::min);
        let high = finite.clone().fold(f64::NEG_INFINITY, f64::max);
        let above = finite.filter(|value| *value > 0.0);
        let smallest = above.fold(f64::INFINITY, f64::min);
        let log = match spacing {
            Spacing::Log => smallest.is_finite(),
            Spacing::Auto => low > 0.0 && high >= LOG_FROM * low,
            Spacing::Linear | Spacing::FromZero => false,
        };
        if log {
            return Self::log(smallest, high, quantity, ticks);
        }
        let (low, high) = if low.is_finite() { (low, high) } else { (0.0, 1.0) };
        Self::linear(low, high, quantity, spacing == Spacing::FromZero, ticks)
    }

    fn linear(low: f64, high: f64, quantity: &Quantity, from_zero: bool, ticks: u32) -> Self {
        // Equal values get an axis around them.
        let widest = high.abs().max(low.abs());
        let alike = high - low <= widest * 1e-9;
        let spread = if !alike {
            high - low
        } else if widest > 0.0 {
            widest * 0.2
        } else {
            1.0
        };
        let room = if alike { spread / 2.0 } else { spread * 0.05 };
        let low = if from_zero || (low >= 0.0 && low <= room) { low.min(0.0) } else { low - room };
        let high = if from_zero { high.max(low + spread * 0.01) } else { high + room };
        let tick = round_up((high - low) / f64::from(ticks.max(2)));
        let from = (low / tick + 1e-9).floor() * tick;
        let to = (high / tick - 1e-9).ceil() * tick;
        let scale = quantity.scale(to.abs().max(from.abs()));
        let axis = Axis { from, to, tick, scale };
        let ticks = axis.ticks().into_iter().map(|value| (value, axis.label(value))).collect();
        Self { from, to, log: false, ticks, title: quantity.title(scale) }
    }

    fn log(smallest: f64, largest: f64, quantity: &Quantity, ticks: u32) -> Self {
        let room = libm::pow(largest / smallest, 0.06).max(1.01);
        let (from, to) = (smallest / room, largest * room);
        let scale = quantity.scale((from * to).sqrt());
        // As many numbers a decade as there is room for, over so many decades that they fit.
        let choices: [&[f64]; 4] =
            [&[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0], &[1.0, 2.0, 5.0], &[1.0, 3.0], &[1.0]];
        let (first, last) = (libm::log10(from).floor() as i32, libm::log10(to).ceil() as i32);
        let within = |steps: &[f64], every: i32| -> Vec<f64> {
            (first..=last)
                .filter(|decade| decade.rem_euclid(every) == 0)
                .flat_map(|decade| steps.iter().map(move |step| step * 10f64.powi(decade)))
                .filter(|value| *value >= from * (1.0 - 1e-9) && *value <= to * (1.0 + 1e-9))
                .collect()
        };
        let fits = |values: &Vec<f64>| values.len() <= ticks.max(2) as usize;
        let fine =
            choices.into_iter().map(|steps| within(steps, 1)).find(|values| fits(values) && values.len() > 1);
        let coarse = || (2..40).map(|every| within(&[1.0], every)).find(fits).unwrap_or_default();
        let values = fine.unwrap_or_else(coarse);
        let title = quantity.title(scale);
        if values.len() < 3 && to < from * LOG_FROM {
            // In a narrow range equal steps are rounder than equal factors.
            let tick = round_up((to - from) / f64::from(ticks.max(2)));
            let axis = Axis { from, to, tick, scale };
            let ticks = axis.ticks().into_iter().map(|value| (value, axis.label(value))).collect();
            return Self { from, to, log: true, ticks, title };
        }
        let ticks = values.into_iter().map(|value| (value, log_label(value, scale))).collect();
        Self { from, to, log: true, ticks, title }
    }

    /// What the axis shows, with its unit.
    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// Where a value lies as a share of the axis, cut at its ends.
    pub(super) fn share(&self, value: f64) -> f64 {
        let share = if self.log {
            libm::log(value.max(f64::MIN_POSITIVE) / self.from) / libm::log(self.to / self.from)
        } else {
            (value - self.from) / (self.to - self.from)
        };
        share.clamp(0.0, 1.0)
    }

    /// Across an area.
    pub(super) fn x(&self, area: Area, value: f64) -> f64 {
        area.x + self.share(value) * area.width
    }

    /// Up an area.
    pub(super) fn y(&self, area: Area, value: f64) -> f64 {
        area.bottom() - self.share(value) * area.height
    }

    /// Width that numbers left of an area take.
    pub(super) fn room_left(&self) -> f64 {
        let widest = self.ticks.iter().map(|(_, label)| font::width(label, SMALL, false)).fold(0.0, f64::max);
        widest + 12.0
    }

    /// Draws the axis under an area, with faint lines through it, and its title; needs [`BELOW`] under the area.
    pub(super) fn draw_below(&self, scene: &mut Scene, area: Area) {
        let mut free_from = 0.0;
        for (tick, label) in &self.ticks {
            let x = self.x(area, *tick);
            scene.line((x, area.y), (x, area.bottom()), GRID, 1.0);
            let label = Text::new(x, area.bottom() + 17.0, label, SMALL, FAINT_INK).anchor(Anchor::Middle);
            let end = label.left() + label.width();
            if label.left() >= free_from && end <= scene.width {
                free_from = end + 8.0;
                scene.text(label);
            }
        }
        scene.line((area.x, area.bottom()), (area.right(), area.bottom()), AXIS, 1.0);
        title_below(scene, area, &self.title);
    }

    /// Draws numbers right of a bar, without a title.
    pub(super) fn draw_right(&self, scene: &mut Scene, bar: Area) {
        let mut free_to = f64::INFINITY;
        for (tick, label) in &self.ticks {
            let y = self.y(bar, *tick);
            if y + 4.0 <= free_to {
                free_to = y + 4.0 - SMALL;
                scene.line((bar.right(), y), (bar.right() + 4.0, y), AXIS, 1.0);
                scene.text(Text::new(bar.right() + 7.0, y + 4.0, label, SMALL, FAINT_INK));
            }
        }
    }

    /// Draws the axis left of an area, with faint lines through it, and its title above; needs [`Self::room_left`] beside
    /// and [`TITLE_ABOVE`] above the area. `left` is where the title may begin.
    pub(super) fn draw_left(&self, scene: &mut Scene, area: Area, left: f64) {
        let mut free_to = f64::INFINITY;
        for (tick, label) in &self.ticks {
            let y = self.y(area, *tick);
            scene.line((area.x, y), (area.right(), y), GRID, 1.0);
            if y + 4.0 <= free_to {
                free_to = y + 4.0 - SMALL;
                scene.text(Text::new(area.x - 8.0, y + 4.0, label, SMALL, FAINT_INK).anchor(Anchor::End));
            }
        }
        scene.line((area.x, area.y), (area.x, area.bottom()), AXIS, 1.0);
        title_above(scene, area, left, &self.title);
    }
}

/// Title under the numbers of an axis.
pub(super) fn title_below(scene: &mut Scene, area: Area, title: &str) {
    let title = cut(title, SMALL, false, scene.width - 8.0);
    let half = font::width(&title, SMALL, false) / 2.0;
    // A title wider than its area still stays in the picture.
    let middle = (area.x + area.width / 2.0).min(scene.width - 4.0 - half).max(4.0 + half);
    scene.text(Text::new(middle, area.bottom() + 37.0, title, SMALL, FAINT_INK).anchor(Anchor::Middle));
}

/// Title above an axis on the left.
pub(super) fn title_above(scene: &mut Scene, area: Area, left: f64, title: &str) {
    let title = cut(title, SMALL, false, area.right() - left);
    scene.text(Text::new(left, area.y - 12.0, title, SMALL, FAINT_INK));
}

/// A number of a logarithmic axis without needless digits.
fn log_label(value: f64, scale: Scale) -> String {
    let value = value / scale.worth;
    let size = value.abs();
    if (1e-4..1e6).contains(&size) {
        let rounded = format!("{value:.6}");
        let text = rounded.trim_end_matches('0').trim_end_matches('.');
        // Ends of a narrow range are not round.
        if text.len() <= 7 { text.to_owned() } else { digits(value) }
    } else {
        format!("{value:.0e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ruler: &Ruler) -> Vec<&str> {
        ruler.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    fn ruler(values: &[f64], spacing: Spacing) -> Ruler {
        Ruler::around(values.iter().copied(), &Quantity::new("energy", "J"), spacing, 6)
    }

    #[test]
    fn wide_ranges_are_logarithmic() {
        let wide = ruler(&[1e-6, 3e-5], Spacing::Auto);
        assert!(wide.log);
        assert_eq!(labels(&wide), ["1", "2", "5", "10", "20"]);
        assert_eq!(wide.title(), "energy (µJ)");
        assert!(!ruler(&[1e-6, 3e-6], Spacing::Auto).log);
        assert!(!ruler(&[0.0, 3e-6], Spacing::Auto).log, "nought has no logarithm");
    }

    #[test]
    fn many_decades_are_thinned_out() {
        let ruler = ruler(&[1e-12, 1e9], Spacing::Log);
        assert!(ruler.ticks.len() >= 2 && ruler.ticks.len() <= 6, "{:?}", labels(&ruler));
    }

    #[test]
    fn values_lie_inside_and_shares_grow() {
        for spacing in [Spacing::FromZero, Spacing::Linear, Spacing::Log, Spacing::Auto] {
            for values in
                [vec![2e-3, 5e-3, 7e-3], vec![4.0], vec![1.0, 1.0], vec![], vec![f64::NAN, 3.0], vec![0.0]]
            {
                let ruler = ruler(&values, spacing);
                let shares: Vec<f64> = values
                    .iter()
                    .filter(|value| value.is_finite())
                    .map(|value| ruler.share(*value))
                    .collect();
                assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "{values:?} {shares:?}");
                assert!(shares.is_sorted(), "{values:?} {shares:?}");
                assert!(ruler.ticks.len() >= 2, "{values:?} {spacing:?} {:?}", labels(&ruler));
            }
        }
    }

    #[test]
    fn a_narrow_logarithmic_range_has_numbers() {
        let ruler = ruler(&[1.31e-3, 1.32e-3], Spacing::Log);
        assert!(ruler.ticks.len() >= 2, "{:?}", labels(&ruler));
    }
}
