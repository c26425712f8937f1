//! Rows of synapses: for each source unit and core, what the core does when the event arrives.
//!
//! For one event at a time the number of words and the worst accumulator bank of a row are constants, so they are
//! counted once here and cost nothing at run time. Most rows of a network share a few hundred [`Shape`]s, which keeps
//! the table that the inner loop reads in the first-level cache; a row is 4 bytes.

use egret_arch::{Action, Chip, Content, RowMisfit, RowSize, SynapseKind, WeightFormat};
use egret_workloads::{Conv2d, Network, PopulationId, Projection, ProjectionId, Site, Synapses};
use rustc_hash::FxHashMap;

use super::repeated::{Repeated, class};
use super::shape::{Shape, Shapes, worst_bank};
use crate::mapping::{Placement, arch_kind, shares_kernels};

/// One row on one core.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RowRef {
    /// Position in [`RowTables::shapes`].
    pub(crate) shape: u32,
    /// Position in [`RowTables::ports`].
    pub(crate) port: u32,
}

/// What a source unit has on one core, in four bytes: one row with a small shape and port number, or a mark that says
/// that a wider table knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work(u32);

impl Work {
    /// Several rows, or one with large numbers.
    const WIDE: Self = Self(u32::MAX);
    /// Nothing: tokens, and events for the host.
    pub(crate) const NONE: Self = Self(u32::MAX - 1);

    fn of(row: RowRef) -> Self {
        const LARGE: u32 = u16::MAX as u32;
        if row.shape < LARGE && row.port < LARGE { Self(row.shape << 16 | row.port) } else { Self::WIDE }
    }
}

/// Where a projection enters a slice: the key under which synaptic work is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Port {
    pub(crate) slice: u32,
    pub(crate) projection: ProjectionId,
    /// What a weight counts as when it is applied.
    pub(crate) synop: Action,
}

/// All rows of a placed network.
#[derive(Debug, Default)]
pub(crate) struct RowTables {
    pub(crate) shapes: Vec<Shape>,
    pub(crate) ports: Vec<Port>,
    /// For each source unit (populations one after another) its work, one entry a core, cores ascending.
    pub(crate) work: Vec<Work>,
    /// Core of each entry of `work`.
    pub(crate) row_cores: Vec<u32>,
    /// End of the entries of each source unit.
    row_end: Vec<u32>,
    /// Rows of entries that are [`Work::WIDE`], by entry.
    wide: FxHashMap<u32, Vec<RowRef>>,
    /// First source unit of each population.
    pub(crate) first_source: Vec<u32>,
    /// Bits of rows stored, padding included, by slice.
    pub(crate) stored_bits: Vec<u64>,
    /// Rows stored, by slice.
    pub(crate) stored_rows: Vec<u64>,
    /// Synapses stored, by slice.
    pub(crate) synapses: Vec<u64>,
}

impl RowTables {
    /// Lays out all rows. Fails where an N:M format cannot hold a row: (projection, source unit, misfit).
    pub(crate) fn build(
        network: &Network,
        chip: &Chip,
        placement: &Placement,
    ) -> Result<Self, (ProjectionId, u32, RowMisfit)> {
        let mut builder = Builder::new(network, chip, placement);
        for population in network.population_ids() {
            builder.population(population)?;
        }
        Ok(builder.tables)
    }

    /// Bytes of the tables that grow with the network.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&*self.work)
            + size_of_val(&*self.row_cores)
            + size_of_val(&*self.row_end)
            + size_of_val(&*self.shapes)
    }

    /// Bits of the longest row of each core.
    pub(crate) fn longest(&self, placement: &Placement) -> Vec<u64> {
        let mut longest = vec![0; placement.cores.len()];
        let mut single = RowRef::default();
        for ((&work, &core), entry) in self.work.iter().zip(&self.row_cores).zip(0..) {
            for row in self.rows(work, entry, &mut single) {
                let bits = u64::from(self.shapes[row.shape as usize].bits);
                longest[core as usize] = bits.max(longest[core as usize]);
            }
        }
        longest
    }

    /// Source units of all populations.
    pub(crate) fn sources(&self) -> u32 {
        self.row_end.len() as u32
    }

    /// Entries of [`Self::work`] of a source unit.
    pub(crate) fn of(&self, source: u32) -> std::ops::Range<usize> {
        let start = if source == 0 { 0 } else { self.row_end[source as usize - 1] as usize };
        start..self.row_end[source as usize] as usize
    }

    /// The rows of an entry of [`Self::work`]; `single` lends its place to the only one of most entries.
    #[inline]
    pub(crate) fn rows<'a>(&'a self, work: Work, entry: u32, single: &'a mut RowRef) -> &'a [RowRef] {
        if work == Work::WIDE {
            return self.wide.get(&entry).map_or(&[], Vec::as_slice);
        }
        if work == Work::NONE {
            return &[];
        }
        *single = RowRef { shape: work.0 >> 16, port: work.0 & 0xffff };
        std::slice::from_ref(single)
    }
}

