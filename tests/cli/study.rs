//! `egret study`: the same results in whatever order and by however many processes points are finished.

use std::collections::BTreeSet;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use egret_reports::results::{ResultSet, Status};

use super::record;
use crate::support::{Ended, Workspace};

/// Two dozen points on two chips: prices, a parameter that is none, seeds.
const STUDY: &str = r#"(
    name: "small", workload: "lif-random", steps: 12, seeds: [1, 2],
    axes: [
        (path: "chip", values: ["odin", "loihi2"]),
        (path: "chip.energy.synop", values: ["1 pJ", "2 pJ", "4 pJ"]),
        (path: "workload.activity", values: [0.02, 0.2]),
    ],
)"#;

fn study(workspace: &Workspace, out: &str, more: &[&str]) -> Ended {
    workspace.run(&[&["study", "study.ron", "--out", out], more].concat())
}

/// The study done at once, and its table.
fn reference(workspace: &Workspace, text: &str) -> String {
    workspace.write("study.ron", text);
    study(workspace, "reference", &["--jobs", "1"]).succeeded();
    workspace.read("reference/results.csv")
}

fn results(workspace: &Workspace, out: &str) -> ResultSet {
    ResultSet::read(&workspace.path(out)).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_row_is_what_a_run_of_its_own_finds() {
    let workspace = Workspace::new();
    reference(&workspace, STUDY);
    let set = results(&workspace, "reference");
    assert_eq!(set.rows.len(), 24);
    for (number, row) in set.rows.iter().enumerate() {
        assert_eq!((row.point, row.status), (number as u64, Status::Done));
    }
    let ids: BTreeSet<&str> = set.rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.len(), set.rows.len());
    for row in set.rows.iter().step_by(5) {
        let mut arguments =
            vec!["run", "--workload", "lif-random", "--steps", "12", "--no-host", "--out", "out"];
        let (seed, settings) = (row.seed.to_string(), &row.settings);
        let settings: Vec<String> = settings.iter().map(|(path, value)| format!("{path}={value}")).collect();
        arguments.extend(["--chip", &row.chip, "--seed", &seed]);
        arguments.extend(settings.iter().flat_map(|setting| ["--set", setting.as_str()]));
        workspace.run(&arguments).succeeded();
        let run = record(&workspace, "out/run.json");
        for (metric, pointer) in [
            ("energy_j", "/energy/total_j"),
            ("step_s", "/time/step_s/mean"),
            ("synops", "/counts/synops"),
            ("peak_power_w", "/power/peak_w"),
        ] {
            assert_eq!(
                row.metric(metric),
                run.pointer(pointer).and_then(serde_json::Value::as_f64),
                "{metric}"
            );
        }
    }
}

#[test]
fn threads_and_shards_change_nothing() {
    let workspace = Workspace::new();
    let expected = reference(&workspace, STUDY);
    study(&workspace, "threads", &["--jobs", "3"]).succeeded();
    assert_eq!(workspace.read("threads/results.csv"), expected);
    for count in [1, 3, 7] {
        let out = format!("shards-{count}");
        // The last first: no shard needs another one.
        for index in (0..count).rev() {
            let status = workspace.run(&["study", "status", &out]);
            assert_ne!(status.code, Some(0), "{status}");
            study(&workspace, &out, &["--shard", &format!("{index}/{count}"), "--jobs", "2"]).succeeded();
        }
        workspace.run(&["study", "status", &out]).succeeded();
        workspace.run(&["study", "merge", &out]).succeeded();
        assert_eq!(workspace.read(&format!("{out}/results.csv")), expected, "{count} shards");
    }
}

