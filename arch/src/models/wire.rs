//! Energy of a flit through a router and along a wire, clock, leakage and area of routers.
//!
//! Fits to DSENT (340 K, low-threshold cells, five ports, one virtual channel of four flits, random data): each part of a
//! router costs `slope w + base` picojoules for a flit of w bits (arbitration the base alone), a wire `k w L` for L
//! millimetres, its clock a straight line over w a cycle, its leakage a straight line over w, its area a parabola.
//! Coefficients of the parts are rounded so that they add up to `0.0126 w + 0.051` at 22 nm, and to sums as round at the
//! other nodes; that keeps each part within 0.5 % of the runs. A test works the deviations out again from the runs.
//!
//! Silicon costs more than DSENT says; what a network costs is the fit times the
//! [`silicon factor`](super::silicon::ASYNCHRONOUS).

use egret_config::{Area, Energy, Length, Power, Voltage};

use super::estimate::Estimate;
use super::nearest;
use super::scaling::OperatingPoint;

/// Key of DSENT in the list of references.
pub const REFERENCE: &str = "dsent2012";

/// Deviation of the parts of routers from the runs, at most.
const PART_DEVIATION: f64 = 0.005;

/// A straight line over the bits of a flit.
#[derive(Clone, Copy, Debug)]
struct Line {
    /// Picojoules a bit.
    slope: f64,
    /// Picojoules a flit.
    base: f64,
}

impl Line {
    fn at(self, bits: f64) -> f64 {
        self.slope * bits + self.base
    }

    fn formula(self, bits: f64) -> String {
        format!("{} x {bits} + {}", self.slope, self.base)
    }
}

/// One process.
#[derive(Clone, Copy, Debug)]
pub struct Fit {
    /// Name in chip files.
    pub name: &'static str,
    nanometres: f64,
    volts: f64,
    buffer_write: Line,
    buffer_read: Line,
    crossbar: Line,
    /// Picojoules a flit chosen.
    arbitration: f64,
    /// Picojoules a bit and millimetre.
    wire: f64,
    /// Relative rms deviation of wires from the runs.
    wire_rms: f64,
    /// Picojoules a cycle.
    clock: Line,
    /// Relative rms deviation of the clock from the runs.
    clock_rms: f64,
    /// Milliwatts at 340 K.
    leakage: Line,
    /// Square micrometres: what is added to `curve w²`.
    area: Line,
    /// Square micrometres a bit squared: the crossbar.
    area_curve: f64,
}

/// All fits.
pub const FITS: [Fit; 4] = [
    Fit {
        name: "dsent-fit-45",
        nanometres: 45.0,
        volts: 1.0,
        buffer_write: Line { slope: 0.01907, base: 0.02 },
        buffer_read: Line { slope: 0.01301, base: 0.0255 },
        crossbar: Line { slope: 0.01642, base: 0.0212 },
        arbitration: 0.1333,
        wire: 0.040,
        wire_rms: 0.054,
        clock: Line { slope: 0.00628, base: 0.0959 },
        clock_rms: 0.025,
        leakage: Line { slope: 0.06952, base: 0.3054 },
        area: Line { slope: 226.57, base: 1611.0 },
        area_curve: 1.2443,
    },
    Fit {
        name: "dsent-fit-32",
        nanometres: 32.0,
        volts: 0.9,
        buffer_write: Line { slope: 0.01055, base: 0.0105 },
        buffer_read: Line { slope: 0.00718, base: 0.0138 },
        crossbar: Line { slope: 0.00907, base: 0.0114 },
        arbitration: 0.0733,
        wire: 0.032,
        wire_rms: 0.043,
        clock: Line { slope: 0.00342, base: 0.0668 },
        clock_rms: 0.006,
        leakage: Line { slope: 0.04162, base: 0.1818 },
        area: Line { slope: 129.79, base: 574.0 },
        area_curve: 1.2099,
    },
    Fit {
        name: "dsent-fit-22",
        nanometres: 22.0,
        volts: 0.8,
        buffer_write: Line { slope: 0.0051, base: 0.0046 },
        buffer_read: Line { slope: 0.00334, base: 0.0068 },
        crossbar: Line { slope: 0.00416, base: 0.0058 },
        arbitration: 0.0338,
        wire: 0.0236,
        wire_rms: 0.02,
        clock: Line { slope: 0.002, base: 0.0304 },
        clock_rms: 0.004,
        leakage: Line { slope: 0.02524, base: 0.0994 },
        area: Line { slope: 54.74, base: 366.0 },
        area_curve: 0.30932,
    },
    Fit {
        name: "dsent-fit-11",
        nanometres: 11.0,
        volts: 0.6,
        buffer_write: Line { slope: 0.00158, base: 0.0012 },
        buffer_read: Line { slope: 0.00101, base: 0.002 },
        crossbar: Line { slope: 0.00127, base: 0.0016 },
        arbitration: 0.0102,
        wire: 0.013,
        wire_rms: 0.023,
        clock: Line { slope: 0.000_643, base: 0.0082 },
        clock_rms: 0.002,
        leakage: Line { slope: 0.003_746, base: 0.016 },
        area: Line { slope: 23.6, base: 104.3 },
        area_curve: 0.16002,
    },
];