struct Builder<'a> {
    network: &'a Network,
    chip: &'a Chip,
    placement: &'a Placement,
    tables: RowTables,
    known_shapes: FxHashMap<(RowSize, u32, SynapseKind), u32>,
    /// By slice: positions of the row at hand.
    buckets: Vec<Vec<u32>>,
    touched: Vec<u32>,
    targets: Vec<u32>,
    /// By slice: entries that the kernel of the convolution at hand reaches there; empty where rows are as wide as slices.
    reach: Vec<u32>,
    bank_counts: Vec<u32>,
    /// Rows dealt out to each population with perfect balance.
    dealt: Vec<u64>,
    /// Kernels are stored once a core and not for every position. Rows that are fetched are stored one by one.
    shares_kernels: bool,
}

impl<'a> Builder<'a> {
    fn new(network: &'a Network, chip: &'a Chip, placement: &'a Placement) -> Self {
        let slices = placement.slices.len();
        Self {
            network,
            chip,
            placement,
            tables: RowTables {
                stored_bits: vec![0; slices],
                stored_rows: vec![0; slices],
                synapses: vec![0; slices],
                ..RowTables::default()
            },
            known_shapes: FxHashMap::default(),
            buckets: vec![Vec::new(); slices],
            touched: Vec::new(),
            targets: Vec::new(),
            reach: Vec::new(),
            bank_counts: vec![0; chip.core().dendrite_banks as usize],
            dealt: vec![0; network.populations.len()],
            shares_kernels: shares_kernels(chip),
        }
    }

    /// Rows of all units of one population.
    fn population(&mut self, source: PopulationId) -> Result<(), (ProjectionId, u32, RowMisfit)> {
        let network = self.network;
        let units = network.population(source).units;
        self.tables.first_source.push(self.tables.row_end.len() as u32);
        let projections: Vec<ProjectionId> = network
            .outgoing(source)
            .filter(|&id| {
                let target = network.population(network.projection(id).target);
                target.site == Site::Chip && target.model != egret_workloads::Model::Input
            })
            .collect();
        let ports: Vec<Vec<u32>> = projections.iter().map(|&id| self.ports(id)).collect();
        // (core, row), of one unit.
        let mut found: Vec<(u32, RowRef)> = Vec::new();
        let mut repeated: Vec<Repeated> = projections.iter().map(|_| Repeated::default()).collect();
        let windows: Vec<Option<Conv2d>> = projections.iter().map(|&id| self.window(id)).collect();
        for unit in 0..units {
            found.clear();
            let each = projections.iter().zip(&ports).zip(&windows).zip(&mut repeated);
            for (((&id, ports), window), repeated) in each {
                let projection = network.projection(id);
                // Perfect balance deals rows out in turn, so that equal ones go to different places.
                let class = if self.chip.ideal().perfect_balance { None } else { class(projection, unit) };
                let kernel = self.shares_kernels && matches!(projection.synapses, Synapses::Conv2d(_));
                if let Some(rows) = class.and_then(|class| repeated.rows_of(class)) {
                    found.extend_from_slice(rows);
                    for &(_, row) in rows {
                        self.store(row, kernel);
                    }
                    continue;
                }
                let from = found.len();
                self.measure(window.as_ref(), projection.target, unit);
                self.rows_of(projection, unit, ports, &mut found).map_err(|misfit| (id, unit, misfit))?;
                for &(_, row) in &found[from..] {
                    self.store(row, kernel);
                }
                if let Some(class) = class {
                    repeated.keep(class, &found[from..]);
                }
            }
            found.sort_by_key(|&(core, row)| (core, row.port));
            self.emit(&found);
        }
        if self.shares_kernels {
            for &id in &projections {
                self.kernel(id);
            }
        }
        Ok(())
    }

