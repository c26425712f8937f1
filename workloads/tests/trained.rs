//! The shipped trained network against outputs of an independent program: every event, values, states and predictions.
//!
//! `EGRET_CHECKPOINTS` may name a folder with further levels (`egru_sXX.safetensors`, `reference_sXX.safetensors`,
//! `embedding.safetensors`, `test_tokens.safetensors`); the ignored test compares them all.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egret_workloads::PopulationId;
use egret_workloads::checkpoint::{Embedding, Stack};
use egret_workloads::execute::{Executor, LogSoftmax};
use egret_workloads::files::{Directory, TensorFile};
use egret_workloads::language::{LanguageModel, evaluate};

/// Words in a reference.
const WORDS: usize = 256;

/// What the independent program found.
struct Reference {
    /// Ascending units and their values, by layer and word.
    events: [Vec<(Vec<u32>, Vec<f32>)>; 2],
    /// Words at which states are known, and the states before and after resets `[word, layer, unit]`.
    cell_tokens: Vec<u32>,
    pre_reset: Vec<f32>,
    post_reset: Vec<f32>,
    log_probability: Vec<f32>,
    argmax: Vec<u32>,
}

fn read(name: &str) -> Vec<u8> {
    Directory::default().read(name, "").expect("a readable file").into_owned()
}

fn model(network: &str, embedding: &str) -> LanguageModel {
    let (network, embedding) = (read(network), read(embedding));
    let stack = Stack::read(&TensorFile::open("network", &network).expect("a readable file"))
        .expect("a readable file");
    let embedding = TensorFile::open("embedding", &embedding).expect("a readable file");
    let embedding = Embedding::read(&embedding, stack.inputs(), stack.outputs()).expect("a readable file");
    LanguageModel::new(stack.executable(), Arc::new(embedding)).expect("a readable file")
}

fn words(model: &LanguageModel, name: &str) -> Vec<u32> {
    let bytes = read(name);
    model
        .embedding()
        .read_words(&TensorFile::open("words", &bytes).expect("a readable file"))
        .expect("a readable file")
}

/// Parts that both layouts of a reference have; events are filled in by the caller.
fn rest(file: &TensorFile<'_>, events: [Vec<(Vec<u32>, Vec<f32>)>; 2]) -> Reference {
    let cells = file.shape("cell_pre_reset").expect("a readable file");
    Reference {
        events,
        cell_tokens: file.whole_numbers("cell_tokens").expect("a readable file"),
        pre_reset: file.floats("cell_pre_reset", &cells).expect("a readable file"),
        post_reset: file.floats("cell_post_reset", &cells).expect("a readable file"),
        log_probability: file.floats("logprob_next", &[WORDS]).expect("a readable file"),
        argmax: file.whole_numbers("argmax_next").expect("a readable file"),
    }
}

/// The committed reference: events as lists.
fn committed() -> Reference {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/reference-s80.safetensors");
    let bytes = std::fs::read(path).expect("a readable file");
    let file = TensorFile::open("reference", &bytes).expect("a readable file");
    let events = [0, 1].map(|layer| {
        let starts = file.whole_numbers(&format!("layer{layer}.indptr")).expect("a readable file");
        let units = file.whole_numbers(&format!("layer{layer}.indices")).expect("a readable file");
        let values = file.floats(&format!("layer{layer}.values"), &[units.len()]).expect("a readable file");
        let step = |range: &[u32]| {
            let range = range[0] as usize..range[1] as usize;
            (units[range.clone()].to_vec(), values[range].to_vec())
        };
        starts.windows(2).map(step).collect()
    });
    rest(&file, events)
}

/// A reference with events as masks over all units.
fn masked(path: &Path) -> Reference {
    let bytes = std::fs::read(path).expect("a readable file");
    let file = TensorFile::open("reference", &bytes).expect("a readable file");
    let shape = file.shape("event_mask").expect("a readable file");
    let (layers, units) = (shape[1], shape[2]);
    let (mask, values) = (
        file.bytes("event_mask", &shape).expect("a readable file"),
        file.floats("emitted", &shape).expect("a readable file"),
    );
    let events = [0, 1].map(|layer| {
        let step = |word: usize| {
            let first = (word * layers + layer) * units;
            let emitting = (0..units as u32).filter(|unit| mask[first + *unit as usize] == 1);
            emitting.map(|unit| (unit, values[first + unit as usize])).unzip()
        };
        (0..WORDS).map(step).collect()
    });
    rest(&file, events)
}

