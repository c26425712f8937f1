//! `egret workload record`: executes a trained network on text, and writes down its events and what they cost.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use clap::Args;
use egret_config::Problem;
use egret_reports::write_together;
use egret_workloads::checkpoint::{Embedding, LayerKind, MOST_BITS, Stack, quantize};
use egret_workloads::files::{Directory, TensorFile, TensorWriter, write_trace};
use egret_workloads::language::{Evaluation, LanguageModel, evaluate};
use egret_workloads::{magnitude, unit_pruning};

use super::summary::{Summary, workload_file};
use crate::commands::arguments::whole;
use crate::commands::noc::outputs::wrote;
use crate::commands::run::Format;
use crate::console::{self, Look};
use crate::failure::Failure;
use crate::interrupt::{self, uninterrupted};
use crate::progress::Progress;

/// Options of the subcommand.
#[derive(Debug, Args)]
pub(super) struct Record {
    /// Safetensors file with the layers of a network, or `shipped:NAME`
    checkpoint: String,
    /// Safetensors file with the words that it reads
    #[arg(long, value_name = "FILE")]
    tokens: String,
    /// Safetensors file with the word vectors [default: the checkpoint, else `embedding.safetensors` (for a dense GRU `gru_dense.safetensors`) beside or above it]
    #[arg(long, value_name = "FILE")]
    embedding: Option<String>,
    /// Parts into which the words are cut, each read from the zero state
    #[arg(long, value_name = "K", default_value_t = 1, allow_negative_numbers = true, value_parser = whole::<u32>)]
    streams: u32,
    /// Words that each stream reads [default: as many as there are]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<u32>)]
    steps: Option<u32>,
    /// Prune first, without training: `magnitude:0.8` (one threshold for all matrices), `layer-magnitude:0.8` (one a layer), `units:0.2` (those that emit least)
    #[arg(long, value_name = "METHOD:SHARE", value_parser = prune)]
    prune: Option<Prune>,
    /// Multiply all thresholds, which moves activity without training
    #[arg(long, value_name = "FACTOR", allow_negative_numbers = true, value_parser = factor)]
    threshold_scale: Option<f32>,
    /// Round weights to integers of so many bits, with a scale a row
    #[arg(long, value_name = "BITS", allow_negative_numbers = true, value_parser = bits)]
    quantize: Option<u32>,
    /// Directory for the trace, the network and a workload file that runs them
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What to print: a table for people, or JSON
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Ways of pruning a network as it is.
#[derive(Clone, Copy, Debug)]
enum Prune {
    /// The smallest weights of all matrices.
    Magnitude(f64),
    /// The smallest weights of each layer.
    LayerMagnitude(f64),
    /// The units of each layer that emit least often.
    Units(f64),
}

fn prune(text: &str) -> Result<Prune, String> {
    const EXPECTED: &str = "expected a method and a share from 0 to 1, such as `magnitude:0.8`, `layer-magnitude:0.8` or `units:0.2`";
    let (method, share) = text.split_once(':').ok_or(EXPECTED)?;
    let share: f64 = share.trim().parse().map_err(|_| EXPECTED)?;
    if !(0.0..=1.0).contains(&share) {
        return Err(format!("{share} is no share from 0 to 1"));
    }
    match method {
        "magnitude" => Ok(Prune::Magnitude(share)),
        "layer-magnitude" => Ok(Prune::LayerMagnitude(share)),
        "units" if share < 1.0 => Ok(Prune::Units(share)),
        "units" => Err("a network without units computes nothing".to_owned()),
        _ => Err(EXPECTED.to_owned()),
    }
}

fn factor(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(factor) if factor.is_finite() && factor >= 0.0 => Ok(factor),
        _ => Err("expected a factor of 0 or more, such as 1.2".to_owned()),
    }
}

fn bits(text: &str) -> Result<u32, String> {
    match text.parse::<u32>() {
        Ok(bits) if (2..=MOST_BITS).contains(&bits) => Ok(bits),
        _ => Err(format!("expected 2 to {MOST_BITS} bits")),
    }
}

