//! The examples of docs/cluster.md, as they stand there.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::Workspace;

const PAGE: &str = include_str!("../../docs/cluster.md");
const STUDY: &str = r#"(
    name: "parted", chip: "loihi2", workload: "lif-random", steps: 10,
    axes: [
        (path: "workload.activity", values: [0.02, 0.1, 0.2]),
        (path: "chip.energy.synop", values: ["1 pJ", "2 pJ"]),
    ],
    seeds: [1, 2],
)"#;

/// The code that follows the mark of an example.
fn example(name: &str) -> String {
    let mark = format!("<!-- example: {name} -->\n```sh\n");
    let code = PAGE.split_once(&mark).unwrap_or_else(|| panic!("no example `{name}`")).1;
    code.split_once("\n```").expect("it ends").0.to_owned()
}

/// Runs a script in a workspace in which `egret` is the program under test.
fn run(workspace: &Workspace, script: &str, shell: &str, variables: &[(&str, String)]) {
    let program = Path::new(env!("CARGO_BIN_EXE_egret"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let own = program.parent().expect("a directory").to_owned();
    let path =
        std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&path))).expect("a path");
    workspace.write("script.sh", script);
    let output = Command::new(shell)
        .arg("script.sh")
        .current_dir(workspace.path(""))
        .env("PATH", path)
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}\n{said}");
}

fn prepared() -> (Workspace, String) {
    let workspace = Workspace::new();
    workspace.write("study.ron", STUDY);
    workspace.run(&["study", "study.ron", "--out", "reference"]).succeeded();
    let expected = workspace.read("reference/results.csv");
    (workspace, expected)
}

#[test]
fn the_shell_example_gives_the_same_table() {
    let (workspace, expected) = prepared();
    run(&workspace, &example("shell"), "sh", &[]);
    assert_eq!(workspace.read("results/results.csv"), expected);
    assert!(workspace.path("results/points-3-of-4.journal").is_file());
}

#[test]
fn the_parallel_example_gives_the_same_table() {
    let has_parallel = Command::new("parallel").arg("--version").stdin(Stdio::null()).output();
    if !has_parallel.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).starts_with("GNU parallel")) {
        eprintln!("SKIPPED: there is no GNU parallel here, so its example in docs/cluster.md was not run");
        return;
    }
    let (workspace, expected) = prepared();
    run(&workspace, &example("parallel"), "sh", &[]);
    assert_eq!(workspace.read("results/results.csv"), expected);
}

#[test]
fn the_tasks_of_the_slurm_example_make_the_whole_study() {
    let (workspace, expected) = prepared();
    let script = example("slurm");
    // Tasks in any order; of those that have nothing to do every fourth.
    for task in (0..32).rev().filter(|task| *task < 6 || task % 4 == 0) {
        let variables = [("SLURM_ARRAY_TASK_ID", task.to_string()), ("SLURM_CPUS_PER_TASK", "2".to_owned())];
        run(&workspace, &script, "bash", &variables);
    }
    workspace.run(&["study", "merge", "results"]).succeeded();
    assert_eq!(workspace.read("results/results.csv"), expected);
}

#[test]
fn shards_are_as_many_as_tasks() {
    assert!(PAGE.contains("#SBATCH --array=0-31") && example("slurm").contains("shards=32"));
    assert!(PAGE.contains("completions: 32") && PAGE.contains("$JOB_COMPLETION_INDEX/32"));
}
