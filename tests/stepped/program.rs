//! The command line: placements, spikes and the closed form as users ask for them.

use egret_workloads::checkpoint::write_graph;

use crate::support::{STEPPED, Stepped, Workspace, relays};

/// A workspace with a network that emits `a.0` in steps 1 and 3 and `b.1` a step later.
fn workspace() -> Workspace {
    let mut net = Stepped::new();
    let source = net.sources("a", 0, &[&[0, 2], &[]]);
    let target = net.neurons("b", 2, relays(2));
    net.connect(source, target, &[vec![(1, 1.0)], vec![]]);
    let space = Workspace::new();
    std::fs::write(space.path("net.safetensors"), write_graph(&net.network)).expect("a file");
    space.write("chip.ron", STEPPED);
    space.write("placement.csv", &net.placement().text);
    space.write(
        "net.ron",
        "(schema: \"egret.workload/1\", name: \"net\", summary: \"A small network.\",\
         weight_sparsity: 0.75, mask: Trained, weight_bits: Given(32), payload_bits: Given(1),\
         embedding: Chip, decoder: Absent, checkpoint: (weights: \"net.safetensors\"), events: Executed, steps: 3)",
    );
    space.write(
        "scenario.ron",
        "(schema: \"egret.scenario/1\", chip: \"./chip.ron\", workload: \"./net.ron\",\
         placement: \"placement.csv\", spikes: [\"b\", \"a\"], timing: PeerSimple, steps: 4)",
    );
    space
}

#[test]
fn a_scenario_places_units_and_writes_spikes() {
    let space = workspace();
    space.run(&["run", "scenario.ron", "--no-host"]).succeeded();
    assert_eq!(space.read("out/spikes.csv"), "neuron,timestep\na.0,1\nb.1,2\na.0,3\nb.1,4\n");
    let record: serde_json::Value = serde_json::from_str(&space.read("out/run.json")).unwrap();
    assert_eq!(record["manifest"]["timing"], "peer-simple");
    let counts = &record["counts"];
    let counted =
        ["spikes", "synops", "packets", "link_hops", "active_neuron_updates"].map(|name| &counts[name]);
    assert_eq!(counted, [4, 2, 2, 2, 4].map(serde_json::Value::from).each_ref());
    let steps = space.read("out/steps.csv");
    let header: Vec<&str> = steps.lines().next().unwrap().split(',').collect();
    let column = |name: &str| -> Vec<&str> {
        let at = header.iter().position(|column| *column == name).expect(name);
        steps.lines().skip(1).map(|line| line.split(',').nth(at).unwrap()).collect()
    };
    assert_eq!(column("events"), ["1", "1", "1", "1"]);
    assert_eq!(column("synops"), ["1", "0", "1", "0"]);
    assert_eq!(column("packets"), ["1", "0", "1", "0"]);
    assert_eq!(column("link_hops"), ["1", "0", "1", "0"]);
    assert_eq!(column("neuron_updates"), ["4", "4", "4", "4"]);
    assert_eq!(column("active_neuron_updates"), ["1", "1", "1", "1"]);
}

#[test]
fn flags_beat_the_scenario_and_steps_have_no_end() {
    let space = workspace();
    let flags =
        ["run", "scenario.ron", "--steps", "1000", "--timing", "events", "--spikes", "all", "--no-host"];
    space.run(&flags).succeeded();
    assert_eq!(space.read("out/spikes.csv").lines().count(), 1 + 4);
    let record: serde_json::Value = serde_json::from_str(&space.read("out/run.json")).unwrap();
    assert_eq!(record["counts"]["steps"], 1000);
    assert!(record["manifest"].get("timing").is_none(), "by events, as runs are timed");
}

#[test]
fn what_is_not_there_is_refused() {
    let space = workspace();
    let ended = space.run(&["run", "scenario.ron", "--spikes", "c"]);
    assert_eq!(ended.code, Some(2), "{ended}");
    assert!(ended.stderr.contains("there is no population `c`"), "{ended}");
    space.write("placement.csv", "population,first_unit,last_unit,core\na,0,1,0\nb,0,0,2\nb,2,2,2\n");
    let ended = space.run(&["run", "scenario.ron"]);
    assert_eq!(ended.code, Some(2), "{ended}");
    assert!(ended.stderr.contains("population `b` has 2 units, so no unit 2"), "{ended}");
    assert!(ended.stderr.contains("placement.csv"), "{ended}");
    let ended = space.run(&["run", "scenario.ron", "--placement", "nowhere.csv"]);
    assert_eq!(ended.code, Some(2), "{ended}");
}
