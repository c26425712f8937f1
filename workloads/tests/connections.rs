//! Convolutions, pooling and activities of single populations, as workload files write them.

use egret_workloads::{PopulationActivity, Workload, check};

const TEXT: &str = r#"(
    schema: "egret.workload/1",
    name: "small",
    summary: "A convolution, a pool and a shortcut.",
    populations: [
        (name: "image", model: Input, units: Given(50), image: (channels: 2, height: 5, width: 5)),
        (name: "conv", model: Relu, units: Given(36), image: (channels: 4, height: 3, width: 3)),
        (name: "pool", model: Relu, units: Given(4), image: (channels: 4, height: 1, width: 1)),
        (name: "sum", model: Relu, units: Given(4)),
    ],
    projections: [
        (name: "conv", source: "image", target: "conv", delay: 0,
            connection: Convolution(kernel: (3, 3), stride: (2, 2), padding: (1, 1))),
        (name: "pool", source: "conv", target: "pool", delay: 0, connection: Pool(size: (3, 3))),
        (name: "full", source: "pool", target: "sum", delay: 0),
        (name: "past", source: "pool", target: "sum", delay: 0, connection: OneToOne),
    ],
    weight_sparsity: 0.5,
    mask: UniformRandom,
    weight_bits: Given(8),
    payload_bits: Given(8),
    embedding: Host,
    decoder: Absent,
    activity: 0.5,
    steps: 4,
)"#;

fn with(from: &str, to: &str) -> Result<Workload, Vec<String>> {
    assert!(TEXT.contains(from), "{from}");
    check("small.ron", &TEXT.replacen(from, to, 1), &[], 1).map_err(|error| {
        error.problems.iter().map(|problem| format!("{}: {}", problem.path, problem.what)).collect()
    })
}

fn refused(from: &str, to: &str) -> String {
    with(from, to).expect_err("a refusal").join("\n")
}

#[test]
fn kernels_are_pruned_and_pools_and_shortcuts_are_not() {
    let workload = with("", "").unwrap_or_else(|problems| panic!("{problems:?}"));
    let network = workload.network();
    let sizes: Vec<_> = network
        .projections
        .iter()
        .map(|projection| (projection.synapses.parameters(), projection.synapses.nonzeros()))
        .collect();
    assert_eq!((sizes[0].0, sizes[1], sizes[2], sizes[3]), (72, (0, 36), (16, 8), (0, 4)));
    let operations = workload.operations(&[1.0; 4]);
    // Of 3 x 3 places along an axis 7 lie on the image: 49 taps of 2 x 4 channels. Pool and shortcut count nothing.
    assert!((operations.dense_macs - f64::from(49 * 8 + 16)).abs() < 1e-9, "{}", operations.dense_macs);
    let rows: Vec<u32> = (0..4).map(|unit| network.projections[3].synapses.row_len(unit)).collect();
    assert_eq!(rows, [1; 4]);
}

#[test]
fn sizes_that_do_not_fit_are_refused_with_the_arithmetic() {
    assert_eq!(
        refused("stride: (2, 2), padding: (1, 1)", "stride: (1, 2), padding: (1, 1)"),
        "projections[0].connection: of 5 rows the kernel makes (5 + 2 x 1 - 3) / 1 + 1 = 5; \"conv\" has 3 rows"
    );
    assert_eq!(
        refused("units: Given(36)", "units: Given(35)"),
        "populations[1].image: 4 channels x 3 x 3 pixels are 36 units, not 35"
    );
    assert_eq!(
        refused("size: (3, 3)", "size: (4, 3)"),
        "projections[1].connection: the kernel has no place along 3 rows: (3 + 2 x 0 - 4) / 4 + 1; \"pool\" has 1 rows"
    );
    assert_eq!(
        refused(", image: (channels: 2, height: 5, width: 5)", ""),
        "projections[0].source: \"image\" has no `image`, which a kernel moves over"
    );
    assert_eq!(
        refused("name: \"sum\", model: Relu, units: Given(4)", "name: \"sum\", model: Relu, units: Given(5)"),
        "projections[3].connection: one-to-one from 4 units to 5 units"
    );
    assert!(
        refused("model: Relu, units: Given(36)", "model: Gru, units: Given(36)")
            .contains("takes 3 sums a unit")
    );
    assert!(
        refused("padding: (1, 1))", "padding: (1, 1), groups: 3)").contains("3 groups divide 2 channels")
    );
}

#[test]
fn a_known_activity_of_a_population_goes_before_all_others() {
    let workload = with(
        "name: \"pool\", model: Relu, units: Given(4),",
        "name: \"pool\", model: Relu, units: Given(4), activity: Given(0.25),",
    );
    let workload = workload.unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_eq!(workload.activity().densities()[1..], [0.5, 0.25, 0.5]);
    let changes = with("units: Given(50),", "units: Given(50), activity: Given(0.5),").unwrap();
    assert!(matches!(changes.activity().populations()[0], PopulationActivity::Synthetic(_)));
    let open = with("units: Given(50),", "units: Given(50), activity: Unknown(\"nowhere\"),").unwrap();
    assert!((open.activity().densities()[0] - 0.5).abs() < 1e-12, "it takes that of the others");
    assert!(
        refused("units: Given(50),", "units: Given(50), activity: Given(1.5),")
            .contains("activity 1.5 is more than 1")
    );
    assert!(
        with("model: Relu, units: Given(36),", "model: Linear, units: Given(36), activity: Given(0.5),")
            .expect_err("dense")[0]
            .contains("every unit of \"conv\" (linear) emits at every step")
    );
}
