//! What is understood, on files of our own. The figures are those of SANA-FE 2.2.9 on the same files.

use super::{alike, columns, counts, import, joules, record, workspace};

#[test]
fn a_network_with_every_feature_counts_and_costs_as_in_the_peer() {
    let workspace = workspace();
    let table = workspace.run(&import("net.yaml")).succeeded().stdout;
    // Lines of the table break between words.
    for needed in ["kernel", "matrix", "#2`,", "`log_u`", "`topology:", "WARNING", "scenario.ron"] {
        assert!(table.contains(needed), "{needed} is not in\n{table}");
    }
    let run = ["run", "imported/scenario.ron", "--steps", "30", "--no-host", "--out"];
    workspace.run(&[&run[..], &["run"]].concat()).succeeded();
    let stored = record(&workspace, "run/run.json");
    assert_eq!(counts(&stored), [298, 1013, 437, 655, 473]);
    assert_eq!(stored["counts"]["tiles"], 6);
    assert!(alike(joules(&stored, &["synapse"]), 2.950_389_999_999_999_2e-8));
    assert!(alike(joules(&stored, &["dendrite"]), 5.065e-10));
    assert!(alike(joules(&stored, &["soma"]), 7.774_54e-8));
    assert!(alike(joules(&stored, &["axon_in", "axon_out", "link"]), 5.014_120_000_000_001e-8));
    assert!(alike(stored["energy"]["total_j"].as_f64().unwrap_or_default(), 1.578_97e-7));
    let spikes = workspace.read("run/spikes.csv");
    assert!(
        spikes.starts_with("neuron,timestep\nclasses.0,1\npixels.0,1\nimage.0,2\nimage.7,2\n"),
        "{spikes}"
    );
    assert_eq!(spikes.lines().count(), 209);

    workspace.run(&[&run[..], &["simple", "--timing", "peer-simple"]].concat()).succeeded();
    let steps = columns(&workspace.read("simple/steps.csv"), ["duration_ns"]);
    let seconds: f64 = steps.iter().map(|[nanoseconds]| nanoseconds * 1e-9).sum();
    assert!(alike(seconds, 1.487_87e-5), "{seconds}");
    assert_eq!(counts(&record(&workspace, "simple/run.json")), counts(&stored));

    workspace.run(&[&run[..], &["flit", "--noc", "flit"]].concat()).succeeded();
    assert_eq!(counts(&record(&workspace, "flit/run.json")), counts(&stored), "with routers cycle by cycle");
}

#[test]
fn a_scenario_runs_from_any_directory() {
    let workspace = workspace();
    workspace.run(&import("net.yaml")).succeeded();
    std::fs::create_dir(workspace.path("elsewhere")).expect("a directory");
    let run = ["run", "../imported/scenario.ron", "--steps", "3", "--no-host", "--out", "run"];
    let ended = workspace.command(&run).current_dir(workspace.path("elsewhere")).output().expect("it starts");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
}

#[test]
fn a_netlist_says_the_same_in_lines() {
    let yaml = "network:\n  name: n\n  groups:\n    - name: 0\n      attributes: {soma_hw_name: lif, threshold: 1.5, bias: 0.5}\n      \
                neurons: [0..2]\n    - name: 1\n      attributes: {soma_hw_name: lif, threshold: 2}\n      neurons:\n        - 0: {potential: 1}\n        \
                - 1: {}\n  edges:\n    - 0.0 -> 1.0: {weight: 2}\n    - 0.2 -> 1.1: {weight: -1.5}\n    - 0.1 -> 0.0: {weight: 3}\nmappings:\n  \
                - 0.0: {core: 0.1}\n  - 0.1: {core: 0.1}\n  - 0.2: {core: 3.0}\n  - 1.0: {core: 0.1}\n  - 1.1: {core: 2.1}\n";
    let lines = "# the same\ng 3 soma_hw_name=lif threshold=1.5 bias=0.5\ng 2 {soma_hw_name: lif, threshold: 2}\nn 1.0 potential=1\n\
                 e 0.0->1.0 weight=2\ne 0.2->1.1 w=-1.5\ne 0.1->0.0 weight=3\n& 0.0@0.1\n& 0.1@0.1\n& 0.2@3.0\n& 1.0@0.1\n& 1.1@2.1\n";
    let workspace = workspace();
    workspace.write("same.yaml", yaml);
    workspace.write("same.net", lines);
    let files = ["same.yaml", "same.net"].map(|name| {
        workspace.run(&import(name)).succeeded();
        ["network.safetensors", "chip.ron", "placement.csv"]
            .map(|name| std::fs::read(workspace.path(&format!("imported/{name}"))).expect("it was written"))
    });
    assert!(files[0] == files[1], "the files differ");
    let placement = workspace.read("imported/placement.csv");
    // Tile 3 of two columns of three is at x = 1, y = 0: router 1, whose cores are 2 and 3.
    assert_eq!(placement, "population,first_unit,last_unit,core\n0,0,1,1\n0,2,2,2\n1,0,0,1\n1,1,1,9\n");
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let workspace = workspace();
    let read = || {
        workspace
            .files("imported")
            .into_iter()
            .map(|name| std::fs::read(workspace.path(&format!("imported/{name}"))).expect("a file"))
            .collect::<Vec<_>>()
    };
    workspace.run(&import("net.yaml")).succeeded();
    let first = read();
    workspace.run(&import("net.yaml")).succeeded();
    assert!(first == read() && first.len() == 6);
}
