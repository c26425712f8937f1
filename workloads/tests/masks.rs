//! Masks as workload files and settings name them, and what is said about those that cannot be.

use egret_config::{InputError, Setting};
use egret_workloads::{MaskFile, Workload, check};

fn with(mask: &str, weight_sparsity: f64, settings: &[&str]) -> Result<Workload, InputError> {
    let text = format!(
        r#"(
    schema: "egret.workload/1",
    name: "small",
    summary: "Two layers.",
    populations: [
        (name: "frame", model: Input, units: Given(40)),
        (name: "layer0", model: Egru, units: Given(32)),
    ],
    projections: [
        (name: "W0", source: "frame", target: "layer0", delay: 0),
        (name: "R0", source: "layer0", target: "layer0", delay: 1),
    ],
    weight_sparsity: {weight_sparsity:?},
    mask: {mask},
    weight_bits: Given(8),
    payload_bits: Given(8),
    embedding: Host,
    decoder: Absent,
    activity: Some(0.5),
    steps: 4,
)"#
    );
    let settings: Vec<Setting> =
        settings.iter().map(|setting| setting.parse().expect("path=value")).collect();
    check("small.ron", &text, &settings, 1)
}

/// Problem and hint of each refusal.
fn said(mask: &str, weight_sparsity: f64) -> Vec<String> {
    let error = with(mask, weight_sparsity, &[]).map(|_| ()).expect_err("a refusal");
    let line = |problem: &egret_config::Problem| {
        format!("{}: {}; {}", problem.path, problem.what, problem.hint.clone().unwrap_or_default())
    };
    error.problems.iter().map(line).collect()
}

const WRITTEN: [&str; 9] = [
    "UniformRandom",
    "RowBalanced",
    "NOfM(n: 1, m: 4, along: Sources)",
    "NOfM(m: 8, along: Both)",
    "Block(height: 8, width: 4)",
    "BankBalanced(elements: 16)",
    "BankBalanced(elements: 16, layout: Ranges)",
    "NeuroPrune",
    "PreferentialAttachment",
];

#[test]
fn every_mask_is_drawn_at_the_density_it_was_asked_for() {
    for mask in WRITTEN {
        let workload = with(mask, 0.75, &[]).unwrap_or_else(|error| panic!("{mask}: {error}"));
        for projection in &workload.network().projections {
            assert_eq!(4 * projection.synapses.nonzeros(), projection.synapses.positions(), "{mask}");
        }
        assert_eq!(workload.network(), with(mask, 0.75, &[]).expect("as before").network(), "{mask}");
        let dense = with(&mask.replace("n: 1, ", ""), 0.0, &[]).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(dense.network().nonzeros(), 40 * 96 + 32 * 96, "{mask}");
    }
    for mask in MaskFile::ALL {
        let named = WRITTEN.iter().any(|written| written.starts_with(mask.name()));
        assert!(named || mask.generate(8, 8, 0.75, 1, 0).is_none(), "{} is not tested here", mask.name());
    }
}

#[test]
fn masks_and_their_parameters_are_settings() {
    let settings = ["workload.mask=Block(height: 8, width: 4)", "workload.weight_sparsity=0.5"];
    let workload = with("UniformRandom", 0.75, &settings).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(workload.file().mask, MaskFile::Block { height: 8, width: 4 });
    let workload = with("Block(height: 8, width: 4)", 0.75, &["workload.mask.height=2"]);
    let workload = workload.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(workload.file().mask, MaskFile::Block { height: 2, width: 4 });
    let paths: Vec<String> = workload.parameters().into_iter().map(|parameter| parameter.path).collect();
    assert!(paths.contains(&"mask".to_owned()) && paths.contains(&"mask.height".to_owned()), "{paths:?}");
}

#[test]
fn n_of_m_must_be_the_density() {
    assert_eq!(
        said("NOfM(n: 2, m: 4, along: Targets)", 0.8),
        ["mask.n: 2 of 4 weights is a weight sparsity of 0.5, but `weight_sparsity` is 0.8; \
             write `weight_sparsity: 0.5`, or leave `n` out; groups of 4 allow 0, 0.25, 0.5, 0.75, 1"]
    );
    assert_eq!(
        said("NOfM(m: 4, along: Both)", 0.8),
        ["mask.m: groups of 4 positions cannot have a weight sparsity of 0.8: that is 0.8 weights a group; \
             groups of 4 allow 0, 0.25, 0.5, 0.75, 1"]
    );
    assert_eq!(
        said("NOfM(m: 16, along: Sources)", 0.8),
        [
            "mask.m: groups of 16 positions cannot have a weight sparsity of 0.8: that is 3.2 weights a group; \
             groups of 16 allow next to it 0.75, 0.8125"
        ]
    );
    assert!(with("NOfM(m: 3, along: Targets)", 0.6667, &[]).is_ok(), "a share with four digits");
}

#[test]
fn impossible_parameters_are_refused_by_name() {
    assert_eq!(said("NOfM(m: 0, along: Both)", 0.5), ["mask.m: 0 positions a group; write at least 1"]);
    assert_eq!(
        said("NOfM(n: 5, m: 4, along: Both)", 0.5),
        ["mask.n: 5 weights do not fit into a group of 4 positions; 0 to 4, or leave it out"]
    );
    assert_eq!(
        said("Block(height: 0, width: 0)", 0.5),
        [
            "mask.height: 0 source units a block; write at least 1",
            "mask.width: 0 targets a block; write at least 1"
        ]
    );
    assert_eq!(
        said("BankBalanced(elements: 0)", 0.5),
        ["mask.elements: 0 processing elements; write at least 1"]
    );
}

#[test]
fn structures_larger_than_a_matrix_are_refused_with_the_matrix() {
    assert_eq!(
        said("Block(height: 36, width: 4)", 0.5),
        ["mask: a block has 36 source units, but projection \"R0\" only 32; \
             a smaller structure, or another mask"]
    );
    assert_eq!(
        said("BankBalanced(elements: 100)", 0.5)[0],
        "mask: 100 processing elements are to share the targets of projection \"W0\", but there are only 96; \
         a smaller structure, or another mask"
    );
    assert_eq!(said("NOfM(m: 64, along: Sources)", 0.5).len(), 2, "neither W0 nor R0 has 64 source units");
}
