//! A network with everything it takes to execute it: the constants of its units and the values of its weights.
//!
//! All numbers are dimensionless 32-bit floats, times are steps. Weight matrices are stored by source unit, because an event
//! reads one row: row `j` is column `j` of the matrix as papers print it, and its targets are `gate * units + unit`.

use super::accumulate::random_row;
use super::misfits::misfits;
use super::quantized::{QuantizedLif, SpikeSource};
use crate::convolution::Conv2d;
use crate::network::{Model, Network, Population, PopulationId, Projection, Site, SynapseKind, Synapses};
use crate::rows::SparseRows;

/// Populations and the weights between them.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutableNetwork {
    /// The populations, addressed by [`PopulationId`]; an input that is driven from outside first.
    pub populations: Vec<ExecutablePopulation>,
    /// The projections, in the order in which they are added up.
    pub projections: Vec<ExecutableProjection>,
}

/// A group of units with the same equations.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutablePopulation {
    /// Name, unique in the network.
    pub name: String,
    /// Number of units.
    pub units: u32,
    /// What each unit computes, and its constants.
    pub cell: Cell,
}

/// What a unit computes. Lists hold a number a unit, or a number a gate and unit (`gate * units + unit`).
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Values from outside; zeros are no events.
    Input,
    /// Values from outside of which changes above the threshold are events.
    DeltaInput {
        /// The smallest change that is no event.
        threshold: f32,
    },
    /// Events of its own, which nothing from outside drives.
    SpikeSource(SpikeSource),
    /// Event-based gated recurrent unit; gates update `z` (weights the old state), reset `r`, candidate `g`.
    Egru {
        /// Biases of both sums.
        bias: Gated,
        /// A unit emits when its state is above its threshold.
        threshold: Vec<f32>,
    },
    /// Gated recurrent unit; gates as above, reset after the recurrent sum.
    Gru(Gated),
    /// Long short-term memory; gates input `i`, forget `f`, candidate `g`, output `o`.
    Lstm(Gated),
    /// Gated recurrent unit whose events are changes of its state.
    DeltaGru(DeltaGated),
    /// Long short-term memory whose events are changes of its output.
    DeltaLstm(DeltaGated),
    /// Leaky average of one sum.
    DecayRnn(DecayRnn),
    /// Leaky integrate-and-fire.
    Lif(Lif),
    /// Leaky integrate-and-fire with a threshold that adapts.
    AdaptiveLif(AdaptiveLif),
    /// Leaky integrate-and-fire with a synaptic current.
    CubaLif(CubaLif),
    /// Leaky integrate-and-fire on a grid of 1/64.
    QuantizedLif(Box<QuantizedLif>),
    /// `max(0, sum)`; zeros are no events.
    Relu {
        /// Added to the sum.
        bias: Vec<f32>,
    },
    /// The sum.
    Linear {
        /// Added to the sum.
        bias: Vec<f32>,
    },
}

/// Biases of a gated unit, a number a gate and unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Gated {
    /// Of the sum of projections without delay (`b_ih`).
    pub input: Vec<f32>,
    /// Of the sum of projections with delay (`b_hh`).
    pub recurrent: Vec<f32>,
}

/// A gated unit that emits changes.
#[derive(Clone, Debug, PartialEq)]
pub struct DeltaGated {
    /// Biases of both sums.
    pub bias: Gated,
    /// The smallest change of the output that is no event.
    pub threshold: f32,
}

/// `state = f(decay * state + (1 - decay) * sum)`, which is also the output.
#[derive(Clone, Debug, PartialEq)]
pub struct DecayRnn {
    /// The function `f`.
    pub nonlinearity: Nonlinearity,
    /// Added to the sum.
    pub bias: Vec<f32>,
    /// Share of the state that is kept, 0 to 1.
    pub decay: f32,
}

/// A function of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nonlinearity {
    /// `max(0, x)`.
    Relu,
    /// Hyperbolic tangent.
    Tanh,
}

/// `v = decay * (v - rest) + rest + gain * (sum + bias)`; an event when `v > threshold`.
#[derive(Clone, Debug, PartialEq)]
pub struct Lif {
    /// Added to the sum.
    pub bias: Vec<f32>,
    /// Share of the potential, measured from `rest`, that is kept from step to step, 0 to 1.
    pub decay: Vec<f32>,
    /// What the sum is multiplied by.
    pub gain: Vec<f32>,
    /// Potential to which it decays.
    pub rest: Vec<f32>,
    /// Potential above which a unit emits.
    pub threshold: Vec<f32>,
    /// What an event does to the potential.
    pub reset: Reset,
}

/// What an event does to the potential of its unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Reset {
    /// It becomes this potential.
    To(Vec<f32>),
    /// The threshold is taken from it.
    Subtract,
}

/// A LIF whose threshold is `threshold + strength * trace`; `trace = trace_decay * trace + event`.
#[derive(Clone, Debug, PartialEq)]
pub struct AdaptiveLif {
    /// The neuron.
    pub lif: Lif,
    /// Share of the trace that is kept, 0 to 1.
    pub trace_decay: Vec<f32>,
    /// Rise of the threshold for a trace of 1.
    pub strength: Vec<f32>,
}

