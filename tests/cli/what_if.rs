//! Runs beyond the limits of a chip say so wherever their figures are.

use super::{quick, record};
use crate::golden::assert_golden;
use crate::support::Workspace;

/// What kind of file a report is.
fn kind(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, kind)| kind)
}

/// The values of a column of a CSV file in `out`, of which there is at least one.
fn column(workspace: &Workspace, file: &str, column: &str) -> Vec<String> {
    let text = workspace.read(&format!("out/{file}"));
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap_or_default();
    let at =
        header.iter().position(|name| *name == column).unwrap_or_else(|| panic!("{file}: no `{column}`"));
    let values: Vec<String> = lines.map(|cells| cells[at].to_owned()).collect();
    assert!(!values.is_empty(), "{file} has no rows");
    values
}

#[test]
fn every_output_says_what_was_lifted() {
    let workspace = Workspace::new();
    let ended = workspace.run(&quick("out", &["--chip", "loihi2", "--what-if"])).succeeded();
    assert_golden("what-if.txt", &ended.stdout);
    assert!(
        ended.stdout.to_lowercase().contains("what-if") || ended.stdout.to_lowercase().contains("what if"),
        "{ended}"
    );
    let lifted = record(&workspace, "out/run.json")["manifest"]["what_if"].clone();
    assert!(lifted.as_array().is_some_and(|limits| !limits.is_empty()), "{lifted}");
    for name in workspace.files("out") {
        // PNG pictures show the text of the SVG ones.
        if kind(&name) == "png" {
            continue;
        }
        if kind(&name) == "csv" {
            assert!(column(&workspace, &name, "what_if").iter().all(|value| value == "true"), "{name}");
        }
        let text = workspace.read(&format!("out/{name}")).to_lowercase();
        assert!(
            ["what-if", "what if", "what_if"].iter().any(|words| text.contains(words)),
            "{name} does not say so"
        );
    }
    let ended = workspace.run(&["price", "out/run.json"]).succeeded();
    assert!(ended.stdout.to_lowercase().contains("what"), "{ended}");
}

#[test]
fn a_run_within_the_limits_says_nothing_of_the_kind() {
    let workspace = Workspace::new();
    let ended = workspace.run(&quick("out", &["--what-if"])).succeeded();
    assert!(!ended.stdout.to_lowercase().contains("what-if"), "{ended}");
    assert_eq!(record(&workspace, "out/run.json")["manifest"]["what_if"].to_string(), "[]");
    assert!(column(&workspace, "steps.csv", "what_if").iter().all(|value| value == "false"));
}

#[test]
fn an_unpriced_action_makes_every_output_a_lower_bound() {
    let workspace = Workspace::new();
    let fit = ["--chip", "loihi2", "--set", "workload.weight_bits=8", "--set", "workload.payload_bits=16"];
    let ended = workspace.run(&quick("out", &fit)).succeeded();
    assert!(ended.stdout.contains("lower bound"), "{ended}");
    for name in workspace.files("out") {
        if kind(&name) == "json" || (kind(&name) == "svg" && name.starts_with("energy")) {
            assert!(workspace.read(&format!("out/{name}")).contains("lower bound"), "{name} does not say so");
        }
        if kind(&name) == "csv" {
            let unpriced = column(&workspace, &name, "unpriced_actions");
            assert!(unpriced.iter().all(|count| count.parse::<u32>().is_ok_and(|count| count > 0)), "{name}");
        }
    }
}
