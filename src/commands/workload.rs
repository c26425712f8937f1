//! `egret workload`: the workloads there are, their parameters and operation counts, and whether a file is right.

mod record;
mod summary;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use egret_reports::record::{OperationCounts, Operations};
use egret_workloads::files::Directory;
use egret_workloads::{MaskFile, PopulationFile, Workload, check_like, read, shipped_references};

use super::arguments::{DEFAULT_SEED, SparsityFlags, whole};
use super::fit;
use super::noc::outputs;
use crate::console::{self, Look};
use crate::context;
use crate::degrees;
use crate::failure::Failure;
use crate::inputs::{self, Source};
use crate::listing::{self, count, percent};
use crate::settings::Settings;

/// The parameter that names an activity file.
const FITTED: &str = "workload.fitted";

const EXAMPLES: &str = "\
Examples:
  egret workload list
  egret workload show egru-ptb --weight-sparsity 0.85 --activity 0.203
  egret workload show egru-dvs --format ron > my-workload.ron
  egret workload check my-workload.ron
  egret workload fit egru-wikitext2 --weight-sparsity 0.95 --out fitted.ron";

const LIST_EXAMPLES: &str = "\
Example:
  egret workload list";

const SHOW_EXAMPLES: &str = "\
Examples:
  egret workload show egru-wikitext2
  egret workload show egru-ptb --weight-sparsity 0.85 --activity 0.203
  egret workload show egru-ptb --weight-sparsity 0.9 --set workload.mask=NeuroPrune \\
            --plot degrees.svg
  egret workload show egru-dvs --format ron > my-workload.ron";

const RECORD_EXAMPLES: &str = "\
Examples:
  egret workload record shipped:egru-wikitext2/network-s80.safetensors \\
            --embedding shipped:egru-wikitext2/embedding.safetensors \\
            --tokens shipped:egru-wikitext2/test-tokens.safetensors --steps 2048 --out recorded
  egret run --workload recorded/workload.ron                       its events on a chip
  egret run --workload recorded/workload.ron --activity executed   the same, and its perplexity
  egret workload record net.safetensors --tokens text.safetensors --streams 32 \\
            --prune magnitude:0.8 --quantize 8 --out pruned --format json

The record: {\"tokens\", \"perplexity\", \"layers\": [{\"activity\", \"events\"}], \"nonzeros\",
\"nonzeros_by_matrix\", \"synops_per_step\": {\"r0\", \"w1\", \"r1\", \"w0\", \"decoder\"}}.
Activity is a share of 0 to 1, events and nonzeros are totals, synops means a token.
The trace of several streams has one after the other, and its workload starts anew where each begins.";

const CHECK_EXAMPLES: &str = "\
Example:
  egret workload check my-workload.ron";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the shipped workloads
    #[command(after_help = LIST_EXAMPLES)]
    List,
    /// Show every parameter of a workload, its network, its degrees and its operation counts
    #[command(after_help = SHOW_EXAMPLES)]
    Show(Show),
    /// Execute a trained network on text: perplexity, activity, operations, and a trace to simulate
    #[command(after_help = RECORD_EXAMPLES)]
    Record(record::Record),
    /// Check a workload file and show everything that is wrong with it
    #[command(after_help = CHECK_EXAMPLES)]
    Check {
        /// Workload file
        file: String,
    },
    /// Fit synthetic activity to recorded events, and write its parameters as a file
    Fit(fit::Arguments),
}

#[derive(Debug, Args)]
struct Show {
    /// Shipped workload, or path of a workload file
    name: String,
    /// A table of parameters as they are used, or the file as it is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    sparsity: SparsityFlags,
    /// Set a parameter by its path; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE")]
    settings: Vec<String>,
    /// SVG or PNG file for a plot of how many synapses units have
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Seed of generated masks and synthetic activity
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED, allow_negative_numbers = true, value_parser = whole::<u64>)]
    seed: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Table,
    Ron,
}

/// Runs the subcommand.
pub(crate) fn run(arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
        Command::List => list(),
        Command::Show(arguments) => show(&arguments),
        Command::Record(arguments) => record::record(&arguments),
        Command::Check { file } => check_file(&file),
        Command::Fit(arguments) => fit::run(&arguments),
    }
}

