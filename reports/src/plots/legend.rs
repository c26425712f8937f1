//! Legends: one line of marks and words, broken where it is full.

use super::font;
use super::marker::Marker;
use super::scene::{Anchor, Area, Scene, Text};
use super::style::{Colour, INK, SMALL, ink_on};

/// Height of a line of a legend.
const LINE: f64 = 22.0;
const MARK: f64 = 16.0;

/// How an entry looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mark {
    /// A coloured square.
    Solid(Colour),
    /// The look of static energy.
    Static,
    /// An empty square.
    Empty(Colour),
    /// Two crossing lines.
    Cross(Colour),
    /// A number that stands in the plot.
    Number(usize),
    /// A coloured square with the letter or digit that stands in the plot.
    Letter(char, Colour),
    /// A filled mark of points.
    Point(Marker),
    /// A hollow mark of points.
    Hollow(Marker),
    /// A line: its colour, width, and lengths of strokes and gaps.
    Line(Colour, f64, &'static [f64]),
}

/// Entries with their places, from the top left of where the legend will be.
pub(super) struct Legend {
    entries: Vec<(Mark, String, f64, f64)>,
    /// Height it takes.
    pub(super) height: f64,
}

impl Legend {
    /// Lays entries out over a width.
    pub(super) fn new(entries: Vec<(Mark, String)>, width: f64) -> Self {
        let (mut x, mut y) = (0.0, 0.0);
        let mut placed = Vec::new();
        for (mark, name) in entries {
            let taken = MARK + 6.0 + font::width(&name, SMALL, false);
            if x > 0.0 && x + taken > width {
                x = 0.0;
                y += LINE;
            }
            placed.push((mark, name, x, y));
            x += taken + 18.0;
        }
        let height = if placed.is_empty() { 0.0 } else { y + LINE };
        Self { entries: placed, height }
    }

    /// Draws it with its top left at a point.
    pub(super) fn draw(self, scene: &mut Scene, left: f64, top: f64) {
        for (mark, name, x, y) in self.entries {
            let square = Area { x: left + x, y: top + y + 1.5, width: MARK, height: MARK };
            match mark {
                Mark::Solid(colour) => scene.fill(square, colour),
                Mark::Static => scene.hatch(square),
                Mark::Empty(colour) => scene.outline(square, colour),
                Mark::Cross(colour) => {
                    scene.line((square.x, square.y), (square.right(), square.bottom()), colour, 2.0);
                    scene.line((square.x, square.bottom()), (square.right(), square.y), colour, 2.0);
                }
                Mark::Letter(letter, colour) => {
                    scene.fill(square, colour);
                    let middle = square.x + MARK / 2.0;
                    let letter = Text::new(middle, top + y + 14.0, letter, SMALL, ink_on(colour));
                    scene.text(letter.bold().anchor(Anchor::Middle));
                }
                Mark::Point(marker) => marker.draw(scene, middle(square), 5.0, true),
                Mark::Hollow(marker) => marker.draw_hollow(scene, middle(square), 4.0),
                Mark::Line(colour, width, lengths) => {
                    let (_, y) = middle(square);
                    // Wider than other marks by the gap to the name, so that a period of strokes and gaps is seen.
                    scene.dashed(&[(square.x - 2.0, y), (square.right() + 3.0, y)], colour, width, lengths);
                }
                Mark::Number(number) => {
                    let number = Text::new(square.right(), top + y + 14.0, number.to_string(), SMALL, INK);
                    scene.text(number.bold().anchor(Anchor::End));
                }
            }
            scene.text(Text::new(square.right() + 6.0, top + y + 14.0, name, SMALL, INK));
        }
    }
}

fn middle(area: Area) -> (f64, f64) {
    (area.x + area.width / 2.0, area.y + area.height / 2.0)
}
