//! The memories of all cores and the DRAM beside the chips: what stages wait for at them, and what they count.

use egret_arch::{Chip, Content, Execution, Ticks, WeightHome};
use egret_workloads::Network;

use super::watch::Watch;
use crate::actors::{Access, Banks, Dram, Fetched, Prefetch, Supply};
use crate::kernel::Instant;
use crate::ledger::DramCounts;
use crate::mapping::Placement;
use crate::observer::{Observation, Observer, Stage, Task};
use crate::outcome::Wait;
use crate::path::Moment;
use crate::tables::{DramRows, RowRef, RowTables, Shape, Shapes};
use crate::words::{Places, WordCounts};

/// Memories of cores and DRAM.
pub(crate) struct Memories {
    rules: Rules,
    cores: Vec<CoreMemories>,
    dram: Option<OffChip>,
    /// Whether anything is arbitrated or fetched.
    held: bool,
    /// Number, on its core, of the first row of each entry of [`RowTables::work`]; empty where nobody asks.
    numbers: Vec<u32>,
    /// By shape: what reading may take longer unnoticed.
    slacks: Vec<Ticks>,
    pub(super) words: WordCounts,
    /// The rows of the event at hand.
    walks: Vec<Walk>,
    /// Look-ups so far, by slice.
    lookups: Vec<u64>,
}

/// What holds for the memories of every core.
struct Rules {
    places: Places,
    /// By content: the memory, if it is arbitrated.
    arbitrated: [Option<usize>; 4],
    queue_entries: u64,
    soma_lanes: u64,
    /// From the start of a row to its first word.
    row_time: Ticks,
    /// Places for rows from DRAM.
    prefetch_rows: u32,
    /// From the data of a row to its reading.
    write_latency: Ticks,
    free_updates: bool,
    free_events: bool,
    /// The memory that weights lie in, by position.
    weights: Option<u32>,
}

/// The memories of one core.
#[derive(Default)]
struct CoreMemories {
    /// By memory: the banks, if it is arbitrated.
    banks: Vec<Option<Banks>>,
    prefetch: Prefetch,
    /// Events that went through the queue.
    events: u64,
}

/// DRAM of all chips.
struct OffChip {
    chips: Vec<Dram>,
    layout: DramRows,
    burst_bits: u64,
    page_bursts: u64,
    /// By port and by slice.
    of_rows: Vec<DramCounts>,
    of_lookups: Vec<DramCounts>,
}

/// One row of the event at hand.
#[derive(Clone, Copy, Default)]
struct Walk {
    number: u64,
    /// Where it lies: its number, or its place among the fetched ones.
    place: u64,
    words: u64,
    slack: Ticks,
    bursts: (u64, u64),
    fetched: Fetched,
}

impl Memories {
    /// Nothing is reserved or counted.
    pub(super) fn new(chip: &Chip, network: &Network, placement: &Placement, rows: &RowTables) -> Self {
        let core = chip.core();
        let off_chip = off_chip(chip);
        let arbitrated = arbitrated(chip);
        let cores = placement.cores.len();
        let words = WordCounts::new(chip, cores, rows.work.len());
        let held = off_chip.is_some() || arbitrated.iter().any(Option::is_some);
        let numbered = held || words.by_number();
        let shapes = Shapes::new(core, chip.ideal().no_word_rounding);
        let tables = core.memory(Content::Tables);
        let pointer_delay = if core.format.pointer_bits() > 0 { tables.read_delay() } else { 0 };
        Self {
            rules: Rules {
                places: Places::of(chip),
                arbitrated,
                queue_entries: core.queue_entries.into(),
                soma_lanes: core.soma_lanes.into(),
                row_time: core.row_time + pointer_delay,
                prefetch_rows: off_chip.map_or(1, |dram| dram.prefetch_rows),
                write_latency: core.memory(Content::Weights).write_latency,
                free_updates: chip.ideal().free_updates,
                free_events: chip.ideal().free_events,
                weights: core
                    .memories
                    .iter()
                    .position(|memory| memory.holds.contains(&Content::Weights))
                    .map(|memory| memory as u32),
            },
            cores: (0..cores)
                .map(|_| CoreMemories {
                    banks: core
                        .memories
                        .iter()
                        .map(|memory| is_arbitrated(chip, memory).then(|| Banks::new(memory)))
                        .collect(),
                    ..CoreMemories::default()
                })
                .collect(),
            dram: off_chip.map(|dram| OffChip::new(dram, network, placement, rows)),
            held,
            numbers: if numbered { numbers(rows, cores) } else { Vec::new() },
            slacks: rows.shapes.iter().map(|shape| shapes.slack(shape)).collect(),
            words,
            walks: Vec::new(),
            lookups: vec![0; placement.slices.len()],
        }
    }

