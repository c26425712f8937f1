//! Who beats whom: dominance, the front, the fronts behind it, and how far points of a front are apart.

use std::cmp::Ordering;

use super::along;

/// Whether one point is at least as good in every objective and better in one. Objectives that are no numbers are not
/// comparable, so a point with one dominates nothing and is dominated by nothing.
///
/// # Panics
/// If the points have different numbers of objectives.
pub fn dominates(one: &[f64], other: &[f64]) -> bool {
    assert_eq!(one.len(), other.len(), "points of one set have the same objectives");
    one.iter().zip(other).all(|(one, other)| one <= other)
        && one.iter().zip(other).any(|(one, other)| one < other)
}

/// Indices, ascending, of the points that no other point dominates. Duplicates are all kept; a point with an objective
/// that is no number is never among them.
///
/// # Panics
/// If the points have different numbers of objectives.
pub fn front(points: &[Vec<f64>]) -> Vec<usize> {
    // Sorted by objectives, a point can only be dominated by an earlier one, and by transitivity by one that is on the
    // front itself: the comparisons are as many as points times the length of the front.
    let mut order: Vec<usize> = (0..points.len()).filter(|point| is_known(&points[*point])).collect();
    order.sort_by(|one, other| lexicographic(&points[*one], &points[*other]));
    let mut front: Vec<usize> = Vec::new();
    for point in order {
        if !front.iter().any(|kept| dominates(&points[*kept], &points[point])) {
            front.push(point);
        }
    }
    front.sort_unstable();
    front
}

/// The rank of every point: 0 on the front, 1 on the front of what is left without it, and so on (non-dominated
/// sorting); `None` for a point with an objective that is no number.
///
/// # Panics
/// If the points have different numbers of objectives.
pub fn ranks(points: &[Vec<f64>]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..points.len()).filter(|point| is_known(&points[*point])).collect();
    order.sort_by(|one, other| lexicographic(&points[*one], &points[*other]));
    // A point belongs to the first front none of whose members dominates it; all that could have been placed already.
    let mut fronts: Vec<Vec<usize>> = Vec::new();
    let mut ranks = vec![None; points.len()];
    for point in order {
        let beaten_in =
            |front: &Vec<usize>| front.iter().any(|member| dominates(&points[*member], &points[point]));
        let rank = fronts.iter().position(|front| !beaten_in(front)).unwrap_or(fronts.len());
        if rank == fronts.len() {
            fronts.push(Vec::new());
        }
        fronts[rank].push(point);
        ranks[point] = Some(rank);
    }
    ranks
}

/// How far each point of a front is from its neighbours (the crowding distance of NSGA-II): over all objectives, the sum
/// of the distance between the next lower and the next higher value on the front, as a share of the range of the front.
/// Points with the least or the largest value of an objective have an infinite distance. In the order of `front`, which
/// holds indices into `points`.
///
/// Values are compared as they are given; hand in logarithms where decades count.
pub fn crowding(points: &[Vec<f64>], front: &[usize]) -> Vec<f64> {
    let objectives = front.first().map_or(0, |point| points[*point].len());
    let mut distances = vec![0.0; front.len()];
    for objective in 0..objectives {
        let values = along(points, front, objective);
        let mut order: Vec<usize> = (0..front.len()).collect();
        order.sort_by(|one, other| values[*one].total_cmp(&values[*other]));
        let (least, largest) = (order[0], order[front.len() - 1]);
        distances[least] = f64::INFINITY;
        distances[largest] = f64::INFINITY;
        let range = values[largest] - values[least];
        if range > 0.0 && range.is_finite() {
            for neighbours in order.windows(3) {
                distances[neighbours[1]] += (values[neighbours[2]] - values[neighbours[0]]) / range;
            }
        }
    }
    distances
}

fn is_known(point: &[f64]) -> bool {
    !point.iter().any(|objective| objective.is_nan())
}

/// By the first objective in which they differ; zeros of either sign are equal, as they are for dominance.
fn lexicographic(one: &[f64], other: &[f64]) -> Ordering {
    one.partial_cmp(other).unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Few values, so that ties and duplicates are frequent; now and then something that is no number.
    fn points() -> impl Strategy<Value = Vec<Vec<f64>>> {
        let value = prop_oneof![
            9 => (0_u8..6).prop_map(f64::from),
            1 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(-0.0)]
        ];
        (1_usize..4).prop_flat_map(move |objectives| {
            prop::collection::vec(prop::collection::vec(value.clone(), objectives), 0..25)
        })
    }

    /// The definition, word by word.
    fn front_by_definition(points: &[Vec<f64>], among: &[usize]) -> Vec<usize> {
        let unbeaten =
            |point: &&usize| !among.iter().any(|other| dominates(&points[*other], &points[**point]));
        among.iter().filter(unbeaten).copied().collect()
    }

    proptest! {
        #[test]
        fn the_front_is_what_its_definition_says(points in points()) {
            let known: Vec<usize> = (0..points.len()).filter(|point| is_known(&points[*point])).collect();
            prop_assert_eq!(front(&points), front_by_definition(&points, &known));
        }

        #[test]
        fn ranks_are_fronts_taken_off_one_by_one(points in points()) {
            let ranks = ranks(&points);
            let mut left: Vec<usize> = (0..points.len()).filter(|point| is_known(&points[*point])).collect();
            let mut rank = 0;
            while !left.is_empty() {
                let front = front_by_definition(&points, &left);
                for point in &front {
                    prop_assert_eq!(ranks[*point], Some(rank));
                }
                left.retain(|point| !front.contains(point));
                rank += 1;
            }
            for (point, rank) in points.iter().zip(&ranks) {
                prop_assert_eq!(rank.is_none(), !is_known(point));
            }
        }

        #[test]
        fn the_front_does_not_depend_on_the_order(points in points()) {
            let reversed: Vec<Vec<f64>> = points.iter().rev().cloned().collect();
            let mut mirrored: Vec<usize> = front(&reversed).iter().map(|point| points.len() - 1 - point).collect();
            mirrored.sort_unstable();
            prop_assert_eq!(front(&points), mirrored);
        }
    }

    #[test]
    fn duplicates_stay_and_what_is_no_number_goes() {
        let points =
            vec![vec![1.0, 2.0], vec![1.0, 2.0], vec![f64::NAN, 0.0], vec![2.0, 2.0], vec![3.0, 1.0]];
        assert_eq!(front(&points), [0, 1, 4]);
        assert_eq!(ranks(&points), [Some(0), Some(0), None, Some(1), Some(0)]);
    }

    #[test]
    fn ends_are_infinitely_far_and_the_rest_as_far_as_their_neighbours() {
        let points = vec![vec![0.0, 10.0], vec![1.0, 4.0], vec![2.0, 3.0], vec![10.0, 0.0]];
        let distances = crowding(&points, &[0, 1, 2, 3]);
        assert!(distances[0].is_infinite() && distances[3].is_infinite(), "{distances:?}");
        assert!((distances[1] - (0.2 + 0.7)).abs() < 1e-12, "{distances:?}");
        assert!((distances[2] - (0.9 + 0.4)).abs() < 1e-12, "{distances:?}");
        assert!(crowding(&points, &[]).is_empty());
    }
}
