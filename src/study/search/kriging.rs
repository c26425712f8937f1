//! A guess of a figure at points that were not simulated, and of how far off it may be, from those that were.
//!
//! Kriging with a constant mean and the Matérn kernel (5/2), of which every axis has a length of its own: the distance along
//! it at which points have little to say about each other. Lengths are the best of powers of two by the likelihood of what is
//! known, found one axis after another.

use super::space::SearchAxis;

/// Part of the variance that no neighbour explains: figures of chips have steps (a group of lanes more, a bank more).
const NUGGET: f64 = 1e-4;
/// Most points by which lengths are judged, as each judgement costs their number to the power of three.
const JUDGES: usize = 96;
/// Lengths that are tried.
const LENGTHS: [f64; 7] = [0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0];
/// The length that axes begin with, as a place in the list.
const FIRST_LENGTH: usize = 3;

/// Lengths of all axes, as places in the list of those that are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lengths(Vec<usize>);

impl Lengths {
    /// Where nothing is known yet.
    pub(super) fn unknown(axes: &[SearchAxis]) -> Self {
        Self(vec![FIRST_LENGTH; axes.len()])
    }

    /// Better ones than these for these points, as far as one pass over the axes finds them.
    pub(super) fn improved(mut self, axes: &[SearchAxis], points: &[&[usize]], values: &[f64]) -> Self {
        let every = points.len().div_ceil(JUDGES).max(1);
        let points: Vec<&[usize]> = points.iter().step_by(every).copied().collect();
        let values: Vec<f64> = values.iter().step_by(every).copied().collect();
        let likelihood = |lengths: &Self| {
            Kriging::new(axes, lengths, &points, &values).map_or(f64::NEG_INFINITY, |model| model.likelihood)
        };
        let mut best = likelihood(&self);
        for at in 0..axes.len() {
            for step in [-1, 1] {
                // On in the direction that helps.
                while let Some(place) =
                    self.0[at].checked_add_signed(step).filter(|place| *place < LENGTHS.len())
                {
                    let mut tried = self.clone();
                    tried.0[at] = place;
                    let judged = likelihood(&tried);
                    if judged <= best {
                        break;
                    }
                    (self, best) = (tried, judged);
                }
            }
        }
        self
    }
}

/// A model of one figure.
#[derive(Clone, Debug)]
pub(super) struct Kriging<'a> {
    axes: &'a [SearchAxis],
    lengths: Vec<f64>,
    points: Vec<&'a [usize]>,
    /// Rows of the lower triangle of the Cholesky factor of the correlations.
    factor: Vec<Vec<f64>>,
    weights: Vec<f64>,
    mean: f64,
    deviation: f64,
    likelihood: f64,
}

