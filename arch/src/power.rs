//! Power states and levels of a checked core.

use crate::Ticks;

/// State of a core at any moment; the times a core spends in all of them sum to that of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoreState {
    /// At work at the base level: that of the chip's clock and prices.
    Run,
    /// At work at the first level above it.
    Level1,
    /// At work at the second level above it.
    Level2,
    /// At work at the third level above it.
    Level3,
    /// Nothing to do, clock running.
    Idle,
    /// On its way from a gated state to work.
    Waking,
    /// Clock stopped.
    ClockGated,
    /// Supply switched off.
    PowerGated,
}

impl CoreState {
    /// All states, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Run,
        Self::Level1,
        Self::Level2,
        Self::Level3,
        Self::Idle,
        Self::Waking,
        Self::ClockGated,
        Self::PowerGated,
    ];
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Name in records and columns.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Level1 => "level1",
            Self::Level2 => "level2",
            Self::Level3 => "level3",
            Self::Idle => "idle",
            Self::Waking => "waking",
            Self::ClockGated => "clock_gated",
            Self::PowerGated => "power_gated",
        }
    }

    /// Position in [`Self::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// At work, so many levels above the base level; at most [`Level::MOST`].
    pub const fn at_level(level: usize) -> Self {
        Self::ALL[if level > Level::MOST { Level::MOST } else { level }]
    }

    /// Where the chip file says what a core in this state draws.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Run => "static_power.core_used",
            Self::Level1 => "core.power.levels[0].power",
            Self::Level2 => "core.power.levels[1].power",
            Self::Level3 => "core.power.levels[2].power",
            Self::Idle | Self::Waking => "core.power.idle.power",
            Self::ClockGated => "core.power.clock_gated.power",
            Self::PowerGated => "core.power.power_gated.power",
        }
    }
}

/// When a core goes to a gated state, and how it comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gating {
    /// Time without work.
    pub after: Ticks,
    /// Time from the arrival of work until the core starts on it.
    pub wake_time: Ticks,
}

/// A level above the base level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// Name in the chip file.
    pub name: String,
    /// Ticks of a cycle.
    pub period: Ticks,
    /// Events received since the last choice from which on a core takes this level; at least one.
    pub backlog: u32,
}

impl Level {
    /// Most levels above the base level.
    pub const MOST: usize = 3;
}

/// What a core does when it has nothing to do, and how fast it may work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PowerStates {
    /// `None` where cores in use never stop their clock.
    pub clock_gated: Option<Gating>,
    /// `None` where cores in use are never switched off.
    pub power_gated: Option<Gating>,
    /// Ticks of a cycle at the base level, where there are levels above it; 0 elsewhere.
    pub base_period: Ticks,
    /// Levels above the base level, slowest first, each with a higher `backlog` than the one before.
    pub levels: Vec<Level>,
    /// Time from one level to another.
    pub level_switch_time: Ticks,
}

impl PowerStates {
    /// Whether cores in use can be in a state.
    pub fn has(&self, state: CoreState) -> bool {
        match state {
            CoreState::Run | CoreState::Idle => true,
            CoreState::Level1 | CoreState::Level2 | CoreState::Level3 => state.index() <= self.levels.len(),
            CoreState::Waking => self.clock_gated.is_some() || self.power_gated.is_some(),
            CoreState::ClockGated => self.clock_gated.is_some(),
            CoreState::PowerGated => self.power_gated.is_some(),
        }
    }

    /// Ticks at a level above the base level (0 is the first) of what takes so many at the base level: as many cycles.
    pub fn at_level(&self, level: usize, base: Ticks) -> Ticks {
        self.levels.get(level).map_or(base, |level| (base * level.period).div_ceil(self.base_period))
    }

    /// Levels above the base level that a core takes for a step after so many events: 0 is the base level.
    pub fn choose(&self, events: u64) -> usize {
        self.levels.iter().take_while(|level| u64::from(level.backlog) <= events).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_in_declaration_order() {
        for (position, state) in CoreState::ALL.into_iter().enumerate() {
            assert_eq!(state.index(), position);
        }
        assert_eq!(CoreState::at_level(0), CoreState::Run);
        assert_eq!(CoreState::at_level(Level::MOST), CoreState::Level3);
    }

    #[test]
    fn the_fastest_level_whose_backlog_is_reached_is_taken() {
        let level = |period, backlog| Level { name: String::new(), period, backlog };
        let states = PowerStates {
            base_period: 8,
            levels: vec![level(6, 10), level(4, 100)],
            ..PowerStates::default()
        };
        assert_eq!([0, 9, 10, 99, 100, 5000].map(|events| states.choose(events)), [0, 0, 1, 1, 2, 2]);
        assert_eq!([states.at_level(0, 16), states.at_level(1, 16)], [12, 8], "two cycles");
        assert_eq!(PowerStates::default().choose(u64::MAX), 0);
    }
}
