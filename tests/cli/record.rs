//! `egret workload record` and runs that execute a network.

use serde_json::Value;

use super::record;
use crate::support::Workspace;

const NETWORK: &str = "shipped:egru-wikitext2/network-s80.safetensors";
const EMBEDDING: &str = "shipped:egru-wikitext2/embedding.safetensors";
const TOKENS: &str = "shipped:egru-wikitext2/test-tokens.safetensors";

/// Arguments that record the shipped network into a directory.
fn recording<'a>(out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let shipped = ["workload", "record", NETWORK, "--embedding", EMBEDDING, "--tokens", TOKENS];
    [&shipped, ["--format", "json", "--out", out].as_slice(), more].concat()
}

fn printed(workspace: &Workspace, arguments: &[&str]) -> Value {
    let ended = workspace.run(arguments).succeeded();
    serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {ended}"))
}

/// What was simulated, without how it came about.
fn simulated(workspace: &Workspace, out: &str) -> Value {
    let mut run = record(workspace, &format!("{out}/run.json"));
    let fields = run.as_object_mut().expect("a record");
    for field in ["manifest", "configuration", "language", "neurobench"] {
        fields.remove(field);
    }
    run
}

#[test]
fn executed_as_it_goes_or_recorded_first_is_the_same_run() {
    let workspace = Workspace::new();
    let summary = printed(&workspace, &recording("recorded", &["--steps", "48"]));
    assert_eq!(summary["tokens"], 48);
    assert_eq!(summary, record(&workspace, "recorded/record.json"));
    assert_eq!(summary["nonzeros"], 157_286);
    assert_eq!(summary["nonzeros_by_matrix"]["r1"], 24_670);
    assert_eq!(summary["synops_per_step"]["w0"], 46_500.0);
    let run = |out: &str, more: &[&str]| {
        let common = ["run", "--steps", "40", "--no-host", "--out", out];
        workspace.run(&[&common, more].concat()).succeeded();
    };
    let file = "recorded/workload.ron";
    run("trace", &["--workload", file]);
    run("executed", &["--workload", file, "--activity", "executed"]);
    run("shipped", &["--activity", "executed"]);
    run("shipped-trace", &[]);
    let trace = simulated(&workspace, "trace");
    for out in ["executed", "shipped", "shipped-trace"] {
        assert_eq!(simulated(&workspace, out), trace, "{out}");
    }
    // The ledger counts what the executor counted.
    let again = printed(&workspace, &recording("again", &["--steps", "40"]));
    for (layer, projection, name) in [(1, "R0", "r0"), (2, "W1", "w1"), (2, "R1", "r1"), (1, "W0", "w0")] {
        let counted = trace["layers"][layer]["synops"][projection].as_f64().expect("a count");
        let a_step = again["synops_per_step"][name].as_f64().expect("a mean");
        assert!((a_step * 40.0 - counted).abs() < 1e-6, "{projection}: {a_step} a step, {counted}");
    }
    // Perplexity stands beside energy, and is that of the recording.
    let executed = record(&workspace, "executed/run.json");
    assert_eq!(executed["manifest"]["activity"], "executed");
    assert_eq!(executed["language"]["perplexity"], again["perplexity"]);
    assert!(executed["language"].get("perplexity_unrounded").is_none());
    assert!(record(&workspace, "trace/run.json").get("language").is_none());
}

