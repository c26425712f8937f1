//! Traces as files: what a reader of them finds.

use std::collections::{BTreeMap, BTreeSet};

use egret_reports::from_json;

use super::decode::{Kind, Trace};
use crate::support::Workspace;

/// Runs that are traced: all of them on clocks whose ticks are whole nanoseconds where busy times are compared.
const RUNS: [(&str, &[&str]); 5] = [
    ("one processor a core", &["--steps", "2"]),
    (
        "dataflow",
        &["--chip", "mesh-generic", "--workload", "egru-ptb", "--weight-sparsity", "0.98", "--steps", "2"],
    ),
    (
        "routers cycle by cycle",
        &[
            "--chip",
            "mesh-generic",
            "--workload",
            "egru-ptb",
            "--weight-sparsity",
            "0.98",
            "--steps",
            "1",
            "--noc",
            "flit",
        ],
    ),
    (
        "a board, a barrier",
        &[
            "--chip",
            "mesh-generic",
            "--workload",
            "egru-ptb",
            "--weight-sparsity",
            "0.98",
            "--steps",
            "1",
            "--chips",
            "4",
            "--set",
            "chip.topology.Mesh.columns=8",
            "--set",
            "chip.topology.Mesh.rows=8",
            "--set",
            "chip.usable_cores=64",
            "--set",
            "chip.sync=Barrier(base: Given(\"50 ns\"), per_tile: Given(\"10 ns\"))",
        ],
    ),
    (
        "a tick of its own",
        &[
            "--chip",
            "mesh-generic",
            "--workload",
            "egru-ptb",
            "--weight-sparsity",
            "0.98",
            "--steps",
            "2",
            "--set",
            "chip.sync=FreeRunning(period: Given(\"20 us\"))",
        ],
    ),
];

fn traced(workspace: &Workspace, arguments: &[&str]) -> (Trace, egret_reports::RunRecord) {
    let fixed = ["run", "--trace", "traces/run.pftrace", "--format", "json", "--no-host"];
    let ended = workspace.run(&[&fixed[..], arguments].concat()).succeeded();
    let record = from_json("run.json", &ended.stdout).expect("a record");
    let file = std::fs::read(workspace.path("traces/run.pftrace")).expect("a trace");
    assert_eq!(workspace.files("traces"), ["run.pftrace"], "no temporary file is left");
    (Trace::read(&file), record)
}

#[test]
fn traces_show_what_the_record_counts() {
    for (name, arguments) in RUNS {
        let workspace = Workspace::new();
        let (trace, record) = traced(&workspace, arguments);
        let mut untraced = vec!["run", "--format", "json", "--no-host"];
        untraced.extend(arguments);
        let untraced = workspace.run(&untraced).succeeded();
        let untraced = from_json("run.json", &untraced.stdout).expect("a record");
        assert_eq!(record.fingerprint, untraced.fingerprint, "{name}: tracing changes the run");

        let mut last: BTreeMap<u64, u64> = BTreeMap::new();
        for event in &trace.events {
            let last = last.entry(event.track).or_default();
            assert!(*last <= event.at, "{name}: {} goes back in time", trace.full_name(event.track));
            *last = event.at;
        }
        flows(name, &trace, &record);
        power(name, &trace, &record);
        busy(name, &trace, &record);
        let steps = trace.slices(trace.ending("synchronisation / steps")[0]);
        assert_eq!(steps.len(), record.steps.len(), "{name}: steps");
    }
}

/// As many flows end as packets are delivered, each once, behind its beginning.
fn flows(name: &str, trace: &Trace, record: &egret_reports::RunRecord) {
    let mut begun: BTreeMap<u64, u64> = BTreeMap::new();
    let (mut passed, mut ended) = (BTreeSet::new(), BTreeSet::new());
    for event in &trace.events {
        for &flow in &event.flows {
            if event.kind == Kind::Begin {
                assert_eq!(begun.insert(flow, event.at), None, "{name}: flow {flow} begins twice");
            } else {
                assert!(passed.insert(flow), "{name}: flow {flow} arrives twice");
            }
        }
        for &flow in &event.flow_ends {
            assert!(begun.get(&flow).is_some_and(|from| *from <= event.at), "{name}: flow {flow} ends early");
            assert!(ended.insert(flow), "{name}: flow {flow} ends twice");
        }
    }
    assert_eq!(ended.len() as u64, record.counts.deliveries, "{name}: deliveries");
    assert_eq!(begun.len() as u64, record.counts.addressed, "{name}: destinations");
    assert_eq!(passed, ended, "{name}: what arrives is worked on");
}

/// The area under power is energy, but for nanoseconds that instants are rounded by.
fn power(name: &str, trace: &Trace, record: &egret_reports::RunRecord) {
    let named = trace.ending("power");
    let whole = named.iter().find(|number| trace.full_name(**number) == "power");
    let counter = *whole.or_else(|| named.iter().min()).expect("a counter of power");
    let samples: Vec<(u64, f64)> = trace
        .events
        .iter()
        .filter(|event| event.track == counter)
        .map(|event| (event.at, event.value))
        .collect();
    let joules: f64 = samples.windows(2).map(|pair| pair[0].1 * (pair[1].0 - pair[0].0) as f64 * 1e-9).sum();
    let highest = samples.iter().map(|sample| sample.1).fold(0.0, f64::max);
    let slack = highest * samples.len() as f64 * 1e-9 + record.energy.total_j * 1e-9;
    assert!(
        (joules - record.energy.total_j).abs() <= slack,
        "{name}: {joules} J under power, {} J",
        record.energy.total_j
    );
    assert!(samples.len() > record.steps.len().min(2), "{name}: a sample a step");
}

