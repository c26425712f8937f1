//! What cannot be compared is refused with all reasons.

use super::run;
use crate::support::Workspace;

#[test]
fn all_reasons_are_told_in_every_form() {
    let workspace = Workspace::new();
    run(&workspace, "base", &[]);
    run(&workspace, "new", &["--seed", "9", "--set", "workload.activity=0.1"]);
    let needed = ["workload.activity is absent and 0.1", "seed: 1 and 9"];
    for format in ["table", "md", "json", "junit", "github"] {
        let ended = workspace.run(&["compare", "base", "new", "--format", format]);
        assert_eq!(ended.code, Some(3), "{ended}");
        for reason in needed {
            assert!(ended.stderr.contains(reason), "{ended}");
            assert!(format == "table" || ended.stdout.contains(reason), "{ended}");
        }
    }
}

#[test]
fn a_trace_that_changed_is_another_experiment() {
    let workspace = Workspace::new();
    run(&workspace, "base", &[]);
    let text = workspace.read("base/run.json").replacen(
        "\"inputs\": {",
        "\"inputs\": {\"trace_sha256\": \"ab\",",
        1,
    );
    workspace.write("new.json", &text);
    let ended = workspace.run(&["compare", "base", "new.json"]);
    assert!(ended.code == Some(3) && ended.stderr.contains("other trace"), "{ended}");
}

#[test]
fn a_run_is_no_result_set() {
    let workspace = Workspace::new();
    run(&workspace, "base", &[]);
    workspace.write("set/study.json", "{\"schema\": \"egret.study/1\"}");
    let ended = workspace.run(&["compare", "base", "set"]);
    assert!(
        ended.code == Some(3) && ended.stderr.contains("schema: egret.run/1 and egret.study/1"),
        "{ended}"
    );
}
