//! `egret noc` as users meet it.

use std::fmt::Write as _;

use serde_json::Value;

use super::data;
use crate::golden::assert_golden;
use crate::support::Workspace;

const SHORT: [&str; 4] = ["--warmup", "500", "--cycles", "2000"];

fn sweep<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [["noc", "sweep", "--topology", "mesh:4x4", "--traffic", "uniform"].as_slice(), &SHORT, more].concat()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn sweeps_have_their_keys_in_every_format() {
    let workspace = Workspace::new();
    let rates = ["--rates", "0.1..0.9:0.4"];
    let json = workspace.run(&sweep(&[rates.as_slice(), &["--format", "json"]].concat())).succeeded();
    let json: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(keys(&json), ["points", "saturation_rate"]);
    let points = json["points"].as_array().expect("a list");
    let columns = [
        "offered",
        "accepted",
        "packet_latency_mean",
        "packet_latency_p50",
        "packet_latency_p99",
        "packet_latency_max",
        "network_latency_mean",
        "hops_mean",
        "status",
    ];
    assert_eq!(points.len(), 3);
    assert!(points.iter().all(|point| keys(point) == columns));
    let statuses: Vec<&Value> = points.iter().map(|point| &point["status"]).collect();
    assert_eq!(statuses, ["stable", "stable", "saturated"]);
    let rate = json["saturation_rate"].as_f64().expect("between the rates");
    assert!((0.5..0.9).contains(&rate), "{rate}");

    let csv = workspace.run(&sweep(&[rates.as_slice(), &["--format", "csv"]].concat())).succeeded();
    assert_eq!(csv.stdout.lines().next(), Some(columns.join(",").as_str()));
    assert_eq!(csv.stdout.lines().count(), 4);
    let table = workspace.run(&sweep(&rates)).succeeded();
    assert!(table.stdout.contains("saturated from 0."), "{}", table.stdout);

    let one = workspace.run(&sweep(&["--rates", "0.1", "--format", "json"])).succeeded();
    let one: Value = serde_json::from_str(&one.stdout).expect("JSON");
    assert_eq!((&one["saturation_rate"], &one["points"][0]), (&Value::Null, &points[0]));
}

#[test]
fn jobs_do_not_change_a_byte_and_seeds_do() {
    let workspace = Workspace::new();
    let run = |more: &[&str]| {
        let files = ["--plot", "plot.svg", "--links", "links.csv", "--heat-map", "map.png"];
        let rates = ["--rates", "0.05,0.3,0.9", "--format", "json"];
        let printed = workspace.run(&sweep(&[&rates, files.as_slice(), more].concat())).succeeded().stdout;
        let bytes =
            ["plot.svg", "links.csv", "map.png"].map(|name| std::fs::read(workspace.path(name)).expect(name));
        (printed, bytes)
    };
    let one = run(&["--jobs", "1"]);
    assert!(run(&["--jobs", "3"]) == one);
    assert!(run(&["--seed", "2"]).0 != one.0);
    let links = workspace.read("links.csv");
    assert_eq!(links.lines().next(), Some("from,to,class,flits,utilisation,offered"));
    // 16 cores with a link in and one out, 48 links between routers, at three rates.
    assert_eq!(links.lines().count(), 1 + 3 * (32 + 48));
}

#[test]
fn a_replay_has_its_columns_in_the_order_of_numbers() {
    let workspace = Workspace::new();
    workspace
        .write("p.csv", "gen_cycle,pid,src,dst,flits,remark\n9,7,0,3,2,late\n4,9,1,1,1,\n4,8,1,2,1,first\n");
    let arguments = ["noc", "replay", "p.csv", "--topology", "mesh:4x1", "--router", "minimal"];
    let printed = workspace.run(&arguments).succeeded().stdout;
    let expected = "pid,src,dst,flits,gen_cycle,inj_head_cycle,inj_tail_cycle,eject_tail_cycle\n\
                    7,0,3,2,9,9,10,24\n8,1,2,1,4,4,4,12\n9,1,1,1,4,5,5,10\n";
    assert_eq!(printed, expected);
    workspace.run(&[&arguments[..], &["--out", "new/r.csv", "--links", "l.csv"]].concat()).succeeded();
    assert_eq!(workspace.read("new/r.csv"), expected);
    assert!(
        workspace.read("l.csv").contains("router 1,router 2,horizontal,3,"),
        "{}",
        workspace.read("l.csv")
    );
}

