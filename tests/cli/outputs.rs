//! What commands write, and that they write the same again.

use serde_json::Value;

use super::{quick, record};
use crate::support::Workspace;

#[test]
fn the_same_run_twice_writes_the_same_bytes() {
    let workspace = Workspace::new();
    let synthetic = ["--activity", "0.2", "--seed", "4"];
    workspace.run(&quick("one", &synthetic)).succeeded();
    workspace.run(&quick("two", &synthetic)).succeeded();
    let names = workspace.files("one");
    assert!(names.len() > 5 && names == workspace.files("two"));
    for name in names {
        let bytes = |out: &str| std::fs::read(workspace.path(&format!("{out}/{name}"))).expect("a report");
        assert!(bytes("one") == bytes("two"), "{name} differs");
    }
    workspace.run(&quick("three", &["--activity", "0.2", "--seed", "5"])).succeeded();
    let [one, three] = ["one", "three"].map(|out| record(&workspace, &format!("{out}/run.json")));
    assert_ne!(one["fingerprint"], three["fingerprint"], "another seed is another run");
    assert_eq!((&one["manifest"]["seed"], &three["manifest"]["seed"]), (&Value::from(4), &Value::from(5)));
}

#[test]
fn the_host_is_no_part_of_the_fingerprint() {
    let workspace = Workspace::new();
    workspace.run(&quick("without", &[])).succeeded();
    workspace.run(&["run", "--steps", "3", "--out", "with"]).succeeded();
    let (mut with, without) = (record(&workspace, "with/run.json"), record(&workspace, "without/run.json"));
    let host = with.as_object_mut().expect("a record").remove("host").expect("what it took");
    for field in ["events", "wall_s", "cpu_s", "simulation_cpu_s", "real_time_factor", "peak_rss_bytes"] {
        assert!(host.get(field).is_some_and(|value| value.as_f64() >= Some(0.0)), "{field}: {host}");
    }
    assert!(without.get("host").is_none());
    assert_eq!(with, without);
}

/// Fields that others rely on.
const CONTRACT: &[&str] = &[
    "/schema",
    "/manifest/egret",
    "/manifest/chip",
    "/manifest/chips",
    "/manifest/workload",
    "/manifest/seed",
    "/manifest/steps",
    "/manifest/inputs",
    "/manifest/overrides",
    "/manifest/what_if",
    "/time/total_s",
    "/time/step_s/mean",
    "/time/step_s/p50",
    "/time/step_s/p99",
    "/time/step_s/max",
    "/time/token_latency_s",
    "/time/waits_s",
    "/memory",
    "/energy/total_j",
    "/energy/dynamic_j",
    "/energy/static_j",
    "/energy/per_step_j",
    "/energy/edp_js",
    "/energy/pj_per_synop/marginal",
    "/energy/pj_per_synop/total",
    "/energy/by_component/synapse/dynamic_j",
    "/energy/by_component/synapse/static_j",
    "/energy/by_layer/layer0",
    "/energy/by_layer/shared",
    "/energy/unpriced",
    "/power/mean_w",
    "/power/peak_w",
    "/power/window_s",
    "/counts/steps",
    "/counts/spikes",
    "/counts/packets",
    "/counts/deliveries",
    "/counts/drops",
    "/counts/synops",
    "/counts/words_read",
    "/counts/neuron_updates",
    "/counts/link_hops",
    "/sparsity/weight_density",
    "/sparsity/activity_density",
    "/sparsity/per_layer",
    "/operations/dense_macs",
    "/operations/effective_macs/all_sparse",
    "/operations/effective_macs/ff_dense",
    "/neurobench/footprint_bytes",
    "/neurobench/connection_sparsity",
    "/neurobench/activation_sparsity",
    "/neurobench/synaptic_operations/Effective_MACs",
    "/neurobench/synaptic_operations/Effective_ACs",
    "/neurobench/synaptic_operations/Dense",
    "/neurobench/membrane_updates",
    "/bound_by",
    "/bound/total_s",
    "/bound/step_s/mean",
    "/bound/binding/term",
    "/bound/by_term/unit_updates/mean_s",
    "/bound/simulated/above_percent",
    "/bound/simulated/why",
    "/fingerprint",
];

