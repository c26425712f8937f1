//! What has to be known of a prepared network to say how long its work takes at least.

use egret_arch::{
    Chip, Content, Core, Dram, LinkClass, LinkId, Model, ModelCost, Router, Ticks, WeightHome, words,
};
use egret_workloads::Network;

use super::work::Work;
use crate::actors::{InTurn, Timing, Update};
use crate::ledger::Multiples;
use crate::machine::{Timings, arbitrated};
use crate::mapping::{Placement, arch_model, lookup_bits};
use crate::prepare::Prepared;
use crate::tables::{Routes, RowRef, RowTables, reading_time};
use crate::timing::TimingModel;

/// A memory whose banks several contents, or rows on their way from DRAM, ask for.
#[derive(Clone, Copy, Debug)]
pub(super) struct SharedMemory {
    /// Accesses that all its banks and ports do at once.
    pub(super) width: u64,
    pub(super) access_time: Ticks,
    /// Most rounds of one access.
    pub(super) longest: u64,
    /// Accesses of a word of a row that lies there: it is written before it is read where rows are fetched.
    pub(super) accesses_a_word: u64,
    /// Words of pointers of a row that lie there.
    pub(super) pointer_words: u64,
    /// Whether state and queue lie there.
    pub(super) state: bool,
    pub(super) queue: bool,
}

/// The fastest level at which cores may work: no bound knows which one they choose.
#[derive(Clone, Copy, Debug)]
pub(super) struct FastestLevel {
    period: Ticks,
    base_period: Ticks,
}

impl FastestLevel {
    fn of(core: &Core) -> Self {
        let base = Self { period: 1, base_period: 1 };
        core.power.as_ref().filter(|states| !states.levels.is_empty()).map_or(base, |states| {
            let periods = states.levels.iter().map(|level| level.period).chain([states.base_period]);
            Self { period: periods.min().unwrap_or(1), base_period: states.base_period.max(1) }
        })
    }

    /// Ticks of what takes so many at the base level: as many cycles.
    pub(super) fn ticks(self, base: Ticks) -> Ticks {
        (base * self.period).div_ceil(self.base_period)
    }

    /// Its period over that of the base level.
    pub(super) fn ratio(self) -> f64 {
        self.period as f64 / self.base_period as f64
    }
}

/// A prepared network as bounds see it.
pub(crate) struct Hardware<'a> {
    pub(super) level: FastestLevel,
    pub(super) chip: &'a Chip,
    pub(super) network: &'a Network,
    pub(super) placement: &'a Placement,
    pub(super) rows: &'a RowTables,
    pub(super) routes: &'a Routes,
    pub(super) timings: Timings,
    pub(super) in_turn: InTurn,
    pub(super) dram: Option<&'a Dram>,
    pub(super) memories: Vec<SharedMemory>,
    /// Values of nought are passed by without reading a word.
    pub(super) gated: bool,
    /// Packets may be lost on the way, and what they would do with them.
    pub(super) lossy: bool,
    /// Steps are timed in closed form: what a core takes in, or what it updates and sends, and nothing else.
    pub(super) closed: bool,
    /// Flits of the longest packet; at least one.
    longest_packet: u64,
    subnets: u64,
    multiples: Multiples,
    /// Work of a row, by shape.
    shapes: Vec<Work>,
}

