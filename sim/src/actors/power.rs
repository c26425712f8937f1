//! The power state of a core: at work, idle, waking up, or gated.
//!
//! When a core will have worked off all it has is known as soon as it gets something to do, so what it does until then
//! needs no events. What follows does: its timer runs out when it has had nothing to do for long enough, and is moved
//! whenever it gets more. Every tick of a core is counted in exactly one state.

use std::collections::VecDeque;

use egret_arch::{Action, CoreState, Gating, Level, PowerStates, Ticks};

use crate::kernel::{Instant, TimerId, Timers};
use crate::outcome::{Counts, Residency};

/// Times that a core may spend after the end of a run: of the tokens behind the last step.
const RECENT: usize = 16;

/// The power state of one core.
#[derive(Clone, Debug, Default)]
pub(crate) struct PowerState {
    /// The gated state it is in; `None`: at work until `until`, idle from then on.
    gated: Option<CoreState>,
    /// When it began with what it does: with work at its level, or with a gated state.
    since: Instant,
    /// When it has, or had, worked off all it was given.
    until: Instant,
    /// When it is through with waking up.
    ready: Instant,
    /// Levels above the base level at which it works.
    level: usize,
    /// Events received since the level was chosen.
    backlog: u64,
    residency: Residency,
    /// The last times that were added to `residency`, some of which may lie behind the end of the run.
    recent: VecDeque<(CoreState, Instant, Instant)>,
    wakes: [u64; 2],
    /// Cycles of work, by level above the base level.
    cycles: [u64; Level::MOST],
}

/// What there is to know of gated states: how to get into them and out.
fn gating(states: &PowerStates, state: CoreState) -> Option<Gating> {
    match state {
        CoreState::ClockGated => states.clock_gated,
        CoreState::PowerGated => states.power_gated,
        _ => None,
    }
}

/// The gated state that a core without work goes to next.
fn next_gated(states: &PowerStates, now: Option<CoreState>) -> Option<(CoreState, Gating)> {
    let deeper = match now {
        None => &[CoreState::ClockGated, CoreState::PowerGated][..],
        Some(CoreState::ClockGated) => &[CoreState::PowerGated],
        Some(_) => &[],
    };
    deeper.iter().find_map(|&state| Some((state, gating(states, state)?)))
}

impl PowerState {
    /// Levels above the base level at which it works.
    pub(crate) fn level(&self) -> usize {
        self.level
    }

    fn spend(&mut self, state: CoreState, from: Instant, to: Instant) {
        if to <= from {
            return;
        }
        self.residency[state.index()] += to - from;
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back((state, from, to));
    }

    /// Counts what it did since it began to work, up to `to`, when it has had nothing to do since `until`.
    fn spend_work(&mut self, to: Instant) {
        self.spend(CoreState::at_level(self.level), self.since, self.until);
        self.spend(CoreState::Idle, self.until, to);
    }

    /// Work comes at `now`; returns from when on the core can do it.
    pub(crate) fn begin(&mut self, states: &PowerStates, now: Instant) -> Instant {
        match self.gated.take() {
            Some(state) => {
                self.spend(state, self.since, now);
                self.wakes[usize::from(state == CoreState::PowerGated)] += 1;
                self.ready = now + gating(states, state).map_or(0, |gating| gating.wake_time);
                self.spend(CoreState::Waking, now, self.ready);
                (self.since, self.until, self.level) = (self.ready, self.ready, 0);
            }
            None if now > self.until => {
                self.spend_work(now);
                (self.since, self.until, self.level) = (now, now, 0);
            }
            None => {}
        }
        self.ready
    }

    /// An event has been received.
    pub(crate) fn count_event(&mut self) {
        self.backlog += 1;
    }

    /// Takes the level for a step by what has been received since the last choice; returns how long it takes to get there
    /// once all work so far is done.
    pub(crate) fn choose_level(&mut self, states: &PowerStates) -> Ticks {
        let level = states.choose(std::mem::take(&mut self.backlog));
        if level == self.level {
            return 0;
        }
        self.spend(CoreState::at_level(self.level), self.since, self.until);
        (self.level, self.since) = (level, self.until);
        self.until += states.level_switch_time;
        states.level_switch_time
    }

    /// All work so far, of which `worked` ticks are new, is done at `until`: sets the timer of the core.
    pub(crate) fn work(
        &mut self,
        states: &PowerStates,
        until: Instant,
        worked: Ticks,
        timer: TimerId,
        timers: &mut Timers,
    ) {
        self.until = self.until.max(until);
        if let Some(above) = self.level.checked_sub(1) {
            self.cycles[above] += worked / states.levels[above].period;
        }
        self.set_timer(states, timer, timers);
    }

    /// Sets the timer of a core that stays without work.
    pub(crate) fn set_timer(&self, states: &PowerStates, timer: TimerId, timers: &mut Timers) {
        if let Some((_, gating)) = next_gated(states, self.gated) {
            timers.set(timer, self.until + gating.after);
        }
    }