#[test]
fn twenty_kills_lose_and_repeat_nothing() {
    // Long enough for kills to come in the middle.
    let text = STUDY.replace("steps: 12", "steps: 400");
    let workspace = Workspace::new();
    let expected = reference(&workspace, &text);
    let mut killed = 0;
    for number in 0..20_u64 {
        let mut command = workspace.command(&["study", "study.ron", "--out", "killed", "--jobs", "2"]);
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        // Anywhere from the first moments to many points later, a different moment each time.
        thread::sleep(Duration::from_millis(3 + number * number * 7 % 101));
        child.kill().expect("it can be killed");
        killed += u32::from(child.wait().expect("it ended").signal() == Some(9));
    }
    assert!(killed >= 10, "only {killed} of 20 processes were still there to be killed");
    study(&workspace, "killed", &["--jobs", "2"]).succeeded();
    assert_eq!(workspace.read("killed/results.csv"), expected);
    let lines = workspace.read("killed/points-0-of-1.journal");
    let points: Vec<&str> =
        lines.lines().filter_map(|line| line.split_once(' ')?.1.split(',').next()).collect();
    let distinct: BTreeSet<&&str> = points.iter().collect();
    assert_eq!(distinct.len(), 24);
    for file in workspace.files("killed") {
        assert!(!file.ends_with(".partial") || file.starts_with('.'), "{file} is left behind");
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    let workspace = Workspace::new();
    let expected = reference(&workspace, STUDY);
    // Whatever is written there finds no room.
    workspace.write("full/keep", "");
    std::os::unix::fs::symlink("/dev/full", workspace.path("full/points-0-of-1.journal")).expect("a link");
    let ended = study(&workspace, "full", &[]);
    assert_eq!(ended.code, Some(2), "{ended}");
    assert!(ended.stderr.contains("no space left") && ended.stderr.contains("make room"), "{ended}");
    std::fs::remove_file(workspace.path("full/points-0-of-1.journal")).expect("the link");
    study(&workspace, "full", &[]).succeeded();
    assert_eq!(workspace.read("full/results.csv"), expected);
}

#[test]
fn what_is_finished_is_not_done_again() {
    let workspace = Workspace::new();
    reference(&workspace, STUDY);
    let again = study(&workspace, "reference", &[]).succeeded();
    assert!(again.stderr.contains("24 of 24 points were finished before"), "{again}");
    assert_eq!(workspace.read("reference/points-0-of-1.journal").lines().count(), 24);
    workspace.write("study.ron", &STUDY.replace("steps: 12", "steps: 13"));
    let other = study(&workspace, "reference", &[]);
    assert_eq!(other.code, Some(2), "{other}");
    assert!(other.stderr.contains("it holds another study, `small`"), "{other}");
}

#[test]
fn what_does_not_fit_is_a_row_that_says_so() {
    let workspace = Workspace::new();
    workspace.write(
        "study.ron",
        r#"(name: "mixed", workload: "lif-random", steps: 3,
            axes: [(path: "chip", values: ["odin", "spartus"]), (path: "workload.weight_sparsity", values: [0.9, 2, 0])],
            constraints: [(metric: "synops", at_most: 1000)])"#,
    );
    let ended = study(&workspace, "out", &[]).succeeded();
    assert!(ended.stdout.contains("6 points"), "{ended}");
    let set = results(&workspace, "out");
    let of = |status: Status| set.rows.iter().filter(|row| row.status == status).count();
    assert!(of(Status::Infeasible) >= 4 && of(Status::Failed) == 0, "{ended}");
    let why = |point: usize| set.rows[point].why.as_str();
    assert!(why(1).contains("workload.weight_sparsity"), "{}", why(1));
    assert!(why(3).contains("lif"), "{}", why(3));
    assert!(set.rows.iter().all(|row| (row.status == Status::Done) == row.why.is_empty()));
    let strict = study(&workspace, "out", &["--strict"]);
    assert_eq!(strict.code, Some(1), "{strict}");
    assert!(strict.stderr.contains("of 6 points are not done"), "{strict}");
}

#[test]
fn constraints_refuse_and_keep_their_figures() {
    let workspace = Workspace::new();
    workspace.write(
        "study.ron",
        r#"(name: "limits", chip: "odin", workload: "lif-random", steps: 20, metrics: ["synops", "step_*"],
            axes: [(path: "workload.activity", values: [0.01, 0.9])], constraints: [(metric: "synops", at_most: 2000)])"#,
    );
    study(&workspace, "out", &[]).succeeded();
    let set = results(&workspace, "out");
    assert_eq!(set.rows[0].status, Status::Done, "{}", set.rows[0].why);
    assert_eq!(set.rows[1].status, Status::Infeasible);
    assert!(set.rows[1].why.starts_with("synops is ") && set.rows[1].metric("synops").is_some());
    assert_eq!(set.study.metrics, ["step_s", "step_max_s", "step_error_s", "synops"]);
}

