//! The neuron core as written.

use std::collections::BTreeMap;

use egret_config::{Delay, Energy, Frequency, Sourced};
use serde::{Deserialize, Serialize};

use super::memory::MemoryFile;
use super::power::PowerFile;
use crate::neuron_core::SynapseKind;

/// The neuron core: clock, pipeline stages and memories.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoreFile {
    /// Core clock; absent on an asynchronous core, whose delays are then times.
    #[serde(default)]
    pub clock: Option<Sourced<Frequency>>,
    /// Whether the stages overlap (hardware pipeline) or share one processor (software).
    pub execution: Execution,
    /// What makes it a dense core; absent = it works on events only.
    #[serde(default)]
    pub dense: Option<DenseFile>,
    /// Arrival of events.
    pub axon_in: AxonInFile,
    /// Walk over a row of synapses.
    pub synapse: SynapseFile,
    /// Accumulation into the target units.
    pub dendrite: DendriteFile,
    /// Unit update.
    pub soma: SomaFile,
    /// Departure of events.
    pub axon_out: AxonOutFile,
    /// Memories by name; each says what it holds.
    pub memories: BTreeMap<String, MemoryFile>,
    /// Power states and levels; absent: a core in use draws `static_power.core_used` all the time.
    #[serde(default)]
    pub power: Option<PowerFile>,
}

/// Whether the stages of a core overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Execution {
    /// Each stage is its own hardware: different events are in different stages at once.
    Pipelined,
    /// All stages run on one processor, one thing at a time.
    Serial,
    /// Two processors side by side: one takes events in (axon-in, synapse, dendrite, one event at a time), the other
    /// updates units and sends (soma, axon-out, one unit at a time).
    Duplex,
}

/// A core that works whatever the activity: in every step every unit sends its value, nought or not, and every stored
/// entry of its rows is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DenseFile {
    /// Whether the entries of a row are passed by with weight memory and multiplier held still when the value that came
    /// is nought: `energy.gated` instead of `energy.filler`, in the same time.
    pub zero_gating: bool,
}

/// Axon-in stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AxonInFile {
    /// Time to accept one event.
    pub event_time: Sourced<Delay>,
    /// Entries of the input queue; a full queue holds senders back.
    pub queue_entries: Sourced<u32>,
}

/// Synapse stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SynapseFile {
    /// Time to look a row up (pointer fetch) before its first word.
    pub row_time: Sourced<Delay>,
    /// Synapses applied side by side.
    pub lanes: Sourced<u32>,
    /// Time for one group of `lanes` synapses.
    pub group_time: Sourced<Delay>,
    /// What a synop takes by how the synapses of a projection are stored; left out: `group_time` and `energy.synop`, however
    /// they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<SynapseKindsFile>,
    /// Format in which rows are stored, one of the names of `FORMATS`.
    pub format: WeightFormatFile,
    /// Whether the kernel of a convolution is stored once a core and applied at every position; left out: every synapse
    /// is stored.
    #[serde(default)]
    pub shared_kernels: Option<Sourced<bool>>,
}

/// Time and energy of a synop by how the synapses of a projection are stored. A kind that is left out takes
/// `core.synapse.group_time` and `energy.synop`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SynapseKindsFile {
    /// Every position of a matrix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dense: Option<SynapseKindFile>,
    /// Listed synapses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sparse: Option<SynapseKindFile>,
    /// Those of a kernel that moves over an image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub convolution: Option<SynapseKindFile>,
}

impl SynapseKindsFile {
    /// What is written for a kind.
    pub fn of(&self, kind: SynapseKind) -> Option<&SynapseKindFile> {
        match kind {
            SynapseKind::Dense => self.dense.as_ref(),
            SynapseKind::Sparse => self.sparse.as_ref(),
            SynapseKind::Convolution => self.convolution.as_ref(),
        }
    }
}

/// What a synop of one kind takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SynapseKindFile {
    /// Time for one group of `core.synapse.lanes` synapses.
    pub group_time: Sourced<Delay>,
    /// Energy of applying one weight.
    pub synop: Sourced<Energy>,
}

/// Weight format of the synapse memory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum WeightFormatFile {
    /// Every position, zero or not.
    Dense,
    /// Nonzeros with absolute target index, and row pointers.
    Csr,
    /// One bit a position, then the nonzeros.
    Bitmap,
    /// Zero-run of `run_bits` before every entry, filler entries for longer runs (EIE: 4 bits).
    RunLength {
        /// Bits of the zero-run field.
        run_bits: u32,
    },
    /// Blocks of b×1 positions with one index each; a block is stored whole if any of it is nonzero.
    Block {
        /// Positions in a block.
        size: u32,
    },
    /// At most n nonzeros in each group of m, each with its position in the group.
    NOfM {
        /// Stored entries a group.
        n: u32,
        /// Positions a group.
        m: u32,
    },
}

/// Dendrite stage: accumulators of the target units.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DendriteFile {
    /// Accumulator banks; target k of a core lies in bank k mod banks.
    pub banks: Sourced<u32>,
    /// Accumulations a bank does in one `access_time`.
    pub ports: Sourced<u32>,
    /// Time of one accumulation in one bank; 0 when contained in the synapse group time.
    pub access_time: Sourced<Delay>,
    /// Bits of one accumulator.
    pub accumulator_bits: Sourced<u32>,
}

/// Soma stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SomaFile {
    /// Units updated side by side.
    pub lanes: Sourced<u32>,
    /// Unit models this core can run, by name (`egru`, `delta_gru`, `lif`, ...: those of [`crate::Model`]).
    pub models: BTreeMap<String, ModelFile>,
}

/// Cost of updating one unit of a model.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// Time to update a unit that emits nothing.
    pub idle_time: Sourced<Delay>,
    /// Time to update a unit that emits an event, emission not included.
    pub active_time: Sourced<Delay>,
    /// Bits of state a unit keeps between steps, parameters included.
    pub state_bits: Sourced<u32>,
    /// Energy of an update of a unit that emits nothing.
    pub idle_energy: Sourced<Energy>,
    /// Energy of an update of a unit that emits an event.
    pub active_energy: Sourced<Energy>,
    /// Time to look at a unit and leave it as it was, because it is at rest and got no input. With this or the energy the
    /// core tells such units from idle ones; left out, they take the time of idle ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped_time: Option<Sourced<Delay>>,
    /// Energy of looking at a unit and leaving it as it was; left out, that of an idle one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped_energy: Option<Sourced<Energy>>,
}

/// Axon-out stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AxonOutFile {
    /// Time to generate one event in a unit.
    pub event_time: Sourced<Delay>,
    /// Time to build and hand over one packet.
    pub packet_time: Sourced<Delay>,
}
