//! Every refusal, from text to message: one change of a sound file each, and the problem it must raise.

use egret_config::{Energy, InputError, Setting, Sourced, parameters};

use super::checker::Checker;
use super::validate;
use crate::file::ChipFile;
use crate::load::{check, parse_chip};
use crate::shipped::shipped_references;

/// A small sound chip.
pub(super) const FIXTURE: &str = include_str!("fixture.ron");

/// The fixture with one piece of text in place of another, which must be there once.
pub(super) fn with(old: &str, new: &str) -> String {
    assert_eq!(FIXTURE.matches(old).count(), 1, "`{old}` in the fixture");
    FIXTURE.replace(old, new)
}

fn refusal(text: &str) -> InputError {
    check("fixture.ron", text, &[]).expect_err("refused")
}

/// Asserts that the change raises one problem, at that path and saying that, with a hint and a place in the text.
#[track_caller]
fn refuses(old: &str, new: &str, path: &str, what: &str) {
    let error = refusal(&with(old, new));
    assert_eq!(error.problems.len(), 1, "{error}");
    let problem = &error.problems[0];
    assert_eq!(problem.path, path, "{error}");
    assert!(problem.what.contains(what), "{error}");
    assert!(problem.hint.as_ref().is_some_and(|hint| !hint.is_empty()), "{error}");
    assert!(problem.span.is_some(), "{error}");
}

fn setting(text: &str) -> Setting {
    text.parse().expect("a setting")
}

