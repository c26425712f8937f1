//! Builds the network and its activity from a file whose parameters have been checked.

use std::sync::Arc;

use egret_config::{Problem, Sourced};

use super::checkpoint::{self, Files};
use super::connections;
use super::decoder::add_decoder;
use super::shape;
use super::trained;
use super::{masks, numbers};
use crate::activity::{ActivitySource, PopulationActivity, SyntheticActivity};
use crate::connection::ConnectionFile;
use crate::crossbar::Crossbar;
use crate::datasets::{Dataset, Level};
use crate::file::{PopulationFile, ProjectionFile, WorkloadFile};
use crate::files::Directory;
use crate::masks::kept;
use crate::network::{Model, Network, Population, PopulationId, Projection, Site, SynapseKind, Synapses};
use crate::random::Stream;
use crate::rows::SparseRows;
use crate::workload::Workload;

/// Most synapses of a network that are stored one by one: 16 GiB.
const MOST_LISTED: u64 = 1 << 32;

/// What to do about crossbars that do not fit.
const CROSSBARS: &str = "`units` divides the units of the target, and an axon reaches at most so many";

/// Checks a file and builds its workload; `seed` keys generated masks and synthetic activity. All problems at once.
/// Files that it refers to are looked for in `directory`.
pub fn validate(file: WorkloadFile, directory: &Directory, seed: u64) -> Result<Workload, Vec<Problem>> {
    validate_like(file, directory, seed, None)
}

/// The same, sharing the network of `like` where that has the very same one.
pub(crate) fn validate_like(
    mut file: WorkloadFile,
    directory: &Directory,
    seed: u64,
    like: Option<&Workload>,
) -> Result<Workload, Vec<Problem>> {
    let mut problems = Vec::new();
    trained::adopt_model(&mut file);
    let files = checkpoint::open(&mut file, directory, seed, &mut problems);
    // Populations that a checkpoint should have given would be missed once more.
    if file.populations.is_empty() && !problems.is_empty() {
        return Err(problems);
    }
    problems.extend(numbers::problems(&file));
    problems.extend(masks::problems(file.mask, file.weight_sparsity().unwrap_or(0.0)));
    problems.extend(shape::problems(&file));
    let trained = trained::open(&file, &mut problems);
    let trained_perplexity = trained::perplexity(&file, trained.as_ref());
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut builder = Builder { file: &file, files: &files, trained, seed, problems };
    builder.refuse_too_many_synapses();
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    // Activity is drawn for populations without the decoder, which would be the last one.
    let like = like.filter(|like| {
        like.seed == seed && like.decoder_projection.is_none() && file.has_network_of(&like.file)
    });
    let mut network = like.map_or_else(|| Arc::new(builder.network()), |like| Arc::clone(&like.network));
    let last_layer = PopulationId(network.populations.len() as u32 - 1);
    let mut activity = builder.activity(&network);
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    let decoder_projection =
        (file.decoder == Site::Chip).then(|| add_decoder(&file, Arc::make_mut(&mut network), last_layer));
    if decoder_projection.is_some() {
        // Nothing in the network listens to the decoder.
        activity.push(PopulationActivity::Silent { units: known(file.vocabulary.as_ref()) });
    }
    let Files { execution, language, .. } = files;
    let activity = match execution {
        Some(execution) => ActivitySource::executed(activity, execution),
        None => ActivitySource::new(activity),
    };
    if let Some(last) = activity.last_step().filter(|last| *last < file.steps) {
        let how = if activity.is_executed() { "can be read" } else { "are recorded" };
        let what = format!("{} steps, but only {last} {how}", file.steps);
        return Err(vec![Problem::new("steps", what).hint("fewer steps, or a synthetic `activity`")]);
    }
    Ok(Workload {
        file,
        network,
        seed,
        activity,
        last_layer,
        decoder_projection,
        language,
        trained_perplexity,
    })
}

