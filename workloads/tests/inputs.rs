//! What is said about workload files that cannot be run.

use egret_config::{InputError, Setting};
use egret_workloads::{Workload, check, shipped_workloads};

fn text_of(name: &str) -> &'static str {
    shipped_workloads().iter().find(|(shipped, _)| *shipped == name).expect("it ships").1
}

fn with(name: &str, settings: &[&str]) -> Result<Workload, InputError> {
    let settings: Vec<Setting> =
        settings.iter().map(|setting| setting.parse().expect("path=value")).collect();
    check(name, text_of(name), &settings, 1)
}

/// `path: what` of every problem with some settings.
fn said(name: &str, settings: &[&str]) -> Vec<String> {
    lines(&with(name, settings).expect_err("a refusal"))
}

fn lines(error: &InputError) -> Vec<String> {
    error.problems.iter().map(|problem| format!("{}: {}", problem.path, problem.what)).collect()
}

/// A small workload with one piece of its text replaced.
fn said_of_text(from: &str, to: &str) -> Vec<String> {
    let error = check("small.ron", &replaced(from, to), &[], 1).expect_err("a refusal");
    lines(&error)
}

fn replaced(from: &str, to: &str) -> String {
    let text = r#"(
    schema: "egret.workload/1",
    name: "small",
    summary: "Two layers.",
    populations: [
        (name: "frame", model: Input, units: Given(4)),
        (name: "layer0", model: Egru, units: Given(3)),
        (name: "layer1", model: Egru, units: Given(2)),
    ],
    projections: [
        (name: "W0", source: "frame", target: "layer0", delay: 0),
        (name: "R0", source: "layer0", target: "layer0", delay: 1),
        (name: "W1", source: "layer0", target: "layer1", delay: 0),
        (name: "B1", source: "layer1", target: "layer0", delay: 1),
    ],
    weight_sparsity: 0.5,
    mask: UniformRandom,
    weight_bits: Given(8),
    payload_bits: Given(8),
    embedding: Host,
    decoder: Absent,
    activity: Some(0.5),
    steps: 4,
)"#;
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn the_small_workload_itself_is_fine() {
    assert!(check("small.ron", &replaced("", ""), &[], 1).is_ok());
}

#[test]
fn an_untrained_sparsity_lists_the_levels() {
    assert_eq!(
        said("egru-wikitext2", &["workload.weight_sparsity=0.85"]),
        ["workload.weight_sparsity: 0.85 is not one of the trained levels 0, 0.5, 0.7, 0.8, 0.9, 0.95"]
    );
    let generated = ["workload.weight_sparsity=0.85", "workload.mask=UniformRandom", "workload.activity=0.1"];
    let workload = with("egru-wikitext2", &generated).unwrap_or_else(|error| panic!("{error}"));
    assert!(workload.is_synthetic());
    assert!((workload.weight_density() - 0.15).abs() < 1e-5);
}

#[test]
fn shares_outside_zero_to_one_are_refused_by_name() {
    assert_eq!(
        said("egru-ptb", &["workload.weight_sparsity=85"]),
        ["workload.weight_sparsity: weight sparsity 85 is more than 1"]
    );
    let error = with("egru-ptb", &["workload.weight_sparsity=85"]).err().unwrap();
    assert_eq!(error.problems[0].hint.as_deref(), Some("a share from 0 to 1; for 85 % write 0.85"));
    assert_eq!(error.name, "--set");
    assert_eq!(
        said("egru-ptb", &["workload.activity=-0.1"]),
        ["workload.activity: activity -0.1 is negative"]
    );
    assert_eq!(said_of_text("Some(0.5)", "Some(NaN)"), ["activity: activity is not a number"]);
    assert_eq!(
        said_of_text("sparsity: 0.5", "sparsity: NaN"),
        ["weight_sparsity: weight sparsity is not a number"]
    );
}

#[test]
fn activity_of_a_dense_model_is_refused_with_the_reason() {
    assert_eq!(
        said("gru-wikitext2", &["workload.activity=0.2"]),
        [
            "workload.activity: activity 0.2 has no meaning here: every unit of a dense model (gru) emits at every step"
        ]
    );
    assert!(with("gru-wikitext2", &["workload.activity=1"]).is_ok());
}

#[test]
fn names_that_do_not_exist_are_answered_with_the_nearest() {
    let error =
        check("small.ron", &replaced("target: \"layer1\"", "target: \"leyer1\""), &[], 1).err().unwrap();
    assert_eq!(lines(&error), ["projections[2].target: there is no population \"leyer1\""]);
    assert_eq!(error.problems[0].hint.as_deref(), Some("did you mean \"layer1\"?"));
    let span = error.problems[0].span.clone().unwrap();
    assert!(error.text.as_ref().unwrap()[span].contains("leyer1"));
    let unknown =
        check("small.ron", &replaced("model: Egru", "model: Egruu"), &[], 1).err().unwrap().to_string();
    assert!(
        unknown.contains("Egruu") && unknown.contains("did you mean") && unknown.contains("Egru"),
        "{unknown}"
    );
}

#[test]
fn all_problems_are_told_at_once() {
    let text = replaced("Given(3)", "Given(0)").replace("weight_bits: Given(8)", "weight_bits: Given(33)");
    let text = text.replace("steps: 4", "steps: 0").replace("\"layer1\", model", "\"layer0\", model");
    let error = check("small.ron", &text, &[], 1).err().unwrap();
    assert_eq!(
        lines(&error),
        [
            "steps: 0 steps leave nothing to run",
            "weight_bits: 33 bits are not possible",
            "populations[2].name: the name \"layer0\" is used twice in `populations`",
            "populations[1].units: 0 units",
            "projections[2].target: there is no population \"layer1\"",
            "projections[3].source: there is no population \"layer1\"",
        ]
    );
    assert!(error.problems.iter().all(|problem| problem.span.is_some()));
}

