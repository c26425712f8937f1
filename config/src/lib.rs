//! What every input file of egret shares.
//!
//! Chips, workloads and scenarios are RON files whose numbers carry units and sources. This crate holds the
//! vocabulary for that and nothing that knows what a chip or a workload is:
//!
//! - [`quantity`]: energies, powers, times, ... as types, written `"23.6 pJ"`; [`Information`] and [`Delay`] beside them;
//! - [`Sourced`]: a number together with how it is known, and [`References`], the works the keys point to;
//! - [`read_ron`]: text to typed value, where every failure is a [`Problem`] with a path and a place in the text;
//! - [`SpanIndex`]: from the path of a parameter to its place in the text, for problems found after reading;
//! - [`described!`]: lists of words that the program can explain;
//! - [`apply`] and [`parameters`]: change and list the parameters of any typed value by path;
//! - [`hash`]: content hashes of typed values.

mod choices;
mod delay;
mod described;
#[cfg(test)]
mod example;
pub mod hash;
mod information;
mod overrides;
mod parameters;
mod paths;
mod problem;
pub mod quantity;
mod reading;
mod references;
mod setting;
mod snippet;
mod sourced;
mod spans;
mod suggest;
mod syntax;

pub use delay::Delay;
pub use information::Information;
pub use overrides::apply;
pub use parameters::{Parameter, parameters};
pub use problem::{InputError, Problem, line_and_column};
pub use quantity::{Area, Energy, Frequency, Length, Power, QuantityError, Span, Voltage};
pub use reading::read_ron;
pub use references::{Reference, References};
pub use setting::Setting;
pub use sourced::{Basis, Sourced};
pub use spans::SpanIndex;
pub use suggest::did_you_mean;
