//! Whether a placed network fits the memories and walls of its cores.

use egret_arch::{Chip, Content, Sync, WeightHome, words};
use egret_workloads::{Image, Network, Population, PopulationId, Projection, Site, Synapses};

use super::limits::arch_model;
use super::{Placement, Slice, Violation};
use crate::tables::{DramRows, RowTables};

/// The parameter that limits on how many cores a unit may have targets.
pub(crate) const FAN_OUT_PATH: &str = "chip.limits.fan_out";

/// What a placed network uses of one memory of one core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryUse {
    /// Name of the memory in the chip file.
    pub memory: String,
    /// Bytes in use.
    pub used: u64,
    /// Bytes there are.
    pub capacity: u64,
}

/// Bytes in use, by core and memory.
pub(crate) fn memory_uses(
    network: &Network,
    chip: &Chip,
    placement: &Placement,
    rows: &RowTables,
) -> Vec<Vec<MemoryUse>> {
    uses_at(chip.mapping().weights, network, chip, placement, rows)
}

/// The same with rows and embeddings at `home`.
fn uses_at(
    home: WeightHome,
    network: &Network,
    chip: &Chip,
    placement: &Placement,
    rows: &RowTables,
) -> Vec<Vec<MemoryUse>> {
    let core = chip.core();
    // Places for rows from DRAM, as long as the longest row of the core.
    let fetched = match (home, chip.dram()) {
        (WeightHome::Dram, Some(dram)) => Some((u64::from(dram.prefetch_rows), rows.longest(placement))),
        _ => None,
    };
    let packet_bits = network.projections.iter().map(|projection| projection.payload_bits).max().unwrap_or(0)
        + chip.network().header_bits;
    (0..placement.cores.len() as u32)
        .map(|position| {
            let mut bits = [0u64; 4];
            bits[Content::Queue as usize] = u64::from(core.queue_entries) * u64::from(packet_bits);
            if let Some((places, longest)) = &fetched {
                bits[Content::Weights as usize] = places * longest[position as usize];
            }
            for number in placement.slices_of(position) {
                let slice = &placement.slices[number as usize];
                let population = network.population(slice.population);
                bits[Content::Weights as usize] += match &fetched {
                    None => rows.stored_bits[number as usize] + lookup_share(population, slice),
                    Some(_) => lookup_bits(population, slice, core.memory(Content::Weights).width_bits),
                };
                let stored = rows.stored_rows[number as usize];
                let pointers = if stored == 0 { 0 } else { stored + 1 };
                bits[Content::Tables as usize] += pointers * u64::from(core.format.pointer_bits());
                bits[Content::State as usize] += slice.units.len() as u64 * state_bits(population, chip);
            }
            core.memories
                .iter()
                .map(|memory| MemoryUse {
                    memory: memory.name.clone(),
                    used: memory.holds.iter().map(|&content| bits[content as usize]).sum::<u64>().div_ceil(8),
                    capacity: memory.capacity.bytes(),
                })
                .collect()
        })
        .collect()
}

/// Bits of the part of a population's embedding that lies with a slice.
pub(crate) fn lookup_share(population: &Population, slice: &Slice) -> u64 {
    let units = u128::from(population.units);
    (u128::from(population.lookup_bits) * slice.units.len() as u128).div_ceil(units) as u64
}

/// Bits, in whole words, of the part of an entry of a population's embedding that a slice reads at a step.
pub(crate) fn lookup_bits(population: &Population, slice: &Slice, width_bits: u32) -> u64 {
    let bits = population.bits_per_step * slice.units.len() as u64 / u64::from(population.units);
    words(bits, width_bits) * u64::from(width_bits)
}

