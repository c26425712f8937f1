//! The names by which chip files call the models.

use super::{dram, leakage, sram, wire};

/// What is left out is modelled under this name: by the fit whose node is nearest to that of the chip.
pub const NEAREST: &str = "nearest";

/// Names of all models that `Modelled(..)` may give, memory models first.
pub fn names() -> impl Iterator<Item = &'static str> {
    let memories = sram::FITS.iter().map(|fit| fit.name);
    let wires = wire::FITS.iter().map(|fit| fit.name);
    let drams = dram::KINDS.iter().map(|kind| kind.name);
    memories.chain(wires).chain(drams).chain([leakage::NAME, NEAREST])
}
