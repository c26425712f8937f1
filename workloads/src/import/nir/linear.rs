//! Linear nodes as maps between units, and chains of them as one projection.

use crate::convolution::{Axis, Conv2d, Image};
use crate::execute::Weights;
use crate::rows::SparseRows;

use super::node::{Convolution, Dense, Node, Pool};

/// Most synapses of a chain of several nodes, which are listed one by one.
pub(super) const MOST_COMPOSED: usize = 1 << 24;
/// Most units of a population.
const MOST_UNITS: usize = 1 << 24;

/// A linear map between units in row-major order of their shapes.
#[derive(Clone, Debug)]
pub(super) enum Map {
    /// Every unit to the unit of the same number.
    Same,
    /// The same, times a factor each.
    Scale(Vec<f32>),
    /// A matrix, row-major `[targets, sources]`.
    Matrix { targets: usize, sources: usize, values: Vec<f32> },
    /// A convolution.
    Convolution { shape: Box<Conv2d>, kernel: Vec<f32> },
}

/// What a linear node does to values of a known shape.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    pub(super) shape: Vec<usize>,
    pub(super) map: Map,
    /// Added to each unit of the result.
    pub(super) bias: Option<Vec<f32>>,
}

impl Stage {
    /// What a node does to values of `shape`, or in words why it cannot; `None` for nodes that are not linear.
    pub(super) fn of(node: &Node, shape: &[usize]) -> Option<Result<Self, String>> {
        let unchanged = || Self { shape: shape.to_vec(), map: Map::Same, bias: None };
        match node {
            Node::Input(_) | Node::Neurons(_) => None,
            Node::Output | Node::Border => Some(Ok(unchanged())),
            Node::Dense(dense) => Some(matrix(dense, shape)),
            Node::Convolution(convolution) => Some(convolve(convolution, shape)),
            Node::Pool(window) => Some(pool(window, shape)),
            Node::Scale { shape: own, factors } => Some(if own == shape || factors.len() == 1 {
                let count = shape.iter().product();
                let factors = if factors.len() == 1 { vec![factors[0]; count] } else { factors.clone() };
                Ok(Self { map: Map::Scale(factors), ..unchanged() })
            } else {
                Err(format!("it scales {own:?}, and {shape:?} comes in"))
            }),
            Node::Flatten { input, start, end } => {
                let joined = flatten(shape, input.as_deref(), *start, *end);
                Some(joined.map(|shape| Self { shape, ..unchanged() }))
            }
        }
    }
}

/// A shape without the batch of one sample that some exporters leave in front of `axes` axes.
fn of_sample(shape: &[usize], axes: usize) -> &[usize] {
    match shape.split_at_checked(shape.len().saturating_sub(axes)) {
        Some((batch, sample)) if batch.iter().all(|length| *length == 1) => sample,
        _ => shape,
    }
}

fn matrix(dense: &Dense, shape: &[usize]) -> Result<Stage, String> {
    if of_sample(shape, 1) != [dense.sources] {
        return Err(format!("its weight takes [{}], and {shape:?} comes in", dense.sources));
    }
    let map = Map::Matrix { targets: dense.targets, sources: dense.sources, values: dense.weight.clone() };
    Ok(Stage { shape: vec![dense.targets], map, bias: dense.bias.clone() })
}

/// Channels, height and width of a shape.
fn image(shape: &[usize], axes: usize) -> Result<Image, String> {
    let sample = of_sample(shape, axes + 1);
    let lengths: Option<Vec<u32>> = sample.iter().map(|length| u32::try_from(*length).ok()).collect();
    match (lengths.as_deref(), axes) {
        (Some(&[channels, width]), 1) => Ok(Image { channels, height: 1, width }),
        (Some(&[channels, height, width]), 2) => Ok(Image { channels, height, width }),
        _ => Err(format!("channels and {axes} axes of an image are needed, and {shape:?} comes in")),
    }
}

fn shape_of(image: Image, axes: usize) -> Vec<usize> {
    let lengths = [image.channels, image.height, image.width].map(|length| length as usize);
    if axes == 1 { vec![lengths[0], lengths[2]] } else { lengths.to_vec() }
}

fn convolve(node: &Convolution, shape: &[usize]) -> Result<Stage, String> {
    let input = image(shape, node.axes)?;
    if input.channels as usize != node.inputs * node.groups as usize {
        let channels = node.inputs * node.groups as usize;
        return Err(format!("its weight takes {channels} channels, and {shape:?} comes in"));
    }
    if let Some(size) = &node.size
        && !size
            .iter()
            .map(|length| *length as usize)
            .eq(of_sample(shape, node.axes + 1)[1..].iter().copied())
    {
        return Err(format!("its input_shape is {size:?}, and {shape:?} comes in"));
    }
    let axis = |at: usize| Axis {
        kernel: node.kernel_size[at],
        stride: node.stride[at],
        padding: node.padding[at],
        dilation: node.dilation[at],
    };
    let convolution = Conv2d::new(input, node.outputs as u32, axis(0), axis(1), node.groups)?;
    let output = convolution.output();
    let places = output.height as usize * output.width as usize;
    let bias = node.bias.iter().any(|bias| *bias != 0.0);
    let bias = bias.then(|| node.bias.iter().flat_map(|bias| std::iter::repeat_n(*bias, places)).collect());
    let map = Map::Convolution { shape: Box::new(convolution), kernel: node.kernel.clone() };
    Ok(Stage { shape: shape_of(output, node.axes), map, bias })
}

