//! Builds the network and its activity from a file whose parameters have been checked.

use std::sync::Arc;

use egret_config::{Problem, Sourced};

use super::checkpoint::{self, Files};
use super::numbers;
use super::shape::{self, DECODER};
use super::trained;
use crate::activity::{ActivitySource, PopulationActivity, SyntheticActivity};
use crate::datasets::{Dataset, Level};
use crate::file::{PopulationFile, ProjectionFile, WorkloadFile};
use crate::files::Directory;
use crate::network::{Model, Network, Population, PopulationId, Projection, ProjectionId, Site, Synapses};
use crate::rows::SparseRows;
use crate::workload::Workload;

/// Most synapses of a network that are stored one by one: 16 GiB.
const MOST_LISTED: u64 = 1 << 32;

/// Checks a file and builds its workload; `seed` keys generated masks and synthetic activity. All problems at once.
/// Files that it refers to are looked for in `directory`.
pub fn validate(mut file: WorkloadFile, directory: &Directory, seed: u64) -> Result<Workload, Vec<Problem>> {
    let mut problems = Vec::new();
    let files = checkpoint::open(&mut file, directory, &mut problems);
    // Populations that a checkpoint should have given would be missed once more.
    if file.populations.is_empty() && !problems.is_empty() {
        return Err(problems);
    }
    problems.extend(numbers::problems(&file));
    problems.extend(shape::problems(&file));
    let trained = trained::open(&file, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut builder = Builder { file: &file, files: &files, trained, seed, problems };
    builder.refuse_too_many_synapses();
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    let mut network = builder.network();
    let last_layer = PopulationId(network.populations.len() as u32 - 1);
    let mut activity = builder.activity(&network);
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    let decoder_projection =
        (file.decoder == Site::Chip).then(|| add_decoder(&file, &mut network, last_layer));
    if decoder_projection.is_some() {
        // Nothing in the network listens to the decoder.
        activity.push(PopulationActivity::Silent { units: known(file.vocabulary.as_ref()) });
    }
    let Files { executed, .. } = files;
    let activity = match &executed {
        Some(language) => ActivitySource::executed(activity, language.execution()),
        None => ActivitySource::new(activity),
    };
    if let Some(last) = activity.last_step().filter(|last| *last < file.steps) {
        let how = if activity.is_executed() { "can be read" } else { "are recorded" };
        let what = format!("{} steps, but only {last} {how}", file.steps);
        return Err(vec![Problem::new("steps", what).hint("fewer steps, or a synthetic `activity`")]);
    }
    Ok(Workload { file, network, activity, last_layer, decoder_projection, language: executed })
}

/// The value of a parameter that an earlier check found to be there.
fn known(value: Option<&Sourced<u32>>) -> u32 {
    value.and_then(Sourced::value).copied().unwrap_or(0)
}

struct Builder<'a> {
    file: &'a WorkloadFile,
    files: &'a Files,
    trained: Option<Dataset>,
    seed: u64,
    problems: Vec<Problem>,
}

