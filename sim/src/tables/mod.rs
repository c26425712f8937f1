//! What a machine looks up while it runs, made once when it is built: rows of synapses and routes of packets.

mod dram_rows;
mod forest;
mod keys;
mod repeated;
mod routes;
mod rows;
mod shape;
mod trees;

pub(crate) use dram_rows::DramRows;
pub(crate) use forest::{Forest, Tree};
pub(crate) use keys::fill_tables;
pub(crate) use routes::{Routes, started_by_host};
pub use rows::Work;
pub(crate) use rows::{RowRef, RowTables};
pub(crate) use shape::{Shape, Shapes, reading_time};
#[cfg(test)]
pub(crate) use trees::dateline_classes;
pub(crate) use trees::plant;
