//! Nodes as the file has them, checked one by one.

use egret_config::{Problem, did_you_mean};

use super::fields::Fields;
use super::neurons::{Kind, Neurons};
use crate::files::Item;

/// Every type of node that is understood.
const UNDERSTOOD: [&str; 17] = [
    "Affine",
    "AvgPool2d",
    "Conv1d",
    "Conv2d",
    "CubaLI",
    "CubaLIF",
    "Flatten",
    "I",
    "IF",
    "Input",
    "LI",
    "LIF",
    "Linear",
    "NIRGraph",
    "Output",
    "Scale",
    "SumPool2d",
];

/// One node of a graph.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Where values come from.
    Input(Vec<usize>),
    /// What is read out.
    Output,
    /// The border of a nested graph.
    Border,
    /// A full matrix.
    Dense(Dense),
    /// A convolution, in one dimension with a height of 1.
    Convolution(Box<Convolution>),
    /// A sum or mean over windows.
    Pool(Pool),
    /// A factor for each element.
    Scale { shape: Vec<usize>, factors: Vec<f32> },
    /// Axes joined.
    Flatten { input: Option<Vec<usize>>, start: i64, end: i64 },
    /// A population of neurons.
    Neurons(Box<Neurons>),
}

/// `y = W x + b`, with `W` row-major `[targets, sources]`.
#[derive(Clone, Debug)]
pub(super) struct Dense {
    pub(super) targets: usize,
    pub(super) sources: usize,
    pub(super) weight: Vec<f32>,
    pub(super) bias: Option<Vec<f32>>,
}

/// A convolution; pairs are vertical, horizontal.
#[derive(Clone, Debug)]
pub(super) struct Convolution {
    pub(super) outputs: usize,
    /// Input channels of a group.
    pub(super) inputs: usize,
    pub(super) kernel_size: [u32; 2],
    pub(super) stride: [u32; 2],
    pub(super) padding: [u32; 2],
    pub(super) dilation: [u32; 2],
    pub(super) groups: u32,
    /// Row-major `[output channel, input channel of the group, row, column]`.
    pub(super) kernel: Vec<f32>,
    /// Of each output channel.
    pub(super) bias: Vec<f32>,
    /// Height and width, where the file says them.
    pub(super) size: Option<Vec<u32>>,
    /// Axes of an image: 1 or 2.
    pub(super) axes: usize,
}

/// Windows over an image; pairs are vertical, horizontal.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    pub(super) kernel_size: [u32; 2],
    pub(super) stride: [u32; 2],
    pub(super) padding: [u32; 2],
    /// Whether the mean is taken and not the sum; padding counts.
    pub(super) mean: bool,
}

impl Node {
    /// The node of a group, which is no graph itself.
    pub(super) fn read(kind: &str, fields: Fields) -> Result<Self, Problem> {
        match kind {
            "Input" => {
                Ok(Self::Input(fields.wholes("shape")?.into_iter().map(|length| length as usize).collect()))
            }
            "Output" => Ok(Self::Output),
            "Linear" => dense(fields, false),
            "Affine" => dense(fields, true),
            "Conv1d" => convolution(fields, 1),
            "Conv2d" => convolution(fields, 2),
            "SumPool2d" => pool(fields, false),
            "AvgPool2d" => pool(fields, true),
            "Scale" => fields.numbers("scale").map(|(shape, factors)| Self::Scale { shape, factors }),
            "Flatten" => {
                let input = match fields.items.get("input_type") {
                    Some(Item::Array(_)) => Some(fields.wholes("input_type")?),
                    _ => None,
                };
                let input = input.map(|shape| shape.into_iter().map(|length| length as usize).collect());
                Ok(Self::Flatten {
                    input,
                    start: fields.signed("start_dim")?,
                    end: fields.signed("end_dim")?,
                })
            }
            "LIF" => Neurons::read(Kind::Lif, fields).map(Box::new).map(Self::Neurons),
            "IF" => Neurons::read(Kind::If, fields).map(Box::new).map(Self::Neurons),
            "CubaLIF" => Neurons::read(Kind::CubaLif, fields).map(Box::new).map(Self::Neurons),
            "LI" => Neurons::read(Kind::Li, fields).map(Box::new).map(Self::Neurons),
            "CubaLI" => Neurons::read(Kind::CubaLi, fields).map(Box::new).map(Self::Neurons),
            "I" => Neurons::read(Kind::Integrator, fields).map(Box::new).map(Self::Neurons),
            other => Err(unknown(other, fields)),
        }
    }

