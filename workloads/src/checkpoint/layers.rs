//! Reading a stack of recurrent layers from a checkpoint.
//!
//! `layers.l.weight_ih` `[3 * units, inputs]`, `layers.l.weight_hh` `[3 * units, units]` (dense, or as `.mask` and `.values`),
//! `layers.l.bias_ih`, `layers.l.bias_hh` `[3 * units]`, and for event-based units `layers.l.threshold` `[units]`. Gates come in
//! the order update (z), reset (r), candidate (g).

use egret_config::{InputError, Problem};

use super::matrix;
use super::stack::{Layer, LayerKind, Stack};
use crate::files::TensorFile;

/// The order of gates that is read.
const GATE_ORDER: &str = "z,r,g";

/// What a layer is made of.
const PARTS: [&str; 5] = ["weight_ih", "weight_hh", "bias_ih", "bias_hh", "threshold"];

impl Stack {
    /// Reads the layers of a checkpoint; all problems at once.
    pub fn read(file: &TensorFile<'_>) -> Result<Self, InputError> {
        let refused =
            |problems: Vec<Problem>| InputError { name: file.name().to_owned(), text: None, problems };
        if let Some(order) =
            file.note("gate_order").filter(|order| !order.replace(' ', "").starts_with(GATE_ORDER))
        {
            let what = format!("its gates are in the order {order}, and {GATE_ORDER} is read");
            let hint = "`egret import safetensors` reorders gates as a sidecar file says";
            return Err(refused(vec![Problem::new("gate_order", what).hint(hint)]));
        }
        let names = file.tensor_names();
        // By any of its tensors, so that a layer that lacks one is missed and not left out.
        let is_of = |name: &&str, layer: usize| name.starts_with(&format!("layers.{layer}."));
        let count = (0..names.len()).take_while(|layer| names.iter().any(|name| is_of(name, *layer))).count();
        if count == 0 {
            let hint = format!(
                "a checkpoint has `layers.0.weight_ih`, `.weight_hh`, `.bias_ih`, `.bias_hh` and, if event-based, `.threshold`; \
                 this file holds {}",
                summary(&names)
            );
            return Err(refused(vec![
                Problem::new("layers.0.bias_ih", "there is no tensor of that name").hint(hint),
            ]));
        }
        let kind = if file.contains("layers.0.threshold") { LayerKind::Egru } else { LayerKind::Gru };
        let (mut layers, mut problems) = (Vec::<Layer>::new(), strangers(&names, count));
        for number in 0..count {
            match layer(file, number, kind, layers.last().map(|below| below.units)) {
                Ok(layer) => layers.push(layer),
                // The layers above depend on this one's size.
                Err(mut found) => {
                    problems.append(&mut found);
                    break;
                }
            }
        }
        if problems.is_empty() { Ok(Self { kind, layers }) } else { Err(refused(problems)) }
    }
}

/// Tensors of layers that mean something this reader does not know, or belong to a layer above one that is missing.
fn strangers(names: &[&str], layers: usize) -> Vec<Problem> {
    let known = |name: &str| {
        let Some((layer, part)) = name.split_once('.') else { return false };
        layer.parse::<usize>().is_ok_and(|layer| layer < layers)
            && (PARTS.contains(&part)
                || part.strip_suffix(".mask").or(part.strip_suffix(".values")).is_some_and(is_matrix))
    };
    let strange = names.iter().filter(|name| name.strip_prefix("layers.").is_some_and(|rest| !known(rest)));
    let problem = |name: &&str| {
        let hint = format!("layers 0 to {} have {}", layers - 1, PARTS.join(", "));
        Problem::new(*name, "it is no tensor of a layer that is understood").hint(hint)
    };
    strange.map(problem).collect()
}

fn is_matrix(part: &str) -> bool {
    part.starts_with("weight_") && PARTS.contains(&part)
}

/// Some names of a list that may be long.
fn summary(names: &[&str]) -> String {
    match names {
        [] => "no tensor".to_owned(),
        names if names.len() > 8 => format!("{} and {} others", names[..8].join(", "), names.len() - 8),
        names => names.join(", "),
    }
}

