//! Every mistake is named with its place, and nothing is written.

use super::{CHIP, NET, import, workspace};

/// Text without the line breaks of messages.
fn flat(text: &str) -> String {
    text.split_whitespace().filter(|word| *word != "|").collect::<Vec<_>>().join(" ")
}

/// Runs an import of changed files; every needle has to be in the message.
#[track_caller]
fn refused(chip: &str, net: &str, needles: &[&str]) {
    let workspace = workspace();
    workspace.write("chip.yaml", chip);
    workspace.write("net.yaml", net);
    let ended = workspace.run(&import("net.yaml"));
    let said = flat(&ended.stderr);
    assert_eq!(ended.code, Some(2), "{ended}");
    for needle in needles {
        assert!(said.contains(needle), "`{needle}` is not in\n{ended}");
    }
    assert!(workspace.files("imported").is_empty(), "something was written: {ended}");
}

#[track_caller]
fn changed(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old}");
    text.replacen(old, new, 1)
}

/// A change of the chip, and what is said of it.
#[track_caller]
fn chip(old: &str, new: &str, needles: &[&str]) {
    refused(&changed(CHIP, old, new), NET, needles);
}

/// A change of the network, and what is said of it.
#[track_caller]
fn net(old: &str, new: &str, needles: &[&str]) {
    refused(CHIP, &changed(NET, old, new), needles);
}

#[test]
fn numbers_of_the_chip() {
    chip(
        "energy_process_spike: 35.5e-12",
        "energy_process_spike: -35.5e-12",
        &["less than nothing", "chip.yaml:29:"],
    );
    chip(
        "energy_process_spike: 35.5e-12",
        "energy_process_spike: .nan",
        &["`energy_process_spike` is NaN", "chip.yaml:29:"],
    );
    chip(
        "latency_message_out: 5.1e-9",
        "latency_message_out: .inf",
        &["`latency_message_out` is inf", "help:"],
    );
    chip(
        "latency_message_out: 5.1e-9",
        "latency_message_out: abc",
        &["`latency_message_out` is `abc`", "a number of seconds"],
    );
    chip("width: 2", "width: 0", &["`width` is `0`", "from 1 to", "chip.yaml:5:"]);
    chip("height: 3", "height: 0", &["`height` is `0`"]);
    chip("height: 3", "height: 4000000000", &["`height` is `4000000000`"]);
    chip("width: 2", "width: 1", &["6 tiles on a grid of 1 x 3"]);
    chip("tile[0..5]", "tile[0..4000000000]", &["none or more than"]);
    chip("core[0..1]", "core[3..1]", &["write the smaller index first"]);
    chip("inputs[0..7]", "inputs[0..7", &["the name `inputs[0..7`"]);
    chip("latency_sync: {1: 1.0e-7, 3: 2.5e-7}", "latency_sync: {2: 1.0e-7}", &["no barrier for 1 tile"]);
    chip("sync_model: table", "sync_model: tabel", &["the sync_model `tabel`"]);
}

#[test]
fn names_of_the_chip() {
    chip(
        "energy_message_out",
        "energy_mesage_out",
        &["did you mean `energy_message_out`?", "has no `energy_message_out`"],
    );
    chip(
        "model: leaky_integrate_fire",
        "model: lif_v2",
        &["the model `lif_v2`", "leaky_integrate_fire, truenorth, input"],
    );
    chip(
        "model: leaky_integrate_fire",
        "model: leaky_integrate_fir",
        &["did you mean `leaky_integrate_fire`?"],
    );
    chip("model: accumulator,", "model: input,", &["it belongs under `soma`"]);
    chip(
        "model: accumulator,",
        "model: accumulator, plugin: ./x.so,",
        &["plugins are programs and are not run"],
    );
    chip("buffer_position: soma", "buffer_position: dendrite", &["the buffer_position `dendrite`"]);
    chip("buffer_inside_unit: false", "buffer_inside_unit: true", &["a buffer inside a unit"]);
    chip("name: list_unit", "name: dense_unit", &["a second unit `dense_unit`"]);
    chip("name: small", "name: small[0..1]", &["several chips"]);
    chip("architecture:", "architectur:", &["did you mean `architecture`?"]);
    chip("          dendrite:", "          dendrites:", &["did you mean `dendrite`?", "has no `dendrite`"]);
}

