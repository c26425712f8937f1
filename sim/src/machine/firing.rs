//! Steps of slices and of the host: units are updated, and those that are active send their packets.

use egret_arch::{Content, Ticks, words};
use egret_workloads::{Network, PopulationId, Site};

use super::watch::{Unshared, Watch};
use super::{Machine, Message};
use crate::actors::{Outgoing, Sender, Update};
use crate::kernel::Agenda;
use crate::mapping::{arch_model, lookup_bits};
use crate::observer::{Observation, Observer, Stage, Task};
use crate::outcome::Wait;
use crate::path::Moment;
use crate::tables::{RowTables, reading_time};

/// Tells of an end-of-step token that a slice built; `alone` where one processor of its core does everything.
fn see_token<O: Observer>(
    observer: &mut O,
    alone: bool,
    (endpoint, slice): (u32, u32),
    (from, until): (Ticks, Ticks),
) {
    if !O::ON {
        return;
    }
    let stages = alone.then_some(Stage::Processor).into_iter().chain([Stage::AxonOut]);
    for stage in stages {
        observer.see(Observation::Worked {
            endpoint,
            stage,
            task: Task::SendToken,
            slice,
            things: 1,
            from,
            until,
        });
    }
}

impl<O: Observer> Machine<'_, O> {
    /// The population of a slice; of the host for the number of slices.
    pub(super) fn population_of(&self, slice: u32) -> PopulationId {
        match self.placement.slices.get(slice as usize) {
            Some(slice) => slice.population,
            // The host's packets are counted with the population it injects or, without an input, starts.
            None => PopulationId(0),
        }
    }

    /// Number that stands for the host among the slices.
    pub(super) fn host_slice(&self) -> u32 {
        self.placement.slices.len() as u32
    }

    /// Position of the host among the endpoints.
    pub(super) fn host_endpoint(&self) -> u32 {
        self.placement.cores.len() as u32
    }

    /// Slice `slice` does step `step` as soon as `trigger` allows and its core can; the events are those of `token`.
    /// With `with_token` an end-of-step token follows.
    pub(super) fn fire(
        &mut self,
        slice: u32,
        step: u32,
        token: Option<u32>,
        trigger: &Moment,
        with_token: bool,
        agenda: &mut Agenda<Message>,
    ) {
        let placed = &self.placement.slices[slice as usize];
        self.work_off(placed.core);
        let population = self.network.population(placed.population);
        let model = arch_model(population.model);
        // A model that the chip cannot run gets here under `--what-if` only; it is updated for nothing then, and the record
        // says so.
        let cost = self.chip.core().model(model).unwrap_or(FREE);
        let units = placed.units.len() as u32;
        let (mut active, mut skipped) = (std::mem::take(&mut self.active), std::mem::take(&mut self.skipped));
        self.play.slice(token, slice, self.network, self.placement, (&mut active, &mut skipped));

        // The slice reads its part of an entry when the population has one to read.
        let width_bits = self.chip.core().memory(Content::Weights).width_bits;
        let lookup_bits = if active.is_empty() { 0 } else { lookup_bits(population, placed, width_bits) };
        let lookup_words = words(lookup_bits, width_bits);
        let reading = reading_time(self.chip.core(), lookup_words);

        // A dense core lets every unit send, and takes the time of a unit that sends for all of them.
        let all = self.chip.core().dense.filter(|_| token.is_some_and(|token| token < self.tokens));
        let everybody: Vec<u32> = if all.is_some() { (0..units).collect() } else { Vec::new() };
        let sending: &[u32] = if all.is_some() { &everybody } else { &active };
        if let Some(counting) = &mut self.counting {
            counting.fire(slice, step, (sending, &active, &skipped), with_token);
        }

        let first_source = self.rows.first_source[placed.population.index()];
        let endpoint = &mut self.endpoints[placed.core as usize];
        let (core, now) = (placed.core as usize, agenda.now());
        let (ready, switch) = self
            .power
            .as_mut()
            .map_or((0, 0), |power| power.fire(placed.core, now, slice == endpoint.slices.start));
        let (timing, token_timing, cost, reading) =
            match self.power.as_ref().and_then(|power| power.times(placed.core)) {
                Some(level) => {
                    (level.timing(false), level.timing(true), level.cost(cost), level.ticks(reading))
                }
                None => (&self.timing.core, &self.timing.core_token, cost, reading),
            };
        let busy = endpoint.pipeline.busy();
        let trigger = trigger.then(Wait::Wake, ready.saturating_sub(trigger.at));
        let start = endpoint.pipeline.soma_start(timing, &trigger).then(Wait::Wake, switch);
        let start = self.firings.fire(start);
        let looked_up = (lookup_bits, lookup_words, reading);
        let start = self.memories.look_up(slice as usize, core, looked_up, (start, now), self.observer);
        let (routes, outbox) = (&self.routes, &mut endpoint.outbox);
        let mut packets = 0;
        let mut at_port = None;
        let emit = |local: u32, sender: &mut Sender<'_>| {
            let source = first_source + placed.units[local as usize];
            let nought = all.is_some() && active.binary_search(&local).is_err();
            for route in routes.of(source) {
                packets += 1;
                let ready = sender.packet();
                let reached =
                    outbox.push(Outgoing { route: route as u32, slice, step, token: false, nought, ready });
                at_port = at_port.or(reached);
            }
        };
        let work = Update { units, cost, active: sending, skipped: &skipped };
        let watch = Watch {
            observer: &mut *self.observer,
            endpoint: placed.core,
            slice,
            core: self.chip.core(),
            level: None,
        };
        if self.memories.hold_updates() {
            let mut supply = self.memories.update(now, units, self.multiples.state_words(model), watch);
            endpoint.pipeline.update(timing, start, &work, &mut supply, emit);
        } else {
            endpoint.pipeline.update(timing, start, &work, &mut Unshared(watch), emit);
        }
        let mut token_packets = 0;
        if with_token {
            let sent = endpoint.pipeline.send_last(token_timing, |sender| {
                for route in routes.of(routes.token(slice)) {
                    token_packets += 1;
                    let ready = sender.packet();
                    let reached = outbox.push(Outgoing {
                        route: route as u32,
                        slice,
                        step,
                        token: true,
                        nought: false,
                        ready,
                    });
                    at_port = at_port.or(reached);
                }
            });
            let interval = (sent.start, sent.end);
            see_token(self.observer, token_timing.alone(), (placed.core, slice), interval);
        }
        if let Some(at) = at_port {
            agenda.push(at.max(agenda.now()), Message::Port { endpoint: placed.core });
        }
        if let Some(power) = &mut self.power {
            power.work(placed.core, &endpoint.pipeline, endpoint.pipeline.busy() - busy + reading);
            power.tell(placed.core, self.observer);
        }
        let counts = &mut self.slice_counts[slice as usize];
        let noughts = sending.len() - active.len();
        counts.add_step(units, active.len() as u64, skipped.len() as u64);
        counts.add_sent(noughts as u64, packets, if self.free_sync { 0 } else { token_packets });
        counts.lookup_bits += lookup_bits;
        self.unsettled += packets + token_packets;
        (self.active, self.skipped) = (active, skipped);
    }

    /// The host injects the events of `token` as soon as `trigger` allows; returns when it starts.
    pub(super) fn fire_host(
        &mut self,
        token: u32,
        trigger: &Moment,
        with_token: bool,
        agenda: &mut Agenda<Message>,
    ) -> Moment {
        let slice = self.host_slice();
        let mut injected = std::mem::take(&mut self.injected);
        self.play.host(token, self.network, self.placement, &mut injected);
        let source =
            |(population, unit): (PopulationId, u32)| self.rows.first_source[population.index()] + unit;
        let mut events: Vec<(u32, bool)> = injected.iter().map(|&event| (source(event), false)).collect();
        if self.chip.core().dense.is_some() && token < self.tokens {
            events = with_noughts(self.network, self.rows, &events);
        }
        if let Some(counting) = &mut self.counting {
            counting.fire_host(token, &events, with_token);
        }
        let host = self.host_endpoint();
        let endpoint = &mut self.endpoints[host as usize];
        let start = self.firings.fire(endpoint.pipeline.soma_start(&self.timing.host, trigger));
        let (routes, outbox) = (&self.routes, &mut endpoint.outbox);
        let mut packets = 0;
        let mut at_port = None;
        let tokens = if with_token { routes.of(routes.token(slice)) } else { 0..0 };
        let mut push = |route: usize, is_token: bool, nought: bool, ready: Moment| {
            packets += 1;
            let packet = Outgoing { route: route as u32, slice, step: token, token: is_token, nought, ready };
            at_port = at_port.or(outbox.push(packet));
        };
        let sent = endpoint.pipeline.send_from(&self.timing.host, &start, |sender| {
            for &(source, nought) in &events {
                for route in routes.of(source) {
                    push(route, false, nought, sender.packet());
                }
            }
        });
        let ended = endpoint.pipeline.send_from(&self.timing.host_token, &start, |sender| {
            for route in tokens {
                push(route, true, false, sender.packet());
            }
        });
        if O::ON {
            let events = (Task::Send, events.len() as u32, sent);
            let tokens = with_token.then_some((Task::SendToken, 1, ended));
            for (task, things, span) in [events].into_iter().chain(tokens) {
                self.observer.see(Observation::Worked {
                    endpoint: host,
                    stage: Stage::AxonOut,
                    task,
                    slice,
                    things,
                    from: span.start,
                    until: span.end,
                });
            }
        }
        if let Some(at) = at_port {
            agenda.push(at.max(agenda.now()), Message::Port { endpoint: host });
        }
        self.host_events += injected.len() as u64;
        self.unsettled += packets;
        self.injected = injected;
        start
    }
}

/// Every unit outside the chip with whether its value is nought, in the order of units; `events` ascend.
pub(crate) fn with_noughts(network: &Network, rows: &RowTables, events: &[(u32, bool)]) -> Vec<(u32, bool)> {
    let outside = network.population_ids().filter(|&id| network.population(id).site != Site::Chip);
    let units = outside.flat_map(|id| {
        let first = rows.first_source[id.index()];
        first..first + network.population(id).units
    });
    units.map(|unit| (unit, events.binary_search_by_key(&unit, |event| event.0).is_err())).collect()
}

/// Of a model that the chip cannot run.
pub(super) const FREE: egret_arch::ModelCost =
    egret_arch::ModelCost { idle_time: 0, active_time: 0, state_bits: 0, skipped_time: 0, skips: false };
