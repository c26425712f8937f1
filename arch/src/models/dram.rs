//! Energy a bit of a DRAM beside the chip, by type.
//!
//! Table values of the component library of Accelergy, where they are called public data. Their ranges reach to the
//! 20 to 40 pJ a bit of Horowitz (2.6 nJ for 64 bits), or to the nearest other type. A DRAM has a process and a supply of
//! its own: the node and voltage of the chip do not scale it.

/// One type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kind {
    /// Name in chip files.
    pub name: &'static str,
    /// Picojoules a bit.
    pub value: f64,
    /// Lowest.
    pub low: f64,
    /// Highest.
    pub high: f64,
}

/// Keys of the works.
pub const SOURCE: &str = "accelergy2019; horowitz2014";

/// All types; the first is taken where a file leaves the energy out.
pub const KINDS: [Kind; 4] = [
    Kind { name: "dram-lpddr4", value: 8.0, low: 6.25, high: 40.0 },
    Kind { name: "dram-lpddr", value: 40.0, low: 20.0, high: 70.0 },
    Kind { name: "dram-ddr3", value: 70.0, low: 20.0, high: 70.0 },
    Kind { name: "dram-hbm2", value: 6.25, low: 3.9, high: 8.0 },
];

impl Kind {
    /// Type of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }
}
