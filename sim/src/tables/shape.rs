//! What a core does for a row, to the tick and the word.

use egret_arch::{Content, Core, Execution, Memory, RowSize, SynapseKind, Ticks, words};

/// What a core does for a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Weights applied.
    pub(crate) synapses: u32,
    /// Stored entries walked.
    pub(crate) entries: u32,
    /// Bits read.
    pub(crate) bits: u32,
    /// Words read.
    pub(crate) words: u32,
    /// Words among them beyond a whole number for every bank.
    pub(crate) odd_words: u32,
    /// Ticks to apply the entries.
    pub(crate) applying_time: Ticks,
    /// Ticks in the synapse stage.
    pub(crate) synapse_time: Ticks,
    /// Ticks in the dendrite stage if the accumulations were spread evenly over the banks.
    pub(crate) dendrite_time: Ticks,
    /// Added because one bank has more of them.
    pub(crate) conflict_time: Ticks,
}

/// Sizes and times of rows on the cores of a chip.
pub(crate) struct Shapes<'a> {
    core: &'a Core,
    memory: &'a Memory,
    /// Rows are not filled up to whole words.
    exact_bits: bool,
}

impl<'a> Shapes<'a> {
    /// Rows on `core`; with `exact_bits` they are not filled up to whole words.
    pub(crate) fn new(core: &'a Core, exact_bits: bool) -> Self {
        Self { core, memory: core.memory(Content::Weights), exact_bits }
    }

    /// The shape of a row of that size and kind whose worst accumulator bank gets `worst` accumulations.
    pub(crate) fn shape(&self, size: RowSize, worst: u32, kind: SynapseKind) -> Shape {
        let core = self.core;
        let word_count = words(size.bits, self.memory.width_bits);
        let rounds = |count: u32| u64::from(count.div_ceil(core.dendrite_ports)) * core.dendrite_time;
        let even = rounds(size.synapses.div_ceil(core.dendrite_banks));
        let pointers = core.memory(Content::Tables);
        let indexed = core.format.pointer_bits() > 0;
        let pointer_delay = if indexed { pointers.read_delay() } else { 0 };
        let reading = reading_time(core, word_count);
        let applying_time = u64::from(size.entries.div_ceil(core.lanes)) * core.group_time_of(kind);
        let bits = if self.exact_bits { size.bits } else { word_count * u64::from(self.memory.width_bits) };
        Shape {
            synapses: size.synapses,
            entries: size.entries,
            bits: bits as u32,
            words: word_count as u32,
            odd_words: (word_count % u64::from(self.memory.banks)) as u32,
            synapse_time: core.row_time + pointer_delay + reading.max(applying_time),
            applying_time,
            dendrite_time: even,
            conflict_time: rounds(worst) - even,
        }
    }

    /// By how much reading a row may take longer without the stage taking longer: it applies what it has meanwhile.
    pub(crate) fn slack(&self, shape: &Shape) -> Ticks {
        shape.applying_time.saturating_sub(reading_time(self.core, u64::from(shape.words)))
    }
}

/// Ticks to read `words` words that belong together from the memory of weights: all ports of the banks they lie in are
/// at work, but a processor reads one word after another.
pub(crate) fn reading_time(core: &Core, words: u64) -> Ticks {
    let memory = core.memory(Content::Weights);
    let rounds = match core.execution {
        Execution::Pipelined => memory.rounds(words),
        Execution::Serial | Execution::Duplex => words,
    };
    memory.read_time(rounds)
}

/// Accumulations in the bank that gets most of them: position k lies in bank k mod banks.
pub(crate) fn worst_bank(positions: &[u32], counts: &mut [u32]) -> u32 {
    counts.fill(0);
    let banks = counts.len() as u32;
    for &position in positions {
        counts[(position % banks) as usize] += 1;
    }
    counts.iter().copied().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_bank_is_counted() {
        let mut counts = vec![0; 4];
        assert_eq!(worst_bank(&[0, 4, 8, 1, 2], &mut counts), 3);
        assert_eq!(worst_bank(&[0, 1, 2, 3], &mut counts), 1);
        assert_eq!(worst_bank(&[], &mut counts), 0);
    }
}
