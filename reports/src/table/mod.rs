//! The table a person reads.

mod bar;
mod bound;
mod power_states;
mod sections;
pub(crate) mod style;
mod whole;

pub use bound::bound_table;
pub use whole::table;