impl<'a> Hardware<'a> {
    /// Of a prepared network.
    pub(crate) fn new(prepared: &'a Prepared<'a>) -> Self {
        let Prepared { chip, workload, placement, rows, routes, .. } = prepared;
        let core = chip.core();
        let dram = chip.dram().filter(|_| chip.mapping().weights == WeightHome::Dram);
        let level = FastestLevel::of(core);
        let base = Timings::of(chip);
        let timings = Timings {
            core: base.core.at_clock(|ticks| level.ticks(ticks)),
            core_token: base.core_token.at_clock(|ticks| level.ticks(ticks)),
            ..base
        };
        let shapes = rows.shapes.iter().map(|shape| Work {
            walking: level.ticks(shape.synapse_time),
            reading: level.ticks(reading_time(core, shape.words.into())),
            adding: level.ticks(shape.dendrite_time),
            conflict: level.ticks(shape.conflict_time),
            rows: 1,
            synops: shape.synapses.into(),
            words: shape.words.into(),
            bursts: dram.map_or(0, |dram| u64::from(shape.bits).div_ceil(dram.burst_bits)),
            ..Work::default()
        });
        let closed = prepared.timing == TimingModel::PeerSimple;
        let router = prepared.flits.as_ref().and(chip.network().router);
        Self {
            chip,
            network: workload.network(),
            placement,
            rows,
            routes,
            in_turn: if closed { InTurn::Sides } else { timings.core.in_turn() },
            closed,
            level,
            timings,
            dram,
            memories: shared_memories(prepared),
            gated: core.dense.is_some_and(|dense| dense.zero_gating),
            lossy: matches!(router, Some(Router::Table(_))),
            longest_packet: routes.forest.trees.iter().map(|tree| u64::from(tree.flits)).max().unwrap_or(1),
            subnets: match router {
                Some(Router::VirtualChannel(router)) => router.subnets.into(),
                Some(Router::Table(_)) | None => 1,
            },
            multiples: Multiples::of(chip),
            shapes: shapes.collect(),
        }
    }

    /// Work of the rows of an entry of the row tables, by slice; `single` lends its place to the only one of most.
    pub(super) fn rows_of<'b>(
        &'b self,
        entry: usize,
        single: &'b mut RowRef,
    ) -> impl Iterator<Item = (usize, &'b Work)> {
        let rows = self.rows.rows(self.rows.work[entry], entry as u32, single);
        rows.iter()
            .map(|row| (self.rows.ports[row.port as usize].slice as usize, &self.shapes[row.shape as usize]))
    }

    /// Work of a slice that starts a step, `sending` of whose units send something, `active` of them an event, besides what
    /// that makes others do.
    pub(super) fn firing(&self, slice: u32, (sending, active, skipped): (&[u32], &[u32], &[u32])) -> Work {
        let placed = &self.placement.slices[slice as usize];
        let population = self.network.population(placed.population);
        let model = arch_model(population.model);
        let core = self.chip.core();
        let units = placed.units.len() as u32;
        let mut work = Work { updates: units.into(), ..Work::default() };
        if let Some(cost) = core.model(model) {
            let cost = ModelCost {
                idle_time: self.level.ticks(cost.idle_time),
                active_time: self.level.ticks(cost.active_time),
                skipped_time: self.level.ticks(cost.skipped_time),
                ..cost
            };
            work.updating = self.timings.core.updating(&Update { units, cost, active: sending, skipped });
        }
        work.state_words = 2 * u64::from(units) * self.multiples.state_words(model);
        let first = self.rows.first_source[placed.population.index()];
        let routes = |local: &u32| self.routes.of(first + placed.units[*local as usize]).len() as u64;
        work.packets = sending.iter().map(routes).sum();
        work.sending = self.timings.core.sending(sending.len() as u64, work.packets);
        let width_bits = core.memory(Content::Weights).width_bits;
        let bits = if active.is_empty() { 0 } else { lookup_bits(population, placed, width_bits) };
        if bits > 0 {
            work.looked_up = words(bits, width_bits);
            work.looking_up = self.level.ticks(reading_time(core, work.looked_up));
            work.reading = work.looking_up;
            work.bursts = self.dram.map_or(0, |dram| bits.div_ceil(dram.burst_bits));
        }
        work
    }

    /// Least ticks in which a link moves so many flits.
    pub(super) fn moving(&self, link: LinkId, flits: u64) -> Ticks {
        let class = self.placement.topology.link(link).class;
        let network = self.chip.network();
        if self.closed || network.is_free(class) {
            return 0;
        }
        let timing = network.link(class);
        // The flits of a packet leave the last link of its way one after another, which may be faster than this one.
        let last = |class| if network.is_free(class) { 0 } else { network.link(class).cycle };
        let end = last(LinkClass::Ejection).min(last(LinkClass::HostOut));
        let behind = (self.longest_packet - 1) * timing.cycle.saturating_sub(end);
        slots(flits.div_ceil(self.subnets), timing.cycle, timing.latency).saturating_sub(behind)
    }

    /// Least ticks in which the DRAM of a chip moves so many bursts.
    pub(super) fn bursting(&self, bursts: u64) -> Ticks {
        self.dram.map_or(0, |dram| {
            let each = bursts.div_ceil(dram.channels.into());
            slots(each, dram.burst_time, dram.burst_time + dram.hit_latency)
        })
    }

    /// Least ticks in which the memories of a core that are shared serve its work.
    pub(super) fn accesses(&self, work: &Work) -> Ticks {
        let of_memory = |memory: &SharedMemory| {
            let state = if memory.state { work.state_words } else { 0 };
            let queue = if memory.queue { 2 * work.events } else { 0 };
            let rows = memory.accesses_a_word * work.words + memory.pointer_words * work.rows;
            let looked_up = if memory.accesses_a_word > 0 { work.looked_up } else { 0 };
            let asked = rows + looked_up + state + queue;
            // What the last access would take alone is contained in its stage.
            let rounds = asked.div_ceil(memory.width).saturating_sub(memory.longest);
            slots(rounds, memory.access_time, memory.access_time)
        };
        self.memories.iter().filter(|_| !self.closed).map(of_memory).max().unwrap_or(0)
    }

    /// The class of a link.
    pub(super) fn class_of(&self, link: LinkId) -> LinkClass {
        self.placement.topology.link(link).class
    }

    /// The timing of the host.
    pub(super) fn host(&self, token: bool) -> &Timing {
        self.timings.at(false, token)
    }
}

