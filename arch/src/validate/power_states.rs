//! Power states and levels of cores.

use egret_config::{Basis, Energy, Power, Sourced};

use super::checker::Checker;
use super::delays::{Clock, whole};
use super::prices::price;
use crate::Ticks;
use crate::action::Action;
use crate::file::{ChipFile, Execution, GatedFile, LevelFile, PowerFile, Resting};
use crate::neuron_core::{Core, Model, SynapseKind};
use crate::power::{CoreState, Gating, Level, PowerStates};
use crate::price::{Price, Prices};

/// Where the file says what a core that is not in use draws, unless it stays in a power state.
const UNUSED: &str = "static_power.core_unused";

/// Checks the power states of a chip whose core is checked but for them.
pub(super) fn check(checker: &mut Checker, file: &ChipFile, core: &Core) -> Option<PowerStates> {
    let states = file.core.power.as_ref()?;
    let clock_gated = gating(checker, "core.power.clock_gated", states.clock_gated.as_ref());
    let power_gated = gating(checker, "core.power.power_gated", states.power_gated.as_ref());
    if let (Some(clock), Some(power)) = (clock_gated, power_gated) {
        if power.after < clock.after {
            let what = "a core is switched off before its clock is stopped";
            let hint =
                "write at least clock_gated.after, or leave `after` and the wake-up of clock_gated out";
            checker.refuse("core.power.power_gated.after", what, hint);
        }
        if power.wake_time < clock.wake_time {
            let what = "a core that is switched off wakes faster than one whose clock is stopped";
            checker.refuse("core.power.power_gated.wake_time", what, "write at least clock_gated.wake_time");
        }
    }
    less_power_below(checker, states);
    let resting = match states.unused {
        Some(Resting::ClockGated) if states.clock_gated.is_none() => Some("clock_gated"),
        Some(Resting::PowerGated) if states.power_gated.is_none() => Some("power_gated"),
        _ => None,
    };
    if let Some(state) = resting {
        let what = format!("cores that are not in use stay in a state that is not described: no {state}");
        checker.refuse("core.power.unused", what, format!("give `{state}: (power: ..)` beside it"));
    }
    let (base_period, levels) = levels(checker, file, states, core);
    let level_switch_time = match (&states.level_switch_time, states.levels.is_empty()) {
        (Some(time), false) => checker.delay("core.power.level_switch_time", time, Clock::Core),
        (Some(time), true) => {
            checker.delay("core.power.level_switch_time", time, Clock::Core);
            let what = "a time from level to level, and no level but the base level";
            checker.refuse("core.power.level_switch_time", what, "give `levels`, or leave it out");
            0
        }
        (None, false) => {
            let what = "levels, and no word of the time from one to another";
            let hint = "give `level_switch_time`, such as Given(\"100 ns\")";
            checker.refuse("core.power.levels", what, hint);
            0
        }
        (None, true) => 0,
    };
    Some(PowerStates { clock_gated, power_gated, base_period, levels, level_switch_time })
}

/// When cores in use go to a gated state; `None` where they never do, and after a problem.
fn gating(checker: &mut Checker, path: &str, file: Option<&GatedFile>) -> Option<Gating> {
    let file = file?;
    let at = |field: &str| format!("{path}.{field}");
    // All numbers are looked at, whatever is missing beside them.
    let mut delay = |field: &str, sourced: Option<&Sourced<_>>| {
        sourced.map(|sourced| checker.delay(&at(field), sourced, Clock::Core))
    };
    let after = delay("after", file.after.as_ref());
    let wake_time = delay("wake_time", file.wake_time.as_ref());
    match (after, wake_time, &file.wake_energy) {
        (Some(after), Some(wake_time), Some(_)) => Some(Gating { after, wake_time }),
        (None, None, None) => None,
        _ => {
            let what = "only some of `after`, `wake_time` and `wake_energy`";
            let hint = "give all three, the energy as Unknown if nobody published it; or none, and only cores that \
                        are not in use stay in this state";
            checker.refuse(path, what, hint);
            None
        }
    }
}

