//! Lower bounds against sums done by hand, and runs that take no longer than these.

use egret_arch::WeightFormat;
use egret_sim::bound::{BoundState, Place, Term};
use egret_sim::{Bound, Outcome, TieBreak, Wait};

use super::one_event::{
    BARRIER, EGRU_IDLE, EVENT, LINEAR_ACTIVE, Mask, PACKET, Row, SOMA_LANES, Source, Step, TOKENS, UNITS,
    quiet, workload,
};
use crate::support::{Case, ONE_CORE, chip_from};

fn bound_of(outcome: &Outcome) -> &Bound {
    outcome.bound.as_ref().expect("cases are bounded")
}

#[test]
fn one_core_that_does_one_thing_after_another_takes_its_bound() {
    // Updates slow enough for the event to be back before they are done.
    const SLOW: u64 = 29;
    let slow = format!("chip.core.soma.models.egru.idle_time={SLOW} ns");
    let chip = chip_from("one-core.ron", ONE_CORE, &["chip.core.execution=Serial", &slow]);
    let case = Case::new("one core", chip, workload(Source::Core, Mask::All, 4, 6));
    let outcome = case.outcome(TOKENS as u32, TieBreak::Push);
    let bound = bound_of(&outcome);
    // By hand: the source and the layer are updated, the event is sent and comes in, and its row is walked.
    let row = Row::of(WeightFormat::Csr, Mask::All, 4, true);
    let updates = LINEAR_ACTIVE + UNITS.div_ceil(SOMA_LANES) * SLOW;
    let step = updates + EVENT + PACKET + row.time() + BARRIER;
    let mut expected = vec![step; TOKENS as usize];
    expected.push(quiet(Source::Core, SLOW) + BARRIER);
    assert_eq!(bound.steps, expected);
    assert_eq!(outcome.elapsed, bound.total, "nothing waits");
    let binding = bound.binding.as_ref().expect("work binds");
    assert_eq!((binding.term, binding.place.clone()), (Term::Core, Place::Core(0)));
    assert_eq!(binding.state, BoundState::Compute, "updates take most of it");
    assert_eq!(bound.waits, outcome.waits(), "for the same reasons");
    // The formula of the five terms leaves out what one processor does besides, and does not add the barrier.
    assert_eq!(bound.timcheck, updates * TOKENS + quiet(Source::Core, SLOW));
}

#[test]
fn stages_side_by_side_take_the_longest_of_them() {
    let chip = chip_from("one-core.ron", ONE_CORE, &[]);
    let case = Case::new("one core", chip, workload(Source::Host, Mask::All, 4, 6));
    let outcome = case.outcome(TOKENS as u32, TieBreak::Push);
    let bound = bound_of(&outcome);
    let row = Row::of(WeightFormat::Csr, Mask::All, 4, false);
    let updates = quiet(Source::Host, EGRU_IDLE);
    let synapses = row.synapse_time;
    assert!(bound.steps[..TOKENS as usize].iter().all(|step| *step == updates.max(synapses) + BARRIER));
    let term = |term| bound.terms.iter().find(|bound| bound.term == term).expect("it takes time");
    assert_eq!(
        (term(Term::Synops).ticks, term(Term::Synops).count),
        (synapses * TOKENS, row.synapses * TOKENS)
    );
    assert_eq!(term(Term::UnitUpdates).ticks, updates * (TOKENS + 1));
    assert_eq!(term(Term::Sync).ticks, BARRIER * (TOKENS + 1));
    // The step without an event is nothing but updates and barrier: there the bound is what is simulated.
    assert_eq!(bound.steps[TOKENS as usize], outcome.steps[TOKENS as usize].duration);
    let step = Step::of(Source::Host, false, row, 6, EGRU_IDLE);
    assert_eq!(
        outcome.elapsed - bound.total,
        (step.end() - updates.max(synapses)) * TOKENS,
        "the rest waits"
    );
}

#[test]
fn ticks_that_are_long_enough_are_the_bound() {
    for (sync, line) in [("FixedTick", "FixedTick"), ("FreeRunning", "FreeRunning")] {
        let line = format!("chip.sync={line}(period: Given(\"2000 ns\"))");
        let chip = chip_from("one-core.ron", ONE_CORE, &[&line]);
        let case = Case::new(sync, chip, workload(Source::Host, Mask::All, 4, 6));
        let outcome = case.outcome(TOKENS as u32, TieBreak::Push);
        let bound = bound_of(&outcome);
        assert_eq!((bound.total, outcome.elapsed), (2000 * (TOKENS + 1), 2000 * (TOKENS + 1)), "{sync}");
        let binding = bound.binding.as_ref().expect("the tick binds");
        assert_eq!((binding.term, binding.state), (Term::Sync, BoundState::Sync), "{sync}");
        assert!(bound.waits[Wait::Idle as usize] > 0, "{sync}");
    }
}