/// The value of a parameter that an earlier check found to be there.
pub(super) fn known(value: Option<&Sourced<u32>>) -> u32 {
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
                let listed = projection.rows.is_none() && projection.connection == ConnectionFile::Full;
                if !listed || drawn == positions { 0 } else { drawn }
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

    /// Share of zero weights; what is unknown has been refused.
    fn weight_sparsity(&self) -> f64 {
        self.file.weight_sparsity().unwrap_or(0.0)
    }

    /// Weights that pruning leaves of a number of positions.
    fn nonzeros(&self, positions: u64) -> u64 {
        kept(self.weight_sparsity(), positions)
    }

    fn network(&mut self) -> Network {
        let populations: Vec<Population> =
            self.populations().into_iter().map(|written| self.population(written)).collect();
        let mut projections = Vec::new();
        let mut problems = Vec::new();
        for (at, written, source, target) in self.projections() {
            let (from, to) = (&populations[source.index()], &populations[target.index()]);
            let synapses = match self.convolution(at, written) {
                Some(convolution) => convolution,
                None => self.synapses(at, written, from.units, to.inputs() as u32),
            };
            match synapses {
                Ok(synapses) => projections.push(Projection {
                    kind: written.synapse.unwrap_or_else(|| SynapseKind::of(&synapses)),
                    name: written.name.clone(),
                    source,
                    target,
                    delay: written.delay,
                    synapses,
                    weight_bits: known(Some(&self.file.weight_bits)),
                    payload_bits: self.payload_bits(from),
                }),
                Err(problem) => problems.push(problem),
            }
        }
        self.problems.extend(problems);
        Network { populations, projections }
    }

    fn payload_bits(&self, source: &Population) -> u32 {
        let binary = source.model.has_binary_events() || self.files.has_own_spikes(&source.name);
        if binary { 0 } else { known(Some(&self.file.payload_bits)) }
    }

    fn population(&self, written: &PopulationFile) -> Population {
        let units = known(Some(&written.units));
        let is_input = written.model == Model::Input;
        let site = if is_input { self.file.embedding } else { Site::Chip };
        let row_bits = u64::from(units) * u64::from(known(Some(&self.file.weight_bits)));
        // Without words there is no table to look them up in.
        let table = is_input && site == Site::Chip && self.file.vocabulary.is_some();
        let (lookup_bits, bits_per_step) = if table {
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
        if let ConnectionFile::Crossbar { units, synapses } = written.connection {
            let path = format!("projections[{at}].connection");
            // One seed for every projection, whatever their order, would give them the same axons.
            let seed = Stream::new(self.seed, "crossbar", at as u64).next_u64();
            let crossbar = Crossbar::new(sources, targets, units, synapses, seed);
            return crossbar.map(Synapses::Crossbar).map_err(|what| Problem::new(path, what).hint(CROSSBARS));
        }
        if let Some(synapses) = self.files.synapses(&written.name) {
            return Ok(synapses);
        }
        let dense = Synapses::Dense { sources, targets };
        if let Some(level) = self.level() {
            return self.trained_synapses(level, at, written, &dense);
        }
        if self.nonzeros(dense.positions()) == dense.positions() {
            return Ok(dense);
        }
        let name = format!("projection \"{}\"", written.name);
        if let Some(problem) = masks::misfit(self.file.mask, &name, sources, targets) {
            return Err(problem);
        }
        let drawn = self.file.mask.generate(sources, targets, self.weight_sparsity(), self.seed, at as u64);
        drawn.map(Synapses::Sparse).ok_or_else(|| Problem::new("mask", "trained masks need a data set"))
    }

    /// The synapses of a projection that follows an image; kernels are pruned as matrices of a row an output channel.
    fn convolution(&self, at: usize, written: &ProjectionFile) -> Option<Result<Synapses, Problem>> {
        let (source, target) =
            (shape::find(self.file, &written.source)?, shape::find(self.file, &written.target)?);
        let path = format!("projections[{at}].connection");
        let (from, to) = (connections::image_of(written, source)?, connections::image_of(written, target)?);
        let convolution = match written.connection.convolve(from, to.channels)? {
            Ok(convolution) => convolution,
            Err(what) => return Some(Err(Problem::new(path, what))),
        };
        let weights = convolution.kernel_weights();
        if !written.connection.has_weights() || self.nonzeros(weights) == weights {
            return Some(Ok(Synapses::Conv2d(convolution)));
        }
        let width = (convolution.kernel_weights() / u64::from(to.channels)) as u32;
        if let Some(problem) = masks::misfit(self.file.mask, &written.name, to.channels, width) {
            return Some(Err(problem));
        }
        let drawn = self.file.mask.generate(to.channels, width, self.weight_sparsity(), self.seed, at as u64);
        let Some(rows) = drawn else {
            let what = format!("{} masks are not drawn for kernels", self.file.mask.name());
            return Some(Err(Problem::new("mask", what).hint("write `UniformRandom`")));
        };
        let mut kept = vec![false; convolution.kernel_weights() as usize];
        for channel in 0..to.channels {
            let first = channel as usize * width as usize;
            rows.row(channel).iter().for_each(|place| kept[first + *place as usize] = true);
        }
        let pruned = convolution.pruned(kept).map(Synapses::Conv2d);
        Some(pruned.map_err(|what| Problem::new(path, what)))
    }

    /// The trained level of sparsity, where masks are trained ones.
    fn level(&self) -> Option<Level<'_>> {
        self.trained.as_ref()?.level(self.file.weight_sparsity()?)
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
        for (at, (population, written)) in (0..).zip(network.populations.iter().zip(self.populations())) {
            let units = population.units;
            // Only layers are recorded.
            let recorded = population.model.is_event_based().then_some(layer);
            layer += usize::from(recorded.is_some());
            activity.push(if self.files.execution.is_some() {
                PopulationActivity::Executed { units }
            } else if written.is_sparse() {
                self.events(at, written, units, recorded).unwrap_or_else(|problem| {
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

    /// The events of a population: as it says itself, as asked for, as recorded, or by default.
    fn events(
        &self,
        at: u32,
        written: &PopulationFile,
        units: u32,
        recorded: Option<usize>,
    ) -> Result<PopulationActivity, Problem> {
        if let (Some(fitted), Some(layer)) = (&self.files.fitted, recorded) {
            let activity = fitted.activity(layer, units, self.seed, at).map_err(|problem| {
                let said = format!("{}: {}", problem.path, problem.what);
                Problem { path: "fitted".to_owned(), what: said, ..problem }
            })?;
            return Ok(PopulationActivity::Synthetic(Arc::new(activity)));
        }
        if let (Some(traces), Some(layer)) = (&self.files.trace, recorded) {
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
        let value =
            |activity: &Option<Sourced<f64>>| activity.as_ref().and_then(|known| known.value().copied());
        let own = value(&written.activity);
        if let (None, None, Some(level), Some(layer)) = (own, self.file.activity, self.level(), recorded) {
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
        let asked = own.or(self.file.activity);
        let activity = asked.or_else(|| value(&self.file.default_activity)).unwrap_or(0.0);
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
