//! The table a person reads.

mod bar;
mod power_states;
mod sections;
mod style;
mod whole;

pub use whole::table;
