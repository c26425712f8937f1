//! Where a sparse network costs what a dense one costs: crossings between simulated points.
//!
//! Between two neighbouring densities cost is taken to follow a power of density: a straight line over logarithms.

use super::gains::{Formats, chosen, number};
use super::parts::{ARRAY, DENSE};
use super::points::{Figure, Points};

/// The density at which a curve of costs, by falling density, crosses a level; of several crossings the one at the highest
/// density. `None` where it does not come down to it.
pub(super) fn crossing(curve: &[(f64, f64)], level: f64) -> Option<f64> {
    curve.windows(2).find_map(|pair| {
        let [(density, cost), (next_density, next_cost)] = [pair[0], pair[1]];
        if cost <= level || next_cost > level {
            return None;
        }
        let part = libm::log(cost / level) / libm::log(cost / next_cost);
        Some(density * libm::exp(part * libm::log(next_density / density)))
    })
}

/// Where a curve lies against a level: what it is by where it begins and ends.
fn told(curve: &[(f64, f64)], level: f64) -> (String, &'static str) {
    match (crossing(curve, level), curve.first()) {
        (Some(density), _) => (number(density), "crosses"),
        // A curve that begins below full density is of a chip that does not hold the network in that format.
        (None, Some(&(density, cost))) if cost <= level && density < 1.0 => {
            (String::new(), "never dearer where it fits")
        }
        (None, Some(&(_, cost))) if cost <= level => (String::new(), "never dearer"),
        (None, Some(_)) => (String::new(), "never cheaper"),
        (None, None) => (String::new(), "unknown"),
    }
}

/// Columns of `break_even.csv`.
pub(super) const COLUMNS: [&str; 8] =
    ["workload", "chip", "figure", "activity", "format", "against", "weight_density", "verdict"];

/// Lines of `break_even.csv`: weight densities below which a format beats the dense format of its chip, and below which it
/// beats the dense array on the same network.
pub(super) fn lines(networks: &[Points]) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for points in networks {
        for figure in [Figure::Energy, Figure::Latency] {
            for chip in points.chips().into_iter().filter(|chip| *chip != ARRAY) {
                for activity in points.activities() {
                    lines.extend(of_chip(points, figure, chip, activity));
                }
            }
        }
    }
    lines
}

fn of_chip(points: &Points, figure: Figure, chip: &str, activity: f64) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for format in points.formats(chip) {
        let curve = |chip: &str, format: &str| -> Vec<(f64, f64)> {
            let at = |weight: f64| Some((weight, points.at(chip, format, weight, activity)?.figure(figure)?));
            points.weights().into_iter().filter_map(at).collect()
        };
        let own = curve(chip, format);
        for (against, other) in [("dense format", curve(chip, DENSE)), (ARRAY, curve(ARRAY, DENSE))] {
            if against == "dense format" && format == DENSE {
                continue;
            }
            // What is compared with may depend on density too: where the ratio of both is 1.
            let ratio: Vec<(f64, f64)> = own
                .iter()
                .filter_map(|&(weight, cost)| {
                    let (_, level) = other.iter().find(|(known, _)| (known - weight).abs() < 1e-9)?;
                    Some((weight, cost / level))
                })
                .collect();
            let (density, verdict) = told(&ratio, 1.0);
            lines.push(vec![
                points.net.workload().to_owned(),
                chip.to_owned(),
                figure.name().to_owned(),
                number(activity),
                format.to_owned(),
                against.to_owned(),
                density,
                verdict.to_owned(),
            ]);
        }
    }
    lines
}

/// Shares of the energy of the dense network for which curves are drawn.
const LEVELS: [f64; 5] = [0.5, 0.2, 0.1, 0.05, 0.02];

/// Columns of `iso_energy.csv`.
pub(super) const ISO_COLUMNS: [&str; 6] =
    ["workload", "chip", "share_of_dense_energy", "energy_per_step_j", "activity", "weight_density"];

/// Lines of `iso_energy.csv`: the weight density that takes a share of the energy of the dense network, by activity.
pub(super) fn iso_lines(networks: &[Points]) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for points in networks {
        for chip in points.chips() {
            let reference = points.reference(chip).and_then(|point| point.figure(Figure::Energy));
            let Some(reference) = reference else { continue };
            for share in LEVELS {
                for activity in points.activities() {
                    let at = |weight: f64| {
                        let point = chosen(points, chip, (weight, activity), Formats::Best, Figure::Energy)?;
                        Some((weight, point.figure(Figure::Energy)?))
                    };
                    let curve: Vec<(f64, f64)> = points.weights().into_iter().filter_map(at).collect();
                    let Some(density) = crossing(&curve, share * reference) else { continue };
                    lines.push(vec![
                        points.net.workload().to_owned(),
                        chip.to_owned(),
                        number(share),
                        number(share * reference),
                        number(activity),
                        number(density),
                    ]);
                }
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_power_law_is_crossed_exactly() {
        let cost = |density: f64| 8.0 * libm::pow(density, 1.5);
        let curve: Vec<(f64, f64)> = [1.0, 0.5, 0.1].map(|density| (density, cost(density))).to_vec();
        for density in [0.9, 0.5, 0.2] {
            let found = crossing(&curve, cost(density)).expect("crossed");
            assert!((found - density).abs() < 1e-12, "{found} not {density}");
        }
        assert_eq!(crossing(&curve, cost(0.05)), None);
        assert_eq!(crossing(&curve, 9.0), None);
    }

    #[test]
    fn what_is_never_crossed_is_told() {
        let curve = [(1.0, 2.0), (0.1, 1.5)];
        assert_eq!(told(&curve, 1.0).1, "never cheaper");
        assert_eq!(told(&curve, 3.0).1, "never dearer");
        assert_eq!(told(&curve[1..], 3.0).1, "never dearer where it fits");
        assert_eq!(told(&curve, 1.7).1, "crosses");
        assert_eq!(told(&[], 1.7).1, "unknown");
    }
}