/// The busier of the stages on the way of events is busy for `busy_ticks`, but for nanoseconds that instants are rounded by.
fn busy(name: &str, trace: &Trace, record: &egret_reports::RunRecord) {
    for core in &record.cores {
        let of_core = |stage: &str| -> (f64, usize) {
            let tracks = trace.tracks.keys().copied().filter(|track| {
                let full = trace.full_name(*track);
                full.starts_with(&format!("cores / core {} (", core.core))
                    && full.ends_with(&format!("/ {stage}"))
            });
            let slices: Vec<_> = tracks.flat_map(|track| trace.slices(track)).collect();
            (slices.iter().map(|slice| (slice.2 - slice.1) as f64).sum(), slices.len())
        };
        let stages = ["processor", "synapse", "dendrite"].map(of_core);
        let (seen, slices) =
            stages.into_iter().max_by(|one, other| one.0.total_cmp(&other.0)).expect("three");
        let expected = core.busy_ticks as f64 * 1e9 / record.time.ticks_per_second as f64;
        let whole = 1_000_000_000 % record.time.ticks_per_second == 0;
        let slack = if whole { 1e-6 } else { slices as f64 };
        assert!((seen - expected).abs() <= slack, "{name}: core {}: {seen} ns of {expected} ns", core.core);
    }
}

#[test]
fn a_window_shows_its_part_and_no_more() {
    let workspace = Workspace::new();
    let run = ["--chip", "mesh-generic", "--workload", "lif-random", "--steps", "9"];
    let (whole, record) = traced(&workspace, &run);
    let middle = (record.time.total_s * 1e9 / 3.0) as u64;
    let window = format!("{middle}ns..{}ns", 2 * middle);
    let (part, same) = traced(&workspace, &[&run[..], &["--trace-window", &window]].concat());
    assert_eq!(record.fingerprint, same.fingerprint);
    assert!(part.events.iter().all(|event| (middle..=2 * middle).contains(&event.at)));
    assert!(part.events.len() * 2 < whole.events.len() && part.events.len() * 6 > whole.events.len());
    for &track in part.tracks.keys() {
        let name = part.full_name(track);
        let same =
            whole.tracks.keys().copied().find(|other| whole.full_name(*other) == name).expect("a track");
        let cut: u64 = whole
            .slices(same)
            .iter()
            .map(|(_, from, until)| (*until).min(2 * middle).saturating_sub((*from).max(middle)))
            .sum();
        let shown: u64 = part.slices(track).iter().map(|(_, from, until)| until - from).sum();
        assert_eq!(shown, cut, "{name}");
    }
    // Packets that left before the window have no arrow into it.
    let begun: BTreeSet<u64> = part
        .events
        .iter()
        .filter(|event| event.kind == Kind::Begin)
        .flat_map(|event| event.flows.iter().copied())
        .collect();
    assert!(part.events.iter().all(|event| event.flow_ends.iter().all(|flow| begun.contains(flow))));
    // What the run costs is in the record, whatever is shown.
    assert!(workspace.path("out/run.json").exists());
}

#[test]
fn windows_that_show_less_than_asked_for_say_so() {
    let workspace = Workspace::new();
    let run = |window: &str| {
        let arguments = ["run", "--steps", "1", "--trace", "run.pftrace", "--trace-window", window];
        workspace.run(&arguments).succeeded()
    };
    let behind = run("10s..11s");
    assert!(
        behind.stderr.contains("before the window of the trace begins at 10 s: the trace is empty"),
        "{behind}"
    );
    let trace = Trace::read(&std::fs::read(workspace.path("run.pftrace")).expect("a trace"));
    assert!(trace.events.is_empty());
    assert!(run("1us..11s").stderr.contains("would have gone on to 11 s"));
    assert_eq!(run("1us..2us").stderr, "");
}

#[test]
fn what_cannot_be_traced_is_refused_before_the_run() {
    let workspace = Workspace::new();
    for (arguments, what) in [
        (&["--trace", "t", "--trace-window", "2ms..1ms"][..], "before it begins"),
        (&["--trace", "t", "--trace-window", "1ms..1ms"], "is empty"),
        (&["--trace", "t", "--trace-window", "1..2"], "no unit"),
        (&["--trace", "t", "--trace-window", "1ms"], "no window"),
        (&["--trace-window", "1ms..2ms"], "--trace <FILE>"),
        (&["--trace", "t", "--timing", "peer-simple", "--chip", "loihi1-davies"], "sums without events"),
    ] {
        let ended = workspace.run(&[&["run", "--steps", "1"][..], arguments].concat());
        assert_eq!(ended.code, Some(2), "{ended}");
        assert!(ended.stderr.contains(what), "{what}: {ended}");
        assert!(workspace.files(".").is_empty(), "{ended}");
    }
    workspace.write("file", "");
    let ended = workspace.run(&["run", "--steps", "1", "--trace", "file/t"]);
    assert_ne!(ended.code, Some(0), "{ended}");
    assert_eq!(workspace.files("."), ["file"], "{ended}");
}
