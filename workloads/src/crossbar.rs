//! Crossbars: blocks of units, each reached over axons of its own.
//!
//! On chips with crossbars a source unit sends to one axon of one core, and the axon reaches some of the units there. Which
//! block a source sends to is drawn for each and stored; which units of the block its axon reaches is drawn anew
//! whenever it is needed, so that a hundred million synapses take no memory.

use serde::{Deserialize, Serialize};

use crate::random::Stream;
use crate::rows::SparseRows;

/// The synapses of source units that each send to one block of the target.
///
/// The axons of all blocks are dealt out to the sources in an order drawn at random: every block gets the same number of
/// sources (but for one, where they do not divide), and any source may be near or far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crossbar {
    /// Block that each source unit sends to.
    blocks: Vec<u32>,
    /// Units of the target.
    targets: u32,
    /// Units of a block.
    units: u32,
    /// Synapses of an axon.
    synapses: u32,
    seed: u64,
}

impl Crossbar {
    /// Crossbars of `units` units that an axon reaches at `synapses` of them. Refuses, in words, sizes that do not fit together.
    pub fn new(sources: u32, targets: u32, units: u32, synapses: u32, seed: u64) -> Result<Self, String> {
        if units == 0 || targets == 0 || !targets.is_multiple_of(units) {
            return Err(format!("{targets} target units are no whole number of crossbars of {units}"));
        }
        if synapses > units {
            return Err(format!("an axon with {synapses} synapses to the {units} units of its crossbar"));
        }
        let count = u64::from(targets / units);
        // Axon number a, of as many as there are sources, belongs to block a × blocks / sources.
        let mut blocks: Vec<u32> =
            (0..u64::from(sources)).map(|axon| (axon * count / u64::from(sources)) as u32).collect();
        let mut draws = Stream::new(seed, "crossbar.blocks", 0);
        for last in (1..blocks.len()).rev() {
            blocks.swap(last, draws.below(last as u64 + 1) as usize);
        }
        Ok(Self { blocks, targets, units, synapses, seed })
    }

    /// Source units.
    pub fn sources(&self) -> u32 {
        self.blocks.len() as u32
    }

    /// Units of the target.
    pub fn targets(&self) -> u32 {
        self.targets
    }

    /// Synapses of every source unit.
    pub fn row_len(&self) -> u32 {
        self.synapses
    }

    /// Synapses of all source units.
    pub fn nonzeros(&self) -> u64 {
        u64::from(self.sources()) * u64::from(self.synapses)
    }

    /// Synapses if axons reached every unit of their blocks.
    pub fn positions(&self) -> u64 {
        u64::from(self.sources()) * u64::from(self.units)
    }

    /// Calls `visit` with the targets of one source unit, ascending.
    ///
    /// # Panics
    /// If `source` is not below [`Self::sources`].
    pub fn row(&self, source: u32, mut visit: impl FnMut(u32)) {
        let first = self.blocks[source as usize] * self.units;
        let mut draws = Stream::new(self.seed, "crossbar.row", source.into());
        draws.one_in_each_range(self.units, self.synapses, |unit| visit(first + unit));
    }

    /// The synapses one by one.
    pub fn listed(&self) -> SparseRows {
        let (mut row_start, mut targets) = (vec![0], Vec::with_capacity(self.nonzeros() as usize));
        for source in 0..self.sources() {
            self.row(source, |target| targets.push(target));
            row_start.push(targets.len() as u64);
        }
        SparseRows::trusted(self.targets, row_start, targets)
    }

    /// Synapses that enter each unit of the target.
    pub fn incoming(&self) -> Vec<u32> {
        let mut incoming = vec![0; self.targets as usize];
        (0..self.sources()).for_each(|source| self.row(source, |target| incoming[target as usize] += 1));
        incoming
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sizes_that_do_not_fit_are_refused() {
        for (units, synapses, said) in [
            (3, 1, "8 target units are no whole number of crossbars of 3"),
            (0, 0, "8 target units are no whole number of crossbars of 0"),
            (4, 5, "an axon with 5 synapses to the 4 units of its crossbar"),
        ] {
            assert_eq!(Crossbar::new(8, 8, units, synapses, 1), Err(said.to_owned()));
        }
    }

    #[test]
    fn sources_reach_near_and_far_blocks_alike() {
        // 64 blocks in a row: two places drawn apart lie a third of the row from each other on average.
        let crossbar = Crossbar::new(16_384, 16_384, 256, 1, 5).expect("64 crossbars");
        let far: u64 = (0..16_384)
            .map(|source| {
                let mut block = 0;
                crossbar.row(source, |target| block = target / 256);
                u64::from(block.abs_diff(source / 256))
            })
            .sum();
        let mean = far as f64 / 16_384.0;
        assert!((mean - 21.33).abs() < 0.4, "{mean} blocks");
    }

    proptest! {
        #[test]
        fn rows_stay_in_one_block_and_blocks_get_equal_shares(
            sources in 1_u32..200, blocks in 1_u32..9, units in 1_u32..40, share in 0.0..=1.0_f64, seed: u64,
        ) {
            let synapses = (f64::from(units) * share) as u32;
            let crossbar = Crossbar::new(sources, blocks * units, units, synapses, seed).expect("whole crossbars");
            let mut axons = vec![0_u32; blocks as usize];
            for source in 0..sources {
                let mut row = Vec::new();
                crossbar.row(source, |target| row.push(target));
                prop_assert_eq!(row.len() as u32, crossbar.row_len());
                prop_assert!(row.is_sorted_by(|before, after| before < after));
                if let (Some(first), Some(last)) = (row.first(), row.last()) {
                    prop_assert_eq!(first / units, last / units);
                    prop_assert!(*last < crossbar.targets());
                }
                axons[crossbar.blocks[source as usize] as usize] += 1;
            }
            let (least, most) = (axons.iter().min(), axons.iter().max());
            prop_assert!(most.zip(least).is_some_and(|(most, least)| most - least <= 1));
            let entering: u64 = crossbar.incoming().into_iter().map(u64::from).sum();
            prop_assert_eq!(entering, crossbar.nonzeros());
        }
    }
}
