//! Counting work as slices start their steps, and what follows from it in the end.

use egret_arch::{Sync, Ticks};

use super::busiest::{Busiest, Busy, Site};
use super::floors::{Floors, layers};
use super::hardware::Hardware;
use super::loads::Loads;
use super::result::{Binding, Bound, Place, TermBound};
use super::term::Term;
use crate::outcome::{Wait, Waits};

/// Work counted so far.
pub(crate) struct Counting<'a> {
    hardware: Hardware<'a>,
    /// What slices and the host do themselves, over the run.
    own: Loads,
    /// Events by source unit, values of nought among them; and these alone.
    emitted: Vec<u64>,
    noughts: Vec<u64>,
    /// End-of-step tokens by slice, and of the host after them.
    tokens: Vec<u64>,
    /// Flits by link, all zero between uses.
    links: Vec<u64>,
    /// The step at hand.
    step: Option<u32>,
    /// Where every step ends before the next one starts: the loads of the one at hand, and what was found.
    each: Option<(Loads, EachStep)>,
}

/// Steps that do not overlap.
#[derive(Clone, Debug, Default)]
struct EachStep {
    lengths: Vec<Ticks>,
    end: Ticks,
    timcheck: Ticks,
    /// By term: at the busiest place of every step, added up; of the longest step; of steps in which it binds.
    sums: [Ticks; Term::COUNT],
    longest: [Ticks; Term::COUNT],
    binds: [Ticks; Term::COUNT],
    waits: Waits,
}

impl<'a> Counting<'a> {
    /// Nothing yet.
    pub(crate) fn new(hardware: Hardware<'a>) -> Self {
        let one_by_one = matches!(
            hardware.chip.sync(),
            Sync::Barrier { .. } | Sync::BarrierTable { .. } | Sync::FixedTick { .. }
        );
        Self {
            own: Loads::new(&hardware),
            emitted: vec![0; hardware.rows.sources() as usize],
            noughts: vec![0; hardware.rows.sources() as usize],
            tokens: vec![0; hardware.placement.slices.len() + 1],
            links: vec![0; hardware.placement.topology.links().len()],
            step: None,
            each: one_by_one.then(|| (Loads::new(&hardware), EachStep::default())),
            hardware,
        }
    }

    /// A slice starts a step, and the first ones of its units send, of which the second ones have an event; the
    /// third ones are left as they were.
    pub(crate) fn fire(
        &mut self,
        slice: u32,
        step: u32,
        (sending, active, skipped): (&[u32], &[u32], &[u32]),
        with_token: bool,
    ) {
        self.open(step);
        let hardware = &self.hardware;
        let work = hardware.firing(slice, (sending, active, skipped));
        self.own.slices[slice as usize] += &work;
        let placed = &hardware.placement.slices[slice as usize];
        let first = hardware.rows.first_source[placed.population.index()];
        if let Some((loads, _)) = &mut self.each {
            loads.slices[slice as usize] += &work;
        }
        let dense = sending.len() > active.len();
        for &local in sending {
            let source = first + placed.units[local as usize];
            let nought = u64::from(dense && active.binary_search(&local).is_err());
            self.emitted[source as usize] += 1;
            self.noughts[source as usize] += nought;
            if let Some((loads, _)) = &mut self.each {
                loads.add_events(hardware, source, 1, nought);
            }
        }
        self.tokens[slice as usize] += u64::from(with_token);
    }

    /// The host starts a step and injects events of these source units, of which some have a value of nought.
    pub(crate) fn fire_host(&mut self, step: u32, injected: &[(u32, bool)], with_token: bool) {
        self.open(step);
        let hardware = &self.hardware;
        for &(source, nought) in injected {
            let packets = hardware.routes.of(source).len() as u64;
            self.emitted[source as usize] += 1;
            self.noughts[source as usize] += u64::from(nought);
            self.own.add_injected(hardware, packets);
            if let Some((loads, _)) = &mut self.each {
                loads.add_injected(hardware, packets);
                loads.add_events(hardware, source, 1, nought.into());
            }
        }
        let host = hardware.placement.slices.len();
        self.tokens[host] += u64::from(with_token);
    }

    fn open(&mut self, step: u32) {
        if self.each.is_none() {
            self.step = self.step.max(Some(step));
        } else if self.step != Some(step) {
            self.close();
            self.step = Some(step);
        }
    }

    /// The step at hand is counted, where steps do not overlap.
    fn close(&mut self) {
        let (Some((loads, found)), Some(step)) = (&mut self.each, self.step) else { return };
        let hardware = &self.hardware;
        let mut busiest = Busiest::of(hardware, loads, &mut self.links);
        let work = *busiest.most();
        let mut waits = work.waits(hardware, loads);
        let of_timcheck = of_timcheck(&busiest);
        let sync = match hardware.chip.sync() {
            Sync::FixedTick { period } => {
                let tick = (u64::from(step) + 1) * period;
                let idle = tick.saturating_sub(found.end + work.ticks);
                waits[Wait::Idle as usize] += idle;
                found.timcheck = tick.max(found.timcheck + of_timcheck);
                period
            }
            Sync::Barrier { .. }
            | Sync::BarrierTable { .. }
            | Sync::FreeRunning { .. }
            | Sync::Dataflow { .. } => {
                let cost = hardware.chip.barrier_time(hardware.placement.tiles());
                waits[Wait::Sync as usize] += cost;
                found.timcheck += of_timcheck.max(cost);
                cost
            }
        };
        busiest.0[Term::Sync.index()] = synchronised(sync, 1);
        let length: Ticks = waits.iter().sum();
        for (sum, more) in found.waits.iter_mut().zip(waits) {
            *sum += more;
        }
        for (term, busy) in busiest.0.iter().enumerate() {
            found.sums[term] += busy.ticks;
            found.longest[term] = found.longest[term].max(busy.ticks);
        }
        found.binds[busiest.most().term.index()] += length;
        found.lengths.push(length);
        found.end += length;
        loads.clear();
    }

