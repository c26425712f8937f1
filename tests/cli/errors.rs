//! Every way in which an input can be wrong: exit code 2, a message that says where and what helps, and nothing written.

use std::fmt::Write as _;

use egret_arch::shipped_chips;

use crate::golden::assert_golden;
use crate::support::Workspace;

/// What is wrong, and the command that shows it.
type Case = (&'static str, &'static [&'static str]);

const INPUTS: &[Case] = &[
    ("a scenario that is not there", &["run", "nowhere.ron"]),
    ("a chip file that is not there", &["chip", "check", "nowhere.ron"]),
    ("a directory where a file is wanted", &["workload", "check", "directory"]),
    ("a path of a directory", &["chip", "check", "./directory"]),
    ("a directory in place of a scenario", &["run", "directory"]),
    ("a file that is no text", &["chip", "check", "binary.ron"]),
    ("an empty file", &["workload", "check", "empty.ron"]),
    ("malformed RON", &["run", "malformed.ron"]),
    ("a truncated chip file", &["chip", "check", "truncated.ron"]),
    ("a truncated record", &["price", "truncated.json"]),
    ("a file that is no record", &["price", "other.json"]),
    ("JSON that is no record", &["price", "list.json"]),
    ("an unknown key of a scenario", &["run", "unknown-key.ron"]),
    ("an unknown key of a chip", &["chip", "check", "unknown-chip-key.ron"]),
    ("a missing key of a chip", &["chip", "check", "missing-chip-key.ron"]),
    ("an unknown chip", &["run", "--chip", "spinaker2"]),
    ("an unknown chip to show", &["chip", "show", "loihi3"]),
    ("an unknown workload", &["run", "--workload", "egru-pbt"]),
    ("an unknown unit model", &["workload", "check", "unknown-model.ron"]),
    ("an unknown reference", &["chip", "check", "unknown-reference.ron"]),
    ("an unknown population", &["workload", "check", "unknown-population.ron"]),
    ("an unknown parameter", &["run", "--set", "chip.core.synapse.lames=8"]),
    ("a parameter of nothing", &["run", "--set", "chop.core.synapse.lanes=8"]),
    ("a setting without a value", &["run", "--set", "chip.core.synapse.lanes"]),
    ("a value that is no variant", &["run", "--set", "chip.sync=3"]),
    ("a variant without its fields", &["run", "--set", "chip.core.synapse.format=RunLength"]),
    ("a variant in small letters", &["run", "--set", "chip.core.synapse.format=dense"]),
    ("a setting of a whole part", &["run", "--set", "chip.core.synapse=8"]),
    (
        "several wrong settings",
        &["run", "--set", "chip.core.synapse.lames=8", "--set", "workload.weight_bitz=4"],
    ),
    ("a number without its unit", &["run", "--set", "chip.energy.synop=5"]),
    ("a unit of another quantity", &["run", "--set", "chip.energy.synop=5 ns"]),
    ("an unknown unit", &["run", "--set", "chip.energy.synop=5 pj/op"]),
    ("no number", &["run", "--set", "chip.energy.synop=NaN pJ"]),
    ("no number for a share", &["run", "--set", "workload.weight_sparsity=NaN"]),
    ("a negative energy", &["run", "--set", "chip.energy.synop=-5 pJ"]),
    ("an infinite energy", &["run", "--set", "chip.energy.synop=inf pJ"]),
    ("a negative count", &["run", "--set", "chip.core.synapse.lanes=-1"]),
    ("a fraction of a count", &["run", "--set", "chip.core.synapse.lanes=1.5"]),
    ("a size of zero", &["run", "--set", "chip.core.synapse.lanes=0"]),
    ("a mesh without columns", &["run", "--set", "chip.topology.columns=0"]),
    ("a layer without units", &["workload", "check", "no-units.ron"]),
    ("a clock that makes no whole ticks", &["run", "--set", "chip.core.clock=151 MHz"]),
    ("an activity above one", &["run", "--activity", "20"]),
    ("an activity that is no number", &["run", "--activity", "lively"]),
    ("a level that was not trained", &["run", "--weight-sparsity", "0.6"]),
    ("a sparsity above one", &["run", "--workload", "egru-ptb", "--weight-sparsity", "85"]),
    (
        "an activity of a dense network",
        &["run", "--workload", "lstm-awd", "--chip", "mesh-generic", "--activity", "0.2"],
    ),
    ("a link that takes a second", &["run", "--set", "chip.chip_link.cycle=1 s"]),
    ("a size that no chip has", &["run", "--set", "chip.network.header_bits=4000000000"]),
    ("a number in place of a variant", &["chip", "check", "no-variant.ron"]),
    ("too many steps of a scenario", &["run", "long.ron"]),
    ("no steps", &["run", "--steps", "0"]),
    ("more steps than are recorded", &["run", "--steps", "5000"]),
    ("steps that are no number", &["run", "--steps", "many"]),
    ("no chips", &["run", "--chips", "0"]),
    ("more chips than can be joined", &["run", "--chip", "odin", "--chips", "2"]),
    ("an unknown flag", &["run", "--sede", "7"]),
    ("an unknown format", &["run", "--format", "xml"]),
    ("an unknown shell", &["completions", "fsh"]),
    ("an output directory that is a file", &["run", "--out", "empty.ron"]),
];

const MISFITS: &[Case] = &[
    ("memory over capacity", &["run", "--set", "chip.core.memories.data.capacity=6 KiB"]),
    (
        "memory over capacity on all chips",
        &["run", "--chips", "2", "--set", "chip.core.memories.data.capacity=3 KiB"],
    ),
    ("a network too large for any number of chips", &["run", "--workload", "egru-ptb", "--chip", "odin"]),
    ("weights and payloads too wide", &["run", "--chip", "loihi2"]),
    ("events that carry nothing", &["run", "--chip", "truenorth"]),
    ("too many units for a core", &["run", "--set", "chip.limits.units_per_core=3"]),
    (
        "routing tables that are too short",
        &[
            "run",
            "--noc",
            "flit",
            "--chip",
            "mesh-generic",
            "--set",
            "workload.weight_bits=16",
            "--set",
            "workload.payload_bits=16",
            "--set",
            "chip.sync=Barrier(base: Given(\"50 ns\"), per_tile: Given(\"10 ns\"))",
            "--set",
            "chip.network.router=Table(entries: Given(2), buffer_packets: Given(4), lookup: Given(\"2 cycles\"), packet_time: Given(\"1 cycle\"), credit: Given(\"1 cycle\"), wait: Given(\"100 cycles\"))",
        ],
    ),
    (
        "routes on which packets may wait for each other",
        &[
            "run",
            "--noc",
            "flit",
            "--chip",
            "mesh-generic",
            "--set",
            "workload.weight_bits=16",
            "--set",
            "workload.payload_bits=16",
            "--set",
            "chip.topology=Graph(routers: Given(5), cores_per_router: Given(52), routing: ShortestPath, links: [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)])",
        ],
    ),
    ("a format that cannot hold the mask", &["run", "--set", "chip.core.synapse.format=NOfM(n: 1, m: 4)"]),
];

fn workspace() -> Workspace {
    let workspace = Workspace::new();
    let (_, chip) = shipped_chips().iter().find(|(name, _)| *name == "odin").expect("a shipped chip");
    let (_, network) = egret_workloads::shipped_workloads()
        .iter()
        .find(|(name, _)| *name == "egru-dvs")
        .expect("a shipped workload");
    let replaced = |text: &str, from: &str, to: &str| {
        assert!(text.contains(from), "{from} is in the shipped file");
        text.replacen(from, to, 1)
    };
    let half = chip.floor_char_boundary(chip.len() / 2);
    let scenario = |rest: &str| format!("(\n    schema: \"egret.scenario/1\",\n    {rest}\n)\n");
    for (name, text) in [
        ("directory/file", String::new()),
        ("empty.ron", String::new()),
        ("malformed.ron", scenario("steps: , seed: 3,")),
        ("unknown-key.ron", scenario("stepz: 3,")),
        ("no-variant.ron", replaced(chip, "rounding: Refuse", "rounding: 3")),
        ("long.ron", scenario("steps: 5000,")),
        ("truncated.ron", chip[..half].to_owned()),
        ("unknown-chip-key.ron", replaced(chip, "lanes:", "lames:")),
        ("missing-chip-key.ron", replaced(chip, "rounding: Refuse,", "")),
        ("unknown-reference.ron", replaced(chip, "\"frenkel2019\"", "\"frenkel2091\"")),
        ("unknown-model.ron", replaced(network, "model: Egru", "model: Egrü")),
        ("unknown-population.ron", replaced(network, "target: \"layer0\"", "target: \"layer9\"")),
        ("no-units.ron", replaced(network, "Specified(1024,", "Specified(0,")),
        ("truncated.json", "{\n  \"schema\": \"egret.run/1\",\n  \"manifest\": {".to_owned()),
        ("list.json", "[1, 2]\n".to_owned()),
        ("other.json", "{\"schema\": \"something else\"}".to_owned()),
    ] {
        workspace.write(name, &text);
    }
    std::fs::write(workspace.path("binary.ron"), [0xff, 0xfe, 0x00]).expect("a file");
    workspace
}

/// All messages, one below the other.
fn transcript(cases: &[Case]) -> String {
    let workspace = workspace();
    let before = workspace.files(".");
    let mut text = String::new();
    for (what, arguments) in cases {
        let ended = workspace.run(arguments);
        assert_eq!(ended.code, Some(2), "{what}: {ended}");
        assert_eq!(ended.stdout, "", "{what}: {ended}");
        assert!(!ended.stderr.is_empty() && !ended.stderr.contains("panicked"), "{what}: {ended}");
        let _ = writeln!(text, "## {what}\n$ {}\n{}", ended.command, ended.stderr);
        assert_eq!(workspace.files("."), before, "{what} leaves files behind");
    }
    text
}

#[test]
fn wrong_inputs() {
    assert_golden("errors.txt", &transcript(INPUTS));
}

#[test]
fn networks_that_do_not_fit() {
    let text = transcript(MISFITS);
    let words = unwrapped(&text);
    for needed in ["bytes over", "--what-if", "at least", "more `--chips`"] {
        assert!(words.contains(needed), "{needed} is in no message:\n{text}");
    }
    assert_golden("misfits.txt", &text);
}

/// Words a message must have, beside what its golden text says: so that an update of golden files cannot lose them.
#[test]
fn messages_help() {
    let workspace = workspace();
    for (arguments, needed) in [
        (["run", "--chip", "spinaker2"].as_slice(), ["did you mean", "spinnaker2"].as_slice()),
        (&["run", "--workload", "egru-pbt"], &["did you mean", "egru-ptb"]),
        (&["run", "--set", "chip.core.synapse.lames=8"], &["did you mean", "lanes"]),
        (&["run", "unknown-key.ron"], &["unknown-key.ron:3", "stepz", "did you mean", "steps"]),
        (
            &["chip", "check", "unknown-chip-key.ron"],
            &["lames", "did you mean", "lanes", "unknown-chip-key.ron:"],
        ),
        (&["run", "--set", "chip.energy.synop=5"], &["pJ"]),
        (&["run", "--set", "chip.energy.synop=-5 pJ"], &["negative"]),
        (&["run", "--weight-sparsity", "0.6"], &["0, 0.5, 0.7, 0.8, 0.9, 0.95"]),
        (&["run", "--steps", "5000"], &["2048"]),
        (&["run", "--chip", "odin", "--chips", "2"], &["odin", "1"]),
        (
            &["run", "--set", "chip.core.synapse.lames=8", "--set", "workload.weight_bitz=4"],
            &["lames", "weight_bitz"],
        ),
    ] {
        let ended = workspace.run(arguments);
        let text = unwrapped(&ended.stderr);
        for word in needed {
            assert!(text.contains(word), "{word} is not in {ended}");
        }
    }
}

/// A message in one line: words as they were before it was laid out for a width.
fn unwrapped(message: &str) -> String {
    let words = message.lines().map(|line| line.trim_start_matches([' ', '|']).trim_end());
    words.collect::<Vec<_>>().join(" ")
}
