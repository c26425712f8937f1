//! The search from its first points to its last.

use egret_workloads::random::Stream;

use super::archive::{Archive, Evaluated};
use super::choose::Chooser;
use super::space::{self, SearchAxis};

/// Share of the evaluations that the Latin hypercube at the beginning gets.
const FIRST_SHARE: usize = 5;
/// Rounds that the rest is parted into: more of them learn more from each other, fewer keep more processors busy.
const ROUNDS: usize = 24;
/// Most points of a round.
const WIDEST: usize = 64;

/// Looks for the Pareto front of points on these axes with `evaluations` evaluations at most, all of them where there
/// are no more.
///
/// `evaluate` gets a round of points at a time, which it may work on in any order, and returns what each is worth. No point
/// is asked for twice. What is asked for depends on the arguments and on what `evaluate` returned, and on nothing else:
/// a search that was interrupted goes on where it was when it is run again with results that are known.
///
/// # Errors
/// Those of `evaluate`.
pub(crate) fn search<E>(
    axes: &[SearchAxis],
    evaluations: usize,
    seed: u64,
    evaluate: &mut dyn FnMut(&[Vec<usize>]) -> Result<Vec<Option<Evaluated>>, E>,
) -> Result<(), E> {
    let mut archive = Archive::default();
    let evaluations = evaluations.min(space::size(axes));
    let mut chooser = Chooser::new(axes, Stream::new(seed, "search.candidates", 0));
    let mut round = first(axes, evaluations, seed);
    while !round.is_empty() {
        let found = evaluate(&round)?;
        for (point, found) in round.into_iter().zip(found) {
            archive.add(point, found);
        }
        let left = evaluations - archive.seen().len();
        let width = (evaluations / ROUNDS).clamp(1, WIDEST).min(left);
        round = if width == 0 { Vec::new() } else { chooser.next(&archive, width) };
    }
    Ok(())
}