#[test]
fn the_fixture_is_sound() {
    check("fixture.ron", FIXTURE, &[]).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn every_number_of_a_file_is_looked_at_once() {
    let mut texts = vec![FIXTURE.to_owned(), super::power_cases::powered()];
    texts.extend(crate::shipped::shipped_chips().iter().map(|(_, text)| (*text).to_owned()));
    for text in texts {
        let file = parse_chip("chip", &text).unwrap_or_else(|error| panic!("{error}"));
        let mut sourced: Vec<String> = parameters(&file)
            .into_iter()
            .filter_map(|parameter| parameter.basis.map(|_| parameter.path))
            .collect();
        let mut checker = Checker::new(shipped_references(), file.hypothetical, file.rounding);
        super::chip::check(&mut checker, file);
        let mut seen = checker.seen;
        sourced.sort();
        seen.sort();
        assert_eq!(seen, sourced);
    }
}

#[test]
fn zero_counts() {
    refuses("lanes: Given(4)", "lanes: Given(0)", "core.synapse.lanes", "zero lanes");
    refuses("columns: Given(2)", "columns: Given(0)", "topology.columns", "is 0");
    refuses("banks: Given(1)", "banks: Given(0)", "core.memories.fifo.banks", "zero banks");
    refuses(
        "queue_entries: Given(16)",
        "queue_entries: Given(0)",
        "core.axon_in.queue_entries",
        "zero queue",
    );
    refuses("flit_bits: Given(64)", "flit_bits: Given(0)", "network.flit_bits", "zero flit bits");
    refuses("chips: Given(4)", "chips: Given(0)", "chip_link.chips", "zero chips");
    refuses("Graded(Given(16))", "Graded(Given(0))", "limits.payload", "zero payload bits");
    refuses("fan_in: Given(4096)", "fan_in: Given(0)", "limits.fan_in", "zero sources");
    refuses("width: Given(\"32 b\")", "width: Given(\"0 b\")", "core.memories.fifo.width", "zero width");
    let none = "usable_cores: Given(0)";
    let error = refusal(&with("usable_cores: Given(3)", none));
    assert!(error.problems.iter().any(|problem| problem.what == "zero usable cores"), "{error}");
}

#[test]
fn impossible_quantities() {
    refuses("\"6.4 pJ\"", "\"-6.4 pJ\"", "energy.weight_read", "negative energy");
    refuses("\"6.4 pJ\"", "\"NaN pJ\"", "energy.weight_read", "NaN");
    refuses("\"6.4 pJ\"", "6.4", "energy.weight_read", "has no unit");
    refuses("\"6.4 pJ\"", "\"6.4 ns\"", "energy.weight_read", "not a unit of energy");
    refuses("\"400 MHz\"", "\"0 Hz\"", "network.clock", "zero frequency");
}

#[test]
fn impossible_quantities_made_in_memory() {
    for (joules, what) in
        [(-1.0, "negative energy"), (f64::NAN, "not a number energy"), (f64::INFINITY, "infinite energy")]
    {
        let mut file: ChipFile = parse_chip("chip", FIXTURE).expect("sound");
        file.energy.synop = Sourced::Given(Energy::joules(joules));
        let problems = validate(file, shipped_references()).expect_err("refused");
        assert_eq!((problems.len(), problems[0].path.as_str()), (1, "energy.synop"));
        assert_eq!(problems[0].what, what);
    }
}

#[test]
fn prices_missing_and_actions_unknown() {
    let error = refusal(&with("        filler: Given(\"0.5 pJ\"),\n", ""));
    assert!(error.problems[0].what.contains("filler"), "{error}");
    let error = refusal(&with("filler: Given", "fillers: Given"));
    assert!(error.to_string().contains("filler"), "{error}");
}

#[test]
fn delays_that_are_no_whole_ticks() {
    refuses("\"100 ns\"", "\"4.1 ns\"", "chip_link.latency", "4.1 ns is 4.920000 ticks");
    refuses("clock: Given(\"300 MHz\")", "clock: Given(\"350 MHz\")", "core.clock", "3.428571 ticks a cycle");
    refuses("Given(\"1.2 GHz\")", "Given(\"0.5 Hz\")", "time_base", "no usable time base");
    refuses("Given(\"10 ns\")", "Given(\"0 ns\")", "chip_link.cycle", "an interval of zero");
}

#[test]
fn delays_that_are_too_long() {
    for (old, path) in [("Given(\"100 ns\")", "chip_link.latency"), ("Given(\"10 ns\")", "chip_link.cycle")] {
        let error = refusal(&with(old, "Given(\"1 s\")"));
        let problem = &error.problems[0];
        assert_eq!((error.problems.len(), problem.path.as_str()), (1, path), "{error}");
        assert!(problem.what.contains("1200000000 ticks: too long"), "{error}");
        assert!(problem.hint.as_ref().is_some_and(|hint| hint.contains("at most 833.333 ms")), "{error}");
    }
    let cycles = "Given(\"300000000 cycles\")";
    refuses("Given(\"4 cycles\")", cycles, "host.latency", "1200000000 ticks: too long");
    refuses("Given(\"6 cycles\")", "Given(\"400000000 cycles\")", "network.vertical.latency", "too long");
    let core = with("row_time: Given(\"2 cycles\")", &format!("row_time: {cycles}"));
    check("fixture.ron", &core, &[]).expect("only links are bound to a second");
}

#[test]
fn sizes_that_no_chip_has() {
    let many = "1048577";
    for (old, path) in [
        ("header_bits: Given(32)", "network.header_bits"),
        ("flit_bits: Given(64)", "network.flit_bits"),
        ("accumulator_bits: Given(24)", "core.dendrite.accumulator_bits"),
        ("state_bits: Given(96)", "core.soma.models.egru.state_bits"),
        ("queue_entries: Given(16)", "core.axon_in.queue_entries"),
        ("lanes: Given(4)", "core.synapse.lanes"),
        ("lanes: Given(1)", "core.soma.lanes"),
        ("Graded(Given(16))", "limits.payload"),
        ("weight_bits: Given(8)", "limits.weight_bits"),
    ] {
        let (head, rest) = old.split_once("Given(").expect("a number");
        let brackets = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
        refuses(old, &format!("{head}Given({many}{brackets}"), path, &format!("{many} "));
    }
    for size in ["banks", "ports"] {
        for path in ["core.dendrite", "core.memories.main", "core.memories.fifo"] {
            let path = format!("chip.{path}.{size}");
            let error =
                check("fixture.ron", FIXTURE, &[setting(&format!("{path}={many}"))]).expect_err(&path);
            assert!(error.problems[0].what.starts_with(&format!("{many} {size}: too many")), "{error}");
        }
    }
    refuses("width: Given(\"32 b\")", "width: Given(\"1 GiB\")", "core.memories.fifo.width", "too wide");
    refuses("chips: Given(4)", "chips: Given(4000000000)", "chip_link.chips", "more than 67108864 cores");
}

#[test]
fn latencies_of_memories() {
    let width = "width: Given(\"32 b\"),";
    for field in ["read_latency", "write_latency"] {
        refuses(
            width,
            &format!("{width} {field}: Given(\"0 ns\"),"),
            &format!("core.memories.fifo.{field}"),
            "shorter than an access",
        );
        refuses(
            width,
            &format!("{width} {field}: Unknown(\"nowhere\"),"),
            &format!("core.memories.fifo.{field}"),
            "unknown delay",
        );
    }
}

#[test]
fn drams_that_cannot_be() {
    refuses("channels: Given(2)", "channels: Given(0)", "dram.channels", "zero channels");
    refuses("prefetch_rows: Given(4)", "prefetch_rows: Given(0)", "dram.prefetch_rows", "zero rows");
    refuses("burst: Given(\"256 b\")", "burst: Given(\"0 b\")", "dram.burst", "no bits");
    refuses("burst_time: Given(\"3 cycles\")", "burst_time: Given(\"0 ns\")", "dram.burst_time", "zero");
    refuses("Given(\"50 ns\")", "Given(\"15 ns\")", "dram.miss_latency", "sooner");
    refuses("page: Given(\"2 KiB\")", "page: Given(\"1000 b\")", "dram.page", "whole number of bursts");
    refuses("\"1 MiB\"", "\"15 KiB\"", "dram.capacity", "less than one page in each of 16 banks");
    refuses("Given(\"2 nJ\")", "Modelled(\"cacti7-fit-22lop\")", "dram.burst_energy", "no model");
    refuses("Given(\"5 mW\")", "Modelled(\"cacti7-fit-22lop\")", "dram.static_power", "no model");
}

#[test]
fn cycles_without_a_clock() {
    let error = refusal(&with("        clock: Given(\"400 MHz\"),\n", ""));
    assert_eq!(error.problems.len(), 8, "two of each of four classes: {error}");
    let problem = &error.problems[0];
    assert!(problem.what.contains("network.clock") && problem.hint.is_some(), "{error}");
}

#[test]
fn content_without_one_home() {
    refuses("holds: [Queue]", "holds: [Queue, State]", "core.memories.main.holds", "State is held twice");
    refuses("State]", "]", "core.memories", "no memory holds State");
    refuses("holds: [Queue]", "holds: [Queue, Queue]", "core.memories.fifo.holds", "Queue is listed twice");
    refuses("\"1 KiB\"", "\"1 B\"", "core.memories.fifo.capacity", "less than one word");
}

#[test]
fn more_cores_than_there_are() {
    refuses("usable_cores: Given(3)", "usable_cores: Given(5)", "usable_cores", "where the topology has 4");
    refuses("cores: 12", "cores: 13", "mapping.cores", "at most 12");
    refuses("cores: 12", "cores: 0", "mapping.cores", "zero cores");
}

#[test]
fn estimates_outside_their_range() {
    let path = "core.soma.models.egru.active_energy";
    refuses("(\"1 pJ\", \"4 pJ\")", "(\"4 pJ\", \"5 pJ\")", path, "outside its own range");
    refuses("(\"1 pJ\", \"4 pJ\")", "(\"4 pJ\", \"1 pJ\")", path, "outside its own range");
    let mixed = "Estimated(\"2 cycles\", \"davies2018\", (\"1 ns\", \"9 ns\"))";
    refuses("Given(\"100 ns\")", mixed, "chip_link.latency", "outside its own range");
}

#[test]
fn unknown_and_modelled_where_a_number_must_be() {
    refuses("Given(\"100 ns\")", "Unknown(\"nowhere\")", "chip_link.latency", "an unknown delay");
    refuses(
        "queue_entries: Given(16)",
        "queue_entries: Unknown(\"\")",
        "core.axon_in.queue_entries",
        "unknown count",
    );
    let modelled = "Modelled(\"dsent-fit-22\")";
    refuses("Given(\"100 ns\")", modelled, "chip_link.latency", "no model computes this delay");
    refuses(
        "core_used: Given(\"1 mW\")",
        &format!("core_used: {modelled}"),
        "static_power.core_used",
        "no model",
    );
    refuses("Given(\"0.5 pJ\")", modelled, "energy.filler", "no model computes this energy");
}

#[test]
fn chosen_numbers_of_a_real_chip() {
    let chosen = "Chosen(\"6.4 pJ\", \"looks nice\")";
    refuses("Given(\"6.4 pJ\")", chosen, "energy.weight_read", "cannot be chosen");
    let text =
        with("Given(\"6.4 pJ\")", chosen).replace("rounding: Refuse", "hypothetical: true, rounding: Refuse");
    assert!(check("fixture.ron", &text, &[]).is_ok());
}

#[test]
fn sources_that_do_not_exist() {
    refuses(
        "\"davies2018:table2\"),\n        filler",
        "\"davis2018:table2\"),\n        filler",
        "energy.synop",
        "`davis2018`",
    );
    refuses(
        "davies2018; merolla2014:p. 3",
        "davies2018; nobody1999",
        "energy.link_horizontal",
        "`nobody1999`",
    );
    refuses("davies2018; merolla2014:p. 3", " ", "energy.link_horizontal", "an empty source");
    let error = refusal(&with("davies2018; merolla2014:p. 3", "davis2018"));
    assert!(
        error.problems[0].hint.as_ref().is_some_and(|hint| hint.contains("did you mean `davies2018`")),
        "{error}"
    );
}

#[test]
fn models_that_do_not_exist_or_do_not_apply() {
    let crossbar = "crossbar: Modelled(\"dsent-fit-22\")";
    refuses(crossbar, "crossbar: Modelled(\"dsent-fit-23\")", "energy.crossbar", "no model `dsent-fit-23`");
    let error = refusal(&with(crossbar, "crossbar: Modelled(\"dsent-fit-222\")"));
    assert!(
        error.problems[0].hint.as_ref().is_some_and(|hint| hint.contains("did you mean `dsent-fit-22`")),
        "{error}"
    );
    refuses(crossbar, "crossbar: Modelled(\"cacti7-fit-22hp\")", "energy.crossbar", "models memories");
    let weights = "weight_read: Given(\"6.4 pJ\")";
    refuses(weights, "weight_read: Modelled(\"dsent-fit-22\")", "energy.weight_read", "not memories");
    let small = refusal(&with("\"1 KiB\"", "\"512 B\""));
    assert!(small.problems.iter().all(|problem| problem.what.contains("0.5 KiB")), "{small}");
}

#[test]
fn operating_points_beyond_the_scaling() {
    let paths = |text: &str| -> Vec<String> {
        refusal(text).problems.into_iter().map(|problem| problem.path).collect()
    };
    let modelled = [
        "core.memories.fifo.access_time",
        "energy.queue_access",
        "energy.pointer_read",
        "energy.buffer_write",
        "energy.buffer_read",
        "energy.crossbar",
        "energy.arbitration",
    ];
    assert_eq!(paths(&with("Specified(\"22 nm\", \"scholze2026\")", "Given(\"5 nm\")")), modelled);
    assert_eq!(paths(&with("Given(\"0.6 V\")", "Unknown(\"nowhere\")")), modelled);
}

#[test]
fn unit_models_that_do_not_exist() {
    refuses("\"egru\": (", "\"egur\": (", "core.soma.models.egur", "no unit model `egur`");
}

#[test]
fn other_schemas() {
    refuses("egret.chip/1", "egret.chip/2", "schema", "`egret.chip/2`");
    refuses("name: \"fixture\"", "name: \"\"", "name", "empty name");
}

#[test]
fn all_problems_of_a_file_at_once() {
    let text = with("lanes: Given(4)", "lanes: Given(0)")
        .replace("usable_cores: Given(3)", "usable_cores: Given(9)");
    let error = refusal(&text);
    assert_eq!(error.problems.len(), 2, "{error}");
    assert!(error.to_string().starts_with("fixture.ron:10:19: usable_cores"), "{error}");
}

#[test]
fn problems_of_overrides_name_the_override() {
    let settings = [setting("chip.core.soma.lanes=2"), setting("chip.core.synapse.lanes=0")];
    let error = check("fixture.ron", FIXTURE, &settings).expect_err("refused");
    assert_eq!((error.name.as_str(), error.problems.len()), ("--set", 1), "{error}");
    assert!(error.problems[0].what.contains("(from --set chip.core.synapse.lanes=0)"), "{error}");
}

#[test]
fn problems_of_the_file_and_of_overrides_together() {
    let text = with("usable_cores: Given(3)", "usable_cores: Given(9)");
    let error = check("fixture.ron", &text, &[setting("chip.core.synapse.lanes=0")]).expect_err("refused");
    assert_eq!((error.name.as_str(), error.problems.len()), ("fixture.ron", 2), "{error}");
    assert!(error.problems[0].span.is_some() && error.problems[1].span.is_none(), "{error}");
    let fixed = check("fixture.ron", &text, &[setting("chip.usable_cores=4")])
        .expect("the override repairs the file");
    assert_eq!(fixed.usable_cores(), 4);
}

#[test]
fn an_override_that_breaks_another_parameter_is_named() {
    let error = check("fixture.ron", FIXTURE, &[setting("workload.seed=1"), setting("chip.topology.rows=1")])
        .expect_err("refused");
    assert_eq!(error.problems[0].path, "usable_cores", "{error}");
    assert!(error.problems[0].what.ends_with("(from --set chip.topology.rows=1)"), "{error}");
}