#[test]
fn a_latin_hypercube_is_drawn_by_its_seed() {
    let workspace = Workspace::new();
    let text = r#"(name: "drawn", chip: "odin", workload: "lif-random", steps: 3, seed: 5, strategy: LatinHypercube(points: 8),
        axes: [(path: "workload.weight_sparsity", from: 0.1, to: 0.8, step: 0.1), (path: "workload.activity", from: 0.01, to: 1, points: 8, scale: Log)])"#;
    let first = reference(&workspace, text);
    study(&workspace, "again", &["--jobs", "2"]).succeeded();
    assert_eq!(workspace.read("again/results.csv"), first);
    let set = results(&workspace, "again");
    let values: BTreeSet<&str> = set.rows.iter().filter_map(|row| row.setting("workload.activity")).collect();
    assert_eq!((set.rows.len(), values.len()), (8, 8));
}

#[test]
fn wrong_studies_are_refused_at_their_place() {
    let workspace = Workspace::new();
    for (text, more, parts) in [
        (
            r#"(name: "a", chip: "odin", workload: "lif-random", axes: [(path: "chip.core.synapse.lames", values: [1, 2])])"#,
            [].as_slice(),
            ["lames", "study.ron:1"].as_slice(),
        ),
        (
            r#"(name: "a", workload: "lif-random", axes: [(path: "chip", values: ["odin", "spinaker2"])])"#,
            &[],
            &["no chip is called `spinaker2`", "did you mean `spinnaker2`?", "study.ron:1"],
        ),
        (
            r#"(name: "a", chip: "odin", workload: "lif-random", metrics: ["energi_j"])"#,
            &[],
            &["energi_j", "did you mean `energy_j`?"],
        ),
        (
            r#"(name: "a", chip: "odin", workload: "lif-random", stepz: 3)"#,
            &[],
            &["stepz", "did you mean `steps`?"],
        ),
        (r#"(name: "a", chip: "odin", workload: "lif-random")"#, &["--shard", "3/3"], &["expected I/N"]),
        (
            r#"(name: "a", chip: "odin", workload: "lif-random")"#,
            &["--until", "0%"],
            &["--until", "no half width"],
        ),
        (r#"(name: "a", chip: "odin", workload: "lif-random")"#, &["--jobs", "0"], &["--jobs"]),
        (
            r#"(name: "a", chip: "odin", workload: "lif-random")"#,
            &["--set", "chop.x=1"],
            &["did you mean `chip.x`?"],
        ),
    ] {
        workspace.write("study.ron", text);
        let ended = study(&workspace, "out", more);
        assert_eq!(ended.code, Some(2), "{ended}");
        for part in parts {
            assert!(ended.stderr.contains(part), "{part}: {ended}");
        }
        assert_eq!(workspace.files("out"), Vec::<String>::new(), "{ended}");
    }
}

#[test]
fn sampled_runs_hold_the_full_one_in_their_interval() {
    let workspace = Workspace::new();
    let seeds: Vec<String> = (1..=100).map(|seed: u32| seed.to_string()).collect();
    let text = format!(
        "(name: \"sampled\", chip: \"odin\", workload: \"lif-random\", steps: 3000, seeds: [{}])",
        seeds.join(", ")
    );
    reference(&workspace, &text);
    let ended = study(&workspace, "sampled", &["--until", "3%"]).succeeded();
    let (full, sampled) = (results(&workspace, "reference"), results(&workspace, "sampled"));
    for (figure, error) in [("energy_per_step_j", "energy_per_step_error_j"), ("step_s", "step_error_s")] {
        let holds = full.rows.iter().zip(&sampled.rows).filter(|(full, sampled)| {
            let (mean, half_width) = (sampled.metric(figure).unwrap(), sampled.metric(error).unwrap());
            assert!(sampled.steps == full.steps || half_width <= 0.03 * mean, "seed {}", sampled.seed);
            (full.metric(figure).unwrap() - mean).abs() <= half_width
        });
        let holds = holds.count();
        assert!(holds >= 90, "{figure}: {holds} of 100 intervals hold the full run");
    }
    let steps = |set: &ResultSet| set.rows.iter().filter_map(|row| row.steps).map(u64::from).sum::<u64>();
    assert!(steps(&sampled) < steps(&full), "nothing was saved: {ended}");
    assert!(ended.stdout.contains("sampled to ±3 %") && ended.stdout.contains("steps used"), "{ended}");
}
