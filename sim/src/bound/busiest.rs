//! The busiest place of every kind.

use egret_arch::{LinkClass, LinkId, Ticks};

use super::hardware::Hardware;
use super::loads::Loads;
use super::term::{BoundState, Term};
use super::work::Work;
use crate::outcome::{Wait, Waits};

/// A place that does one thing after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Site {
    /// A core, by position.
    Core(u32),
    Link(LinkId),
    /// The DRAM of a chip.
    Dram(u32),
    Host,
    /// All of them together.
    Everywhere,
}

/// Ticks that a place works at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Busy {
    pub(super) term: Term,
    pub(super) ticks: Ticks,
    pub(super) site: Site,
    /// Of what the term counts.
    pub(super) count: u64,
}

/// The busiest place of every term.
#[derive(Clone, Copy, Debug)]
pub(super) struct Busiest(pub(super) [Busy; Term::COUNT]);

/// Terms of a core.
const OF_CORE: [Term; 8] = [
    Term::Synops,
    Term::MemoryReads,
    Term::Accumulations,
    Term::UnitUpdates,
    Term::EventsIn,
    Term::EventsOut,
    Term::Core,
    Term::Sync,
];

impl Busiest {
    fn idle() -> Self {
        Self(Term::ALL.map(|term| Busy { term, ticks: 0, site: Site::Everywhere, count: 0 }))
    }

    /// The busiest places under loads; `links` is room for the flits of all links, all zero.
    pub(super) fn of(hardware: &Hardware<'_>, loads: &Loads, links: &mut [u64]) -> Self {
        let mut found = Self::idle();
        let mut bursts = vec![0; if hardware.dram.is_some() { hardware.placement.chips as usize } else { 0 }];
        for core in 0..hardware.placement.cores.len() as u32 {
            let work = work_of(hardware, loads, core);
            found.core(hardware, core, &work);
            if !bursts.is_empty() {
                let chip = hardware.placement.topology.chip_of(hardware.placement.cores[core as usize]);
                bursts[chip as usize] += work.bursts;
            }
        }
        for (chip, &bursts) in (0..).zip(&bursts) {
            found.busy(Term::Dram, hardware.bursting(bursts), Site::Dram(chip), bursts);
        }
        found.links(hardware, loads.trees.iter().map(|&tree| (tree, loads.packets(tree))), links);
        let ticks = (loads.sent.0 + loads.sent.1).max(loads.taken.0 + loads.taken.1);
        let ticks = if hardware.closed { 0 } else { ticks };
        found.busy(Term::Host, ticks, Site::Host, loads.host_events);
        found
    }

    /// The busiest places of one population: its slices, one by one, and the packets of its units, by tree.
    pub(super) fn of_layer<'b>(
        hardware: &Hardware<'_>,
        slices: impl Iterator<Item = (u32, &'b Work)>,
        trees: impl Iterator<Item = (u32, u64)>,
        links: &mut [u64],
    ) -> Self {
        let mut found = Self::idle();
        for (core, work) in slices {
            found.core(hardware, core, work);
        }
        found.links(hardware, trees, links);
        found
    }

    fn core(&mut self, hardware: &Hardware<'_>, core: u32, work: &Work) {
        for term in OF_CORE {
            let mut ticks = work.ticks(term, hardware.in_turn);
            if term == Term::MemoryReads {
                ticks = ticks.max(hardware.accesses(work));
            }
            self.busy(term, ticks, Site::Core(core), work.count(term));
        }
    }

    fn links(&mut self, hardware: &Hardware<'_>, trees: impl Iterator<Item = (u32, u64)>, links: &mut [u64]) {
        let mut touched: Vec<LinkId> = Vec::new();
        for (tree, packets) in trees {
            let tree = &hardware.routes.forest.trees[tree as usize];
            let ends = hardware.routes.forest.leaves_of(tree).iter().map(|leaf| leaf.link);
            for link in hardware.routes.forest.edges_of(tree).iter().map(|edge| edge.link).chain(ends) {
                let flits = &mut links[link.index()];
                if *flits == 0 {
                    touched.push(link);
                }
                *flits += packets * u64::from(tree.flits);
            }
        }
        // Of equal links the first, whichever tree came first.
        touched.sort_unstable_by_key(|link| link.index());
        for link in touched {
            let flits = std::mem::take(&mut links[link.index()]);
            self.busy(Term::Traffic, hardware.moving(link, flits), Site::Link(link), flits);
        }
    }

    fn busy(&mut self, term: Term, ticks: Ticks, site: Site, count: u64) {
        let busiest = &mut self.0[term.index()];
        if ticks > busiest.ticks {
            *busiest = Busy { term, ticks, site, count };
        }
    }

    /// The busiest place of a term.
    pub(super) fn at(&self, term: Term) -> &Busy {
        &self.0[term.index()]
    }

    /// The busiest of all; the first of equal ones.
    pub(super) fn most(&self) -> &Busy {
        let longest = self.0.iter().map(|busy| busy.ticks).max().unwrap_or(0);
        self.0.iter().find(|busy| busy.ticks == longest).unwrap_or(&self.0[0])
    }
}

/// Work of all slices of a core.
fn work_of(hardware: &Hardware<'_>, loads: &Loads, core: u32) -> Work {
    let mut sum = Work::default();
    for slice in hardware.placement.slices_of(core) {
        sum += &loads.slices[slice as usize];
    }
    sum
}

impl Busy {
    /// What the ticks go into, by the reasons under which a simulation counts them.
    pub(super) fn waits(&self, hardware: &Hardware<'_>, loads: &Loads) -> Waits {
        let mut waits = [0; Wait::COUNT];
        let all = match self.site {
            Site::Core(core) => {
                let work = work_of(hardware, loads, core);
                if work.ticks(self.term, hardware.in_turn) == self.ticks {
                    return work.waits(self.term, hardware.in_turn);
                }
                // Banks that everything of the core asks for.
                Wait::BankConflict
            }
            Site::Link(link) => match hardware.class_of(link) {
                LinkClass::Injection | LinkClass::HostIn => Wait::Arbitration,
                LinkClass::Ejection
                | LinkClass::Horizontal
                | LinkClass::Vertical
                | LinkClass::Westward
                | LinkClass::Southward
                | LinkClass::ChipLink
                | LinkClass::HostOut => Wait::LinkBusy,
            },
            Site::Dram(_) => Wait::Dram,
            Site::Host => {
                let (sent, taken) = (loads.sent, loads.taken);
                let (events, tokens) = if sent.0 + sent.1 == self.ticks { sent } else { taken };
                waits[Wait::Host as usize] = events;
                waits[Wait::Sync as usize] = tokens;
                return waits;
            }
            Site::Everywhere => Wait::Sync,
        };
        waits[all as usize] = self.ticks;
        waits
    }

    /// The state of the chip in which this binds.
    pub(super) fn state(&self, hardware: &Hardware<'_>, loads: &Loads) -> BoundState {
        match self.site {
            Site::Core(core) => work_of(hardware, loads, core).state(self.term),
            _ => Work::default().state(self.term),
        }
    }
}
