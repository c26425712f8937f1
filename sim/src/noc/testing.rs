//! What tests of this module share.

use egret_arch::{Board, Topology, TopologySpec};

/// One chip.
pub(super) fn topology(spec: &TopologySpec) -> Topology {
    Topology::build(spec, Board::ONE)
}
