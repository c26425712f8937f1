//! One step of all units of a population, whatever their cell.

use super::{UnitState, adaptive_lif, cuba_lif, decay_rnn, egru, gru, lif, lstm, memoryless, quantized_lif};
use crate::execute::emitted::Emitted;
use crate::execute::network::Cell;
use crate::execute::sums::Sums;
use crate::execute::wide_sums::WideSums;

/// Advances the units by a step from their sums and says what they emit. Inputs have no step of their own.
///
/// Cells with one gate take the total of both sums, which is left in `forward`. Quantised cells take `wide` sums, without and with
/// delay, instead.
pub(in super::super) fn update(
    cell: &Cell,
    forward: &mut Sums,
    recurrent: &Sums,
    wide: (&WideSums, &WideSums),
    units: &mut UnitState,
    emitted: &mut Emitted,
) {
    match cell {
        Cell::Input | Cell::DeltaInput { .. } | Cell::SpikeSource(_) => {}
        Cell::Egru { threshold, .. } => {
            egru::step(threshold, forward.get(), recurrent.get(), units, emitted);
        }
        Cell::Gru(_) => {
            gru::advance(forward.get(), recurrent.get(), &mut units.state);
            emitted.set_all(&units.state);
        }
        Cell::DeltaGru(delta) => {
            gru::advance(forward.get(), recurrent.get(), &mut units.state);
            emitted.set_changes(&units.state, &mut units.known, delta.threshold);
        }
        Cell::Lstm(_) => {
            lstm::advance(forward.get(), recurrent.get(), &mut units.state, &mut units.output);
            emitted.set_all(&units.output);
        }
        Cell::DeltaLstm(delta) => {
            lstm::advance(forward.get(), recurrent.get(), &mut units.state, &mut units.output);
            emitted.set_changes(&units.output, &mut units.known, delta.threshold);
        }
        Cell::DecayRnn(cell) => {
            decay_rnn::advance(cell, forward.add(recurrent), &mut units.state);
            emitted.set_all(&units.state);
        }
        Cell::Lif(lif) => lif::step(lif, forward.add(recurrent), units, emitted),
        Cell::AdaptiveLif(cell) => adaptive_lif::step(cell, forward.add(recurrent), units, emitted),
        Cell::CubaLif(cell) => cuba_lif::step(cell, forward.add(recurrent), units, emitted),
        Cell::QuantizedLif(cell) => quantized_lif::step(cell, wide, units, emitted),
        Cell::Relu { .. } => memoryless::relu(forward.add(recurrent), emitted),
        Cell::Linear { .. } => emitted.set_all(forward.add(recurrent)),
    }
}