/// A state from which it takes longer to come back draws no more power.
pub(super) fn less_power_below(checker: &mut Checker, states: &PowerFile) {
    let idle = Some(("idle", &states.idle.power));
    let clock = states.clock_gated.as_ref().map(|gated| ("clock_gated", &gated.power));
    let off = states.power_gated.as_ref().map(|gated| ("power_gated", &gated.power));
    let known: Vec<(&str, Power)> = [idle, clock, off]
        .into_iter()
        .flatten()
        .filter_map(|(name, power)| power.value().map(|power| (name, *power)))
        .collect();
    for pair in known.windows(2) {
        let [(above, more), (below, less)] = pair else { continue };
        if less > more {
            let what = format!("{less}, more than the {more} of {above}");
            checker.refuse(
                &format!("core.power.{below}.power"),
                what,
                "a deeper state draws no more: write less",
            );
        }
    }
}

/// Ticks of a cycle at the base level, and the levels above it.
fn levels(checker: &mut Checker, file: &ChipFile, states: &PowerFile, core: &Core) -> (Ticks, Vec<Level>) {
    const PATH: &str = "core.power.levels";
    if states.levels.is_empty() {
        return (0, Vec::new());
    }
    if states.levels.len() > Level::MOST {
        let what = format!("{} levels above the base level", states.levels.len());
        checker.refuse(PATH, what, format!("give at most {}", Level::MOST));
    }
    if file.core.execution != Execution::Serial {
        let hint = "write `execution: Serial`, or leave `levels` out";
        checker.refuse(PATH, "levels are for a core that does one thing at a time", hint);
    }
    let ticks_per_second = checker.time.ticks_per_second;
    let period = |frequency: egret_config::Frequency| {
        whole(ticks_per_second? as f64 / frequency.as_hertz()).filter(|ticks| *ticks > 0)
    };
    let base = file.core.clock.as_ref().and_then(Sourced::value).copied();
    let base_period = base.and_then(period);
    if file.core.clock.is_none() {
        let hint = "give core.clock and delays in cycles, or leave `levels` out";
        checker.refuse(PATH, "levels of a core without a clock", hint);
    } else if let Some(cycle) = base_period {
        whole_cycles(checker, core, cycle);
    }
    let mut all: Vec<Level> = Vec::new();
    let mut slower = base;
    for (position, level) in states.levels.iter().enumerate() {
        let path = format!("{PATH}[{position}]");
        let clock = checker.required(&format!("{path}.clock"), &level.clock);
        let backlog =
            checker.nonzero(&format!("{path}.backlog"), &level.backlog, "events, which are always there");
        if let (Some(clock), Some(slower)) = (clock, slower)
            && clock <= slower
        {
            let what = format!("{clock}, and the level before it has {slower} already");
            checker.refuse(&format!("{path}.clock"), what, "write the levels from slow to fast");
        }
        let cycle = clock.and_then(period);
        if let (Some(clock), None, Some(_)) = (clock, cycle, ticks_per_second) {
            let what = format!("a {clock} clock has no whole number of ticks a cycle");
            let hint = "set time_base to a common multiple of all clocks; levels are never rounded";
            checker.refuse(&format!("{path}.clock"), what, hint);
        }
        if let (Some(backlog), Some(before)) = (backlog, all.last())
            && backlog <= before.backlog
        {
            let what =
                format!("{backlog} events, and the level before it is taken from {} on", before.backlog);
            checker.refuse(&format!("{path}.backlog"), what, "write more than for the level before");
        }
        slower = clock.or(slower);
        all.push(Level {
            name: level.name.clone(),
            period: cycle.unwrap_or(1),
            backlog: backlog.unwrap_or(1),
        });
    }
    (base_period.unwrap_or(1), all)
}

