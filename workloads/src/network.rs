//! The network as the simulator sees it: populations of units and the synapses between them.
//!
//! A [`Network`] is plain, serialisable data without a word about chips. Synapses are stored by *source* unit, because
//! an event of a unit touches exactly its row: row `j` is column `j` of the weight matrix as papers print it, and lists
//! the targets `gate * units + unit` of the target population. Dense projections are never materialised.

use serde::{Deserialize, Serialize};

use crate::convolution::Conv2d;
use crate::crossbar::Crossbar;
use crate::rows::SparseRows;

/// Index of a population in [`Network::populations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PopulationId(pub u32);

/// Index of a projection in [`Network::projections`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProjectionId(pub u32);

impl PopulationId {
    /// The index into [`Network::populations`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl ProjectionId {
    /// The index into [`Network::projections`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a unit computes when it is updated; every unit is updated once a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Model {
    /// No computation: values enter here (an embedding row, a frame).
    Input,
    /// Event-based gated recurrent unit: emits only when its state crosses a threshold.
    Egru,
    /// Gated recurrent unit, dense: every unit emits at every step.
    Gru,
    /// Long short-term memory unit, dense: every unit emits at every step.
    Lstm,
    /// Gated recurrent unit that emits the change of its state, when that exceeds a threshold.
    DeltaGru,
    /// Long short-term memory unit that emits the change of its output, when that exceeds a threshold.
    DeltaLstm,
    /// Decay unit: a leaky average of one weighted sum, dense.
    DecayRnn,
    /// Leaky integrate-and-fire neuron with binary events.
    Lif,
    /// Leaky integrate-and-fire neuron whose threshold rises with its own events.
    AdaptiveLif,
    /// Leaky integrate-and-fire neuron with a leaky synaptic current.
    CubaLif,
    /// Rectified weighted sum without memory: emits its value where that is above zero.
    Relu,
    /// Weighted sum without memory: every unit emits at every step, but for an on-chip decoder, to which nothing listens.
    Linear,
}

impl Model {
    /// Every model, in declaration order.
    pub const ALL: [Self; 12] = [
        Self::Input,
        Self::Egru,
        Self::Gru,
        Self::Lstm,
        Self::DeltaGru,
        Self::DeltaLstm,
        Self::DecayRnn,
        Self::Lif,
        Self::AdaptiveLif,
        Self::CubaLif,
        Self::Relu,
        Self::Linear,
    ];

    /// Weighted sums a unit takes in: a synapse targets one gate of one unit.
    pub fn gates(self) -> u32 {
        match self {
            Self::Input => 0,
            Self::DecayRnn | Self::Lif | Self::AdaptiveLif | Self::CubaLif | Self::Relu | Self::Linear => 1,
            Self::Egru | Self::Gru | Self::DeltaGru => 3,
            Self::Lstm | Self::DeltaLstm => 4,
        }
    }

    /// The name used in tables, lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Egru => "egru",
            Self::Gru => "gru",
            Self::Lstm => "lstm",
            Self::DeltaGru => "delta_gru",
            Self::DeltaLstm => "delta_lstm",
            Self::DecayRnn => "decay_rnn",
            Self::Lif => "lif",
            Self::AdaptiveLif => "adaptive_lif",
            Self::CubaLif => "cuba_lif",
            Self::Relu => "relu",
            Self::Linear => "linear",
        }
    }

    /// Whether units stay silent in most steps, so that an activity below 1 makes sense.
    pub fn is_event_based(self) -> bool {
        match self {
            Self::Egru
            | Self::DeltaGru
            | Self::DeltaLstm
            | Self::Lif
            | Self::AdaptiveLif
            | Self::CubaLif
            | Self::Relu => true,
            Self::Input | Self::Gru | Self::Lstm | Self::DecayRnn | Self::Linear => false,
        }
    }

    /// Whether an event is a bare spike, so that its synaptic operation is an addition and not a multiplication.
    pub fn has_binary_events(self) -> bool {
        matches!(self, Self::Lif | Self::AdaptiveLif | Self::CubaLif)
    }
}

/// Where a part of the computation happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Site {
    /// On the chip: it costs memory, time and energy there.
    Chip,
    /// On the host: its values or events cross the chip's border.
    Host,
    /// Left out altogether.
    Absent,
}

impl Site {
    /// The name used in tables, lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chip => "chip",
            Self::Host => "host",
            Self::Absent => "absent",
        }
    }
}

