//! A baseline that is committed is replaced by what is new, and only where something is.

use super::run;
use crate::support::Workspace;

#[test]
fn a_baseline_is_made_left_alone_and_replaced() {
    let workspace = Workspace::new();
    run(&workspace, "one", &[]);
    run(&workspace, "again", &[]);
    run(&workspace, "two", &["--set", "chip.energy.synop=5 pJ"]);
    let ended = workspace.run(&["compare", "accept", "baseline/mesh", "one"]).succeeded();
    assert!(ended.stdout.contains("new baseline: baseline/mesh/run.json"), "{ended}");
    let first = workspace.read("baseline/mesh/run.json");
    assert!(!first.contains("\"host\": {\"events\""), "what a computer took is no part of a baseline");

    let ended = workspace.run(&["compare", "accept", "baseline/mesh", "again"]).succeeded();
    assert!(ended.stdout.contains("nothing to accept"), "{ended}");
    assert_eq!(workspace.read("baseline/mesh/run.json"), first);

    let ended = workspace.run(&["compare", "accept", "baseline/mesh/run.json", "two/run.json"]).succeeded();
    for needed in ["chip.energy.synop", "energy_synapse_j", "accepted: baseline/mesh/run.json"] {
        assert!(ended.stdout.contains(needed), "{ended}");
    }
    assert_ne!(workspace.read("baseline/mesh/run.json"), first);
    assert_eq!(workspace.files("baseline"), ["mesh/run.json"], "nothing else is left");
    workspace.run(&["compare", "baseline/mesh", "two"]).succeeded();
}

#[test]
fn what_is_not_comparable_is_accepted_by_force_only() {
    let workspace = Workspace::new();
    run(&workspace, "base", &[]);
    run(&workspace, "new", &["--seed", "9"]);
    let before = workspace.read("base/run.json");
    let ended = workspace.run(&["compare", "accept", "base", "new"]);
    assert!(ended.code == Some(3) && ended.stderr.contains("--force"), "{ended}");
    assert_eq!(workspace.read("base/run.json"), before);
    workspace.run(&["compare", "accept", "--force", "base", "new"]).succeeded();
    let ended = workspace.run(&["compare", "base", "new"]).succeeded();
    assert!(ended.stdout.contains("No difference"), "{ended}");
}