/// The first points: a Latin hypercube, without those that come twice.
fn first(axes: &[SearchAxis], evaluations: usize, seed: u64) -> Vec<Vec<usize>> {
    let count = (evaluations / FIRST_SHARE).max(2 * (axes.len() + 1)).min(evaluations);
    let drawn = space::latin_hypercube(axes, count, &mut Stream::new(seed, "search.first", 0));
    let mut first: Vec<Vec<usize>> = Vec::new();
    for point in drawn {
        if !first.contains(&point) {
            first.push(point);
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use egret_reports::pareto::front;
    use proptest::prelude::*;

    use super::*;

    /// Points in the order in which they are asked for, and by rounds.
    fn asked(
        axes: &[SearchAxis],
        evaluations: usize,
        seed: u64,
        worth: &dyn Fn(&[usize]) -> Option<Evaluated>,
    ) -> Vec<Vec<Vec<usize>>> {
        let mut rounds = Vec::new();
        let ended = search::<()>(axes, evaluations, seed, &mut |round| {
            rounds.push(round.to_vec());
            Ok(round.iter().map(|point| worth(point)).collect())
        });
        assert_eq!(ended, Ok(()));
        rounds
    }

    fn ordered(values: usize) -> SearchAxis {
        SearchAxis { values, ordered: true }
    }

    /// Two knobs, as clock and lanes: both objectives are smooth, and pull apart along a curve through the plane.
    fn two_knobs(point: &[usize]) -> Option<Evaluated> {
        let [one, other] = [point[0] as f64 / 15.0, point[1] as f64 / 15.0];
        let energy = 1.0 + one * one + 0.3 * (other - one * one) * (other - one * one);
        let time = 1.0 + (1.0 - one) * (1.0 - one) + 0.5 * (other - one * one) * (other - one * one);
        Some(Evaluated { objectives: vec![energy, time], violation: 0.0 })
    }

    fn front_of(
        points: &[Vec<usize>],
        worth: &dyn Fn(&[usize]) -> Option<Evaluated>,
    ) -> BTreeSet<Vec<usize>> {
        let keeping = points.iter().filter_map(|point| {
            worth(point).filter(|found| found.violation <= 0.0).map(|found| (point.clone(), found.objectives))
        });
        let (points, objectives): (Vec<_>, Vec<_>) = keeping.unzip();
        front(&objectives).into_iter().map(|at| points[at].clone()).collect()
    }

    #[test]
    fn the_front_of_two_knobs_is_found_exactly() {
        let axes = [ordered(16), ordered(16)];
        let all: Vec<_> = space::all(&axes).collect();
        let exact = front_of(&all, &two_knobs);
        assert!(exact.len() > 15, "{}", exact.len());
        for seed in 1..=10 {
            let seen = asked(&axes, 96, seed, &two_knobs).concat();
            assert_eq!(front_of(&seen, &two_knobs), exact, "seed {seed}");
        }
    }

    #[test]
    fn constraints_and_points_that_do_not_run_are_found_out_about() {
        // Half of the space does not run, and of the rest a part breaks a constraint, among it all that is cheap.
        let worth = |point: &[usize]| {
            let found = two_knobs(point)?;
            let violation = (0.4 - point[0] as f64 / 15.0).max(0.0);
            (point[1] >= 3 && point[0] + point[1] < 20).then_some(Evaluated { violation, ..found })
        };
        let axes = [ordered(16), ordered(16)];
        let exact = front_of(&space::all(&axes).collect::<Vec<_>>(), &worth);
        for seed in 1..=5 {
            let seen = asked(&axes, 96, seed, &worth).concat();
            assert_eq!(front_of(&seen, &worth), exact, "seed {seed}");
        }
    }

    #[test]
    fn a_needle_that_keeps_the_constraint_is_found_along_the_violation() {
        let worth = |point: &[usize]| {
            let violation: f64 = point.iter().map(|place| place.abs_diff(7) as f64).sum();
            Some(Evaluated { objectives: vec![1.0, 1.0], violation })
        };
        let axes = [ordered(20), ordered(20), ordered(20)];
        let seen = asked(&axes, 80, 1, &worth).concat();
        assert!(seen.contains(&vec![7, 7, 7]));
    }

    #[test]
    fn large_spaces_and_nothing_but_failures_are_survived() {
        let axes = [ordered(1000), SearchAxis { values: 7, ordered: false }, ordered(1000), ordered(1000)];
        for worth in [&|_: &[usize]| None, &two_knobs] as [&dyn Fn(&[usize]) -> Option<Evaluated>; 2] {
            let seen = asked(&axes, 60, 1, worth).concat();
            assert_eq!(seen.len(), 60);
        }
    }

    #[test]
    fn an_error_ends_the_search() {
        let ended = search(&[ordered(9)], 5, 1, &mut |_| Err("full disk"));
        assert_eq!(ended, Err("full disk"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn points_are_of_the_space_come_once_and_are_as_many_as_asked_for(
            axes in prop::collection::vec(
                (1_usize..5, any::<bool>()).prop_map(|(values, ordered)| SearchAxis { values, ordered }), 0..5
            ),
            evaluations in 1_usize..60,
            seed in any::<u64>(),
            salt in any::<u64>(),
        ) {
            // Whatever points are worth, even if that is no number or they do not run.
            let worth = |point: &[usize]| {
                let key = point.iter().fold(salt, |key, place| key.wrapping_mul(31).wrapping_add(*place as u64));
                let mut stream = Stream::new(key, "test", 0);
                let mut value = || match stream.below(12) {
                    0 => f64::NAN,
                    1 => f64::INFINITY,
                    2 => -1.0,
                    3 => 0.0,
                    _ => stream.unit(),
                };
                let objectives = vec![value(), value(), value()];
                (stream.below(6) > 0).then_some(Evaluated { objectives, violation: stream.below(2) as f64 })
            };
            let rounds = asked(&axes, evaluations, seed, &worth);
            let points = rounds.concat();
            prop_assert_eq!(points.len(), evaluations.min(space::size(&axes)));
            prop_assert_eq!(points.iter().collect::<BTreeSet<_>>().len(), points.len());
            for point in &points {
                prop_assert_eq!(point.len(), axes.len());
                prop_assert!(point.iter().zip(&axes).all(|(place, axis)| *place < axis.values));
            }
            prop_assert_eq!(asked(&axes, evaluations, seed, &worth), rounds);
        }
    }
}
