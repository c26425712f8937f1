//! Constants of cells as named lists, written and read by the same names.

use egret_config::Problem;

use super::description::{CellEntry, NonlinearityEntry, ResetEntry};
use super::spikes;
use crate::execute::{AdaptiveLif, Cell, CubaLif, DecayRnn, DeltaGated, Gated, Lif, Nonlinearity, Reset};
use crate::files::{TensorFile, TensorWriter};

/// Writes the constants of a cell and says what it is; tensors are called `prefix` and the name of the constant.
pub(super) fn write(cell: &Cell, prefix: &str, writer: &mut TensorWriter) -> CellEntry {
    match cell {
        Cell::SpikeSource(source) => {
            spikes::write_source(source, prefix, writer);
            CellEntry::SpikeSource
        }
        Cell::QuantizedLif(cell) => {
            spikes::write_quantized(cell, prefix, writer);
            CellEntry::QuantizedLif
        }
        _ => {
            let (entry, lists) = taken_apart(cell);
            for (constant, values) in lists {
                writer.floats(format!("{prefix}.{constant}"), &[values.len()], &values);
            }
            entry
        }
    }
}

/// Reads a cell of `units` units whose constants [`write()`] wrote.
pub(super) fn read(
    entry: CellEntry,
    units: usize,
    prefix: &str,
    file: &TensorFile<'_>,
) -> Result<Cell, Problem> {
    match entry {
        CellEntry::SpikeSource => spikes::read_source(units, prefix, file).map(Cell::SpikeSource),
        CellEntry::QuantizedLif => {
            spikes::read_quantized(units, prefix, file).map(|cell| Cell::QuantizedLif(Box::new(cell)))
        }
        _ => {
            let list =
                |constant: &str, length: usize| file.floats(&format!("{prefix}.{constant}"), &[length]);
            put_together(entry, units, &list)
        }
    }
}

/// A cell whose constants are lists of 32-bit floats, as an entry and those lists by name.
fn taken_apart(cell: &Cell) -> (CellEntry, Lists) {
    match cell {
        Cell::SpikeSource(_) | Cell::QuantizedLif(_) => unreachable!("written by themselves"),
        Cell::Input => (CellEntry::Input, Vec::new()),
        Cell::DeltaInput { threshold } => (CellEntry::DeltaInput, vec![("threshold", vec![*threshold])]),
        Cell::Egru { bias, threshold } => {
            (CellEntry::Egru, with(gated(bias), [("threshold", threshold.clone())]))
        }
        Cell::Gru(bias) => (CellEntry::Gru, gated(bias)),
        Cell::Lstm(bias) => (CellEntry::Lstm, gated(bias)),
        Cell::DeltaGru(delta) => {
            (CellEntry::DeltaGru, with(gated(&delta.bias), [("threshold", vec![delta.threshold])]))
        }
        Cell::DeltaLstm(delta) => {
            (CellEntry::DeltaLstm, with(gated(&delta.bias), [("threshold", vec![delta.threshold])]))
        }
        Cell::DecayRnn(DecayRnn { nonlinearity, bias, decay }) => {
            let nonlinearity = match nonlinearity {
                Nonlinearity::Relu => NonlinearityEntry::Relu,
                Nonlinearity::Tanh => NonlinearityEntry::Tanh,
            };
            (CellEntry::DecayRnn(nonlinearity), vec![("bias", bias.clone()), ("decay", vec![*decay])])
        }
        Cell::Lif(neuron) => (CellEntry::Lif(reset(neuron)), lif(neuron)),
        Cell::AdaptiveLif(AdaptiveLif { lif: neuron, trace_decay, strength }) => {
            let more = [("trace_decay", trace_decay.clone()), ("strength", strength.clone())];
            (CellEntry::AdaptiveLif(reset(neuron)), with(lif(neuron), more))
        }
        Cell::CubaLif(CubaLif { lif: neuron, current_decay, current_gain }) => {
            let more = [("current_decay", current_decay.clone()), ("current_gain", current_gain.clone())];
            (CellEntry::CubaLif(reset(neuron)), with(lif(neuron), more))
        }
        Cell::Relu { bias } => (CellEntry::Relu, vec![("bias", bias.clone())]),
        Cell::Linear { bias } => (CellEntry::Linear, vec![("bias", bias.clone())]),
    }
}