#[test]
fn fewer_bits_cost_perplexity_and_the_record_says_so() {
    let workspace = Workspace::new();
    let arguments = |out: &'static str, bits: &'static str| {
        ["run", "--activity", "executed", "--steps", "24", "--out", out, "--set", bits]
    };
    workspace.run(&arguments("coarse", "workload.weight_bits=2")).succeeded();
    workspace.run(&arguments("fine", "workload.weight_bits=16")).succeeded();
    let language = |out: &str| record(&workspace, &format!("{out}/run.json"))["language"].clone();
    let perplexity = |language: &Value, field: &str| language[field].as_f64().expect("a perplexity");
    let (coarse, fine) = (language("coarse"), language("fine"));
    assert_eq!(coarse["perplexity_unrounded"], fine["perplexity_unrounded"]);
    let unrounded = perplexity(&fine, "perplexity_unrounded");
    assert!((perplexity(&fine, "perplexity") / unrounded - 1.0).abs() < 1e-3, "{fine}");
    // Three bits cost less than the chance of two dozen words.
    assert!(perplexity(&coarse, "perplexity") / unrounded > 1.2, "{coarse}");
    assert_eq!(coarse["weight_bits"], 2);
    // What was quantised is recorded, and runs, with the same bits.
    let summary = printed(&workspace, &recording("two", &["--steps", "24", "--quantize", "2"]));
    assert_eq!(summary["perplexity"], coarse["perplexity"]);
    let workload = ["run", "--workload", "two/workload.ron", "--steps", "24"];
    workspace.run(&[&workload, ["--activity", "executed", "--out", "a"].as_slice()].concat()).succeeded();
    workspace.run(&[&workload, ["--out", "b"].as_slice()].concat()).succeeded();
    let [a, b] = ["a", "b"].map(|out| record(&workspace, &format!("{out}/run.json"))["fingerprint"].clone());
    assert_eq!(a, b);
}

#[test]
fn a_chip_of_fewer_bits_runs_the_network_as_it_stores_it() {
    let workspace = Workspace::new();
    let run = |out: &str, more: &[&str]| {
        let common = ["run", "--chip", "loihi2", "--activity", "executed", "--steps", "16", "--out", out];
        workspace.run(&[&common, more].concat()).succeeded();
        record(&workspace, &format!("{out}/run.json"))
    };
    let stored = run("stored", &[]);
    assert_eq!(stored["language"]["weight_bits"], 8);
    let overrides = stored["manifest"]["overrides"].to_string();
    assert!(overrides.contains("workload.weight_bits=8"), "{overrides}");
    assert!(stored["language"]["perplexity"] != stored["language"]["perplexity_unrounded"]);
    let asked = run("asked", &["--set", "workload.weight_bits=4"]);
    assert_eq!(asked["language"]["weight_bits"], 4);
    assert_eq!(run("eight", &["--set", "workload.weight_bits=8"])["fingerprint"], stored["fingerprint"]);
}

#[test]
fn pruning_and_thresholds_do_what_they_say() {
    let workspace = Workspace::new();
    let with = |out: &'static str, more: &[&str]| {
        printed(&workspace, &recording(out, &[&["--steps", "64"], more].concat()))
    };
    let plain = with("plain", &[]);
    let pruned = with("pruned", &["--prune", "magnitude:0.9"]);
    assert_eq!(pruned["nonzeros"], 78_643);
    let by_layer = with("by-layer", &["--prune", "layer-magnitude:0.9"]);
    let nonzeros = |summary: &Value, names: [&str; 2]| -> u64 {
        names.iter().map(|name| summary["nonzeros_by_matrix"][*name].as_u64().expect("a count")).sum()
    };
    assert_eq!(nonzeros(&by_layer, ["w0", "r0"]), nonzeros(&by_layer, ["w1", "r1"]));
    assert_ne!(nonzeros(&pruned, ["w0", "r0"]), nonzeros(&pruned, ["w1", "r1"]));
    let events = |summary: &Value| summary["layers"][0]["events"].as_u64().expect("a count");
    let lower = with("lower", &["--threshold-scale", "0.5"]);
    assert!(events(&lower) > events(&plain));
    let fewer = with("fewer", &["--prune", "units:0.25"]);
    let units = events(&fewer) as f64 / 64.0 / fewer["layers"][0]["activity"].as_f64().expect("a share");
    assert!((units - 192.0).abs() < 1e-9, "a quarter of 256 units is gone: {units}");
    workspace.run(&["run", "--workload", "fewer/workload.ron", "--steps", "8"]).succeeded();
    // As one-shot pruning in a run.
    let run = ["run", "--activity", "executed", "--weight-sparsity", "0.9", "--steps", "64"];
    workspace
        .run(&[&run, ["--set", "workload.mask=Magnitude", "--out", "run"].as_slice()].concat())
        .succeeded();
    assert_eq!(record(&workspace, "run/run.json")["language"]["perplexity"], pruned["perplexity"]);
}

