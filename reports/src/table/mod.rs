//! The table a person reads.

mod bar;
mod bound;
mod sections;
mod style;
mod whole;

pub use bound::bound_table;
pub use whole::table;
