//! Archives of `numpy.savez`.
#![no_main]

use egret_workloads::files::read_npz;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = read_npz(bytes);
});