#[test]
fn what_the_network_uses_of_the_chip() {
    net(
        "soma_hw_name: lif, synapse_hw_name: conv_unit",
        "soma_hw_name: other, synapse_hw_name: conv_unit",
        &["of the model truenorth is in use"],
    );
    net(
        "soma_hw_name: lif, synapse_hw_name: conv_unit",
        "soma_hw_name: lift, synapse_hw_name: conv_unit",
        &["did you mean `lif`?", "net.yaml:"],
    );
    net("soma: 'inputs[0]'", "soma: inputs", &["it is replicated, inputs[0..7]: write which"]);
    net(
        "threshold: 3, input_decay",
        "dendrite_hw_name: cable, threshold: 3, input_decay",
        &["of the model taps is in use", "chip.yaml:"],
    );
    chip("latency_spike_out: 30.0e-9", "log_energy: false", &["soma unit `lif` is used and has no costs"]);
    let two = "- name: other\n              attributes:\n                model: leaky_integrate_fire\n                energy_access_neuron: 9.0e-12";
    let priced = changed(
        CHIP,
        "- name: other\n              attributes:\n                model: truenorth\n                energy_access_neuron: 0.0",
        two,
    );
    let used = changed(
        NET,
        "soma_hw_name: lif, synapse_hw_name: conv_unit",
        "soma_hw_name: other, synapse_hw_name: conv_unit",
    );
    refused(
        &priced,
        &used,
        &["leaky_integrate_fire units in use that cost different amounts", "one price of each"],
    );
    net(
        "mappings:\n",
        "mappings:\n  - image.0: {core: 7.0}\n",
        &["there is no tile 7", "tiles have the numbers 0 to 5", "net.yaml:32:"],
    );
    net("core: 2.0", "core: 2.2", &["there is no core 2 in tile 2"]);
    net("core: 2.0", "core: x", &["the core `x`"]);
    chip("max_neurons_supported: 40", "max_neurons_supported: 5", &["which can hold 5", "neurons in core"]);
}

#[test]
fn neurons() {
    net(
        "threshold: 2,",
        "treshold: 2,",
        &["has no attribute `treshold`", "did you mean `threshold`?", "net.yaml:12:"],
    );
    net("bias: 0.25", "bias: .nan", &["`bias` is NaN"]);
    net("bias: 0.25", "bias: many", &["`bias` is `many`"]);
    net("reset_mode: soft", "reset_mode: softly", &["write none, soft, hard or saturate"]);
    net("refractory_delay: 2", "refractory_delay: 1.5", &["a whole number of steps"]);
    net("rate: 0.5", "rate: 1.5", &["a rate of 1.5"]);
    net("rate: 0.5", "poisson: 0.5", &["random spikes (`poisson: 0.5`)"]);
    net("spikes: [0, 1]", "spikes: [0, 7]", &["a spike that is `7`"]);
    net("16..17: {bias", "16..4000000000: {bias", &["neurons up to number 4000000000"]);
    net("16..17: {bias", "17..18: {bias", &["none has the number 16"]);
    net("16..17: {bias", "15..17: {bias", &["neuron 15 of `image` is listed before already"]);
    net("name: maps", "name: decoder", &["a group called `decoder`"]);
    net("name: maps", "name: image", &["a second group `image`"]);
    net("  - classes: {core: 2.0}\n", "", &["3 neurons of group `classes` are not mapped"]);
    net("  - pixels.3:", "  - pixels.4:", &["there is no neuron 4 in group `pixels`"]);
    net("  - classes:", "  - clases:", &["did you mean `classes`?"]);
    net("soma: 'inputs[7]'", "soma: lif", &["mixes neurons of the models"]);
}

