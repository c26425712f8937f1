//! Graphs of NIR: the HDF5 container, nodes, shapes, and the network made of them.
#![no_main]

use egret_workloads::checkpoint::write_graph;
use egret_workloads::import::{Discretisation, TimeStep, import_nir};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let time = TimeStep { seconds: 1e-3, discretisation: Discretisation::Euler };
    if let Ok(imported) = import_nir("fuzzed", bytes, time) {
        assert_eq!(imported.network.misfits(), Vec::<String>::new());
        let _ = write_graph(&imported.network);
    }
});
