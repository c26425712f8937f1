//! The state of the units of a population. A list is empty where the cell has no such number.

use crate::execute::network::Cell;

/// What units remember from step to step, a number a unit in each list.
#[derive(Clone, Debug)]
pub(in super::super) struct UnitState {
    /// Cell state, hidden state or potential, after the reset by the unit's own event.
    pub(in super::super) state: Vec<f32>,
    /// The same before the reset, in cells that have one.
    pub(in super::super) before_reset: Vec<f32>,
    /// Output of an LSTM unit; its state is the cell's.
    pub(super) output: Vec<f32>,
    /// What receivers know of a unit that sends changes.
    pub(in super::super) known: Vec<f32>,
    /// Synaptic current, or trace of the unit's own events.
    pub(super) trace: Vec<f32>,
}

impl UnitState {
    /// The state before the first step.
    pub(in super::super) fn new(cell: &Cell, units: u32) -> Self {
        let list = |present: bool| vec![0.0; if present { units as usize } else { 0 }];
        let mut state = Self {
            state: list(!matches!(cell, Cell::Input | Cell::Relu { .. } | Cell::Linear { .. })),
            before_reset: list(matches!(
                cell,
                Cell::Egru { .. } | Cell::Lif(_) | Cell::AdaptiveLif(_) | Cell::CubaLif(_)
            )),
            output: list(matches!(cell, Cell::Lstm(_) | Cell::DeltaLstm(_))),
            known: list(cell.emits_changes()),
            trace: list(matches!(cell, Cell::AdaptiveLif(_) | Cell::CubaLif(_))),
        };
        state.reset(cell);
        state
    }

    /// Goes back to before the first step: potentials at rest, all else 0.
    pub(in super::super) fn reset(&mut self, cell: &Cell) {
        for list in
            [&mut self.state, &mut self.before_reset, &mut self.output, &mut self.known, &mut self.trace]
        {
            list.fill(0.0);
        }
        if let Cell::Lif(lif) = cell {
            self.rest(&lif.rest);
        } else if let Cell::AdaptiveLif(adaptive) = cell {
            self.rest(&adaptive.lif.rest);
        } else if let Cell::CubaLif(cuba) = cell {
            self.rest(&cuba.lif.rest);
        }
    }

    fn rest(&mut self, rest: &[f32]) {
        self.state.copy_from_slice(rest);
        self.before_reset.copy_from_slice(rest);
    }
}
