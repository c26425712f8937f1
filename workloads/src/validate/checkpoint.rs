//! The files of weights and events that a workload refers to.

use std::sync::Arc;

use egret_config::{InputError, Problem, Sourced};

use super::masks;
use crate::activity::{ActivityFile, Execution, Trace};
use crate::checkpoint::{Embedding, MOST_BITS, Stack, is_graph, quantize};
use crate::connection::ConnectionFile;
use crate::execute::{Cell, ExecutableNetwork};
use crate::file::{CheckpointFile, Events, PopulationFile, ProjectionFile, WorkloadFile};
use crate::files::{Directory, TensorFile, read_trace, says_units};
use crate::language::LanguageModel;
use crate::masks::MaskFile;
use crate::masks::magnitude;
use crate::network::{Site, Synapses};
use crate::rows::SparseRows;
use crate::workload::ExecutedLanguage;

/// How far the weight sparsity of a checkpoint may lie from the one that is asked for: whole weights cannot hit every share.
pub(super) const SAME_SPARSITY: f64 = 5e-4;

/// What the files of a workload hold.
#[derive(Debug)]
pub(super) struct Files {
    /// The layers with the weights that are left, as the chip stores them.
    pub(super) network: Option<Arc<ExecutableNetwork>>,
    /// What is executed, where it is.
    pub(super) execution: Option<Execution>,
    /// The language model that this is, where it is one.
    pub(super) language: Option<ExecutedLanguage>,
    /// Recorded events by layer.
    pub(super) trace: Option<Vec<Trace>>,
    /// What synthetic activity follows.
    pub(super) fitted: Option<ActivityFile>,
}

/// Opens what a workload refers to and fills in the populations and projections that it leaves to its checkpoint.
pub(super) fn open(
    file: &mut WorkloadFile,
    directory: &Directory,
    seed: u64,
    problems: &mut Vec<Problem>,
) -> Files {
    let mut files = Files { network: None, execution: None, language: None, trace: None, fitted: None };
    let executed = file.events == Events::Executed;
    if executed && file.checkpoint.is_none() {
        let hint = "of the shipped workloads egru-wikitext2 has weights; `egret workload record` and `egret import` write \
                    workloads that have";
        let what = "this workload has no weights (`checkpoint`), so nothing can be executed";
        problems.push(Problem::new("events", what).hint(hint));
        return files;
    }
    if executed && file.activity.is_some() {
        let hint = "leave one of them out";
        problems.push(Problem::new("activity", "executed networks are as active as they are").hint(hint));
    }
    // A shipped data set has masks and events of its own, and its checkpoint is for execution alone.
    if let Some(checkpoint) = file.checkpoint.clone().filter(|_| executed || file.recorded.is_none()) {
        match opened(file, &checkpoint, directory, executed, seed) {
            Ok(opened) => {
                let cells = opened.network.iter().flat_map(|network| &network.populations);
                let reads = cells.into_iter().any(|population| population.cell.is_input());
                if executed && reads && file.embedding == Site::Absent {
                    let hint = "write `Host` or `Chip`";
                    problems
                        .push(Problem::new("embedding", "an executed network reads its input").hint(hint));
                }
                files = opened;
            }
            Err(problem) => problems.push(problem),
        }
    }
    if let Some(name) = &file.fitted {
        let other = if executed { "the network is executed" } else { "`activity` says how active it is" };
        if executed || file.activity.is_some() {
            let problem =
                Problem::new("fitted", format!("{other}, which leaves nothing to an activity file"));
            problems.push(problem.hint("leave one of them out"));
        }
        match fitted(name, directory) {
            Ok(fitted) => files.fitted = Some(fitted),
            Err(problem) => problems.push(problem),
        }
    }
    let described = !executed && file.activity.is_none() && file.fitted.is_none();
    if let Some(name) = file.trace.as_ref().filter(|_| described) {
        match recorded(name, directory, file) {
            Ok(trace) => files.trace = Some(trace),
            Err(problem) => problems.push(problem),
        }
    }
    files
}

/// The problem of a file that a parameter refers to.
pub(super) fn inside(path: &str, error: InputError) -> Problem {
    let InputError { name, problems, .. } = error;
    let hint = problems.first().and_then(|problem| problem.hint.clone());
    let said = problems.iter().map(|problem| {
        if problem.path.is_empty() {
            problem.what.clone()
        } else {
            format!("{}: {}", problem.path, problem.what)
        }
    });
    let problem = Problem::new(path, format!("{name}: {}", said.collect::<Vec<_>>().join("; ")));
    match hint {
        Some(hint) => problem.hint(hint),
        None => problem,
    }
}

