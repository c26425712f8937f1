//! Graphs in HDF5.
#![no_main]

use egret_workloads::files::read_hdf5;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = read_hdf5(bytes);
});