    /// A port on every slice of the projection's target; by slice, `u32::MAX` where there is none.
    fn ports(&mut self, projection: ProjectionId) -> Vec<u32> {
        let Projection { target, kind, .. } = *self.network.projection(projection);
        let synop = self.chip.core().synop_of(arch_kind(kind));
        let mut ports = vec![u32::MAX; self.placement.slices.len()];
        for (slice, port) in ports.iter_mut().enumerate() {
            if self.placement.slices[slice].population == target {
                *port = self.tables.ports.len() as u32;
                self.tables.ports.push(Port { slice: slice as u32, projection, synop });
            }
        }
        ports
    }

    /// Finds the rows of one source unit of one projection on all slices.
    fn rows_of(
        &mut self,
        projection: &Projection,
        unit: u32,
        ports: &[u32],
        found: &mut Vec<(u32, RowRef)>,
    ) -> Result<(), RowMisfit> {
        let target_units = self.network.population(projection.target).units;
        let homes = &self.placement.homes[projection.target.index()];
        let slices = &self.placement.slices;
        projection.synapses.row(unit, &mut self.targets);
        self.touched.clear();
        for &target in &self.targets {
            let (gate, target_unit) = (target / target_units, target % target_units);
            let home = homes[target_unit as usize];
            let bucket = &mut self.buckets[home.slice as usize];
            if bucket.is_empty() {
                self.touched.push(home.slice);
            }
            bucket.push(gate * slices[home.slice as usize].units.len() as u32 + home.local);
        }
        let gates = self.network.population(projection.target).model.gates();
        let whole = if self.chip.ideal().perfect_balance {
            self.balanced(projection, gates)?
        } else {
            let mut sized = Vec::with_capacity(self.touched.len());
            for &slice in &self.touched {
                let positions = &self.buckets[slice as usize];
                let size = self.size(slice, gates, projection.weight_bits)?;
                let worst = worst_bank(positions, &mut self.bank_counts);
                sized.push((slice, size, worst));
            }
            sized
        };
        for slice in &self.touched {
            self.buckets[*slice as usize].clear();
        }
        for (slice, size, worst) in whole {
            let kind = arch_kind(projection.kind);
            let row = RowRef { shape: self.shape(size, worst, kind), port: ports[slice as usize] };
            found.push((slices[slice as usize].core, row));
        }
        Ok(())
    }

    /// The convolution of a projection with nothing pruned, where dense rows hold just what its kernel reaches.
    fn window(&self, id: ProjectionId) -> Option<Conv2d> {
        let Synapses::Conv2d(convolution) = &self.network.projection(id).synapses else { return None };
        if !self.shares_kernels || self.chip.core().format != WeightFormat::Dense {
            return None;
        }
        let all = vec![true; convolution.kernel_weights() as usize];
        convolution.clone().pruned(all).ok()
    }

    /// Counts by slice what the kernel of a convolution reaches from a source unit.
    fn measure(&mut self, window: Option<&Conv2d>, target: PopulationId, unit: u32) {
        self.reach.clear();
        let Some(window) = window else { return };
        self.reach.resize(self.placement.slices.len(), 0);
        self.targets.clear();
        window.row(unit, &mut self.targets);
        let homes = &self.placement.homes[target.index()];
        for &unit in &self.targets {
            self.reach[homes[unit as usize].slice as usize] += 1;
        }
    }

    /// Size of the row at hand on a slice.
    fn size(&self, slice: u32, gates: u32, weight_bits: u32) -> Result<RowSize, RowMisfit> {
        let positions = &self.buckets[slice as usize];
        if let Some(&reached) = self.reach.get(slice as usize) {
            // A kernel is stored once and walked as far as it lies on the core, pruned weights included.
            let bits = u64::from(reached) * u64::from(weight_bits);
            return Ok(RowSize { synapses: positions.len() as u32, entries: reached, bits });
        }
        let width = gates * self.placement.slices[slice as usize].units.len() as u32;
        self.chip.core().format.row(positions, width, weight_bits)
    }

