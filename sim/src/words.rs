//! Words read and written, by memory and bank.
//!
//! Every array of a core begins at the first bank of its memory: row pointers, the units of a slice, the queue. What is
//! the same at every update or in every event is counted once at the end; of rows only the number of odd words differs,
//! so that is all the inner loop counts.

use egret_arch::{Chip, Content, Core, Interleaving, WeightHome, words};

use crate::actors::{Access, Geometry};
use crate::tables::{RowRef, RowTables, Shape};

/// Where the accesses of a core go: the same for all cores of a chip.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    weights: Geometry,
    tables: Geometry,
    state: Geometry,
    queue: Geometry,
    pointer_bits: u64,
    pointer_words: u64,
    tables_width: u64,
    /// Rows are written into the memory before they are read.
    fetched: bool,
}

impl Places {
    /// Of the cores of a chip.
    pub(crate) fn of(chip: &Chip) -> Self {
        let core = chip.core();
        let geometry = |content| Geometry::of(core.memory(content));
        let tables_width = core.memory(Content::Tables).width_bits;
        let pointer_bits = u64::from(core.format.pointer_bits());
        Self {
            weights: geometry(Content::Weights),
            tables: geometry(Content::Tables),
            state: geometry(Content::State),
            queue: geometry(Content::Queue),
            pointer_bits,
            pointer_words: words(2 * pointer_bits, tables_width),
            tables_width: u64::from(tables_width),
            fetched: chip.mapping().weights == WeightHome::Dram,
        }
    }

    /// The pointers of a row: its own and the next one.
    pub(crate) fn pointers(&self, row: u64) -> Access {
        match self.tables.interleaving {
            Interleaving::Row => Access::row(row, self.pointer_words),
            Interleaving::Word => {
                Access::packed(row * self.pointer_bits / self.tables_width, self.pointer_words, 1)
            }
        }
    }

    /// Whether all rows load all banks of pointers alike.
    fn even_pointers(&self) -> bool {
        let banks = u64::from(self.tables.banks);
        banks == 1
            || self.tables.interleaving == Interleaving::Word && self.pointer_words.is_multiple_of(banks)
    }
}

/// What the inner loop counts.
#[derive(Clone, Debug)]
pub(crate) struct WordCounts {
    places: Places,
    /// By core: rows by number of odd words, or words by bank where a row lies in one; then all words.
    rows: Vec<u64>,
    /// By core and bank, where rows differ.
    pointers: Vec<u64>,
    /// Events by entry of the table of rows, where banks depend on the number of a row.
    visits: Vec<u32>,
}

/// What else is known of a core at the end of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct CoreTotals {
    /// Rows looked up.
    pub(crate) rows: u64,
    /// Events that went through the queue.
    pub(crate) events: u64,
    /// By slice: units, words of state of each, and times they were updated.
    pub(crate) slices: Vec<(u64, u64, u64)>,
}

impl WordCounts {
    /// Nothing is counted, on `cores` cores with `entries` entries in the table of rows.
    pub(crate) fn new(chip: &Chip, cores: usize, entries: usize) -> Self {
        let places = Places::of(chip);
        let pointers = if places.even_pointers() { 0 } else { cores * places.tables.banks as usize };
        let by_number = pointers > 0 || places.weights.interleaving == Interleaving::Row;
        Self {
            visits: vec![0; if by_number { entries } else { 0 }],
            rows: vec![0; cores * (places.weights.banks as usize + 1)],
            pointers: vec![0; pointers],
            places,
        }
    }

    /// Whether rows must be counted by their numbers.
    pub(crate) fn by_number(&self) -> bool {
        !self.visits.is_empty()
    }

    /// An event that has the rows of an entry.
    #[inline]
    pub(crate) fn visit(&mut self, entry: usize) {
        if let Some(visits) = self.visits.get_mut(entry) {
            *visits += 1;
        }
    }

    /// One row on a core.
    #[inline]
    pub(crate) fn row(&mut self, core: usize, shape: &Shape) {
        let banks = self.places.weights.banks as usize;
        let counts = &mut self.rows[core * (banks + 1)..][..=banks];
        counts[banks] += u64::from(shape.words);
        if self.places.weights.interleaving == Interleaving::Word {
            counts[shape.odd_words as usize] += 1;
        }
    }

    /// Words of a row that lies in one bank, by its place.
    pub(crate) fn placed_row(&mut self, core: usize, place: u64, words: u64) {
        let banks = self.places.weights.banks as usize;
        if self.places.weights.interleaving == Interleaving::Row {
            self.rows[core * (banks + 1) + (place % banks as u64) as usize] += words;
        }
    }

