//! Lines of equal value over a grid: marching squares, with the pieces joined into whole lines.
//!
//! A corner at or above the level is inside. Pieces meet on edges of the grid, which are known by number, so joining them
//! compares no coordinates.

use std::collections::BTreeMap;

/// A line on which a value is the same everywhere.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Contour {
    /// The value.
    pub(super) level: f64,
    /// Its points in order; the first is the last as well where the line is closed.
    pub(super) points: Vec<(f64, f64)>,
}

/// Values at crossings of columns and rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    /// Position of each column.
    pub(super) columns: &'a [f64],
    /// Position of each row.
    pub(super) rows: &'a [f64],
    /// Value at column and row, row by row; none where it is not known.
    pub(super) values: &'a [Option<f64>],
}

/// An edge of the grid: its column and row, and whether it goes along a row.
type Edge = (usize, usize, bool);

impl Field<'_> {
    fn at(&self, column: usize, row: usize) -> Option<f64> {
        self.values.get(row * self.columns.len() + column).copied().flatten()
    }

    /// Where a level crosses an edge.
    fn crossing(&self, (column, row, along): Edge, level: f64) -> Option<(f64, f64)> {
        let (other_column, other_row) = if along { (column + 1, row) } else { (column, row + 1) };
        let (from, to) = (self.at(column, row)?, self.at(other_column, other_row)?);
        let share = ((level - from) / (to - from)).clamp(0.0, 1.0);
        let between = |a: f64, b: f64| a + (b - a) * share;
        Some((
            between(self.columns[column], self.columns[other_column]),
            between(self.rows[row], self.rows[other_row]),
        ))
    }

    /// Pairs of edges that a level joins within one cell.
    fn pieces(&self, column: usize, row: usize, level: f64) -> Vec<(Edge, Edge)> {
        let corners =
            [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(right, down)| self.at(column + right, row + down));
        let [Some(a), Some(b), Some(c), Some(d)] = corners else { return Vec::new() };
        // Edges in order around the cell, each between a corner and the next.
        let edges =
            [(column, row, true), (column + 1, row, false), (column, row + 1, true), (column, row, false)];
        let inside = [a, b, c, d].map(|value| value >= level);
        let crossed: Vec<usize> = (0..4).filter(|&edge| inside[edge] != inside[(edge + 1) % 4]).collect();
        match *crossed.as_slice() {
            [first, second] => vec![(edges[first], edges[second])],
            // A saddle: what lies in the middle is joined.
            [..] if crossed.len() == 4 => {
                let middle = (a + b + c + d) / 4.0 >= level;
                if middle == inside[0] {
                    vec![(edges[0], edges[1]), (edges[2], edges[3])]
                } else {
                    vec![(edges[3], edges[0]), (edges[1], edges[2])]
                }
            }
            _ => Vec::new(),
        }
    }

    /// All lines of a level.
    pub(super) fn contours(&self, level: f64) -> Vec<Contour> {
        let (across, down) = (self.columns.len().saturating_sub(1), self.rows.len().saturating_sub(1));
        let mut meeting: BTreeMap<Edge, Vec<usize>> = BTreeMap::new();
        let mut pieces = Vec::new();
        for row in 0..down {
            for column in 0..across {
                for piece in self.pieces(column, row, level) {
                    for edge in [piece.0, piece.1] {
                        meeting.entry(edge).or_default().push(pieces.len());
                    }
                    pieces.push(piece);
                }
            }
        }
        let mut used = vec![false; pieces.len()];
        let mut lines = Vec::new();
        // Lines that end are followed from an end; what is left are rings.
        let ends = meeting.iter().filter(|(_, pieces)| pieces.len() == 1).map(|(edge, _)| *edge);
        let starts: Vec<Edge> = ends.chain(pieces.iter().map(|piece| piece.0)).collect();
        for start in starts {
            let mut line = vec![start];
            let mut at = start;
            while let Some(&piece) = meeting[&at].iter().find(|&&piece| !used[piece]) {
                used[piece] = true;
                let (one, other) = pieces[piece];
                at = if one == at { other } else { one };
                line.push(at);
            }
            if line.len() > 1 {
                let mut points: Vec<(f64, f64)> =
                    line.into_iter().filter_map(|edge| self.crossing(edge, level)).collect();
                points.dedup();
                lines.push(Contour { level, points });
            }
        }
        lines
    }
}

