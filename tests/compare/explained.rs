//! `egret explain` knows everything that a comparison or a table can name.

use crate::support::Workspace;

#[test]
fn a_figure_says_what_it_is_and_which_prices_go_into_it() {
    let workspace = Workspace::new();
    let ended = workspace.run(&["explain", "energy_weight_memory_j", "--chip", "mesh-generic"]).succeeded();
    for needed in [
        "energy_weight_memory_j, a figure",
        "unit       J",
        "counted    its actions times their prices",
        "Memory that holds synapse rows.",
        "chip.energy.weight_read",
        "modelled",
    ] {
        assert!(ended.stdout.contains(needed), "{needed} is not in {ended}");
    }
    let ended = workspace.run(&["explain", "queue"]).succeeded();
    assert!(ended.stdout.contains("queue, a component") && ended.stdout.contains("queue, a wait"), "{ended}");
}

#[test]
fn all_slips_are_told_at_once() {
    let ended = Workspace::new().run(&["explain", "energi_j", "bank_conflicts", "energy_j"]);
    assert_eq!(ended.code, Some(2), "{ended}");
    for needed in ["did you mean `energy_j`?", "did you mean `bank_conflict`?", "2 problems"] {
        assert!(ended.stderr.contains(needed), "{ended}");
    }
}

#[test]
fn every_column_of_a_study_is_explained() {
    let workspace = Workspace::new();
    let listed = workspace.run(&["explain"]).succeeded().stdout;
    for metric in egret_reports::metrics::metrics() {
        assert!(listed.contains(&metric.name), "{}", metric.name);
    }
}