    /// What follows from all that was counted, of a run of so many tokens.
    pub(crate) fn finish(mut self, tokens: u32) -> Bound {
        self.close();
        let hardware = &self.hardware;
        let step_count = self.step.map_or(0, |last| last + 1);
        let mut loads = self.own;
        for ((source, &events), &noughts) in (0..).zip(&self.emitted).zip(&self.noughts) {
            loads.add_events(hardware, source, events, noughts);
        }
        for (slice, &steps) in (0..).zip(&self.tokens) {
            if steps > 0 {
                loads.add_tokens(hardware, slice, steps);
            }
        }
        let mut busiest = Busiest::of(hardware, &loads, &mut self.links);
        let work = *busiest.most();
        let sync = match hardware.chip.sync() {
            Sync::FixedTick { period } | Sync::FreeRunning { period } => Some(period),
            Sync::Barrier { .. } | Sync::BarrierTable { .. } => {
                Some(hardware.chip.barrier_time(hardware.placement.tiles()))
            }
            Sync::Dataflow { .. } => None,
        };
        if let Some(sync) = sync {
            busiest.0[Term::Sync.index()] = synchronised(sync, u64::from(step_count));
        }
        let each = self.each.map_or_else(
            || {
                let mut waits = work.waits(hardware, &loads);
                waits[Wait::Idle as usize] += busiest.most().ticks - work.ticks;
                together(&busiest, waits)
            },
            |(_, each)| each,
        );
        let overlap = each.lengths.is_empty();
        // Of terms that bind for equally long the first.
        let longest = each.binds.iter().copied().max().unwrap_or(0);
        let term = Term::ALL.into_iter().find(|term| each.binds[term.index()] == longest);
        let binding = term.filter(|_| longest > 0).map(|term| Binding {
            term,
            place: place(hardware, busiest.at(term)),
            state: busiest.at(term).state(hardware, &loads),
            share: longest as f64 / each.end as f64,
        });
        let terms = busiest.0.iter().filter(|busy| busy.ticks > 0).map(|busy| TermBound {
            term: busy.term,
            place: place(hardware, busy),
            count: busy.count,
            ticks: busy.ticks,
            bound: each.sums[busy.term.index()],
            longest: (!overlap).then_some(each.longest[busy.term.index()]),
        });
        let synops = (0..hardware.placement.cores.len() as u32)
            .map(|core| {
                let slices = hardware.placement.slices_of(core);
                slices.map(|slice| loads.slices[slice as usize].synops).sum()
            })
            .max();
        Bound {
            ticks_per_second: hardware.chip.ticks_per_second(),
            tokens,
            step_count,
            total: each.end,
            timcheck: each.timcheck,
            terms: terms.collect(),
            binding,
            waits: each.waits,
            synops: synops.unwrap_or(0),
            layers: layers(hardware, &loads, &self.emitted, &mut self.links),
            floors: Floors::of(hardware),
            lossy: hardware.lossy,
            steps: each.lengths,
        }
    }
}

/// What steps that overlap take together.
fn together(busiest: &Busiest, waits: Waits) -> EachStep {
    let mut binds = [0; Term::COUNT];
    let most = busiest.most();
    binds[most.term.index()] = most.ticks;
    EachStep {
        lengths: Vec::new(),
        end: most.ticks,
        timcheck: of_timcheck(busiest),
        sums: busiest.0.map(|busy| busy.ticks),
        longest: [0; Term::COUNT],
        binds,
        waits,
    }
}

/// So many barriers or ticks.
fn synchronised(each: Ticks, count: u64) -> Busy {
    Busy { term: Term::Sync, ticks: each * count, site: Site::Everywhere, count }
}

/// The maximum of the terms of Timcheck et al.
fn of_timcheck(busiest: &Busiest) -> Ticks {
    let terms = busiest.0.iter().filter(|busy| busy.term.is_of_timcheck());
    terms.map(|busy| busy.ticks).max().unwrap_or(0)
}

fn place(hardware: &Hardware<'_>, busy: &Busy) -> Place {
    let topology = &hardware.placement.topology;
    match busy.site {
        Site::Core(core) => Place::Core(hardware.placement.cores[core as usize]),
        Site::Link(link) => {
            let link = topology.link(link);
            Place::Link(link.from.to_string(), link.to.to_string())
        }
        Site::Dram(chip) => Place::Dram(chip),
        Site::Host => Place::Host,
        Site::Everywhere => Place::Everywhere,
    }
}
