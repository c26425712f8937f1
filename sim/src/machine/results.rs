//! From a machine to an [`Outcome`]: closing steps while it runs, and adding everything up at the end.

use egret_arch::{Action, Model};

use super::utilisation::BusyLog;
use super::{Machine, Transport};
use crate::kernel::{Fault, Instant};
use crate::ledger::{self, PortCounts, SliceCounts};
use crate::mapping::{arch_model, memory_uses};
use crate::noc::Fidelity;
use crate::observer::{Observation, Observer};
use crate::outcome::{
    CoreOutcome, Counts, Layer, LinkOutcome, MemoryOutcome, NocOutcome, Outcome, Step, Waits,
};
use crate::path::Moment;
use crate::words::CoreTotals;

/// Steps that have ended, and the totals at the last end.
#[derive(Default)]
pub(crate) struct StepLog {
    pub(crate) steps: Vec<Step>,
    end: Instant,
    totals: Totals,
    pub(super) busy: BusyLog,
}

impl StepLog {
    /// End of the last step.
    pub(super) fn end(&self) -> Instant {
        self.end
    }
}

/// What the record of a step is a difference of.
#[derive(Clone, Copy)]
struct Totals {
    counts: Counts,
    updates: [(u64, u64, u64); Model::COUNT],
    events: u64,
    packets: u64,
}

impl Default for Totals {
    fn default() -> Self {
        Self { counts: [0; Action::COUNT], updates: [(0, 0, 0); Model::COUNT], events: 0, packets: 0 }
    }
}

