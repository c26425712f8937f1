//! One memory of one core, asked by several agents: rows of synapses, unit state and the input queue.
//!
//! Every bank has ports, every port serves one access in a slot of the access time. Who asks gets the first free slots
//! from then on, so the order of asking is the priority. What asking alone would take is known in closed form and
//! contained in the times of the stages; only what comes on top is told, in whole slots.

use std::ops::Range;

use egret_arch::{Interleaving, Memory, Ticks};

use super::slots::{Far, Slots};
use crate::kernel::Instant;

/// Things that are read or written together: rows, units or queue entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    /// Number of the first thing.
    pub(crate) first: u64,
    /// How many there are, one after another.
    pub(crate) things: u64,
    /// Words of each.
    pub(crate) words: u64,
    /// Whether each thing begins at the first bank where words are interleaved; else they follow on each other.
    pub(crate) aligned: bool,
}

impl Access {
    /// One thing that begins at the first bank.
    pub(crate) fn row(number: u64, words: u64) -> Self {
        Self { first: number, things: 1, words, aligned: true }
    }

    /// Things that lie one after another.
    pub(crate) fn packed(first: u64, things: u64, words: u64) -> Self {
        Self { first, things, words, aligned: false }
    }

    /// The bank of every word.
    pub(crate) fn banks(self, memory: Geometry) -> impl Iterator<Item = u32> {
        let banks = u64::from(memory.banks);
        (0..self.things).flat_map(move |thing| {
            (0..self.words).map(move |word| {
                let place = match (memory.interleaving, self.aligned) {
                    (Interleaving::Row, _) => self.first + thing,
                    (Interleaving::Word, true) => word,
                    (Interleaving::Word, false) => (self.first + thing) * self.words + word,
                };
                (place % banks) as u32
            })
        })
    }
}

/// What is known of a memory to say which bank a word lies in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Geometry {
    pub(crate) banks: u32,
    pub(crate) ports: u32,
    pub(crate) interleaving: Interleaving,
}

impl Geometry {
    pub(crate) fn of(memory: &Memory) -> Self {
        Self { banks: memory.banks, ports: memory.ports, interleaving: memory.interleaving }
    }
}

/// The banks of one memory.
#[derive(Clone, Debug)]
pub(crate) struct Banks {
    geometry: Geometry,
    access_time: Ticks,
    /// By bank and port.
    ports: Vec<Slots>,
    far: Vec<Far>,
    /// Words by bank of the access at hand.
    asked: Vec<u64>,
    /// Ticks that accesses waited.
    waited: Ticks,
}

impl Banks {
    /// Nothing is reserved.
    pub(crate) fn new(memory: &Memory) -> Self {
        let ports = memory.banks as usize * memory.ports as usize;
        Self {
            geometry: Geometry::of(memory),
            access_time: memory.access_time,
            ports: vec![Slots::new(memory.access_time); ports],
            far: vec![Far::new(); ports],
            asked: vec![0; memory.banks as usize],
            waited: 0,
        }
    }

    /// Time of one access.
    pub(crate) fn access_time(&self) -> Ticks {
        self.access_time
    }

    /// Ticks that accesses waited for banks so far.
    pub(crate) fn waited(&self) -> Ticks {
        self.waited
    }

    /// Slots that an access takes when nobody else asks.
    pub(crate) fn rounds(&mut self, access: Access) -> u64 {
        self.asked.fill(0);
        for bank in access.banks(self.geometry) {
            self.asked[bank as usize] += 1;
        }
        let fullest = self.asked.iter().copied().max().unwrap_or(0);
        fullest.div_ceil(u64::from(self.geometry.ports))
    }

    /// Reserves an access that asks from `at` on; returns how many ticks later it is through than it would be alone. `took` is
    /// told of every word: its port, counted over all banks, its slot, and whether the access would be through by then alone.
    ///
    /// `now` is the instant being simulated.
    pub(crate) fn access(
        &mut self,
        access: Access,
        at: Instant,
        now: Instant,
        mut took: impl FnMut(usize, Range<Instant>, bool),
    ) -> Ticks {
        let rounds = self.rounds(access);
        if rounds == 0 {
            return 0;
        }
        let first = at / self.access_time;
        let mut last = first;
        for bank in access.banks(self.geometry) {
            let (port, from) = self.reserve(bank, at, now);
            let slot = from / self.access_time;
            let late = slot >= first + rounds;
            took(port, slot * self.access_time..(slot + 1) * self.access_time, late);
            last = last.max(slot);
        }
        let waited = (last - (first + rounds - 1)) * self.access_time;
        self.waited += waited;
        waited
    }