#[test]
fn a_record_has_every_field_of_the_contract() {
    let workspace = Workspace::new();
    workspace.run(&quick("out", &[])).succeeded();
    let record = record(&workspace, "out/run.json");
    for field in CONTRACT {
        assert!(record.pointer(field).is_some(), "{field} is missing");
    }
    assert_eq!(record["schema"], "egret.run/1");
    let manifest = &record["manifest"];
    assert_eq!((&manifest["chip"], &manifest["workload"]), (&"spinnaker2".into(), &"egru-wikitext2".into()));
}

#[test]
fn json_is_all_that_is_printed_when_it_is_asked_for() {
    let workspace = Workspace::new();
    let ended = workspace.run(&quick("out", &["--format", "json"])).succeeded();
    let printed: Value =
        serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {ended}"));
    assert_eq!(printed, record(&workspace, "out/run.json"));
    let ended = workspace.run(&["chip", "show", "odin", "--format", "table"]).succeeded();
    for needed in ["core.synapse.lanes", "frenkel2019", "energy.synop"] {
        assert!(ended.stdout.contains(needed), "{needed} is not in\n{}", ended.stdout);
    }
}

#[test]
fn a_shown_chip_is_a_chip_file() {
    let workspace = Workspace::new();
    for (name, _) in egret_arch::shipped_chips() {
        let shown = workspace.run(&["chip", "show", name, "--format", "ron"]).succeeded();
        workspace.write("shown.ron", &shown.stdout);
        workspace.run(&["chip", "check", "shown.ron"]).succeeded();
    }
}

#[test]
fn every_shipped_workload_is_shown_with_its_operations() {
    let workspace = Workspace::new();
    for (name, text) in egret_workloads::shipped_workloads() {
        let file = egret_workloads::read(name, text, &[]).expect("a shipped workload");
        let asked = file.to_be_given();
        let value = |path: &str| if path.ends_with("units") { "40" } else { "0.9" };
        let given: Vec<String> =
            asked.iter().map(|path| format!("--set=workload.{path}={}", value(path))).collect();
        if !asked.is_empty() {
            let shown = workspace.run(&["workload", "show", name]).succeeded();
            assert!(asked.iter().all(|path| shown.stdout.contains(path)), "{shown}");
        }
        let arguments = [vec!["workload", "show", name], given.iter().map(String::as_str).collect()].concat();
        let shown = workspace.run(&arguments).succeeded();
        assert!(
            shown.stdout.contains("weight_bits") && shown.stdout.to_lowercase().contains("mac"),
            "{shown}"
        );
    }
    let shown = workspace.run(&["workload", "show", "egru-ptb"]).succeeded();
    assert!(
        shown.stdout.replace([',', ' ', '_'], "").contains("24165000"),
        "dense operations a token: {shown}"
    );
}

#[test]
fn flags_beat_the_scenario() {
    let workspace = Workspace::new();
    workspace.write(
        "s.ron",
        "(schema: \"egret.scenario/1\", chip: \"spinnaker2\", workload: \"egru-wikitext2\", steps: 2, seed: 3,\
          weight_sparsity: 0.95, settings: {\"chip.energy.synop\": \"1 pJ\"})",
    );
    workspace.run(&["run", "s.ron", "--no-host", "--out", "plain"]).succeeded();
    let flags =
        ["--seed", "9", "--steps", "1", "--weight-sparsity", "0.5", "--set", "chip.energy.synop=2 pJ"];
    workspace
        .run(&[&["run", "s.ron", "--no-host", "--out", "flagged"], flags.as_slice()].concat())
        .succeeded();
    let [plain, flagged] =
        ["plain", "flagged"].map(|out| record(&workspace, &format!("{out}/run.json"))["manifest"].clone());
    let overrides = |manifest: &Value| manifest["overrides"].to_string();
    assert_eq!((&plain["seed"], &plain["steps"]), (&3.into(), &2.into()));
    assert_eq!((&flagged["seed"], &flagged["steps"]), (&9.into(), &1.into()));
    assert!(
        overrides(&plain).contains("chip.energy.synop=1 pJ") && overrides(&plain).contains("0.95"),
        "{plain}"
    );
    assert!(
        overrides(&flagged).contains("chip.energy.synop=2 pJ") && overrides(&flagged).contains("0.5"),
        "{flagged}"
    );
    assert!(!overrides(&flagged).contains("1 pJ"), "what is beaten is not repeated: {flagged}");
}
