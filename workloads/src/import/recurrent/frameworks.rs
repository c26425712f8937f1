//! Tensors of a framework as a layer in egret's own order of gates and axes.

use egret_config::Problem;

use super::sidecar::{Framework, LayerEntry};
use super::tensors::Tensors;
use crate::checkpoint::Layer;

/// The layer of number `number` within a module, and what was changed on the way.
pub(super) fn layer(
    tensors: &Tensors,
    entry: &LayerEntry,
    number: u32,
) -> Result<(Layer, Vec<String>), Problem> {
    match entry.framework {
        Framework::EvnnEgru => evnn(tensors, entry),
        Framework::TorchGru | Framework::TorchLstm => torch(tensors, entry, number),
    }
}

fn named(entry: &LayerEntry, tensor: &str) -> String {
    if entry.prefix.is_empty() { tensor.to_owned() } else { format!("{}.{tensor}", entry.prefix) }
}

fn evnn(tensors: &Tensors, entry: &LayerEntry) -> Result<(Layer, Vec<String>), Problem> {
    let recurrent_name = named(entry, "recurrent_kernel");
    let (units, columns, recurrent) = tensors.matrix(&recurrent_name)?;
    if columns != 3 * units {
        let what = format!("its shape is [{units}, {columns}], and [units, 3 * units] is needed");
        return Err(Problem::new(recurrent_name, what));
    }
    let kernel_name = named(entry, "kernel");
    let (inputs, columns, kernel) = tensors.matrix(&kernel_name)?;
    if columns != 3 * units {
        let what = format!("its shape is [{inputs}, {columns}], and [inputs, {}] is needed", 3 * units);
        return Err(Problem::new(kernel_name, what));
    }
    let bias = |name: &str| {
        if !entry.bias {
            return Ok(vec![0.0; 3 * units]);
        }
        tensors.floats(&named(entry, name), &[3 * units])
    };
    let mut threshold = tensors.floats(&named(entry, "thr"), &[units])?;
    let outside = threshold.iter().filter(|threshold| !(0.0..=1.0).contains(*threshold)).count();
    let mut notes = vec!["kernels transposed; gates z, r, g as they are".to_owned()];
    if outside > 0 {
        for threshold in &mut threshold {
            *threshold = threshold.clamp(0.0, 1.0);
        }
        notes.push(format!("{outside} thresholds clamped to 0 to 1, as EvNN does whenever it runs"));
    }
    let layer = Layer {
        units,
        inputs,
        weight_ih: transposed(&kernel, inputs, 3 * units),
        weight_hh: transposed(&recurrent, units, 3 * units),
        bias_ih: bias("bias")?,
        bias_hh: bias("recurrent_bias")?,
        threshold,
    };
    Ok((layer, notes))
}

fn torch(tensors: &Tensors, entry: &LayerEntry, number: u32) -> Result<(Layer, Vec<String>), Problem> {
    let gates = entry.framework.gates();
    let name = |part: &str| named(entry, &format!("{part}_l{number}"));
    for (suffix, what) in [("_reverse", "layers that run both ways"), ("", "projected outputs")] {
        let part = if suffix.is_empty() { "weight_hr" } else { "weight_ih" };
        let tensor = format!("{}{suffix}", name(part));
        if tensors.skip(&tensor) {
            return Err(Problem::new(tensor, format!("{what} are not understood")));
        }
    }
    let recurrent_name = name("weight_hh");
    let (rows, units, mut recurrent) = tensors.matrix(&recurrent_name)?;
    if rows != gates * units {
        let what = format!(
            "its shape is [{rows}, {units}], and {} has [{gates} * units, units]",
            entry.framework.name()
        );
        return Err(Problem::new(recurrent_name, what));
    }
    let input_name = name("weight_ih");
    let (rows, inputs, mut kernel) = tensors.matrix(&input_name)?;
    if rows != gates * units {
        let what = format!("its shape is [{rows}, {inputs}], and [{}, inputs] is needed", gates * units);
        return Err(Problem::new(input_name, what));
    }
    let bias = |part: &str| {
        if !entry.bias {
            return Ok(vec![0.0; gates * units]);
        }
        tensors.floats(&name(part), &[gates * units]).map_err(|problem| {
            if problem.what.contains("no tensor") {
                problem.hint("a module without biases needs `bias: false` in the sidecar")
            } else {
                problem
            }
        })
    };
    let (mut input_bias, mut recurrent_bias) = (bias("bias_ih")?, bias("bias_hh")?);
    let mut notes = Vec::new();
    if entry.framework == Framework::TorchGru {
        swap_first_two(&mut kernel, units * inputs);
        swap_first_two(&mut recurrent, units * units);
        swap_first_two(&mut input_bias, units);
        swap_first_two(&mut recurrent_bias, units);
        notes.push("gates reordered from r, z, n to z, r, n".to_owned());
    }
    let layer = Layer {
        units,
        inputs,
        weight_ih: kernel,
        weight_hh: recurrent,
        bias_ih: input_bias,
        bias_hh: recurrent_bias,
        threshold: Vec::new(),
    };
    Ok((layer, notes))
}

/// Exchanges the first two blocks of `size` numbers.
fn swap_first_two(values: &mut [f32], size: usize) {
    let (first, rest) = values.split_at_mut(size);
    first.swap_with_slice(&mut rest[..size]);
}

fn transposed(matrix: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    (0..columns).flat_map(|column| (0..rows).map(move |row| matrix[row * columns + column])).collect()
}