/// A group of units of one model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Population {
    /// Name, unique in the network: `embedding`, `layer0`, `decoder`.
    pub name: String,
    /// Number of units.
    pub units: u32,
    /// What each unit computes.
    pub model: Model,
    /// [`Site::Chip`] or [`Site::Host`], never absent.
    pub site: Site,
    /// Bits of a look-up table that must lie in on-chip memory for this population (an on-chip embedding); else 0.
    pub lookup_bits: u64,
    /// Bits of that table read in every step; else 0.
    pub bits_per_step: u64,
}

impl Population {
    /// Weighted sums the population takes in: gates times units.
    pub fn inputs(&self) -> u64 {
        u64::from(self.model.gates()) * u64::from(self.units)
    }
}

/// The synapses from one population to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Projection {
    /// Name, unique in the network: `W0`, `R0`, `decoder`.
    pub name: String,
    /// Population whose events drive the synapses.
    pub source: PopulationId,
    /// Population whose gates they feed.
    pub target: PopulationId,
    /// Steps between event and effect: 0 within the same step, 1 at the next step.
    pub delay: u8,
    /// Which weights are there.
    pub synapses: Synapses,
    /// How they are stored, on chips that tell that apart.
    pub kind: SynapseKind,
    /// Bits of a stored weight.
    pub weight_bits: u32,
    /// Bits of the value an event carries along this projection; 0 for bare spikes.
    pub payload_bits: u32,
}

/// How the synapses of a projection are stored, where a chip tells that apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SynapseKind {
    /// Every position of a matrix.
    Dense,
    /// Listed ones.
    Sparse,
    /// Those of a kernel.
    Convolution,
}

impl SynapseKind {
    /// As synapses are listed here.
    pub fn of(synapses: &Synapses) -> Self {
        match synapses {
            Synapses::Dense { .. } => Self::Dense,
            Synapses::Sparse(_) | Synapses::Crossbar(_) => Self::Sparse,
            Synapses::Conv2d(_) => Self::Convolution,
        }
    }
}

/// Which weights of a projection are there, by source unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Synapses {
    /// All of them; nothing is stored.
    Dense {
        /// Source units: rows.
        sources: u32,
        /// Targets, gates times units: length of every row.
        targets: u32,
    },
    /// The listed ones.
    Sparse(SparseRows),
    /// Those of a convolution between channels of pixels; only its shape is stored.
    Conv2d(Conv2d),
    /// Those of crossbars; only who sends to which is stored.
    Crossbar(Crossbar),
}

impl Synapses {
    /// Number of source units: rows.
    pub fn sources(&self) -> u32 {
        match self {
            Self::Dense { sources, .. } => *sources,
            Self::Sparse(rows) => rows.sources(),
            Self::Conv2d(convolution) => convolution.sources(),
            Self::Crossbar(crossbar) => crossbar.sources(),
        }
    }

    /// Number of possible targets of a row: gates times units of the target population.
    pub fn targets(&self) -> u32 {
        match self {
            Self::Dense { targets, .. } => *targets,
            Self::Sparse(rows) => rows.width(),
            Self::Conv2d(convolution) => convolution.targets(),
            Self::Crossbar(crossbar) => crossbar.targets(),
        }
    }

    /// Weights that are there.
    pub fn nonzeros(&self) -> u64 {
        match self {
            Self::Dense { .. } => self.positions(),
            Self::Sparse(rows) => rows.nonzeros(),
            Self::Conv2d(convolution) => convolution.synapses(),
            Self::Crossbar(crossbar) => crossbar.nonzeros(),
        }
    }

    /// Weights of the dense matrix of the same shape; of a convolution, its synapses if nothing were pruned, and of crossbars
    /// those of full ones.
    pub fn positions(&self) -> u64 {
        match self {
            Self::Dense { .. } | Self::Sparse(_) => u64::from(self.sources()) * u64::from(self.targets()),
            Self::Conv2d(convolution) => convolution.positions(),
            Self::Crossbar(crossbar) => crossbar.positions(),
        }
    }

    /// Different weights, pruned ones included: those of a kernel count once however often it is applied, and fixed
    /// ones not at all.
    pub fn parameters(&self) -> u64 {
        match self {
            Self::Dense { .. } | Self::Sparse(_) | Self::Crossbar(_) => self.positions(),
            Self::Conv2d(convolution) if convolution.has_fixed_weights() => 0,
            Self::Conv2d(convolution) => convolution.kernel_weights(),
        }
    }

    /// Those of [`Self::parameters`] that pruning has left.
    pub fn kept_parameters(&self) -> u64 {
        match self {
            Self::Dense { .. } | Self::Sparse(_) | Self::Crossbar(_) => self.nonzeros(),
            Self::Conv2d(convolution) if convolution.has_fixed_weights() => 0,
            Self::Conv2d(convolution) => convolution.kept_weights(),
        }
    }

