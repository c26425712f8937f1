//! Where layers lie against the floors of a chip.

use egret_arch::{Content, Ticks};
use egret_workloads::{PopulationId, Site as Home};

use super::busiest::Busiest;
use super::hardware::Hardware;
use super::loads::Loads;
use super::term::{BoundState, Term};

/// Least times of one thing on a chip, in ticks: no layer lies below the lines that they make.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Floors {
    /// A synop of full lanes.
    pub applying: f64,
    /// The words of a synop whose word is full of weights, all banks and ports at work; nought where weights have no access
    /// time of their own.
    pub reading: f64,
}

/// What one layer takes at least.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerBound {
    /// Name of the population.
    pub name: String,
    /// Synops of the core that has most of them of this layer, over the run.
    pub synops: u64,
    /// Unit updates of the core that has most of them of this layer, over the run.
    pub updates: u64,
    /// Ticks over the run at the busiest place of each term, by [`Term::ALL`]: of this layer's synapses, units and packets
    /// alone.
    pub by_term: [Ticks; Term::COUNT],
    /// The largest of these: what the layer takes at least.
    pub ticks: Ticks,
    /// Which one that is.
    pub term: Term,
    /// What that makes the layer.
    pub state: BoundState,
}

impl Floors {
    /// Of a network on a chip.
    pub(super) fn of(hardware: &Hardware<'_>) -> Self {
        let core = hardware.chip.core();
        let memory = core.memory(Content::Weights);
        let narrowest = hardware.network.projections.iter().map(|projection| projection.weight_bits).min();
        // Serial cores read one word after another, and banks in which rows lie whole serve one row alone.
        let words_at_once = match memory.rounds(u64::from(memory.banks * memory.ports)) {
            1 if hardware.in_turn != crate::actors::InTurn::Everything => memory.banks * memory.ports,
            _ if hardware.in_turn != crate::actors::InTurn::Everything => memory.ports,
            _ => 1,
        };
        let bits_at_once = f64::from(memory.width_bits) * f64::from(words_at_once);
        Self {
            applying: hardware.level.ratio() * core.group_time as f64 / f64::from(core.lanes),
            reading: hardware.level.ratio() * memory.access_time as f64 * f64::from(narrowest.unwrap_or(0))
                / bits_at_once,
        }
    }
}

/// All layers under the loads of a run; `emitted` are events by source unit.
pub(super) fn layers(
    hardware: &Hardware<'_>,
    loads: &Loads,
    emitted: &[u64],
    links: &mut [u64],
) -> Vec<LayerBound> {
    hardware.network.population_ids().map(|id| layer(hardware, loads, emitted, links, id)).collect()
}

fn layer(
    hardware: &Hardware<'_>,
    loads: &Loads,
    emitted: &[u64],
    links: &mut [u64],
    id: PopulationId,
) -> LayerBound {
    let population = hardware.network.population(id);
    let first = hardware.rows.first_source[id.index()];
    let mut sent = Loads::new(hardware);
    if !hardware.lossy {
        for source in first..first + population.units {
            for route in hardware.routes.of(source) {
                sent.add_packets(hardware.routes.all[route].tree, emitted[source as usize]);
            }
        }
    }
    let slices = hardware.placement.slices.iter().zip(&loads.slices);
    let own = slices.filter(|(slice, _)| slice.population == id).map(|(slice, work)| (slice.core, work));
    let most = |of: fn(&super::work::Work) -> u64| own.clone().map(|(_, work)| of(work)).max().unwrap_or(0);
    let (synops, updates) = (most(|work| work.synops), most(|work| work.updates));
    let trees = sent.trees.iter().map(|&tree| (tree, sent.packets(tree)));
    let mut busiest = Busiest::of_layer(hardware, own, trees, links);
    if population.site != Home::Chip && !hardware.closed {
        // The host injects it: of its time the layer has what its packets take.
        let packets = sent.trees.iter().map(|&tree| sent.packets(tree)).sum();
        busiest.0[Term::Host.index()].ticks = hardware.host(false).sending(0, packets);
    }
    let most = *busiest.most();
    LayerBound {
        name: population.name.clone(),
        synops,
        updates,
        by_term: busiest.0.map(|busy| busy.ticks),
        ticks: most.ticks,
        term: most.term,
        state: match most.site {
            super::busiest::Site::Core(core) => {
                let slices = hardware.placement.slices_of(core);
                let own = slices.map(|slice| slice as usize);
                let mut own = own.filter(|&slice| hardware.placement.slices[slice].population == id);
                own.next().map_or(BoundState::Compute, |slice| loads.slices[slice].state(most.term))
            }
            _ => super::work::Work::default().state(most.term),
        },
    }
}
