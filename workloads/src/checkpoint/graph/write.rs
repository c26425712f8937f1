//! Writing a network as a file of tensors.

use super::cells;
use super::description::{GRAPH, GraphFile, PopulationEntry, ProjectionEntry, WeightsEntry};
use crate::convolution::Conv2d;
use crate::execute::{ExecutableNetwork, ExecutableProjection, Weights, WideValues};
use crate::files::TensorWriter;
use crate::network::Synapses;
use crate::rows::SparseRows;

/// The bytes of a file with this network.
///
/// # Panics
/// If the network has misfits, or if two populations or two projections have one name.
pub fn write_graph(network: &ExecutableNetwork) -> Vec<u8> {
    let mut writer = TensorWriter::default();
    let mut description = GraphFile { populations: Vec::new(), projections: Vec::new() };
    for population in &network.populations {
        let prefix = format!("populations.{}", population.name);
        let cell = cells::write(&population.cell, &prefix, &mut writer);
        let (name, units) = (population.name.clone(), population.units);
        description.populations.push(PopulationEntry { name, units, cell });
    }
    for projection in &network.projections {
        let name = |population: crate::PopulationId| network.populations[population.index()].name.clone();
        description.projections.push(ProjectionEntry {
            name: projection.name.clone(),
            source: name(projection.source),
            target: name(projection.target),
            delay: projection.delay,
            weights: write_weights(projection, &mut writer),
        });
    }
    let text = ron::to_string(&description).expect("a description has nothing that RON cannot say");
    writer.finish(Some((GRAPH, &text)))
}

fn write_weights(projection: &ExecutableProjection, writer: &mut TensorWriter) -> WeightsEntry {
    let name = |part: &str| format!("projections.{}.{part}", projection.name);
    match &projection.weights {
        Weights::Dense { sources, targets, values } => {
            let (matrix, shape) = transposed(values, *sources, *targets);
            writer.floats(name("weight"), &shape, &matrix);
            WeightsEntry::Dense
        }
        Weights::Sparse { rows, values } => {
            write_rows(rows, name, writer);
            writer.floats(name("values"), &[values.len()], values);
            WeightsEntry::Sparse
        }
        Weights::Random { fan_out, seed, value, .. } => {
            WeightsEntry::Random { fan_out: *fan_out, seed: *seed, value: *value }
        }
        Weights::Conv2d { shape, kernel } => {
            writer.floats(name("weight"), &kernel_lengths(shape), kernel);
            kernel_entry(shape, kernel.contains(&0.0))
        }
        Weights::Wide(WideValues { synapses, values }) => match synapses {
            Synapses::Dense { sources, targets } => {
                let (matrix, shape) = transposed(values, *sources, *targets);
                writer.doubles(name("weight"), &shape, &matrix);
                WeightsEntry::Dense
            }
            Synapses::Sparse(rows) => {
                write_rows(rows, name, writer);
                writer.doubles(name("values"), &[values.len()], values);
                WeightsEntry::Sparse
            }
            Synapses::Crossbar(crossbar) => {
                write_rows(&crossbar.listed(), name, writer);
                writer.doubles(name("values"), &[values.len()], values);
                WeightsEntry::Sparse
            }
            Synapses::Conv2d(shape) => {
                writer.doubles(name("weight"), &kernel_lengths(shape), values);
                kernel_entry(shape, values.contains(&0.0))
            }
        },
    }
}

/// Weights by source unit as a matrix `[targets, sources]`, and its shape.
fn transposed<W: Copy>(values: &[W], sources: u32, targets: u32) -> (Vec<W>, [usize; 2]) {
    let (sources, targets) = (sources as usize, targets as usize);
    let row = |target: usize| (0..sources).map(move |source| values[source * targets + target]);
    ((0..targets).flat_map(row).collect(), [targets, sources])
}

fn write_rows(rows: &SparseRows, name: impl Fn(&str) -> String, writer: &mut TensorWriter) {
    let starts: Vec<u32> = rows.row_start().iter().map(|start| *start as u32).collect();
    writer.u32s(name("indptr"), &starts);
    writer.u32s(name("indices"), rows.targets());
}

fn kernel_lengths(shape: &Conv2d) -> [usize; 4] {
    let (input, output) = (shape.input(), shape.output());
    let (vertical, horizontal) = shape.axes();
    [output.channels, input.channels / shape.groups(), vertical.kernel, horizontal.kernel]
        .map(|length| length as usize)
}

fn kernel_entry(shape: &Conv2d, has_zeros: bool) -> WeightsEntry {
    let (vertical, horizontal) = shape.axes();
    WeightsEntry::Conv2d {
        input: shape.input().into(),
        output_channels: shape.output().channels,
        vertical: vertical.into(),
        horizontal: horizontal.into(),
        groups: shape.groups(),
        keeps_zeros: has_zeros && shape.kept_weights() == shape.kernel_weights(),
    }
}