    /// Whether the weights are no parameters: pooling, and values handed on unit by unit.
    pub fn has_fixed_weights(&self) -> bool {
        matches!(self, Self::Conv2d(convolution) if convolution.has_fixed_weights())
    }

    /// Share of the positions that hold a weight; 0 for an empty matrix.
    pub fn density(&self) -> f64 {
        match self.positions() {
            0 => 0.0,
            positions => self.nonzeros() as f64 / positions as f64,
        }
    }

    /// Number of synapses of one source unit.
    ///
    /// # Panics
    /// If `source` is not below [`Self::sources`].
    pub fn row_len(&self, source: u32) -> u32 {
        match self {
            Self::Dense { targets, .. } => *targets,
            Self::Sparse(rows) => rows.row(source).len() as u32,
            Self::Conv2d(convolution) => convolution.row_len(source),
            Self::Crossbar(crossbar) => crossbar.row_len(),
        }
    }

    /// Fills `into` with the targets of one source unit, ascending.
    ///
    /// # Panics
    /// If `source` is not below [`Self::sources`].
    pub fn row(&self, source: u32, into: &mut Vec<u32>) {
        into.clear();
        match self {
            Self::Dense { targets, .. } => into.extend(0..*targets),
            Self::Sparse(rows) => into.extend_from_slice(rows.row(source)),
            Self::Conv2d(convolution) => convolution.row(source, into),
            Self::Crossbar(crossbar) => crossbar.row(source, |target| into.push(target)),
        }
    }
}

/// Populations and projections, input population first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// The populations, addressed by [`PopulationId`].
    pub populations: Vec<Population>,
    /// The projections, addressed by [`ProjectionId`].
    pub projections: Vec<Projection>,
}

impl Network {
    /// The population of an id.
    pub fn population(&self, id: PopulationId) -> &Population {
        &self.populations[id.index()]
    }

    /// The projection of an id.
    pub fn projection(&self, id: ProjectionId) -> &Projection {
        &self.projections[id.index()]
    }

    /// Every population with its id, in order.
    pub fn population_ids(&self) -> impl Iterator<Item = PopulationId> + use<> {
        (0..self.populations.len() as u32).map(PopulationId)
    }

    /// The id of a population by name.
    pub fn find(&self, name: &str) -> Option<PopulationId> {
        self.populations
            .iter()
            .position(|population| population.name == name)
            .map(|at| PopulationId(at as u32))
    }

    /// Projections that leave a population, in order.
    pub fn outgoing(&self, source: PopulationId) -> impl Iterator<Item = ProjectionId> + '_ {
        (0..self.projections.len() as u32)
            .map(ProjectionId)
            .filter(move |id| self.projection(*id).source == source)
    }

    /// Projections that enter a population, in order.
    pub fn incoming(&self, target: PopulationId) -> impl Iterator<Item = ProjectionId> + '_ {
        (0..self.projections.len() as u32)
            .map(ProjectionId)
            .filter(move |id| self.projection(*id).target == target)
    }

    /// Number of same-step hops from the input: 0 for the input, 1 for the first layer, and so on along the longest
    /// chain of delay-0 projections; where no input has one, 0 for all that no such chain leads to. Chips where such a hop takes a step of its own are behind by this many steps.
    pub fn depth(&self, population: PopulationId) -> u32 {
        self.depths()[population.index()]
    }

    /// [`Self::depth`] of every population, in order.
    pub fn depths(&self) -> Vec<u32> {
        let is_input = |population: &Population| population.model == Model::Input;
        // Where inputs act in the next step, as all others do, nobody is behind them.
        let leads = !self.populations.iter().any(is_input)
            || self
                .projections
                .iter()
                .any(|projection| projection.delay == 0 && is_input(self.population(projection.source)));
        let mut depths: Vec<u32> =
            self.populations.iter().map(|population| u32::from(leads && !is_input(population))).collect();
        // A checked network has no delay-0 cycle, so the longest chain is settled after one round per population.
        for _ in 0..self.populations.len() {
            for projection in self.projections.iter().filter(|projection| projection.delay == 0) {
                let through = depths[projection.source.index()] + 1;
                let depth = &mut depths[projection.target.index()];
                *depth = (*depth).max(through);
            }
        }
        depths
    }

    /// Weights that are there, over all projections.
    pub fn nonzeros(&self) -> u64 {
        self.projections.iter().map(|projection| projection.synapses.nonzeros()).sum()
    }
}

#[cfg(test)]
mod tests;