    /// The timer ran out at `now`: the core goes to the next gated state.
    pub(crate) fn run_out(
        &mut self,
        states: &PowerStates,
        now: Instant,
        timer: TimerId,
        timers: &mut Timers,
    ) {
        let Some((next, _)) = next_gated(states, self.gated) else { return };
        match self.gated {
            Some(state) => self.spend(state, self.since, now),
            None => self.spend_work(now),
        }
        (self.gated, self.since) = (Some(next), now);
        self.set_timer(states, timer, timers);
    }

    /// The last states it has left, with their times.
    pub(crate) fn recent(&self) -> impl Iterator<Item = &(CoreState, Instant, Instant)> {
        self.recent.iter()
    }

    /// The last states in a run that ends at `end`, with their times.
    pub(crate) fn until(&self, end: Instant) -> impl Iterator<Item = (CoreState, Instant, Instant)> {
        self.ended(end).recent.into_iter()
    }

    /// The same with the time of a run that ends at `end` counted.
    fn ended(&self, end: Instant) -> Self {
        let mut last = self.clone();
        match last.gated {
            Some(state) => last.spend(state, last.since, end),
            None => last.spend_work(end),
        }
        last
    }

    /// Ticks in every state of a run that ends at `end`.
    pub(crate) fn residency(&self, end: Instant) -> Residency {
        let mut last = self.ended(end);
        // A run ends when its last step is read out; what a core has been given may keep it at work, or wake it, after that.
        for (state, from, to) in last.recent {
            last.residency[state.index()] -= to.saturating_sub(from.max(end));
        }
        last.residency
    }