fn layer(
    file: &TensorFile<'_>,
    number: usize,
    kind: LayerKind,
    below: Option<usize>,
) -> Result<Layer, Vec<Problem>> {
    let name = |part: &str| format!("layers.{number}.{part}");
    let single = |problem: Problem| vec![problem];
    let gates = match &file.shape(&name("bias_ih")).map_err(single)?[..] {
        [gates] if gates.is_multiple_of(3) && *gates > 0 => *gates,
        shape => {
            let what = format!("it has the shape {shape:?}, not three gates of units");
            return Err(single(Problem::new(name("bias_ih"), what)));
        }
    };
    let units = gates / 3;
    let inputs = match below {
        Some(units) => units,
        None => inputs(file, &name("weight_ih"), gates).map_err(single)?,
    };
    let mut problems = Vec::new();
    let mut take =
        |read: Result<Vec<f32>, Problem>| read.map_err(|problem| problems.push(problem)).unwrap_or_default();
    let layer = Layer {
        units,
        inputs,
        weight_ih: take(matrix::read(file, &name("weight_ih"), gates, inputs)),
        weight_hh: take(matrix::read(file, &name("weight_hh"), gates, units)),
        bias_ih: take(file.floats(&name("bias_ih"), &[gates])),
        bias_hh: take(file.floats(&name("bias_hh"), &[gates])),
        threshold: match kind {
            LayerKind::Egru => take(file.floats(&name("threshold"), &[units])),
            LayerKind::Gru => Vec::new(),
        },
    };
    if let Some(at) = layer.threshold.iter().position(|threshold| *threshold < 0.0) {
        let what = format!("the threshold of unit {at} is {}", layer.threshold[at]);
        problems.push(Problem::new(name("threshold"), what).hint("thresholds are 0 or more"));
    }
    if kind == LayerKind::Gru && file.contains(&name("threshold")) {
        let what = "layer 0 has no thresholds, this one does";
        problems.push(Problem::new(name("threshold"), what).hint("all layers are of one kind"));
    }
    if problems.is_empty() { Ok(layer) } else { Err(problems) }
}

