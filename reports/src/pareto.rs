//! Pareto fronts: which of some points no other one beats, how far fronts reach, and where their knee is.
//!
//! Points are vectors of objectives, **all minimised** (negate what is to be maximised), all of the same length. Units
//! are the caller's: nothing here knows any, so that energies, times and perplexities are treated alike.
//!
//! An objective that is no number is unknown: such a point is never on a front, beats none and is beaten by none.
//! Points with the same objectives do not beat each other, so all duplicates of a point on the front are on it.

mod hypervolume;
mod sorting;

pub use hypervolume::hypervolume;
pub use sorting::{crowding, dominates, front, ranks};

/// The point of a front at which it bends most, as an index into `points`; `front` holds indices as [`front()`] returns
/// them.
///
/// The definition: every objective is scaled so that the best of the front is 0 and its worst is 1, on a logarithmic
/// axis where all its values on the front are positive (joules and seconds span decades), on a linear one otherwise.
/// Its extremes then lie on the plane on which scaled objectives add up to 1 (with two objectives, the line between the
/// ends of the front). The knee is the point farthest from that plane on the side of the better; the first of equals.
///
/// `None` where there is none: no point lies on the better side (a front that bulges the other way, or has two points),
/// or the front does not extend along at least two objectives.
pub fn knee(points: &[Vec<f64>], front: &[usize]) -> Option<usize> {
    let objectives = points.get(*front.first()?)?.len();
    let mut sums = vec![0.0; front.len()];
    let mut extended = 0;
    for objective in 0..objectives {
        let Some(scaled) = scaled(&along(points, front, objective)) else { continue };
        extended += 1;
        sums.iter_mut().zip(scaled).for_each(|(sum, value)| *sum += value);
    }
    if extended < 2 {
        return None;
    }
    let mut best: Option<(f64, usize)> = None;
    for (sum, point) in sums.into_iter().zip(front) {
        // Rounding must not make a knee of a straight front.
        if sum < 1.0 - 1e-9 && best.is_none_or(|(least, _)| sum < least) {
            best = Some((sum, *point));
        }
    }
    best.map(|(_, point)| point)
}

/// One objective of the points of a front, in its order.
fn along(points: &[Vec<f64>], front: &[usize], objective: usize) -> Vec<f64> {
    front.iter().map(|point| points[*point][objective]).collect()
}

/// Values from 0 (the least) to 1 (the largest), by their logarithms where all are positive; `None` where all are equal
/// or some are not finite.
fn scaled(values: &[f64]) -> Option<Vec<f64>> {
    let logarithmic = values.iter().all(|value| *value > 0.0);
    let on_axis = |value: &f64| if logarithmic { libm::log(*value) } else { *value };
    let values: Vec<f64> = values.iter().map(on_axis).collect();
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let range = largest - least;
    let all_finite = values.iter().all(|value| value.is_finite());
    (all_finite && range > 0.0 && range.is_finite())
        .then(|| values.iter().map(|value| (value - least) / range).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knee_of(points: &[[f64; 2]]) -> Option<usize> {
        let points: Vec<Vec<f64>> = points.iter().map(|point| point.to_vec()).collect();
        knee(&points, &front(&points))
    }

    #[test]
    fn the_knee_is_the_point_farthest_from_the_line_between_the_ends() {
        // Logarithms: (0, 2), (0.5, 0.5), (1, 0.4), (2, 0), and a dominated point.
        let tenth = |exponent: f64| libm::pow(10.0, exponent);
        let points = [
            [tenth(0.0), tenth(2.0)],
            [tenth(0.5), tenth(0.5)],
            [tenth(1.0), tenth(0.4)],
            [tenth(2.0), tenth(0.0)],
            [tenth(1.9), tenth(1.9)],
        ];
        assert_eq!(knee_of(&points), Some(1));
    }

    #[test]
    fn an_axis_with_a_zero_or_less_is_linear() {
        assert_eq!(knee_of(&[[0.0, 10.0], [1.0, 4.0], [4.0, 3.0], [10.0, 0.0]]), Some(1));
        assert_eq!(knee_of(&[[-5.0, 10.0], [-4.0, 4.0], [5.0, 0.0]]), Some(1));
    }

    #[test]
    fn the_knee_does_not_depend_on_the_units() {
        let joules = [[1e-6, 8.0], [2e-6, 2.0], [3e-6, 1.5], [9e-6, 1.0]];
        let picojoules = joules.map(|[energy, time]| [energy * 1e12, time * 1e-9]);
        assert_eq!(knee_of(&joules), Some(1));
        assert_eq!(knee_of(&picojoules), Some(1));
    }

    #[test]
    fn fronts_that_do_not_bend_have_no_knee() {
        assert_eq!(knee_of(&[]), None);
        assert_eq!(knee_of(&[[1.0, 1.0]]), None);
        assert_eq!(knee_of(&[[0.0, 1.0], [1.0, 0.0]]), None);
        assert_eq!(knee_of(&[[0.0, 2.0], [1.0, 1.0], [2.0, 0.0]]), None, "straight");
        assert_eq!(knee_of(&[[0.0, 2.0], [1.5, 1.5], [2.0, 0.0]]), None, "bulges the other way");
        assert_eq!(knee_of(&[[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]]), None, "one point three times");
        assert_eq!(knee_of(&[[f64::NAN, 1.0]]), None);
    }

    #[test]
    fn three_objectives_have_a_knee_too() {
        let corner = vec![0.1, 0.1, 0.1];
        let points =
            vec![vec![0.0, 1.0, 1.0], vec![1.0, 0.0, 1.0], vec![1.0, 1.0, 0.0], vec![0.5, 0.4, 0.4], corner];
        assert_eq!(knee(&points, &front(&points)), Some(4));
    }
}
