//! Safetensors: opening, traces, checkpoints, graphs, networks of other frameworks, and every tensor as numbers.
#![no_main]

use egret_workloads::checkpoint::{Embedding, Stack, read_graph};
use egret_workloads::files::{TensorFile, read_trace};
use egret_workloads::import::import_recurrent;
use libfuzzer_sys::fuzz_target;

const SIDECARS: [&str; 2] = [
    "(schema: \"egret.sidecar/1\", layers: [(framework: TorchGru, layers: 2)], embedding: \"e\", decoder_bias: \"b\")",
    "(schema: \"egret.sidecar/1\", layers: [(framework: EvnnEgru, prefix: \"rnn\")])",
];

fuzz_target!(|bytes: &[u8]| {
    let Ok(file) = TensorFile::open("fuzzed", bytes) else { return };
    let _ = read_trace(&file, None);
    let _ = read_trace(&file, Some(&[16]));
    let _ = Stack::read(&file);
    let _ = Embedding::read(&file, 2, 2);
    let _ = read_graph(&file);
    for sidecar in SIDECARS {
        let _ = import_recurrent(&file, "sidecar.ron", sidecar);
    }
    for name in file.tensor_names() {
        let _ = file.whole_numbers(name);
        if let Ok(shape) = file.shape(name) {
            let _ = file.floats(name, &shape);
        }
    }
});
