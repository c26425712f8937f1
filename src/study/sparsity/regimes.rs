//! What bounds the time of each point.

use super::gains::number;
use super::points::{Figure, Points};

/// Columns of `regimes.csv`.
pub(super) const COLUMNS: [&str; 9] = [
    "workload",
    "chip",
    "format",
    "weight_density",
    "activity",
    "bound_by",
    "step_s",
    "energy_per_step_j",
    "static_share",
];

/// Lines of `regimes.csv`.
pub(super) fn lines(networks: &[Points]) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for points in networks {
        for point in &points.all {
            let exact = |value: Option<f64>| value.map(number).unwrap_or_default();
            let energy = point.row.metric("energy_j").filter(|energy| *energy > 0.0);
            let share = energy.zip(point.row.metric("static_j")).map(|(all, part)| part / all);
            lines.push(vec![
                points.net.workload().to_owned(),
                point.chip.clone(),
                point.format.clone(),
                number(point.weight),
                number(point.activity),
                point.row.bound_by.clone(),
                exact(point.figure(Figure::Latency)),
                exact(point.figure(Figure::Energy)),
                exact(share),
            ]);
        }
    }
    lines
}
