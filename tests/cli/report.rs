//! `egret report`.

use crate::support::Workspace;

const STUDY: &str = r#"(
    name: "a <b>&\"'µ",
    chip: "mesh-generic",
    workload: "lif-random",
    steps: 3,
    seed: 3,
    axes: [(path: "workload.weight_sparsity", values: [0.5, 0.9]), (path: "workload.activity", values: [0.02, 0.2])],
)"#;

/// A workspace with the results of a small study in `results`.
fn studied() -> Workspace {
    let workspace = Workspace::new();
    workspace.write("study.ron", STUDY);
    workspace.run(&["study", "study.ron", "--out", "results"]).succeeded();
    workspace
}

/// What a browser would load from somewhere else.
fn foreign(page: &str) -> Vec<&str> {
    let attributes = [" src=", "<link ", "url(", "@import", "<iframe", "<object"];
    let markup =
        page.split("<script").map(|part| part.split_once("</script>").map_or(part, |(_, rest)| rest));
    let lines = markup.flat_map(str::lines);
    lines
        .filter(|line| attributes.iter().any(|word| line.contains(word)) && !line.contains("data:,"))
        .collect()
}

#[test]
fn a_study_becomes_one_file_that_is_whole() {
    let workspace = studied();
    let ended = workspace.run(&["report", "results", "--out", "page.html"]).succeeded();
    assert_eq!(ended.stdout, "wrote page.html\n");
    let page = workspace.read("page.html");
    assert_eq!(foreign(&page), Vec::<&str>::new());
    assert!(page.contains("<h1>a &lt;b&gt;&amp;&quot;&#x27;µ</h1>"), "the name is text");
    assert!(page.contains("default-src &#x27;none&#x27;"), "nothing may be loaded");
    assert!(page.contains("<noscript>") && page.contains("<svg"), "there is something without scripts");
    assert!(
        page.contains("energy_per_step_j") && page.contains("chip.energy.synop"),
        "figures and parameters"
    );
    assert!(page.len() < 5_000_000, "{} bytes", page.len());
}

#[test]
fn the_same_results_make_the_same_bytes_wherever_they_are_named() {
    let workspace = studied();
    for (results, out) in
        [("results", "one.html"), ("results/results.csv", "two.html"), ("results/study.json", "three.html")]
    {
        workspace.run(&["report", results, "--out", out]).succeeded();
    }
    let one = workspace.read("one.html");
    assert!(one == workspace.read("two.html") && one == workspace.read("three.html"));
}

#[test]
fn a_run_becomes_a_file_too() {
    let workspace = Workspace::new();
    workspace
        .run(&["run", "--chip", "mesh-generic", "--workload", "lif-random", "--steps", "3", "--out", "out"])
        .succeeded();
    workspace.run(&["report", "out", "--out", "run.html"]).succeeded();
    let page = workspace.read("run.html");
    assert_eq!(foreign(&page), Vec::<&str>::new());
    assert!(page.contains("One run of lif-random on mesh-generic: 3 steps, seed 1."), "what was run");
    assert!(page.matches("<svg").count() >= 4, "plots of the run");
    workspace.run(&["report", "out/run.json", "--out", "again.html"]).succeeded();
    assert!(page == workspace.read("again.html"));
}

#[test]
fn what_is_no_result_is_refused() {
    let workspace = Workspace::new();
    workspace.write("empty/nothing", "");
    for (results, what) in [
        ("absent", "absent"),
        ("empty", "there is neither study.json nor run.json in it"),
        ("empty/nothing", "empty/nothing"),
    ] {
        let ended = workspace.run(&["report", results, "--out", "page.html"]);
        assert_eq!(ended.code, Some(2), "{ended}");
        assert!(ended.stderr.contains(what), "{ended}");
    }
    assert!(!workspace.path("page.html").exists());
    let workspace = studied();
    std::fs::remove_file(workspace.path("results/results.csv")).unwrap();
    let ended = workspace.run(&["report", "results", "--out", "page.html"]);
    assert!(ended.code == Some(2) && ended.stderr.contains("results.csv"), "{ended}");
}
