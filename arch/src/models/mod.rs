//! Energy models for what makers did not publish: memories ([`sram`]), routers and wires ([`wire`]), and scaling between
//! process nodes and voltages ([`scaling`]).
//!
//! A chip file names one with `Modelled("cacti7-fit-22lop")`; validation then computes the value from the geometry in
//! the same file, scales it to the chip's node and voltage, and gives it a range.

mod list;
pub mod scaling;
pub mod sram;
pub mod wire;

pub use list::names;
