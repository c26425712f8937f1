//! Recurrent layers of torch and `EvNN`, imported, executed and held against what their frameworks put out.

use std::sync::Arc;

use egret_workloads::PopulationId;
use egret_workloads::checkpoint::{Embedding, Stack, is_graph, read_graph};
use egret_workloads::execute::{ExecutableNetwork, Executor};
use egret_workloads::files::{TensorFile, TensorWriter, read_npz};
use egret_workloads::import::{ImportedLanguage, import_recurrent};

use super::fixture;

const EVNN: &str = r#"(
    schema: "egret.sidecar/1",
    layers: [(framework: EvnnEgru, prefix: "rnns.0"), (framework: EvnnEgru, prefix: "rnns.1")],
    embedding: "embed.weight",
    decoder_weight: "decoder.weight",
    decoder_bias: "decoder.bias",
)"#;

fn torch(framework: &str) -> String {
    format!(r#"(schema: "egret.sidecar/1", layers: [(framework: {framework}, prefix: "rnn", layers: 2)])"#)
}

fn import(bytes: &[u8], sidecar: &str) -> Result<ImportedLanguage, String> {
    let file = TensorFile::open("net.safetensors", bytes).map_err(|error| error.to_string())?;
    import_recurrent(&file, "sidecar.ron", sidecar).map_err(|error| error.to_string())
}

fn network(bytes: &[u8]) -> Arc<ExecutableNetwork> {
    let file = TensorFile::open("network.safetensors", bytes).expect("a fixture");
    if is_graph(&file) {
        Arc::new(read_graph(&file).expect("a fixture"))
    } else {
        Stack::read(&file).expect("a fixture").executable()
    }
}

/// The largest difference between what the last layer emits and what the framework put out.
fn difference(name: &str, sidecar: &str) -> f32 {
    let imported = import(&fixture(&format!("recurrent/{name}.safetensors")), sidecar).expect("a fixture");
    let mut executor = Executor::new(network(&imported.bytes));
    let steps = read_npz(&fixture(&format!("recurrent/{name}-steps.npz"))).expect("a fixture");
    let array = |wanted: &str| &steps.iter().find(|(name, _)| name == wanted).expect("a fixture").1;
    let rows = |wanted: &str| {
        let array = array(wanted);
        let values: Vec<f32> = array.finite_f32(wanted).expect("a fixture");
        values.chunks(array.shape()[1]).map(<[f32]>::to_vec).collect::<Vec<_>>()
    };
    let last = PopulationId(2);
    let mut worst = 0.0_f32;
    for (input, output) in rows("input").iter().zip(rows("output")) {
        executor.step(input);
        let mut emitted = vec![0.0; output.len()];
        for (unit, value) in executor.events(last).iter().zip(executor.values(last)) {
            emitted[*unit as usize] = *value;
        }
        let differences = emitted.iter().zip(&output).map(|(found, expected)| (found - expected).abs());
        worst = differences.fold(worst, f32::max);
    }
    worst
}

#[test]
fn every_framework_puts_out_what_it_did() {
    for (name, sidecar) in
        [("gru", &torch("TorchGru")), ("lstm", &torch("TorchLstm")), ("evnn", &EVNN.to_owned())]
    {
        let worst = difference(name, sidecar);
        assert!(worst < 1e-5, "{name}: {worst}");
    }
}

#[test]
fn word_vectors_come_along() {
    let imported = import(&fixture("recurrent/evnn.safetensors"), EVNN).unwrap();
    assert_eq!(imported.vocabulary, Some(7));
    let file = TensorFile::open("network.safetensors", &imported.bytes).unwrap();
    assert_eq!(Embedding::read(&file, 3, 5).unwrap().vocabulary, 7);
    let notes: Vec<String> = imported.conversions.iter().flat_map(|part| part.notes.clone()).collect();
    assert!(notes.iter().any(|note| note.contains("thresholds clamped")), "{notes:?}");
}

#[test]
fn what_the_sidecar_or_the_tensors_lack_is_named() {
    let evnn = fixture("recurrent/evnn.safetensors");
    let refused = |sidecar: &str| import(&evnn, sidecar).unwrap_err();
    let without = EVNN.replace("    decoder_bias: \"decoder.bias\",\n", "");
    assert!(refused(&without).contains("net.safetensors: decoder.bias: the sidecar does not say what it is"));
    assert!(
        import(&evnn, &without.replace("embedding:", "ignore: [\"decoder.bias\"],\n    embedding:")).is_ok()
    );
    let wrong = refused(&EVNN.replace("rnns.1", "rnn.1"));
    assert!(
        wrong.contains("rnn.1.recurrent_kernel: there is no tensor") && wrong.contains("did you mean"),
        "{wrong}"
    );
    assert!(refused(&EVNN.replace("sidecar/1", "sidecar/2")).contains("sidecar.ron:2:"));
    assert!(refused(&EVNN.replace("EvnnEgru", "EvnnGru")).contains("did you mean `EvnnEgru`"));
    assert!(refused(&EVNN.replacen("EvnnEgru", "TorchGru", 1)).contains("all layers are of one kind"));
    assert!(refused(&EVNN.replace("\"decoder.bias\"", "\"embed.weight\"")).contains("share a vocabulary"));
    let tied = EVNN.replace("decoder_weight: \"decoder.weight\"", "ignore: [\"decoder.weight\"]");
    assert!(refused(&tied).contains("cannot decode a last layer of 5 units"));
    let gru = fixture("recurrent/gru.safetensors");
    let error = import(&gru, &torch("TorchLstm")).unwrap_err();
    assert!(error.contains("rnn.weight_hh_l0: its shape is [15, 5]"), "{error}");
    for length in (0..gru.len()).step_by(61) {
        assert!(import(&gru[..length], &torch("TorchGru")).is_err());
    }
}

#[test]
fn weights_that_are_not_numbers_are_refused_with_their_tensor() {
    let mut writer = TensorWriter::default();
    writer.floats("weight_ih_l0", &[3, 1], &[0.0, f32::NAN, 1.0]);
    writer.floats("weight_hh_l0", &[3, 1], &[0.0; 3]);
    let sidecar = r#"(schema: "egret.sidecar/1", layers: [(framework: TorchGru, bias: false)])"#;
    let error = import(&writer.finish(None), sidecar).unwrap_err();
    assert!(error.contains("weight_ih_l0: element 1 is NaN"), "{error}");
    let error = import(b"PK\x03\x04 what torch.save wrote", sidecar).unwrap_err();
    assert!(error.contains("save_file(torch.load"), "{error}");
}
