//! Networks that other frameworks hand over, made into networks that egret executes.

mod conversion;
mod nir;

pub use conversion::{Conversion, Imported};
pub use nir::{Discretisation, TimeStep, import_nir};
