//! A workload as written: the RON schema of workload files, version 1.
//!
//! These types mirror the file one to one and are never used by the simulator: [`crate::validate()`] turns a
//! [`WorkloadFile`] into a checked [`crate::Workload`] or a list of problems. The parameters a study varies
//! (`weight_sparsity`, `activity`, bits, sites) stand at the top level, so that their paths are short.

use egret_config::Sourced;
use serde::{Deserialize, Serialize};

use crate::activity::SyntheticFile;
use crate::connection::ConnectionFile;
use crate::convolution::Image;
use crate::masks::MaskFile;
use crate::network::{Model, Site, SynapseKind};

/// The schema this version reads.
pub const SCHEMA: &str = "egret.workload/1";

/// One workload file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkloadFile {
    /// Schema of this file: [`SCHEMA`].
    pub schema: String,
    /// Name, equal to the file's stem.
    pub name: String,
    /// One or two sentences: what it is and what it is good for here.
    pub summary: String,
    /// The populations: the input first, then the layers; the last one is read out. None: those of the checkpoint.
    #[serde(default)]
    pub populations: Vec<PopulationFile>,
    /// The weight matrices between them. The decoder is not among them: see [`Self::decoder`]. None: those of the
    /// checkpoint.
    #[serde(default)]
    pub projections: Vec<ProjectionFile>,
    /// Share of zero weights, 0 to 1, of every projection that lists no rows; of a convolution, of its kernel. The decoder
    /// and the embedding stay dense. None: [`Self::default_weight_sparsity`].
    #[serde(default)]
    pub weight_sparsity: Option<f64>,
    /// Weight sparsity where [`Self::weight_sparsity`] is none; 0 without it. `Unknown` where it was not published: the
    /// network then runs only when one is given.
    #[serde(default)]
    pub default_weight_sparsity: Option<Sourced<f64>>,
    /// Where the remaining weights are.
    pub mask: MaskFile,
    /// Bits of a stored weight, 1 to 32.
    pub weight_bits: Sourced<u32>,
    /// Bits of the value a graded event carries, 1 to 32; bare spikes carry none.
    pub payload_bits: Sourced<u32>,
    /// Where the input is made: a table on the chip, values injected by the host, or no input at all.
    pub embedding: Site,
    /// Where the last layer is decoded: on the chip as a population of its own, on the host, or nowhere.
    pub decoder: Site,
    /// Words of the language model: rows of the embedding table and units of the decoder.
    #[serde(default)]
    pub vocabulary: Option<Sourced<u32>>,
    /// Fraction of the event-based units that emit in a step, 0 to 1, for synthetic activity, but for populations that
    /// have a known one of their own ([`PopulationFile::activity`]). None: the recorded activity if there is one, else
    /// synthetic at [`Self::default_activity`].
    #[serde(default)]
    pub activity: Option<f64>,
    /// Activity of the event-based populations where nothing is recorded and [`Self::activity`] is none. `Unknown` where
    /// it was not published: the network then runs only when one is given.
    #[serde(default)]
    pub default_activity: Option<Sourced<f64>>,
    /// Shape of synthetic activity.
    #[serde(default)]
    pub synthetic: SyntheticFile,
    /// Name of the shipped data set with trained masks and recorded activity.
    #[serde(default)]
    pub recorded: Option<String>,
    /// Nominal activity, 0 to 1, of the network of [`Self::recorded`], where that has several. Networks at 1 have no
    /// events: layers of EGRU units become layers of GRU units, which give their value at every step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity_level: Option<f64>,
    /// Events of the layers as a file: a trace that `egret workload record` wrote.
    #[serde(default)]
    pub trace: Option<String>,
    /// Activity file (`egret.activity/1`) that synthetic activity follows instead of [`Self::activity`] and
    /// [`Self::synthetic`], as `egret workload fit` writes it. It beats recorded events.
    #[serde(default)]
    pub fitted: Option<String>,
    /// The trained network, with its weights.
    #[serde(default)]
    pub checkpoint: Option<CheckpointFile>,
    /// Where the events of the layers come from.
    #[serde(default)]
    pub events: Events,
    /// Steps (tokens, frames) of a run that does not say how many.
    pub steps: u32,
}

/// Where the events of the layers come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Events {
    /// Drawn at `activity` if that is given or as `fitted` says, else recorded ones if there are some, else drawn at `default_activity`.
    #[default]
    Described,
    /// The network of `checkpoint` is executed.
    Executed,
}