fn compare(model: &LanguageModel, words: &[u32], reference: &Reference) {
    let mut executor = Executor::new(Arc::clone(model.network()));
    let mut logits = Vec::new();
    let layers = [PopulationId(1), PopulationId(2)];
    for at in 0..WORDS {
        executor.step(model.embedding().vector(words[at]));
        for (layer, expected) in layers.into_iter().zip(&reference.events) {
            assert_eq!(executor.events(layer), expected[at].0, "events of {layer:?} at word {at}");
            for (found, expected) in executor.values(layer).iter().zip(&expected[at].1) {
                assert!((found - expected).abs() <= 1e-5, "word {at}: {found}, not {expected}");
            }
        }
        if let Some(number) = reference.cell_tokens.iter().position(|word| *word as usize == at) {
            for (index, layer) in layers.into_iter().enumerate() {
                let units = executor.state(layer).len();
                let first = (number * layers.len() + index) * units;
                let close = |found: &[f32], expected: &[f32]| {
                    found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() <= 1e-5)
                };
                assert!(close(executor.state(layer), &reference.post_reset[first..first + units]));
                assert!(close(
                    executor.state_before_reset(layer),
                    &reference.pre_reset[first..first + units]
                ));
            }
        }
        model.decoder().decode(executor.events(layers[1]), executor.values(layers[1]), &mut logits);
        let softmax = LogSoftmax::new(&logits);
        let (found, expected) = (softmax.log_probability(words[at + 1]), reference.log_probability[at]);
        assert!((found - f64::from(expected)).abs() <= 1e-4, "word {at}: {found}, not {expected}");
        assert_eq!(softmax.argmax(), reference.argmax[at], "word {at}");
    }
}

#[test]
fn the_shipped_network_does_what_the_reference_did() {
    let model = model(
        "shipped:egru-wikitext2/network-s80.safetensors",
        "shipped:egru-wikitext2/embedding.safetensors",
    );
    let words = words(&model, "shipped:egru-wikitext2/test-tokens.safetensors");
    compare(&model, &words, &committed());
}

#[test]
fn perplexity_and_operations_are_those_of_the_published_table() {
    let model = model(
        "shipped:egru-wikitext2/network-s80.safetensors",
        "shipped:egru-wikitext2/embedding.safetensors",
    );
    let words = words(&model, "shipped:egru-wikitext2/test-tokens.safetensors");
    // The first 2,048 words, as in the published trace: R0 4,624, W1 5,984, R1 3,385, W0 46,500, decoder 326,396 a word.
    let trace = evaluate(&model, &[&words[..=2048]], 1, &|| ());
    let synops: Vec<u64> = trace.synops().iter().map(|count| (count + 1024) / 2048).collect();
    assert_eq!(synops, [46_500, 4_624, 5_984, 3_385]);
    assert_eq!((trace.decoder_synops() + 1024) / 2048, 326_396);
    // Two threads read the same as one.
    let streams: Vec<&[u32]> = (0..4).map(|stream| &words[stream * 100..=(stream + 1) * 100]).collect();
    let (one, two) = (evaluate(&model, &streams, 1, &|| ()), evaluate(&model, &streams, 2, &|| ()));
    assert_eq!(one.perplexity().to_bits(), two.perplexity().to_bits());
    assert_eq!(one.events(), two.events());
}

#[test]
#[ignore = "needs the folder of all levels that EGRET_CHECKPOINTS names"]
fn every_level_of_a_folder_does_what_its_reference_did() {
    let folder = PathBuf::from(std::env::var("EGRET_CHECKPOINTS").expect("EGRET_CHECKPOINTS names a folder"));
    let file = |name: &str| folder.join(name).display().to_string();
    for level in ["00", "70", "80", "95"] {
        let model = model(&file(&format!("egru_s{level}.safetensors")), &file("embedding.safetensors"));
        let words = words(&model, &file("test_tokens.safetensors"));
        compare(&model, &words, &masked(&folder.join(format!("reference_s{level}.safetensors"))));
    }
}
