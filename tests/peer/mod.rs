//! Networks of SANA-FE: imported, run, and held against what SANA-FE 2.2.9 counted.
//!
//! The files in `data` are our own. Those of SANA-FE are not in this repository: tests that need them look under
//! `EGRET_PEER_DATA` and say loudly when they are skipped.

mod features;
mod peer_files;
mod refusals;

use crate::support::Workspace;

/// Our chip and network, which have every feature that is understood.
pub(crate) const CHIP: &str = include_str!("data/chip.yaml");
pub(crate) const NET: &str = include_str!("data/net.yaml");

/// Arguments of an import of `chip.yaml` and a network into `imported`.
pub(crate) fn import(net: &str) -> [&str; 8] {
    ["import", "sanafe", "--arch", "chip.yaml", "--net", net, "--out", "imported"]
}

/// A workspace with our files.
pub(crate) fn workspace() -> Workspace {
    let workspace = Workspace::new();
    workspace.write("chip.yaml", CHIP);
    workspace.write("net.yaml", NET);
    workspace
}

/// A stored record.
pub(crate) fn record(workspace: &Workspace, name: &str) -> serde_json::Value {
    serde_json::from_str(&workspace.read(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The counts that SANA-FE has too, in the order fired, synaptic events, messages, updated, hops.
pub(crate) fn counts(record: &serde_json::Value) -> [u64; 5] {
    ["spikes", "synops", "packets", "active_neuron_updates", "link_hops"]
        .map(|name| record["counts"][name].as_u64().unwrap_or_else(|| panic!("no count {name}")))
}

/// Whether two numbers differ by less than a billionth.
pub(crate) fn alike(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs())
}

/// Energy of components, in joules.
pub(crate) fn joules(record: &serde_json::Value, components: &[&str]) -> f64 {
    let of = |name: &&str| record["energy"]["by_component"][*name]["dynamic_j"].as_f64().unwrap_or(f64::NAN);
    components.iter().map(of).sum()
}

/// Columns of a CSV file by name, as numbers.
pub(crate) fn columns<const COUNT: usize>(text: &str, names: [&str; COUNT]) -> Vec<[f64; COUNT]> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let places = names.map(|name| {
        header.iter().position(|column| *column == name).unwrap_or_else(|| panic!("no column {name}"))
    });
    let number = |row: &[&str], at: usize| row[at].parse().unwrap_or(f64::NAN);
    lines
        .map(|line| {
            let row: Vec<&str> = line.split(',').collect();
            places.map(|at| number(&row, at))
        })
        .collect()
}
