//! Lower bounds of the time that a run takes, from its activity alone and without a single event of the simulation.
//!
//! Whatever serves one thing after another (a stage of a core, a link, a channel of DRAM, the host link) needs at least
//! the time of all it has to serve. The busiest of them bounds a step from below; so does how steps follow each other.
//! Work is counted exactly: the activity is played, rows, routes and updates are looked up in the tables that the
//! simulation uses. What a bound leaves out is waiting: for inputs, for each other, for a way through the network.
//!
//! The maximum over terms is that of Timcheck et al. (arXiv:2601.10035); the synops of the busiest core as what time is
//! to be seen against, and the floors of layers, are those of Yik et al. (arXiv:2511.21549). `docs/bounds.md` says what
//! differs.

mod busiest;
mod counting;
mod floors;
mod hardware;
mod loads;
mod play;
mod result;
mod term;
mod work;

pub(crate) use counting::Counting;
pub use floors::{Floors, LayerBound};
pub(crate) use hardware::Hardware;
pub use result::{Binding, Bound, Place, TermBound};
pub use term::{BoundState, Term};