/// Refuses delays of the core that are no whole number of its cycles: nobody knows how long they are at another clock.
fn whole_cycles(checker: &mut Checker, core: &Core, cycle: Ticks) {
    let stages = [
        ("axon_in.event_time", core.axon_in_time),
        ("synapse.row_time", core.row_time),
        ("synapse.group_time", core.group_time),
        ("dendrite.access_time", core.dendrite_time),
        ("axon_out.event_time", core.event_time),
        ("axon_out.packet_time", core.packet_time),
    ];
    let mut delays: Vec<(String, Ticks)> =
        stages.into_iter().map(|(name, ticks)| (format!("core.{name}"), ticks)).collect();
    for (model, cost) in Model::ALL.into_iter().zip(core.models) {
        let Some(cost) = cost else { continue };
        let path = format!("core.soma.models.{}", model.name());
        delays.push((format!("{path}.idle_time"), cost.idle_time));
        delays.push((format!("{path}.active_time"), cost.active_time));
        delays.push((format!("{path}.skipped_time"), cost.skipped_time));
    }
    for (kind, ticks) in SynapseKind::ALL.into_iter().zip(core.kinds) {
        delays.extend(ticks.map(|ticks| (format!("core.synapse.kinds.{}.group_time", kind.name()), ticks)));
    }
    for memory in &core.memories {
        let path = format!("core.memories.{}", memory.name);
        delays.push((format!("{path}.access_time"), memory.access_time));
        delays.push((format!("{path}.read_latency"), memory.read_latency));
        delays.push((format!("{path}.write_latency"), memory.write_latency));
    }
    for (path, _) in delays.into_iter().filter(|(_, ticks)| ticks % cycle != 0) {
        let what =
            "no whole number of cycles, so its length at the clocks of `core.power.levels` is not known";
        checker.refuse(&path, what, format!("write cycles, or a multiple of the {cycle} ticks of a cycle"));
    }
}

/// Prices waking up, and what cycles at raised levels cost more; what a chip never does costs nothing.
pub(super) fn prices(checker: &mut Checker, file: &ChipFile, prices: &mut Prices) {
    let never = Price::exact(Energy::joules(0.0), Basis::Given);
    let cycles = [Action::Level1Cycle, Action::Level2Cycle, Action::Level3Cycle];
    for action in [Action::WakeClockGated, Action::WakePowerGated].into_iter().chain(cycles) {
        prices.actions[action.index()] = never;
    }
    let Some(states) = &file.core.power else { return };
    let mut energy = |path: &str, sourced: &Sourced<Energy>| {
        if matches!(sourced, Sourced::Modelled(_)) {
            let hint = "write the energy itself, Estimated with its range, or Unknown";
            checker.refuse(path, "no model computes this energy", hint);
        }
        price(checker, path, sourced)
    };
    for (action, gated) in
        [(Action::WakeClockGated, &states.clock_gated), (Action::WakePowerGated, &states.power_gated)]
    {
        if let Some(sourced) = gated.as_ref().and_then(|gated| gated.wake_energy.as_ref()) {
            prices.actions[action.index()] = energy(action.price_path(), sourced);
        }
    }
    for (position, level) in states.levels.iter().enumerate() {
        let path = format!("core.power.levels[{position}].energy_per_cycle");
        let price = energy(&path, &level.energy_per_cycle);
        if let Some(action) = cycles.get(position) {
            prices.actions[action.index()] = price;
        }
    }
}

/// What a core in use draws by state; `power` checks one number, `run` is that of a core at work.
pub(super) fn states(
    mut power: impl FnMut(&str, &Sourced<Power>) -> Price<Power>,
    file: &PowerFile,
    run: Price<Power>,
) -> [Price<Power>; CoreState::COUNT] {
    let mut prices = [Price::exact(Power::watts(0.0), Basis::Given); CoreState::COUNT];
    prices[CoreState::Run.index()] = run;
    let idle = power(CoreState::Idle.path(), &file.idle.power);
    prices[CoreState::Idle.index()] = idle;
    prices[CoreState::Waking.index()] = idle;
    for (state, gated) in
        [(CoreState::ClockGated, &file.clock_gated), (CoreState::PowerGated, &file.power_gated)]
    {
        if let Some(gated) = gated {
            prices[state.index()] = power(state.path(), &gated.power);
        }
    }
    for (position, LevelFile { power: sourced, .. }) in file.levels.iter().enumerate() {
        let price = power(&format!("core.power.levels[{position}].power"), sourced);
        if position < Level::MOST {
            prices[CoreState::at_level(position + 1).index()] = price;
        }
    }
    prices
}

/// What a core that is not in use draws, and where the file says so; `default` is `static_power.core_unused`.
pub(super) fn unused(
    file: &ChipFile,
    states: Option<&[Price<Power>; CoreState::COUNT]>,
    default: Price<Power>,
) -> (&'static str, Price<Power>) {
    let resting = file.core.power.as_ref().and_then(|power| power.unused);
    let (Some(states), Some(resting)) = (states, resting) else { return (UNUSED, default) };
    let state = match resting {
        Resting::Idle => CoreState::Idle,
        Resting::ClockGated => CoreState::ClockGated,
        Resting::PowerGated => CoreState::PowerGated,
    };
    (state.path(), states[state.index()])
}