    /// The row's totals shared out evenly over as many slices of the target as it touches, in turn, so
    /// that every slice gets the same work in the long run and no event goes to more cores than before.
    fn balanced(
        &mut self,
        projection: &Projection,
        gates: u32,
    ) -> Result<Vec<(u32, RowSize, u32)>, RowMisfit> {
        let mut total = RowSize::default();
        let mut worst = 0;
        for &slice in &self.touched {
            let size = self.size(slice, gates, projection.weight_bits)?;
            total.synapses += size.synapses;
            total.entries += size.entries;
            total.bits += size.bits;
            worst += u64::from(worst_bank(&self.buckets[slice as usize], &mut self.bank_counts));
        }
        let slices: Vec<u32> = (0..self.placement.slices.len() as u32)
            .filter(|&slice| self.placement.slices[slice as usize].population == projection.target)
            .collect();
        let sharers = self.touched.len() as u64;
        let share = |sum: u64, number: u64| sum / sharers + u64::from(number < sum % sharers);
        let dealt = &mut self.dealt[projection.target.index()];
        let first = *dealt;
        *dealt += sharers;
        Ok((0..sharers)
            .map(|number| {
                let slice = slices[((first + number) % slices.len() as u64) as usize];
                let size = RowSize {
                    synapses: share(total.synapses.into(), number) as u32,
                    entries: share(total.entries.into(), number) as u32,
                    bits: share(total.bits, number),
                };
                // Conflicts are no imbalance between cores: they are shared out like the rest.
                let worst = (share(worst, number) as u32)
                    .max(size.synapses.div_ceil(self.chip.core().dendrite_banks));
                (slice, size, worst)
            })
            .collect())
    }

    /// The shape of a row, shared with all rows alike.
    fn shape(&mut self, size: RowSize, worst: u32, kind: SynapseKind) -> u32 {
        if let Some(&known) = self.known_shapes.get(&(size, worst, kind)) {
            return known;
        }
        let shape =
            Shapes::new(self.chip.core(), self.chip.ideal().no_word_rounding).shape(size, worst, kind);
        let number = self.tables.shapes.len() as u32;
        self.tables.shapes.push(shape);
        self.known_shapes.insert((size, worst, kind), number);
        number
    }

    /// Counts a row as stored on its slice; of the row of a shared `kernel` nothing is stored by itself.
    fn store(&mut self, row: RowRef, kernel: bool) {
        let slice = self.tables.ports[row.port as usize].slice as usize;
        let shape = self.tables.shapes[row.shape as usize];
        if !kernel {
            self.tables.stored_bits[slice] += u64::from(shape.bits);
            self.tables.stored_rows[slice] += 1;
        }
        self.tables.synapses[slice] += u64::from(shape.synapses);
    }

    /// Counts the kernel of a convolution as stored on every slice of its target: the weights of the output channels
    /// that have a unit there, each once. Where a weight is applied is computed, so there are no pointers.
    fn kernel(&mut self, id: ProjectionId) {
        let projection = self.network.projection(id);
        let Synapses::Conv2d(kept) = &projection.synapses else { return };
        // Dense rows hold pruned weights as well.
        let window = self.window(id);
        let convolution = window.as_ref().unwrap_or(kept);
        let output = convolution.output();
        let pixels = output.height * output.width;
        let word = u64::from(self.chip.core().memory(Content::Weights).width_bits);
        for (number, slice) in self.placement.slices.iter().enumerate() {
            if slice.population != projection.target {
                continue;
            }
            // Units ascend, and so do their channels.
            let mut channels: Vec<u32> = slice.units.iter().map(|unit| unit / pixels).collect();
            channels.dedup();
            let weights: u64 =
                channels.iter().map(|&channel| u64::from(convolution.kept_weights_of(channel))).sum();
            let bits = weights * u64::from(projection.weight_bits);
            self.tables.stored_bits[number] += bits.next_multiple_of(word);
        }
    }

    /// Appends the rows of one source unit, cores ascending.
    fn emit(&mut self, found: &[(u32, RowRef)]) {
        let tables = &mut self.tables;
        for rows in found.chunk_by(|a, b| a.0 == b.0) {
            let work = if let [(_, row)] = rows { Work::of(*row) } else { Work::WIDE };
            if work == Work::WIDE {
                tables.wide.insert(tables.work.len() as u32, rows.iter().map(|&(_, row)| row).collect());
            }
            tables.work.push(work);
            tables.row_cores.push(rows[0].0);
        }
        tables.row_end.push(tables.work.len() as u32);
    }
}
