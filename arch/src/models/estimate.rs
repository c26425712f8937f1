//! What a fit says before it is scaled.

/// A value of a fit at its own node and voltage.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate<Q> {
    /// The value.
    pub value: Q,
    /// Relative rms deviation of the fit from what it was fitted to.
    pub rms: f64,
    /// The fit with its numbers put in.
    pub formula: String,
}
