//! Which units of two populations may be connected, as a workload file writes it.
//!
//! Convolutions, pooling and values handed on unit by unit are one thing to the network: a [`Conv2d`], of which no list
//! of synapses is stored. Pooling is a convolution of every channel by itself whose weights are fixed; maxima are told
//! apart from sums by what units compute, not by their synapses.

use serde::{Deserialize, Serialize};

use crate::convolution::{Axis, Conv2d, Image};

/// Which units of two populations may be connected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ConnectionFile {
    /// Any with any other.
    #[default]
    Full,
    /// As a kernel that moves over an image connects them; pairs are (along the height, along the width).
    Convolution {
        /// Size of the kernel.
        kernel: (u32, u32),
        /// Pixels from one place of the kernel to the next.
        #[serde(default = "one")]
        stride: (u32, u32),
        /// Empty pixels around the image.
        #[serde(default)]
        padding: (u32, u32),
        /// Pixels between the weights of the kernel.
        #[serde(default = "one")]
        dilation: (u32, u32),
        /// Groups of channels that are convolved apart from each other.
        #[serde(default = "one_group")]
        groups: u32,
    },
    /// Every channel with itself, each output with the pixels of its window; there are no weights to learn or prune.
    Pool {
        /// Size of the window.
        size: (u32, u32),
        /// Pixels from one window to the next; the size of the window where nothing is written.
        #[serde(default)]
        stride: Option<(u32, u32)>,
        /// Empty pixels around the image.
        #[serde(default)]
        padding: (u32, u32),
    },
    /// As cores with crossbars connect them: each source unit sends to one axon of one block of target units, drawn at random,
    /// and the axon reaches some units of the block. Which ones is drawn when it is needed and never stored.
    Crossbar {
        /// Target units of a block.
        units: u32,
        /// Synapses of an axon.
        synapses: u32,
    },
    /// Each unit with the one of its number: a value handed on, such as the shortcut of a residual block. There are no
    /// weights to learn or prune.
    OneToOne,
}

fn one() -> (u32, u32) {
    (1, 1)
}

fn one_group() -> u32 {
    1
}

impl ConnectionFile {
    /// The kernel along height and width, and the groups: as many as `channels` where channels keep to themselves. `None`
    /// where there is no image.
    pub(crate) fn kernel(&self, channels: u32) -> Option<(Axis, Axis, u32)> {
        let axes = |kernel: (u32, u32), stride: (u32, u32), padding: (u32, u32), dilation: (u32, u32)| {
            (
                Axis { kernel: kernel.0, stride: stride.0, padding: padding.0, dilation: dilation.0 },
                Axis { kernel: kernel.1, stride: stride.1, padding: padding.1, dilation: dilation.1 },
            )
        };
        let ((vertical, horizontal), groups) = match self {
            Self::Full | Self::Crossbar { .. } => return None,
            Self::Convolution { kernel, stride, padding, dilation, groups } => {
                (axes(*kernel, *stride, *padding, *dilation), *groups)
            }
            Self::Pool { size, stride, padding } => {
                (axes(*size, stride.unwrap_or(*size), *padding, (1, 1)), channels)
            }
            Self::OneToOne => (axes((1, 1), (1, 1), (0, 0), (1, 1)), channels),
        };
        Some((vertical, horizontal, groups))
    }

    /// Whether weights can be pruned.
    pub(crate) fn has_weights(&self) -> bool {
        matches!(self, Self::Full | Self::Convolution { .. })
    }

    /// The synapses from units laid out as `source` to `channels` channels, nothing pruned; `None` where there is no image.
    /// Refuses, in words, shapes that do not fit together.
    pub(crate) fn convolve(&self, source: Image, channels: u32) -> Option<Result<Conv2d, String>> {
        let (vertical, horizontal, groups) = self.kernel(source.channels)?;
        let convolution = Conv2d::new(source, channels, vertical, horizontal, groups);
        let fixed = !self.has_weights();
        Some(convolution.map(|made| if fixed { made.with_fixed_weights() } else { made }))
    }
}