/// What a flit passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Passage {
    /// Into an input buffer of a router.
    BufferWrite,
    /// Out of it.
    BufferRead,
    /// The crossbar of a router.
    Crossbar,
    /// Being chosen to leave a router.
    Arbitration,
    /// A wire.
    Wire {
        /// Its length.
        length: Length,
    },
}

impl Fit {
    /// Fit of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FITS.iter().find(|fit| fit.name == name)
    }

    /// Node and voltage of the runs.
    pub fn operating_point(&self) -> OperatingPoint {
        OperatingPoint { node: Length::nm(self.nanometres), voltage: Voltage::volts(self.volts) }
    }

    /// The fit whose node is nearest.
    pub fn nearest(node: Length) -> &'static Self {
        nearest::of(FITS.iter(), node, |fit| fit.nanometres).unwrap_or(&FITS[0])
    }

    /// Energy of one flit at the node and voltage of the fit.
    pub fn energy(&self, passage: Passage, flit_bits: u32) -> Estimate<Energy> {
        let bits = f64::from(flit_bits);
        let (picojoules, rms, formula) = match passage {
            Passage::BufferWrite => part(self.buffer_write, bits),
            Passage::BufferRead => part(self.buffer_read, bits),
            Passage::Crossbar => part(self.crossbar, bits),
            Passage::Arbitration => (self.arbitration, PART_DEVIATION, format!("{}", self.arbitration)),
            Passage::Wire { length } => {
                let (k, millimetres) = (self.wire, length.as_mm());
                let formula = format!("{k} x {bits} x {}", rounded(millimetres));
                (k * bits * millimetres, self.wire_rms, formula)
            }
        };
        Estimate { value: Energy::pj(picojoules), rms, formula: format!("{formula} pJ") }
    }

    /// Clock energy of one router in one cycle, at the node and voltage of the fit.
    pub fn clock(&self, flit_bits: u32) -> Estimate<Energy> {
        let bits = f64::from(flit_bits);
        let formula = format!("{} pJ", self.clock.formula(bits));
        Estimate { value: Energy::pj(self.clock.at(bits)), rms: self.clock_rms, formula }
    }

    /// Leakage of one router at 340 K, at the node and voltage of the fit.
    pub fn leakage(&self, flit_bits: u32) -> Estimate<Power> {
        let bits = f64::from(flit_bits);
        let formula = format!("{} mW", self.leakage.formula(bits));
        Estimate { value: Power::mw(self.leakage.at(bits)), rms: PART_DEVIATION, formula }
    }

    /// Area of one router at the node of the fit.
    pub fn area(&self, flit_bits: u32) -> Estimate<Area> {
        let bits = f64::from(flit_bits);
        let value = Area::um2(self.area.at(bits) + self.area_curve * bits * bits);
        let formula = format!("{} + {} x {bits}^2 um2", self.area.formula(bits), self.area_curve);
        Estimate { value, rms: PART_DEVIATION, formula }
    }
}

fn part(line: Line, bits: f64) -> (f64, f64, String) {
    (line.at(bits), PART_DEVIATION, line.formula(bits))
}