impl<O: Observer> Machine<'_, O> {
    /// Ends a step at `until`, on the critical path that `end` closes.
    pub(super) fn close_step(&mut self, end: &Moment, until: Instant) {
        self.work_all_off();
        let start = self.log.end;
        let waits = self.firings.tile(end, start, until);
        if waits.iter().sum::<u64>() != until - start {
            let step = self.log.steps.len();
            let what = format!("the waits of step {step} do not sum to its length");
            self.fault.get_or_insert_with(|| Fault::new(until, what));
        }
        self.log_step(waits, until);
        self.firings.forget_before(until);
    }

    /// Writes a step down that ends at `until`.
    pub(super) fn log_step(&mut self, waits: Waits, until: Instant) {
        let (cores_busy, links_busy) = self.utilisation(until);
        let (start, totals) = (self.log.end, self.totals());
        let before = self.log.totals;
        let mut counts = totals.counts;
        counts.iter_mut().zip(before.counts).for_each(|(now, then)| *now -= then);
        let mut updates = totals.updates;
        updates.iter_mut().zip(before.updates).for_each(|(now, then)| {
            now.0 -= then.0;
            now.1 -= then.1;
            now.2 -= then.2;
        });
        self.log.steps.push(Step {
            start,
            duration: until - start,
            waits,
            counts,
            updates,
            events: totals.events - before.events,
            packets: totals.packets - before.packets,
            cores_busy,
            links_busy,
        });
        self.log.end = until;
        self.log.totals = totals;
        if O::ON {
            let step = self.log.steps.len() as u32 - 1;
            self.observer.see(Observation::StepEnded { step, from: start, until });
        }
        (self.on_step)(self.log.steps.len() as u32);
    }

    fn model_of(&self, slice: usize) -> Model {
        arch_model(self.network.population(self.placement.slices[slice].population).model)
    }

    /// Adds what the rows of a port did.
    fn port_actions(&self, port: usize, counts: &PortCounts, into: &mut Counts) {
        self.multiples.port(counts, self.rows.ports[port].synop, into);
        if let Some(fetched) = self.memories.dram_of_port(port) {
            fetched.add_to(into);
        }
    }

    /// Adds what the units of a slice did, and with the first slice of a core what the core as a whole did.
    fn slice_actions(&self, slice: usize, counts: &SliceCounts, into: &mut Counts) {
        self.multiples.slice(counts, self.model_of(slice), into);
        if let Some(fetched) = self.memories.dram_of_slice(slice) {
            fetched.add_to(into);
        }
        self.core_actions(slice, into);
    }

    fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for (number, port) in self.ports.iter().enumerate() {
            self.port_actions(number, port, &mut totals.counts);
        }
        for (slice, counts) in self.slice_counts.iter().enumerate() {
            let model = self.model_of(slice);
            self.slice_actions(slice, counts, &mut totals.counts);
            totals.updates[model.index()].0 += counts.idle_updates;
            totals.updates[model.index()].1 += counts.active_updates;
            totals.updates[model.index()].2 += counts.skipped_updates;
            totals.events += counts.events;
        }
        totals.events += self.host_events;
        totals.packets = self.traffic.packets;
        for counts in &self.network_counts {
            ledger::network(counts, &mut totals.counts);
        }
        totals.counts[Action::Sync.index()] += self.sync_actions;
        totals
    }

    /// Adds everything up. Sums are checked by whoever made the run.
    pub(crate) fn outcome(mut self, scheduler_events: u64) -> Outcome {
        self.memories.settle(self.rows);
        let layers = self.layers();
        let mut shared: Counts = [0; Action::COUNT];
        shared[Action::Sync.index()] = self.sync_actions;
        let elapsed = self.log.end;
        let token_latency = self.token_latency();
        let bound = self.counting.take().map(|counting| counting.finish(self.tokens));
        Outcome {
            bound,
            ticks_per_second: self.chip.ticks_per_second(),
            elapsed,
            tokens: self.tokens,
            token_latency,
            layers,
            shared,
            cores: self.cores(),
            links: self.links(),
            chips: self.placement.chips,
            cores_present: self.placement.chips * self.chip.usable_cores(),
            tiles: self.tiles,
            packets: self.traffic.packets,
            token_packets: self.traffic.token_packets,
            deliveries: self.traffic.deliveries,
            drops: self.traffic.drops,
            addressed: self.traffic.addressed,
            overruns: self.traffic.overruns,
            late_events: self.traffic.late_events,
            scheduler_events,
            noc: NocOutcome {
                fidelity: match &self.transport {
                    Transport::Packet(_) => Fidelity::Packet,
                    Transport::Flit(_) => Fidelity::Flit,
                },
                latency_mean: self.latencies.mean().unwrap_or(0.0),
                latency_p99: self.latencies.percentile(99).unwrap_or(0),
                latency_max: self.latencies.max().unwrap_or(0),
                link_hops: self.traffic.link_hops,
                unicast_link_hops: self.traffic.unicast_link_hops,
            },
            trace: match self.transport {
                Transport::Flit(network) => network.into_trace(),
                Transport::Packet(_) => Vec::new(),
            },
            steps: self.log.steps,
            played: self.play.into_played(),
        }
    }

    /// Mean time from injection to read-out, in ticks: as tokens say, or the steps a token takes through the layers.
    fn token_latency(&self) -> f64 {
        let tokens = f64::from(self.tokens.max(1));
        if let Some(sum) = self.stepping.latency_sum() {
            return sum as f64 / tokens;
        }
        let through = self.delays[self.readout.index()] as usize;
        let steps = &self.log.steps;
        let sum: u64 = (0..self.tokens as usize)
            .filter_map(|token| {
                let last = steps.get(token + through)?;
                Some(last.start + last.duration - steps[token].start)
            })
            .sum();
        sum as f64 / tokens
    }

    fn layers(&self) -> Vec<Layer> {
        let mut layers: Vec<Layer> = self
            .network
            .population_ids()
            .map(|id| {
                let population = self.network.population(id);
                let (mut synapses, mut dense_synapses, mut synops) = (0, 0, Vec::new());
                for projection in self.network.incoming(id).map(|id| self.network.projection(id)) {
                    synapses += projection.synapses.nonzeros();
                    dense_synapses += projection.synapses.positions();
                    synops.push((projection.name.clone(), 0));
                }
                let mut counts = [0; Action::COUNT];
                ledger::network(&self.network_counts[id.index()], &mut counts);
                let on_chip = population.site == egret_workloads::Site::Chip;
                Layer {
                    name: population.name.clone(),
                    model: arch_model(population.model),
                    units: population.units,
                    on_chip,
                    synapses,
                    dense_synapses,
                    events: if on_chip { 0 } else { self.host_events },
                    counts,
                    synops,
                }
            })
            .collect();
        for (slice, counts) in self.slice_counts.iter().enumerate() {
            let layer = &mut layers[self.placement.slices[slice].population.index()];
            self.slice_actions(slice, counts, &mut layer.counts);
            layer.events += counts.events;
        }
        for (number, (port, counts)) in self.rows.ports.iter().zip(&self.ports).enumerate() {
            let layer = &mut layers[self.placement.slices[port.slice as usize].population.index()];
            self.port_actions(number, counts, &mut layer.counts);
            let name = &self.network.projection(port.projection).name;
            if let Some((_, synops)) = layer.synops.iter_mut().find(|(known, _)| known == name) {
                *synops += counts.synops;
            }
        }
        layers
    }

    fn cores(&self) -> Vec<CoreOutcome> {
        let uses = memory_uses(self.network, self.chip, self.placement, self.rows);
        let mut cores: Vec<CoreOutcome> = self
            .placement
            .cores
            .iter()
            .zip(&self.endpoints)
            .zip(uses)
            .enumerate()
            .map(|(position, ((&core, endpoint), uses))| {
                let (x, y) = self.placement.topology.position(self.placement.topology.router_of(core));
                let mut counts = [0; Action::COUNT];
                let mut units = Vec::new();
                let mut synapses = 0;
                for slice in endpoint.slices.clone() {
                    let placed = &self.placement.slices[slice as usize];
                    units.push((placed.population.0, placed.units.len() as u32));
                    synapses += self.rows.synapses[slice as usize];
                    let slice = slice as usize;
                    self.slice_actions(slice, &self.slice_counts[slice], &mut counts);
                }
                CoreOutcome {
                    core,
                    chip: self.placement.topology.chip_of(core),
                    x,
                    y,
                    units,
                    synapses,
                    memories: uses.into_iter().map(|used| (used.memory, used.used, used.capacity)).collect(),
                    busy: endpoint.pipeline.busy(),
                    accesses: Vec::new(),
                    residency: self.power.as_ref().map(|power| power.residency(position, self.log.end)),
                    counts,
                }
            })
            .collect();
        for (number, (port, counts)) in self.rows.ports.iter().zip(&self.ports).enumerate() {
            let core = self.placement.slices[port.slice as usize].core as usize;
            self.port_actions(number, counts, &mut cores[core].counts);
        }
        for (number, totals) in self.core_totals().iter().enumerate() {
            let by_bank = self.memories.words.by_bank(number, self.chip.core(), totals);
            cores[number].accesses = self
                .chip
                .core()
                .memories
                .iter()
                .zip(by_bank)
                .zip(self.memories.conflicts(number))
                .map(|((memory, words_by_bank), conflict)| MemoryOutcome {
                    name: memory.name.clone(),
                    words_by_bank,
                    conflict,
                })
                .collect();
        }
        cores
    }

    /// What banks were asked for at every update, and in every event, by core.
    fn core_totals(&self) -> Vec<CoreTotals> {
        let mut all = vec![CoreTotals::default(); self.placement.cores.len()];
        for (port, counts) in self.rows.ports.iter().zip(&self.ports) {
            let totals = &mut all[self.placement.slices[port.slice as usize].core as usize];
            totals.rows += counts.rows;
            totals.events += counts.rows - counts.further_rows;
        }
        for (number, (slice, counts)) in self.placement.slices.iter().zip(&self.slice_counts).enumerate() {
            let units = slice.units.len() as u64;
            let updates = counts.looked_at() / units.max(1);
            let words = self.multiples.state_words(self.model_of(number));
            all[slice.core as usize].slices.push((units, words, updates));
        }
        all
    }

    fn links(&self) -> Vec<LinkOutcome> {
        let topology = &self.placement.topology;
        let mut loads = vec![(0, 0); topology.links().len()];
        let uses = self.routes.forest.trees.iter().zip(&self.uses_of_trees);
        for (tree, uses) in uses.filter(|(_, uses)| **uses > 0) {
            let edges = self.routes.forest.edges_of(tree).iter().map(|edge| edge.link);
            let leaves = self.routes.forest.leaves_of(tree).iter().map(|leaf| leaf.link);
            for link in edges.chain(leaves) {
                loads[link.index()].0 += uses * u64::from(tree.flits);
            }
        }
        match &self.transport {
            Transport::Packet(fabric) => {
                for (link, load) in loads.iter_mut().enumerate() {
                    let (flits, waited) = fabric.load(link);
                    load.0 += flits;
                    load.1 += waited;
                }
            }
            Transport::Flit(network) => {
                // The links of several subnets are one link here.
                for (link, flits, waited) in network.loads() {
                    loads[link.index()].0 += flits;
                    loads[link.index()].1 += waited;
                }
            }
        }
        topology
            .links()
            .iter()
            .zip(loads)
            .filter(|(_, (flits, _))| *flits > 0)
            .map(|(link, (flits, waited))| LinkOutcome {
                from: link.from.to_string(),
                to: link.to.to_string(),
                class: link.class,
                flits,
                waited,
                cycle: self.chip.network().link(link.class).cycle,
            })
            .collect()
    }
}