#[test]
fn bits_of_zero_are_refused() {
    assert_eq!(
        said("egru-ptb", &["workload.weight_bits=0"]),
        ["workload.weight_bits: 0 bits are not possible"]
    );
    assert_eq!(
        said("egru-ptb", &["workload.payload_bits=64"]),
        ["workload.payload_bits: 64 bits are not possible"]
    );
}

#[test]
fn a_cycle_within_a_step_is_named() {
    assert_eq!(
        said_of_text("target: \"layer0\", delay: 1),\n    ],", "target: \"layer0\", delay: 0),\n    ],"),
        [
            "projections[2].delay: delay-0 projections form a cycle: layer0 -> layer1 -> layer0 (through W1, B1)"
        ]
    );
    assert_eq!(
        said_of_text("target: \"layer0\", delay: 1)", "target: \"layer0\", delay: 0)"),
        ["projections[1].delay: delay-0 projections form a cycle: layer0 -> layer0 (through R0)"]
    );
    assert_eq!(
        said_of_text("delay: 1", "delay: 2"),
        ["projections[1].delay: a delay of 2 steps is not supported"]
    );
}

#[test]
fn an_on_chip_decoder_needs_its_vocabulary() {
    assert_eq!(
        said("egru-dvs", &["workload.decoder=Chip"]),
        ["workload.decoder: an on-chip decoder needs a vocabulary, whose size sets its memory"]
    );
    let workload = with("egru-ptb", &["workload.decoder=Chip"]).unwrap_or_else(|error| panic!("{error}"));
    let network = workload.network();
    let decoder = network.population(network.find("decoder").unwrap());
    assert_eq!((decoder.units, network.projections[6].synapses.nonzeros()), (10_000, 7_500_000));
    assert_eq!(workload.operations(&workload.activity().densities()).dense_macs.to_string(), "24165000");
    assert_eq!(workload.readout(), None);
}

#[test]
fn an_absent_embedding_takes_its_weights_along_and_nothing_else() {
    let settings = ["workload.weight_sparsity=0.9"];
    let (host, absent) =
        (with("egru-ptb", &settings), with("egru-ptb", &[settings[0], "workload.embedding=Absent"]));
    let (host, absent) = (host.unwrap(), absent.unwrap());
    assert_eq!(absent.network().populations[0].name, "layer0");
    assert_eq!(absent.network().projections[0].synapses, host.network().projections[1].synapses);
    assert_eq!(absent.network().depths(), [1, 2, 3]);
    assert_eq!(host.network().depths(), [0, 1, 2, 3]);
    let chip = with("egru-ptb", &["workload.embedding=Chip"]).unwrap();
    let table = &chip.network().populations[0];
    assert_eq!((table.lookup_bits, table.bits_per_step), (10_000 * 750 * 8, 750 * 8));
}

#[test]
fn sparsity_that_no_mask_could_take_is_refused() {
    let explicit = check(
        "explicit.ron",
        &replaced(
            "delay: 0),\n        (name: \"R0\", source: \"layer0\", target: \"layer0\", delay: 1),\n        (name: \"W1\", source: \"layer0\", target: \"layer1\", delay: 0),\n        (name: \"B1\", source: \"layer1\", target: \"layer0\", delay: 1),",
            "delay: 0, rows: [[0], [], [8, 8], [1]]),",
        ),
        &[],
        1,
    );
    assert_eq!(
        lines(&explicit.err().unwrap()),
        [
            "weight_sparsity: every projection lists its own rows, so there is nothing to prune",
            "projections[0].rows: row 2 lists 8 before 8: targets must ascend",
        ]
    );
}

#[test]
fn sizes_beyond_reason_are_refused_before_memory_is() {
    assert_eq!(
        said_of_text("units: Given(4)", "units: Given(4000000000)"),
        ["populations[0].units: 4000000000 units are too many"]
    );
    let huge = replaced("units: Given(3)", "units: Given(16000000)").replace("Given(2)", "Given(16000000)");
    let error = check("huge.ron", &huge, &[], 1).err().unwrap();
    assert_eq!(error.problems[0].path, "populations");
    assert!(error.problems[0].what.starts_with("the masks would list "), "{error}");
    assert!(check("huge.ron", &replaced("units: Given(3)", "units: Given(5000000000)"), &[], 1).is_err());
}

#[test]
fn recordings_fix_what_they_recorded() {
    assert_eq!(
        said("egru-wikitext2", &["workload.steps=4096"]),
        ["workload.steps: 4096 steps, but only 2048 are recorded"]
    );
    assert_eq!(
        said("egru-wikitext2", &["workload.mask=RowBalanced"]),
        ["workload.mask: the recorded activity belongs to the trained masks, not to RowBalanced ones"]
    );
    assert_eq!(said("egru-ptb", &["workload.mask=Trained"]).len(), 1);
    let synthetic = with("egru-wikitext2", &["workload.activity=0.2"]).unwrap();
    assert!(synthetic.is_synthetic());
    let recorded = with("egru-wikitext2", &[]).unwrap();
    assert_eq!(synthetic.network(), recorded.network());
}

#[test]
fn seeds_change_masks_and_nothing_else_does() {
    let masks = |seed| {
        check("egru-ptb", &text_of("egru-ptb").replace("sparsity: 0.0", "sparsity: 0.99"), &[], seed).unwrap()
    };
    assert_eq!(masks(1).network(), masks(1).network());
    assert_ne!(masks(1).network(), masks(2).network());
}
