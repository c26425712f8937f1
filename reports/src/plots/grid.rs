//! Values over two axes of few places each, and where those places lie in a plot.

use super::font;
use super::quantity::Quantity;
use super::ruler::{title_above, title_below};
use super::scene::{Anchor, Area, Scene, Text, cut};
use super::style::{AXIS, FAINT_INK, SMALL};

/// One axis of a grid.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridAxis {
    /// What it is, and in which unit its numbers are.
    pub quantity: Quantity,
    /// Every place as it is written.
    pub values: Vec<String>,
    /// Every place as a number, growing; absent where they are names.
    pub positions: Option<Vec<f64>>,
}

/// Values over two axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// From left to right.
    pub x: GridAxis,
    /// From bottom to top.
    pub y: GridAxis,
    /// Row by row, from the lowest; none where there is no value.
    pub values: Vec<Option<f64>>,
}

impl Grid {
    /// Value at a place of each axis.
    pub(super) fn at(&self, x: usize, y: usize) -> Option<f64> {
        self.values.get(y * self.x.values.len() + x).copied().flatten().filter(|value| value.is_finite())
    }

    /// All places with their values.
    pub(super) fn known(&self) -> impl Iterator<Item = ((usize, usize), f64)> + Clone + '_ {
        let columns = self.x.values.len().max(1);
        (0..self.values.len())
            .map(move |number| (number % columns, number / columns))
            .filter_map(|(x, y)| Some(((x, y), self.at(x, y)?)))
    }

    /// Places without a value.
    pub(super) fn holes(&self) -> usize {
        self.x.values.len() * self.y.values.len() - self.known().count()
    }

    /// Whether lines of equal value mean something between its places.
    pub(super) fn has_contours(&self) -> bool {
        let numeric = |axis: &GridAxis| axis.positions.is_some() && axis.values.len() > 1;
        numeric(&self.x) && numeric(&self.y)
    }

    /// A place in words, such as `weight density 0.1, activity 0.2`.
    pub(super) fn place(&self, (x, y): (usize, usize)) -> String {
        let one = |axis: &GridAxis, at: usize| {
            // A share needs no word for its unit beside its name.
            let unit = if axis.quantity.unit == "share" { "" } else { axis.quantity.unit.as_str() };
            format!("{} {} {unit}", axis.quantity.name, axis.values[at]).trim_end().to_owned()
        };
        format!("{}, {}", one(&self.x, x), one(&self.y, y))
    }
}

/// How far apart the closest places are to lie, as a share of their mean distance.
const CLOSEST: f64 = 0.2;

/// Places of an axis along a line of pixels.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cells {
    /// Borders, one more than places.
    pub(super) edges: Vec<f64>,
    /// Where the places lie.
    pub(super) centres: Vec<f64>,
    /// Whether places lie at equal distances although their numbers do not.
    pub(super) evened: bool,
}

impl Cells {
    /// Lays places out from one pixel to another.
    ///
    /// Numbers lie linearly or logarithmically, whichever spaces them more evenly; names, and numbers that would crowd
    /// either way, at equal distances.
    pub(super) fn along(axis: &GridAxis, from: f64, to: f64) -> Self {
        let count = axis.values.len();
        let plain: Vec<f64> = (0..count).map(|place| place as f64).collect();
        let spaced = axis.positions.as_deref().filter(|positions| positions.len() == count && count > 2);
        let mut evened = false;
        let places = spaced.map_or_else(
            || plain.clone(),
            |positions| {
                let logs: Option<Vec<f64>> =
                    positions.iter().map(|value| (*value > 0.0).then(|| libm::log(*value))).collect();
                let candidates = std::iter::once(positions.to_vec()).chain(logs);
                let best = candidates
                    .map(|places| (evenness(&places), places))
                    .fold((0.0, Vec::new()), |best, next| if next.0 > best.0 { next } else { best });
                evened = best.0 < CLOSEST;
                if evened { plain.clone() } else { best.1 }
            },
        );
        if count < 2 {
            return Self { edges: vec![from, to], centres: vec![f64::midpoint(from, to)], evened };
        }
        let between = |a: usize, b: usize| f64::midpoint(places[a], places[b]);
        let first = places[0] - (places[1] - places[0]) / 2.0;
        let last = places[count - 1] + (places[count - 1] - places[count - 2]) / 2.0;
        let inner = (1..count).map(|place| between(place - 1, place));
        let edges: Vec<f64> = std::iter::once(first).chain(inner).chain([last]).collect();
        let pixel = |value: f64| from + (value - first) / (last - first) * (to - from);
        Self {
            edges: edges.into_iter().map(pixel).collect(),
            centres: places.iter().map(|value| pixel(*value)).collect(),
            evened,
        }
    }

    /// Width of a place.
    pub(super) fn width(&self, place: usize) -> f64 {
        (self.edges[place + 1] - self.edges[place]).abs()
    }

    /// Least width around a place, or from one to the next.
    pub(super) fn narrowest(&self) -> f64 {
        let widths = (0..self.centres.len()).map(|place| self.width(place));
        let gaps = self.centres.windows(2).map(|pair| (pair[1] - pair[0]).abs());
        widths.chain(gaps).fold(f64::INFINITY, f64::min)
    }
}

/// Smallest distance of neighbours over their mean; 0 where they do not grow.
fn evenness(places: &[f64]) -> f64 {
    let gaps = places.windows(2).map(|pair| pair[1] - pair[0]);
    let mean = (places[places.len() - 1] - places[0]) / (places.len() - 1) as f64;
    let smallest = gaps.fold(f64::INFINITY, f64::min);
    if mean > 0.0 { (smallest / mean).max(0.0) } else { 0.0 }
}