type Lists = Vec<(&'static str, Vec<f32>)>;

fn with<const COUNT: usize>(mut lists: Lists, more: [(&'static str, Vec<f32>); COUNT]) -> Lists {
    lists.extend(more);
    lists
}

fn gated(bias: &Gated) -> Lists {
    vec![("bias_ih", bias.input.clone()), ("bias_hh", bias.recurrent.clone())]
}

fn lif(neuron: &Lif) -> Lists {
    let mut lists = vec![
        ("bias", neuron.bias.clone()),
        ("decay", neuron.decay.clone()),
        ("gain", neuron.gain.clone()),
        ("rest", neuron.rest.clone()),
        ("threshold", neuron.threshold.clone()),
    ];
    if let Reset::To(potentials) = &neuron.reset {
        lists.push(("reset", potentials.clone()));
    }
    lists
}

fn reset(neuron: &Lif) -> ResetEntry {
    match neuron.reset {
        Reset::To(_) => ResetEntry::To,
        Reset::Subtract => ResetEntry::Subtract,
    }
}

/// Gives a constant by its name and length.
type ListByName<'a> = dyn Fn(&str, usize) -> Result<Vec<f32>, Problem> + 'a;

/// A cell of `units` units put together; `list` gives a constant by its name and length.
fn put_together(entry: CellEntry, units: usize, list: &ListByName<'_>) -> Result<Cell, Problem> {
    let one = |name: &str| list(name, 1).map(|values| values[0]);
    let gated = |gates: usize| {
        Ok(Gated { input: list("bias_ih", gates * units)?, recurrent: list("bias_hh", gates * units)? })
    };
    let delta = |gates: usize| Ok(DeltaGated { bias: gated(gates)?, threshold: one("threshold")? });
    let lif = |reset: ResetEntry| {
        Ok(Lif {
            bias: list("bias", units)?,
            decay: list("decay", units)?,
            gain: list("gain", units)?,
            rest: list("rest", units)?,
            threshold: list("threshold", units)?,
            reset: match reset {
                ResetEntry::To => Reset::To(list("reset", units)?),
                ResetEntry::Subtract => Reset::Subtract,
            },
        })
    };
    Ok(match entry {
        CellEntry::SpikeSource | CellEntry::QuantizedLif => unreachable!("read by themselves"),
        CellEntry::Input => Cell::Input,
        CellEntry::DeltaInput => Cell::DeltaInput { threshold: one("threshold")? },
        CellEntry::Egru => Cell::Egru { bias: gated(3)?, threshold: list("threshold", units)? },
        CellEntry::Gru => Cell::Gru(gated(3)?),
        CellEntry::Lstm => Cell::Lstm(gated(4)?),
        CellEntry::DeltaGru => Cell::DeltaGru(delta(3)?),
        CellEntry::DeltaLstm => Cell::DeltaLstm(delta(4)?),
        CellEntry::DecayRnn(nonlinearity) => Cell::DecayRnn(DecayRnn {
            nonlinearity: match nonlinearity {
                NonlinearityEntry::Relu => Nonlinearity::Relu,
                NonlinearityEntry::Tanh => Nonlinearity::Tanh,
            },
            bias: list("bias", units)?,
            decay: one("decay")?,
        }),
        CellEntry::Lif(reset) => Cell::Lif(lif(reset)?),
        CellEntry::AdaptiveLif(reset) => Cell::AdaptiveLif(AdaptiveLif {
            lif: lif(reset)?,
            trace_decay: list("trace_decay", units)?,
            strength: list("strength", units)?,
        }),
        CellEntry::CubaLif(reset) => Cell::CubaLif(CubaLif {
            lif: lif(reset)?,
            current_decay: list("current_decay", units)?,
            current_gain: list("current_gain", units)?,
        }),
        CellEntry::Relu => Cell::Relu { bias: list("bias", units)? },
        CellEntry::Linear => Cell::Linear { bias: list("bias", units)? },
    })
}
