//! Files of other frameworks, taken in and run.

use crate::support::Workspace;

/// The path of a file that the Python package `nir` wrote.
fn fixture(name: &str) -> String {
    format!("{}/workloads/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Settings under which 32-bit weights fit a chip.
const ROUNDED: [&str; 4] =
    ["--set", "workload.weight_bits=Given(16)", "--set", "workload.payload_bits=Given(16)"];

#[test]
fn a_spiking_network_is_imported_and_executed_on_a_chip() {
    let workspace = Workspace::new();
    let spikes: Vec<String> = (0..40).map(|step| format!("{step},{}", step * 7 % 6)).collect();
    workspace.write("input.csv", &format!("t_step,neuron\n{}\n", spikes.join("\n")));
    let graph = fixture("nir/lif.nir");
    let import = ["import", "nir", &graph, "--dt", "1ms", "--input", "input.csv", "--out", "net"];
    let table = workspace.run(&import).succeeded().stdout;
    assert!(table.contains("forward Euler keeps") && table.contains("`last` is read out"), "{table}");
    assert_eq!(workspace.files("net"), ["input.safetensors", "network.safetensors", "workload.ron"]);
    let run =
        ["run", "--chip", "mesh-generic", "--workload", "net/workload.ron", "--no-host", "--out", "run"];
    workspace.run(&[&run[..], &ROUNDED[..]].concat()).succeeded();
    let executed = ["--activity", "executed", "--out", "again"];
    workspace.run(&[&run[..6], &executed[..], &ROUNDED[..]].concat()).succeeded();
    assert_eq!(workspace.read("run/steps.csv"), workspace.read("again/steps.csv"));
}

#[test]
fn a_recurrent_network_is_imported_with_its_sidecar() {
    let workspace = Workspace::new();
    workspace.write(
        "model.ron",
        "(schema: \"egret.sidecar/1\", layers: [(framework: TorchGru, prefix: \"rnn\", layers: 2)])",
    );
    let model = fixture("recurrent/gru.safetensors");
    let import = ["import", "safetensors", &model, "--sidecar", "model.ron", "--out", "net"];
    let table = workspace.run(&import).succeeded().stdout;
    assert!(table.contains("gates reordered from r, z, n to z, r, n"), "{table}");
    workspace.run(&["workload", "check", "net/workload.ron"]).succeeded();
}

#[test]
fn what_is_refused_leaves_nothing_behind() {
    let workspace = Workspace::new();
    workspace.write("spikes.csv", "t,neuron\n0,1\n");
    workspace.write("net.pt", "anything");
    let unknown = fixture("nir/unknown.nir");
    for (arguments, expected) in [
        (vec!["trace", "spikes.csv", "--step", "1ms"], "does not say the unit of its times"),
        (vec!["nir", "net.pt", "--dt", "1ms"], "save_file(torch.load('net.pt'"),
        (vec!["nir", &unknown, "--dt", "1ms"], "a node of type `Threshold` is not understood"),
        (vec!["trace", "model.h5"], "cannot be read"),
    ] {
        let ended = workspace.run(&[&["import"][..], &arguments, &["--out", "net"]].concat());
        let said = ended.stderr.split_whitespace().filter(|word| *word != "|").collect::<Vec<_>>().join(" ");
        assert!(ended.code == Some(2) && said.contains(expected), "{ended}");
    }
    assert_eq!(workspace.files(""), ["net.pt", "spikes.csv"]);
    assert!(!workspace.path("net").exists());
}

#[test]
fn masks_replace_those_of_a_workload() {
    let workspace = Workspace::new();
    // Arrays of the fixture are no masks of any projection, which is said by name.
    let arrays = fixture("nir/lif.npz");
    let ended = workspace.run(&["import", "masks", &arrays, "--workload", "egru-ptb", "--out", "net"]);
    assert!(ended.code == Some(2) && ended.stderr.contains("no projection of"), "{ended}");
}

#[test]
fn a_workload_is_read_as_it_was_written() {
    for (name, text) in egret_workloads::shipped_workloads() {
        let file = egret_workloads::read(name, text, &[]).expect("a shipped workload");
        let written = egret_workloads::import::to_ron(&file);
        let again =
            egret_workloads::read(name, &written, &[]).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(format!("{file:?}"), format!("{again:?}"), "{name}");
    }
}