#[test]
fn edges() {
    net(
        "classes.2 -> image.3",
        "classes.3 -> image.3",
        &["there is no neuron 3 in group `classes`", "net.yaml:"],
    );
    net(
        "classes.2 -> image.3",
        "class.2 -> image.3",
        &["there is no group `class`", "did you mean `classes`?"],
    );
    net("classes.2 -> image.3", "classes -> image.3", &["joins a neuron and a group"]);
    net("classes.2 -> image.3", "classes.2 > image.3", &["is no edge"]);
    net(
        "classes.2 -> image.3: {weight: 2}",
        "classes.2 -> image.3: {wieght: 2}",
        &["did you mean `weight`?"],
    );
    net("classes.2 -> image.3: {weight: 2}", "classes.2 -> image.3: {}", &["an edge without a weight"]);
    net("classes.2 -> image.3", "classes.2 -> pixels.3", &["whose neurons are inputs"]);
    net("type: dense", "type: dens", &["did you mean `dense`?"]);
    net("weight: [3, 0, -1, 2,", "weight: [3, 0, -1,", &["71 weights for the 72 of `pixels -> image`"]);
    net("weight: [3, 0, -1, 2,", "weight: [3, 0, -1, .inf,", &["a number that is inf"]);
    net("weight: [1, 2, 0,", "weight: [1, two, 0,", &["`two` as a weight"]);
    net("kernel_width: 2", "kernel_width: 4", &["there is no padding"]);
    net("kernel_count: 2", "kernel_count: 3", &["make groups and images the same size"]);
    net("stride_width: 1", "stride_width: 0", &["`stride_width` is `0`"]);
    net("[7, 0]", "[8, 0]", &["pair 3 names neuron 8 of group `maps`"]);
    net("[7, 0]", "[7]", &["no pair of whole numbers"]);
}

#[test]
fn what_is_no_yaml_or_too_much_of_it() {
    refused("", NET, &["it is empty"]);
    refused(CHIP, "", &["it is empty"]);
    refused(CHIP, "network: [1, 2", &["net.yaml:1:"]);
    refused(CHIP, &changed(NET, "    - name: maps", "   - name: maps"), &["this is no YAML", "net.yaml:"]);
    refused(CHIP, "a: &a [x]\nb: [*a, *a]\n", &["an anchor"]);
    refused(CHIP, &format!("network: {}", "[".repeat(100)), &["more than 32"]);
    refused(CHIP, "- 1\n", &["where the attributes of the file of a network are expected"]);
    refused(CHIP, "network: {name: n}\n", &["has no `groups`", "has no `edges`", "has no `mappings`"]);
    let workspace = workspace();
    let ended = workspace.run(&[
        "import",
        "sanafe",
        "--arch",
        "chip.yaml",
        "--net",
        "none.yaml",
        "--out",
        "imported",
    ]);
    assert!(ended.code == Some(2) && ended.stderr.contains("none.yaml: it cannot be read"), "{ended}");
}

#[test]
fn all_problems_of_both_files_at_once() {
    let chip =
        changed(&changed(CHIP, "width: 2", "width: 0"), "energy_east_hop: 2.5e-12", "energy_east_hop: -1");
    let net = changed(&changed(NET, "threshold: 2,", "treshold: 2,"), "bias: 0.25", "bias: x");
    refused(
        &chip,
        &net,
        &["`width` is `0`", "`energy_east_hop` is -1e0", "`treshold`", "`bias` is `x`", "4 problems"],
    );
}

#[test]
fn lines_of_a_netlist() {
    for (line, needle) in [
        ("g 0", "`0` neurons"),
        ("g x", "`x` neurons"),
        ("g 2 treshold=1", "did you mean `threshold`?"),
        ("g 2 threshold 1", "`threshold` is no attribute"),
        ("n 0.5 bias=1", "there is no neuron 5 in group 0"),
        ("n 3.0 bias=1", "there is no group 3"),
        ("e 0.0>0.1 weight=1", "is no edge"),
        ("e 0.0->0.1", "an edge without a weight"),
        ("& 0.0@1", "the core `1`"),
        ("& 0.0", "is no mapping"),
        ("z 1", "a line of the kind `z`"),
        ("g", "and nothing else"),
        ("n 0.0 {bias: [}", "net.net:2:"),
    ] {
        let workspace = workspace();
        workspace.write("net.net", &format!("g 2 threshold=1\n{line}\n& 0.0@0.0\n& 0.1@0.0\n"));
        let ended = workspace.run(&import("net.net"));
        assert!(ended.code == Some(2) && flat(&ended.stderr).contains(needle), "{needle}\n{ended}");
        assert!(flat(&ended.stderr).contains("net.net:2:"), "{ended}");
    }
}