/// Inputs of the lowest layer: from the shape of its matrix, or of its mask.
fn inputs(file: &TensorFile<'_>, name: &str, gates: usize) -> Result<usize, Problem> {
    if matrix::is_packed(file, name) {
        // A mask is a flat list: its positions over the rows. What it was rounded up by is less than a column of 8 or more.
        let bytes: usize = file.shape(&format!("{name}.mask"))?.iter().product();
        return match bytes * 8 / gates {
            0 => Err(Problem::new(
                format!("{name}.mask"),
                format!("{bytes} bytes are less than a column of {gates}"),
            )),
            inputs => Ok(inputs),
        };
    }
    match &file.shape(name)?[..] {
        [rows, inputs] if *rows == gates && *inputs > 0 => Ok(*inputs),
        shape => Err(Problem::new(name, format!("it has the shape {shape:?}, not [{gates}, inputs]"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::TensorWriter;

    fn file(change: impl Fn(&str, &mut Vec<usize>, &mut Vec<f32>)) -> Vec<u8> {
        let mut writer = TensorWriter::default();
        let tensors: [(&str, &[usize]); 10] = [
            ("layers.0.weight_ih", &[6, 3]),
            ("layers.0.weight_hh", &[6, 2]),
            ("layers.0.bias_ih", &[6]),
            ("layers.0.bias_hh", &[6]),
            ("layers.0.threshold", &[2]),
            ("layers.1.weight_ih", &[12, 2]),
            ("layers.1.weight_hh", &[12, 4]),
            ("layers.1.bias_ih", &[12]),
            ("layers.1.bias_hh", &[12]),
            ("layers.1.threshold", &[4]),
        ];
        for (name, shape) in tensors {
            let mut shape = shape.to_vec();
            let mut numbers = vec![0.5; shape.iter().product()];
            change(name, &mut shape, &mut numbers);
            if !numbers.is_empty() {
                writer.floats(name, &shape, &numbers);
            }
        }
        writer.finish(None)
    }

    fn read(bytes: &[u8]) -> Result<Stack, String> {
        let file = TensorFile::open("net", bytes).unwrap();
        Stack::read(&file).map_err(|error| {
            let texts: Vec<_> = error.problems.iter().map(ToString::to_string).collect();
            texts.join("; ")
        })
    }

    #[test]
    fn sizes_follow_from_shapes() {
        let stack = read(&file(|_, _, _| ())).unwrap();
        let sizes: Vec<_> = stack.layers.iter().map(|layer| (layer.inputs, layer.units)).collect();
        assert_eq!((stack.kind, &sizes[..]), (LayerKind::Egru, &[(3, 2), (2, 4)][..]));
        let without = file(|name, _, numbers| {
            if name.ends_with("threshold") {
                numbers.clear();
            }
        });
        assert_eq!(read(&without).unwrap().kind, LayerKind::Gru);
    }

    #[test]
    fn a_tensor_that_is_not_understood_is_refused() {
        let mut writer = TensorWriter::default();
        for (part, length) in [("bias_ih", 3), ("bias_hh", 3), ("layer_norm", 1)] {
            writer.floats(format!("layers.0.{part}"), &[length], &vec![0.5; length]);
        }
        for (part, width) in [("weight_ih", 2), ("weight_hh", 1)] {
            writer.floats(format!("layers.0.{part}"), &[3, width], &vec![0.5; 3 * width]);
        }
        writer.floats("layers.2.bias_ih", &[3], &[0.5; 3]);
        let found = read(&writer.finish(None)).unwrap_err();
        for name in ["layers.0.layer_norm", "layers.2.bias_ih"] {
            assert!(
                found.contains(&format!("{name}: it is no tensor of a layer that is understood")),
                "{found}"
            );
        }
        assert_eq!(found.matches("understood").count(), 2, "{found}");
    }

    #[test]
    fn every_wrong_tensor_is_named() {
        let reshaped = |tensor: &'static str, to: &'static [usize]| {
            file(move |name, shape, numbers| {
                if name == tensor {
                    *shape = to.to_vec();
                    numbers.resize(to.iter().product(), 0.5);
                }
            })
        };
        for (bytes, expected) in [
            (
                reshaped("layers.0.weight_hh", &[6, 3]),
                "layers.0.weight_hh: it has the shape [6, 3], not [6, 2]",
            ),
            (
                reshaped("layers.1.weight_ih", &[12, 3]),
                "layers.1.weight_ih: it has the shape [12, 3], not [12, 2]",
            ),
            (
                reshaped("layers.0.weight_ih", &[3, 6]),
                "layers.0.weight_ih: it has the shape [3, 6], not [6, inputs]",
            ),
            (reshaped("layers.0.bias_ih", &[7]), "layers.0.bias_ih: it has the shape [7]"),
            (reshaped("layers.1.threshold", &[3]), "layers.1.threshold: it has the shape [3], not [4]"),
            (
                file(|name, _, numbers| {
                    if name == "layers.0.weight_ih" {
                        numbers[4] = f32::NAN;
                    }
                }),
                "layers.0.weight_ih: element 4 is NaN",
            ),
            (
                file(|name, _, numbers| {
                    if name == "layers.1.threshold" {
                        numbers[1] = -0.1;
                    }
                }),
                "layers.1.threshold: the threshold of unit 1 is -0.1",
            ),
            (
                file(|name, _, numbers| {
                    if name == "layers.1.weight_hh" {
                        numbers.clear();
                    }
                }),
                "layers.1.weight_hh: there is no tensor",
            ),
            (
                file(|name, _, numbers| {
                    if name == "layers.1.bias_ih" {
                        numbers.clear();
                    }
                }),
                "layers.1.bias_ih: there is no tensor",
            ),
            (
                file(|name, _, numbers| {
                    if name.starts_with("layers.0") {
                        numbers.clear();
                    }
                }),
                "layers.0.bias_ih: there is no tensor",
            ),
            (TensorWriter::default().finish(None), "this file holds no tensor"),
            (TensorWriter::default().finish(Some(("gate_order", "r,z,n"))), "in the order r,z,n"),
        ] {
            let found = read(&bytes).unwrap_err();
            assert!(found.contains(expected), "{found}");
        }
    }
}
