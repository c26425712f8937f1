//! Archives of `numpy.savez`, as recordings and as masks.
#![no_main]

use egret_workloads::files::read_npz;
use egret_workloads::import::{events_of_arrays, rows_of_mask};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(arrays) = read_npz(bytes) else { return };
    let _ = events_of_arrays(&arrays, Some(&[4, 4]));
    for (name, array) in &arrays {
        if let [targets, sources] = *array.shape() {
            let _ = rows_of_mask(name, array, sources as u32, targets as u32);
        }
    }
});