fn opened(
    file: &mut WorkloadFile,
    checkpoint: &CheckpointFile,
    directory: &Directory,
    executed: bool,
    seed: u64,
) -> Result<Files, Problem> {
    let weights_path = "checkpoint.weights";
    let bytes = directory.read(&checkpoint.weights, weights_path)?;
    let tensors =
        TensorFile::open(&checkpoint.weights, &bytes).map_err(|error| inside(weights_path, error))?;
    if is_graph(&tensors) {
        return super::graph::opened(file, checkpoint, &tensors, directory, executed);
    }
    let mut stack = Stack::read(&tensors).map_err(|error| inside(weights_path, error))?;
    prune(file, &mut stack, seed)?;
    let full = executed.then(|| stack.clone());
    let bits = file.weight_bits.value().copied().unwrap_or(MOST_BITS + 1);
    let rounds = bits <= MOST_BITS;
    if bits < 2 {
        return Err(Problem::new("weight_bits", "1 bit has no room for a sign and a value")
            .hint("a checkpoint is stored with 2 bits or more"));
    }
    if rounds {
        for (matrix, columns) in stack.matrices_mut() {
            quantize(matrix, columns, bits);
        }
    }
    let network = stack.executable();
    describe(file, &network);
    agree(file, &network)?;
    let mut files = Files {
        network: Some(Arc::clone(&network)),
        execution: None,
        language: None,
        trace: None,
        fitted: None,
    };
    let Some(full) = full else { return Ok(files) };

    let embedding_path = "checkpoint.embedding";
    let embedding = match &checkpoint.embedding {
        Some(name) => {
            let bytes = directory.read(name, embedding_path)?;
            let tensors = TensorFile::open(name, &bytes).map_err(|error| inside(embedding_path, error))?;
            Embedding::read(&tensors, stack.inputs(), stack.outputs())
                .map_err(|error| inside(embedding_path, error))?
        }
        None => Embedding::read(&tensors, stack.inputs(), stack.outputs())
            .map_err(|error| inside(weights_path, error))?,
    };
    let tokens_path = "checkpoint.tokens";
    let Some(name) = &checkpoint.tokens else {
        let hint = "give a safetensors file with a list of words";
        return Err(Problem::new(tokens_path, "nothing says which tokens the network reads").hint(hint));
    };
    let bytes = directory.read(name, tokens_path)?;
    let tensors = TensorFile::open(name, &bytes).map_err(|error| inside(tokens_path, error))?;
    let words = embedding.read_words(&tensors).map_err(|error| inside(tokens_path, error))?;
    if words.len() < 2 {
        return Err(Problem::new(tokens_path, format!("{name}: {} tokens are too few", words.len()))
            .hint("two are the fewest: one to read and one to predict"));
    }
    let model = LanguageModel::new(Arc::clone(&network), Arc::new(embedding))
        .map_err(|what| Problem::new(embedding_path, what))?;
    let unrounded = rounds.then(|| model.with_layers(full.executable()));
    let stream_steps = checkpoint.stream_steps;
    if stream_steps == Some(0) {
        return Err(Problem::new("checkpoint.stream_steps", "streams of 0 steps read nothing")
            .hint("write at least 1, or leave it out for one stream"));
    }
    let language = ExecutedLanguage { model, unrounded, words: words.into(), stream_steps };
    files.execution = Some(language.execution());
    files.language = Some(language);
    Ok(files)
}

/// Leaves as many weights as the workload asks for.
fn prune(file: &WorkloadFile, stack: &mut Stack, seed: u64) -> Result<(), Problem> {
    let (asked, own) = (file.weight_sparsity().unwrap_or(0.0), stack.weight_sparsity());
    // Numbers that are out of range are refused elsewhere.
    if !(0.0..=1.0).contains(&asked) || !masks::problems(file.mask, asked).is_empty() {
        return Ok(());
    }
    match file.mask {
        MaskFile::Trained if (asked - own).abs() <= SAME_SPARSITY => {}
        MaskFile::Trained => {
            let what = format!("{asked}, but {own:.4} of the weights of the checkpoint are zero");
            let hint = format!(
                "write {own:.4}, or `mask: Magnitude` to prune the smallest weights without training"
            );
            return Err(Problem::new("weight_sparsity", what).hint(hint));
        }
        // Weights that are gone do not come back.
        MaskFile::Magnitude if asked < own - SAME_SPARSITY => {
            let what = format!("{asked}, but {own:.4} of the weights of the checkpoint are zero already");
            return Err(Problem::new("weight_sparsity", what).hint(format!("write {own:.4} or more")));
        }
        MaskFile::Magnitude => {
            let mut matrices: Vec<&mut [f32]> =
                stack.matrices_mut().into_iter().map(|(matrix, _)| matrix).collect();
            magnitude::global(&mut matrices, asked);
        }
        drawn => {
            let names: Vec<String> = stack.matrices().map(|(name, _)| name).collect();
            for (index, (matrix, columns)) in (0_u64..).zip(stack.matrices_mut()) {
                let (sources, width) = (columns as u32, (matrix.len() / columns) as u32);
                let name = format!("matrix {} of the checkpoint", names[index as usize]);
                if let Some(problem) = masks::misfit(drawn, &name, sources, width) {
                    return Err(problem);
                }
                if let Some(rows) = drawn.generate(sources, width, asked, seed, index) {
                    keep(matrix, &rows);
                }
            }
        }
    }
    Ok(())
}

