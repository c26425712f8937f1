//! What a record says that the simulation does not know: what was run, and its operation counts.

use std::path::Path;

use egret_config::hash;
use egret_reports::record::{
    Configuration, EffectiveMacs, LanguageRecord, Manifest, NeuroBench, OperationCounts, Operations,
    Sparsity, SynapticOperations, TrainedRecord,
};
use egret_reports::{Context, Named};
use egret_sim::{Outcome, Prepared, TimingModel};
use egret_workloads::files::Directory;
use egret_workloads::language::{LanguageModel, evaluate};
use egret_workloads::{ExecutedLanguage, Site, Workload, WorkloadFile, datasets};

use crate::failure::Failure;
use crate::inputs::Source;
use crate::settings::Settings;

/// Where a run came from.
pub(crate) struct Origins<'a> {
    /// The chip file, before settings.
    pub(crate) chip: &'a Source,
    /// The workload file, before settings.
    pub(crate) workload: &'a Source,
    /// What was set.
    pub(crate) settings: &'a Settings,
    /// The seed of all random streams.
    pub(crate) seed: u64,
}

/// The context of a run; what simulating took is left to the caller.
pub(crate) fn context(
    origins: &Origins<'_>,
    workload: &Workload,
    prepared: &Prepared<'_>,
    chip_name: &str,
    outcome: &Outcome,
) -> Result<Context, Failure> {
    let manifest = Manifest {
        egret: env!("CARGO_PKG_VERSION").to_owned(),
        chip: chip_name.to_owned(),
        chips: outcome.chips,
        workload: workload.name().to_owned(),
        seed: origins.seed,
        steps: outcome.tokens,
        inputs: input_hashes(origins, workload)?,
        overrides: origins.settings.overrides(&[]),
        what_if: prepared.lifted().iter().map(|violation| violation.what.clone()).collect(),
        embedding: site(workload.embedding()).to_owned(),
        decoder: site(workload.decoder()).to_owned(),
        activity: activity(workload).to_owned(),
        timing: (prepared.timing() != TimingModel::Events).then(|| prepared.timing().name().to_owned()),
        lower_bound: None,
        roundings: Vec::new(),
    };
    let configuration = Configuration {
        chip: serde_json::Value::Null,
        workload: serde_json::to_value(workload.file())
            .map_err(|error| Failure::Bug(format!("a workload file cannot be written: {error}")))?,
    };
    let measured = workload.operations_measured(&outcome.played.events);
    Ok(Context {
        manifest,
        sparsity: Sparsity::measured(outcome),
        operations: operations(&measured),
        neurobench: neurobench(workload, &measured, (outcome.tokens, outcome.played.membrane_updates)),
        language: workload.language().map(|language| predicted(workload, language, outcome.tokens)),
        trained: workload.trained_perplexity().map(|perplexity| TrainedRecord {
            perplexity,
            data: workload.file().recorded.clone().unwrap_or_default(),
        }),
        configuration,
        host: None,
    })
}

/// How well an executed language model predicted the words of so many steps.
fn predicted(workload: &Workload, language: &ExecutedLanguage, steps: u32) -> LanguageRecord {
    let streams = language.streams(steps);
    let perplexity = |model: &LanguageModel| evaluate(model, &streams, 1, &|| ()).perplexity();
    LanguageRecord {
        tokens: u64::from(steps),
        perplexity: perplexity(&language.model),
        weight_bits: workload.file().weight_bits.value().copied().unwrap_or_default(),
        perplexity_unrounded: language.unrounded.as_ref().map(perplexity),
    }
}

/// Hashes of the inputs as they were before settings, however their files are laid out.
fn input_hashes(origins: &Origins<'_>, workload: &Workload) -> Result<Named<String>, Failure> {
    let chip = egret_arch::parse_chip(&origins.chip.name, &origins.chip.text)?;
    let file: WorkloadFile = egret_config::read_ron(&origins.workload.name, &origins.workload.text)?;
    let mut hashes =
        vec![("chip_sha256", hash::sha256_hex(&chip)), ("workload_sha256", hash::sha256_hex(&file))];
    hashes.extend(data_hashes(origins.workload, workload));
    Ok(hashes.into_iter().collect())
}