impl Builder<'_> {
    /// The populations that take part: without its embedding, the input is left out.
    fn populations(&self) -> Vec<&PopulationFile> {
        let absent = |population: &&PopulationFile| {
            population.model == Model::Input && self.file.embedding == Site::Absent
        };
        self.file.populations.iter().filter(|population| !absent(population)).collect()
    }

    /// The projections that take part, with their places in the file and the places of their ends in the network.
    fn projections(&self) -> Vec<(usize, &ProjectionFile, PopulationId, PopulationId)> {
        let populations = self.populations();
        let place = |name: &str| {
            populations
                .iter()
                .position(|population| population.name == name)
                .map(|at| PopulationId(at as u32))
        };
        let ends =
            |projection: &ProjectionFile| Some((place(&projection.source)?, place(&projection.target)?));
        let with_ends =
            |(at, projection)| ends(projection).map(|(source, target)| (at, projection, source, target));
        self.file.projections.iter().enumerate().filter_map(with_ends).collect()
    }

    fn refuse_too_many_synapses(&mut self) {
        let populations = self.populations();
        let listed =
            |(_, projection, source, target): &(usize, &ProjectionFile, PopulationId, PopulationId)| {
                let positions = u64::from(known(Some(&populations[source.index()].units)))
                    * u64::from(shape::inputs(populations[target.index()]));
                let drawn = self.nonzeros(positions);
                if projection.rows.is_some() || drawn == positions { 0 } else { drawn }
            };
        let listed: u64 = self.projections().iter().map(listed).fold(0, u64::saturating_add);
        if listed > MOST_LISTED {
            let what = format!("the masks would list {listed} synapses of 4 bytes each");
            self.problems.push(
                Problem::new("populations", what)
                    .hint(format!("at most {MOST_LISTED}; fewer units or a higher `weight_sparsity`")),
            );
        }
    }

    /// Weights that pruning leaves of a number of positions: the density, rounded to a whole number of weights.
    fn nonzeros(&self, positions: u64) -> u64 {
        (((1.0 - self.file.weight_sparsity) * positions as f64).round() as u64).min(positions)
    }

    fn network(&mut self) -> Network {
        let populations: Vec<Population> =
            self.populations().into_iter().map(|written| self.population(written)).collect();
        let mut projections = Vec::new();
        let mut problems = Vec::new();
        for (at, written, source, target) in self.projections() {
            let (from, to) = (&populations[source.index()], &populations[target.index()]);
            match self.synapses(at, written, from.units, to.inputs() as u32) {
                Ok(synapses) => projections.push(Projection {
                    name: written.name.clone(),
                    source,
                    target,
                    delay: written.delay,
                    synapses,
                    weight_bits: known(Some(&self.file.weight_bits)),
                    payload_bits: self.payload_bits(from.model),
                }),
                Err(problem) => problems.push(problem),
            }
        }
        self.problems.extend(problems);
        Network { populations, projections }
    }

    fn payload_bits(&self, source: Model) -> u32 {
        if source.has_binary_events() { 0 } else { known(Some(&self.file.payload_bits)) }
    }

    fn population(&self, written: &PopulationFile) -> Population {
        let units = known(Some(&written.units));
        let is_input = written.model == Model::Input;
        let site = if is_input { self.file.embedding } else { Site::Chip };
        let row_bits = u64::from(units) * u64::from(known(Some(&self.file.weight_bits)));
        let (lookup_bits, bits_per_step) = if is_input && site == Site::Chip {
            (row_bits * u64::from(known(self.file.vocabulary.as_ref())), row_bits)
        } else {
            (0, 0)
        };
        Population {
            name: written.name.clone(),
            units,
            model: written.model,
            site,
            lookup_bits,
            bits_per_step,
        }
    }

    fn synapses(
        &self,
        at: usize,
        written: &ProjectionFile,
        sources: u32,
        targets: u32,
    ) -> Result<Synapses, Problem> {
        if let Some(rows) = &written.rows {
            let rows = SparseRows::from_lists(targets, rows);
            return rows
                .map(Synapses::Sparse)
                .map_err(|what| Problem::new(format!("projections[{at}].rows"), what));
        }
        if let Some(synapses) = self.files.synapses(&written.name) {
            return Ok(synapses);
        }
        let dense = Synapses::Dense { sources, targets };
        let nonzeros = self.nonzeros(dense.positions());
        if let Some(level) = self.level() {
            return self.trained_synapses(level, at, written, &dense);
        }
        if nonzeros == dense.positions() {
            return Ok(dense);
        }
        let drawn = self.file.mask.generate(sources, targets, nonzeros, self.seed, at as u64);
        drawn.map(Synapses::Sparse).ok_or_else(|| Problem::new("mask", "trained masks need a data set"))
    }

    /// The trained level of sparsity, where masks are trained ones.
    fn level(&self) -> Option<Level<'_>> {
        self.trained.as_ref()?.level(self.file.weight_sparsity)
    }

    fn trained_synapses(
        &self,
        level: Level<'_>,
        at: usize,
        written: &ProjectionFile,
        shape: &Synapses,
    ) -> Result<Synapses, Problem> {
        let set = self.file.recorded.as_deref().unwrap_or_default();
        let synapses = level.synapses(&written.name).ok_or_else(|| {
            let what = format!("data set `{set}` has no mask for projection \"{}\"", written.name);
            Problem::new(format!("projections[{at}].name"), what)
        })?;
        if (synapses.sources(), synapses.targets()) != (shape.sources(), shape.targets()) {
            let what = format!(
                "projection \"{}\" has {} sources and {} targets, its mask in data set `{set}` {} and {}",
                written.name,
                shape.sources(),
                shape.targets(),
                synapses.sources(),
                synapses.targets()
            );
            return Err(Problem::new(format!("projections[{at}]"), what)
                .hint("trained masks fix the sizes of the layers"));
        }
        Ok(synapses)
    }

    /// The activity of every population: dense ones always emit, event-based ones as stated, recorded or by default.
    fn activity(&mut self, network: &Network) -> Vec<PopulationActivity> {
        let mut layer = 0;
        let mut problems = Vec::new();
        let mut activity = Vec::new();
        if let Some(problem) = self.other_layers(network) {
            self.problems.push(problem);
            return Vec::new();
        }
        for (at, population) in (0..).zip(&network.populations) {
            let units = population.units;
            activity.push(if self.files.executed.is_some() {
                PopulationActivity::Executed { units }
            } else if population.model.is_event_based() {
                layer += 1;
                self.events(at, units, layer - 1).unwrap_or_else(|problem| {
                    problems.push(problem);
                    PopulationActivity::Silent { units }
                })
            } else {
                PopulationActivity::All { units }
            });
        }
        self.problems.extend(problems);
        activity
    }

    /// An activity file that is not of this network's layers.
    fn other_layers(&self, network: &Network) -> Option<Problem> {
        let described = self.files.fitted.as_ref()?.layers.len();
        let layers =
            network.populations.iter().filter(|population| population.model.is_event_based()).count();
        (described != layers).then(|| {
            let what = format!("it describes {described} layers, and the network has {layers} with events");
            Problem::new("fitted", what).hint("is it the activity of another network?")
        })
    }

    fn events(&self, at: u32, units: u32, layer: usize) -> Result<PopulationActivity, Problem> {
        let default = || self.file.default_activity.as_ref().and_then(|activity| activity.value().copied());
        if let Some(fitted) = &self.files.fitted {
            let activity = fitted.activity(layer, units, self.seed, at).map_err(|problem| {
                let said = format!("{}: {}", problem.path, problem.what);
                Problem { path: "fitted".to_owned(), what: said, ..problem }
            })?;
            return Ok(PopulationActivity::Synthetic(Arc::new(activity)));
        }
        if let Some(traces) = &self.files.trace {
            let trace = traces.get(layer).filter(|trace| trace.units() == units);
            return trace.map(|trace| PopulationActivity::Recorded(Arc::new(trace.clone()))).ok_or_else(
                || {
                    let recorded: Vec<_> = traces.iter().map(|trace| trace.units().to_string()).collect();
                    let what = format!(
                        "it has layers of {} units, and layer {layer} has {units}",
                        recorded.join(", ")
                    );
                    Problem::new("trace", what).hint("is it the trace of another network?")
                },
            );
        }
        if let (None, Some(level)) = (self.file.activity, self.level()) {
            let trace = level.trace(layer).ok_or_else(|| {
                Problem::new("recorded", format!("the data set has no trace for event-based layer {layer}"))
            })?;
            if trace.units() != units {
                let what = format!("layer {layer} has {units} units, its recording {}", trace.units());
                return Err(
                    Problem::new("recorded", what).hint("recorded activity fixes the sizes of the layers")
                );
            }
            return Ok(PopulationActivity::Recorded(Arc::new(trace)));
        }
        let activity = self.file.activity.or_else(default).unwrap_or(0.0);
        Ok(if activity >= 1.0 {
            PopulationActivity::All { units }
        } else if activity <= 0.0 {
            PopulationActivity::Silent { units }
        } else {
            let shape = &self.file.synthetic;
            PopulationActivity::Synthetic(Arc::new(SyntheticActivity::new(
                units, activity, shape, self.seed, at,
            )))
        })
    }
}

/// Adds the on-chip decoder: a linear population with a unit a word, densely driven by the last layer.
fn add_decoder(file: &WorkloadFile, network: &mut Network, last_layer: PopulationId) -> ProjectionId {
    let (sources, words) = (network.population(last_layer).units, known(file.vocabulary.as_ref()));
    let binary = network.population(last_layer).model.has_binary_events();
    network.populations.push(Population {
        name: DECODER.to_owned(),
        units: words,
        model: Model::Linear,
        site: Site::Chip,
        lookup_bits: 0,
        bits_per_step: 0,
    });
    network.projections.push(Projection {
        name: DECODER.to_owned(),
        source: last_layer,
        target: PopulationId(network.populations.len() as u32 - 1),
        delay: 0,
        synapses: Synapses::Dense { sources, targets: words },
        weight_bits: known(Some(&file.weight_bits)),
        payload_bits: if binary { 0 } else { known(Some(&file.payload_bits)) },
    });
    ProjectionId(network.projections.len() as u32 - 1)
}