/// Reads and checks a workload; errors of settings go back to where they were written.
pub(crate) fn load(source: &Source, settings: &Settings, seed: u64) -> Result<Workload, Failure> {
    load_like(source, settings, seed, None)
}

/// The same, sharing the network of `like` where that has the very same one.
pub(crate) fn load_like(
    source: &Source,
    settings: &Settings,
    seed: u64,
    like: Option<&Workload>,
) -> Result<Workload, Failure> {
    // What a shipped workload refers to is shipped as well.
    let directory = Directory::of(Path::new(&source.name));
    let mut own = settings.of("workload");
    let elsewhere = directory != Directory::default();
    for setting in own.iter_mut().filter(|setting| setting.path == FITTED) {
        // A path that was set starts where that was written, not where the workload is.
        let path = settings.base_of(FITTED).join(&setting.value);
        let path = if elsewhere { std::path::absolute(&path).unwrap_or(path) } else { path };
        setting.value = path.display().to_string();
    }
    check_like(&directory, &source.name, &source.text, &own, seed, like)
        .map_err(|error| Failure::Input(settings.attribute("workload", error)))
}

fn list() -> Result<(), Failure> {
    const ASKED: &str = "to be given";
    let mut rows = Vec::new();
    for (name, _) in inputs::workloads().shipped {
        let source = inputs::workloads().find(name, Path::new(""))?;
        let file = read(&source.name, &source.text, &[])?;
        let asked = file.to_be_given();
        let units = file.populations.iter().map(|population| population.units.value().copied());
        let units = units.sum::<Option<u32>>().map_or(ASKED.to_owned(), |units| count(f64::from(units)));
        let activity = if asked.iter().any(|path| path == "activity") {
            ASKED
        } else if file.recorded.is_some() && file.activity.is_none() && file.mask == MaskFile::Trained {
            "recorded"
        } else if file.populations.iter().any(PopulationFile::is_sparse) {
            "synthetic"
        } else {
            "dense"
        };
        rows.push(vec![
            (*name).to_owned(),
            units,
            file.weight_sparsity().map_or(ASKED.to_owned(), percent),
            activity.to_owned(),
            file.summary,
        ]);
    }
    let heading = ["workload", "units", "weight sparsity", "activity", "what it is"];
    console::write(&listing::table(Look::of_output(), &heading, &[1, 2], rows))
}

fn show(arguments: &Show) -> Result<(), Failure> {
    let image = arguments.plot.as_deref().map(|path| outputs::picture(path, "--plot")).transpose()?;
    let source = inputs::workloads().find(&arguments.name, Path::new(""))?;
    let mut settings = Settings::default();
    arguments.sparsity.add_to(&mut settings);
    settings.add_arguments(&arguments.settings)?;
    let file = read(&source.name, &source.text, &settings.of("workload"))
        .map_err(|error| Failure::Input(settings.attribute("workload", error)))?;
    let asked = file.to_be_given();
    let references = shipped_references()?;
    let look = Look::of_output();
    let title = format!("{}: {}", file.name, file.summary);
    let mut text = listing::paragraph(look, &title, "  ") + "\n";
    if asked.is_empty() {
        let workload = load(&source, &settings, arguments.seed)?;
        let degrees = degrees::of(workload.network());
        if let Some((path, image)) = arguments.plot.as_ref().zip(image) {
            let plot = degrees::plot(&workload, &degrees, arguments.seed);
            outputs::write(path, &plot.render(image).map_err(|error| Failure::Bug(error.to_string()))?)?;
        }
        text.push_str(&listing::parameters(look, &workload.parameters(), &references));
        text.push_str("\nPopulations\n");
        text.push_str(&populations(look, &workload));
        text.push_str("\nProjections\n");
        text.push_str(&projections(look, &workload));
        text.push_str("\nSynapses of units\n");
        text.push_str(&degrees::table(look, workload.network(), &degrees));
        text.push_str(degrees::COLUMNS);
        text.push_str(&operations(look, &workload));
        text.extend(arguments.plot.iter().map(|path| format!("\nwrote {}\n", path.display())));
    } else {
        text.push_str(&listing::parameters(look, &egret_config::parameters(&file), &references));
        let given: Vec<String> = asked.iter().map(|path| format!("--set workload.{path}=..")).collect();
        let said = format!("Not published, and to be given before there is a network: {}", given.join(" "));
        text.push_str(&("\n".to_owned() + &listing::paragraph(look, &said, "  ")));
    }
    console::write(match arguments.format {
        Format::Ron => &source.text,
        Format::Table => &text,
    })
}

