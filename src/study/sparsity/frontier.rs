//! Perplexity against energy: which trained networks are worth their joules.

use egret_reports::pareto::front;

use super::gains::{Formats, chosen, number};
use super::points::{Figure, Point, Points};

/// Columns of `perplexity.csv`.
pub(super) const COLUMNS: [&str; 10] = [
    "chip",
    "network",
    "weight_density",
    "activity",
    "format",
    "perplexity",
    "energy_per_step_j",
    "step_s",
    "on_front_of_chip",
    "on_front_of_all",
];

/// Lines of `perplexity.csv`: every trained network on every chip, in the format that takes the least energy.
pub(super) fn lines(points: &Points) -> Vec<Vec<String>> {
    let mut all: Vec<(&'static str, &Point, Vec<f64>)> = Vec::new();
    for chip in points.chips() {
        for weight in points.weights() {
            for activity in points.activities() {
                let point = chosen(points, chip, (weight, activity), Formats::Best, Figure::Energy);
                let Some(point) = point else { continue };
                let objectives =
                    point.figure(Figure::Energy).zip(point.row.metric("perplexity")).map(|(a, b)| vec![a, b]);
                if let Some(objectives) = objectives {
                    all.push((chip, point, objectives));
                }
            }
        }
    }
    let on_front = |places: &[usize]| -> Vec<usize> {
        let objectives: Vec<Vec<f64>> = places.iter().map(|&place| all[place].2.clone()).collect();
        front(&objectives).into_iter().map(|at| places[at]).collect()
    };
    let everywhere = on_front(&(0..all.len()).collect::<Vec<_>>());
    let of_chips: Vec<usize> = points
        .chips()
        .into_iter()
        .flat_map(|chip| {
            let own: Vec<usize> = (0..all.len()).filter(|&place| all[place].0 == chip).collect();
            on_front(&own)
        })
        .collect();
    let yes = |known: &[usize], place: usize| if known.contains(&place) { "yes" } else { "no" }.to_owned();
    all.iter()
        .enumerate()
        .map(|(place, (chip, point, objectives))| {
            vec![
                (*chip).to_owned(),
                if point.activity >= 1.0 { "GRU" } else { "EGRU" }.to_owned(),
                number(point.weight),
                number(point.activity),
                point.format.clone(),
                number(objectives[1]),
                number(objectives[0]),
                point.figure(Figure::Latency).map(number).unwrap_or_default(),
                yes(&of_chips, place),
                yes(&everywhere, place),
            ]
        })
        .collect()
}