impl<'a> Kriging<'a> {
    /// A model through these values; `None` where there are none, or they contradict each other.
    pub(super) fn new(
        axes: &'a [SearchAxis],
        lengths: &Lengths,
        points: &[&'a [usize]],
        values: &[f64],
    ) -> Option<Self> {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let residuals: Vec<f64> = values.iter().map(|value| value - mean).collect();
        let lengths: Vec<f64> = lengths.0.iter().map(|place| LENGTHS[*place]).collect();
        let factor = factor(points.len(), |one, other| {
            correlation(axes, &lengths, points[one], points[other]) + if one == other { NUGGET } else { 0.0 }
        })?;
        let halfway = forward(&factor, residuals);
        let variance = halfway.iter().map(|value| value * value).sum::<f64>() / count;
        let logarithms: f64 = factor.iter().filter_map(|row| row.last()).map(|value| libm::log(*value)).sum();
        // Where all values are the same, any length explains them.
        let likelihood = -0.5 * count * libm::log(variance.max(f64::MIN_POSITIVE)) - logarithms;
        let weights = backward(&factor, halfway);
        let deviation = variance.sqrt();
        let known = !points.is_empty() && mean.is_finite() && deviation.is_finite();
        known.then(|| Self {
            axes,
            lengths,
            points: points.to_vec(),
            factor,
            weights,
            mean,
            deviation,
            likelihood,
        })
    }

    /// The guess at a point.
    pub(super) fn guess(&self, point: &[usize]) -> f64 {
        let correlations = self.correlations(point);
        self.mean
            + correlations.zip(&self.weights).map(|(correlation, weight)| correlation * weight).sum::<f64>()
    }

    /// The standard deviation of the guess.
    pub(super) fn uncertainty(&self, point: &[usize]) -> f64 {
        let explained = forward(&self.factor, self.correlations(point).collect());
        let left = 1.0 - explained.iter().map(|value| value * value).sum::<f64>();
        self.deviation * left.max(0.0).sqrt()
    }

    fn correlations(&self, point: &[usize]) -> impl Iterator<Item = f64> {
        self.points.iter().map(move |known| correlation(self.axes, &self.lengths, known, point))
    }
}

fn correlation(axes: &[SearchAxis], lengths: &[f64], one: &[usize], other: &[usize]) -> f64 {
    let squares =
        axes.iter().zip(lengths).zip(one.iter().zip(other)).map(|((axis, length), (one, other))| {
            let distance = axis.distance(*one, *other) / length;
            distance * distance
        });
    let square = squares.sum::<f64>() * 5.0;
    let distance = square.sqrt();
    (1.0 + distance + square / 3.0) * libm::exp(-distance)
}

/// The Cholesky factor of a symmetric matrix; `None` where it has none.
fn factor(size: usize, entry: impl Fn(usize, usize) -> f64) -> Option<Vec<Vec<f64>>> {
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(size);
    for at in 0..size {
        let mut row: Vec<f64> = Vec::with_capacity(at + 1);
        for before in &rows {
            let column = row.len();
            let left = entry(at, column) - product(&row, before);
            row.push(left / before[column]);
        }
        let left = entry(at, at) - product(&row, &row);
        if left <= 0.0 || left.is_nan() {
            return None;
        }
        row.push(left.sqrt());
        rows.push(row);
    }
    Some(rows)
}

/// The sum of products, over the shorter of two lists.
fn product(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// Solves factor · x = values.
fn forward(factor: &[Vec<f64>], mut values: Vec<f64>) -> Vec<f64> {
    for (at, row) in factor.iter().enumerate() {
        values[at] = (values[at] - product(&row[..at], &values)) / row[at];
    }
    values
}

/// Solves factor transposed · x = values.
fn backward(factor: &[Vec<f64>], mut values: Vec<f64>) -> Vec<f64> {
    for (at, row) in factor.iter().enumerate().rev() {
        values[at] /= row[at];
        let (above, own) = values.split_at_mut(at);
        above.iter_mut().zip(row).for_each(|(value, entry)| *value -= entry * own[0]);
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    const AXES: [SearchAxis; 2] =
        [SearchAxis { values: 9, ordered: true }, SearchAxis { values: 3, ordered: false }];

    fn value(point: &[usize]) -> f64 {
        let at = point[0] as f64 / 8.0;
        at * at + [0.0, 2.0, -1.0][point[1]]
    }

    #[test]
    fn known_points_are_met_and_the_rest_is_guessed() {
        let all: Vec<Vec<usize>> = super::super::space::all(&AXES).collect();
        let known: Vec<&[usize]> = all.iter().step_by(2).map(Vec::as_slice).collect();
        let values: Vec<f64> = known.iter().map(|point| value(point)).collect();
        let lengths = Lengths::unknown(&AXES).improved(&AXES, &known, &values);
        let model = Kriging::new(&AXES, &lengths, &known, &values).expect("values that agree");
        for point in &all {
            // Of values from -1 to 3, from every other one of them.
            let off = (model.guess(point) - value(point)).abs();
            assert!(off < 0.1, "{point:?}: {off}");
        }
        assert!(model.uncertainty(known[3]) < 0.05);
        assert!(model.uncertainty(&[1, 0]) > model.uncertainty(known[3]));
    }

    #[test]
    fn an_axis_that_says_nothing_becomes_long() {
        let all: Vec<Vec<usize>> = super::super::space::all(&AXES).collect();
        let known: Vec<&[usize]> = all.iter().map(Vec::as_slice).collect();
        let values: Vec<f64> = known.iter().map(|point| f64::from(u8::from(point[1] == 1))).collect();
        let lengths = Lengths::unknown(&AXES).improved(&AXES, &known, &values);
        assert_eq!(lengths.0[0], LENGTHS.len() - 1, "{lengths:?}");
    }

    #[test]
    fn one_value_and_equal_values_are_guessed_everywhere() {
        let lengths = Lengths::unknown(&AXES);
        for points in [&[[0, 0]][..], &[[0, 0], [4, 1], [8, 2]]] {
            let points: Vec<&[usize]> = points.iter().map(<[usize; 2]>::as_slice).collect();
            let model = Kriging::new(&AXES, &lengths, &points, &vec![3.0; points.len()]).expect("they agree");
            assert!((model.guess(&[5, 1]) - 3.0).abs() < 1e-12);
        }
        assert!(Kriging::new(&AXES, &lengths, &[], &[]).is_none());
    }
}