    /// Adds what waking up and raised levels cost to `into`.
    pub(crate) fn add_to(&self, into: &mut Counts) {
        into[Action::WakeClockGated.index()] += self.wakes[0];
        into[Action::WakePowerGated.index()] += self.wakes[1];
        let levels = [Action::Level1Cycle, Action::Level2Cycle, Action::Level3Cycle];
        for (action, cycles) in levels.into_iter().zip(self.cycles) {
            into[action.index()] += cycles;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Clock stopped after 10 ticks, switched off after 50; waking takes 3 and 20 ticks.
    fn states() -> PowerStates {
        PowerStates {
            clock_gated: Some(Gating { after: 10, wake_time: 3 }),
            power_gated: Some(Gating { after: 50, wake_time: 20 }),
            ..PowerStates::default()
        }
    }

    /// A core and its timer.
    struct Alone {
        states: PowerStates,
        core: PowerState,
        timers: Timers,
    }

    impl Alone {
        fn new(states: PowerStates) -> Self {
            let mut alone = Self { states, core: PowerState::default(), timers: Timers::default() };
            alone.core.set_timer(&alone.states, 0, &mut alone.timers);
            alone
        }

        fn at(&mut self, now: Instant) {
            while let Some((at, timer)) = self.timers.run_out_before(now) {
                self.core.run_out(&self.states, at, timer, &mut self.timers);
            }
        }

        /// Work of so many ticks comes at `now`; returns when it is done.
        fn work(&mut self, now: Instant, ticks: Ticks) -> Instant {
            self.at(now);
            let ready = self.core.begin(&self.states, now);
            let done = self.core.until.max(ready) + ticks;
            self.core.work(&self.states, done, ticks, 0, &mut self.timers);
            done
        }

        fn end(&mut self, end: Instant) -> Residency {
            self.at(end);
            self.core.residency(end)
        }
    }

    fn residency(of: &[(CoreState, Ticks)]) -> Residency {
        let mut all = Residency::default();
        for &(state, ticks) in of {
            all[state.index()] = ticks;
        }
        all
    }

    #[test]
    fn work_before_the_timer_starts_at_once_and_moves_it() {
        let mut alone = Alone::new(states());
        assert_eq!(alone.work(0, 5), 5);
        assert_eq!(alone.work(3, 5), 10, "behind the work before");
        assert_eq!(alone.work(20, 4), 24, "at the very instant at which the timer would run out");
        let expected = [(CoreState::Run, 14), (CoreState::Idle, 20), (CoreState::ClockGated, 6)];
        assert_eq!(alone.end(40), residency(&expected));
        assert_eq!(alone.core.wakes, [0, 0]);
    }

    #[test]
    fn a_gated_core_waits_for_its_wake_up() {
        let mut alone = Alone::new(states());
        assert_eq!(alone.work(0, 5), 5);
        // Idle from 5 to 15, clock stopped to 21, woken by 24.
        assert_eq!(alone.work(21, 4), 28);
        // Idle to 38, clock stopped to 78, off to 100, woken by 120.
        assert_eq!(alone.work(100, 1), 121);
        // While it wakes up, more comes.
        assert_eq!(alone.work(110, 1), 122);
        let expected = [
            (CoreState::Run, 11),
            (CoreState::Idle, 10 + 10 + 8),
            (CoreState::Waking, 23),
            (CoreState::ClockGated, 6 + 40),
            (CoreState::PowerGated, 22),
        ];
        assert_eq!(alone.end(130), residency(&expected));
        assert_eq!(alone.core.wakes, [1, 1]);
    }

    #[test]
    fn a_core_that_is_switched_off_at_once_never_idles() {
        let gating = Gating { after: 0, wake_time: 0 };
        let mut alone = Alone::new(PowerStates { power_gated: Some(gating), ..PowerStates::default() });
        alone.work(7, 5);
        alone.work(12, 5);
        let expected = [(CoreState::Run, 10), (CoreState::PowerGated, 90)];
        assert_eq!(alone.end(100), residency(&expected));
        assert_eq!(alone.core.wakes, [0, 1], "it was at work at 12");
    }

    #[test]
    fn a_level_is_left_when_the_work_is_done() {
        let states = PowerStates {
            base_period: 4,
            levels: vec![Level { name: "fast".to_owned(), period: 2, backlog: 2 }],
            level_switch_time: 6,
            ..PowerStates::default()
        };
        let mut alone = Alone::new(states);
        assert_eq!(alone.core.choose_level(&alone.states), 0);
        alone.work(0, 8);
        alone.core.count_event();
        alone.core.count_event();
        alone.core.begin(&alone.states, 4);
        assert_eq!(alone.core.choose_level(&alone.states), 6, "after the work so far");
        assert_eq!(alone.work(4, 10), 24);
        assert_eq!(alone.core.level(), 1);
        alone.work(30, 4);
        assert_eq!(alone.core.level(), 0, "idle in between");
        let expected = [(CoreState::Run, 12), (CoreState::Level1, 16), (CoreState::Idle, 8)];
        assert_eq!(alone.end(36), residency(&expected));
        let mut counts = [0; Action::COUNT];
        alone.core.add_to(&mut counts);
        assert_eq!(counts[Action::Level1Cycle.index()], 5, "the switch is no work");
    }

    #[test]
    fn what_lies_behind_the_end_is_not_counted() {
        let mut alone = Alone::new(states());
        // Idle to 10, clock stopped to 30, woken by 33, at work to 40.
        assert_eq!(alone.work(30, 7), 40);
        let clock_gated = [(CoreState::Idle, 10), (CoreState::ClockGated, 20)];
        for (end, more) in
            [(31, vec![(CoreState::Waking, 1)]), (36, vec![(CoreState::Waking, 3), (CoreState::Run, 3)])]
        {
            let expected: Vec<_> = clock_gated.into_iter().chain(more).collect();
            assert_eq!(alone.core.residency(end), residency(&expected), "{end}");
        }
    }

    fn gap_and_work() -> impl Strategy<Value = Vec<(Ticks, Ticks)>> {
        prop::collection::vec((0u64..120, 0u64..30), 0..40)
    }

    fn played(states: PowerStates, script: &[(Ticks, Ticks)]) -> (Residency, [u64; 2], Instant) {
        let mut alone = Alone::new(states);
        let (mut now, mut done) = (0, 0);
        for &(gap, ticks) in script {
            now += gap;
            done = alone.work(now, ticks);
        }
        let end = done.max(now) + 77;
        (alone.end(end), alone.core.wakes, end)
    }

    proptest! {
        #[test]
        fn states_tile_the_run(script in gap_and_work(), after in 0u64..60, more in 0u64..60, wake in 0u64..40) {
            let states = PowerStates {
                clock_gated: Some(Gating { after, wake_time: wake / 2 }),
                power_gated: Some(Gating { after: after + more, wake_time: wake }),
                ..PowerStates::default()
            };
            let (residency, _, end) = played(states, &script);
            prop_assert_eq!(residency.iter().sum::<u64>(), end);
            let work: u64 = script.iter().map(|(_, ticks)| ticks).sum();
            prop_assert_eq!(residency[CoreState::Run.index()], work, "gating changes when work is done, not how much");
        }

        /// With the arrivals given and waking instantaneous, a timer that is longer can only merge gated times.
        #[test]
        fn later_gating_wakes_less_and_gates_less(script in gap_and_work(), after in 0u64..60, more in 0u64..60) {
            let gated = |after| PowerStates {
                power_gated: Some(Gating { after, wake_time: 0 }),
                ..PowerStates::default()
            };
            let (eager, eager_wakes, end) = played(gated(after), &script);
            let (lazy, lazy_wakes, same_end) = played(gated(after + more), &script);
            prop_assert_eq!(end, same_end, "waking takes no time");
            prop_assert!(lazy_wakes[1] <= eager_wakes[1]);
            let off = CoreState::PowerGated.index();
            prop_assert!(lazy[off] <= eager[off]);
            // Every gated time is shorter by `more`, or gone.
            prop_assert!(eager[off] - lazy[off] <= (eager_wakes[1] + 1) * more);
        }
    }
}
