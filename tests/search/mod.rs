//! `egret study` with a search: the same points whoever is interrupted, and the table by which the search is measured.

mod cluster;

use std::process::Stdio;
use std::thread;
use std::time::Duration;

use egret_reports::results::{ResultSet, Status};

use crate::support::Workspace;

/// Energy and time of a step at every point of the shipped study.
const TABLE: &str = include_str!("data/mesh-generic.csv");
/// The study that made it.
const GRID: &str = include_str!("data/mesh-grid.ron");
const SEARCH: &str = include_str!("../../studies/mesh-search.ron");

/// A search with prices, words, a limit, and points that do not fit: a queue of no entry.
const STUDY: &str = r#"(
    name: "seek", workload: "lif-random", chip: "mesh-generic", steps: 10, seed: 5,
    axes: [
        (path: "chip.core.synapse.lanes", values: [1, 2, 4, 8, 16]),
        (path: "chip.core.synapse.format", values: ["Bitmap", "Csr"]),
        (path: "chip.energy.synop", values: ["1 pJ", "2 pJ", "4 pJ"]),
        (path: "chip.core.axon_in.queue_entries", values: [0, 16, 256]),
    ],
    objectives: [(metric: "energy_per_step_j", direction: Minimise), (metric: "deliveries", direction: Maximise)],
    constraints: [(metric: "step_s", at_most: "1 ms")],
    metrics: ["time_s"],
    strategy: Search(evaluations: 36),
)"#;

fn arguments<'a>(out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["study", "study.ron", "--out", out], more].concat()
}

fn reference(workspace: &Workspace) -> String {
    workspace.write("study.ron", STUDY);
    workspace.run(&arguments("reference", &["--jobs", "1"])).succeeded();
    workspace.read("reference/results.csv")
}

#[test]
fn threads_shards_and_kills_change_nothing() {
    let workspace = Workspace::new();
    let expected = reference(&workspace);
    assert_eq!(expected.lines().count(), 37);
    let set = ResultSet::read(&workspace.path("reference")).unwrap_or_else(|error| panic!("{error}"));
    // Figures that are sought or have a limit are there, asked for or not.
    assert!(
        ["energy_per_step_j", "deliveries", "step_s", "time_s"].iter().all(|name| set
            .study
            .metrics
            .iter()
            .any(|known| known == name))
    );
    workspace.run(&arguments("threads", &["--jobs", "3"])).succeeded();
    assert_eq!(workspace.read("threads/results.csv"), expected);
    // A search cannot be parted: the first shard does all of it, and the others nothing.
    for shard in ["2/3", "1/3", "0/3"] {
        let status = workspace.run(&["study", "status", "shards"]);
        assert_ne!(status.code, Some(0), "{status}");
        workspace.run(&arguments("shards", &["--shard", shard])).succeeded();
    }
    workspace.run(&["study", "status", "shards"]).succeeded();
    workspace.run(&["study", "merge", "shards"]).succeeded();
    assert_eq!(workspace.read("shards/results.csv"), expected);
    for number in 0..12_u64 {
        let mut command = workspace.command(&arguments("killed", &["--jobs", "2"]));
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        thread::sleep(Duration::from_millis(5 + number * number * 11 % 97));
        child.kill().expect("it can be killed");
        child.wait().expect("it ended");
    }
    workspace.run(&arguments("killed", &["--jobs", "2"])).succeeded();
    assert_eq!(workspace.read("killed/results.csv"), expected);
}

#[test]
fn a_search_goes_on_from_any_part_of_its_journal() {
    let workspace = Workspace::new();
    let expected = reference(&workspace);
    let journal = workspace.read("reference/points-0-of-1.journal");
    let lines: Vec<&str> = journal.lines().collect();
    for kept in [0, 1, 8, 20, 35] {
        let out = format!("kept-{kept}");
        workspace.write(&format!("{out}/study.json"), &workspace.read("reference/study.json"));
        // In another order, and the last one cut off.
        let mut text: Vec<String> = lines[..kept].iter().rev().map(|line| format!("{line}\n")).collect();
        text.push(lines[kept][..20].to_owned());
        workspace.write(&format!("{out}/points-0-of-1.journal"), &text.concat());
        let merged = workspace.run(&["study", "merge", &out]);
        assert_ne!(merged.code, Some(0), "{merged}");
        workspace.run(&arguments(&out, &[])).succeeded();
        assert_eq!(workspace.read(&format!("{out}/results.csv")), expected, "{kept} lines");
    }
}

/// What stands between two words of a study file.
fn axes(text: &str) -> &str {
    let from = text.find("chip:").expect("a chip");
    let to = text.find("objectives:").expect("objectives");
    &text[from..to]
}

#[test]
fn the_table_is_of_the_shipped_study_and_a_sample_is_simulated_again() {
    assert_eq!(axes(GRID), axes(SEARCH));
    let table: Vec<Vec<&str>> = TABLE.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let workspace = Workspace::new();
    workspace.write("study.ron", &SEARCH.replace("evaluations: 384", "evaluations: 20"));
    workspace.run(&arguments("sample", &["--jobs", "2"])).succeeded();
    let set = ResultSet::read(&workspace.path("sample")).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(set.rows.len(), 20);
    // Axes in the order of the study, those that move in step once.
    let axes: Vec<_> = set.study.axes.iter().filter(|axis| axis.paired_with.is_none()).collect();
    let [columns, rows] = [0, 1].map(|at| &set.study.axes[at].values);
    let sizes: Vec<(&String, &String)> = columns.iter().zip(rows).collect();
    for row in &set.rows {
        assert_eq!(row.status, Status::Done);
        let value = |path: &str| row.setting(path).expect("a value on every axis").to_owned();
        let size = (value("chip.topology.columns"), value("chip.topology.rows"));
        let cores = sizes.iter().position(|known| *known == (&size.0, &size.1)).expect("of the axis");
        let number = axes[1..].iter().fold(cores, |number, axis| {
            let place =
                axis.values.iter().position(|known| *known == value(&axis.path)).expect("of the axis");
            number * axis.values.len() + place
        });
        let simulated = [row.metric("energy_per_step_j"), row.metric("step_s")];
        let stored = [1, 2].map(|column| table[number][column].parse::<f64>().ok());
        assert_eq!(simulated, stored, "point {number}");
    }
}
