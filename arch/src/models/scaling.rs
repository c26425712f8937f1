//! Energy and area of the same circuit at another process node and voltage: Stillmaker and Baas, Integration 58:74-81,
//! 2017.
//!
//! Their fit of simulated inverter chains is a quadratic in the voltage at each node, `a V² + b V + c`; only ratios of
//! it mean anything. Between two nodes the two quadratics are interpolated linearly in the node. Below its vertex a
//! quadratic would rise again with falling voltage, so such voltages are refused, as are nodes outside the table.

use egret_config::{Length, Voltage};

/// Key of the paper in the list of references.
pub const REFERENCE: &str = "stillmaker2017";

/// Coefficients of `a V² + b V + c` at one node; V in volts, the result relative.
struct Quadratic {
    /// Nanometres.
    node: f64,
    a: f64,
    b: f64,
    c: f64,
}

impl Quadratic {
    const fn new(node: f64, a: f64, b: f64, c: f64) -> Self {
        Self { node, a, b, c }
    }

    fn at(&self, volts: f64) -> f64 {
        (self.a * volts + self.b) * volts + self.c
    }

    /// Voltage of the vertex, in volts.
    fn vertex(&self) -> f64 {
        -self.b / (2.0 * self.a)
    }
}

/// The published nodes, falling.
const NODES: [Quadratic; 10] = [
    Quadratic::new(130.0, 7.171, -6.709, 2.904),
    Quadratic::new(90.0, 4.762, -4.781, 2.092),
    Quadratic::new(65.0, 3.755, -4.398, 1.975),
    Quadratic::new(45.0, 1.103, -0.362, 0.2767),
    Quadratic::new(32.0, 0.9559, -0.7823, 0.471),
    Quadratic::new(20.0, 0.373, -0.1582, 0.04104),
    Quadratic::new(16.0, 0.2958, -0.1241, 0.03024),
    Quadratic::new(14.0, 0.2363, -0.09675, 0.02239),
    Quadratic::new(10.0, 0.2068, -0.09311, 0.02375),
    Quadratic::new(7.0, 0.1776, -0.09097, 0.02447),
];

/// Why an operating point cannot be scaled to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Misfit {
    /// The node lies outside the table; its ends, in nanometres.
    Node {
        /// Smallest node.
        low: f64,
        /// Largest node.
        high: f64,
    },
    /// The voltage is not above the vertex, in volts.
    Voltage {
        /// The vertex.
        above: f64,
    },
}

impl Misfit {
    /// What is wrong with an operating point, in words.
    pub fn describe(self, here: OperatingPoint) -> String {
        let OperatingPoint { node, voltage } = here;
        match self {
            Self::Node { low, high } => {
                format!("energies can be scaled from {low} to {high} nm, and this chip is at {node}")
            }
            Self::Voltage { above } => {
                format!("at {node} energies can be scaled above {above:.3} V, and this chip is at {voltage}")
            }
        }
    }
}

/// Area at a node over that at 45 nm: (nanometres, factor), falling.
const AREAS: [(f64, f64); 7] =
    [(45.0, 1.0), (32.0, 0.46), (20.0, 0.21), (16.0, 0.19), (14.0, 0.17), (10.0, 0.10), (7.0, 0.059)];

/// Area of a circuit at the node `to` over that of the same circuit at `from`; `None` where a node is outside the table,
/// 45 to 7 nm, and they differ.
pub fn area_factor(from: Length, to: Length) -> Option<f64> {
    if from == to {
        return Some(1.0);
    }
    Some(relative_area(to)? / relative_area(from)?)
}

fn relative_area(node: Length) -> Option<f64> {
    let nanometres = node.as_nm();
    let slack = 1e-6;
    let pair =
        AREAS.windows(2).find(|pair| nanometres <= pair[0].0 + slack && nanometres >= pair[1].0 - slack)?;
    let ((upper, large), (lower, small)) = (pair[0], pair[1]);
    let share = ((nanometres - lower) / (upper - lower)).clamp(0.0, 1.0);
    Some(small + share * (large - small))
}

/// Process node and supply voltage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OperatingPoint {
    /// Drawn node.
    pub node: Length,
    /// Supply.
    pub voltage: Voltage,
}

