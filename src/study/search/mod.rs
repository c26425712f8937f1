//! Looking for the Pareto front of a space of discrete points with few simulations.
//!
//! A simulation takes a second and an hour is a few thousand of them, so points are worth thinking about: which ones to run
//! next is chosen by Kriging models of the objectives (`kriging`) from all that was found before (`choose`), a round at a
//! time. What is chosen is a function of the seed and of results, so that a search goes on where it was interrupted and is the
//! same on any number of threads (`run`). Constraints count by the rules of Deb (`archive`). docs/search.md derives it, and
//! compares it.
//!
//! Why no crate does this: those that are kept (`moors`, `nsga_rs`, `math-optimisation`) are evolutionary algorithms on vectors
//! of floats with a number of generations. On a grid they ask for many points again, they draw from generators that may change
//! between versions (`moors`: `StdRng`) or bring C code along (`nsga_rs`), and an evaluation can neither fail nor be of a point
//! that does not run.

mod archive;
mod candidates;
mod choose;
mod kriging;
#[cfg(test)]
mod measured;
mod run;
mod space;

pub(crate) use archive::Evaluated;
pub(crate) use run::search;
pub(crate) use space::SearchAxis;
