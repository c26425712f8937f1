//! `egret price` and a new run with the same prices are the same, but for how they came about.

use serde_json::Value;

use super::{quick, record};
use crate::support::Workspace;

/// A record without what may differ.
fn comparable(mut record: Value) -> Value {
    record.as_object_mut().expect("a record").remove("host");
    record["manifest"].as_object_mut().expect("a manifest").remove("overrides");
    record
}

#[test]
fn pricing_a_record_equals_running_anew() {
    let changes = [
        "chip.energy.synop=5 pJ",
        "chip.static_power.core_used=3 mW",
        "chip.core.soma.models.egru.idle_energy=1 nJ",
        "chip.ideal.no_static=true",
    ];
    for (chip, fit) in [
        ("spinnaker2", [].as_slice()),
        ("loihi2", &["--set", "workload.weight_bits=8", "--set", "workload.payload_bits=16"]),
    ] {
        let workspace = Workspace::new();
        workspace.run(&[quick("plain", &["--chip", chip]), fit.to_vec()].concat()).succeeded();
        for price in changes {
            workspace
                .run(&[quick("anew", &["--chip", chip, "--set", price]), fit.to_vec()].concat())
                .succeeded();
            workspace.run(&["price", "plain/run.json", "--set", price, "--out", "priced.json"]).succeeded();
            let (priced, anew) = (record(&workspace, "priced.json"), record(&workspace, "anew/run.json"));
            let plain = record(&workspace, "plain/run.json");
            assert_ne!(
                priced["energy"]["total_j"], plain["energy"]["total_j"],
                "{chip}: {price} makes a difference"
            );
            assert_eq!(
                priced["fingerprint"], plain["fingerprint"],
                "{chip}: {price} changes nothing that was simulated"
            );
            assert!(
                priced["manifest"]["overrides"].to_string().contains(price),
                "{chip}: {price} is recorded"
            );
            assert!(comparable(priced) == comparable(anew), "{chip}: {price} priced differs from a new run");
        }
    }
}

#[test]
fn pricing_without_a_change_changes_nothing() {
    let workspace = Workspace::new();
    workspace.run(&quick("out", &[])).succeeded();
    workspace.run(&["price", "out/run.json", "--out", "same.json"]).succeeded();
    assert_eq!(workspace.read("same.json"), workspace.read("out/run.json"));
}

#[test]
fn what_needs_a_new_run_is_refused() {
    let workspace = Workspace::new();
    workspace.run(&quick("out", &[])).succeeded();
    for setting in ["chip.core.synapse.lanes=2", "chip.ideal.free_updates=true", "workload.weight_bits=8"] {
        let ended = workspace.run(&["price", "out/run.json", "--set", setting, "--out", "new.json"]);
        assert_eq!(ended.code, Some(2), "{ended}");
        assert!(!workspace.path("new.json").exists(), "{ended}");
        assert!(!ended.stderr.is_empty() && ended.stdout.is_empty(), "{ended}");
    }
}
