//! What a recording found, as JSON and as a table, and the workload file that goes with it.

use egret_workloads::checkpoint::{Embedding, Stack};
use egret_workloads::language::Evaluation;
use serde_json::{Map, Value, json};

use crate::console::Look;
use crate::listing::{self, count, percent};

/// What a recording found.
pub(super) struct Summary {
    tokens: u64,
    perplexity: f64,
    /// Activity and events, by layer.
    layers: Vec<(f64, u64)>,
    /// Weights that are not zero, by matrix.
    nonzeros: Vec<(String, u64)>,
    /// Synaptic operations a step: of events by matrix, of the dense input, of the decoder.
    synops: Vec<(String, f64)>,
}

impl Summary {
    /// Of a network and what it did.
    pub(super) fn of(stack: &Stack, evaluation: &Evaluation) -> Self {
        let tokens = evaluation.tokens();
        let a_step = |count: u64| count as f64 / tokens as f64;
        let nonzeros = stack.nonzeros();
        let counted = nonzeros.iter().zip(evaluation.synops());
        let mut synops: Vec<(String, f64)> =
            counted.map(|((name, _), count)| (name.to_lowercase(), a_step(count))).collect();
        // The input is dense: it stands apart from what events cause.
        let input = synops.remove(0);
        synops.push(input);
        synops.push(("decoder".to_owned(), a_step(evaluation.decoder_synops())));
        let layer = |(events, layer): (u64, &egret_workloads::checkpoint::Layer)| {
            (a_step(events) / layer.units as f64, events)
        };
        let layers = evaluation.events().into_iter().zip(&stack.layers).map(layer).collect();
        Self { tokens, perplexity: evaluation.perplexity(), layers, nonzeros, synops }
    }

    /// For programs.
    pub(super) fn json(&self) -> String {
        let object = |entries: &[(String, f64)]| -> Value {
            entries.iter().map(|(name, number)| (name.clone(), json!(number))).collect::<Map<_, _>>().into()
        };
        let by_matrix: Map<String, Value> =
            self.nonzeros.iter().map(|(name, count)| (name.to_lowercase(), json!(count))).collect();
        let layers: Vec<Value> = self
            .layers
            .iter()
            .map(|(activity, events)| json!({ "activity": activity, "events": events }))
            .collect();
        let nonzeros: u64 = self.nonzeros.iter().map(|(_, count)| count).sum();
        let value = json!({
            "tokens": self.tokens,
            "perplexity": self.perplexity,
            "layers": layers,
            "nonzeros": nonzeros,
            "nonzeros_by_matrix": by_matrix,
            "synops_per_step": object(&self.synops),
        });
        format!("{value:#}")
    }

    /// For people.
    pub(super) fn table(&self, look: Look) -> String {
        let mut text = format!("{} tokens, perplexity {:.2}\n\n", count(self.tokens as f64), self.perplexity);
        let layers = self.layers.iter().enumerate().map(|(layer, (activity, events))| {
            let a_step = *events as f64 / self.tokens as f64;
            vec![layer.to_string(), percent(*activity), format!("{a_step:.1}"), count(*events as f64)]
        });
        text.push_str(&listing::table(
            look,
            &["layer", "activity", "events a token", "events"],
            &[1, 2, 3],
            layers.collect(),
        ));
        let synops = self.synops.iter().map(|(name, a_step)| {
            let weights = self.nonzeros.iter().find(|(matrix, _)| matrix.eq_ignore_ascii_case(name));
            let weights = weights.map_or_else(String::new, |(_, nonzeros)| count(*nonzeros as f64));
            let name = if name == "decoder" { name.clone() } else { name.to_uppercase() };
            vec![name, weights, count(*a_step)]
        });
        text.push('\n');
        text.push_str(&listing::table(
            look,
            &["weights", "nonzeros", "synaptic operations a token"],
            &[1, 2],
            synops.collect(),
        ));
        text
    }
}

/// A workload file that runs what was recorded, and, with `events: Executed`, the network itself; with the bits of its
/// weights if they were rounded, and the steps of a stream if there were several.
pub(super) fn workload_file(
    name: &str,
    stack: &Stack,
    embedding: &Embedding,
    evaluation: &Evaluation,
    (quantized, stream_steps): (Option<u32>, Option<usize>),
) -> String {
    let (sparsity, steps) = (stack.weight_sparsity(), evaluation.tokens());
    let (bits, why) = match quantized {
        Some(bits) => (bits, "as they were recorded"),
        None => (32, "the checkpoint holds floats"),
    };
    let streams = stream_steps.map_or_else(String::new, |steps| format!("        stream_steps: {steps},\n"));
    let quoted = |text: &str| format!("{text:?}");
    format!(
        "(\n    schema: \"egret.workload/1\",\n    name: {},\n    summary: {},\n    mask: Trained,\n    \
         weight_sparsity: {sparsity:.6},\n    weight_bits: Chosen({bits}, {}),\n    \
         payload_bits: Chosen(32, \"emitted values are floats\"),\n    embedding: Host,\n    decoder: Host,\n    \
         vocabulary: Chosen({}, \"words of the embedding\"),\n    trace: \"trace.safetensors\",\n    checkpoint: (\n        \
         weights: \"network.safetensors\",\n        tokens: \"tokens.safetensors\",\n{streams}    ),\n    steps: {steps},\n)\n",
        quoted(name),
        quoted(&format!("Events of the network {name} on {steps} words.")),
        quoted(why),
        embedding.vocabulary,
    )
}