fn pool(node: &Pool, shape: &[usize]) -> Result<Stage, String> {
    let input = image(shape, 2)?;
    let axis = |at: usize| Axis {
        kernel: node.kernel_size[at],
        stride: node.stride[at],
        padding: node.padding[at],
        dilation: 1,
    };
    let window = node.kernel_size[0] as usize * node.kernel_size[1] as usize;
    if window.saturating_mul(input.channels as usize) > MOST_UNITS {
        return Err(format!("its window of {:?} is too large", node.kernel_size));
    }
    // A convolution of each channel by itself, whose weights are all the same.
    let convolution = Conv2d::new(input, input.channels, axis(0), axis(1), input.channels)?;
    let weight = if node.mean { (1.0 / window as f64) as f32 } else { 1.0 };
    let kernel = vec![weight; window * input.channels as usize];
    let shape = shape_of(convolution.output(), 2);
    Ok(Stage { shape, map: Map::Convolution { shape: Box::new(convolution), kernel }, bias: None })
}

/// The shape with the axes from `start` to `end` joined; negative ones count from the last, and others count the batch where
/// the shape that the node names has an axis more.
fn flatten(shape: &[usize], named: Option<&[usize]>, start: i64, end: i64) -> Result<Vec<usize>, String> {
    let axes = shape.len().cast_signed() as i64;
    let batch = named.is_some_and(|named| named.len() == shape.len() + 1);
    if let Some(named) = named.filter(|named| named[usize::from(batch)..] != *shape) {
        return Err(format!("it takes {named:?}, and {shape:?} comes in"));
    }
    let place = |axis: i64| if axis < 0 { axis + axes } else { axis - i64::from(batch) };
    let (start, end) = (place(start), place(end));
    if start < 0 || end < start || end >= axes {
        return Err(format!("it joins axes {start} to {end}, and {shape:?} comes in"));
    }
    let (start, end) = (start as usize, end as usize);
    let joined = shape[start..=end].iter().product();
    Ok(shape[..start].iter().copied().chain([joined]).chain(shape[end + 1..].iter().copied()).collect())
}

impl Map {
    /// Calls `visit` with every target of a source unit and the weight.
    fn for_each(&self, source: u32, mut visit: impl FnMut(u32, f64)) {
        match self {
            Self::Same => visit(source, 1.0),
            Self::Scale(factors) => visit(source, f64::from(factors[source as usize])),
            Self::Matrix { sources, values, .. } => {
                let column = values.iter().skip(source as usize).step_by(*sources);
                (0..).zip(column).for_each(|(target, weight)| visit(target, f64::from(*weight)));
            }
            Self::Convolution { shape, kernel } => {
                shape.for_each_synapse(source, |target, at| visit(target, f64::from(kernel[at])));
            }
        }
    }

    /// The map applied to a value for each source unit.
    pub(super) fn apply(&self, values: &[f64], targets: usize) -> Vec<f64> {
        let mut result = vec![0.0; targets];
        for (source, value) in (0..).zip(values).filter(|(_, value)| **value != 0.0) {
            self.for_each(source, |target, weight| result[target as usize] += weight * value);
        }
        result
    }

    /// Weights of this map alone; scales and plain connections are listed.
    fn weights(&self, sources: usize) -> Weights {
        match self {
            Self::Matrix { targets, sources, values } => {
                Weights::from_matrix(*targets as u32, *sources as u32, values)
            }
            Self::Convolution { shape, kernel } => {
                let kept = kernel.iter().map(|weight| *weight != 0.0).collect();
                let shape = (**shape).clone().pruned(kept).expect("a mark for every weight of the kernel");
                Weights::Conv2d { shape, kernel: kernel.clone() }
            }
            Self::Same => diagonal(&vec![1.0; sources]),
            Self::Scale(factors) => diagonal(factors),
        }
    }
}

fn diagonal(factors: &[f32]) -> Weights {
    let (mut row_start, mut listed, mut values) = (vec![0], Vec::new(), Vec::new());
    for (unit, factor) in (0..).zip(factors) {
        if *factor != 0.0 {
            listed.push(unit);
            values.push(*factor);
        }
        row_start.push(listed.len() as u64);
    }
    let rows = SparseRows::new(factors.len() as u32, row_start, listed);
    Weights::Sparse { rows: rows.expect("at most one target a unit, within the width"), values }
}

/// The weights of a chain of maps between `sources` and `targets` units, in order. A single map that changes anything stays
/// as it is; several are multiplied out, in 64 bits, and listed. `None` if that takes more than [`MOST_COMPOSED`] synapses.
pub(super) fn compose(chain: &[&Map], sources: usize, targets: usize) -> Option<Weights> {
    let changing: Vec<&Map> = chain.iter().copied().filter(|map| !matches!(map, Map::Same)).collect();
    match changing.as_slice() {
        [] => return Some(Map::Same.weights(sources)),
        [single] => return Some(single.weights(sources)),
        _ => {}
    }
    let (mut row_start, mut listed, mut values) = (vec![0], Vec::new(), Vec::new());
    for source in 0..sources as u32 {
        let mut row = vec![(source, 1.0)];
        for map in &changing {
            let mut next = Vec::new();
            for (unit, weight) in row {
                map.for_each(unit, |target, factor| next.push((target, weight * factor)));
                if next.len() > MOST_COMPOSED {
                    return None;
                }
            }
            // A stable sort, so that what is added up keeps its order.
            next.sort_by_key(|(target, _)| *target);
            next.dedup_by(|after, before| {
                let same = after.0 == before.0;
                if same {
                    before.1 += after.1;
                }
                same
            });
            row = next;
        }
        for (target, weight) in row {
            let weight = weight as f32;
            if weight != 0.0 {
                listed.push(target);
                values.push(weight);
            }
        }
        if listed.len() > MOST_COMPOSED {
            return None;
        }
        row_start.push(listed.len() as u64);
    }
    let rows = SparseRows::new(targets as u32, row_start, listed).ok()?;
    Some(Weights::Sparse { rows, values })
}