/// A LIF driven by a current: `current = current_decay * current + current_gain * sum`.
#[derive(Clone, Debug, PartialEq)]
pub struct CubaLif {
    /// The neuron; its sum is the current.
    pub lif: Lif,
    /// Share of the current that is kept, 0 to 1.
    pub current_decay: Vec<f32>,
    /// What the weighted sum is multiplied by.
    pub current_gain: Vec<f32>,
}

/// The weights from one population to another.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutableProjection {
    /// Name, unique in the network.
    pub name: String,
    /// Population whose events drive the weights.
    pub source: PopulationId,
    /// Population whose gates they feed.
    pub target: PopulationId,
    /// Steps between event and effect: 0 within the same step (the sum `a`), 1 at the next step (the sum `q`).
    pub delay: u8,
    /// The weights.
    pub weights: Weights,
}

/// Values in 64-bit floats of weights that are there.
#[derive(Clone, Debug, PartialEq)]
pub struct WideValues {
    /// Which weights are there.
    pub synapses: Synapses,
    /// The values: of a matrix by source unit, of listed weights in their order, of a convolution the kernel.
    pub values: Vec<f64>,
}

/// Which weights are there, and their values.
#[derive(Clone, Debug, PartialEq)]
pub enum Weights {
    /// All of them, by source unit: `values[source * targets + target]`.
    Dense {
        /// Source units.
        sources: u32,
        /// Targets, gates times units.
        targets: u32,
        /// The values.
        values: Vec<f32>,
    },
    /// The listed ones, with a value for each in the same order.
    Sparse {
        /// Which are there.
        rows: SparseRows,
        /// Their values.
        values: Vec<f32>,
    },
    /// `fan_out` weights a source unit at targets that are drawn when they are needed; nothing is stored. The targets of a unit
    /// differ from each other: one lies in each of `fan_out` ranges of targets.
    Random {
        /// Source units.
        sources: u32,
        /// Targets, gates times units; at least `fan_out`.
        targets: u32,
        /// Weights of a source unit.
        fan_out: u32,
        /// Seed of the streams of random numbers, one for each source unit.
        seed: u64,
        /// The value of every weight.
        value: f32,
    },
    /// Those of a convolution; every position shares the kernel, in the order of [`Conv2d::kernel_index`].
    Conv2d {
        /// Shape.
        shape: Conv2d,
        /// The kernel, row-major `[output channel, input channel of the group, row, column]`.
        kernel: Vec<f32>,
    },
    /// Weights into units that add up in 64-bit floats ([`QuantizedLif`]), where 32 bits cannot hold the values.
    Wide(WideValues),
}

impl Weights {
    /// Weights from a dense matrix as papers print it, row-major `[targets, sources]`: stored sparse where some are zero.
    ///
    /// # Panics
    /// If `matrix` does not have `targets * sources` numbers.
    pub fn from_matrix(targets: u32, sources: u32, matrix: &[f32]) -> Self {
        let (rows, columns) = (targets as usize, sources as usize);
        assert_eq!(matrix.len(), rows * columns, "a matrix of {targets} x {sources}");
        let column = |source: usize| (0..rows).map(move |target| matrix[target * columns + source]);
        if matrix.iter().all(|weight| *weight != 0.0) {
            return Self::Dense { sources, targets, values: (0..columns).flat_map(column).collect() };
        }
        let (mut row_start, mut indices, mut values) = (vec![0], Vec::new(), Vec::new());
        for source in 0..columns {
            for (target, weight) in (0..).zip(column(source)) {
                if weight != 0.0 {
                    indices.push(target);
                    values.push(weight);
                }
            }
            row_start.push(indices.len() as u64);
        }
        Self::Sparse { rows: SparseRows::trusted(targets, row_start, indices), values }
    }

    /// Source units, and targets: gates times units.
    pub fn shape(&self) -> (u32, u32) {
        match self {
            Self::Dense { sources, targets, .. } | Self::Random { sources, targets, .. } => {
                (*sources, *targets)
            }
            Self::Sparse { rows, .. } => (rows.sources(), rows.width()),
            Self::Conv2d { shape, .. } => (shape.sources(), shape.targets()),
            Self::Wide(WideValues { synapses, .. }) => (synapses.sources(), synapses.targets()),
        }
    }

    /// Which weights are there. A dense or convolved weight whose value is zero counts as there.
    pub fn synapses(&self) -> Synapses {
        match self {
            Self::Dense { sources, targets, .. } => Synapses::Dense { sources: *sources, targets: *targets },
            Self::Sparse { rows, .. } => Synapses::Sparse(rows.clone()),
            Self::Random { sources, targets, fan_out, seed, .. } => {
                let (sources, targets, fan_out) = (*sources, *targets, *fan_out);
                let mut listed = Vec::with_capacity(sources as usize * fan_out as usize);
                for source in 0..sources {
                    random_row(targets, fan_out, *seed, source, |target| listed.push(target));
                }
                let row_start = (0..=u64::from(sources)).map(|row| row * u64::from(fan_out)).collect();
                Synapses::Sparse(SparseRows::trusted(targets, row_start, listed))
            }
            Self::Conv2d { shape, .. } => Synapses::Conv2d(shape.clone()),
            Self::Wide(WideValues { synapses, .. }) => synapses.clone(),
        }
    }
}