    /// Whether events may have to wait at memories.
    #[inline]
    pub(super) fn hold_events(&self) -> bool {
        self.held
    }

    /// Whether rows are fetched from DRAM, which the cores of a chip share.
    #[inline]
    pub(super) fn fetch(&self) -> bool {
        self.dram.is_some()
    }

    /// Whether updates may have to wait at memories.
    pub(super) fn hold_updates(&self) -> bool {
        self.rules.arbitrated[Content::State as usize].is_some() && !self.rules.free_updates
    }

    /// The run is over: counts what depends on the numbers of rows.
    pub(super) fn settle(&mut self, rows: &RowTables) {
        self.words.settle(rows, &self.numbers);
    }

    /// The memories of the core that is watched for an event that arrives `now` with the rows `of` an `entry`.
    pub(super) fn event<'a, O: Observer>(
        &'a mut self,
        now: Instant,
        rows: &RowTables,
        of: &[RowRef],
        entry: usize,
        watch: Watch<'a, O>,
    ) -> CoreSupply<'a, O> {
        self.walks.clear();
        let (mut number, mut burst) = (
            u64::from(self.numbers[entry]),
            self.dram.as_ref().map_or(0, |dram| dram.layout.first_bursts[entry]),
        );
        for row in of {
            let shape = &rows.shapes[row.shape as usize];
            let bursts = self.dram.as_ref().map_or(0, |dram| u64::from(shape.bits).div_ceil(dram.burst_bits));
            self.walks.push(Walk {
                number,
                place: number,
                words: shape.words.into(),
                slack: self.slacks[row.shape as usize],
                bursts: (burst, burst + bursts),
                fetched: Fetched::default(),
            });
            number += 1;
            burst += bursts;
        }
        self.supply(now, Units::default(), watch)
    }

    /// The memories of the core that is watched for an update `now` of `units` units of `words` words of state each.
    pub(super) fn update<'a, O: Observer>(
        &'a mut self,
        now: Instant,
        units: u32,
        words: u64,
        watch: Watch<'a, O>,
    ) -> CoreSupply<'a, O> {
        self.walks.clear();
        self.supply(now, Units { count: units.into(), words }, watch)
    }

    fn supply<'a, O: Observer>(
        &'a mut self,
        now: Instant,
        units: Units,
        watch: Watch<'a, O>,
    ) -> CoreSupply<'a, O> {
        let core = watch.endpoint as usize;
        let dram = self.dram.as_mut().map(|dram| dram.of_core(core));
        let (rules, core, walks) = (&self.rules, &mut self.cores[core], &mut self.walks);
        CoreSupply { rules, core, dram, walks, now, units, watch }
    }

    /// Counts the rows of the event at hand.
    pub(super) fn count(&mut self, core: usize, of: &[RowRef], rows: &RowTables) {
        for (walk, row) in self.walks.iter().zip(of) {
            if let Some(dram) = &mut self.dram {
                self.words.placed_row(core, walk.place, walk.words);
                dram.of_rows[row.port as usize]
                    .count(walk.fetched, rows.shapes[row.shape as usize].bits.into());
            }
        }
    }

    /// A slice on `core` looks up `bits` bits of its embedding, whole words that take `reading` ticks, from `start` on;
    /// returns when it has them.
    pub(super) fn look_up<O: Observer>(
        &mut self,
        slice: usize,
        core: usize,
        (bits, words, reading): (u64, u64, Ticks),
        (start, now): (Moment, Instant),
        observer: &mut O,
    ) -> Moment {
        if words == 0 {
            return start;
        }
        let number = self.lookups[slice];
        self.count_lookup(slice, core, words);
        let mut at = start;
        if let Some(dram) = &mut self.dram {
            let (first, pages) = dram.layout.lookups[slice];
            // Entries follow no order, so each is taken to open a page of its own.
            let first = first + number % pages * dram.page_bursts;
            let bursts = first..first + bits.div_ceil(dram.burst_bits);
            let fetched = dram.of_core(core).fetch(bursts, at.at.max(now), now);
            dram.of_lookups[slice].count(fetched, bits);
            at = at.then(Wait::Dram, fetched.at + self.rules.write_latency - at.at);
        }
        let row = Access::row(number, words);
        let asked = Asked { content: Content::Weights, access: row, at: at.at, now };
        let held = self.cores[core].access(self.rules.arbitrated, asked, core, observer);
        let found = at.then(Wait::BankConflict, held).then(Wait::Synapse, reading);
        if O::ON
            && self.rules.arbitrated[Content::Weights as usize].is_none()
            && let Some(memory) = self.rules.weights
        {
            observer.see(Observation::MemoryBusy {
                core: core as u32,
                memory,
                port: None,
                content: Content::Weights,
                waited: false,
                from: at.at,
                until: found.at,
            });
        }
        found
    }

    /// Counts a look-up of a slice that reads so many words, without its time.
    pub(super) fn count_lookup(&mut self, slice: usize, core: usize, words: u64) {
        let number = self.lookups[slice];
        self.lookups[slice] += 1;
        self.words.lookup(core, number, words);
    }

    /// Ticks that each memory of a core made others wait.
    pub(super) fn conflicts(&self, core: usize) -> impl Iterator<Item = Ticks> {
        self.cores[core].banks.iter().map(|banks| banks.as_ref().map_or(0, Banks::waited))
    }

    /// What rows of a port took from DRAM, if they lie there.
    pub(super) fn dram_of_port(&self, port: usize) -> Option<&DramCounts> {
        self.dram.as_ref().map(|dram| &dram.of_rows[port])
    }

    /// What look-ups of a slice took from DRAM, if its table lies there.
    pub(super) fn dram_of_slice(&self, slice: usize) -> Option<&DramCounts> {
        self.dram.as_ref().map(|dram| &dram.of_lookups[slice])
    }
}

