//! The table a person reads.

mod bar;
mod sections;
mod style;
mod whole;

pub use whole::table;
