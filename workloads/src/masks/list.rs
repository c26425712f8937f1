//! The names of the masks, as a workload file writes them.

use serde::{Deserialize, Serialize};

use super::{Along, Layout};
use crate::rows::SparseRows;

/// How the weights that remain after pruning are chosen. Explicit rows, written at a projection, take precedence.
///
/// `weight_sparsity` is the share of zeros of every projection under each of them; the module of a mask says to what it
/// is rounded where its structure does not allow just any number of weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum MaskFile {
    /// Any set of positions is as likely as any other: see [`super::uniform_random()`].
    UniformRandom,
    /// As many in every row, apart from rounding: see [`super::row_balanced()`].
    RowBalanced,
    /// N of every M neighbouring positions: see [`super::n_of_m()`].
    NOfM {
        /// Weights of a group; `None`: as many as `weight_sparsity` leaves. Either way N/M must be the weight density.
        #[serde(default)]
        n: Option<u32>,
        /// Positions of a group, at least 1.
        m: u32,
        /// Which positions form a group.
        along: Along,
    },
    /// Whole blocks: see [`super::block()`].
    Block {
        /// Source units of a block, at least 1.
        height: u32,
        /// Targets of a block, at least 1.
        width: u32,
    },
    /// As many in every processing element's part of a row, apart from rounding: see [`super::bank_balanced()`].
    BankBalanced {
        /// Processing elements that share the targets, at least 1.
        elements: u32,
        /// Which targets belong to which element.
        #[serde(default)]
        layout: Layout,
    },
    /// Hubs and source units that lost all weights: see [`super::neuro_prune()`].
    NeuroPrune,
    /// Grown, the rich getting richer: see [`super::preferential_attachment()`].
    PreferentialAttachment,
    /// The masks of the workload's data set, at its trained levels of sparsity, or of its checkpoint.
    Trained,
    /// The largest weights of the workload's checkpoint, of all matrices together: see [`super::magnitude`].
    Magnitude,
}

impl MaskFile {
    /// Every mask in declaration order, those with parameters at examples of them.
    pub const ALL: [Self; 9] = [
        Self::UniformRandom,
        Self::RowBalanced,
        Self::NOfM { n: None, m: 4, along: Along::Sources },
        Self::Block { height: 4, width: 4 },
        Self::BankBalanced { elements: 8, layout: Layout::Interleaved },
        Self::NeuroPrune,
        Self::PreferentialAttachment,
        Self::Trained,
        Self::Magnitude,
    ];

    /// The name as a file writes it, without parameters.
    pub fn name(self) -> &'static str {
        match self {
            Self::UniformRandom => "UniformRandom",
            Self::RowBalanced => "RowBalanced",
            Self::NOfM { .. } => "NOfM",
            Self::Block { .. } => "Block",
            Self::BankBalanced { .. } => "BankBalanced",
            Self::NeuroPrune => "NeuroPrune",
            Self::PreferentialAttachment => "PreferentialAttachment",
            Self::Trained => "Trained",
            Self::Magnitude => "Magnitude",
        }
    }

    /// Draws the mask of a matrix that has a share `weight_sparsity` of zeros; `None` for a mask that is not drawn.
    ///
    /// `index` tells the matrices of a network apart: each has random numbers of its own.
    pub fn generate(
        self,
        sources: u32,
        width: u32,
        weight_sparsity: f64,
        seed: u64,
        index: u64,
    ) -> Option<SparseRows> {
        let nonzeros = kept(weight_sparsity, u64::from(sources) * u64::from(width));
        Some(match self {
            Self::UniformRandom => super::uniform_random(sources, width, nonzeros, seed, index),
            Self::RowBalanced => super::row_balanced(sources, width, nonzeros, seed, index),
            Self::NOfM { n, m, along } => {
                let n = n.unwrap_or_else(|| kept(weight_sparsity, u64::from(m)) as u32);
                super::n_of_m(sources, width, (n, m), along, seed, index)
            }
            Self::Block { height, width: columns } => {
                super::block(sources, width, nonzeros, (height, columns), seed, index)
            }
            Self::BankBalanced { elements, layout } => {
                super::bank_balanced(sources, width, nonzeros, (elements, layout), seed, index)
            }
            Self::NeuroPrune => super::neuro_prune(sources, width, nonzeros, seed, index),
            Self::PreferentialAttachment => {
                super::preferential_attachment(sources, width, nonzeros, seed, index)
            }
            Self::Trained | Self::Magnitude => return None,
        })
    }
}

/// Weights that pruning leaves of a number of positions: the density, rounded to the nearest whole number (half up).
pub(crate) fn kept(sparsity: f64, positions: u64) -> u64 {
    (((1.0 - sparsity) * positions as f64).round() as u64).min(positions)
}
