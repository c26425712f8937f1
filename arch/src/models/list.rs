//! The names by which chip files call the models.

use super::{sram, wire};

/// Names of all models that `Modelled(..)` may give, memory models first.
pub fn names() -> impl Iterator<Item = &'static str> {
    sram::FITS.iter().map(|fit| fit.name).chain(wire::FITS.iter().map(|fit| fit.name))
}
