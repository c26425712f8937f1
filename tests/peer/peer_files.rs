//! The files of SANA-FE itself against its own results, where they are at hand.

use std::path::{Path, PathBuf};

use super::{alike, columns, counts, joules, record};
use crate::support::{Workspace, skipped};

/// Where the files are; says loudly that a test is skipped where they are not.
fn peer_data(test: &str) -> Option<PathBuf> {
    let found = std::env::var_os("EGRET_PEER_DATA")
        .map(PathBuf::from)
        .map(|path| if path.is_absolute() { path } else { Path::new(env!("CARGO_MANIFEST_DIR")).join(path) });
    if found.is_none() {
        skipped(&format!("{test}: EGRET_PEER_DATA IS NOT SET, SO THE FILES OF SANA-FE ARE MISSING"));
    }
    found
}

/// Imports and runs; the directory of the run is `run`.
fn run(
    workspace: &Workspace,
    data: &Path,
    [arch, net]: [&str; 2],
    steps: &str,
    more: &[&str],
) -> serde_json::Value {
    let [arch, net] = [arch, net].map(|name| data.join(name).display().to_string());
    workspace.run(&["import", "sanafe", "--arch", &arch, "--net", &net, "--out", "imported"]).succeeded();
    let run = ["run", "imported/scenario.ron", "--steps", steps, "--no-host", "--out", "run"];
    workspace.run(&[&run[..], more].concat()).succeeded();
    record(workspace, "run/run.json")
}

const DVS: [&str; 2] = ["loihi.yaml", "snn/dvs.yaml"];

#[test]
fn gestures_on_loihi_are_exactly_those_of_the_peer() {
    let Some(data) = peer_data("gestures on Loihi") else { return };
    let workspace = Workspace::new();
    let stored = run(&workspace, &data, DVS, "128", &["--timing", "peer-simple"]);
    assert_eq!(counts(&stored), [38_081, 5_437_656, 386_640, 1_346_821, 928_624]);
    // Counts times the prices of loihi.yaml.
    let soma = (18_678.0 * 128.0 * 51.2 + 1_346_821.0 * 21.6 + 38_081.0 * 69.3) * 1e-12;
    let synapse = (62_854.0 * 35.5 + 5_374_802.0 * 24.0) * 1e-12;
    assert!(alike(joules(&stored, &["soma"]), soma) && alike(joules(&stored, &["synapse"]), synapse));
    let total = stored["energy"]["total_j"].as_f64().unwrap_or_default();
    assert!(alike(total, 3.317_601_715e-4), "{total}");
    assert!(alike(total - soma - synapse, joules(&stored, &["axon_in", "axon_out", "link"])));

    let expected = data.join("expected/dvs_128_detailed");
    let read = |name: &str| std::fs::read_to_string(expected.join(name)).expect("a file of the peer");
    assert!(
        workspace.read("run/spikes.csv").trim_end() == read("spikes.csv").trim_end(),
        "spikes.csv differs"
    );
    let theirs = columns(&read("perf.csv"), ["fired", "updated", "packets", "hops", "spikes"]);
    let names = ["events", "active_neuron_updates", "packets", "link_hops", "synops", "duration_ns"];
    let ours = columns(&workspace.read("run/steps.csv"), names);
    assert_eq!((ours.len(), theirs.len()), (128, 128));
    for (step, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        assert!(
            ours[..5].iter().zip(theirs).all(|(one, other)| alike(*one, *other)),
            "step {step}: {ours:?}"
        );
    }
    let seconds: f64 = ours.iter().map(|row| row[5] * 1e-9).sum();
    assert!(alike(seconds, 1.822_706_299_999_996_3e-3), "{seconds}");
}

#[test]
fn the_example_of_the_peer() {
    let Some(data) = peer_data("the example of SANA-FE") else { return };
    let workspace = Workspace::new();
    let stored = run(
        &workspace,
        &data,
        ["example_chip.yaml", "snn/example_snn.yaml"],
        "100",
        &["--timing", "peer-simple"],
    );
    assert_eq!(counts(&stored), [3, 5, 3, 200, 0]);
    for (components, joule) in
        [(&["synapse"][..], 1.0e-10), (&["soma"], 6.04e-9), (&["axon_in", "axon_out", "link"], 3.0e-10)]
    {
        assert!(alike(joules(&stored, components), joule), "{components:?}");
    }
    let seconds: f64 =
        columns(&workspace.read("run/steps.csv"), ["duration_ns"]).iter().map(|row| row[0] * 1e-9).sum();
    assert!(alike(seconds, 8.33e-7), "{seconds}");
    let spikes =
        std::fs::read_to_string(data.join("expected/example_traces/spikes.csv")).expect("a file of the peer");
    assert_eq!(workspace.read("run/spikes.csv").trim_end(), spikes.trim_end());
}
