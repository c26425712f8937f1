//! Energy of a flit through a router and along a wire.
//!
//! Linear fits to DSENT (340 K, low-threshold cells, five ports, one virtual channel of four flits, random data): a
//! router costs `slope w + base` picojoules for a flit of w bits (write, read, crossbar and arbitration), a wire
//! `k w L` for L millimetres.
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

/// One process.
#[derive(Clone, Copy, Debug)]
pub struct Fit {
    /// Name in chip files.
    pub name: &'static str,
    nanometres: f64,
    volts: f64,
    /// Picojoules a bit through a router.
    router_slope: f64,
    /// Picojoules a flit through a router.
    router_base: f64,
    /// Picojoules a bit and millimetre.
    wire: f64,
}

/// All fits.
pub const FITS: [Fit; 4] = [
    Fit {
        name: "dsent-fit-45",
        nanometres: 45.0,
        volts: 1.0,
        router_slope: 0.0485,
        router_base: 0.20,
        wire: 0.040,
    },
    Fit {
        name: "dsent-fit-32",
        nanometres: 32.0,
        volts: 0.9,
        router_slope: 0.0268,
        router_base: 0.109,
        wire: 0.032,
    },
    Fit {
        name: "dsent-fit-22",
        nanometres: 22.0,
        volts: 0.8,
        router_slope: 0.0126,
        router_base: 0.051,
        wire: 0.0236,
    },
    Fit {
        name: "dsent-fit-11",
        nanometres: 11.0,
        volts: 0.6,
        router_slope: 0.00386,
        router_base: 0.015,
        wire: 0.013,
    },
];

/// What a flit passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Passage {
    /// A router.
    Router,
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
        match passage {
            Passage::Router => {
                let energy = Energy::pj(self.router_slope * bits + self.router_base);
                (energy, (energy, energy * OPTIMISM))
            }
            Passage::Wire { pitches } => {
                let per_millimetre = Energy::pj(self.wire * bits * pitches);
                let (low, high) = PITCH_RANGE_MM;
                (per_millimetre * PITCH_MM, (per_millimetre * low, per_millimetre * (high * OPTIMISM)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// DSENT runs: (fit, flit bits, router pJ).
    const RUNS: [(&str, u32, f64); 12] = [
        ("dsent-fit-45", 32, 1.75),
        ("dsent-fit-45", 64, 3.31),
        ("dsent-fit-45", 192, 9.52),
        ("dsent-fit-32", 32, 0.97),
        ("dsent-fit-32", 64, 1.82),
        ("dsent-fit-32", 192, 5.25),
        ("dsent-fit-22", 32, 0.45),
        ("dsent-fit-22", 64, 0.86),
        ("dsent-fit-22", 192, 2.47),
        ("dsent-fit-11", 32, 0.14),
        ("dsent-fit-11", 64, 0.26),
        ("dsent-fit-11", 192, 0.76),
    ];

    #[test]
    fn routers_follow_the_runs() {
        for (name, bits, expected) in RUNS {
            let (energy, (low, high)) = Fit::named(name).expect("listed").energy(Passage::Router, bits);
            assert!((energy.as_pj() / expected - 1.0).abs() < 0.03, "{name} {bits} bits: {energy}");
            assert!(low <= energy && energy < high);
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
