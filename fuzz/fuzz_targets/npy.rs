//! Arrays of `numpy.save`, and their elements as every kind of number.
#![no_main]

use egret_workloads::files::read_npy;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(array) = read_npy(bytes) else { return };
    let _ = array.wholes("fuzzed");
    let _ = array.finite_f32("fuzzed");
    let _ = array.switches("fuzzed");
});
