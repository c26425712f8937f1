//! Static power of cores by their memory, anchored on silicon.
//!
//! What CACTI says of the leakage of low-power cells is off by orders of magnitude, so the anchors are whole chips:
//! static power over kilobytes of memory. Logic is contained, and so is the clock of `SpiNNaker2`. Neither node nor
//! voltage moves them: the chips differ in both, and the range spans them all.

/// Name in chip files.
pub const NAME: &str = "silicon-leakage";

/// Static power a kilobyte of memory, in microwatts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    /// The value.
    pub value: f64,
    /// Lowest.
    pub low: f64,
    /// Highest.
    pub high: f64,
    /// The chips.
    pub why: &'static str,
    /// Keys of the works.
    pub source: &'static str,
}

/// A core in use.
pub const USED: Anchor = Anchor {
    value: 3.1,
    low: 0.80,
    high: 8.2,
    why: "Loihi fully powered, 104 mW / 33 MB; low TrueNorth at 0.70 V, 42 mW / 428 Mb; high SpiNNaker2 asleep at 0.5 V",
    source: "frady2020; merolla2014; scholze2026",
};

/// A core that is not in use.
pub const UNUSED: Anchor = Anchor {
    value: 0.62,
    low: 0.0,
    high: 3.1,
    why: "memory rail of Loihi before the first model, 20.8 mW / 33 MB; low switched off; high not gated",
    source: "blouw2019; frady2020",
};
