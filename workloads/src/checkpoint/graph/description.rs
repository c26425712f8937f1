//! The note of a file that says what its tensors are.

use serde::{Deserialize, Serialize};

use crate::convolution::{Axis, Image};

/// The note's name, which is also the schema of its text.
pub(super) const GRAPH: &str = "egret-graph/1";

/// Populations and projections; the last population is read out.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GraphFile {
    pub(super) populations: Vec<PopulationEntry>,
    pub(super) projections: Vec<ProjectionEntry>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PopulationEntry {
    pub(super) name: String,
    pub(super) units: u32,
    pub(super) cell: CellEntry,
}

/// What units compute; their constants are tensors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum CellEntry {
    Input,
    DeltaInput,
    SpikeSource,
    Egru,
    Gru,
    Lstm,
    DeltaGru,
    DeltaLstm,
    DecayRnn(NonlinearityEntry),
    Lif(ResetEntry),
    AdaptiveLif(ResetEntry),
    CubaLif(ResetEntry),
    QuantizedLif,
    Relu,
    Linear,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum NonlinearityEntry {
    Relu,
    Tanh,
}

/// What an event does to the potential; the potential after it is a tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum ResetEntry {
    To,
    Subtract,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProjectionEntry {
    pub(super) name: String,
    pub(super) source: String,
    pub(super) target: String,
    pub(super) delay: u8,
    pub(super) weights: WeightsEntry,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) enum WeightsEntry {
    Dense,
    Sparse,
    /// Weights of the kernel that are zero are no synapses, but where they are kept.
    Conv2d {
        input: ImageEntry,
        output_channels: u32,
        vertical: AxisEntry,
        horizontal: AxisEntry,
        groups: u32,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        keeps_zeros: bool,
    },
    Random {
        fan_out: u32,
        seed: u64,
        value: f32,
    },
}

/// Channels, height, width.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ImageEntry(pub(super) u32, pub(super) u32, pub(super) u32);

/// Kernel, stride, padding, dilation.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AxisEntry(pub(super) u32, pub(super) u32, pub(super) u32, pub(super) u32);

impl From<Image> for ImageEntry {
    fn from(image: Image) -> Self {
        Self(image.channels, image.height, image.width)
    }
}

impl From<&ImageEntry> for Image {
    fn from(ImageEntry(channels, height, width): &ImageEntry) -> Self {
        Self { channels: *channels, height: *height, width: *width }
    }
}

impl From<Axis> for AxisEntry {
    fn from(axis: Axis) -> Self {
        Self(axis.kernel, axis.stride, axis.padding, axis.dilation)
    }
}

impl From<&AxisEntry> for Axis {
    fn from(AxisEntry(kernel, stride, padding, dilation): &AxisEntry) -> Self {
        Self { kernel: *kernel, stride: *stride, padding: *padding, dilation: *dilation }
    }
}