    /// Counts what depends on the numbers of rows, from the visits to their entries; `numbers` are those of the first
    /// row of each.
    pub(crate) fn settle(&mut self, tables: &RowTables, numbers: &[u32]) {
        let visits = std::mem::take(&mut self.visits);
        let mut single = RowRef::default();
        for (entry, visits) in visits.into_iter().enumerate().filter(|(_, visits)| *visits > 0) {
            let core = tables.row_cores[entry] as usize;
            let rows = tables.rows(tables.work[entry], entry as u32, &mut single);
            for (row, number) in rows.iter().zip(u64::from(numbers[entry])..) {
                let visits = u64::from(visits);
                if !self.places.fetched {
                    let words = tables.shapes[row.shape as usize].words;
                    self.placed_row(core, number, visits * u64::from(words));
                }
                if !self.pointers.is_empty() {
                    let banks = self.places.tables.banks as usize;
                    for bank in self.places.pointers(number).banks(self.places.tables) {
                        self.pointers[core * banks + bank as usize] += visits;
                    }
                }
            }
        }
    }

    /// Words of an embedding on a core, in that place where words are not interleaved.
    pub(crate) fn lookup(&mut self, core: usize, place: u64, words: u64) {
        let banks = self.places.weights.banks as usize;
        let slot = match self.places.weights.interleaving {
            Interleaving::Word => (words % banks as u64) as usize,
            Interleaving::Row => (place % banks as u64) as usize,
        };
        let counts = &mut self.rows[core * (banks + 1)..][..=banks];
        counts[slot] += if self.places.weights.interleaving == Interleaving::Word { 1 } else { words };
        counts[banks] += words;
    }

    /// Words by memory of `hardware` and bank, of one core.
    pub(crate) fn by_bank(&self, core: usize, hardware: &Core, totals: &CoreTotals) -> Vec<Vec<u64>> {
        let mut all: Vec<Vec<u64>> =
            hardware.memories.iter().map(|memory| vec![0; memory.banks as usize]).collect();
        let mut add = |content: Content, counts: &[u64]| {
            let home = hardware.memory(content).name.as_str();
            let memory = hardware.memories.iter().position(|memory| memory.name == home);
            for (sum, n) in memory.map(|memory| &mut all[memory]).into_iter().flatten().zip(counts) {
                *sum += n;
            }
        };
        add(Content::Weights, &self.weights(core));
        add(Content::Tables, &self.tables(core, totals.rows));
        let mut state = vec![0; self.places.state.banks as usize];
        for &(units, words, updates) in &totals.slices {
            for bank in Access::packed(0, units, words).banks(self.places.state) {
                state[bank as usize] += 2 * updates;
            }
        }
        add(Content::State, &state);
        add(Content::Queue, &self.queue(totals.events, hardware.queue_entries.into()));
        all
    }

    fn weights(&self, core: usize) -> Vec<u64> {
        let banks = self.places.weights.banks as usize;
        let counts = &self.rows[core * (banks + 1)..][..=banks];
        let times = if self.places.fetched { 2 } else { 1 };
        if self.places.weights.interleaving == Interleaving::Row {
            return counts[..banks].iter().map(|words| words * times).collect();
        }
        let odd: u64 = (0..).zip(&counts[..banks]).map(|(odd, rows): (u64, _)| odd * rows).sum();
        let even = (counts[banks] - odd) / banks as u64;
        (0..banks).map(|bank| (even + counts[bank + 1..banks].iter().sum::<u64>()) * times).collect()
    }

    fn tables(&self, core: usize, rows: u64) -> Vec<u64> {
        let banks = self.places.tables.banks as usize;
        if self.pointers.is_empty() {
            return vec![rows * self.places.pointer_words / banks as u64; banks];
        }
        self.pointers[core * banks..][..banks].to_vec()
    }

    /// Every event is written and read, at the places of the queue in turn.
    fn queue(&self, events: u64, entries: u64) -> Vec<u64> {
        let banks = u64::from(self.places.queue.banks);
        // Places among the first `places` that lie in a bank.
        let in_bank = |places: u64, bank: u64| (places + banks - 1 - bank) / banks;
        (0..banks)
            .map(|bank| 2 * (events / entries * in_bank(entries, bank) + in_bank(events % entries, bank)))
            .collect()
    }
}
