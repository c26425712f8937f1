//! Small networks, written as the workload files a user would write.

use egret_arch::Model;
use egret_workloads::{Workload, check};

use super::settings;

/// A small recurrent network: an input and layers in a row, each connected to itself with a delay of one step.
#[derive(Clone, Debug)]
pub(crate) struct Net {
    pub(crate) model: Model,
    pub(crate) input: u32,
    pub(crate) layers: Vec<u32>,
    pub(crate) weight_sparsity: f64,
    pub(crate) mask: String,
    pub(crate) weight_bits: u32,
    pub(crate) payload_bits: u32,
    pub(crate) embedding: &'static str,
    pub(crate) decoder: &'static str,
    pub(crate) activity: f64,
    pub(crate) settings: Vec<String>,
}

impl Net {
    /// Two layers of a model.
    pub(crate) fn of(model: Model) -> Self {
        Self {
            model,
            input: 9,
            layers: vec![17, 12],
            weight_sparsity: 0.6,
            mask: "UniformRandom".to_owned(),
            weight_bits: 4,
            payload_bits: 8,
            embedding: "Host",
            decoder: "Absent",
            activity: 0.3,
            settings: Vec::new(),
        }
    }

    /// The file.
    pub(crate) fn text(&self) -> String {
        let Self { model, input, layers, weight_sparsity, mask, .. } = self;
        let Self { weight_bits, payload_bits, embedding, decoder, .. } = self;
        let model = format!("{model:?}");
        let mut populations = vec![format!("(name: \"input\", model: Input, units: Given({input})),")];
        let mut projections = Vec::new();
        let mut source = "input".to_owned();
        for (number, units) in layers.iter().enumerate() {
            let layer = format!("layer{number}");
            populations.push(format!("(name: \"{layer}\", model: {model}, units: Given({units})),"));
            projections.push(format!(
                "(name: \"W{number}\", source: \"{source}\", target: \"{layer}\", delay: 0),\
                 (name: \"R{number}\", source: \"{layer}\", target: \"{layer}\", delay: 1),"
            ));
            source = layer;
        }
        let (populations, projections) = (populations.concat(), projections.concat());
        // Units of dense models emit at every step, and a file that says otherwise is refused.
        let dense = [Model::Gru, Model::Lstm, Model::DecayRnn, Model::Linear];
        let event_based = !dense.contains(&self.model);
        let activity = if event_based { format!("activity: {:?},", self.activity) } else { String::new() };
        format!(
            "(schema: \"egret.workload/1\", name: \"small\", summary: \"A small network.\",\
             populations: [{populations}], projections: [{projections}],\
             weight_sparsity: {weight_sparsity:?}, mask: {mask},\
             weight_bits: Given({weight_bits}), payload_bits: Given({payload_bits}),\
             embedding: {embedding}, decoder: {decoder}, vocabulary: Given(14), {activity} steps: 4)"
        )
    }

    /// The network drawn from a seed.
    pub(crate) fn workload(&self, seed: u64) -> Workload {
        let lines: Vec<&str> = self.settings.iter().map(String::as_str).collect();
        check("small.ron", &self.text(), &settings(&lines), seed)
            .unwrap_or_else(|error| panic!("{}: {error}", self.text()))
    }
}