/// A trained network in files. Paths are relative to the workload file; `shipped:NAME` is part of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckpointFile {
    /// Safetensors file with the layers.
    pub weights: String,
    /// Safetensors file with the word vectors, which are also the decoder; if none is given, the file of the layers.
    #[serde(default)]
    pub embedding: Option<String>,
    /// Safetensors file with the words that the network reads, one a step.
    #[serde(default)]
    pub tokens: Option<String>,
    /// Steps after which the network starts anew from the zero state, for words that were cut into streams; if none is
    /// given, it reads all words as one stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_steps: Option<u32>,
    /// Safetensors file with the events of the input, for a network that reads no words: a trace of one layer.
    #[serde(default)]
    pub input: Option<String>,
}

/// One population.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PopulationFile {
    /// Name, unique in the file; `decoder` is reserved.
    pub name: String,
    /// What each unit computes.
    pub model: Model,
    /// Number of units. `Unknown` where it was not published: the network then runs only when it is given.
    pub units: Sourced<u32>,
    /// The units as channels of pixels, for convolutions; unit `(channel * height + y) * width + x`.
    #[serde(default)]
    pub image: Option<Image>,
    /// Fraction of these units that emit in a step, 0 to 1. A known one goes before the file's activity and a data
    /// set's recording, not before [`WorkloadFile::trace`] and [`WorkloadFile::fitted`]; with `Unknown` the population
    /// takes the activity of the others. An input has one only if it emits
    /// events, such as changes; without, all of its values come at every step.
    #[serde(default)]
    pub activity: Option<Sourced<f64>>,
}

/// One weight matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectionFile {
    /// Name, unique in the file; `decoder` is reserved.
    pub name: String,
    /// Name of the population whose events drive it.
    pub source: String,
    /// Name of the population it feeds.
    pub target: String,
    /// Steps between event and effect, 0 or 1.
    pub delay: u8,
    /// Which units may be connected; any with any other where nothing is written.
    #[serde(default)]
    pub connection: ConnectionFile,
    /// How the chip stores the synapses, where it tells that apart: `Dense`, `Sparse` or `Convolution`. None: as they are
    /// connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub synapse: Option<SynapseKind>,
    /// An explicit mask: for each source unit the ascending targets (gate times units plus unit) that have a weight.
    #[serde(default)]
    pub rows: Option<Vec<Vec<u32>>>,
}

impl WorkloadFile {
    /// Whether the network of another file is that of this one: the files differ in events and steps at most.
    pub(crate) fn has_network_of(&self, other: &Self) -> bool {
        let of_this = Self {
            summary: self.summary.clone(),
            activity: self.activity,
            default_activity: self.default_activity.clone(),
            synthetic: self.synthetic,
            fitted: self.fitted.clone(),
            steps: self.steps,
            ..other.clone()
        };
        of_this == *self
    }

    /// Paths of the parameters that were not published and without which the network does not run.
    pub fn to_be_given(&self) -> Vec<String> {
        let unknown = |at: &usize| matches!(self.populations[*at].units, Sourced::Unknown(_));
        let mut paths: Vec<String> = (0..self.populations.len())
            .filter(unknown)
            .map(|at| format!("populations[{at}].units"))
            .collect();
        if self.weight_sparsity().is_none() {
            paths.push("weight_sparsity".to_owned());
        }
        let open = |population: &PopulationFile| {
            let own = population.activity.as_ref().and_then(Sourced::value);
            population.is_sparse() && own.is_none()
        };
        let default = self.default_activity.as_ref();
        let asked = default.is_some_and(|default| default.value().is_none());
        if self.activity.is_none() && asked && self.populations.iter().any(open) {
            paths.push("activity".to_owned());
        }
        paths
    }

    /// Share of zero weights asked for; 0 where a file says nothing, `None` where it says that it is unknown.
    pub fn weight_sparsity(&self) -> Option<f64> {
        let default = || match &self.default_weight_sparsity {
            Some(default) => default.value().copied(),
            None => Some(0.0),
        };
        self.weight_sparsity.or_else(default)
    }
}

impl PopulationFile {
    /// Whether units may be silent in a step: event-based ones, and inputs that say so.
    pub fn is_sparse(&self) -> bool {
        self.model.is_event_based() || self.activity.is_some()
    }
}