impl OffChip {
    fn new(dram: &egret_arch::Dram, network: &Network, placement: &Placement, rows: &RowTables) -> Self {
        let layout = DramRows::new(dram, network, placement, rows);
        Self {
            chips: vec![Dram::new(dram); layout.used_bits.len()],
            burst_bits: dram.burst_bits,
            page_bursts: dram.page_bits / dram.burst_bits,
            of_rows: vec![DramCounts::default(); rows.ports.len()],
            of_lookups: vec![DramCounts::default(); placement.slices.len()],
            layout,
        }
    }

    /// The DRAM that a core fetches from.
    fn of_core(&mut self, core: usize) -> &mut Dram {
        &mut self.chips[self.layout.chip_of[core] as usize]
    }
}

/// The DRAM from which rows come.
fn off_chip(chip: &Chip) -> Option<&egret_arch::Dram> {
    chip.dram().filter(|_| chip.mapping().weights == WeightHome::Dram)
}

/// Whether who asks for banks of a memory may have to wait for somebody else.
fn is_arbitrated(chip: &Chip, memory: &egret_arch::Memory) -> bool {
    let fetched_into = off_chip(chip).is_some() && memory.holds.contains(&Content::Weights);
    chip.core().execution == Execution::Pipelined
        && memory.access_time > 0
        && (memory.holds.len() > 1 || fetched_into)
}

/// By content: position of the memory it lies in, if that is arbitrated.
pub(crate) fn arbitrated(chip: &Chip) -> [Option<usize>; 4] {
    [Content::Weights, Content::Tables, Content::State, Content::Queue].map(|content| {
        let memories = &chip.core().memories;
        memories.iter().position(|memory| memory.holds.contains(&content) && is_arbitrated(chip, memory))
    })
}

/// Number, on its core, of the first row of each entry.
fn numbers(rows: &RowTables, cores: usize) -> Vec<u32> {
    let mut next = vec![0; cores];
    let mut single = RowRef::default();
    let mut first = Vec::with_capacity(rows.work.len());
    for ((&work, &core), entry) in rows.work.iter().zip(&rows.row_cores).zip(0..) {
        first.push(next[core as usize]);
        next[core as usize] += rows.rows(work, entry, &mut single).len() as u32;
    }
    first
}

impl CoreMemories {
    /// Ticks that an access waits; `core` is the position of this one.
    fn access<O: Observer>(
        &mut self,
        arbitrated: [Option<usize>; 4],
        asked: Asked,
        core: usize,
        observer: &mut O,
    ) -> Ticks {
        let Asked { content, access, at, now } = asked;
        let Some(memory) = arbitrated[content as usize] else { return 0 };
        let Some(banks) = self.banks[memory].as_mut() else { return 0 };
        banks.access(access, at.max(now), now, |port, slot, waited| {
            if O::ON {
                observer.see(Observation::MemoryBusy {
                    core: core as u32,
                    memory: memory as u32,
                    port: Some(port as u32),
                    content,
                    waited,
                    from: slot.start,
                    until: slot.end,
                });
            }
        })
    }
}

