//! Result sets are matched row by row, and what has no counterpart is told.

use serde_json::Value;

use super::compared;
use crate::support::{Ended, Workspace};

/// Runs a study.
fn study(workspace: &Workspace, out: &str, text: &str) {
    workspace.write(&format!("{out}.ron"), text);
    workspace.run(&["study", &format!("{out}.ron"), "--out", out]).succeeded();
}

fn small(chip: &str, axes: &str) -> String {
    format!(
        "(name: \"small\", chip: \"{chip}\", workload: \"lif-random\", steps: 2, seed: 3, axes: [{axes}])"
    )
}

const ACTIVITIES: &str = "(path: \"workload.activity\", values: [0.02, 0.1])";

fn ended(workspace: &Workspace, arguments: &[&str]) -> Ended {
    workspace.run(&[&["compare"], arguments].concat())
}

/// A shipped chip as a file of the workspace, with one text for another.
fn altered(workspace: &Workspace, file: &str, from: &str, to: &str) {
    let chip = workspace.run(&["chip", "show", "mesh-generic", "--format", "ron"]).succeeded().stdout;
    let text = chip.replacen(from, to, 1);
    assert!(text != chip, "{from}");
    workspace.write(file, &text);
}

#[test]
fn a_study_is_the_same_as_itself_in_any_order() {
    let workspace = Workspace::new();
    study(&workspace, "base", &small("mesh-generic", ACTIVITIES));
    let table = workspace.read("base/results.csv");
    let (head, rows) = table.split_once('\n').expect("a heading");
    let turned: Vec<&str> = rows.lines().rev().collect();
    workspace.write("turned/results.csv", &format!("{head}\n{}\n", turned.join("\n")));
    workspace.write("turned/study.json", &workspace.read("base/study.json"));
    let ended = ended(&workspace, &["base", "turned"]).succeeded();
    assert!(ended.stdout.contains("No difference") && ended.stdout.contains("at 2 points"), "{ended}");
}

#[test]
fn an_altered_chip_is_compared_row_by_row() {
    let workspace = Workspace::new();
    altered(&workspace, "mine.ron", "\"0.096 pJ\"", "\"0.196 pJ\"");
    study(&workspace, "base", &small("mesh-generic", ACTIVITIES));
    study(&workspace, "new", &small("./mine.ron", ACTIVITIES));
    let comparison = compared(&workspace, "base", "new");
    assert_eq!(comparison["points"].as_array().map(Vec::len), Some(2), "{comparison}");
    assert_eq!(comparison["chips"][0]["parameters"][0]["path"], "chip.energy.synop");
    for point in comparison["points"].as_array().expect("points") {
        let causes = point["metrics"]["energy_j"]["causes"].as_array().expect("causes");
        assert_eq!(causes.len(), 1, "{causes:?}");
        assert_eq!(
            (&causes[0]["figure"], &causes[0]["from"]),
            (&Value::from("energy_synapse_j"), &Value::from("prices"))
        );
    }
}

#[test]
fn variants_of_a_chip_by_an_axis_are_matched_without_it() {
    let workspace = Workspace::new();
    let lanes = |values: &str| {
        small(
            "mesh-generic",
            &format!("(path: \"chip.core.synapse.lanes\", values: [{values}]), {ACTIVITIES}"),
        )
    };
    for (name, values) in [("eight", "8"), ("one", "1"), ("both", "1, 8")] {
        study(&workspace, name, &lanes(values));
    }
    let comparison = compared(&workspace, "eight", "one");
    assert_eq!(comparison["points"].as_array().map(Vec::len), Some(2), "{comparison}");
    assert_eq!(comparison["axes_over_chip_parameters"][0]["path"], "chip.core.synapse.lanes");
    // Where a value is shared, rows are known by it, and those of the other value are told.
    let ended = ended(&workspace, &["eight", "both", "--format", "json"]);
    assert_eq!(ended.code, Some(1), "{ended}");
    let comparison: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(comparison["points"].as_array().map(Vec::len), Some(2));
    assert_eq!(comparison["only_in_new"].as_array().map(Vec::len), Some(2));
}

#[test]
fn rows_of_one_side_never_pass_silently() {
    let workspace = Workspace::new();
    study(&workspace, "base", &small("mesh-generic", ACTIVITIES));
    let fewer = small("mesh-generic", "(path: \"workload.activity\", values: [0.02])");
    study(&workspace, "new", &fewer);
    for (base, new, what) in
        [("base", "new", "is in the base only"), ("new", "base", "has no counterpart in the base")]
    {
        for format in ["table", "md", "json", "junit", "github"] {
            let ended = ended(&workspace, &[base, new, "--format", format]);
            assert!(ended.code == Some(1) && ended.stdout.contains(what), "{ended}");
        }
    }
    study(&workspace, "other", &small("mesh-generic", "(path: \"workload.activity\", values: [0.5])"));
    let ended = ended(&workspace, &["base", "other"]);
    assert!(
        ended.code == Some(3) && ended.stderr.contains("axis workload.activity: 0.02, 0.1 and 0.5"),
        "{ended}"
    );
}

#[test]
fn a_result_set_can_be_accepted() {
    let workspace = Workspace::new();
    altered(&workspace, "mine.ron", "\"0.096 pJ\"", "\"0.196 pJ\"");
    study(&workspace, "base", &small("mesh-generic", ACTIVITIES));
    study(&workspace, "new", &small("./mine.ron", ACTIVITIES));
    workspace.run(&["compare", "accept", "baseline", "base"]).succeeded();
    for file in ["study.json", "results.csv"] {
        assert_eq!(
            workspace.read(&format!("baseline/{file}")),
            workspace.read(&format!("base/{file}")),
            "{file}"
        );
    }
    workspace.run(&["compare", "accept", "baseline", "new"]).succeeded();
    let ended = ended(&workspace, &["baseline", "new"]).succeeded();
    assert!(ended.stdout.contains("No difference"), "{ended}");
}
