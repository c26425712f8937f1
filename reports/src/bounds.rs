//! From the bound of a simulation to its record.

use egret_sim::bound::{LayerBound, Term};
use egret_sim::{Bound, Outcome, Wait};

use crate::assemble::wait_phrase;
use crate::named::Named;
use crate::record::{
    AboveBound, BindingRecord, BoundRecord, BoundedStep, FloorsRecord, LayerBoundRecord, TermRecord,
};
use crate::si::percent;

/// Reasons that are named.
const NAMED: usize = 3;

/// The record of a bound that nothing was simulated beside.
pub fn bound_record(bound: &Bound) -> BoundRecord {
    let seconds = |ticks: f64| ticks / bound.ticks_per_second as f64;
    let steps = f64::from(bound.step_count.max(1));
    let a_step = |sum: u64| sum as f64 / steps;
    let layer = |layer: &LayerBound| LayerBoundRecord {
        synops_per_step: a_step(layer.synops),
        updates_per_step: a_step(layer.updates),
        step_s: seconds(a_step(layer.ticks)),
        term: layer.term,
        state: layer.state,
        by_term_s: Term::ALL
            .into_iter()
            .zip(layer.by_term)
            .filter(|(_, ticks)| *ticks > 0)
            .map(|(term, ticks)| (term.name(), seconds(a_step(ticks))))
            .collect(),
    };
    BoundRecord {
        step_s: BoundedStep {
            mean: seconds(a_step(bound.total)),
            max: bound.steps.iter().max().map(|longest| seconds(*longest as f64)),
        },
        total_s: seconds(bound.total as f64),
        timcheck_step_s: seconds(a_step(bound.timcheck)),
        binding: bound.binding.as_ref().map(|binding| BindingRecord {
            term: binding.term,
            place: binding.place.to_string(),
            state: binding.state,
            share: binding.share,
        }),
        by_term: bound
            .terms
            .iter()
            .map(|term| {
                let record = TermRecord {
                    place: term.place.to_string(),
                    per_step: a_step(term.count),
                    unit: term.term.unit().to_owned(),
                    mean_s: seconds(a_step(term.ticks)),
                    max_s: term.longest.map(|longest| seconds(longest as f64)),
                };
                (term.term.name(), record)
            })
            .collect(),
        synops_per_step: a_step(bound.synops),
        floors: FloorsRecord {
            synop_applying_s: seconds(bound.floors.applying),
            synop_reading_s: seconds(bound.floors.reading),
        },
        layers: bound.layers.iter().map(|found| (found.name.as_str(), layer(found))).collect(),
        lossy: bound.lossy,
        simulated: None,
    }
}

/// The record of the bound of a run, with what the run took beyond it.
pub(crate) fn bound_of(outcome: &Outcome) -> Option<BoundRecord> {
    let bound = outcome.bound.as_ref()?;
    let above = outcome.elapsed.saturating_sub(bound.total);
    // What the critical path spent under a reason beyond what the bound accounts for. It may have gone another way than
    // through what binds, so these can sum to more than the rest: they share it in proportion.
    let excess: Vec<(Wait, u64)> = Wait::ALL
        .into_iter()
        .zip(outcome.waits())
        .zip(bound.waits)
        .map(|((wait, simulated), least)| (wait, simulated.saturating_sub(least)))
        .filter(|(_, ticks)| *ticks > 0)
        .collect();
    let sum: u64 = excess.iter().map(|(_, ticks)| ticks).sum();
    let share = if sum > 0 { above as f64 / sum as f64 } else { 0.0 };
    let seconds = |ticks: f64| ticks / outcome.ticks_per_second as f64;
    let rest_s: Named<f64> =
        excess.iter().map(|(wait, ticks)| (wait.name(), seconds(*ticks as f64 * share))).collect();
    let simulated = AboveBound {
        step_s: seconds(outcome.elapsed as f64 / outcome.steps.len().max(1) as f64),
        above_percent: (bound.total > 0).then(|| above as f64 / bound.total as f64 * 100.0),
        why: why(&rest_s, seconds(outcome.elapsed as f64)),
        rest_s,
    };
    Some(BoundRecord { simulated: Some(simulated), ..bound_record(bound) })
}

/// The largest reasons with their share of a run of so many seconds.
fn why(rest_s: &Named<f64>, total_s: f64) -> String {
    let mut reasons: Vec<(&str, f64)> = rest_s.iter().map(|(name, seconds)| (name, *seconds)).collect();
    reasons.sort_by(|a, b| b.1.total_cmp(&a.1));
    // What does not even show as a tenth of a per cent explains nothing.
    reasons.retain(|(_, seconds)| *seconds >= total_s * 0.001 && *seconds > 0.0);
    let named = reasons.iter().take(NAMED);
    let named: Vec<String> = named
        .map(|(name, seconds)| format!("{} {}", wait_phrase(name), percent(seconds / total_s)))
        .collect();
    named.join(", ")
}

/// What people call a term.
pub(crate) fn term_phrase(term: Term) -> &'static str {
    match term {
        Term::Synops => "synops",
        Term::MemoryReads => "memory reads",
        Term::Accumulations => "accumulations",
        Term::UnitUpdates => "unit updates",
        Term::EventsIn => "events in",
        Term::EventsOut => "events out",
        Term::Core => "all work",
        Term::Dram => "DRAM",
        Term::Traffic => "traffic",
        Term::Host => "host link",
        Term::Sync => "synchronisation",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn the_rest_is_what_the_bound_leaves() {
        let mut outcome = testing::outcome(3, 9, 30, 4);
        let mut bound = testing::bound(&outcome);
        // The bound is half of every reason, but of one that the critical path does not have.
        bound.waits = outcome.waits().map(|ticks| ticks / 2);
        bound.waits[Wait::Host as usize] += 1000;
        bound.total = bound.waits.iter().sum();
        outcome.bound = Some(bound.clone());
        let record = bound_of(&outcome).expect("there is one");
        let simulated = record.simulated.expect("it was simulated");
        let rest: f64 = simulated.rest_s.values().sum();
        let above = (outcome.elapsed - bound.total) as f64 / outcome.ticks_per_second as f64;
        assert!((rest - above).abs() < 1e-12 * above, "{rest} s and {above} s");
        assert!(simulated.why.starts_with("soma work "), "{}", simulated.why);
        let percent = simulated.above_percent.expect("the bound is something");
        assert!((percent - 100.0 * (outcome.elapsed as f64 / bound.total as f64 - 1.0)).abs() < 1e-9);
    }

    #[test]
    fn a_run_at_its_bound_has_no_rest() {
        let mut outcome = testing::outcome(2, 3, 4, 1);
        let mut bound = testing::bound(&outcome);
        (bound.total, bound.waits) = (outcome.elapsed, outcome.waits());
        outcome.bound = Some(bound);
        let simulated = bound_of(&outcome).and_then(|record| record.simulated).expect("it was simulated");
        assert_eq!((simulated.above_percent, simulated.why.as_str()), (Some(0.0), ""));
        assert!(simulated.rest_s.is_empty());
    }
}
