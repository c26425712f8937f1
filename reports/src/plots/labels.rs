//! Labels of points, put where there is room for them.

use super::font;
use super::scene::{Area, Scene, Text};
use super::style::{Colour, SMALL};

/// What is taken already, inside an area that labels may not leave.
#[derive(Clone, Debug)]
pub(super) struct Labels {
    within: Area,
    taken: Vec<Area>,
}

fn overlap(a: Area, b: Area) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

impl Labels {
    /// Nothing taken.
    pub(super) fn within(area: Area) -> Self {
        Self { within: area, taken: Vec::new() }
    }

    /// Keeps labels off a place.
    pub(super) fn take(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// Whether a place is free; takes it if so.
    pub(super) fn claim(&mut self, area: Area) -> bool {
        let inside = area.x >= self.within.x
            && area.right() <= self.within.right()
            && area.y >= self.within.y
            && area.bottom() <= self.within.bottom();
        let free = inside && !self.taken.iter().any(|taken| overlap(*taken, area));
        if free {
            self.taken.push(area);
        }
        free
    }

    /// Box of a small text that begins at a point of its baseline.
    fn extent(words: &str, bold: bool, left: f64, baseline: f64) -> Area {
        Area {
            x: left - 1.0,
            y: baseline - SMALL * 0.78,
            width: font::width(words, SMALL, bold) + 2.0,
            height: SMALL,
        }
    }

    /// Draws a label beside a point, `away` from it, where there is room; says whether there was.
    pub(super) fn beside(
        &mut self,
        scene: &mut Scene,
        (x, y): (f64, f64),
        away: f64,
        words: &str,
        (colour, bold): (Colour, bool),
    ) -> bool {
        let width = font::width(words, SMALL, bold);
        let (near, half) = (away * 0.7, width / 2.0);
        let places = [
            (away, 4.0),
            (near, -near),
            (near, near + 9.0),
            (-near - width, -near),
            (-near - width, near + 9.0),
            (-away - width, 4.0),
            (-half, -away - 2.0),
            (-half, away + 11.0),
        ];
        for (dx, dy) in places {
            let (left, baseline) = (x + dx, y + dy);
            if self.claim(Self::extent(words, bold, left, baseline)) {
                let text = Text::new(left, baseline, words, SMALL, colour);
                scene.text(if bold { text.bold() } else { text });
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::assert_legible;
    use super::super::style::INK;
    use super::*;

    #[test]
    fn labels_of_a_crowd_are_left_out_rather_than_stacked() {
        let area = Area { x: 0.0, y: 0.0, width: 200.0, height: 100.0 };
        let mut scene = Scene { width: 200.0, height: 100.0, shapes: Vec::new() };
        let mut labels = Labels::within(area);
        let placed = (0..60)
            .filter(|number| {
                let at = (f64::from(number % 10) * 20.0, f64::from(number / 10) * 15.0);
                labels.beside(&mut scene, at, 6.0, &format!("label {number}"), (INK, false))
            })
            .count();
        assert!(placed > 5 && placed < 60, "{placed}");
        assert_legible(&scene, "a crowd");
    }
}
