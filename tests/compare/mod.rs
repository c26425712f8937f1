//! `egret compare` and `egret explain` as users and CI meet them.

mod accepted;
mod actions;
mod attributed;
mod explained;
mod forms;
mod not_comparable;
mod result_sets;
mod script;

use crate::support::{Ended, Workspace};

/// A small run into a directory.
fn run(workspace: &Workspace, out: &str, more: &[&str]) -> Ended {
    let small = ["run", "--chip", "mesh-generic", "--workload", "lif-random", "--steps", "3", "--out", out];
    workspace.run(&[&small, more].concat()).succeeded()
}

/// A comparison as JSON.
fn compared(workspace: &Workspace, base: &str, new: &str) -> serde_json::Value {
    let ended = workspace.run(&["compare", base, new, "--format", "json"]);
    serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {ended}"))
}

/// One figure of the only point.
fn figure<'a>(comparison: &'a serde_json::Value, name: &str) -> &'a serde_json::Value {
    &comparison["points"][0]["metrics"][name]
}
