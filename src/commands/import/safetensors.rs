//! `egret import safetensors`: a recurrent network as a workload.

use std::path::PathBuf;

use clap::Args;
use egret_workloads::Model;
use egret_workloads::checkpoint::{Embedding, Stack, graph_sparsity, is_graph, read_graph};
use egret_workloads::files::TensorFile;
use egret_workloads::import::{ImportedLanguage, import_recurrent};

use super::foreign;
use super::outputs::{Out, quoted, run_it};
use crate::failure::Failure;
use crate::inputs;

pub(super) const EXAMPLES: &str = "\
Examples:
  egret import safetensors model.safetensors --sidecar model.ron --out imported
  egret import safetensors model.safetensors --sidecar model.ron --tokens text.safetensors \\
            --out imported

A sidecar for two layers of torch.nn.GRU in `model.rnn` with a tied embedding:
  (
      schema: \"egret.sidecar/1\",
      layers: [(framework: TorchGru, prefix: \"rnn\", layers: 2)],
      embedding: \"embed.weight\",
      decoder_bias: \"decoder.bias\",
  )
Frameworks are EvnnEgru, TorchGru and TorchLstm. Tensors that the sidecar does not name are refused,
but for those under `ignore: [..]`.";

/// Options of the subcommand.
#[derive(Debug, Args)]
pub(super) struct Safetensors {
    /// Safetensors file of a state dict
    file: PathBuf,
    /// RON file that says which framework wrote which tensors
    #[arg(long, value_name = "FILE")]
    sidecar: PathBuf,
    /// Safetensors file with the words that the network reads
    #[arg(long, value_name = "FILE")]
    tokens: Option<PathBuf>,
    #[command(flatten)]
    out: Out,
}

/// Steps of a run.
const DEFAULT_STEPS: u32 = 512;

/// Runs the subcommand.
pub(super) fn run(arguments: &Safetensors) -> Result<(), Failure> {
    let name = arguments.file.display().to_string();
    let bytes = foreign::read(&arguments.file)?;
    let sidecar = inputs::read(&arguments.sidecar)?;
    let file = TensorFile::open(&name, &bytes)?;
    let imported = import_recurrent(&file, &arguments.sidecar.display().to_string(), &sidecar)?;
    let network = TensorFile::open("network.safetensors", &imported.bytes)?;
    let mut files = vec![("network.safetensors", imported.bytes.clone())];
    let (sparsity, ends) = if is_graph(&network) {
        (graph_sparsity(&read_graph(&network)?), None)
    } else {
        let stack = Stack::read(&network)?;
        (stack.weight_sparsity(), Some((stack.inputs(), stack.outputs())))
    };
    let mut words = None;
    if let (Some(path), Some((inputs, outputs))) = (&arguments.tokens, ends) {
        let bytes = foreign::read(path)?;
        let embedding = Embedding::read(&network, inputs, outputs)?;
        let name = path.display().to_string();
        words = Some(embedding.read_words(&TensorFile::open(&name, &bytes)?)?.len() as u32);
        files.push(("tokens.safetensors", bytes));
    }
    files.push(("workload.ron", workload(arguments, &imported, sparsity, words).into_bytes()));
    let more = match (words, imported.model) {
        (Some(_), _) | (None, Model::Gru | Model::Lstm) => "",
        _ => " --activity 0.1   (no words are given: `--tokens` executes it)",
    };
    let next = run_it(&arguments.out.join("workload.ron"), more);
    arguments.out.finish(&imported.conversions, &files, &next)
}

/// The workload file; executed where `words` are given.
fn workload(
    arguments: &Safetensors,
    imported: &ImportedLanguage,
    sparsity: f64,
    words: Option<u32>,
) -> String {
    let file = arguments.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let summary = format!("The {} network of {file}.", imported.model.name());
    let vocabulary = imported
        .vocabulary
        .map(|words| format!("\n    vocabulary: Chosen({words}, \"rows of the embedding\"),"));
    let decoder = if vocabulary.is_some() { "Host" } else { "Absent" };
    let (tokens, events) = match words {
        Some(_) => ("\n        tokens: \"tokens.safetensors\",", "\n    events: Executed,"),
        None => ("", ""),
    };
    let steps = words.map_or(DEFAULT_STEPS, |words| DEFAULT_STEPS.min(words.saturating_sub(1).max(1)));
    format!(
        "(\n    schema: \"egret.workload/1\",\n    name: {},\n    summary: {},\n    mask: Trained,\n    \
         weight_sparsity: {sparsity:.6},\n    weight_bits: Chosen(32, \"the file holds floats\"),\n    \
         payload_bits: Chosen(32, \"emitted values are floats\"),\n    embedding: Host,\n    \
         decoder: {decoder},{}\n    checkpoint: (\n        weights: \"network.safetensors\",{tokens}\n    ),{events}\n    \
         steps: {steps},\n)\n",
        quoted(&foreign::stem(&arguments.file)),
        quoted(&summary),
        vocabulary.unwrap_or_default(),
    )
}
