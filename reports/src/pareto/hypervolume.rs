//! How much of the space of objectives a set of points dominates: the one figure by which fronts are compared.

use super::sorting::front;

/// The volume of what is dominated by at least one of the points and itself better than the reference point in every
/// objective; in the product of the units of the objectives. Exact, for any number of objectives, in a time that grows
/// with the number of points to the power of (objectives - 1).
///
/// A point that is not better than the reference in every objective contributes nothing, and neither does one with an
/// objective that is not finite. No objectives, no volume.
///
/// # Panics
/// If a point has another number of objectives than the reference.
pub fn hypervolume(points: &[Vec<f64>], reference: &[f64]) -> f64 {
    let counts = |point: &&Vec<f64>| {
        assert_eq!(point.len(), reference.len(), "points have the objectives of the reference");
        point.iter().zip(reference).all(|(value, reference)| value.is_finite() && value < reference)
    };
    let points: Vec<Vec<f64>> = points.iter().filter(counts).cloned().collect();
    if reference.is_empty() { 0.0 } else { dominated(points, reference) }
}

/// The volume dominated by points that are all better than the reference, cut into slices along the last objective.
fn dominated(mut points: Vec<Vec<f64>>, reference: &[f64]) -> f64 {
    let (end, across) = reference.split_last().expect("there is an objective");
    let last = across.len();
    points.sort_by(|one, other| one[last].total_cmp(&other[last]));
    match last {
        0 => points.first().map_or(0.0, |best| end - best[0]),
        1 => staircase(&points, across[0], *end),
        _ => {
            // What a slice holds is the volume, in the other objectives, of all points that begin before it.
            let mut volume = 0.0;
            let mut begun: Vec<Vec<f64>> = Vec::new();
            for (index, point) in points.iter().enumerate() {
                begun.push(point[..last].to_vec());
                let until = points.get(index + 1).map_or(*end, |next| next[last]);
                if until > point[last] {
                    // Those that others dominate have no say in later slices either.
                    begun = front(&begun).into_iter().map(|kept| begun[kept].clone()).collect();
                    volume += dominated(begun.clone(), across) * (until - point[last]);
                }
            }
            volume
        }
    }
}

/// The area under two objectives, of points sorted by the second one: each adds the rectangle from its first objective
/// to the least one before it.
fn staircase(points: &[Vec<f64>], mut least: f64, end: f64) -> f64 {
    let mut area = 0.0;
    for point in points {
        if point[0] < least {
            area += (least - point[0]) * (end - point[1]);
            least = point[0];
        }
    }
    area
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Over all subsets, with alternating signs, what all of its members dominate: 2^points terms, but nothing to get
    /// wrong.
    fn by_inclusion_and_exclusion(points: &[Vec<f64>], reference: &[f64]) -> f64 {
        (1_u32..1 << points.len())
            .map(|subset| {
                let members = || points.iter().enumerate().filter(|(bit, _)| subset >> bit & 1 == 1);
                let box_of_all: f64 = (0..reference.len())
                    .map(|objective| {
                        let worst =
                            members().map(|(_, point)| point[objective]).fold(f64::NEG_INFINITY, f64::max);
                        (reference[objective] - worst).max(0.0)
                    })
                    .product();
                if subset.count_ones() % 2 == 1 { box_of_all } else { -box_of_all }
            })
            .sum()
    }

    /// Unit cubes with a corner at a point or beyond it, counted one by one.
    fn by_counting_cubes(points: &[Vec<f64>], side: u32, objectives: u32) -> f64 {
        let cubes = (0..side.pow(objectives)).filter(|cube| {
            let corner: Vec<f64> =
                (0..objectives).map(|objective| f64::from(cube / side.pow(objective) % side)).collect();
            points.iter().any(|point| point.iter().zip(&corner).all(|(value, corner)| value <= corner))
        });
        cubes.count() as f64
    }

    proptest! {
        #[test]
        fn it_is_what_inclusion_and_exclusion_gives(
            points in (1_usize..5).prop_flat_map(|objectives| {
                prop::collection::vec(prop::collection::vec(0.0..1.2, objectives), 1..9)
            })
        ) {
            let reference = vec![1.0; points[0].len()];
            let (exact, expected) =
                (hypervolume(&points, &reference), by_inclusion_and_exclusion(&points, &reference));
            prop_assert!((exact - expected).abs() <= 1e-11, "{} {}", exact, expected);
        }

        #[test]
        fn on_whole_numbers_it_is_the_count_of_cubes(
            points in (1_usize..5).prop_flat_map(|objectives| {
                prop::collection::vec(prop::collection::vec((0_u8..8).prop_map(f64::from), objectives), 1..30)
            })
        ) {
            // Sums and products of small whole numbers are exact.
            let objectives = points[0].len();
            let counted = by_counting_cubes(&points, 6, objectives as u32);
            prop_assert!(hypervolume(&points, &vec![6.0; objectives]).total_cmp(&counted).is_eq());
        }

        #[test]
        fn only_the_front_matters_and_more_points_never_take_away(
            points in prop::collection::vec(prop::collection::vec(0.0..1.0, 3), 1..20)
        ) {
            let reference = [1.0; 3];
            let whole = hypervolume(&points, &reference);
            let kept: Vec<Vec<f64>> = front(&points).into_iter().map(|point| points[point].clone()).collect();
            prop_assert!((hypervolume(&kept, &reference) - whole).abs() <= 1e-12);
            prop_assert!(hypervolume(&points[1..], &reference) <= whole + 1e-12);
        }
    }

    #[test]
    fn known_volumes() {
        let near = |volume: f64, expected: f64| assert!((volume - expected).abs() < 1e-12, "{volume}");
        near(hypervolume(&[vec![1.0, 3.0], vec![2.0, 2.0], vec![3.0, 1.0]], &[4.0, 4.0]), 6.0);
        near(hypervolume(&[vec![1.0, 3.0], vec![5.0, 0.0]], &[4.0, 4.0]), 3.0);
        near(hypervolume(&[vec![0.0, 0.0, 0.0], vec![f64::NAN, 0.0, 0.0]], &[2.0, 3.0, 4.0]), 24.0);
        near(hypervolume(&[vec![f64::NEG_INFINITY, 0.0]], &[1.0, 1.0]), 0.0);
        near(hypervolume(&[], &[1.0, 1.0]), 0.0);
        near(hypervolume(&[vec![]], &[]), 0.0);
    }
}