#[test]
fn an_oracle_is_replayed_by_the_program() {
    let workspace = Workspace::new();
    let oracle = data("B_mesh8_uniform_0.10.packets.csv");
    workspace.write("p.csv", &oracle);
    let arguments = ["noc", "replay", "p.csv", "--topology", "mesh:8x8", "--router", "vc4", "--out", "r.csv"];
    workspace.run(&arguments).succeeded();
    let shortened: String =
        oracle.lines().map(|line| line.rsplit_once(',').expect("columns").0.to_owned() + "\n").collect();
    assert!(workspace.read("r.csv") == shortened);
}

#[test]
fn drains_have_their_keys() {
    let workspace = Workspace::new();
    let arguments = ["noc", "drain", "--topology", "mesh:8x8", "--router", "vc4", "--traffic", "transpose"];
    let batch = ["--packets-per-node", "10", "--flits", "4", "--format", "json"];
    let drained = workspace.run(&[&arguments[..], &batch].concat()).succeeded();
    let drained: Value = serde_json::from_str(&drained.stdout).expect("JSON");
    assert_eq!(
        keys(&drained),
        [
            "total_cycles",
            "packet_latency_mean",
            "packet_latency_min",
            "packet_latency_max",
            "network_latency_mean",
            "hops_mean",
            "packets",
            "flit_hops"
        ]
    );
    assert_eq!((&drained["total_cycles"], &drained["packets"]), (&Value::from(334), &Value::from(640)));
    assert_eq!(drained["flit_hops"], Value::from(640 * 25));
}

#[test]
fn chips_bring_their_own_network() {
    let workspace = Workspace::new();
    for (chip, _) in egret_arch::shipped_chips() {
        let arguments = ["noc", "sweep", "--chip", chip, "--fidelity", "packet", "--rates", "0.001"];
        let traffic = ["--traffic", "uniform", "--format", "json"];
        let ended = workspace.run(&[&arguments[..], &traffic, &SHORT].concat()).succeeded();
        let json: Value = serde_json::from_str(&ended.stdout).expect("JSON");
        assert!(json["points"][0]["accepted"].as_f64().is_some_and(|accepted| accepted >= 0.0), "{ended}");
    }
}

/// What is wrong, and the command that shows it.
const WRONG: &[(&str, &[&str])] = &[
    (
        "an unknown topology",
        &["noc", "sweep", "--topology", "mehs:8x8", "--traffic", "uniform", "--rates", "0.1"],
    ),
    (
        "an unknown traffic",
        &["noc", "sweep", "--topology", "mesh:8x8", "--traffic", "unifrom", "--rates", "0.1"],
    ),
    (
        "an unknown router",
        &[
            "noc",
            "drain",
            "--topology",
            "mesh:8x8",
            "--router",
            "minmal",
            "--traffic",
            "uniform",
            "--packets-per-node",
            "1",
        ],
    ),
    (
        "everything wrong at once",
        &[
            "noc",
            "sweep",
            "--topology",
            "torus:0x8",
            "--router",
            "vc5",
            "--traffic",
            "uniform",
            "--rates",
            "NaN,-1,2",
        ],
    ),
    (
        "a range with a step of zero",
        &["noc", "sweep", "--topology", "mesh:8x8", "--traffic", "uniform", "--rates", "0.1..0.4:0"],
    ),
    (
        "a negative rate",
        &["noc", "sweep", "--topology", "mesh:8x8", "--traffic", "uniform", "--rates", "-0.1"],
    ),
    ("no rate", &["noc", "sweep", "--topology", "mesh:8x8", "--traffic", "uniform", "--rates", ""]),
    (
        "a pattern that is not defined",
        &["noc", "sweep", "--topology", "mesh:8x4", "--traffic", "transpose", "--rates", "0.1"],
    ),
    (
        "a hot spot that is not there",
        &["noc", "sweep", "--topology", "mesh:4x4", "--traffic", "hotspot:3,16@5", "--rates", "0.1"],
    ),
    (
        "routes that can deadlock",
        &["noc", "sweep", "--topology", "ring.ron", "--traffic", "uniform", "--rates", "0.1"],
    ),
    (
        "a matrix that asks too much of a node",
        &["noc", "sweep", "--topology", "mesh:4x4", "--traffic", "one.csv", "--rates", "0.1,0.4"],
    ),
    (
        "a matrix with mistakes",
        &["noc", "sweep", "--topology", "mesh:4x4", "--traffic", "./wrong.csv", "--rates", "0.1"],
    ),
    (
        "a matrix that is not there",
        &["noc", "sweep", "--topology", "mesh:4x4", "--traffic", "no.csv", "--rates", "0.1"],
    ),
    (
        "a plot of no kind",
        &[
            "noc",
            "sweep",
            "--topology",
            "mesh:4x4",
            "--traffic",
            "uniform",
            "--rates",
            "0.1",
            "--plot",
            "plot.pdf",
        ],
    ),
    ("no topology", &["noc", "sweep", "--traffic", "uniform", "--rates", "0.1"]),
    (
        "a topology and a chip",
        &[
            "noc",
            "drain",
            "--topology",
            "mesh:4x4",
            "--chip",
            "loihi2",
            "--traffic",
            "uniform",
            "--packets-per-node",
            "1",
        ],
    ),
    (
        "no packets",
        &["noc", "drain", "--topology", "mesh:4x4", "--traffic", "uniform", "--packets-per-node", "0"],
    ),
    (
        "packets of no flits",
        &[
            "noc",
            "drain",
            "--topology",
            "mesh:4x4",
            "--traffic",
            "uniform",
            "--packets-per-node",
            "1",
            "--flits",
            "0",
        ],
    ),
    ("packets with missing columns", &["noc", "replay", "columns.csv", "--topology", "mesh:4x4"]),
    ("packets with mistakes", &["noc", "replay", "packets.csv", "--topology", "mesh:4x4"]),
    ("packets that are not there", &["noc", "replay", "no.csv", "--topology", "mesh:4x4"]),
];

