//! Rows that are worked out once for all source units with the same targets: of dense projections, and of kernels.

use egret_workloads::{Projection, Synapses};
use rustc_hash::FxHashMap;

use super::rows::RowRef;

/// Rows of source units that are known to have the same targets, by class; those of one group of channels at a time.
#[derive(Default)]
pub(super) struct Repeated {
    group: u32,
    rows: FxHashMap<u32, Vec<(u32, RowRef)>>,
}

impl Repeated {
    pub(super) fn rows_of(&self, (group, pixel): (u32, u32)) -> Option<&[(u32, RowRef)]> {
        let rows = (group == self.group).then(|| self.rows.get(&pixel)).flatten();
        rows.map(Vec::as_slice)
    }

    pub(super) fn keep(&mut self, (group, pixel): (u32, u32), rows: &[(u32, RowRef)]) {
        if group != self.group {
            self.group = group;
            self.rows.clear();
        }
        self.rows.insert(pixel, rows.to_vec());
    }
}

/// What source units with the same row have in common.
pub(super) fn class(projection: &Projection, unit: u32) -> Option<(u32, u32)> {
    match &projection.synapses {
        Synapses::Dense { .. } => Some((0, 0)),
        Synapses::Sparse(_) | Synapses::Crossbar(_) => None,
        Synapses::Conv2d(convolution) => convolution.row_class(unit),
    }
}
