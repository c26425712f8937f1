//! Writing a network as a file of tensors.

use super::cells::taken_apart;
use super::description::{GRAPH, GraphFile, PopulationEntry, ProjectionEntry, WeightsEntry};
use crate::execute::{ExecutableNetwork, ExecutableProjection, Weights};
use crate::files::TensorWriter;

/// The bytes of a file with this network.
///
/// # Panics
/// If the network has misfits, or if two populations or two projections have one name.
pub fn write_graph(network: &ExecutableNetwork) -> Vec<u8> {
    let mut writer = TensorWriter::default();
    let mut description = GraphFile { populations: Vec::new(), projections: Vec::new() };
    for population in &network.populations {
        let (cell, lists) = taken_apart(&population.cell);
        for (constant, values) in lists {
            writer.floats(format!("populations.{}.{constant}", population.name), &[values.len()], &values);
        }
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
            let (sources, targets) = (*sources as usize, *targets as usize);
            let at = |target: usize| (0..sources).map(move |source| values[source * targets + target]);
            let matrix: Vec<f32> = (0..targets).flat_map(at).collect();
            writer.floats(name("weight"), &[targets, sources], &matrix);
            WeightsEntry::Dense
        }
        Weights::Sparse { rows, values } => {
            let starts: Vec<u32> = rows.row_start().iter().map(|start| *start as u32).collect();
            writer.u32s(name("indptr"), &starts);
            writer.u32s(name("indices"), rows.targets());
            writer.floats(name("values"), &[values.len()], values);
            WeightsEntry::Sparse
        }
        Weights::Random { fan_out, seed, value, .. } => {
            WeightsEntry::Random { fan_out: *fan_out, seed: *seed, value: *value }
        }
        Weights::Conv2d { shape, kernel } => {
            let (input, output) = (shape.input(), shape.output());
            let (vertical, horizontal) = shape.axes();
            let lengths =
                [output.channels, input.channels / shape.groups(), vertical.kernel, horizontal.kernel];
            writer.floats(name("weight"), &lengths.map(|length| length as usize), kernel);
            WeightsEntry::Conv2d {
                input: input.into(),
                output_channels: output.channels,
                vertical: vertical.into(),
                horizontal: horizontal.into(),
                groups: shape.groups(),
            }
        }
    }
}
