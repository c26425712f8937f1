//! Constants of units on a grid of 1/64 and of units with events of their own: not all are 32-bit floats.

use egret_config::Problem;

use crate::execute::{PotentialReset, QuantizedLif, SpikeSource};
use crate::files::{TensorFile, TensorWriter};

pub(super) fn write_source(source: &SpikeSource, prefix: &str, writer: &mut TensorWriter) {
    writer.u32s(format!("{prefix}.starts"), &source.starts);
    writer.u32s(format!("{prefix}.steps"), &source.steps);
    writer.u32s(format!("{prefix}.period"), &source.period);
}

pub(super) fn read_source(units: usize, prefix: &str, file: &TensorFile<'_>) -> Result<SpikeSource, Problem> {
    Ok(SpikeSource {
        starts: list(file, format!("{prefix}.starts"), units + 1)?,
        steps: file.whole_numbers(&format!("{prefix}.steps"))?,
        period: list(file, format!("{prefix}.period"), units)?,
    })
}

pub(super) fn write_quantized(cell: &QuantizedLif, prefix: &str, writer: &mut TensorWriter) {
    for (name, values) in cell.lists() {
        writer.doubles(format!("{prefix}.{name}"), &[values.len()], values);
    }
    writer.u32s(format!("{prefix}.refractory_steps"), &cell.refractory_steps);
    for (name, modes) in [("reset_mode", &cell.reset_mode), ("reverse_reset_mode", &cell.reverse_reset_mode)]
    {
        let numbers: Vec<u32> = modes.iter().map(|mode| *mode as u32).collect();
        writer.u32s(format!("{prefix}.{name}"), &numbers);
    }
    let forced: Vec<u32> = cell.force_update.iter().map(|forced| u32::from(*forced)).collect();
    writer.u32s(format!("{prefix}.force_update"), &forced);
}

pub(super) fn read_quantized(
    units: usize,
    prefix: &str,
    file: &TensorFile<'_>,
) -> Result<QuantizedLif, Problem> {
    let doubles = |name: &str| file.doubles(&format!("{prefix}.{name}"), &[units]);
    let modes = |name: &str| -> Result<Vec<PotentialReset>, Problem> {
        let tensor = format!("{prefix}.{name}");
        let numbers = list(file, tensor.clone(), units)?;
        let mode = |(at, number): (usize, &u32)| {
            PotentialReset::ALL.get(*number as usize).copied().ok_or_else(|| {
                let what = format!("element {at} is {number}, which is no kind of reset");
                Problem::new(&tensor, what)
                    .hint("0 keeps the potential, 1 subtracts the threshold, 2 resets, 3 saturates")
            })
        };
        numbers.iter().enumerate().map(mode).collect()
    };
    Ok(QuantizedLif {
        bias: doubles("bias")?,
        potential: doubles("potential")?,
        leak_decay: doubles("leak_decay")?,
        input_decay: doubles("input_decay")?,
        threshold: doubles("threshold")?,
        reset: doubles("reset")?,
        reverse_threshold: doubles("reverse_threshold")?,
        reverse_reset: doubles("reverse_reset")?,
        refractory_steps: list(file, format!("{prefix}.refractory_steps"), units)?,
        reset_mode: modes("reset_mode")?,
        reverse_reset_mode: modes("reverse_reset_mode")?,
        force_update: list(file, format!("{prefix}.force_update"), units)?
            .into_iter()
            .map(|forced| forced != 0)
            .collect(),
    })
}

/// A list of so many whole numbers.
fn list(file: &TensorFile<'_>, tensor: String, length: usize) -> Result<Vec<u32>, Problem> {
    let numbers = file.whole_numbers(&tensor)?;
    if numbers.len() == length {
        return Ok(numbers);
    }
    let what = format!("it has {} elements, expected {length}", numbers.len());
    Err(Problem::new(tensor, what))
}