#[test]
fn streams_are_read_apart_and_added_up() {
    let workspace = Workspace::new();
    let summary = printed(&workspace, &recording("streams", &["--streams", "3", "--steps", "16"]));
    assert_eq!(summary["tokens"], 48);
    let single = printed(&workspace, &recording("single", &["--steps", "48"]));
    assert_ne!(summary["perplexity"], single["perplexity"], "each stream begins at zero");
    // A run starts anew where the recording did, and ends within a stream where it is told to.
    let run = |out: &str, more: &[&str]| {
        let file = ["run", "--chip", "spinnaker2", "--workload", "streams/workload.ron", "--out", out];
        workspace.run(&[&file, more].concat()).succeeded();
        record(&workspace, &format!("{out}/run.json"))
    };
    let executed = run("executed", &["--activity", "executed"]);
    assert_eq!(executed["fingerprint"], run("trace", &[])["fingerprint"]);
    assert_eq!(executed["language"]["perplexity"], summary["perplexity"]);
    let fewer = run("fewer", &["--activity", "executed", "--steps", "40"]);
    assert_eq!(fewer["language"]["tokens"], 40);
}

#[test]
fn wrong_checkpoints_and_options_are_refused_by_name() {
    let workspace = Workspace::new();
    workspace.write("text.safetensors", "these are no tensors, whatever the name says");
    let refused = |arguments: &[&str], expected: &str| {
        let ended = workspace.run(arguments);
        let flat: String =
            ended.stderr.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
        assert!(ended.code == Some(2) && flat.contains(expected), "{ended}");
        assert!(!workspace.path("out").exists(), "nothing is left behind: {ended}");
    };
    let with = |more: &[&'static str]| recording("out", more);
    refused(&with(&["--streams", "0"]), "0 streams");
    refused(&with(&["--streams", "70000"]), "70000 streams");
    refused(&with(&["--steps", "61441"]), "ask for 1 to 61440");
    refused(&with(&["--steps", "0"]), "0 steps");
    refused(&with(&["--threshold-scale", "NaN"]), "a factor");
    refused(&with(&["--threshold-scale", "-1"]), "a factor");
    refused(&with(&["--quantize", "1"]), "2 to 16 bits");
    refused(&with(&["--prune", "magnitude:1.2"]), "1.2 is no share");
    refused(&with(&["--prune", "size:0.5"]), "magnitude:0.8");
    refused(&with(&["--prune", "units:1"]), "without units");
    refused(&with(&["--prune", "units:0.999", "--steps", "2"]), "no unit of layer 0 would be left");
    let record = |network: &'static str, embedding: &'static str, tokens: &'static str| {
        ["workload", "record", network, "--embedding", embedding, "--tokens", tokens, "--out", "out"]
    };
    refused(&record("text.safetensors", EMBEDDING, TOKENS), "text.safetensors");
    refused(&record("missing.safetensors", EMBEDDING, TOKENS), "cannot be read");
    refused(&record(EMBEDDING, EMBEDDING, TOKENS), "layers.0.bias_ih");
    refused(&record(NETWORK, NETWORK, TOKENS), "embedding.weight");
    refused(&record(NETWORK, EMBEDDING, EMBEDDING), "one list of tokens");
    refused(&["workload", "record", NETWORK, "--tokens", TOKENS, "--out", "out"], "--embedding");
    let executed =
        |more: &[&'static str]| [&["run", "--activity", "executed", "--out", "out"], more].concat();
    refused(&executed(&["--workload", "egru-ptb"]), "nothing can be executed");
    refused(&executed(&["--weight-sparsity", "0.9"]), "Magnitude");
    refused(&executed(&["--steps", "70000"]), "61440");
    refused(&executed(&["--set", "workload.weight_bits=1"]), "2 bits");
}