/// Bits of state of a unit: its own, and a set of accumulators for every step that may be on its way.
fn state_bits(population: &Population, chip: &Chip) -> u64 {
    let buffers = match chip.sync() {
        Sync::Dataflow { steps_in_flight } => steps_in_flight,
        Sync::Barrier { .. }
        | Sync::BarrierTable { .. }
        | Sync::FixedTick { .. }
        | Sync::FreeRunning { .. } => 1,
    };
    let gates = u64::from(population.model.gates());
    let unit_bits =
        chip.core().model(arch_model(population.model)).map_or(0, |cost| u64::from(cost.state_bits));
    unit_bits + gates * u64::from(chip.core().accumulator_bits) * u64::from(buffers)
}

/// Most units of a population that a core holds: by weights, by state, by its part of a look-up table, and by the limit on
/// units.
pub(super) fn units_a_core(network: &Network, id: PopulationId, chip: &Chip) -> u64 {
    let population = network.population(id);
    let capacity = |content| chip.core().memory(content).capacity.bits();
    let table_bits = match (chip.mapping().weights, chip.dram()) {
        (WeightHome::Dram, Some(dram)) => dram.capacity.bits() / u64::from(chip.usable_cores()),
        _ => capacity(Content::Weights),
    };
    // The part of a table that belongs to a unit lies with it; some room is left for the padding of words.
    let unit_bits = population.lookup_bits.div_ceil(u64::from(population.units.max(1)));
    let by_table = (table_bits / 100 * 95).checked_div(unit_bits).unwrap_or(u64::MAX);
    let by_state = capacity(Content::State).checked_div(state_bits(population, chip)).unwrap_or(u64::MAX);
    // An eighth more for what a format adds to weights of eight bits; what is more is left to the check.
    let incoming = network.incoming(id).map(|projection| weight_bits(network.projection(projection), chip));
    let unit_weights = (incoming.sum::<u64>() / 8 * 9).div_ceil(u64::from(population.units.max(1)));
    let by_weights = match chip.mapping().weights {
        WeightHome::Dram => u64::MAX,
        WeightHome::Sram => capacity(Content::Weights).checked_div(unit_weights).unwrap_or(u64::MAX),
    };
    by_weights.min(by_table).min(by_state).min(u64::from(chip.limits().units_per_core)).max(1)
}

/// Groups into which the channels of an image are split, so that the kernels of a group fit into half of the weights of a
/// core. One where every synapse is stored by itself: fewer channels then save nothing.
pub(super) fn channel_groups(network: &Network, target: PopulationId, image: Image, chip: &Chip) -> u32 {
    if !shares_kernels(chip) {
        return 1;
    }
    let bits = |projection: &Projection| match &projection.synapses {
        Synapses::Conv2d(convolution) => convolution.kept_weights() * u64::from(projection.weight_bits),
        Synapses::Dense { .. } | Synapses::Sparse(_) | Synapses::Crossbar(_) => 0,
    };
    let kernels: u64 = network.incoming(target).map(|id| bits(network.projection(id))).sum();
    let room = chip.core().memory(Content::Weights).capacity.bits() / 2;
    kernels.div_ceil(room.max(1)).clamp(1, u64::from(image.channels)) as u32
}

/// Bits of the weights of a projection, one for every synapse; none of kernels that are shared.
fn weight_bits(projection: &Projection, chip: &Chip) -> u64 {
    if shares_kernels(chip) && matches!(projection.synapses, Synapses::Conv2d(_)) {
        return 0;
    }
    projection.synapses.nonzeros() * u64::from(projection.weight_bits)
}

/// Whether a core stores the kernel of a convolution once. Rows that are fetched lie in DRAM one by one.
pub(crate) fn shares_kernels(chip: &Chip) -> bool {
    chip.core().shared_kernels && chip.mapping().weights == WeightHome::Sram
}