/// Both axes of a grid in an area.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    /// What the cells take.
    pub(super) area: Area,
    pub(super) columns: Cells,
    pub(super) rows: Cells,
}

/// Longest label of a row.
const LABEL_WIDTH: f64 = 130.0;

impl Layout {
    /// Lays a grid out in an area, in which its axes have to find room as well.
    pub(super) fn of(x: &GridAxis, y: &GridAxis, area: Area) -> Self {
        let widest = y
            .values
            .iter()
            .map(|value| font::width(value, SMALL, false))
            .fold(0.0, f64::max)
            .min(LABEL_WIDTH.min(area.width * 0.3));
        let left = widest + 14.0;
        let area = Area {
            x: area.x + left,
            y: area.y + super::ruler::TITLE_ABOVE,
            width: area.width - left,
            height: area.height - super::ruler::TITLE_ABOVE - super::ruler::BELOW,
        };
        let columns = Cells::along(x, area.x, area.right());
        let rows = Cells::along(y, area.bottom(), area.y);
        Self { area, columns, rows }
    }

    /// The rectangle of a place.
    pub(super) fn cell(&self, x: usize, y: usize) -> Area {
        let (left, top) = (self.columns.edges[x], self.rows.edges[y + 1]);
        Area { x: left, y: top, width: self.columns.width(x), height: self.rows.width(y) }
    }

    /// Draws numbers and titles of both axes; `left` is where the title of the vertical one may begin.
    pub(super) fn draw_axes(&self, scene: &mut Scene, x: &GridAxis, y: &GridAxis, left: f64) {
        let (area, plain) = (self.area, crate::si::Scale { prefix: "", worth: 1.0 });
        let mut free_from = left;
        for (place, value) in x.values.iter().enumerate() {
            let middle = self.columns.centres[place];
            scene.line((middle, area.bottom()), (middle, area.bottom() + 4.0), AXIS, 1.0);
            // Numbers are never cut: half a number is another number.
            let room =
                if x.positions.is_some() { f64::INFINITY } else { self.columns.width(place).max(44.0) - 6.0 };
            let words = cut(value, SMALL, false, room);
            let label =
                Text::new(middle, area.bottom() + 18.0, words, SMALL, FAINT_INK).anchor(Anchor::Middle);
            let end = label.left() + label.width();
            if label.left() >= free_from && end <= scene.width {
                free_from = end + 6.0;
                scene.text(label);
            }
        }
        let mut free_to = f64::INFINITY;
        for (place, value) in y.values.iter().enumerate() {
            let middle = self.rows.centres[place];
            scene.line((area.x - 4.0, middle), (area.x, middle), AXIS, 1.0);
            if middle + 4.0 <= free_to {
                free_to = middle + 4.0 - SMALL;
                let words = cut(value, SMALL, false, area.x - left - 8.0);
                scene
                    .text(Text::new(area.x - 8.0, middle + 4.0, words, SMALL, FAINT_INK).anchor(Anchor::End));
            }
        }
        scene.outline(area, AXIS);
        title_below(scene, area, &x.quantity.title(plain));
        title_above(scene, area, left, &y.quantity.title(plain));
    }

    /// What to say about places that do not lie where their numbers are.
    pub(super) fn remark(&self, x: &GridAxis, y: &GridAxis) -> Option<String> {
        let evened = [(&self.columns, x), (&self.rows, y)];
        let names: Vec<&str> = evened
            .into_iter()
            .filter(|(cells, _)| cells.evened)
            .map(|(_, axis)| axis.quantity.name.as_str())
            .collect();
        (!names.is_empty()).then(|| format!("values of {} drawn at equal distances", names.join(" and ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(positions: &[f64]) -> GridAxis {
        GridAxis {
            quantity: Quantity::new("x", ""),
            values: positions.iter().map(ToString::to_string).collect(),
            positions: Some(positions.to_vec()),
        }
    }

    #[test]
    fn spacing_follows_the_numbers() {
        let cells = Cells::along(&axis(&[1.0, 2.0, 3.0]), 0.0, 300.0);
        assert_eq!(cells.centres, [50.0, 150.0, 250.0]);
        let doubling = Cells::along(&axis(&[1.0, 2.0, 4.0, 8.0]), 0.0, 400.0);
        for (centre, expected) in doubling.centres.iter().zip([50.0, 150.0, 250.0, 350.0]) {
            assert!((centre - expected).abs() < 1e-9, "{:?}", doubling.centres);
        }
        let uneven = Cells::along(&axis(&[0.5, 0.8, 0.9]), 0.0, 100.0);
        assert!(uneven.width(0) > 2.0 * uneven.width(2) && !uneven.evened);
        let crowded = Cells::along(&axis(&[0.0, 0.001, 1000.0]), 0.0, 300.0);
        assert!(crowded.evened && (crowded.centres[1] - 150.0).abs() < 1e-9);
    }

    #[test]
    fn upward_axes_count_down_in_pixels() {
        let cells = Cells::along(&axis(&[1.0, 2.0, 3.0]), 300.0, 0.0);
        assert_eq!(cells.centres, [250.0, 150.0, 50.0]);
        assert!((cells.narrowest() - 100.0).abs() < 1e-9);
    }

    #[test]
    fn names_and_single_places_have_a_place() {
        let named = GridAxis { values: vec!["a".into(), "b".into()], ..GridAxis::default() };
        assert_eq!(Cells::along(&named, 0.0, 10.0).centres, [2.5, 7.5]);
        assert_eq!(Cells::along(&axis(&[3.0]), 0.0, 10.0).centres, [5.0]);
    }
}
