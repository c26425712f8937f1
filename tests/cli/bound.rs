//! `egret bound`, and what `egret run` says of the same bound.

use serde_json::Value;

use super::{quick, record};
use crate::support::Workspace;

#[test]
fn a_run_and_a_bound_of_the_same_inputs_agree() {
    let workspace = Workspace::new();
    workspace.run(&quick("out", &[])).succeeded();
    let run = record(&workspace, "out/run.json");
    let ended = workspace.run(&["bound", "--steps", "3", "--format", "json"]).succeeded();
    let printed: Value =
        serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {ended}"));
    assert_eq!(printed["schema"], "egret.bound/1");
    assert_eq!(printed["steps"], 3);
    let mut of_run = run["bound"].clone();
    let simulated =
        of_run.as_object_mut().and_then(|bound| bound.remove("simulated")).expect("it was simulated");
    assert_eq!(printed["bound"], of_run, "the same bound, found in two ways");

    let seconds = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("no number: {value}"));
    let (total, least) = (seconds(&run["time"]["total_s"]), seconds(&of_run["total_s"]));
    assert!(total >= least && least > 0.0, "{total} s, bound {least} s");
    let above = seconds(&simulated["above_percent"]);
    assert!((above - 100.0 * (total / least - 1.0)).abs() < 1e-6, "{above} %");
    let rest: f64 =
        simulated["rest_s"].as_object().into_iter().flatten().map(|(_, value)| seconds(value)).sum();
    assert!((rest - (total - least)).abs() <= 1e-9 * total, "{rest} s of {total} s");
    let table = workspace.run(&["price", "out/run.json"]).succeeded().stdout;
    assert!(table.contains("x its lower bound of"), "{table}");
    assert!(seconds(&of_run["timcheck_step_s"]) <= seconds(&of_run["step_s"]["mean"]) * (1.0 + 1e-12));
}

#[test]
fn a_bound_is_a_table_and_a_picture() {
    let workspace = Workspace::new();
    let bound = ["bound", "--chip", "loihi1-nahuku", "--workload", "lif-random", "--steps", "4"];
    for name in ["floorline.svg", "floorline.png"] {
        let ended = workspace.run(&[&bound[..], &["--plot", name]].concat()).succeeded();
        for needed in
            ["unit updates", "traffic", "synchronisation", "a step takes at least", "Timcheck", name]
        {
            assert!(ended.stdout.contains(needed), "{needed} is missing: {ended}");
        }
    }
    assert!(workspace.read("floorline.svg").contains("synops of the busiest core in a step"));
    assert_eq!(workspace.files("."), ["floorline.png", "floorline.svg"], "nothing else is written");

    let refused = workspace.run(&["bound", "--plot", "floorline.txt"]);
    assert_eq!(refused.code, Some(2), "{refused}");
    assert!(refused.stderr.contains(".svg or .png"), "{refused}");
    let refused = workspace.run(&["bound", "--chip", "truenorth", "--steps", "2"]);
    assert_eq!(refused.code, Some(2), "{refused}");
    let lifted = workspace.run(&["bound", "--chip", "truenorth", "--steps", "2", "--what-if"]).succeeded();
    assert!(lifted.stdout.contains("what-if"), "{lifted}");
}
