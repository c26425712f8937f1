//! What a bound consists of: plain integers and times.

use egret_arch::Ticks;

use super::floors::{Floors, LayerBound};
use super::term::{BoundState, Term};
use crate::outcome::Waits;

/// A place that does one thing after another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A core, by its number over all chips.
    Core(u32),
    /// A link, by its ends: `core 3`, `router 7`, `host`.
    Link(String, String),
    /// The DRAM of a chip.
    Dram(u32),
    /// The host link.
    Host,
    /// All cores together.
    Everywhere,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Core(core) => write!(f, "core {core}"),
            Self::Link(from, to) => write!(f, "{from} → {to}"),
            Self::Dram(chip) => write!(f, "DRAM of chip {chip}"),
            Self::Host => f.write_str("host"),
            Self::Everywhere => f.write_str("all together"),
        }
    }
}

/// One term of a bound.
#[derive(Clone, Debug, PartialEq)]
pub struct TermBound {
    /// Which.
    pub term: Term,
    /// Where there was most of it over the run.
    pub place: Place,
    /// How much there was at that place over the run, of what [`Term::unit`] says.
    pub count: u64,
    /// Ticks that it took there over the run, at least.
    pub ticks: Ticks,
    /// Ticks over the run, step by step at the place that had most of it in that step. As `ticks` where steps overlap.
    pub bound: Ticks,
    /// The longest of those steps; `None` where steps overlap.
    pub longest: Option<Ticks>,
}

/// What binds.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The term that binds for most of the time.
    pub term: Term,
    /// Where there was most of it.
    pub place: Place,
    /// What that makes the network on this chip.
    pub state: BoundState,
    /// Share of the bound in whose steps it binds, 0 to 1.
    pub share: f64,
}

/// What a run takes at least.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// Ticks per second of simulated time.
    pub ticks_per_second: u64,
    /// Tokens (network steps) processed.
    pub tokens: u32,
    /// Steps of the chip.
    pub step_count: u32,
    /// Length of every step at least, in ticks; their sums up to a step bound when that step ends. Empty where steps overlap.
    pub steps: Vec<Ticks>,
    /// Ticks of the whole run at least.
    pub total: Ticks,
    /// The same by the formula of Timcheck et al.: step by step the maximum of synops, unit updates, memory reads, traffic and
    /// synchronisation, so that a barrier is not added to the others. Late ticks are caught up with here too.
    pub timcheck: Ticks,
    /// Terms that take time, in the order of [`Term::ALL`].
    pub terms: Vec<TermBound>,
    /// What binds; `None` where nothing takes time.
    pub binding: Option<Binding>,
    /// The total by the reasons under which a simulation counts it.
    pub waits: Waits,
    /// Synops of the busiest core over the run.
    pub synops: u64,
    /// Layers: the populations of the network, in its order.
    pub layers: Vec<LayerBound>,
    /// Least times of one thing.
    pub floors: Floors,
    /// Packets may be lost on the way: only what is done before they are sent is counted.
    pub lossy: bool,
}
