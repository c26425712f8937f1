//! Reading a network from a file of tensors.

use egret_config::{InputError, Problem, did_you_mean, read_ron};

use super::cells;
use super::description::{GRAPH, GraphFile, PopulationEntry, ProjectionEntry, WeightsEntry};
use crate::convolution::Conv2d;
use crate::execute::{ExecutableNetwork, ExecutablePopulation, ExecutableProjection, Weights, WideValues};
use crate::files::TensorFile;
use crate::network::{PopulationId, Synapses};
use crate::rows::SparseRows;

/// Most units of a population.
const MOST_UNITS: u32 = 1 << 28;

/// Whether a file holds a network in this layout.
pub fn is_graph(file: &TensorFile<'_>) -> bool {
    file.note(GRAPH).is_some()
}

/// The network of a file; every problem with its tensors at once.
pub fn read_graph(file: &TensorFile<'_>) -> Result<ExecutableNetwork, InputError> {
    let refused = |problems: Vec<Problem>| InputError { name: file.name().to_owned(), text: None, problems };
    let Some(note) = file.note(GRAPH) else {
        let what = format!("it has no note `{GRAPH}`, which describes a network");
        return Err(refused(vec![Problem::new("", what)]));
    };
    let description: GraphFile = read_ron(&format!("note {GRAPH} of {}", file.name()), note)?;
    let mut problems = Vec::new();
    let mut populations = Vec::new();
    for entry in &description.populations {
        match population(file, entry) {
            Ok(population) => populations.push(population),
            Err(problem) => problems.push(problem),
        }
    }
    let mut projections = Vec::new();
    for entry in &description.projections {
        match projection(file, entry, &description.populations) {
            Ok(projection) => projections.push(projection),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(refused(problems));
    }
    let network = ExecutableNetwork { populations, projections };
    let misfits = network.misfits();
    if misfits.is_empty() {
        Ok(network)
    } else {
        Err(refused(misfits.into_iter().map(|what| Problem::new("", what)).collect()))
    }
}

fn population(file: &TensorFile<'_>, entry: &PopulationEntry) -> Result<ExecutablePopulation, Problem> {
    let PopulationEntry { name, units, cell } = entry;
    if *units == 0 || *units > MOST_UNITS {
        return Err(Problem::new(
            format!("populations.{name}"),
            format!("{units} units are none or too many"),
        ));
    }
    let cell = cells::read(*cell, *units as usize, &format!("populations.{name}"), file)?;
    Ok(ExecutablePopulation { name: name.clone(), units: *units, cell })
}

fn projection(
    file: &TensorFile<'_>,
    entry: &ProjectionEntry,
    populations: &[PopulationEntry],
) -> Result<ExecutableProjection, Problem> {
    let path = format!("projections.{}", entry.name);
    let find = |wanted: &str| {
        let at = populations.iter().position(|population| population.name == wanted);
        at.map(|at| (PopulationId(at as u32), &populations[at])).ok_or_else(|| {
            let problem = Problem::new(path.as_str(), format!("there is no population `{wanted}`"));
            match did_you_mean(wanted, populations.iter().map(|population| population.name.as_str())) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem,
            }
        })
    };
    let ((source, from), (target, to)) = (find(&entry.source)?, find(&entry.target)?);
    let weights = weights(file, entry, &path, from.units, targets(to))?;
    Ok(ExecutableProjection { name: entry.name.clone(), source, target, delay: entry.delay, weights })
}

/// Sums of a population: gates times units.
fn targets(population: &PopulationEntry) -> u32 {
    use super::description::CellEntry;
    let gates = match population.cell {
        CellEntry::Input | CellEntry::DeltaInput | CellEntry::SpikeSource => 0,
        CellEntry::Egru | CellEntry::Gru | CellEntry::DeltaGru => 3,
        CellEntry::Lstm | CellEntry::DeltaLstm => 4,
        _ => 1,
    };
    population.units.saturating_mul(gates)
}

fn weights(
    file: &TensorFile<'_>,
    entry: &ProjectionEntry,
    path: &str,
    sources: u32,
    targets: u32,
) -> Result<Weights, Problem> {
    let name = |part: &str| format!("{path}.{part}");
    let problem = |what: String| Problem::new(path, what);
    match &entry.weights {
        WeightsEntry::Dense => {
            let tensor = name("weight");
            let shape = [targets as usize, sources as usize];
            if file.is_double(&tensor) {
                let values = by_source(&file.doubles(&tensor, &shape)?, shape);
                return Ok(wide(Synapses::Dense { sources, targets }, values));
            }
            Ok(Weights::Dense { sources, targets, values: by_source(&file.floats(&tensor, &shape)?, shape) })
        }
        WeightsEntry::Sparse => {
            let starts = file.whole_numbers(&name("indptr"))?;
            let indices = file.whole_numbers(&name("indices"))?;
            if starts.len() != sources as usize + 1 {
                let what = format!(
                    "it has {} elements, and {sources} units need one more than they are",
                    starts.len()
                );
                return Err(Problem::new(name("indptr"), what));
            }
            let (tensor, length) = (name("values"), [indices.len()]);
            let rows = SparseRows::new(targets, starts.into_iter().map(u64::from).collect(), indices);
            let rows = rows.map_err(problem)?;
            if file.is_double(&tensor) {
                return Ok(wide(Synapses::Sparse(rows), file.doubles(&tensor, &length)?));
            }
            Ok(Weights::Sparse { rows, values: without_sign_of_zero(file.floats(&tensor, &length)?) })
        }
        WeightsEntry::Random { fan_out, seed, value } => {
            Ok(Weights::Random { sources, targets, fan_out: *fan_out, seed: *seed, value: *value })
        }
        WeightsEntry::Conv2d { input, output_channels, vertical, horizontal, groups, keeps_zeros } => {
            let shape =
                Conv2d::new(input.into(), *output_channels, vertical.into(), horizontal.into(), *groups);
            let shape = shape.map_err(problem)?;
            let lengths = [*output_channels, input.0 / groups, vertical.0, horizontal.0];
            let (tensor, lengths) = (name("weight"), lengths.map(|length| length as usize));
            if file.is_double(&tensor) {
                let kernel = file.doubles(&tensor, &lengths)?;
                let kept = kernel.iter().map(|weight| *keeps_zeros || *weight != 0.0).collect();
                return Ok(wide(Synapses::Conv2d(shape.pruned(kept).map_err(problem)?), kernel));
            }
            let kernel = without_sign_of_zero(file.floats(&tensor, &lengths)?);
            let kept = kernel.iter().map(|weight| *keeps_zeros || *weight != 0.0).collect();
            Ok(Weights::Conv2d { shape: shape.pruned(kept).map_err(problem)?, kernel })
        }
    }
}

fn wide(synapses: Synapses, mut values: Vec<f64>) -> Weights {
    for value in &mut values {
        *value += 0.0;
    }
    Weights::Wide(WideValues { synapses, values })
}

/// Minus zero becomes zero: sums tell by it that nothing came.
fn without_sign_of_zero(mut values: Vec<f32>) -> Vec<f32> {
    for value in &mut values {
        *value += 0.0;
    }
    values
}

/// A matrix `[targets, sources]` by source unit.
fn by_source<W: Copy + std::ops::Add<Output = W> + Default>(
    matrix: &[W],
    [rows, columns]: [usize; 2],
) -> Vec<W> {
    let column =
        |source: usize| (0..rows).map(move |target| matrix[target * columns + source] + W::default());
    (0..columns).flat_map(column).collect()
}