/// Runs the subcommand.
pub(super) fn record(arguments: &Record) -> Result<(), Failure> {
    let (mut stack, mut embedding) = network(arguments)?;
    let words = words(arguments, &embedding)?;
    let streams = streams(arguments, &words)?;
    if let Some(factor) = arguments.threshold_scale {
        if stack.kind != LayerKind::Egru {
            let problem = Problem::new("", "the units of this network have no thresholds");
            return Err(Failure::input("--threshold-scale", problem.hint("leave it out")));
        }
        stack.scale_thresholds(factor);
    }
    // Before the long work: a result that cannot be kept is not worth waiting for.
    uninterrupted(|| egret_reports::prepare(&arguments.out).map(interrupt::made))?;
    if let Some(prune) = arguments.prune {
        (stack, embedding) =
            pruned(prune, stack, embedding, &streams).inspect_err(|_| interrupt::leave_nothing_behind())?;
    }
    let mut stored = stack.clone();
    if let Some(bits) = arguments.quantize {
        for (matrix, columns) in stored.matrices_mut() {
            quantize(matrix, columns, bits);
        }
    }
    let evaluation = executed(&stored, &embedding, &streams, "recording")?;
    let summary = Summary::of(&stored, &evaluation);
    let read: Vec<u32> = streams.iter().flat_map(|stream| &stream[..stream.len() - 1]).copied().collect();
    let last = streams.last().and_then(|stream| stream.last()).copied();
    let mut tokens = TensorWriter::default();
    tokens.u32s("ids", &read.iter().copied().chain(last).collect::<Vec<_>>());
    let name = Path::new(&arguments.checkpoint)
        .file_stem()
        .map_or_else(|| "network".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let stream_steps = (streams.len() > 1).then(|| streams[0].len() - 1);
    let described = workload_file(&name, &stack, &embedding, &evaluation, (arguments.quantize, stream_steps));
    let json = summary.json() + "\n";
    let (trace, network, text) =
        (write_trace(&evaluation.traces()), stack.to_bytes(Some(&embedding)), tokens.finish(None));
    let files: [(&str, &[u8]); 5] = [
        ("trace.safetensors", &trace),
        ("network.safetensors", &network),
        ("tokens.safetensors", &text),
        ("workload.ron", described.as_bytes()),
        ("record.json", json.as_bytes()),
    ];
    let written = wrote(&uninterrupted(|| write_together(&arguments.out, &files))?);
    match arguments.format {
        Format::Json => {
            console::write(&json)?;
            console::say(&written);
            Ok(())
        }
        Format::Table => console::write(&format!("{}\n{written}", summary.table(Look::of_output()))),
    }
}

/// The network without its smallest weights, or without the units that emit least on the streams.
fn pruned(
    prune: Prune,
    mut stack: Stack,
    embedding: Embedding,
    streams: &[&[u32]],
) -> Result<(Stack, Embedding), Failure> {
    match prune {
        Prune::Magnitude(share) => {
            let mut matrices: Vec<&mut [f32]> =
                stack.matrices_mut().into_iter().map(|(matrix, _)| matrix).collect();
            magnitude::global(&mut matrices, share);
            Ok((stack, embedding))
        }
        Prune::LayerMagnitude(share) => {
            let mut layers: Vec<Vec<&mut [f32]>> = stack
                .layers
                .iter_mut()
                .map(|layer| vec![&mut layer.weight_ih[..], &mut layer.weight_hh[..]])
                .collect();
            magnitude::per_layer(&mut layers, share);
            Ok((stack, embedding))
        }
        Prune::Units(share) => {
            let counted = executed(&stack, &embedding, streams, "counting events")?;
            let kept: Vec<Vec<u32>> = counted
                .traces()
                .iter()
                .map(|trace| unit_pruning::choose(&trace.events_by_unit(), 1.0 - share))
                .collect();
            if let Some(layer) = kept.iter().position(Vec::is_empty) {
                let problem = Problem::new("", format!("no unit of layer {layer} would be left"));
                return Err(Failure::input("--prune", problem.hint("prune fewer units")));
            }
            Ok(stack.with_units(&kept, &embedding))
        }
    }
}

/// Lets the network read all streams.
fn executed(
    stack: &Stack,
    embedding: &Embedding,
    streams: &[&[u32]],
    label: &str,
) -> Result<Evaluation, Failure> {
    let model = LanguageModel::new(stack.executable(), Arc::new(embedding.clone())).map_err(Failure::Bug)?;
    let steps: usize = streams.iter().map(|stream| stream.len() - 1).sum();
    let progress = Progress::new(steps as u32, "words", label);
    let done = AtomicU64::new(0);
    let on_step = || {
        progress.at(done.fetch_add(1, Ordering::Relaxed) as u32 + 1);
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let evaluation = evaluate(&model, streams, threads, &on_step);
    progress.clear();
    Ok(evaluation)
}

/// The layers and the word vectors.
fn network(arguments: &Record) -> Result<(Stack, Embedding), Failure> {
    let bytes = read(&arguments.checkpoint)?;
    let file = TensorFile::open(&arguments.checkpoint, &bytes)?;
    let stack = Stack::read(&file)?;
    let (inputs, outputs) = (stack.inputs(), stack.outputs());
    let (name, bytes) = match &arguments.embedding {
        Some(name) => (name.clone(), read(name)?),
        None if Embedding::is_in(&file) => return Ok((stack, Embedding::read(&file, inputs, outputs)?)),
        None => beside(&arguments.checkpoint, stack.kind)?,
    };
    let embedding = Embedding::read(&TensorFile::open(&name, &bytes)?, inputs, outputs)?;
    Ok((stack, embedding))
}

/// The word vectors that networks of a folder share. A dense GRU beside event-based networks has its own, which its pruned
/// versions share: with those of the others every number would be wrong.
fn beside(checkpoint: &str, kind: LayerKind) -> Result<(String, Vec<u8>), Failure> {
    let folder = Path::new(checkpoint).parent().unwrap_or(Path::new(""));
    let names: &[&str] = match kind {
        LayerKind::Egru => &["embedding.safetensors"],
        LayerKind::Gru => &["gru_dense.safetensors", "embedding.safetensors"],
    };
    let mut shared = names.iter().flat_map(|name| [folder.join(name), folder.join("..").join(name)]);
    let Some(path) = shared.find(|path| path.is_file()) else {
        let what =
            format!("it holds no `embedding.weight`, and there is no `{}` beside it", names.join("` or `"));
        let problem = Problem::new("embedding.weight", what).hint("give the file with `--embedding`");
        return Err(Failure::input(checkpoint, problem));
    };
    let name = path.display().to_string();
    console::say(&format!("word vectors of {name}\n"));
    read(&name).map(|bytes| (name, bytes))
}

fn read(name: &str) -> Result<Vec<u8>, Failure> {
    let bytes = Directory::default().read(name, "");
    bytes.map(std::borrow::Cow::into_owned).map_err(|problem| Failure::input("", problem))
}

fn words(arguments: &Record, embedding: &Embedding) -> Result<Vec<u32>, Failure> {
    let bytes = read(&arguments.tokens)?;
    let file = TensorFile::open(&arguments.tokens, &bytes)?;
    Ok(embedding.read_words(&file)?)
}

/// Cuts the words into streams; each has one more word than it reads, the last to be predicted.
fn streams<'a>(arguments: &Record, words: &'a [u32]) -> Result<Vec<&'a [u32]>, Failure> {
    let refused =
        |flag: &str, what: String, hint: String| Err(Failure::input(flag, Problem::new("", what).hint(hint)));
    let (count, pairs) = (arguments.streams as usize, words.len().saturating_sub(1));
    if pairs == 0 {
        let what = format!("{} tokens are too few", words.len());
        let hint = "two are the fewest: one to read and one to predict";
        return refused(&arguments.tokens, what, hint.to_owned());
    }
    if count == 0 || count > pairs {
        let what = format!("{count} streams cannot be cut from {} words", words.len());
        return refused(
            "--streams",
            what,
            format!("1 to {pairs}; a stream reads one word at least, and predicts another"),
        );
    }
    let most = pairs / count;
    let steps = arguments.steps.map_or(most, |steps| steps as usize);
    if steps == 0 || steps > most {
        let what = format!("{steps} steps of {count} streams, where there are {} words", words.len());
        return refused("--steps", what, format!("ask for 1 to {most}"));
    }
    Ok((0..count).map(|stream| &words[stream * steps..=(stream + 1) * steps]).collect())
}