/// Whether so many chips may hold a network: whether its weights alone, its state alone and its units do.
pub(crate) fn may_fit(network: &Network, chip: &Chip, chips: u32) -> bool {
    let available = u64::from(chip.usable_cores()) * u64::from(chips);
    let cores = chip.mapping().cores.map_or(available, |cores| u64::from(cores).min(available));
    let on_chip = || network.populations.iter().filter(|population| population.site == Site::Chip);
    let state: u64 =
        on_chip().map(|population| u64::from(population.units) * state_bits(population, chip)).sum();
    let units: u64 = on_chip().map(|population| u64::from(population.units)).sum();
    let stored = |projection: &&Projection| network.population(projection.target).site == Site::Chip;
    let weights = match chip.mapping().weights {
        WeightHome::Dram => 0,
        WeightHome::Sram => {
            network.projections.iter().filter(stored).map(|projection| weight_bits(projection, chip)).sum()
        }
    };
    let capacity = |content| cores * chip.core().memory(content).capacity.bits();
    weights <= capacity(Content::Weights)
        && state <= capacity(Content::State)
        && units <= cores * u64::from(chip.limits().units_per_core)
}

/// Every wall of the cores that the placed network breaks.
pub(crate) fn check(
    network: &Network,
    chip: &Chip,
    placement: &Placement,
    rows: &RowTables,
    uses: &[Vec<MemoryUse>],
) -> Vec<Violation> {
    let off_chip = Alternative::of(network, chip, placement, rows);
    let mut found = memory_violations(network, chip, placement, uses, off_chip.as_ref());
    found.extend(dram_violation(network, chip, placement, rows));
    found.extend(unit_violation(chip, placement));
    found.extend(fan_in_violation(network, chip, placement, rows));
    found.extend(fan_out_violation(chip, rows));
    found
}

/// One violation a memory: the core that lacks most, and what would make the whole network fit.
fn memory_violations(
    network: &Network,
    chip: &Chip,
    placement: &Placement,
    uses: &[Vec<MemoryUse>],
    off_chip: Option<&Alternative>,
) -> Vec<Violation> {
    let memories = chip.core().memories.len();
    (0..memories)
        .filter_map(|memory| {
            let over = |core: usize| uses[core][memory].used.saturating_sub(uses[core][memory].capacity);
            let lacking = (0..uses.len()).filter(|&core| over(core) > 0).count();
            let worst = (0..uses.len()).max_by_key(|&core| (over(core), usize::MAX - core))?;
            if over(worst) == 0 {
                return None;
            }
            let memory_use = &uses[worst][memory];
            let names: Vec<&str> = placement
                .slices_of(worst as u32)
                .map(|slice| {
                    network.population(placement.slices[slice as usize].population).name.as_str()
                })
                .collect();
            let all: u64 = uses.iter().map(|core| core[memory].used).sum();
            let cores = all.div_ceil(memory_use.capacity.max(1));
            let chips = cores.div_ceil(u64::from(chip.usable_cores()));
            Some(Violation {
                path: format!("chip.core.memories.{}.capacity", memory_use.memory),
                what: format!(
                    "core {} ({}) needs {} bytes of memory `{}` and has {}: {} bytes over ({lacking} of {} cores in use are over)",
                    placement.cores[worst],
                    names.join(", "),
                    memory_use.used,
                    memory_use.memory,
                    memory_use.capacity,
                    over(worst),
                    uses.len(),
                ),
                hint: off_chip.map_or("", |alternative| alternative.hint(memory)).to_owned() + &format!(
                    "in all {all} bytes are needed: at least {cores} cores of this size ({chips} chip{} of {} usable cores); more `--chips`, \
                     a higher `--weight-sparsity`, fewer `workload.weight_bits` or a larger `chip.core.memories.{}.capacity` make it fit",
                    if chips == 1 { "" } else { "s" },
                    chip.usable_cores(),
                    memory_use.memory
                ),
            })
        })
        .collect()
}

/// What memories would hold if weights lay in DRAM, where a chip has one and they lie elsewhere.
struct Alternative {
    uses: Vec<Vec<MemoryUse>>,
    fits_dram: bool,
}

