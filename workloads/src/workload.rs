//! A checked workload: everything a run needs to know about what is computed.

use std::sync::Arc;

use egret_config::Parameter;

use crate::activity::{ActivitySource, Execution, StepEvents, Stimulus};
use crate::file::WorkloadFile;
use crate::language::LanguageModel;
use crate::network::{Model, Network, PopulationId, ProjectionId, Site};
use crate::operations::{Decoder, EventCounts, Operations};

/// A workload that passed every check; made only by [`crate::validate()`].
#[derive(Clone, Debug)]
pub struct Workload {
    pub(crate) file: WorkloadFile,
    pub(crate) network: Arc<Network>,
    pub(crate) seed: u64,
    pub(crate) activity: ActivitySource,
    pub(crate) last_layer: PopulationId,
    pub(crate) decoder_projection: Option<ProjectionId>,
    pub(crate) language: Option<ExecutedLanguage>,
    pub(crate) trained_perplexity: Option<f64>,
}

/// The language model that a workload executes.
#[derive(Clone, Debug)]
pub struct ExecutedLanguage {
    /// With weights as the chip stores them.
    pub model: LanguageModel,
    /// With weights as in the checkpoint, where the chip rounds them.
    pub unrounded: Option<LanguageModel>,
    /// What it reads, one word a step; the last one is only predicted.
    pub words: Arc<[u32]>,
    /// Steps after which it starts anew from the zero state, at least 1; none for never.
    pub stream_steps: Option<u32>,
}

impl ExecutedLanguage {
    /// The model reading its words.
    pub fn execution(&self) -> Execution {
        let (embedding, last) = (Arc::clone(self.model.embedding()), self.words.len() - 1);
        let words = self.words[..last].into();
        let stimulus = Stimulus::Words { embedding, words, stream_steps: self.stream_steps };
        Execution::new(Arc::clone(self.model.network()), stimulus)
    }

    /// The streams of the first `steps` steps: each has one more word than it reads, the last to be predicted.
    ///
    /// # Panics
    /// If there are not so many words.
    pub fn streams(&self, steps: u32) -> Vec<&[u32]> {
        let (steps, length) = (steps as usize, self.stream_steps.map_or(usize::MAX, |steps| steps as usize));
        (0..steps)
            .step_by(length)
            .map(|start| &self.words[start..=steps.min(start.saturating_add(length))])
            .collect()
    }
}

impl Workload {
    /// Name of the workload.
    pub fn name(&self) -> &str {
        &self.file.name
    }

    /// The file this was checked from, overrides applied.
    pub fn file(&self) -> &WorkloadFile {
        &self.file
    }

    /// Every parameter with value, basis and source, in file order.
    pub fn parameters(&self) -> Vec<Parameter> {
        egret_config::parameters(&self.file)
    }

    /// Populations and projections.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The events of every population at every step.
    pub fn activity(&self) -> &ActivitySource {
        &self.activity
    }

    /// Steps of a run that does not say how many.
    pub fn default_steps(&self) -> u32 {
        self.file.steps
    }

    /// Steps until the recording, or the input of an executed network, ends; none if there is no end.
    pub fn last_step(&self) -> Option<u32> {
        self.activity.last_step()
    }

    /// Steps until the recording ends; none if nothing is recorded.
    pub fn recorded_steps(&self) -> Option<u32> {
        self.activity.recorded_steps()
    }

    /// The language model that is executed, where one is.
    pub fn language(&self) -> Option<&ExecutedLanguage> {
        self.language.as_ref()
    }

    /// Perplexity measured when the network was trained, where it is here with the masks and the activity of its data set.
    pub fn trained_perplexity(&self) -> Option<f64> {
        self.trained_perplexity
    }

    /// Whether events of event-based units follow a stated activity and not a recording of the real network.
    pub fn is_synthetic(&self) -> bool {
        let event_based = self.network.populations.iter().any(|population| population.model.is_event_based());
        event_based && self.last_step().is_none()
    }

    /// Where the input is made.
    pub fn embedding(&self) -> Site {
        self.file.embedding
    }

    /// Where the last layer is decoded.
    pub fn decoder(&self) -> Site {
        self.file.decoder
    }

    /// The last layer: the population that is decoded, wherever that happens.
    pub fn last_layer(&self) -> PopulationId {
        self.last_layer
    }

    /// The population whose events leave the chip for the host: the last layer if it is decoded there, else none. An
    /// on-chip decoder keeps its result, and an absent one asks for none.
    pub fn readout(&self) -> Option<PopulationId> {
        (self.file.decoder == Site::Host).then_some(self.last_layer)
    }

    /// Operations per step expected at the given activity of each population, in network order; see
    /// [`ActivitySource::densities`] for the activity of this workload itself.
    pub fn operations(&self, activity: &[f64]) -> Operations {
        Operations::expected(&self.network, self.decoder_shape(), activity)
    }

    /// Operations per step for events that were counted unit by unit: exact for these events.
    pub fn operations_measured(&self, counts: &EventCounts) -> Operations {
        Operations::measured(&self.network, self.decoder_shape(), counts)
    }

    /// Plays the first `steps` steps, or all recorded ones if those are fewer, and counts the events of every unit.
    pub fn count_events(&self, steps: u32) -> EventCounts {
        let mut counts = EventCounts::none(&self.network);
        let mut player = self.activity.player();
        let mut step = StepEvents::default();
        while counts.steps < u64::from(steps) && player.step_into(&mut step) {
            counts.add(&step);
        }
        counts
    }

    fn decoder_shape(&self) -> Decoder {
        Decoder {
            source: self.last_layer,
            vocabulary: self.file.vocabulary.as_ref().and_then(|words| words.value().copied()).unwrap_or(0),
            projection: self.decoder_projection,
            bits: self.file.weight_bits.value().copied().unwrap_or(0),
        }
    }

    /// Units of the event-based populations: those whose activity may be below 1.
    pub fn event_based_units(&self) -> u64 {
        let event_based =
            self.network.populations.iter().filter(|population| population.model.is_event_based());
        event_based.map(|population| u64::from(population.units)).sum()
    }

    /// Weights of all projections but the decoder that are there, over the positions there could be; fixed ones of
    /// pooling are none.
    pub fn weight_density(&self) -> f64 {
        let (mut nonzeros, mut positions) = (0, 0);
        for (id, projection) in (0..).map(ProjectionId).zip(&self.network.projections) {
            if Some(id) != self.decoder_projection && !projection.synapses.has_fixed_weights() {
                nonzeros += projection.synapses.nonzeros();
                positions += projection.synapses.positions();
            }
        }
        if positions == 0 { 0.0 } else { nonzeros as f64 / positions as f64 }
    }

    /// Whether a population is the input.
    pub fn is_input(&self, population: PopulationId) -> bool {
        self.network.population(population).model == Model::Input
    }
}
