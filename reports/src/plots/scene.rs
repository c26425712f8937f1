//! A drawing as plain shapes in logical pixels, from the top left.

use super::font;
use super::style::{Colour, STATIC_FILL, STATIC_HATCH};

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    pub(super) fn right(&self) -> f64 {
        self.x + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.y + self.height
    }
}

/// Which end of a text its position means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    /// Position of the anchor.
    pub(super) x: f64,
    /// Position of the baseline.
    pub(super) baseline: f64,
    pub(super) words: String,
    /// Size of an em.
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) colour: Colour,
    pub(super) anchor: Anchor,
}

impl Text {
    pub(super) fn new(x: f64, baseline: f64, text: impl Into<String>, size: f64, colour: Colour) -> Self {
        Self { x, baseline, words: text.into(), size, bold: false, colour, anchor: Anchor::Start }
    }

    pub(super) fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    pub(super) fn anchor(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    pub(super) fn width(&self) -> f64 {
        font::width(&self.words, self.size, self.bold)
    }

    /// Left end.
    pub(super) fn left(&self) -> f64 {
        match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - self.width() / 2.0,
            Anchor::End => self.x - self.width(),
        }
    }
}

/// One shape.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Fill(Area, Colour),
    Outline(Area, Colour),
    Line {
        from: (f64, f64),
        to: (f64, f64),
        colour: Colour,
        width: f64,
    },
    /// A line through several points.
    Path {
        points: Vec<(f64, f64)>,
        colour: Colour,
        width: f64,
    },
    /// A filled area between corners.
    Polygon(Vec<(f64, f64)>, Colour),
    Text(Text),
}

/// Shapes in drawing order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scene {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) shapes: Vec<Shape>,
}

impl Scene {
    pub(super) fn fill(&mut self, area: Area, colour: Colour) {
        if area.width > 0.0 && area.height > 0.0 {
            self.shapes.push(Shape::Fill(area, colour));
        }
    }

    pub(super) fn outline(&mut self, area: Area, colour: Colour) {
        self.shapes.push(Shape::Outline(area, colour));
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, width: f64) {
        self.shapes.push(Shape::Line { from, to, colour, width });
    }

    pub(super) fn text(&mut self, text: Text) {
        self.shapes.push(Shape::Text(text));
    }

    /// A line through points; none for fewer than two.
    pub(super) fn path(&mut self, points: Vec<(f64, f64)>, colour: Colour, width: f64) {
        if points.len() > 1 {
            self.shapes.push(Shape::Path { points, colour, width });
        }
    }

    pub(super) fn polygon(&mut self, corners: Vec<(f64, f64)>, colour: Colour) {
        self.shapes.push(Shape::Polygon(corners, colour));
    }

    /// A line through points in strokes and gaps of such lengths in turn; no lengths at all mean an unbroken line.
    pub(super) fn dashed(&mut self, points: &[(f64, f64)], colour: Colour, width: f64, lengths: &[f64]) {
        if lengths.is_empty() {
            return self.path(points.to_vec(), colour, width);
        }
        let (mut number, mut left) = (0, lengths[0]);
        let mut stroke: Vec<(f64, f64)> = points.first().copied().into_iter().collect();
        for pair in points.windows(2) {
            let (mut from, to) = (pair[0], pair[1]);
            let mut way = libm::hypot(to.0 - from.0, to.1 - from.1);
            while way > left {
                let share = left / way;
                from = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
                way -= left;
                stroke.push(from);
                let drawn = std::mem::replace(&mut stroke, vec![from]);
                if number % 2 == 0 {
                    self.path(drawn, colour, width);
                }
                number += 1;
                left = lengths[number % lengths.len()].max(0.5);
            }
            left -= way;
            stroke.push(to);
        }
        if number % 2 == 0 {
            self.path(stroke, colour, width);
        }
    }

    /// The look of static energy: pale, with diagonal lines cut at the edges.
    pub(super) fn hatch(&mut self, area: Area) {
        const PITCH: f64 = 7.0;
        if area.width <= 0.0 || area.height <= 0.0 {
            return;
        }
        self.fill(area, STATIC_FILL);
        // Along each line x + y is constant; it enters at the left or the bottom and leaves at the top or the right.
        let mut sum = PITCH / 2.0;
        while sum < area.width + area.height {
            let enter = if sum <= area.height { (0.0, sum) } else { (sum - area.height, area.height) };
            let leave = if sum <= area.width { (sum, 0.0) } else { (area.width, sum - area.width) };
            self.line(
                (area.x + enter.0, area.y + enter.1),
                (area.x + leave.0, area.y + leave.1),
                STATIC_HATCH,
                1.0,
            );
            sum += PITCH;
        }
        if area.width > 2.0 {
            self.outline(area, STATIC_HATCH);
        }
    }
}