impl Cell {
    /// Whether nothing in the network drives it: values come from outside, or it has events of its own.
    pub fn is_input(&self) -> bool {
        self.is_driven() || matches!(self, Self::SpikeSource(_))
    }

    /// Whether values come from outside.
    pub fn is_driven(&self) -> bool {
        matches!(self, Self::Input | Self::DeltaInput { .. })
    }

    /// Whether events are bare spikes.
    pub fn has_binary_events(&self) -> bool {
        matches!(self, Self::SpikeSource(_)) || self.model().has_binary_events()
    }

    /// Whether sums are added up in 64-bit floats.
    pub(super) fn is_wide(&self) -> bool {
        matches!(self, Self::QuantizedLif(_))
    }

    /// Whether events are changes of a value, which count until the next change, and not the value itself.
    pub fn emits_changes(&self) -> bool {
        matches!(self, Self::DeltaInput { .. } | Self::DeltaGru(_) | Self::DeltaLstm(_))
    }

    /// Biases of the sums of projections without and with delay; empty where there are none. The bias of a [`CubaLif`] is not
    /// among them, for it adds to the current and not to the sum.
    pub(super) fn biases(&self) -> [&[f32]; 2] {
        match self {
            Self::Egru { bias, .. } | Self::Gru(bias) | Self::Lstm(bias) => [&bias.input, &bias.recurrent],
            Self::DeltaGru(delta) | Self::DeltaLstm(delta) => [&delta.bias.input, &delta.bias.recurrent],
            Self::DecayRnn(DecayRnn { bias, .. })
            | Self::Lif(Lif { bias, .. })
            | Self::AdaptiveLif(AdaptiveLif { lif: Lif { bias, .. }, .. })
            | Self::Relu { bias }
            | Self::Linear { bias } => [bias, &[]],
            Self::Input
            | Self::DeltaInput { .. }
            | Self::SpikeSource(_)
            | Self::CubaLif(_)
            | Self::QuantizedLif(_) => [&[], &[]],
        }
    }

    /// The model of the units, as far as a chip is concerned.
    pub fn model(&self) -> Model {
        match self {
            Self::Input | Self::DeltaInput { .. } | Self::SpikeSource(_) => Model::Input,
            Self::Egru { .. } => Model::Egru,
            Self::Gru(_) => Model::Gru,
            Self::Lstm(_) => Model::Lstm,
            Self::DeltaGru(_) => Model::DeltaGru,
            Self::DeltaLstm(_) => Model::DeltaLstm,
            Self::DecayRnn(_) => Model::DecayRnn,
            Self::Lif(_) | Self::QuantizedLif(_) => Model::Lif,
            Self::AdaptiveLif(_) => Model::AdaptiveLif,
            Self::CubaLif(_) => Model::CubaLif,
            Self::Relu { .. } => Model::Relu,
            Self::Linear { .. } => Model::Linear,
        }
    }
}

impl ExecutableNetwork {
    /// What keeps the network from being executed, in words: lists of the wrong length, numbers that are none, weights that do
    /// not fit their populations, several inputs from outside, a circle of projections without delay. Empty if nothing does.
    pub fn misfits(&self) -> Vec<String> {
        misfits(self)
    }

    /// Populations and synapses without values, as a chip sees them: inputs on the host, all else on the chip.
    pub fn structure(&self, weight_bits: u32, payload_bits: u32) -> Network {
        let populations = self.populations.iter().map(|population| {
            let model = population.cell.model();
            Population {
                name: population.name.clone(),
                units: population.units,
                model,
                site: if model == Model::Input { Site::Host } else { Site::Chip },
                lookup_bits: 0,
                bits_per_step: 0,
            }
        });
        let projections = self.projections.iter().map(|projection| {
            let binary = self.populations[projection.source.index()].cell.has_binary_events();
            let synapses = projection.weights.synapses();
            Projection {
                name: projection.name.clone(),
                source: projection.source,
                target: projection.target,
                delay: projection.delay,
                kind: SynapseKind::of(&synapses),
                synapses,
                weight_bits,
                payload_bits: if binary { 0 } else { payload_bits },
            }
        });
        Network { populations: populations.collect(), projections: projections.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_is_stored_by_source_and_without_its_zeros() {
        let weights = Weights::from_matrix(3, 2, &[1.0, 2.0, 0.0, 3.0, 4.0, 0.0]);
        let Weights::Sparse { rows, values } = &weights else { panic!("it has zeros") };
        assert_eq!((rows.row(0), rows.row(1)), (&[0, 2][..], &[0, 1][..]));
        assert_eq!(values, &[1.0, 4.0, 2.0, 3.0]);
        assert_eq!(weights.synapses().nonzeros(), 4);
        let dense = Weights::from_matrix(2, 2, &[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(dense, Weights::Dense { sources: 2, targets: 2, values: vec![1.0, 3.0, 2.0, 4.0] });
    }
}
