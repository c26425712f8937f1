//! Operation counts per step under the conventions of the papers.
//!
//! The same network has several operation counts in the literature, because papers differ in what they let activity
//! sparsity save. `all_sparse` lets it save every synaptic operation of a silent unit. `ff_dense` counts every
//! feed-forward matrix in full and lets activity save recurrent operations only, which is what the DVS table of
//! Subramoney et al. (2022) does. The input is dense in both. The decoder is kept apart, since papers differ in whether
//! they count it. A population without events in the network (activity 0) drives nothing in `all_sparse`.

use serde::Serialize;

use crate::activity::StepEvents;
use crate::network::{Network, PopulationId, Projection, ProjectionId};
use crate::neurobench::NeuroBench;

/// Operations per step. All figures are means over steps, hence not whole numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Operations {
    /// Multiply-accumulates if nothing were sparse, without the decoder.
    pub dense_macs: f64,
    /// Operations for weights that are there and units that emit, without the decoder.
    pub effective_all_sparse: f64,
    /// The same with feed-forward (delay 0) projections counted as if every source unit emitted, without the decoder.
    pub effective_ff_dense: f64,
    /// Multiply-accumulates of the decoder if nothing were sparse; 0 without a vocabulary. To be added to the counts
    /// above for those that include it.
    pub decoder_dense: f64,
    /// Multiply-accumulates of the decoder for last-layer units that emit.
    pub decoder_effective: f64,
    /// Metrics as the `NeuroBench` harness defines them, with the decoder.
    pub neurobench: NeuroBench,
}

/// What is decoded, and how large the decoder is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decoder {
    pub(crate) source: PopulationId,
    /// Words, 0 if there is no decoder to count.
    pub(crate) vocabulary: u32,
    /// The decoder's projection, where the network has one.
    pub(crate) projection: Option<ProjectionId>,
    /// Bits of a parameter.
    pub(crate) bits: u32,
}

/// Events of every unit over a number of steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventCounts {
    /// Steps counted.
    pub steps: u64,
    /// `events[population][unit]`, in network order.
    pub events: Vec<Vec<u64>>,
}

impl EventCounts {
    /// No step of a network.
    pub fn none(network: &Network) -> Self {
        let units = network.populations.iter().map(|population| vec![0; population.units as usize]);
        Self { steps: 0, events: units.collect() }
    }

    /// Adds one step.
    ///
    /// # Panics
    /// If the step has a population or unit that these counts lack.
    pub fn add(&mut self, step: &StepEvents) {
        self.steps += 1;
        for (counts, events) in self.events.iter_mut().zip(&step.events) {
            for unit in events {
                counts[*unit as usize] += 1;
            }
        }
    }

    /// Fraction of (unit, step) pairs with an event, per population; 0 before the first step.
    pub fn densities(&self) -> Vec<f64> {
        let density = |units: &Vec<u64>| match units.len() as u64 * self.steps {
            0 => 0.0,
            pairs => units.iter().sum::<u64>() as f64 / pairs as f64,
        };
        self.events.iter().map(density).collect()
    }

    /// Synaptic operations that these events cause along a projection, over all steps: exact.
    pub fn synops(&self, projection: &Projection) -> u64 {
        let events = &self.events[projection.source.index()];
        (0..).zip(events).map(|(unit, count)| count * u64::from(projection.synapses.row_len(unit))).sum()
    }
}

impl Operations {
    /// Expected operations at the given activity of each population.
    pub(crate) fn expected(network: &Network, decoder: Decoder, activity: &[f64]) -> Self {
        Self::tally(network, decoder, activity, |projection| {
            activity[projection.source.index()] * projection.synapses.nonzeros() as f64
        })
    }

    /// Mean operations of counted events.
    pub(crate) fn measured(network: &Network, decoder: Decoder, counts: &EventCounts) -> Self {
        Self::tally(network, decoder, &counts.densities(), |projection| {
            counts.synops(projection) as f64 / counts.steps.max(1) as f64
        })
    }

    fn tally(
        network: &Network,
        decoder: Decoder,
        activity: &[f64],
        touched: impl Fn(&Projection) -> f64,
    ) -> Self {
        let decoder_dense = network.population(decoder.source).units as f64 * f64::from(decoder.vocabulary);
        let mut operations = Self {
            dense_macs: 0.0,
            effective_all_sparse: 0.0,
            effective_ff_dense: 0.0,
            decoder_dense,
            decoder_effective: activity[decoder.source.index()] * decoder_dense,
            neurobench: NeuroBench::of(network, decoder, activity, &touched),
        };
        for (_, projection) in counted(network, decoder) {
            let (dense, effective) = (projection.synapses.positions() as f64, touched(projection));
            let feed_forward = projection.delay == 0;
            operations.dense_macs += dense;
            operations.effective_all_sparse += effective;
            operations.effective_ff_dense +=
                if feed_forward { projection.synapses.nonzeros() as f64 } else { effective };
        }
        operations
    }
}

/// The projections that are not the decoder's and have weights that papers count: pooling and values handed on have none.
fn counted(network: &Network, decoder: Decoder) -> impl Iterator<Item = (ProjectionId, &Projection)> {
    let all = (0..).map(ProjectionId).zip(&network.projections);
    all.filter(move |(id, projection)| {
        Some(*id) != decoder.projection && !projection.synapses.has_fixed_weights()
    })
}