/// What somebody asks of a memory.
#[derive(Clone, Copy)]
struct Asked {
    content: Content,
    access: Access,
    at: Instant,
    now: Instant,
}

/// State of the units of a slice.
#[derive(Clone, Copy, Default)]
struct Units {
    count: u64,
    words: u64,
}

/// The memories of one core while an event or an update passes.
pub(super) struct CoreSupply<'a, O> {
    rules: &'a Rules,
    core: &'a mut CoreMemories,
    dram: Option<&'a mut Dram>,
    walks: &'a mut Vec<Walk>,
    now: Instant,
    units: Units,
    watch: Watch<'a, O>,
}

impl<O: Observer> CoreSupply<'_, O> {
    fn access(&mut self, content: Content, access: Access, at: Instant) -> Ticks {
        let asked = Asked { content, access, at, now: self.now };
        let core = self.watch.endpoint as usize;
        self.core.access(self.rules.arbitrated, asked, core, self.watch.observer)
    }

    /// The entry of the queue that the event at hand gets.
    fn entry(&self) -> Access {
        Access::packed(self.core.events % self.rules.queue_entries, 1, 1)
    }

    /// When an access to a content must ask to be through at `until` if nobody else asks.
    fn begin(&mut self, content: Content, access: Access, until: Instant) -> Instant {
        let banks =
            self.rules.arbitrated[content as usize].and_then(|memory| self.core.banks[memory].as_mut());
        banks.map_or(until, |banks| until.saturating_sub(banks.rounds(access) * banks.access_time()))
    }

    fn group(&self, first: u32) -> Access {
        let things = self.rules.soma_lanes.min(self.units.count - u64::from(first));
        Access::packed(first.into(), things, self.units.words)
    }
}

impl<O: Observer> Supply for CoreSupply<'_, O> {
    const BY_GROUP: bool = true;

    fn write_event(&mut self) -> Ticks {
        if self.rules.free_events {
            return 0;
        }
        self.access(Content::Queue, self.entry(), self.now)
    }

    fn read_event(&mut self, at: Instant) -> Ticks {
        let waited = if self.rules.free_events { 0 } else { self.access(Content::Queue, self.entry(), at) };
        self.core.events += 1;
        waited
    }

    fn row_ready(&mut self, row: usize) -> Instant {
        let Some(dram) = &mut self.dram else { return 0 };
        let (at, place) = self.core.prefetch.request(self.rules.prefetch_rows, self.now);
        let walk = &mut self.walks[row];
        walk.place = place;
        walk.fetched = dram.fetch(walk.bursts.0..walk.bursts.1, at, self.now);
        let (data, access) = (walk.fetched.at, Access::row(place, walk.words));
        if O::ON {
            let core = self.watch.endpoint;
            self.watch.observer.see(Observation::Fetched {
                core,
                place: place as u32,
                from: at,
                until: data,
            });
        }
        // Words are written as they come; alone, the last one is written when the last data are there.
        let begin = self.begin(Content::Weights, access, data + self.rules.write_latency).max(at);
        data + self.rules.write_latency + self.access(Content::Weights, access, begin)
    }

    fn read_row(&mut self, row: usize, at: Instant) -> Ticks {
        let walk = self.walks[row];
        let pointers = self.access(Content::Tables, self.rules.places.pointers(walk.number), at);
        let first_word = at + pointers + self.rules.row_time;
        let words = self.access(Content::Weights, Access::row(walk.place, walk.words), first_word);
        pointers + words.saturating_sub(walk.slack)
    }

    fn row_taken(&mut self, at: Instant) {
        if self.dram.is_some() {
            self.core.prefetch.taken(at);
        }
    }

    fn read_state(&mut self, at: Instant, first: u32) -> Ticks {
        let group = self.group(first);
        self.access(Content::State, group, at)
    }

    fn write_state(&mut self, from: Instant, until: Instant, first: u32) -> Ticks {
        let group = self.group(first);
        let begin = self.begin(Content::State, group, until).max(from);
        self.access(Content::State, group, begin)
    }

    #[inline]
    fn worked(&mut self, stage: Stage, task: Task, things: u32, from: Instant, until: Instant) {
        self.watch.worked(stage, task, things, from, until);
    }

    #[inline]
    fn walked(&mut self, stage: Stage, shape: &Shape, held: Ticks, at: Instant) {
        let banks = self.rules.arbitrated[Content::Weights as usize].is_some();
        self.watch.walked(stage, shape, held, at, banks);
    }

    #[inline]
    fn added(&mut self, shape: &Shape, at: Instant) {
        self.watch.added(shape, at);
    }
}
