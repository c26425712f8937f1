//! Marks of points: a shape and a colour a group, so that groups are told apart in grey as well.

use super::scene::{Area, Scene};
use super::style::{Colour, INK, SERIES, WHITE};

/// Outline of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outline {
    Circle,
    Square,
    Triangle,
    Diamond,
    Inverted,
    Pentagon,
    Plus,
    Star,
}

const OUTLINES: [Outline; 8] = [
    Outline::Circle,
    Outline::Square,
    Outline::Triangle,
    Outline::Diamond,
    Outline::Inverted,
    Outline::Pentagon,
    Outline::Plus,
    Outline::Star,
];

/// How points of one group look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    pub(super) outline: Outline,
    pub(super) colour: Colour,
}

impl Marker {
    /// Of a group by its number: colour and shape both differ among the first eight, the pair among the first 64.
    pub(super) fn of(group: usize) -> Self {
        let (within, round) = (group % OUTLINES.len(), group / OUTLINES.len());
        Self { outline: OUTLINES[(within + round) % OUTLINES.len()], colour: SERIES[within] }
    }

    /// The same shape in another colour.
    pub(super) fn in_colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// Draws the mark, so far from its middle to its edge, with an outline where it is asked for.
    pub(super) fn draw(self, scene: &mut Scene, (x, y): (f64, f64), radius: f64, outlined: bool) {
        let corners = self.corners((x, y), radius);
        scene.polygon(corners.clone(), self.colour);
        if outlined {
            scene.path(corners.iter().chain(corners.first()).copied().collect(), INK, 1.0);
        }
    }

    /// Draws the mark hollow.
    pub(super) fn draw_hollow(self, scene: &mut Scene, at: (f64, f64), radius: f64) {
        let corners = self.corners(at, radius);
        scene.polygon(corners.clone(), WHITE);
        scene.path(corners.iter().chain(corners.first()).copied().collect(), self.colour, 1.2);
    }

    /// Draws a ring around a place in the colour of the mark.
    pub(super) fn ring(self, scene: &mut Scene, at: (f64, f64), radius: f64) {
        let corners = Self { outline: Outline::Circle, ..self }.corners(at, radius);
        scene.path(corners.iter().chain(corners.first()).copied().collect(), self.colour, 2.0);
    }

    fn corners(self, (x, y): (f64, f64), radius: f64) -> Vec<(f64, f64)> {
        let around = |count: u32, start: f64, radius: &dyn Fn(u32) -> f64| -> Vec<(f64, f64)> {
            (0..count)
                .map(|corner| {
                    let angle = (start + f64::from(corner) / f64::from(count)) * std::f64::consts::TAU;
                    (x + radius(corner) * libm::sin(angle), y - radius(corner) * libm::cos(angle))
                })
                .collect()
        };
        let (plain, wide) = (radius, radius * 1.2);
        match self.outline {
            Outline::Circle => around(20, 0.0, &|_| plain),
            Outline::Square => around(4, 0.125, &|_| wide),
            Outline::Triangle => around(3, 0.0, &|_| wide),
            Outline::Diamond => around(4, 0.0, &|_| wide),
            Outline::Inverted => around(3, 0.5, &|_| wide),
            Outline::Pentagon => around(5, 0.0, &|_| plain),
            Outline::Star => around(10, 0.0, &|corner| if corner % 2 == 0 { wide } else { radius * 0.5 }),
            Outline::Plus => {
                let (long, thick) = (radius * 1.1, radius * 0.42);
                let turns = [
                    (thick, -long),
                    (thick, -thick),
                    (long, -thick),
                    (long, thick),
                    (thick, thick),
                    (thick, long),
                ];
                let back = turns.map(|(dx, dy)| (-dx, -dy));
                turns.into_iter().chain(back).map(|(dx, dy)| (x + dx, y + dy)).collect()
            }
        }
    }
}

/// The square that a mark takes.
pub(super) fn taken((x, y): (f64, f64), radius: f64) -> Area {
    Area { x: x - radius, y: y - radius, width: 2.0 * radius, height: 2.0 * radius }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_groups_look_different() {
        let markers: Vec<Marker> = (0..64).map(Marker::of).collect();
        for (at, marker) in markers.iter().enumerate() {
            assert!(!markers[..at].contains(marker), "{at}");
        }
        for (at, marker) in markers[..8].iter().enumerate() {
            let same = |other: &&Marker| other.colour == marker.colour || other.outline == marker.outline;
            assert_eq!(markers[..at].iter().find(same), None);
        }
    }
}