/// Sets the weights of a matrix `[targets, sources]` to zero that are not among the rows of its sources.
fn keep(matrix: &mut [f32], rows: &SparseRows) {
    let columns = rows.sources() as usize;
    for source in 0..rows.sources() {
        let mut kept = rows.row(source).iter().peekable();
        for target in 0..rows.width() {
            if kept.next_if_eq(&&target).is_none() {
                matrix[target as usize * columns + source as usize] = 0.0;
            }
        }
    }
}

/// Fills in populations and projections that the workload does not list.
pub(super) fn describe(file: &mut WorkloadFile, network: &ExecutableNetwork) {
    if !file.populations.is_empty() || !file.projections.is_empty() {
        return;
    }
    let why = || "as in the checkpoint".to_owned();
    file.populations = network
        .populations
        .iter()
        .map(|population| PopulationFile {
            name: population.name.clone(),
            model: population.cell.model(),
            units: Sourced::Chosen(population.units, why()),
            activity: None,
            image: None,
        })
        .collect();
    let name = |id: crate::network::PopulationId| network.populations[id.index()].name.clone();
    file.projections = network
        .projections
        .iter()
        .map(|projection| ProjectionFile {
            name: projection.name.clone(),
            source: name(projection.source),
            target: name(projection.target),
            delay: projection.delay,
            synapse: None,
            rows: None,
            connection: ConnectionFile::default(),
        })
        .collect();
}

/// Whether the populations and projections that the workload lists are those of the checkpoint.
pub(super) fn agree(file: &WorkloadFile, network: &ExecutableNetwork) -> Result<(), Problem> {
    if let Some(at) = file.projections.iter().position(|projection| projection.rows.is_some()) {
        let what = "the checkpoint says which weights there are";
        return Err(Problem::new(format!("projections[{at}].rows"), what).hint("leave `rows` out"));
    }
    let populations = file.populations.iter().map(|population| {
        format!(
            "{} ({} {})",
            population.name,
            population.units.value().copied().unwrap_or(0),
            population.model.name()
        )
    });
    let executable = network.populations.iter().map(|population| {
        format!("{} ({} {})", population.name, population.units, population.cell.model().name())
    });
    let (listed, held): (Vec<_>, Vec<_>) = (populations.collect(), executable.collect());
    if listed != held {
        let what =
            format!("the checkpoint holds {}, the workload lists {}", held.join(", "), listed.join(", "));
        return Err(Problem::new("populations", what).hint("leave `populations` and `projections` out"));
    }
    let listed = file.projections.iter().map(|projection| {
        (projection.name.as_str(), projection.source.as_str(), projection.target.as_str(), projection.delay)
    });
    let held = network.projections.iter().map(|projection| {
        let name = |id: crate::network::PopulationId| network.populations[id.index()].name.as_str();
        (projection.name.as_str(), name(projection.source), name(projection.target), projection.delay)
    });
    if listed.eq(held) {
        Ok(())
    } else {
        let names: Vec<_> = network.projections.iter().map(|projection| projection.name.as_str()).collect();
        let what = format!("those of the checkpoint are {}", names.join(", "));
        Err(Problem::new("projections", what).hint("leave `populations` and `projections` out"))
    }
}

/// The layers of a trace. One that does not say how many units they have is of the workload's.
fn recorded(name: &str, directory: &Directory, file: &WorkloadFile) -> Result<Vec<Trace>, Problem> {
    let bytes = directory.read(name, "trace")?;
    let tensors = TensorFile::open(name, &bytes).map_err(|error| inside("trace", error))?;
    let layers = file.populations.iter().filter(|population| population.model.is_event_based());
    let units: Option<Vec<u32>> = layers.map(|layer| layer.units.value().copied()).collect();
    let units = units.filter(|_| !says_units(&tensors));
    read_trace(&tensors, units.as_deref()).map_err(|error| inside("trace", error))
}

fn fitted(name: &str, directory: &Directory) -> Result<ActivityFile, Problem> {
    let bytes = directory.read(name, "fitted")?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let what = format!("{name} is no text: byte {} is not UTF-8", error.valid_up_to());
        Problem::new("fitted", what).hint("`egret workload fit` writes activity files")
    })?;
    ActivityFile::read(name, text).map_err(|error| inside("fitted", error))
}

impl Files {
    /// Whether a population of the checkpoint has events of its own.
    pub(super) fn has_own_spikes(&self, name: &str) -> bool {
        let populations = self.network.iter().flat_map(|network| &network.populations);
        let mut named = populations.filter(|population| population.name == name);
        named.any(|population| matches!(population.cell, Cell::SpikeSource(_)))
    }

    /// The synapses of a projection by name, where there is a checkpoint.
    pub(super) fn synapses(&self, name: &str) -> Option<Synapses> {
        let projection =
            self.network.as_ref()?.projections.iter().find(|projection| projection.name == name)?;
        Some(projection.weights.synapses())
    }
}
