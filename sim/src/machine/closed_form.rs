//! Steps timed without events: what every core has to do in a step is added up, and the core with the longest sum decides.
//!
//! A core has two sums: of generating (updating its units and building their packets) and of taking in (accepting packets and
//! working off their rows). A step takes the longest of all sums and the barrier, or lasts to its tick. Nothing waits for the network, for queues, for
//! banks or for the host, so everything that is counted is as in a run with events, and only times differ.

use egret_arch::{Content, Sync, Ticks, words};
use egret_workloads::PopulationId;

use super::Machine;
use crate::actors::Update;
use crate::ledger::Value;
use crate::mapping::{arch_model, lookup_bits};
use crate::observer::Observer;
use crate::outcome::{Wait, Waits};
use crate::tables::{RowRef, Work, reading_time};

/// What a core has to do in a step.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    lookup: Ticks,
    soma: Ticks,
    axon_out: Ticks,
    axon_in: Ticks,
    synapse: Ticks,
    conflict: Ticks,
    dendrite: Ticks,
}

impl Sums {
    fn generating(&self) -> Ticks {
        self.lookup + self.soma + self.axon_out
    }

    fn taking_in(&self) -> Ticks {
        self.axon_in + self.synapse + self.conflict + self.dendrite
    }
}

impl<O: Observer> Machine<'_, O> {
    /// Runs all steps of a chip with barriers or ticks.
    pub(crate) fn run_closed(&mut self) {
        let barrier = self.chip.barrier_time(self.tiles);
        let period = match self.chip.sync() {
            Sync::FixedTick { period } => Some(period),
            _ => None,
        };
        let mut sums = vec![Sums::default(); self.placement.cores.len()];
        for step in 0..self.stepping.steps() {
            sums.fill(Sums::default());
            self.inject_closed(step, &mut sums);
            for slice in 0..self.host_slice() {
                let delay = self.delays[self.population_of(slice).index()];
                self.fire_closed(slice, step, step.checked_sub(delay), &mut sums);
            }
            self.sync_actions += u64::from(self.tiles);
            for (endpoint, sums) in self.endpoints.iter_mut().zip(&sums) {
                endpoint.pipeline.worked(&self.timing.core, sums.taking_in(), sums.synapse, sums.dendrite);
            }
            let mut waits = longest(&sums, barrier);
            if let Some(period) = period {
                let (tick, done) =
                    ((u64::from(step) + 1) * period, self.log.end() + waits.iter().sum::<Ticks>());
                self.traffic.overruns += u64::from(done > tick);
                waits[Wait::Idle as usize] += tick.saturating_sub(done);
            }
            self.close_closed(&waits);
        }
        self.stepping.all_done();
    }

    /// The host sends the events of a step.
    fn inject_closed(&mut self, token: u32, sums: &mut [Sums]) {
        let mut injected = std::mem::take(&mut self.injected);
        self.play.host(token, self.network, self.placement, &mut injected);
        if let Some(counting) = &mut self.counting {
            let source = |&(population, unit): &(PopulationId, u32)| {
                (self.rows.first_source[population.index()] + unit, false)
            };
            let events: Vec<(u32, bool)> = injected.iter().map(source).collect();
            counting.fire_host(token, &events, false);
        }
        let host = self.host_slice();
        for &(population, unit) in &injected {
            for route in self.routes.of(self.rows.first_source[population.index()] + unit) {
                self.send_closed(route, host, sums);
            }
        }
        self.host_events += injected.len() as u64;
        self.injected = injected;
    }

    /// A slice does its step.
    fn fire_closed(&mut self, slice: u32, step: u32, token: Option<u32>, sums: &mut [Sums]) {
        let mut active = std::mem::take(&mut self.active);
        let mut skipped = std::mem::take(&mut self.skipped);
        self.play.slice(token, slice, self.network, self.placement, (&mut active, &mut skipped));
        if let Some(counting) = &mut self.counting {
            counting.fire(slice, step, (&active, &active, &skipped), false);
        }
        let placed = &self.placement.slices[slice as usize];
        let population = self.network.population(placed.population);
        let cost = self.chip.core().model(arch_model(population.model)).unwrap_or(super::firing::FREE);
        let width_bits = self.chip.core().memory(Content::Weights).width_bits;
        let lookup_bits = if active.is_empty() { 0 } else { lookup_bits(population, placed, width_bits) };
        let lookup_words = words(lookup_bits, width_bits);
        let core = placed.core as usize;
        if lookup_words > 0 {
            self.memories.count_lookup(slice as usize, core, lookup_words);
            sums[core].lookup += reading_time(self.chip.core(), lookup_words);
        }
        let units = placed.units.len() as u32;
        let work = Update { units, cost, active: &active, skipped: &skipped };
        sums[core].soma += self.timing.core.updating(&work);
        let first_source = self.rows.first_source[placed.population.index()];
        let mut packets = 0;
        for &local in &active {
            let source = first_source + placed.units[local as usize];
            for route in self.routes.of(source) {
                packets += 1;
                self.send_closed(route, slice, sums);
            }
        }
        sums[core].axon_out += self.timing.core.sending(active.len() as u64, packets);
        let counts = &mut self.slice_counts[slice as usize];
        counts.add_step(units, active.len() as u64, skipped.len() as u64);
        counts.packets += packets;
        counts.lookup_bits += lookup_bits;
        self.active = active;
        self.skipped = skipped;
    }

    /// A packet of a slice or of the host: everything it does where it goes.
    #[inline]
    fn send_closed(&mut self, route: usize, slice: u32, sums: &mut [Sums]) {
        let tree = self.routes.all[route].tree;
        self.count_packet(tree, slice, false);
        self.uses_of_trees[tree as usize] += 1;
        let route = self.routes.all[route];
        let tree = &self.routes.forest.trees[tree as usize];
        let leaves = self.routes.forest.leaves_of(tree);
        self.traffic.deliveries += leaves.len() as u64;
        let (accepting, cores) = (self.timing.core.accepting(), sums.len());
        for (leaf, entry) in leaves.iter().zip(route.first_row..) {
            let core = leaf.endpoint as usize;
            if core >= cores {
                continue;
            }
            let work = self.rows.work.get(entry as usize).copied().unwrap_or(Work::NONE);
            let mut single = RowRef::default();
            let rows = self.rows.rows(work, entry, &mut single);
            let sum = &mut sums[core];
            sum.axon_in += accepting;
            for (number, row) in rows.iter().enumerate() {
                let shape = &self.rows.shapes[row.shape as usize];
                self.ports[row.port as usize].count(shape, number > 0, Value::Some);
                self.memories.words.row(core, shape);
                sum.synapse += shape.synapse_time;
                sum.conflict += shape.conflict_time;
                sum.dendrite += shape.dendrite_time;
            }
            self.memories.words.visit(entry as usize);
        }
    }

    /// Ends a step that has lasted so long.
    fn close_closed(&mut self, waits: &Waits) {
        let end = self.log.end() + waits.iter().sum::<Ticks>();
        self.log_step(*waits, end);
    }
}

