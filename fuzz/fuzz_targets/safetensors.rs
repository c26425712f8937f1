//! Safetensors: opening, traces, and every tensor as numbers.
#![no_main]

use egret_workloads::files::{TensorFile, read_trace};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(file) = TensorFile::open("fuzzed", bytes) else { return };
    let _ = read_trace(&file, None);
    let _ = read_trace(&file, Some(&[16]));
    for name in file.tensor_names() {
        let _ = file.whole_numbers(name);
        if let Ok(shape) = file.shape(name) {
            let _ = file.floats(name, &shape);
        }
    }
});