/// A number for people: four digits after the point at most.
fn rounded(number: f64) -> f64 {
    libm::round(number * 1e4) / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts of a router, in the order of the columns of [`RUNS`].
    const PARTS: [Passage; 4] =
        [Passage::BufferWrite, Passage::BufferRead, Passage::Crossbar, Passage::Arbitration];

    /// DSENT runs: (fit, flit bits, picojoules written, read, through the crossbar, chosen).
    const RUNS: [(&str, u32, [f64; 4]); 16] = [
        ("dsent-fit-45", 32, [0.63004, 0.44215, 0.54753, 0.13333]),
        ("dsent-fit-45", 64, [1.24052, 0.85906, 1.07367, 0.13333]),
        ("dsent-fit-45", 128, [2.4615, 1.69288, 2.12595, 0.13333]),
        ("dsent-fit-45", 192, [3.68247, 2.52671, 3.1785, 0.13333]),
        ("dsent-fit-32", 32, [0.34789, 0.2434, 0.30162, 0.07338]),
        ("dsent-fit-32", 64, [0.68505, 0.47285, 0.59141, 0.07338]),
        ("dsent-fit-32", 128, [1.35939, 0.93177, 1.171, 0.07338]),
        ("dsent-fit-32", 192, [2.03372, 1.39069, 1.75073, 0.07338]),
        ("dsent-fit-22", 32, [0.16784, 0.11376, 0.13909, 0.03378]),
        ("dsent-fit-22", 64, [0.33101, 0.22072, 0.27248, 0.03378]),
        ("dsent-fit-22", 128, [0.65736, 0.43465, 0.53928, 0.03378]),
        ("dsent-fit-22", 192, [0.98371, 0.64858, 0.80607, 0.03378]),
        ("dsent-fit-11", 32, [0.05174, 0.03439, 0.04243, 0.0102]),
        ("dsent-fit-11", 64, [0.10219, 0.06669, 0.08311, 0.0102]),
        ("dsent-fit-11", 128, [0.20308, 0.13128, 0.16447, 0.0102]),
        ("dsent-fit-11", 192, [0.30396, 0.19587, 0.24584, 0.0102]),
    ];

    #[test]
    fn parts_of_routers_follow_the_runs() {
        for (name, bits, expected) in RUNS {
            let fit = Fit::named(name).expect("listed");
            for (part, expected) in PARTS.into_iter().zip(expected) {
                let energy = fit.energy(part, bits).value;
                let off = energy.as_pj() / expected - 1.0;
                assert!(off.abs() < PART_DEVIATION, "{name} {bits} bits, {part:?}: {energy}, {off:+.4} off");
            }
        }
    }

    #[test]
    fn parts_of_a_router_add_up_to_the_line_through_all_of_it() {
        for (name, slope, base) in [
            ("dsent-fit-45", 0.0485, 0.20),
            ("dsent-fit-32", 0.0268, 0.109),
            ("dsent-fit-22", 0.0126, 0.051),
            ("dsent-fit-11", 0.003_86, 0.015),
        ] {
            let fit = Fit::named(name).expect("listed");
            for bits in [1, 32, 48, 64, 192, 512] {
                let sum: f64 = PARTS.into_iter().map(|part| fit.energy(part, bits).value.as_pj()).sum();
                let whole = slope * f64::from(bits) + base;
                assert!((sum / whole - 1.0).abs() < 1e-12, "{name} {bits} bits: {sum} pJ against {whole} pJ");
            }
        }
    }

    #[test]
    fn wires_cost_by_bit_and_length() {
        let fit = Fit::named("dsent-fit-22").expect("listed");
        let along = |millimetres| fit.energy(Passage::Wire { length: Length::mm(millimetres) }, 64).value;
        assert!((along(1.0).as_pj() - 0.0236 * 64.0).abs() < 1e-12);
        assert!((along(2.0) / along(1.0) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn the_nearest_node_counts_by_ratio() {
        for (nanometres, name) in
            [(7.0, "dsent-fit-11"), (14.0, "dsent-fit-11"), (28.0, "dsent-fit-32"), (130.0, "dsent-fit-45")]
        {
            assert_eq!(Fit::nearest(Length::nm(nanometres)).name, name, "{nanometres} nm");
        }
    }
}
