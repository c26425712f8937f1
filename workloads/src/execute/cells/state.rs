//! The state of the units of a population. A list is empty where the cell has no such number.

use crate::execute::network::Cell;
use crate::execute::quantized::QuantizedLif;

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
    /// What units on a grid of 1/64 remember instead; their potential is in `state` as well.
    pub(super) quantized: Option<Box<QuantizedState>>,
    /// Units that were left as they were in the last step, of cells that know.
    pub(in super::super) skipped: Vec<u32>,
}

/// What units on a grid of 1/64 remember.
#[derive(Clone, Debug)]
pub(super) struct QuantizedState {
    pub(super) potential: Vec<f64>,
    pub(super) current: Vec<f64>,
    /// Steps, the coming one included, in which a unit is refractory; 0 and 1 are none.
    pub(super) refractory: Vec<u32>,
    /// Whether there was a step: nothing decays before the first one.
    pub(super) begun: bool,
}

impl QuantizedState {
    fn new(cell: &QuantizedLif) -> Self {
        let units = cell.potential.len();
        let potential = cell.potential.clone();
        Self { potential, current: vec![0.0; units], refractory: vec![0; units], begun: false }
    }
}

impl UnitState {
    /// The state before the first step.
    pub(in super::super) fn new(cell: &Cell, units: u32) -> Self {
        let list = |present: bool| vec![0.0; if present { units as usize } else { 0 }];
        let mut state = Self {
            state: list(!matches!(
                cell,
                Cell::Input | Cell::SpikeSource(_) | Cell::Relu { .. } | Cell::Linear { .. }
            )),
            before_reset: list(matches!(
                cell,
                Cell::Egru { .. } | Cell::Lif(_) | Cell::AdaptiveLif(_) | Cell::CubaLif(_)
            )),
            output: list(matches!(cell, Cell::Lstm(_) | Cell::DeltaLstm(_))),
            known: list(cell.emits_changes()),
            trace: list(matches!(cell, Cell::AdaptiveLif(_) | Cell::CubaLif(_))),
            quantized: None,
            skipped: Vec::new(),
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
        self.skipped.clear();
        if let Cell::QuantizedLif(quantized) = cell {
            self.quantized = Some(Box::new(QuantizedState::new(quantized)));
            self.state.iter_mut().zip(&quantized.potential).for_each(|(state, v)| *state = *v as f32);
        } else if let Cell::Lif(lif) = cell {
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