/// Ticks after the start of a step before which so many slots cannot be over, where whatever has the last one is through
/// `after` its start: slots follow a grid of their own, of which the first one may have begun before the step.
fn slots(count: u64, cycle: Ticks, after: Ticks) -> Ticks {
    let all = count * cycle;
    if count == 0 { 0 } else { all.min((all + after).saturating_sub(2 * cycle - 1)) }
}

fn shared_memories(prepared: &Prepared<'_>) -> Vec<SharedMemory> {
    let Prepared { chip, workload, placement, rows, .. } = prepared;
    let core = chip.core();
    let asked = arbitrated(chip);
    let width_bits = core.memory(Content::Weights).width_bits;
    let looked_up = placement.slices.iter().map(|slice| {
        words(lookup_bits(workload.network().population(slice.population), slice, width_bits), width_bits)
    });
    let most_words = rows.shapes.iter().map(|shape| u64::from(shape.words)).chain(looked_up).max();
    let pointer_words =
        words(2 * u64::from(core.format.pointer_bits()), core.memory(Content::Tables).width_bits);
    let multiples = Multiples::of(chip);
    let most_state = Model::ALL.map(|model| multiples.state_words(model)).into_iter().max();
    let fetched = chip.mapping().weights == WeightHome::Dram;
    (0..core.memories.len())
        .filter(|number| asked.contains(&Some(*number)))
        .map(|number| {
            let memory = &core.memories[number];
            let holds = |content: Content| asked[content as usize] == Some(number);
            let state = holds(Content::State) && !chip.ideal().free_updates;
            let most = |there: bool, words: Option<u64>| if there { words.unwrap_or(0) } else { 0 };
            let longest = most(holds(Content::Weights), most_words)
                .max(most(holds(Content::Tables), Some(pointer_words)))
                .max(most(state, most_state) * u64::from(core.soma_lanes));
            SharedMemory {
                width: u64::from(memory.banks) * u64::from(memory.ports),
                access_time: memory.access_time,
                longest: longest.max(1),
                accesses_a_word: most(holds(Content::Weights), Some(1 + u64::from(fetched))),
                pointer_words: most(holds(Content::Tables), Some(pointer_words)),
                state,
                queue: holds(Content::Queue) && !chip.ideal().free_events,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::slots;

    #[test]
    fn slots_that_began_before_the_step_count_in_part() {
        // Taken at once at a place that is free from tick 9 on, slots of 10 begin at 0, 10 and 20 of their own grid.
        assert_eq!(slots(3, 10, 0), 30 - 19, "the third one is there 11 ticks later");
        assert_eq!(slots(3, 10, 25), 30);
        assert_eq!(slots(1, 1, 0), 0);
        assert_eq!(slots(0, 10, 100), 0);
        assert_eq!(slots(4, 1, 1), 4);
    }
}
