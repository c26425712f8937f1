//! Power states and levels of a core as written.

use egret_config::{Delay, Energy, Frequency, Power, Sourced};
use serde::{Deserialize, Serialize};

/// What a core draws while it works and while it does not, and how fast it works. A core at work at the clock of
/// `core.clock` draws `static_power.core_used`, and its actions cost what `energy` says: that is the base level.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PowerFile {
    /// Nothing to do, clock running: work starts at once.
    pub idle: IdleFile,
    /// Clock stopped; absent where a core never stops it.
    #[serde(default)]
    pub clock_gated: Option<GatedFile>,
    /// Supply switched off; absent where it never is. What memories hold is taken to be kept.
    #[serde(default)]
    pub power_gated: Option<GatedFile>,
    /// State in which cores that are not in use stay; absent: they draw `static_power.core_unused`.
    #[serde(default)]
    pub unused: Option<Resting>,
    /// Levels above the base level, slowest first: at most three. For a `Serial` core with a clock.
    #[serde(default)]
    pub levels: Vec<LevelFile>,
    /// Time from one level to another, in which a core does nothing else. Goes with `levels`.
    #[serde(default)]
    pub level_switch_time: Option<Sourced<Delay>>,
}

/// A core that has nothing to do and whose clock runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdleFile {
    /// What it draws.
    pub power: Sourced<Power>,
}

/// A core that has to be woken. Without `after`, `wake_time` and `wake_energy`, only cores that are not in use stay in
/// this state.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatedFile {
    /// What it draws.
    pub power: Sourced<Power>,
    /// Time without work after which a core goes there.
    #[serde(default)]
    pub after: Option<Sourced<Delay>>,
    /// Time from the arrival of work until the core starts on it. It draws the power of `idle` meanwhile.
    #[serde(default)]
    pub wake_time: Option<Sourced<Delay>>,
    /// Energy of waking up, beyond the power of `idle`.
    #[serde(default)]
    pub wake_energy: Option<Sourced<Energy>>,
}

/// State of cores that are not in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Resting {
    /// Clock running.
    Idle,
    /// Clock stopped.
    ClockGated,
    /// Supply switched off.
    PowerGated,
}

/// A level above the base level: clock and supply together.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelFile {
    /// Name, such as `"0.8 V"`.
    pub name: String,
    /// Clock: every stage takes as many cycles of it as of `core.clock`.
    pub clock: Sourced<Frequency>,
    /// What a core at work at this level draws in place of `static_power.core_used`.
    pub power: Sourced<Power>,
    /// What a cycle of work costs beyond the actions done in it, which are priced for the base level.
    pub energy_per_cycle: Sourced<Energy>,
    /// Events received since the last choice from which on the core takes this level for a step.
    pub backlog: Sourced<u32>,
}