/// How long a step takes, and why: the first core with the longest sum, which at equal sums is that of generating.
fn longest(sums: &[Sums], barrier: Ticks) -> Waits {
    let mut waits: Waits = [0; Wait::COUNT];
    let mut longest = 0;
    for sum in sums {
        let (generating, taking_in) = (sum.generating(), sum.taking_in());
        if generating.max(taking_in) <= longest {
            continue;
        }
        longest = generating.max(taking_in);
        waits = [0; Wait::COUNT];
        if generating >= taking_in {
            waits[Wait::Synapse as usize] = sum.lookup;
            waits[Wait::Soma as usize] = sum.soma;
            waits[Wait::AxonOut as usize] = sum.axon_out;
        } else {
            waits[Wait::AxonIn as usize] = sum.axon_in;
            waits[Wait::Synapse as usize] = sum.synapse;
            waits[Wait::BankConflict as usize] = sum.conflict;
            waits[Wait::Dendrite as usize] = sum.dendrite;
        }
    }
    waits[Wait::Sync as usize] += barrier;
    waits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_sum_and_the_barrier_tile_a_step() {
        let sums = [
            Sums { soma: 5, axon_out: 4, ..Sums::default() },
            Sums { axon_in: 3, synapse: 4, dendrite: 3, ..Sums::default() },
            Sums { soma: 10, ..Sums::default() },
        ];
        let waits = longest(&sums, 7);
        assert_eq!(waits.iter().sum::<u64>(), 17);
        assert_eq!((waits[Wait::AxonIn as usize], waits[Wait::Dendrite as usize]), (3, 3));
        assert_eq!(longest(&[], 7).iter().sum::<u64>(), 7);
    }
}
