//! Every reader takes what fuzzing kept: it refuses it or reads it, and never panics.

use egret_workloads::checkpoint::{Embedding, Stack, read_graph, write_graph};
use egret_workloads::files::{Clock, Origin, TensorFile, read_npy, read_npz, read_spike_csv, read_trace};
use egret_workloads::import::{
    Discretisation, TimeStep, events_of_arrays, import_nir, import_recurrent, rows_of_mask,
};

const SIDECAR: &str =
    r#"(schema: "egret.sidecar/1", layers: [(framework: TorchGru, layers: 2)], embedding: "e")"#;

/// Calls a reader with every file of a corpus; how many it read.
fn replay(reader: &str, read: impl Fn(&[u8]) -> bool) -> usize {
    let path = format!("{}/../fuzz/corpus/{reader}", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> =
        std::fs::read_dir(&path).expect(&path).map(|file| file.expect(&path).path()).collect();
    files.sort();
    assert!(files.len() >= 20, "{path} holds {} files", files.len());
    files.iter().filter(|file| read(&std::fs::read(file).expect(&path))).count()
}

#[test]
fn arrays() {
    let read = replay("npy", |bytes| {
        let Ok(array) = read_npy(bytes) else { return false };
        let _ = (array.wholes("x"), array.finite_f32("x"), array.switches("x"));
        true
    });
    assert!(read > 0);
}

#[test]
fn archives() {
    let read = replay("npz", |bytes| {
        let Ok(arrays) = read_npz(bytes) else { return false };
        let _ = events_of_arrays(&arrays, Some(&[4, 4]));
        for (name, array) in &arrays {
            let _ = rows_of_mask(name, array, 4, 4);
        }
        true
    });
    assert!(read > 0);
}

#[test]
fn spikes() {
    let clock = Clock { unit: None, step: Some("1ms".to_owned()), origin: Origin::First };
    let read = replay("csv", |bytes| {
        std::str::from_utf8(bytes).is_ok_and(|text| read_spike_csv(text, &clock, None).is_ok())
    });
    assert!(read > 0);
}

#[test]
fn tensors() {
    let read = replay("safetensors", |bytes| {
        let Ok(file) = TensorFile::open("x", bytes) else { return false };
        let _ =
            (read_trace(&file, None), Stack::read(&file), Embedding::read(&file, 2, 2), read_graph(&file));
        let _ = import_recurrent(&file, "x.ron", SIDECAR);
        true
    });
    assert!(read > 0);
}

#[test]
fn graphs() {
    let time = TimeStep { seconds: 1e-3, discretisation: Discretisation::Euler };
    let read = replay("nir", |bytes| {
        let imported = import_nir("x.nir", bytes, time);
        imported.is_ok_and(|imported| !write_graph(&imported.network).is_empty())
    });
    assert!(read > 0);
}
