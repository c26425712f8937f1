//! Models for what makers did not publish: memories ([`sram`]), routers and wires ([`wire`]), DRAM ([`dram`]), static
//! power ([`leakage`]), what silicon costs over the models ([`silicon`]), and scaling between process nodes and voltages
//! ([`scaling`]).
//!
//! A chip file names one with `Modelled("cacti7-fit-22lop")`, or leaves the number out, which is `Modelled("nearest")`;
//! validation then computes the value from the geometry in the same file, scales it to the chip's node and voltage, and
//! gives it a range.

pub mod dram;
mod estimate;
pub mod leakage;
mod list;
mod nearest;
pub mod scaling;
pub mod silicon;
pub mod sram;
pub mod wire;

pub use estimate::Estimate;
pub use list::{NEAREST, names};