/// Five routers in a circle, and no classes of channels.
const RING: &str = "Graph(routers: Given(5), cores_per_router: Given(1), routing: ShortestPath,\n      links: [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)])";

#[test]
fn unchecked_routes_show_their_deadlock() {
    let workspace = Workspace::new();
    workspace.write("ring.ron", RING);
    // Everybody sends long packets two routers on.
    let mut packets = "pid,src,dst,flits,gen_cycle\n".to_owned();
    for number in 0..50 {
        let _ = writeln!(packets, "{number},{},{},40,0", number % 5, (number + 2) % 5);
    }
    workspace.write("packets.csv", &packets);
    let network = ["--topology", "./ring.ron"];
    let replay = [["noc", "replay", "packets.csv"].as_slice(), &network].concat();
    let refused = workspace.run(&replay);
    assert_eq!(refused.code, Some(2), "{refused}");
    assert!(refused.stderr.contains("--unchecked") && refused.stderr.contains("UpDown"), "{refused}");
    let drain = ["noc", "drain", "--traffic", "./two.csv", "--packets-per-node", "9", "--flits", "40"];
    workspace.write("two.csv", "src,dst,weight\n0,2,1\n1,3,1\n2,4,1\n3,0,1\n4,1,1\n");
    let drain = [drain.as_slice(), &network].concat();
    for arguments in [replay, drain] {
        let ended = workspace.run(&[arguments.as_slice(), &["--unchecked"]].concat());
        assert_eq!(ended.code, Some(1), "{ended}");
        assert!(ended.stdout.is_empty(), "{ended}");
        for needed in ["deadlock in cycle", "router 0 -> router 1, channel 0", "waits for", "will never move"]
        {
            assert!(ended.stderr.contains(needed), "{needed} is not in {ended}");
        }
    }
}

#[test]
fn wrong_inputs_of_networks() {
    let workspace = Workspace::new();
    workspace.write("ring.ron", RING);
    workspace.write("one.csv", "src,dst,weight\n3,4,1\n3,5,1\n");
    workspace.write("wrong.csv", "src,dst,weight\n0,1,1\n0,x,-1\n16,2,nan\n");
    workspace.write("columns.csv", "pid,source,dst,flit,gen_cycle\n0,1,2,1,0\n");
    workspace.write("packets.csv", "pid,src,dst,flits,gen_cycle\n0,1,2,1,0\n0,16,2,0,-1\n2,1\n");
    let before = workspace.files(".");
    let mut text = String::new();
    for (what, arguments) in WRONG {
        let ended = workspace.run(arguments);
        assert_eq!(ended.code, Some(2), "{what}: {ended}");
        assert!(ended.stdout.is_empty() && !ended.stderr.contains("panicked"), "{what}: {ended}");
        let _ = writeln!(text, "## {what}\n$ {}\n{}", ended.command, ended.stderr);
        assert_eq!(workspace.files("."), before, "{what} leaves files behind");
    }
    assert_golden("noc-errors.txt", &text);
}
