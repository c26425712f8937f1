//! Energy and time of one access to an on-chip memory bank, and its area.
//!
//! Power laws `k C^p W^q` (C capacity of a bank in KiB, W bits of its port) fitted to runs of CACTI 7 (one bank, one
//! read-write port, 300 K, optimised for dynamic energy, no error correction); access times are `a + b √C`, areas a
//! constant a KiB. Each fit states its relative rms deviation from those runs, which a test works out again from the runs.
//!
//! CACTI itself is optimistic: the published memories of Horowitz (ISSCC 2014) cost 1.3 to 1.9 times what it says at
//! their node. What a compiled memory costs is the fit times the [`macro factor`](super::silicon::MACRO).
//!
//! CACTI's leakage of low-power cells is unusable (it differs by 400 times between neighbouring nodes), so static power
//! is anchored on silicon instead: [`super::leakage`].

use egret_config::{Area, Energy, Information, Length, Span, Voltage};

use super::estimate::Estimate;
use super::nearest;
use super::scaling::OperatingPoint;

/// Key of CACTI in the list of references.
pub const REFERENCE: &str = "cacti7";

/// Banks the fits hold for, in KiB.
const KIBIBYTES: (f64, f64) = (1.0, 4096.0);
/// Port widths the fits hold for, in bits.
const WIDTHS: (u32, u32) = (32, 256);

/// `k C^p W^q` in picojoules.
#[derive(Clone, Copy, Debug)]
pub struct PowerLaw {
    k: f64,
    capacity_exponent: f64,
    width_exponent: f64,
    /// Relative rms deviation from the runs it was fitted to.
    rms: f64,
}

impl PowerLaw {
    fn at(self, kibibytes: f64, width_bits: u32) -> Estimate<Energy> {
        let Self { k, capacity_exponent, width_exponent, rms } = self;
        let capacity = libm::pow(kibibytes, capacity_exponent);
        let width = libm::pow(f64::from(width_bits), width_exponent);
        Estimate {
            value: Energy::pj(k * capacity * width),
            rms,
            formula: format!("{k} x {kibibytes}^{capacity_exponent} x {width_bits}^{width_exponent} pJ"),
        }
    }
}

/// Access time `base + slope √C`, in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub struct RootLaw {
    base: f64,
    slope: f64,
    /// Relative rms deviation from the runs it was fitted to.
    rms: f64,
}

/// One process and cell type.
#[derive(Clone, Copy, Debug)]
pub struct Fit {
    /// Name in chip files.
    pub name: &'static str,
    nanometres: f64,
    volts: f64,
    read: PowerLaw,
    write: PowerLaw,
    time: RootLaw,
    /// Square micrometres a KiB.
    area: f64,
    /// Relative rms deviation of the area from the runs.
    area_rms: f64,
}