impl Alternative {
    fn of(network: &Network, chip: &Chip, placement: &Placement, rows: &RowTables) -> Option<Self> {
        let dram = chip.dram().filter(|_| chip.mapping().weights == WeightHome::Sram)?;
        let used = DramRows::new(dram, network, placement, rows).used_bits;
        Some(Self {
            uses: uses_at(WeightHome::Dram, network, chip, placement, rows),
            fits_dram: used.into_iter().all(|bits| bits <= dram.capacity.bits()),
        })
    }

    /// What to say where a memory is too small.
    fn hint(&self, memory: usize) -> &'static str {
        let fits = self.uses.iter().all(|core| core[memory].used <= core[memory].capacity);
        if fits && self.fits_dram {
            "`--weights dram` would make it fit: weights then lie in the DRAM of the chip and rows are fetched; "
        } else {
            ""
        }
    }
}

/// The chip whose DRAM lacks most.
fn dram_violation(
    network: &Network,
    chip: &Chip,
    placement: &Placement,
    rows: &RowTables,
) -> Option<Violation> {
    let dram = chip.dram().filter(|_| chip.mapping().weights == WeightHome::Dram)?;
    let used = DramRows::new(dram, network, placement, rows).used_bits;
    let (worst, bits) =
        (0..).zip(used).max_by_key(|&(number, bits): &(usize, u64)| (bits, usize::MAX - number))?;
    (bits > dram.capacity.bits()).then(|| Violation {
        path: "chip.dram.capacity".to_owned(),
        what: format!(
            "the DRAM of chip {worst} needs {} bytes for weights and has {}",
            bits.div_ceil(8),
            dram.capacity.bytes()
        ),
        hint: "more `--chips`, a higher `--weight-sparsity`, fewer `workload.weight_bits` or a larger \
               `chip.dram.capacity` make it fit"
            .to_owned(),
    })
}

fn unit_violation(chip: &Chip, placement: &Placement) -> Option<Violation> {
    let limit = chip.limits().units_per_core;
    let units = |core: u32| -> usize {
        placement.slices_of(core).map(|slice| placement.slices[slice as usize].units.len()).sum()
    };
    let worst = (0..placement.cores.len() as u32).max_by_key(|&core| (units(core), u32::MAX - core))?;
    let total: usize = placement.slices.iter().map(|slice| slice.units.len()).sum();
    (units(worst) > limit as usize).then(|| Violation {
        path: "chip.limits.units_per_core".to_owned(),
        what: format!(
            "core {} gets {} units and holds at most {limit}",
            placement.cores[worst as usize],
            units(worst)
        ),
        hint: format!("{total} units need at least {} cores: more `--chips`", total.div_ceil(limit as usize)),
    })
}

fn fan_in_violation(
    network: &Network,
    chip: &Chip,
    placement: &Placement,
    rows: &RowTables,
) -> Option<Violation> {
    let limit = chip.limits().fan_in?;
    let mut sources = vec![0u64; placement.cores.len()];
    for &core in &rows.row_cores {
        sources[core as usize] += 1;
    }
    let worst = (0..sources.len()).max_by_key(|&core| (sources[core], usize::MAX - core))?;
    (sources[worst] > u64::from(limit)).then(|| Violation {
        path: "chip.limits.fan_in".to_owned(),
        what: format!(
            "core {} receives events of {} sources and tells at most {limit} apart ({} source units in the network)",
            placement.cores[worst],
            sources[worst],
            network.populations.iter().map(|population| u64::from(population.units)).sum::<u64>()
        ),
        hint: "spread each layer over fewer sources, or choose a chip with more axons a core".to_owned(),
    })
}

fn fan_out_violation(chip: &Chip, rows: &RowTables) -> Option<Violation> {
    let limit = chip.limits().fan_out?;
    let most = (0..rows.sources()).map(|source| rows.of(source).len()).max()?;
    (most > limit as usize).then(|| Violation {
        path: FAN_OUT_PATH.to_owned(),
        what: format!("a unit has targets on {most} cores and reaches at most {limit}"),
        hint: "fewer, larger blocks (`--set chip.mapping.cores=…`) or copies of the unit are needed"
            .to_owned(),
    })
}
