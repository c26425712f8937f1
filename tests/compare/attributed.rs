//! Changes are found and put down to what caused them.

use serde_json::Value;

use super::{compared, figure, run};
use crate::support::Workspace;

/// A record as JSON, and back.
fn record(workspace: &Workspace, name: &str) -> Value {
    serde_json::from_str(&workspace.read(name)).expect("a record")
}

#[test]
fn half_a_percent_more_energy_is_found_in_its_component() {
    let workspace = Workspace::new();
    run(&workspace, "base", &[]);
    let base = record(&workspace, "base/run.json");
    // The price of the component at which the whole is half a percent more.
    let component = base["energy"]["by_component"]["dendrite"]["dynamic_j"].as_f64().expect("a figure");
    let total = base["energy"]["total_j"].as_f64().expect("a figure");
    let price = 3.66 * (1.0 + 0.005 * total / component);
    workspace
        .run(&[
            "price",
            "base/run.json",
            "--set",
            &format!("chip.energy.accumulate={price} pJ"),
            "--out",
            "new.json",
        ])
        .succeeded();
    let comparison = compared(&workspace, "base", "new.json");
    let energy = figure(&comparison, "energy_j");
    let percent = energy["change_percent"].as_f64().expect("a change");
    assert!((percent - 0.5).abs() < 1e-6, "{percent}");
    let causes = energy["causes"].as_array().expect("causes");
    assert_eq!(causes.len(), 1, "{causes:?}");
    assert_eq!((&causes[0]["figure"], &causes[0]["from"]), (&"energy_dendrite_j".into(), &"prices".into()));
    assert_eq!(causes[0]["most"], "accumulate");
    assert_eq!(comparison["chips"][0]["parameters"][0]["path"], "chip.energy.accumulate");
    assert_eq!(figure(&comparison, "time_s")["state"], "same");
}

#[test]
fn a_parameter_that_drives_counts_changes_counts_and_times() {
    let workspace = Workspace::new();
    run(&workspace, "base", &["--no-host"]);
    run(&workspace, "new", &["--no-host", "--set", "chip.network.casting=Unicast"]);
    let comparison = compared(&workspace, "base", "new");
    assert_eq!(comparison["chips"][0]["parameters"][0]["path"], "chip.network.casting");
    let links = figure(&comparison, "energy_link_j");
    assert_eq!(
        (&links["causes"][0]["from"], links["causes"].as_array().map(Vec::len)),
        (&"counts".into(), Some(1)),
        "{links}"
    );
    let time = figure(&comparison, "time_s");
    let causes = time["causes"].as_array().expect("causes");
    assert!(causes.iter().all(|cause| cause["from"] == "waits"), "{time}");
    let sum: f64 = causes.iter().filter_map(|cause| cause["change"].as_f64()).sum();
    let change = time["change"].as_f64().expect("a change");
    assert!(change != 0.0 && (sum - change).abs() <= 1e-9 * change.abs(), "{time}");
}

#[test]
fn order_and_host_times_are_no_difference() {
    fn backwards(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                let inside: Vec<(String, Value)> = std::mem::take(fields).into_iter().collect();
                for (name, mut inner) in inside.into_iter().rev() {
                    backwards(&mut inner);
                    fields.insert(name, inner);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(backwards),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let workspace = Workspace::new();
    run(&workspace, "base", &[]);
    let mut turned = record(&workspace, "base/run.json");
    backwards(&mut turned);
    for list in ["layers", "cores", "links"] {
        turned[list].as_array_mut().expect("a list").reverse();
    }
    turned["host"]["wall_s"] = 1234.5.into();
    turned["host"]["cpu_s"] = 99.5.into();
    let text = turned.to_string();
    assert_ne!(text, workspace.read("base/run.json"));
    workspace.write("turned.json", &text);
    let ended = workspace.run(&["compare", "base", "turned.json"]).succeeded();
    assert!(ended.stdout.contains("No difference: 0 of "), "{ended}");
}