/// All fits.
pub const FITS: [Fit; 7] = [
    Fit {
        name: "cacti7-fit-22lop",
        nanometres: 22.0,
        volts: 0.6,
        read: PowerLaw { k: 0.031, capacity_exponent: 0.532, width_exponent: 0.587, rms: 0.18 },
        write: PowerLaw { k: 0.014, capacity_exponent: 0.481, width_exponent: 0.793, rms: 0.08 },
        time: RootLaw { base: 0.182, slope: 0.051, rms: 0.075 },
        area: 913.0,
        area_rms: 0.156,
    },
    Fit {
        name: "cacti7-fit-22hp",
        nanometres: 22.0,
        volts: 0.8,
        read: PowerLaw { k: 0.0428, capacity_exponent: 0.533, width_exponent: 0.599, rms: 0.18 },
        write: PowerLaw { k: 0.0205, capacity_exponent: 0.467, width_exponent: 0.829, rms: 0.08 },
        time: RootLaw { base: 0.049, slope: 0.0308, rms: 0.067 },
        area: 861.0,
        area_rms: 0.157,
    },
    Fit {
        name: "cacti7-fit-22lstp",
        nanometres: 22.0,
        volts: 0.8,
        read: PowerLaw { k: 0.0434, capacity_exponent: 0.547, width_exponent: 0.607, rms: 0.16 },
        write: PowerLaw { k: 0.025, capacity_exponent: 0.477, width_exponent: 0.796, rms: 0.09 },
        time: RootLaw { base: 0.357, slope: 0.0688, rms: 0.073 },
        area: 899.0,
        area_rms: 0.153,
    },
    Fit {
        name: "cacti7-fit-32lop",
        nanometres: 32.0,
        volts: 0.6,
        read: PowerLaw { k: 0.0499, capacity_exponent: 0.523, width_exponent: 0.577, rms: 0.18 },
        write: PowerLaw { k: 0.0246, capacity_exponent: 0.467, width_exponent: 0.77, rms: 0.08 },
        time: RootLaw { base: 0.244, slope: 0.0587, rms: 0.078 },
        area: 1929.0,
        area_rms: 0.155,
    },
    Fit {
        name: "cacti7-fit-45lop",
        nanometres: 45.0,
        volts: 0.7,
        read: PowerLaw { k: 0.1106, capacity_exponent: 0.528, width_exponent: 0.556, rms: 0.2 },
        write: PowerLaw { k: 0.0544, capacity_exponent: 0.459, width_exponent: 0.766, rms: 0.08 },
        time: RootLaw { base: 0.391, slope: 0.0813, rms: 0.076 },
        area: 3606.0,
        area_rms: 0.156,
    },
    Fit {
        name: "cacti7-fit-45hp",
        nanometres: 45.0,
        volts: 1.0,
        read: PowerLaw { k: 0.2073, capacity_exponent: 0.533, width_exponent: 0.534, rms: 0.24 },
        write: PowerLaw { k: 0.1083, capacity_exponent: 0.442, width_exponent: 0.779, rms: 0.08 },
        time: RootLaw { base: 0.145, slope: 0.0514, rms: 0.068 },
        area: 3428.0,
        area_rms: 0.163,
    },
    Fit {
        name: "cacti7-fit-65lop",
        nanometres: 65.0,
        volts: 0.8,
        read: PowerLaw { k: 0.1899, capacity_exponent: 0.541, width_exponent: 0.576, rms: 0.19 },
        write: PowerLaw { k: 0.1102, capacity_exponent: 0.464, width_exponent: 0.763, rms: 0.08 },
        time: RootLaw { base: 0.626, slope: 0.1083, rms: 0.086 },
        area: 7433.0,
        area_rms: 0.154,
    },
];

/// Geometry of one bank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bank {
    /// Capacity of the bank.
    pub capacity: Information,
    /// Width of its port in bits.
    pub width_bits: u32,
}

/// What is done to a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// A word is read.
    Read,
    /// A word is written.
    Write,
    /// Words are read as often as written: the mean of the two.
    ReadAndWrite,
}

/// A bank outside what the fits were made from; says which bound it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutOfRange(pub String);

impl Fit {
    /// Fit of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FITS.iter().find(|fit| fit.name == name)
    }

    /// Node and voltage of the runs.
    pub fn operating_point(&self) -> OperatingPoint {
        OperatingPoint { node: Length::nm(self.nanometres), voltage: Voltage::volts(self.volts) }
    }

    /// The fit of low-operating-power cells, the only ones fitted at every node, whose node is nearest.
    pub fn nearest(node: Length) -> &'static Self {
        let low_power = FITS.iter().filter(|fit| fit.name.ends_with("lop"));
        nearest::of(low_power, node, |fit| fit.nanometres).unwrap_or(&FITS[0])
    }

    /// Energy of one access at the node and voltage of the fit.
    pub fn energy(&self, bank: Bank, access: Access) -> Result<Estimate<Energy>, OutOfRange> {
        let kibibytes = kibibytes(bank)?;
        let read = self.read.at(kibibytes, bank.width_bits);
        let write = self.write.at(kibibytes, bank.width_bits);
        Ok(match access {
            Access::Read => read,
            Access::Write => write,
            Access::ReadAndWrite => Estimate {
                value: (read.value + write.value) * 0.5,
                // The larger deviation of the two is the honest one for their mean.
                rms: read.rms.max(write.rms),
                formula: format!("({} + {}) / 2", read.formula, write.formula),
            },
        })
    }

    /// Time of one access at the node and voltage of the fit.
    pub fn access_time(&self, bank: Bank) -> Result<Estimate<Span>, OutOfRange> {
        let RootLaw { base, slope, rms } = self.time;
        let kibibytes = kibibytes(bank)?;
        Ok(Estimate {
            value: Span::ns(base + slope * libm::sqrt(kibibytes)),
            rms,
            formula: format!("{base} + {slope} x {kibibytes}^0.5 ns"),
        })
    }

    /// Area of one bank at the node of the fit. The width of its port matters less than the fit deviates.
    pub fn area(&self, bank: Bank) -> Result<Estimate<Area>, OutOfRange> {
        let kibibytes = kibibytes(bank)?;
        Ok(Estimate {
            value: Area::um2(self.area * kibibytes),
            rms: self.area_rms,
            formula: format!("{} um2/KiB x {kibibytes} KiB", self.area),
        })
    }
}

