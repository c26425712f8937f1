//! Readers that go away, and outputs that cannot be written.

use std::process::Stdio;

use egret_reports::REPORTS;

use super::quick;
use crate::support::Workspace;

#[test]
fn a_reader_that_has_gone_ends_the_command_quietly() {
    let workspace = Workspace::new();
    workspace.run(&quick("out", &[])).succeeded();
    for arguments in [
        ["chip", "show", "spinnaker2"].as_slice(),
        &["chip", "list"],
        &["workload", "show", "egru-ptb"],
        &["completions", "zsh"],
        &["price", "out/run.json", "--format", "json"],
        &["--help"],
    ] {
        let mut command = workspace.command(arguments);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        // Closed before anything can have been written.
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {stderr}");
        assert_eq!(stderr, "", "{arguments:?}");
    }
}

#[test]
fn outputs_that_cannot_be_written_leave_nothing_behind() {
    let names: Vec<&str> = REPORTS.iter().map(|report| report.file).collect();
    for blocked in ["run.json", "steps.csv", "core_utilisation.png"] {
        let workspace = Workspace::new();
        // A directory stands where a file is to be written.
        workspace.write(&format!("out/{blocked}/keep"), "");
        let ended = workspace.run(&quick("out", &[]));
        assert_eq!(ended.code, Some(2), "{ended}");
        assert!(ended.stderr.contains(blocked), "{ended}");
        for file in workspace.files("out") {
            let whole = names.contains(&file.as_str()) || file == format!("{blocked}/keep");
            assert!(whole, "{file} is left behind: {ended}");
        }
    }
    let workspace = Workspace::new();
    workspace.write("out", "a file stands where a directory is needed");
    let ended = workspace.run(&quick("out", &[]));
    assert_eq!(ended.code, Some(2), "{ended}");
    assert_eq!(workspace.read("out"), "a file stands where a directory is needed");
}

#[test]
fn a_failed_price_leaves_the_old_file_as_it_was() {
    let workspace = Workspace::new();
    workspace.write("priced.json", "old");
    workspace.write("broken.json", "{\"schema\": \"egret.run/1\"");
    let ended = workspace.run(&["price", "broken.json", "--out", "priced.json"]);
    assert_eq!(ended.code, Some(2), "{ended}");
    assert_eq!(workspace.read("priced.json"), "old");
}

#[test]
fn an_input_that_is_wrong_writes_nothing() {
    let workspace = Workspace::new();
    let ended = workspace.run(&quick("out", &["--chip", "nowhere"]));
    assert_eq!(ended.code, Some(2), "{ended}");
    assert_eq!(ended.stdout, "", "{ended}");
    assert!(!workspace.path("out").exists(), "{ended}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    let workspace = Workspace::new();
    let long = ["run", "--workload", "egru-dvs", "--chip", "mesh-generic", "--what-if", "--steps", "4000000"];
    let mut command = workspace.command(&[&long, ["--out", "a/b"].as_slice()].concat());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let made = workspace.path("a/b");
    // It makes the directory when it is about to simulate.
    while !made.exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let signal = ["-INT", &child.id().to_string()].map(str::to_owned);
    assert!(std::process::Command::new("kill").args(signal).status().expect("a signal").success());
    let output = child.wait_with_output().expect("it ends");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), stderr.trim()), (Some(130), "interrupted"));
    assert!(!workspace.path("a").exists(), "directories it made are gone");
}

#[test]
fn every_shell_gets_its_completions() {
    let workspace = Workspace::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ended = workspace.run(&["completions", shell]).succeeded();
        assert!(ended.stdout.contains("weight-sparsity"), "{shell}");
    }
    for command in ["run", "chip", "workload", "price", "completions"] {
        let ended = workspace.run(&[command, "--help"]).succeeded();
        assert!(ended.stdout.contains("Example") && ended.stdout.contains("egret "), "{ended}");
    }
}
