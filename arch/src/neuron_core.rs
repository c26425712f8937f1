//! The checked neuron core: stage times in ticks, memories, and the unit models it can run.

use egret_config::Information;
use serde::{Deserialize, Serialize};

use crate::Ticks;
use crate::action::Action;
use crate::file::{Content, DenseFile, Execution, Interleaving};
use crate::formats::WeightFormat;
use crate::power::PowerStates;

/// Unit model that a core may be able to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// Source of recorded or synthetic events.
    Input,
    /// Event-based gated recurrent unit.
    Egru,
    /// Gated recurrent unit.
    Gru,
    /// Long short-term memory.
    Lstm,
    /// Gated recurrent unit that emits changes.
    DeltaGru,
    /// Long short-term memory that emits changes.
    DeltaLstm,
    /// Leaky average of one weighted sum.
    DecayRnn,
    /// Leaky integrate-and-fire.
    Lif,
    /// Leaky integrate-and-fire with a threshold that adapts.
    AdaptiveLif,
    /// Leaky integrate-and-fire with a leaky synaptic current.
    CubaLif,
    /// Rectified weighted sum.
    Relu,
    /// Weighted sum without state.
    Linear,
}

impl Model {
    /// All models.
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
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Name in chip files and records.
    pub const fn name(self) -> &'static str {
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

    /// Model of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.name() == name)
    }

    /// Position in [`Self::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// Time and state of one unit of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModelCost {
    /// Time to update a unit that emits nothing.
    pub idle_time: Ticks,
    /// Time to update a unit that emits an event, emission not included.
    pub active_time: Ticks,
    /// Bits of state a unit keeps between steps.
    pub state_bits: u32,
    /// Time to look at a unit and leave it as it was; that of an idle one where the chip does not tell them apart.
    pub skipped_time: Ticks,
    /// Whether the chip tells units that are left as they were from idle ones.
    pub skips: bool,
}

/// How the synapses of a projection are stored, where a chip tells that apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SynapseKind {
    /// Every position of a matrix.
    Dense,
    /// Listed synapses.
    Sparse,
    /// Those of a kernel that moves over an image.
    Convolution,
}

impl SynapseKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Dense, Self::Sparse, Self::Convolution];
    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Name in chip files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::Sparse => "sparse",
            Self::Convolution => "convolution",
        }
    }

    /// Position in [`Self::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// What a weight of this kind counts as when it is applied, on chips that tell the kind apart.
    pub const fn synop(self) -> Action {
        match self {
            Self::Dense => Action::SynopDense,
            Self::Sparse => Action::SynopSparse,
            Self::Convolution => Action::SynopConvolution,
        }
    }
}

/// One memory of a core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Name in the chip file.
    pub name: String,
    /// Capacity that data may use, all banks together.
    pub capacity: Information,
    /// Banks; at least one.
    pub banks: u32,
    /// Ports of a bank; at least one.
    pub ports: u32,
    /// Width of a port in bits; at least one.
    pub width_bits: u32,
    /// Time from one access of a port to the next.
    pub access_time: Ticks,
    /// Time from the start of a read to its data; at least `access_time`.
    pub read_latency: Ticks,
    /// Time from the start of a write until what was written can be read; at least `access_time`.
    pub write_latency: Ticks,
    /// How data are spread over the banks.
    pub interleaving: Interleaving,
    /// What lies in it.
    pub holds: Vec<Content>,
}

impl Memory {
    /// Rounds of accesses, all ports of the banks concerned at work, for `words` words that belong together.
    pub fn rounds(&self, words: u64) -> u64 {
        let banks = match self.interleaving {
            Interleaving::Word => u64::from(self.banks),
            Interleaving::Row => 1,
        };
        words.div_ceil(banks * u64::from(self.ports))
    }

    /// Time that reading in so many rounds takes, to the last data.
    pub fn read_time(&self, rounds: u64) -> Ticks {
        rounds.checked_sub(1).map_or(0, |before| before * self.access_time + self.read_latency)
    }

    /// Time that writing in so many rounds takes, until the last word can be read.
    pub fn write_time(&self, rounds: u64) -> Ticks {
        rounds.checked_sub(1).map_or(0, |before| before * self.access_time + self.write_latency)
    }