fn kibibytes(bank: Bank) -> Result<f64, OutOfRange> {
    let kibibytes = bank.capacity.bits() as f64 / 8192.0;
    if !(KIBIBYTES.0..=KIBIBYTES.1).contains(&kibibytes) {
        let (low, high) = KIBIBYTES;
        return Err(OutOfRange(format!(
            "a bank of {kibibytes} KiB, where the model holds from {low} to {high} KiB"
        )));
    }
    if !(WIDTHS.0..=WIDTHS.1).contains(&bank.width_bits) {
        let (low, high) = WIDTHS;
        let bits = bank.width_bits;
        return Err(OutOfRange(format!(
            "a port of {bits} bits, where the model holds from {low} to {high} bits"
        )));
    }
    Ok(kibibytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bank(kibibytes: u64, width_bits: u32) -> Bank {
        Bank { capacity: Information::kib(kibibytes), width_bits }
    }

    /// CACTI runs at 64 bits: (fit, KiB, read pJ, write pJ).
    const RUNS: [(&str, u64, f64, f64); 16] = [
        ("cacti7-fit-22lop", 8, 1.40, 1.03),
        ("cacti7-fit-22lop", 32, 2.12, 1.75),
        ("cacti7-fit-22lop", 128, 4.50, 3.47),
        ("cacti7-fit-22lop", 1024, 12.8, 10.8),
        ("cacti7-fit-22hp", 8, 1.50, 1.69),
        ("cacti7-fit-22hp", 32, 3.50, 2.82),
        ("cacti7-fit-22hp", 128, 7.49, 5.10),
        ("cacti7-fit-22hp", 1024, 18.4, 15.9),
        ("cacti7-fit-45lop", 8, 3.16, 3.24),
        ("cacti7-fit-45lop", 32, 7.23, 5.62),
        ("cacti7-fit-45lop", 128, 15.5, 10.5),
        ("cacti7-fit-45lop", 1024, 41.8, 29.7),
        ("cacti7-fit-45hp", 8, 5.29, 6.50),
        ("cacti7-fit-45hp", 32, 14.9, 12.7),
        ("cacti7-fit-45hp", 128, 33.0, 21.2),
        ("cacti7-fit-45hp", 1024, 67.7, 55.9),
    ];

    #[test]
    fn fits_follow_the_runs_they_were_made_from() {
        for (name, kibibytes, read, write) in RUNS {
            let fit = Fit::named(name).expect("listed");
            for (law, expected) in [(fit.read, read), (fit.write, write)] {
                let deviation = law.at(kibibytes as f64, 64).value.as_pj() / expected - 1.0;
                assert!(deviation.abs() < 3.0 * law.rms, "{name} {kibibytes} KiB: {deviation}");
            }
        }
    }

    #[test]
    fn energy_grows_as_the_square_root_of_the_bank() {
        let fit = Fit::named("cacti7-fit-22lop").expect("listed");
        let small = fit.energy(bank(16, 64), Access::Read).expect("in range").value;
        let large = fit.energy(bank(64, 64), Access::Read).expect("in range").value;
        assert!((large / small - 2.0_f64.powf(2.0 * 0.532)).abs() < 1e-12);
    }

    #[test]
    fn the_nearest_node_counts_by_ratio_and_in_low_power_cells() {
        for (nanometres, name) in [
            (7.0, "cacti7-fit-22lop"),
            (22.0, "cacti7-fit-22lop"),
            (28.0, "cacti7-fit-32lop"),
            (40.0, "cacti7-fit-45lop"),
            (65.0, "cacti7-fit-65lop"),
            (130.0, "cacti7-fit-65lop"),
        ] {
            assert_eq!(Fit::nearest(Length::nm(nanometres)).name, name, "{nanometres} nm");
        }
    }

    #[test]
    fn access_time_matches_the_runs() {
        let fit = Fit::named("cacti7-fit-22lop").expect("listed");
        let time = fit.access_time(bank(128, 64)).expect("in range").value.as_ns();
        assert!((time / 0.83 - 1.0).abs() < 0.15, "{time} ns");
    }

    #[test]
    fn banks_outside_the_fit_are_refused() {
        let fit = Fit::named("cacti7-fit-22lop").expect("listed");
        assert!(fit.energy(bank(8192, 64), Access::Read).is_err());
        assert!(fit.energy(bank(32, 8), Access::Read).is_err());
        assert!(fit.energy(bank(32, 512), Access::Read).is_err());
        let tiny = Bank { capacity: Information::from_bytes(512), width_bits: 64 };
        assert!(fit.energy(tiny, Access::Read).is_err_and(|OutOfRange(why)| why.contains("0.5 KiB")));
    }
}
