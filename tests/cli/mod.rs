//! The command line as users meet it.

mod bound;
mod dram;
mod errors;
mod imports;
mod outputs;
mod pipes;
mod prices;
mod record;
mod report;
mod scale;
mod study;
mod topologies;
mod validate;
mod what_if;

use crate::support::Workspace;

/// A quick run: few steps of the small trained network.
const QUICK: [&str; 5] = ["run", "--steps", "3", "--no-host", "--out"];

/// Arguments of a quick run into a directory.
fn quick<'a>(out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&QUICK, [out].as_slice(), more].concat()
}

/// A stored record as JSON.
fn record(workspace: &Workspace, name: &str) -> serde_json::Value {
    serde_json::from_str(&workspace.read(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}
