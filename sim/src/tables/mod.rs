//! What a machine looks up while it runs, made once when it is built: rows of synapses and routes of packets.

mod routes;
mod rows;

pub(crate) use routes::{Routes, Tree, started_by_host};
pub(crate) use rows::{RowTables, Shape, state_bits};
