//! Energy of one access to an on-chip memory bank.
//!
//! Power laws `k C^p W^q` (C bytes of a bank in KiB, W bits of its port) fitted to 624 runs of CACTI 7 (one bank, one
//! read-write port, 300 K, optimised for dynamic energy, no error correction). Each fit states its rms deviation from
//! those runs. CACTI itself is optimistic: the published memories of Horowitz (ISSCC 2014) cost 1.3 to 1.9 times what it
//! says at their node. The range of a modelled price therefore runs from the fit less its rms deviation to 1.9 times
//! the fit.
//!
//! CACTI's leakage of low-power cells is unusable (it differs by 400 times between neighbouring nodes), so there is no
//! model of static power here.

use egret_config::{Energy, Information, Length, Span, Voltage};

use super::scaling::OperatingPoint;

/// Key of CACTI in the list of references.
pub const REFERENCE: &str = "cacti7";

/// Published memories over CACTI at the same node, at worst.
const OPTIMISM: f64 = 1.9;

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
    fn at(self, kibibytes: f64, width_bits: u32) -> Energy {
        let capacity = libm::pow(kibibytes, self.capacity_exponent);
        let width = libm::pow(f64::from(width_bits), self.width_exponent);
        Energy::pj(self.k * capacity * width)
    }
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
    /// Access time `base + slope √C`, in nanoseconds.
    time: (f64, f64),
}

/// All fits.
pub const FITS: [Fit; 5] = [
    Fit {
        name: "cacti7-fit-22lop",
        nanometres: 22.0,
        volts: 0.6,
        read: PowerLaw { k: 0.0310, capacity_exponent: 0.532, width_exponent: 0.587, rms: 0.18 },
        write: PowerLaw { k: 0.0140, capacity_exponent: 0.481, width_exponent: 0.793, rms: 0.08 },
        time: (0.182, 0.0510),
    },
    Fit {
        name: "cacti7-fit-22hp",
        nanometres: 22.0,
        volts: 0.8,
        read: PowerLaw { k: 0.0428, capacity_exponent: 0.533, width_exponent: 0.599, rms: 0.18 },
        write: PowerLaw { k: 0.0205, capacity_exponent: 0.467, width_exponent: 0.829, rms: 0.08 },
        time: (0.049, 0.0308),
    },
    Fit {
        name: "cacti7-fit-22lstp",
        nanometres: 22.0,
        volts: 0.8,
        read: PowerLaw { k: 0.0434, capacity_exponent: 0.547, width_exponent: 0.607, rms: 0.16 },
        write: PowerLaw { k: 0.0250, capacity_exponent: 0.477, width_exponent: 0.796, rms: 0.09 },
        time: (0.357, 0.0688),
    },
    Fit {
        name: "cacti7-fit-45lop",
        nanometres: 45.0,
        volts: 0.7,
        read: PowerLaw { k: 0.1106, capacity_exponent: 0.528, width_exponent: 0.556, rms: 0.20 },
        write: PowerLaw { k: 0.0544, capacity_exponent: 0.459, width_exponent: 0.766, rms: 0.08 },
        time: (0.391, 0.0813),
    },
    Fit {
        name: "cacti7-fit-45hp",
        nanometres: 45.0,
        volts: 1.0,
        read: PowerLaw { k: 0.2073, capacity_exponent: 0.533, width_exponent: 0.534, rms: 0.24 },
        write: PowerLaw { k: 0.1083, capacity_exponent: 0.442, width_exponent: 0.779, rms: 0.08 },
        time: (0.145, 0.0514),
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

    /// Energy of one access, and its range, at the node and voltage of the fit.
    pub fn energy(&self, bank: Bank, access: Access) -> Result<(Energy, (Energy, Energy)), OutOfRange> {
        let kibibytes = kibibytes(bank)?;
        let read = self.read.at(kibibytes, bank.width_bits);
        let write = self.write.at(kibibytes, bank.width_bits);
        let (energy, rms) = match access {
            Access::Read => (read, self.read.rms),
            Access::Write => (write, self.write.rms),
            // The larger deviation of the two is the honest one for their mean.
            Access::ReadAndWrite => ((read + write) * 0.5, self.read.rms),
        };
        Ok((energy, (energy * (1.0 - rms), energy * OPTIMISM)))
    }

    /// Time of one access at the node and voltage of the fit.
    pub fn access_time(&self, bank: Bank) -> Result<Span, OutOfRange> {
        let (base, slope) = self.time;
        Ok(Span::ns(base + slope * libm::sqrt(kibibytes(bank)?)))
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
                let deviation = law.at(kibibytes as f64, 64).as_pj() / expected - 1.0;
                assert!(deviation.abs() < 3.0 * law.rms, "{name} {kibibytes} KiB: {deviation}");
            }
        }
    }

    #[test]
    fn energy_grows_as_the_square_root_of_the_bank() {
        let fit = Fit::named("cacti7-fit-22lop").expect("listed");
        let (small, _) = fit.energy(bank(16, 64), Access::Read).expect("in range");
        let (large, _) = fit.energy(bank(64, 64), Access::Read).expect("in range");
        assert!((large / small - 2.0_f64.powf(2.0 * 0.532)).abs() < 1e-12);
    }

    #[test]
    fn ranges_enclose_the_value() {
        for fit in &FITS {
            for access in [Access::Read, Access::Write, Access::ReadAndWrite] {
                let (value, (low, high)) = fit.energy(bank(32, 64), access).expect("in range");
                assert!(low < value && value < high, "{}", fit.name);
            }
        }
    }

    #[test]
    fn access_time_matches_the_runs() {
        let fit = Fit::named("cacti7-fit-22lop").expect("listed");
        let time = fit.access_time(bank(128, 64)).expect("in range").as_seconds() * 1e9;
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
