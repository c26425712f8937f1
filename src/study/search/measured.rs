//! How good the search is, on a grid of which every point was simulated: the shipped study `mesh-search`.

use egret_reports::pareto::{front, hypervolume};

use super::{Evaluated, SearchAxis, search};

/// Energy and time of a step at all points; tests/search/data/mesh-grid.ron says how they were simulated.
const TABLE: &str = include_str!("../../../tests/search/data/mesh-generic.csv");
/// Values of the axes: cores, lanes, banks, width, format.
const AXES: [SearchAxis; 5] = [
    SearchAxis { values: 8, ordered: true },
    SearchAxis { values: 5, ordered: true },
    SearchAxis { values: 4, ordered: true },
    SearchAxis { values: 3, ordered: true },
    SearchAxis { values: 4, ordered: false },
];

fn table() -> Vec<Vec<f64>> {
    let lines = TABLE.lines().skip(1);
    lines.map(|line| line.split(',').skip(1).map(|text| text.parse().unwrap()).collect()).collect()
}

fn number(point: &[usize]) -> usize {
    point.iter().zip(AXES).fold(0, |number, (place, axis)| number * axis.values + place)
}

/// The worst of each objective among some points, and so much more.
fn beyond(points: &[Vec<f64>], factor: f64) -> Vec<f64> {
    (0..2).map(|at| points.iter().map(|point| point[at]).fold(0.0, f64::max) * factor).collect()
}

/// What `evaluations` evaluations find.
fn found(table: &[Vec<f64>], evaluations: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut found = Vec::new();
    let ended = search::<()>(&AXES, evaluations, seed, &mut |round| {
        let worth: Vec<Vec<f64>> = round.iter().map(|point| table[number(point)].clone()).collect();
        found.extend(worth.clone());
        Ok(worth.into_iter().map(|objectives| Some(Evaluated { objectives, violation: 0.0 })).collect())
    });
    assert_eq!(ended, Ok(()));
    found
}

#[test]
fn a_fifth_of_the_points_finds_98_percent_of_the_hypervolume() {
    let table = table();
    assert_eq!(table.len(), 1920);
    let exact: Vec<Vec<f64>> = front(&table).into_iter().map(|point| table[point].clone()).collect();
    assert_eq!(exact.len(), 10);
    // Near the front, where a point that is missed costs most, and the worst of all points, as is common.
    let (near, far) = (beyond(&exact, 1.1), beyond(&table, 1.0));
    let share = |found: &[Vec<f64>], reference: &[f64]| {
        hypervolume(found, reference) / hypervolume(&table, reference)
    };
    let shares: Vec<[f64; 2]> = (1..=10)
        .map(|seed| {
            let found = found(&table, table.len() / 5, seed);
            assert_eq!(found.len(), 384);
            [share(&found, &near), share(&found, &far)]
        })
        .collect();
    for at in 0..2 {
        let mean = shares.iter().map(|share| share[at]).sum::<f64>() / 10.0;
        let least = shares.iter().map(|share| share[at]).fold(1.0, f64::min);
        assert!(mean >= 0.998 && least >= 0.99, "mean {mean}, least {least}: {shares:?}");
    }
}

#[test]
fn a_twentieth_is_enough_for_most_of_it() {
    let table = table();
    let exact: Vec<Vec<f64>> = front(&table).into_iter().map(|point| table[point].clone()).collect();
    let near = beyond(&exact, 1.1);
    let volume = |points: &[Vec<f64>]| hypervolume(points, &near);
    let mean = (1..=10).map(|seed| volume(&found(&table, table.len() / 20, seed))).sum::<f64>() / 10.0;
    assert!(mean >= 0.95 * volume(&table), "{}", mean / volume(&table));
}
