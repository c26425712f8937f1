//! What was measured on silicon, and what is simulated of it: the scenarios that carry measured points, and the rows that
//! `egret validate` makes of them.

mod evaluate;
mod figure;
mod point;
mod reading;
mod row;
mod shipped;

pub(crate) use evaluate::evaluate;
pub(crate) use point::PointFile;
pub(crate) use row::{Role, Row};
pub(crate) use shipped::{Described, read, shipped};