/// Checks that energies can be scaled from and to a point.
pub fn check(point: OperatingPoint) -> Result<(), Misfit> {
    relative(point).map(|_| ())
}

/// Energy of a circuit at `to` over that of the same circuit at `from`.
pub fn energy_factor(from: OperatingPoint, to: OperatingPoint) -> Result<f64, Misfit> {
    if from == to {
        return Ok(1.0);
    }
    Ok(relative(to)? / relative(from)?)
}

fn relative(point: OperatingPoint) -> Result<f64, Misfit> {
    let (nanometres, volts) = (point.node.as_nm(), point.voltage.as_volts());
    let (high, low) = (NODES[0].node, NODES[NODES.len() - 1].node);
    // A node that was written in another unit may miss the end of the table by a rounding error.
    let slack = 1e-6;
    let pair = NODES
        .windows(2)
        .find(|pair| nanometres <= pair[0].node + slack && nanometres >= pair[1].node - slack);
    let Some([upper, lower]) = pair else {
        return Err(Misfit::Node { low, high });
    };
    let share = ((nanometres - lower.node) / (upper.node - lower.node)).clamp(0.0, 1.0);
    // A quadratic that has no share in the result must not refuse the voltage either.
    let mut sum = 0.0;
    for (weight, quadratic) in [(share, upper), (1.0 - share, lower)] {
        if weight > slack {
            if volts <= quadratic.vertex() {
                return Err(Misfit::Voltage { above: quadratic.vertex() });
            }
            sum += weight * quadratic.at(volts);
        }
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(nanometres: f64, volts: f64) -> OperatingPoint {
        OperatingPoint { node: Length::nm(nanometres), voltage: Voltage::volts(volts) }
    }

    #[test]
    fn factors_against_45_nm_are_the_tabulated_ones() {
        let tabulated = [
            (32.0, 0.9, 0.641),
            (28.0, 0.9, 0.507),
            (28.0, 0.8, 0.421),
            (22.0, 0.8, 0.241),
            (22.0, 0.6, 0.148),
            (22.0, 0.5, 0.117),
            (20.0, 0.8, 0.181),
            (16.0, 0.8, 0.142),
            (14.0, 0.75, 0.098),
            (10.0, 0.75, 0.083),
            (7.0, 0.75, 0.066),
            (7.0, 0.65, 0.048),
        ];
        for (node, volts, expected) in tabulated {
            let factor = energy_factor(point(45.0, 0.9), point(node, volts)).expect("inside the table");
            assert!(
                (factor - expected).abs() < 6e-4,
                "{node} nm at {volts} V: {factor} instead of {expected}"
            );
        }
    }

    #[test]
    fn areas_are_the_tabulated_ones() {
        for (nanometres, factor) in AREAS {
            let scaled = area_factor(Length::nm(45.0), Length::nm(nanometres)).expect("inside the table");
            assert!((scaled - factor).abs() < 1e-12, "{nanometres} nm: {scaled}");
        }
        let between = area_factor(Length::nm(45.0), Length::nm(28.0)).expect("inside the table");
        assert!(between > 0.21 && between < 0.46);
        assert_eq!(area_factor(Length::nm(65.0), Length::nm(65.0)), Some(1.0));
        assert_eq!(area_factor(Length::nm(65.0), Length::nm(45.0)), None);
    }

    #[test]
    fn the_same_point_scales_by_exactly_one() {
        assert!(
            (energy_factor(point(22.0, 0.6), point(22.0, 0.6)).expect("inside") - 1.0).abs() < f64::EPSILON
        );
    }

    #[test]
    fn outside_the_table_is_refused() {
        let from = point(22.0, 0.6);
        assert_eq!(energy_factor(from, point(5.0, 0.7)), Err(Misfit::Node { low: 7.0, high: 130.0 }));
        assert_eq!(energy_factor(from, point(180.0, 1.8)), Err(Misfit::Node { low: 7.0, high: 130.0 }));
        assert!(matches!(energy_factor(from, point(65.0, 0.5)), Err(Misfit::Voltage { .. })));
        assert!(energy_factor(from, point(130.0, 1.2)).is_ok());
        assert!(energy_factor(from, point(7.0, 0.65)).is_ok());
    }
}