    /// What a read takes longer than an access.
    pub fn read_delay(&self) -> Ticks {
        self.read_latency - self.access_time
    }

    /// What a write takes longer than an access.
    pub fn write_delay(&self) -> Ticks {
        self.write_latency - self.access_time
    }
}

/// The neuron core of a checked chip.
#[derive(Clone, Debug, PartialEq)]
pub struct Core {
    /// Whether stages overlap.
    pub execution: Execution,
    /// Whether every unit sends in every step, and what noughts then cost; `None` on cores that work on events only.
    pub dense: Option<DenseFile>,
    /// Time to accept one event.
    pub axon_in_time: Ticks,
    /// Entries of the input queue; at least one.
    pub queue_entries: u32,
    /// Time to look a row up before its first word.
    pub row_time: Ticks,
    /// Synapses applied side by side; at least one.
    pub lanes: u32,
    /// Time for one group of `lanes` synapses.
    pub group_time: Ticks,
    /// The same by [`SynapseKind::index`]; `None` where the chip does not tell that kind apart.
    pub kinds: [Option<Ticks>; SynapseKind::COUNT],
    /// Format in which rows are stored.
    pub format: WeightFormat,
    /// Whether the kernel of a convolution is stored once a core, and not for every position.
    pub shared_kernels: bool,
    /// Accumulator banks; target k lies in bank k mod banks; at least one.
    pub dendrite_banks: u32,
    /// Accumulations a bank does in one `dendrite_time`; at least one.
    pub dendrite_ports: u32,
    /// Time of one accumulation in one bank.
    pub dendrite_time: Ticks,
    /// Bits of one accumulator.
    pub accumulator_bits: u32,
    /// Units updated side by side; at least one.
    pub soma_lanes: u32,
    /// Costs by [`Model::index`]; `None` where the core cannot run the model.
    pub models: [Option<ModelCost>; Model::COUNT],
    /// Time to generate one event in a unit.
    pub event_time: Ticks,
    /// Time to build and hand over one packet.
    pub packet_time: Ticks,
    /// Memories by name, sorted.
    pub memories: Vec<Memory>,
    /// Power states and levels; `None` where a core is always as one at work.
    pub power: Option<PowerStates>,
    /// Position in `memories` by content, as [`Content`] is declared; validation fills it.
    pub(crate) homes: [usize; CONTENTS.len()],
}

/// All contents, in declaration order.
pub(crate) const CONTENTS: [Content; 4] = [Content::Weights, Content::Tables, Content::State, Content::Queue];

impl Core {
    /// The one memory that holds that content.
    pub fn memory(&self, content: Content) -> &Memory {
        &self.memories[self.homes[content as usize]]
    }

    /// Time for one group of `lanes` synapses of a kind.
    pub fn group_time_of(&self, kind: SynapseKind) -> Ticks {
        self.kinds[kind.index()].unwrap_or(self.group_time)
    }

    /// What applying a weight of a kind counts as.
    pub fn synop_of(&self, kind: SynapseKind) -> Action {
        if self.kinds[kind.index()].is_some() { kind.synop() } else { Action::Synop }
    }

    /// Whether the chip tells apart the kind of synapses whose synops are counted as that action.
    pub fn tells_apart(&self, synop: Action) -> bool {
        SynapseKind::ALL.into_iter().any(|kind| kind.synop() == synop && self.kinds[kind.index()].is_some())
    }

    /// Cost of a model, `None` where the core cannot run it.
    pub fn model(&self, model: Model) -> Option<ModelCost> {
        self.models[model.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_found_by_name_and_in_order() {
        for (position, model) in Model::ALL.into_iter().enumerate() {
            assert_eq!(model.index(), position);
            assert_eq!(Model::from_name(model.name()), Some(model));
        }
        assert_eq!(Model::from_name("EGRU"), None);
    }

    #[test]
    fn contents_are_in_declaration_order() {
        for (position, content) in CONTENTS.into_iter().enumerate() {
            assert_eq!(content as usize, position);
        }
    }
}
