//! The names of the masks, as a workload file writes them.

use serde::{Deserialize, Serialize};

use crate::rows::SparseRows;

/// How the weights that remain after pruning are chosen. Explicit rows, written at a projection, take precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MaskFile {
    /// Any set of positions is as likely as any other: see [`super::uniform_random`].
    UniformRandom,
    /// As many in every row, apart from rounding: see [`super::row_balanced`].
    RowBalanced,
    /// The masks of the workload's data set, at its trained levels of sparsity, or of its checkpoint.
    Trained,
    /// The largest weights of the workload's checkpoint, of all matrices together: see [`super::magnitude`].
    Magnitude,
}

impl MaskFile {
    /// Every mask, in declaration order.
    pub const ALL: [Self; 4] = [Self::UniformRandom, Self::RowBalanced, Self::Trained, Self::Magnitude];

    /// The name as a file writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::UniformRandom => "UniformRandom",
            Self::RowBalanced => "RowBalanced",
            Self::Trained => "Trained",
            Self::Magnitude => "Magnitude",
        }
    }

    /// Draws `nonzeros` positions of a matrix, at most `sources * width`; `None` for a mask that is not drawn.
    pub fn generate(
        self,
        sources: u32,
        width: u32,
        nonzeros: u64,
        seed: u64,
        index: u64,
    ) -> Option<SparseRows> {
        match self {
            Self::UniformRandom => Some(super::uniform_random(sources, width, nonzeros, seed, index)),
            Self::RowBalanced => Some(super::row_balanced(sources, width, nonzeros, seed, index)),
            Self::Trained | Self::Magnitude => None,
        }
    }
}

/// Weights that pruning leaves of a number of positions: the density, rounded to the nearest whole number (half up).
pub(crate) fn kept(sparsity: f64, positions: u64) -> u64 {
    (((1.0 - sparsity) * positions as f64).round() as u64).min(positions)
}
