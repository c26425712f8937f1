//! Running a network on a chip, and reading what came out.

use egret_arch::{Action, Chip, Component, Router};
use egret_reports::record::Manifest;
use egret_reports::{Context, RunRecord, record};
use egret_sim::noc::Fidelity;
use egret_sim::{Counts, Outcome, Prepared, TieBreak, prepare};
use egret_workloads::Workload;

use super::Recount;

/// A network on a chip.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) chip: Chip,
    pub(crate) workload: Workload,
    pub(crate) chips: u32,
    pub(crate) fidelity: Fidelity,
}

/// Both ways of simulating routers and links.
pub(crate) const FIDELITIES: [Fidelity; 2] = [Fidelity::Packet, Fidelity::Flit];

/// What came out of a [`Case`].
pub(crate) struct Run {
    pub(crate) outcome: Outcome,
    pub(crate) recount: Recount,
}

impl Case {
    /// A network on one chip.
    pub(crate) fn new(name: impl Into<String>, chip: Chip, workload: Workload) -> Self {
        Self { name: name.into(), chip, workload, chips: 1, fidelity: Fidelity::Packet }
    }

    /// The same at both fidelities; at packet fidelity alone where the inside of routers is not known or they may drop
    /// packets.
    pub(crate) fn at_both(self) -> Vec<Self> {
        let Self { name, chip, workload, chips, .. } = self;
        let exact = matches!(chip.network().router, Some(Router::VirtualChannel(_)));
        let case = |fidelity| Self {
            name: format!("{name}, {fidelity:?}"),
            chip: chip.clone(),
            workload: workload.clone(),
            chips,
            fidelity,
        };
        FIDELITIES.into_iter().filter(|fidelity| exact || *fidelity == Fidelity::Packet).map(case).collect()
    }

    /// The network laid on the chip, its runs with their bounds. Limits are lifted: laws hold beyond them too.
    pub(crate) fn prepared(&self) -> Prepared<'_> {
        prepare(&self.chip, &self.workload, self.chips, true)
            .and_then(|prepared| prepared.with_fidelity(self.fidelity))
            .unwrap_or_else(|misfit| panic!("{}: {misfit}", self.name))
            .bounded()
    }

    /// Simulates so many tokens and counts again, from the network and the placement alone, what the cores should have
    /// done.
    pub(crate) fn run(&self, tokens: u32) -> Run {
        let prepared = self.prepared();
        let outcome = prepared
            .run(tokens, TieBreak::Push, &mut (), &mut |_| {})
            .unwrap_or_else(|fault| panic!("{}: {fault}", self.name));
        let recount = Recount::of(&self.workload, &self.chip, prepared.placement(), tokens);
        Run { outcome, recount }
    }

    /// The outcome alone, under an order of ties.
    pub(crate) fn outcome(&self, tokens: u32, ties: TieBreak) -> Outcome {
        let prepared = self.prepared();
        let outcome = prepared.run(tokens, ties, &mut (), &mut |_| {});
        outcome.unwrap_or_else(|fault| panic!("{}: {fault}", self.name))
    }
}

/// The count of an action.
pub(crate) fn count(counts: &Counts, action: Action) -> u64 {
    counts[action.index()]
}

/// The sum of counts.
pub(crate) fn sum<'a>(all: impl IntoIterator<Item = &'a Counts>) -> Counts {
    let mut total = [0; Action::COUNT];
    for counts in all {
        for (sum, n) in total.iter_mut().zip(counts) {
            *sum += n;
        }
    }
    total
}

/// An outcome, priced.
pub(crate) fn priced(outcome: &Outcome, chip: &Chip) -> RunRecord {
    let manifest = Manifest { chips: outcome.chips, ..Manifest::default() };
    record(outcome, chip, Context { manifest, ..Context::default() })
}

/// Dynamic joules by component.
pub(crate) fn energies(outcome: &Outcome, chip: &Chip) -> [f64; Component::COUNT] {
    let record = priced(outcome, chip);
    Component::ALL.map(|component| {
        record.energy.by_component.get(component.name()).map_or(0.0, |split| split.dynamic_j)
    })
}
