//! What silicon costs over what the fits say.
//!
//! CACTI and DSENT model circuits that nobody had to lay out. Both factors can be set in a chip file
//! (`technology.macro_factor`, `technology.silicon_factor`); these are what is taken where they are left out.

/// A factor with its range, and the works it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor {
    /// The factor.
    pub value: f64,
    /// Lowest.
    pub low: f64,
    /// Highest.
    pub high: f64,
    /// Where it comes from, in words.
    pub why: &'static str,
}

/// A compiled memory over CACTI: Horowitz's memories at 45 nm cost 1.3 to 1.9 times as much, 1.5 in the middle.
pub const MACRO: Factor = Factor {
    value: 1.5,
    low: 1.0,
    high: 1.9,
    why: "compiled memory over CACTI: memories of horowitz2014 cost 1.3 to 1.9 times cacti7 at 45 nm",
};

/// An asynchronous network over DSENT: measured hops of `TrueNorth` and Loihi cost 1.9 to 3.6 times as much.
pub const ASYNCHRONOUS: Factor = Factor {
    value: 2.75,
    low: 1.9,
    high: 3.6,
    why: "asynchronous silicon over DSENT: hops of merolla2014 and davies2018 cost 1.9 to 3.6 times dsent2012",
};

/// A clocked network over DSENT: nobody measured one, so DSENT is taken as it is, and asynchronous silicon as the end of
/// the range.
pub const CLOCKED: Factor = Factor {
    value: 1.0,
    low: 1.0,
    high: 3.6,
    why: "clocked network: no hop was measured, dsent2012 as it is, up to 3.6 times as on asynchronous silicon",
};