/// About so many round values strictly between two others: in equal steps, or in equal factors where the larger is many
/// times the smaller.
pub(super) fn levels(low: f64, high: f64, wanted: u32) -> Vec<f64> {
    let (narrow, even) = (high - low <= high.abs().max(low.abs()) * 1e-9, !(low > 0.0 && high > 6.0 * low));
    if narrow || !low.is_finite() || !high.is_finite() {
        return Vec::new();
    }
    let inside = |value: &f64| *value > low * (1.0 + 1e-9) && *value < high * (1.0 - 1e-9);
    if even {
        let step = super::axis::round_up((high - low) / f64::from(wanted.max(1)));
        let first = (low / step).ceil();
        let steps = ((high / step).floor() - first).max(-1.0) as i64;
        let margin = (high - low) * 1e-6;
        return (0..=steps)
            .map(|number| (first + number as f64) * step)
            .filter(|value| *value > low + margin && *value < high - margin)
            .collect();
    }
    let decades = libm::log10(low).floor() as i32..=libm::log10(high).ceil() as i32;
    let of = |steps: &[f64]| -> Vec<f64> {
        let steps =
            decades.clone().flat_map(|decade| steps.iter().map(move |step| step * 10f64.powi(decade)));
        steps.filter(inside).collect()
    };
    let choices = [of(&[1.0, 2.0, 5.0]), of(&[1.0, 3.0]), of(&[1.0])];
    let fitting = choices.iter().find(|levels| levels.len() <= wanted as usize + 2);
    fitting.unwrap_or(&choices[2]).clone()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values(list: &[f64]) -> Vec<Option<f64>> {
        list.iter().map(|value| value.is_finite().then_some(*value)).collect()
    }

    #[test]
    fn a_slope_has_one_straight_line_a_level() {
        let slope = values(&[0.0, 1.0, 2.0, 0.0, 1.0, 2.0, 0.0, 1.0, 2.0]);
        let field = Field { columns: &[0.0, 10.0, 20.0], rows: &[0.0, 5.0, 9.0], values: &slope };
        let lines = field.contours(0.5);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].points, [(5.0, 0.0), (5.0, 5.0), (5.0, 9.0)]);
        assert_eq!(field.contours(3.0), []);
    }

    #[test]
    fn a_peak_has_a_ring() {
        let peak = values(&[0.0, 0.0, 0.0, 0.0, 4.0, 0.0, 0.0, 0.0, 0.0]);
        let field = Field { columns: &[0.0, 1.0, 2.0], rows: &[0.0, 1.0, 2.0], values: &peak };
        let lines = field.contours(2.0);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].points.len(), 5);
        assert_eq!(lines[0].points.first(), lines[0].points.last());
    }

    #[test]
    fn a_saddle_joins_what_its_middle_says() {
        for (corner, lines) in [(4.0, 2), (0.4, 2)] {
            let saddle = values(&[corner, 0.0, 0.0, corner]);
            let field = Field { columns: &[0.0, 1.0], rows: &[0.0, 1.0], values: &saddle };
            assert_eq!(field.contours(0.3).len(), lines);
        }
    }

    #[test]
    fn what_is_not_known_is_left_open() {
        let hole = values(&[0.0, 1.0, f64::NAN, 0.0, 1.0, 2.0]);
        let field = Field { columns: &[0.0, 1.0, 2.0], rows: &[0.0, 1.0], values: &hole };
        assert_eq!(field.contours(0.5).len(), 1);
        assert_eq!(field.contours(1.5), []);
    }

    #[test]
    fn levels_are_round_and_between() {
        assert_eq!(levels(0.0, 1.0, 5), [0.2, 0.4, 0.600_000_000_000_000_1, 0.8]);
        assert_eq!(levels(1.0, 1000.0, 8), [2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0]);
        assert_eq!(levels(3.0, 3.0, 5), Vec::<f64>::new());
    }

    proptest! {
        /// Every point of a line lies on an edge between a value below and one not below the level, and lines end only at
        /// the border or where a value is missing.
        #[test]
        fn lines_lie_between_lower_and_higher_values(
            list in proptest::collection::vec(0..6_i32, 30),
            missing in proptest::collection::vec(any::<bool>(), 30),
            level in 1..12_i32,
        ) {
            let holes = missing.iter().filter(|missing| **missing).count() < 4;
            let grid: Vec<Option<f64>> = list
                .iter()
                .zip(&missing)
                .map(|(value, missing)| (!(holes && *missing)).then_some(f64::from(*value)))
                .collect();
            let columns: Vec<f64> = (0..6).map(f64::from).collect();
            let rows: Vec<f64> = (0..5).map(f64::from).collect();
            let field = Field { columns: &columns, rows: &rows, values: &grid };
            let level = f64::from(level) / 2.0 + 0.25;
            let complete = grid.iter().all(Option::is_some);
            for line in field.contours(level) {
                prop_assert!(line.points.len() > 1);
                for (x, y) in &line.points {
                    prop_assert!(x.fract() == 0.0 || y.fract() == 0.0, "off the grid: {x}, {y}");
                    let value = |column: f64, row: f64| field.at(column as usize, row as usize).unwrap();
                    let (a, b) = (value(x.floor(), y.floor()), value(x.ceil(), y.ceil()));
                    prop_assert!(a.min(b) < level && level <= a.max(b));
                }
                let closed = line.points.first() == line.points.last();
                let border = |(x, y): (f64, f64)| x <= 0.0 || y <= 0.0 || x >= 5.0 || y >= 4.0;
                if complete && !closed {
                    prop_assert!(border(line.points[0]) && border(line.points[line.points.len() - 1]));
                }
            }
        }
    }
}
