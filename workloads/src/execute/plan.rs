//! In which order a step is worked off, prepared once for all executors of a network.

use super::accumulate::COMPACT;
use super::network::{ExecutableNetwork, Weights, WideValues};
use crate::network::Synapses;

/// What executors of a network share.
#[derive(Debug)]
pub(super) struct Plan {
    /// All populations but inputs, sources before targets along projections without delay.
    pub(super) order: Vec<Entry>,
    /// Populations that delayed projections enter.
    pub(super) delayed: Vec<Entry>,
    /// Of each projection the targets in 16 bits, where they are listed and few enough.
    pub(super) compact: Vec<Option<Vec<u16>>>,
}

/// A population and the projections into it, in the order in which they are added up.
#[derive(Debug)]
pub(super) struct Entry {
    /// Index of the population.
    pub(super) population: usize,
    /// Indices of projections whose events are changes.
    pub(super) changes: Vec<usize>,
    /// Indices of the other projections.
    pub(super) values: Vec<usize>,
}

impl Plan {
    /// The plan of a network; `None` if projections without delay form a circle.
    pub(super) fn of(network: &ExecutableNetwork) -> Option<Self> {
        let order = order(network)?.into_iter().map(|population| Entry::of(network, population, 0)).collect();
        let all = 0..network.populations.len();
        let delayed = all
            .map(|population| Entry::of(network, population, 1))
            .filter(|entry| !entry.changes.is_empty() || !entry.values.is_empty())
            .collect();
        let compact = network.projections.iter().map(|projection| compact(&projection.weights)).collect();
        Some(Self { order, delayed, compact })
    }
}

impl Entry {
    fn of(network: &ExecutableNetwork, population: usize, delay: u8) -> Self {
        let entering =
            network.projections.iter().enumerate().filter(|(_, projection)| {
                projection.target.index() == population && projection.delay == delay
            });
        let (changes, values): (Vec<_>, Vec<_>) = entering
            .partition(|(_, projection)| network.populations[projection.source.index()].cell.emits_changes());
        let indices = |list: Vec<(usize, _)>| list.into_iter().map(|(index, _)| index).collect();
        Self { population, changes: indices(changes), values: indices(values) }
    }
}

/// Populations but inputs, every one behind its sources of the same step, the first in the list first where there is a choice;
/// `None` if projections without delay form a circle.
pub(super) fn order(network: &ExecutableNetwork) -> Option<Vec<usize>> {
    let mut done: Vec<bool> =
        network.populations.iter().map(|population| population.cell.is_input()).collect();
    let mut order = Vec::new();
    while let Some(waiting) = done.iter().position(|done| !done) {
        let ready = (waiting..done.len()).find(|population| {
            !done[*population]
                && network.projections.iter().all(|projection| {
                    projection.target.index() != *population
                        || projection.delay != 0
                        || done[projection.source.index()]
                })
        })?;
        done[ready] = true;
        order.push(ready);
    }
    Some(order)
}

fn compact(weights: &Weights) -> Option<Vec<u16>> {
    match weights {
        Weights::Sparse { rows, .. } if rows.width() as usize <= COMPACT => {
            Some(rows.targets().iter().map(|target| *target as u16).collect())
        }
        Weights::Wide(WideValues { synapses: Synapses::Sparse(rows), .. })
            if rows.width() as usize <= COMPACT =>
        {
            Some(rows.targets().iter().map(|target| *target as u16).collect())
        }
        _ => None,
    }
}
