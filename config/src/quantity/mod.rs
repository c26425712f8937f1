//! Physical quantities as types.
//!
//! Each quantity is one `f64` in its SI unit. A unit is only a constructor, an accessor and a spelling, and the
//! products that exist are the ones that mean something, so joules cannot be added to seconds.
//!
//! Text is read and written by moving the decimal point, never by multiplying: `"23.6 pJ"` is the `f64` nearest to
//! 23.6e-12, and printing gives back the shortest text that reads as the same value.

mod define;
mod kinds;
mod products;
mod unit;

pub(crate) use define::text_serde as define_text_serde;
pub use kinds::{Area, Energy, Frequency, Length, Power, Span, Voltage};
pub use unit::QuantityError;
pub(crate) use unit::{is_number, split_number};

/// Whether `word` is the spelling of a unit of any quantity of this module.
pub(crate) use kinds::is_unit;
