//! Checkpoints that hold any network, and the events that drive them.

use std::sync::Arc;

use egret_config::Problem;

use super::checkpoint::{Files, SAME_SPARSITY, agree, describe, inside};
use crate::activity::{Execution, Stimulus};
use crate::checkpoint::{MOST_BITS, graph_sparsity, quantize_graph, read_graph};
use crate::execute::ExecutableNetwork;
use crate::file::{CheckpointFile, WorkloadFile};
use crate::files::{Directory, TensorFile, read_trace};
use crate::masks::MaskFile;

/// Opens the network in `tensors`, with its weights as the chip stores them.
pub(super) fn opened(
    file: &mut WorkloadFile,
    checkpoint: &CheckpointFile,
    tensors: &TensorFile<'_>,
    directory: &Directory,
    executed: bool,
) -> Result<Files, Problem> {
    let mut network = read_graph(tensors).map_err(|error| inside("checkpoint.weights", error))?;
    let (asked, own) = (file.weight_sparsity().unwrap_or(0.0), graph_sparsity(&network));
    if file.mask != MaskFile::Trained {
        return Err(Problem::new(
            "mask",
            "a network that is no stack of recurrent layers is not pruned here",
        )
        .hint("write `mask: Trained`: weights that are zero are no synapses"));
    }
    if (asked - own).abs() > SAME_SPARSITY {
        let what = format!("{asked}, but {own:.4} of the weights of the checkpoint are zero");
        return Err(Problem::new("weight_sparsity", what).hint(format!("write {own:.4}")));
    }
    let bits = file.weight_bits.value().copied().unwrap_or(MOST_BITS + 1);
    if bits < 2 {
        return Err(Problem::new("weight_bits", "1 bit has no room for a sign and a value")
            .hint("a checkpoint is stored with 2 bits or more"));
    }
    if bits <= MOST_BITS {
        quantize_graph(&mut network, bits);
    }
    let network = Arc::new(network);
    describe(file, &network);
    agree(file, &network)?;
    let execution = if executed { Some(execution(checkpoint, &network, directory)?) } else { None };
    Ok(Files { network: Some(network), execution, language: None, trace: None, fitted: None })
}

fn execution(
    checkpoint: &CheckpointFile,
    network: &Arc<ExecutableNetwork>,
    directory: &Directory,
) -> Result<Execution, Problem> {
    let path = "checkpoint.input";
    if !network.populations.iter().any(|population| population.cell.is_driven()) {
        if checkpoint.input.is_some() {
            let what = "no population of the network takes events from outside";
            return Err(Problem::new(path, what).hint("leave it out"));
        }
        return Ok(Execution::new(Arc::clone(network), Stimulus::Nothing));
    }
    let Some(name) = &checkpoint.input else {
        return Err(Problem::new(path, "nothing says which events drive the network")
            .hint("give a trace of the input: `egret import trace` makes one"));
    };
    let bytes = directory.read(name, path)?;
    let tensors = TensorFile::open(name, &bytes).map_err(|error| inside(path, error))?;
    let units = network.populations.first().map_or(0, |population| population.units);
    let mut layers = read_trace(&tensors, None).map_err(|error| inside(path, error))?;
    match (layers.pop(), layers.is_empty()) {
        (Some(trace), true) if trace.units() == units => {
            Ok(Execution::new(Arc::clone(network), Stimulus::Spikes(Arc::new(trace))))
        }
        (trace, _) => {
            let found = trace.map_or(0, |trace| trace.units());
            let what = format!("{name}: it has {} layers, the last of {found} units", layers.len() + 1);
            Err(Problem::new(path, what).hint(format!("one layer of {units} units, the input, is needed")))
        }
    }
}