    /// Takes the first free slot of a bank: of the port that has it, the lower one on ties. Returns that port and when it begins.
    fn reserve(&mut self, bank: u32, at: Instant, now: Instant) -> (usize, Instant) {
        let ports = self.geometry.ports as usize;
        let first = bank as usize * ports;
        let free = |port: &usize| self.ports[*port].first_free(&self.far[*port], at);
        let port = if ports == 1 { first } else { (first..first + ports).min_by_key(free).unwrap_or(first) };
        (port, self.ports[port].reserve(&mut self.far, port, at, 1, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egret_arch::Content;
    use egret_config::Information;
    use proptest::prelude::*;

    fn memory(banks: u32, ports: u32, access_time: Ticks, interleaving: Interleaving) -> Memory {
        Memory {
            name: "all".to_owned(),
            capacity: Information::from_bits(1 << 20),
            banks,
            ports,
            width_bits: 32,
            access_time,
            read_latency: access_time,
            write_latency: access_time,
            interleaving,
            holds: vec![Content::Weights, Content::State],
        }
    }

    #[test]
    fn an_access_alone_waits_for_nothing() {
        for interleaving in [Interleaving::Word, Interleaving::Row] {
            let memory = memory(4, 2, 5, interleaving);
            for words in 0..20 {
                let mut banks = Banks::new(&memory);
                assert_eq!(banks.rounds(Access::row(7, words)), memory.rounds(words), "{words} words");
                assert_eq!(banks.access(Access::row(7, words), 33, 30, |_, _, _| {}), 0, "{words} words");
            }
        }
    }

    #[test]
    fn two_accesses_to_one_bank_wait_for_each_other_and_to_two_do_not() {
        let mut banks = Banks::new(&memory(2, 1, 10, Interleaving::Row));
        assert_eq!(banks.access(Access::row(0, 3), 100, 100, |_, _, _| {}), 0);
        assert_eq!(banks.access(Access::row(1, 3), 100, 100, |_, _, _| {}), 0, "the other bank");
        assert_eq!(
            banks.access(Access::row(2, 1), 105, 100, |_, _, _| {}),
            30,
            "behind three words of the first row"
        );
        assert_eq!(banks.waited(), 30);
    }

    #[test]
    fn words_are_interleaved_from_the_first_bank_or_packed() {
        let geometry = Geometry { banks: 4, ports: 1, interleaving: Interleaving::Word };
        let row: Vec<u32> = Access::row(9, 5).banks(geometry).collect();
        assert_eq!(row, [0, 1, 2, 3, 0]);
        let units: Vec<u32> = Access::packed(3, 2, 3).banks(geometry).collect();
        assert_eq!(units, [1, 2, 3, 0, 1, 2], "words 9 to 14");
    }

    proptest! {
        /// A port serves one access a slot: in any window no bank gives more than its ports can.
        #[test]
        fn no_more_accesses_than_ports(
            banks in 1u32..5,
            ports in 1u32..4,
            requests in prop::collection::vec((0u64..6, 1u64..9, 0u64..40), 1..60),
        ) {
            let mut memory = Banks::new(&memory(banks, ports, 1, Interleaving::Row));
            let mut ends = vec![(0u64, 0u64); banks as usize];
            let mut start = u64::MAX;
            for (row, words, at) in requests {
                let alone = words.div_ceil(u64::from(ports));
                let waited = memory.access(Access::row(row, words), at, 0, |_, _, _| {});
                let (total, end) = &mut ends[(row % u64::from(banks)) as usize];
                *total += words;
                *end = (*end).max(at + alone + waited);
                start = start.min(at);
            }
            for (total, end) in ends {
                prop_assert!(total == 0 || (end - start) * u64::from(ports) >= total);
            }
        }
    }
}
