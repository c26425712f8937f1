//! Counting again, from masks, activity and placement alone, what the cores of a run have to do.
//!
//! Written without the code under test: rows are sized position by position as the definitions of the formats say, and
//! every event is followed to the units that have a weight for it.

use std::collections::BTreeMap;

use egret_arch::{Chip, Content, WeightFormat, WeightHome};
use egret_sim::Placement;
use egret_workloads::{ProjectionId, Site, StepEvents, Synapses, Workload};

/// What is stored for one row: (synapses, entries stepped over, bits).
pub(crate) fn stored_row(format: WeightFormat, mask: &[bool], weight_bits: u64) -> (u64, u64, u64) {
    let nonzeros = mask.iter().filter(|&&there| there).count() as u64;
    let width = mask.len() as u64;
    let bits_for = |things: u64| u64::from(things.next_power_of_two().trailing_zeros());
    match format {
        WeightFormat::Dense => (nonzeros, width, width * weight_bits),
        WeightFormat::Csr => (nonzeros, nonzeros, nonzeros * (weight_bits + bits_for(width))),
        WeightFormat::Bitmap => (nonzeros, nonzeros, width + nonzeros * weight_bits),
        WeightFormat::RunLength { run_bits } => {
            let (mut entries, mut run) = (0, 0);
            // Zeros after the last nonzero are not stored.
            let stored = mask.iter().rposition(|&there| there).map_or(0, |last| last + 1);
            for &there in &mask[..stored] {
                // A run the field cannot say ends in an entry that stands for a zero.
                if there || run == (1 << run_bits) - 1 {
                    entries += 1;
                    run = 0;
                } else {
                    run += 1;
                }
            }
            (nonzeros, entries, entries * (weight_bits + u64::from(run_bits)))
        }
        WeightFormat::Block { size } => {
            let blocks = mask.chunks(size as usize).filter(|block| block.contains(&true)).count() as u64;
            let index = bits_for(mask.chunks(size as usize).count() as u64);
            (nonzeros, blocks * u64::from(size), blocks * (u64::from(size) * weight_bits + index))
        }
        WeightFormat::NOfM { n, m } => {
            let entries = mask.chunks(m as usize).count() as u64 * u64::from(n);
            (nonzeros, entries, entries * (weight_bits + bits_for(u64::from(m))))
        }
        WeightFormat::Ideal => (nonzeros, nonzeros, nonzeros * weight_bits),
    }
}

/// What all cores have to do, and hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recount {
    /// Events by population, those of the host too.
    pub(crate) events: Vec<u64>,
    /// Weights applied, by name of the projection.
    pub(crate) synops: BTreeMap<String, u64>,
    /// Entries walked that are no synapse.
    pub(crate) fillers: u64,
    /// Rows looked up.
    pub(crate) rows: u64,
    /// Bits read, words of rows not filled up.
    pub(crate) exact_bits: u64,
    /// Bits read, whole words.
    pub(crate) word_bits: u64,
    /// (event, core) pairs.
    pub(crate) arrivals: u64,
    /// Bits of rows stored, whole words, by position of the core.
    pub(crate) stored_bits: Vec<u64>,
    /// Rows read, by position of the core and words of the row.
    pub(crate) rows_by_words: Vec<BTreeMap<u64, u64>>,
    /// Rows stored, by slice.
    pub(crate) stored_rows: Vec<u64>,
}

impl Recount {
    /// Counts a run of so many tokens.
    pub(crate) fn of(workload: &Workload, chip: &Chip, placement: &Placement, tokens: u32) -> Self {
        let network = workload.network();
        let word = u64::from(chip.core().memory(Content::Weights).width_bits);
        let mut all = Self {
            events: vec![0; network.populations.len()],
            stored_bits: vec![0; placement.cores.len()],
            rows_by_words: vec![BTreeMap::new(); placement.cores.len()],
            stored_rows: vec![0; placement.slices.len()],
            ..Self::default()
        };
        let units = events_by_unit(workload, tokens);
        for (population, events) in all.events.iter_mut().zip(&units) {
            *population = events.iter().sum();
        }
        // For each population and unit, the cores where it has a row.
        let mut reached: Vec<Vec<Vec<u32>>> = network
            .populations
            .iter()
            .map(|population| vec![Vec::new(); population.units as usize])
            .collect();
        for id in (0..network.projections.len() as u32).map(ProjectionId) {
            let projection = network.projection(id);
            let target = network.population(projection.target);
            if target.site != Site::Chip {
                continue;
            }
            let mut synops = 0;
            let mut row = Vec::new();
            for source in 0..projection.synapses.sources() {
                projection.synapses.row(source, &mut row);
                let events = units[projection.source.index()][source as usize];
                synops += events * row.len() as u64;
                // A dense row of a kernel that is stored once holds what the kernel reaches, pruned or not.
                let mut reach = None;
                if let Synapses::Conv2d(kernel) = &projection.synapses
                    && chip.core().format == WeightFormat::Dense
                    && chip.core().shared_kernels
                    && chip.mapping().weights == WeightHome::Sram
                {
                    let whole = kernel.clone().pruned(vec![true; kernel.kernel_weights() as usize]);
                    let mut positions = Vec::new();
                    whole.expect("a mark for every weight").row(source, &mut positions);
                    reach = Some(positions);
                }
                for (number, slice) in placement.slices.iter().enumerate() {
                    if slice.population != projection.target {
                        continue;
                    }
                    // Gate by gate, the units of the slice in their order.
                    let mask: Vec<bool> = (0..target.model.gates())
                        .flat_map(|gate| slice.units.iter().map(move |unit| gate * target.units + unit))
                        .filter(|position| {
                            reach.as_ref().is_none_or(|reach| reach.binary_search(position).is_ok())
                        })
                        .map(|position| row.binary_search(&position).is_ok())
                        .collect();
                    if !mask.contains(&true) {
                        continue;
                    }
                    let (synapses, entries, bits) =
                        stored_row(chip.core().format, &mask, u64::from(projection.weight_bits));
                    let padded = bits.div_ceil(word) * word;
                    all.stored_bits[slice.core as usize] += padded;
                    all.stored_rows[number] += 1;
                    all.rows += events;
                    *all.rows_by_words[slice.core as usize].entry(padded / word).or_default() += events;
                    all.fillers += events * (entries - synapses);
                    all.exact_bits += events * bits;
                    all.word_bits += events * padded;
                    reached[projection.source.index()][source as usize].push(slice.core);
                }
            }
            all.synops.insert(projection.name.clone(), synops);
        }
        for (events, cores) in units.iter().flatten().zip(reached.iter_mut().flatten()) {
            cores.sort_unstable();
            cores.dedup();
            all.arrivals += events * cores.len() as u64;
        }
        all
    }
}

/// Events of every unit of every population.
fn events_by_unit(workload: &Workload, tokens: u32) -> Vec<Vec<u64>> {
    let network = workload.network();
    let mut all: Vec<Vec<u64>> =
        network.populations.iter().map(|population| vec![0; population.units as usize]).collect();
    let mut player = workload.activity().player();
    let mut step = StepEvents::default();
    for _ in 0..tokens {
        if !player.step_into(&mut step) {
            break;
        }
        for (events, units) in all.iter_mut().zip(&step.events) {
            for &unit in units {
                events[unit as usize] += 1;
            }
        }
    }
    all
}
