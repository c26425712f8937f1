//! Energy of a flit through a router and along a wire.
//!
//! Linear fits to DSENT (340 K, low-threshold cells, five ports, one virtual channel of four flits, random data): each
//! part of a router costs `slope w + base` picojoules for a flit of w bits (arbitration the base alone), a wire `k w L`
//! for L millimetres. Coefficients are rounded so that the parts add up to `0.0126 w + 0.051` at 22 nm, and to sums as
//! round at the other nodes; that keeps each part within 0.5 % of the runs.
//!
//! A chip file does not say how long its links are. They are taken as [`PITCH_MM`] from router to router, twice that in
//! a folded torus, and as half of it between a router and a core of its own tile. Published tiles lie between 0.306 mm
//! (the side of a square with the 240 µm × 390 µm of a `TrueNorth` core) and 1.4 mm (32 Loihi tiles on 60 mm²), which
//! gives the range of the length.
//!
//! Silicon costs more than DSENT says: `TrueNorth` and Loihi hops cost 1.9 to 3.6 times as much, both asynchronous. The
//! range of a modelled price therefore ends at 3.6 times the fit.

use egret_config::{Energy, Length, Voltage};

use super::scaling::OperatingPoint;

/// Key of DSENT in the list of references.
pub const REFERENCE: &str = "dsent2012";

/// Length of a link from router to router, in millimetres.
pub const PITCH_MM: f64 = 1.0;
/// Shortest and longest of the published tiles, in millimetres.
const PITCH_RANGE_MM: (f64, f64) = (0.306, 1.4);
/// Measured hops over the model, at worst.
const OPTIMISM: f64 = 3.6;

/// A straight line over the bits of a flit.
#[derive(Clone, Copy, Debug)]
struct Line {
    /// Picojoules a bit.
    slope: f64,
    /// Picojoules a flit.
    base: f64,
}

impl Line {
    fn at(self, bits: f64) -> Energy {
        Energy::pj(self.slope * bits + self.base)
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
    /// A wire of so many tile pitches.
    Wire {
        /// Length in tile pitches.
        pitches: f64,
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

    /// Energy of one flit, and its range, at the node and voltage of the fit.
    pub fn energy(&self, passage: Passage, flit_bits: u32) -> (Energy, (Energy, Energy)) {
        let bits = f64::from(flit_bits);
        let energy = match passage {
            Passage::BufferWrite => self.buffer_write.at(bits),
            Passage::BufferRead => self.buffer_read.at(bits),
            Passage::Crossbar => self.crossbar.at(bits),
            Passage::Arbitration => Energy::pj(self.arbitration),
            Passage::Wire { pitches } => {
                let per_millimetre = Energy::pj(self.wire * bits * pitches);
                let (low, high) = PITCH_RANGE_MM;
                return (
                    per_millimetre * PITCH_MM,
                    (per_millimetre * low, per_millimetre * (high * OPTIMISM)),
                );
            }
        };
        (energy, (energy, energy * OPTIMISM))
    }
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
                let (energy, (low, high)) = fit.energy(part, bits);
                let off = energy.as_pj() / expected - 1.0;
                assert!(off.abs() < 0.005, "{name} {bits} bits, {part:?}: {energy}, {off:+.4} off");
                assert!(low <= energy && energy < high);
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
                let sum: f64 = PARTS.into_iter().map(|part| fit.energy(part, bits).0.as_pj()).sum();
                let whole = slope * f64::from(bits) + base;
                assert!((sum / whole - 1.0).abs() < 1e-12, "{name} {bits} bits: {sum} pJ against {whole} pJ");
            }
        }
    }

    #[test]
    fn wires_cost_by_bit_and_length() {
        let fit = Fit::named("dsent-fit-22").expect("listed");
        let (one, (low, high)) = fit.energy(Passage::Wire { pitches: 1.0 }, 64);
        assert!((one.as_pj() - 0.0236 * 64.0).abs() < 1e-12);
        assert!(low < one && one < high);
        let (two, _) = fit.energy(Passage::Wire { pitches: 2.0 }, 64);
        assert!((two / one - 2.0).abs() < 1e-12);
    }
}