/// Text cut to a width, with an ellipsis where it was cut.
pub(super) fn cut(text: &str, size: f64, bold: bool, width: f64) -> String {
    if font::width(text, size, bold) <= width {
        return text.to_owned();
    }
    let mut kept: String = text.to_owned();
    while kept.pop().is_some() {
        let candidate = format!("{}…", kept.trim_end());
        if font::width(&candidate, size, bold) <= width {
            return candidate;
        }
    }
    "…".to_owned()
}

/// Text cut to a width at its front, for names that differ at their ends.
pub(super) fn cut_front(text: &str, size: f64, width: f64) -> String {
    if font::width(text, size, false) <= width {
        return text.to_owned();
    }
    let ends = text.char_indices().map(|(at, _)| format!("…{}", text[at..].trim_start()));
    ends.skip(1).find(|end| font::width(end, size, false) <= width).unwrap_or_else(|| "…".to_owned())
}

/// Text broken into lines of at most that width, at blanks where there are any.
pub(super) fn wrap(text: &str, size: f64, bold: bool, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if font::width(&longer, size, bold) <= width {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        // A word too long for a line of its own is cut: it is a path or a hash.
        line = cut(word, size, bold, width);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Box of a text: from a little above its capitals to a little below its baseline.
    fn extent(text: &Text) -> Area {
        Area {
            x: text.left(),
            y: text.baseline - text.size * 0.74,
            width: text.width(),
            height: text.size * 0.94,
        }
    }

    fn overlap(a: Area, b: Area) -> bool {
        a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
    }

    /// Asserts that every text lies in the scene and none on another.
    pub(crate) fn assert_legible(scene: &Scene, what: &str) {
        let texts: Vec<&Text> = scene
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Text(text) => Some(text),
                Shape::Fill(..)
                | Shape::Outline(..)
                | Shape::Line { .. }
                | Shape::Path { .. }
                | Shape::Polygon(..) => None,
            })
            .collect();
        for (at, text) in texts.iter().enumerate() {
            let area = extent(text);
            let inside = area.x >= 0.0
                && area.y >= 0.0
                && area.right() <= scene.width
                && area.bottom() <= scene.height;
            assert!(inside, "{what}: `{}` leaves the picture: {area:?}", text.words);
            for other in &texts[at + 1..] {
                assert!(!overlap(area, extent(other)), "{what}: `{}` lies on `{}`", text.words, other.words);
            }
        }
    }

    #[test]
    fn long_text_is_cut_and_wrapped() {
        let long = "a rather long name of a layer";
        let short = cut(long, 12.0, false, 80.0);
        assert!(short.ends_with('…') && font::width(&short, 12.0, false) <= 80.0, "{short}");
        let end = cut_front(long, 12.0, 80.0);
        assert!(
            end.starts_with('…') && end.ends_with("layer") && font::width(&end, 12.0, false) <= 80.0,
            "{end}"
        );
        let lines = wrap(long, 12.0, false, 80.0);
        assert_eq!(lines.join(" "), long);
        assert!(lines.iter().all(|line| font::width(line, 12.0, false) <= 80.0));
    }

    #[test]
    fn strokes_and_gaps_alternate_and_go_round_corners() {
        let mut scene = Scene { width: 100.0, height: 100.0, shapes: Vec::new() };
        scene.dashed(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], super::super::style::INK, 1.0, &[4.0, 2.0]);
        let lengths: Vec<f64> = scene
            .shapes
            .iter()
            .map(|shape| match shape {
                Shape::Path { points, .. } => points
                    .windows(2)
                    .map(|pair| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1))
                    .sum::<f64>(),
                _ => panic!("only paths"),
            })
            .collect();
        assert_eq!(lengths.len(), 4, "{lengths:?}");
        assert!(lengths[..3].iter().all(|length| (length - 4.0).abs() < 1e-9), "{lengths:?}");
        assert!((lengths[3] - 2.0).abs() < 1e-9, "what is left of 20 after three periods of 6");
    }

    #[test]
    fn hatching_stays_inside() {
        let mut scene = Scene { width: 100.0, height: 100.0, shapes: Vec::new() };
        let area = Area { x: 10.0, y: 20.0, width: 33.0, height: 18.0 };
        scene.hatch(area);
        for shape in &scene.shapes {
            if let Shape::Line { from, to, .. } = shape {
                for (x, y) in [from, to] {
                    assert!(*x >= 10.0 - 1e-9 && *x <= 43.0 + 1e-9 && *y >= 20.0 - 1e-9 && *y <= 38.0 + 1e-9);
                }
            }
        }
    }
}