fn check_file(file: &str) -> Result<(), Failure> {
    let source = inputs::workloads().find(file, Path::new(""))?;
    let workload = load(&source, &Settings::default(), DEFAULT_SEED)?;
    let network = workload.network();
    let synapses: u64 = network.projections.iter().map(|projection| projection.synapses.nonzeros()).sum();
    console::write(&format!(
        "{}: a workload `{}` of {} populations and {} synapses, no problem\n",
        source.name,
        workload.name(),
        network.populations.len(),
        count(synapses as f64),
    ))
}

fn populations(look: Look, workload: &Workload) -> String {
    let activity = workload.activity().densities();
    let network = workload.network();
    let rows = network.populations.iter().zip(activity).map(|(population, activity)| {
        vec![
            population.name.clone(),
            population.model.name().to_owned(),
            count(f64::from(population.units)),
            population.site.name().to_owned(),
            percent(activity),
        ]
    });
    listing::table(look, &["population", "model", "units", "where", "activity"], &[2, 4], rows.collect())
}

fn projections(look: Look, workload: &Workload) -> String {
    let network = workload.network();
    let rows = network.projections.iter().map(|projection| {
        let (source, target) = (network.population(projection.source), network.population(projection.target));
        vec![
            projection.name.clone(),
            format!("{} to {}", source.name, target.name),
            if projection.delay == 0 { "same step".to_owned() } else { "next step".to_owned() },
            format!("{} x {}", projection.synapses.sources(), projection.synapses.targets()),
            count(projection.synapses.nonzeros() as f64),
            percent(projection.synapses.density()),
            projection.weight_bits.to_string(),
            projection.payload_bits.to_string(),
        ]
    });
    let heading =
        ["projection", "from, to", "arrives", "shape", "nonzeros", "density", "weight bits", "payload bits"];
    listing::table(look, &heading, &[3, 4, 5, 6, 7], rows.collect())
}

/// Operation counts: of the recorded events where there are some, else expected from densities.
fn operations(look: Look, workload: &Workload) -> String {
    let (counted, how) = match workload.recorded_steps() {
        Some(steps) => {
            let events = workload.count_events(steps);
            (
                workload.operations_measured(&events),
                format!("mean of {} recorded steps", count(f64::from(steps))),
            )
        }
        None => (
            workload.operations(&workload.activity().densities()),
            "expected from the densities above".to_owned(),
        ),
    };
    let Operations { dense_macs, effective_macs, with_embedding_and_decoder } = context::operations(&counted);
    let without = OperationCounts { dense_macs, effective_macs };
    let figures = |counts: &OperationCounts| {
        [counts.dense_macs, counts.effective_macs.all_sparse, counts.effective_macs.ff_dense]
    };
    let names = ["dense MACs", "effective MACs, all sparse", "effective MACs, feed-forward dense"];
    let rows = names
        .into_iter()
        .zip(figures(&without).into_iter().zip(figures(&with_embedding_and_decoder)))
        .map(|(name, (without, with))| vec![name.to_owned(), count(without), count(with)])
        .collect();
    let heading = ["operations a step", "layers alone", "with embedding and decoder"];
    let table = listing::table(look, &heading, &[1, 2], rows);
    let sites = format!(
        "embedding: {}; decoder: {}. An embedding is a look-up and multiplies nothing.",
        context::site(workload.embedding()),
        context::site(workload.decoder())
    );
    let metrics = counted.neurobench;
    let rows = [
        ("footprint", format!("{} bytes", count(metrics.footprint_bytes))),
        ("connection sparsity", format!("{:.4}", metrics.connection_sparsity)),
        ("activation sparsity", format!("{:.4}", metrics.activation_sparsity)),
        ("synaptic operations, Effective_MACs", count(metrics.effective_macs)),
        ("synaptic operations, Effective_ACs", count(metrics.effective_acs)),
        ("synaptic operations, Dense", count(metrics.dense)),
    ];
    let rows = rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
    let neurobench = listing::table(look, &["NeuroBench metric", "layers and decoder, a step"], &[1], rows);
    format!("\nOperations ({how})\n{table}{sites}\n\n{neurobench}")
}
