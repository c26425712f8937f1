//! Where rows and tables of embeddings lie in the DRAM of their chip.
//!
//! Rows of a core lie one after another, each from a burst on, cores in their order; tables of embeddings follow, each
//! from a page on.

use egret_arch::Dram;
use egret_workloads::Network;

use super::rows::{RowRef, RowTables};
use crate::mapping::{Placement, lookup_share};

/// Addresses in bursts.
#[derive(Clone, Debug)]
pub(crate) struct DramRows {
    /// Chip of each core.
    pub(crate) chip_of: Vec<u32>,
    /// First burst of the first row of each entry of [`RowTables::work`].
    pub(crate) first_bursts: Vec<u64>,
    /// By slice: the first burst of its table of an embedding, and the pages of the table.
    pub(crate) lookups: Vec<(u64, u64)>,
    /// Bits in use, by chip.
    pub(crate) used_bits: Vec<u64>,
}

impl DramRows {
    /// Lays out everything that is stored.
    pub(crate) fn new(dram: &Dram, network: &Network, placement: &Placement, rows: &RowTables) -> Self {
        let topology = &placement.topology;
        let chip_of: Vec<u32> = placement.cores.iter().map(|&core| topology.chip_of(core)).collect();
        let page_bursts = dram.page_bits / dram.burst_bits;
        let mut of_core = vec![0u64; placement.cores.len()];
        let mut first_bursts: Vec<u64> = Vec::with_capacity(rows.work.len());
        let mut single = RowRef::default();
        for ((&work, &core), entry) in rows.work.iter().zip(&rows.row_cores).zip(0..) {
            let end = &mut of_core[core as usize];
            first_bursts.push(*end);
            for row in rows.rows(work, entry, &mut single) {
                *end += u64::from(rows.shapes[row.shape as usize].bits).div_ceil(dram.burst_bits);
            }
        }
        let chips = chip_of.iter().max().map_or(0, |last| *last as usize + 1);
        let mut ends = vec![0u64; chips];
        let mut bases = Vec::with_capacity(of_core.len());
        for (&chip, bursts) in chip_of.iter().zip(&of_core) {
            bases.push(ends[chip as usize]);
            ends[chip as usize] += bursts;
        }
        for (first, &core) in first_bursts.iter_mut().zip(&rows.row_cores) {
            *first += bases[core as usize];
        }
        let mut lookups = Vec::with_capacity(placement.slices.len());
        for slice in &placement.slices {
            let end = &mut ends[chip_of[slice.core as usize] as usize];
            let pages = lookup_share(network.population(slice.population), slice).div_ceil(dram.page_bits);
            let first = if pages == 0 { *end } else { end.next_multiple_of(page_bursts) };
            *end = first + pages * page_bursts;
            lookups.push((first, pages.max(1)));
        }
        let used_bits = ends.into_iter().map(|bursts| bursts * dram.burst_bits).collect();
        Self { chip_of, first_bursts, lookups, used_bits }
    }
}