/// Hashes of the files that a workload refers to, and of what ships with it.
pub(crate) fn data_hashes(source: &Source, workload: &Workload) -> Vec<(&'static str, String)> {
    let mut hashes = Vec::new();
    let data = workload.file().recorded.as_deref().and_then(datasets::content);
    hashes.extend(data.map(|bytes| ("data_sha256", hash::of_bytes(&bytes))));
    // Files that the workload refers to; those it does not use, because another source of events beats them, are told as well.
    let file = workload.file();
    let checkpoint = file.checkpoint.as_ref();
    let referred = [
        ("weights_sha256", checkpoint.map(|checkpoint| &checkpoint.weights)),
        ("embedding_sha256", checkpoint.and_then(|checkpoint| checkpoint.embedding.as_ref())),
        ("tokens_sha256", checkpoint.and_then(|checkpoint| checkpoint.tokens.as_ref())),
        ("input_sha256", checkpoint.and_then(|checkpoint| checkpoint.input.as_ref())),
        ("trace_sha256", file.trace.as_ref()),
        ("fitted_sha256", file.fitted.as_ref()),
    ];
    let directory = Directory::of(Path::new(&source.name));
    for (name, path) in referred {
        // What could be read when the workload was checked can be read again, or is not used.
        let bytes = path.and_then(|path| directory.read(path, "").ok());
        hashes.extend(bytes.map(|bytes| (name, hash::of_bytes(&bytes))));
    }
    hashes
}

/// A site in the words of records.
pub(crate) fn site(site: Site) -> &'static str {
    match site {
        Site::Chip => "on chip",
        Site::Host => "host",
        Site::Absent => "absent",
    }
}

/// How the events are known, in the words of records.
pub(crate) fn activity(workload: &Workload) -> &'static str {
    if workload.activity().is_executed() {
        "executed"
    } else if workload.file().fitted.is_some() {
        "synthetic, fitted to a recording"
    } else if workload.recorded_steps().is_some() {
        "recorded"
    } else if workload.is_synthetic() {
        "synthetic"
    } else {
        "dense: every unit, every step"
    }
}

/// Metrics of the `NeuroBench` harness in the shape of records, of the first `steps` steps.
pub(crate) fn neurobench(
    workload: &Workload,
    counted: &egret_workloads::Operations,
    (steps, membrane_updates): (u32, Option<u64>),
) -> NeuroBench {
    let metrics = counted.neurobench;
    let spiking =
        workload.network().populations.iter().any(|population| population.model.has_binary_events());
    let a_step = |updates: u64| updates as f64 / f64::from(steps.max(1));
    let membrane_updates = membrane_updates.map(a_step).or((!spiking).then_some(0.0));
    NeuroBench {
        footprint: metrics.footprint_bytes,
        connection_sparsity: metrics.connection_sparsity,
        activation_sparsity: metrics.activation_sparsity,
        synaptic_operations: SynapticOperations {
            effective_macs: metrics.effective_macs,
            effective_acs: metrics.effective_acs,
            dense: metrics.dense,
        },
        membrane_updates,
    }
}

/// Operation counts in the shape of records. An embedding is a look-up and multiplies nothing; the decoder multiplies
/// wherever it runs.
pub(crate) fn operations(counted: &egret_workloads::Operations) -> Operations {
    Operations {
        dense_macs: counted.dense_macs,
        effective_macs: EffectiveMacs {
            all_sparse: counted.effective_all_sparse,
            ff_dense: counted.effective_ff_dense,
        },
        with_embedding_and_decoder: OperationCounts {
            dense_macs: counted.dense_macs + counted.decoder_dense,
            effective_macs: EffectiveMacs {
                all_sparse: counted.effective_all_sparse + counted.decoder_effective,
                ff_dense: counted.effective_ff_dense + counted.decoder_dense,
            },
        },
    }
}