    /// What the file calls a node of this type.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Input(_) => "Input",
            Self::Output => "Output",
            Self::Border => "NIRGraph",
            Self::Dense(dense) if dense.bias.is_some() => "Affine",
            Self::Dense(_) => "Linear",
            Self::Convolution(convolution) if convolution.axes == 1 => "Conv1d",
            Self::Convolution(_) => "Conv2d",
            Self::Pool(pool) if pool.mean => "AvgPool2d",
            Self::Pool(_) => "SumPool2d",
            Self::Scale { .. } => "Scale",
            Self::Flatten { .. } => "Flatten",
            Self::Neurons(neurons) => neurons.kind.name(),
        }
    }
}

fn unknown(kind: &str, fields: Fields) -> Problem {
    let known: Vec<&str> = UNDERSTOOD.to_vec();
    let near = did_you_mean(kind, known.iter().copied());
    let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    fields
        .problem("type", format!("a node of type `{kind}` is not understood"))
        .hint(format!("{near}understood are {}", known.join(", ")))
}

fn dense(fields: Fields, with_bias: bool) -> Result<Node, Problem> {
    let (shape, weight) = fields.numbers("weight")?;
    let [targets, sources] = shape[..] else {
        return Err(fields.problem("weight", format!("its shape is {shape:?}, and a matrix is needed")));
    };
    let bias = if with_bias {
        let (shape, bias) = fields.numbers("bias")?;
        if bias.len() != targets {
            let what = format!("its shape is {shape:?}, and the weight has {targets} rows");
            return Err(fields.problem("bias", what));
        }
        Some(bias)
    } else {
        None
    };
    Ok(Node::Dense(Dense { targets, sources, weight, bias }))
}

fn convolution(fields: Fields, axes: usize) -> Result<Node, Problem> {
    let (shape, kernel) = fields.numbers("weight")?;
    if shape.len() != axes + 2 || shape.iter().any(|length| *length == 0 || *length > 1 << 24) {
        let what =
            format!("its shape is {shape:?}, and output channels, input channels and the kernel are needed");
        return Err(fields.problem("weight", what));
    }
    // In one dimension the image is a row.
    let along = |pair: [u32; 2], vertical| if axes == 1 { [vertical, pair[1]] } else { pair };
    let kernel_size = if axes == 1 { [1, shape[2] as u32] } else { [shape[2] as u32, shape[3] as u32] };
    let stride = along(fields.pair("stride")?, 1);
    let dilation = along(fields.pair("dilation")?, 1);
    let padding = match fields.item("padding")? {
        Item::Texts { .. } => named_padding(fields, kernel_size, stride, dilation)?,
        _ => along(fields.pair("padding")?, 0),
    };
    let groups = match fields.wholes("groups")?.as_slice() {
        [groups] if *groups > 0 && shape[0].is_multiple_of(*groups as usize) => *groups,
        other => {
            return Err(fields.problem("groups", format!("{other:?} do not divide {} channels", shape[0])));
        }
    };
    let (bias_shape, mut bias) = fields.numbers("bias")?;
    if bias.len() == 1 {
        bias = vec![bias[0]; shape[0]];
    }
    if bias.len() != shape[0] {
        let what = format!("its shape is {bias_shape:?}, and there are {} output channels", shape[0]);
        return Err(fields.problem("bias", what));
    }
    let size = match fields.items.get("input_shape") {
        Some(Item::Array(_)) => Some(fields.wholes("input_shape")?),
        _ => None,
    };
    Ok(Node::Convolution(Box::new(Convolution {
        outputs: shape[0],
        inputs: shape[1],
        kernel_size,
        stride,
        padding,
        dilation,
        groups,
        kernel,
        bias,
        size,
        axes,
    })))
}

/// Padding given as a word.
fn named_padding(
    fields: Fields,
    kernel: [u32; 2],
    stride: [u32; 2],
    dilation: [u32; 2],
) -> Result<[u32; 2], Problem> {
    match fields.text("padding")? {
        "valid" => Ok([0, 0]),
        "same" => {
            let mut padding = [0, 0];
            for axis in 0..2 {
                let both = dilation[axis].saturating_mul(kernel[axis].saturating_sub(1));
                if stride[axis] != 1 || !both.is_multiple_of(2) {
                    return Err(fields
                        .problem("padding", "`same` pads the two sides differently here")
                        .hint("use a kernel of odd size and a stride of 1, or pad in numbers"));
                }
                padding[axis] = both / 2;
            }
            Ok(padding)
        }
        other => Err(fields.problem("padding", format!("`{other}` is neither `same`, `valid` nor numbers"))),
    }
}

fn pool(fields: Fields, mean: bool) -> Result<Node, Problem> {
    let kernel_size = fields.pair("kernel_size")?;
    if kernel_size.contains(&0) {
        return Err(fields.problem("kernel_size", "a window of no size"));
    }
    let (stride, padding) = (fields.pair("stride")?, fields.pair("padding")?);
    Ok(Node::Pool(Pool { kernel_size, stride, padding, mean }))
}
