//! Operation counts of the shipped workloads against the published and derived figures.

use egret_config::Setting;
use egret_workloads::{Workload, check, shipped_workloads};

fn workload(name: &str, settings: &[&str]) -> Workload {
    let (_, text) = shipped_workloads().iter().find(|(shipped, _)| *shipped == name).expect("it ships");
    let settings: Vec<Setting> =
        settings.iter().map(|setting| setting.parse().expect("path=value")).collect();
    check(name, text, &settings, 7).unwrap_or_else(|error| panic!("{error}"))
}

/// Whether a value rounds to the printed figure.
fn prints_as(value: f64, printed: &str) -> bool {
    let decimals = printed.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let half = 0.5 / 10_f64.powi(i32::try_from(decimals).expect("few decimals"));
    (value - printed.parse::<f64>().expect("a number")).abs() <= half * (1.0 + 1e-6)
}

fn uniform(workload: &Workload, activity: f64) -> Vec<f64> {
    let of = |model: egret_workloads::Model| if model.is_event_based() { activity } else { 1.0 };
    workload.network().populations.iter().map(|population| of(population.model)).collect()
}

#[test]
fn egru_ptb_dense_is_24_165_000_macs_without_the_decoder() {
    let ptb = workload("egru-ptb", &[]);
    let operations = ptb.operations(&uniform(&ptb, 1.0));
    assert_eq!(operations.dense_macs.to_string(), "24165000");
    assert_eq!(operations.effective_all_sparse.to_string(), "24165000");
    assert_eq!(operations.decoder_dense.to_string(), "7500000");
    assert_eq!(ptb.network().nonzeros(), 24_165_000);
    let per_projection: Vec<_> =
        ptb.network().projections.iter().map(|projection| projection.synapses.nonzeros()).collect();
    assert_eq!(per_projection, [3_037_500, 5_467_500, 5_467_500, 5_467_500, 3_037_500, 1_687_500]);
}

#[test]
fn egru_ptb_over_activity_and_weight_sparsity_to_the_printed_digits() {
    let sparsities = ["0", "0.5", "0.7", "0.8", "0.85", "0.9", "0.95", "0.98"];
    let rows = [
        (1.0, ["24.17", "12.08", "7.25", "4.83", "3.62", "2.42", "1.208", ".483"]),
        (0.30, ["9.38", "4.69", "2.81", "1.88", "1.41", ".938", ".469", ".188"]),
        (0.203, ["7.33", "3.66", "2.20", "1.47", "1.10", ".733", ".366", ".147"]),
        (0.152, ["6.25", "3.12", "1.87", "1.25", ".937", ".625", ".312", ".125"]),
        (0.10, ["5.15", "2.58", "1.55", "1.03", ".773", ".515", ".258", ".103"]),
    ];
    // 24.165 x 0.15 = 3.62475 and 6.24888 x 0.3 = 1.87466: one more in the last digit, as seen elsewhere, comes from
    // multiplying the rounded first column.
    for (column, sparsity) in sparsities.iter().enumerate() {
        let ptb = workload("egru-ptb", &[&format!("workload.weight_sparsity={sparsity}")]);
        for (activity, printed) in rows {
            let macs = ptb.operations(&uniform(&ptb, activity)).effective_all_sparse / 1e6;
            let printed = printed[column];
            assert!(prints_as(macs, printed), "a {activity} s {sparsity}: {macs} is not {printed}");
        }
    }
}

#[test]
fn a_thousand_played_steps_of_egru_ptb_agree_with_the_formula_within_one_percent() {
    let ptb = workload("egru-ptb", &["workload.weight_sparsity=0.85", "workload.activity=0.203"]);
    let measured = ptb.operations_measured(&ptb.count_events(1000));
    let expected = ptb.operations(&ptb.activity().densities());
    assert!(prints_as(expected.effective_all_sparse / 1e6, "1.10"));
    let ratio = measured.effective_all_sparse / expected.effective_all_sparse;
    assert!((ratio - 1.0).abs() < 0.01, "{ratio}");
    assert!(ptb.is_synthetic());
    assert_eq!(ptb.recorded_steps(), None);
}

#[test]
fn egru_dvs_agrees_with_the_published_table_when_inputs_count_dense() {
    for (activity_sparsity, printed) in [(0.0, "15.73"), (0.8253, "10.54"), (0.7877, "10.77")] {
        let dvs = workload("egru-dvs", &[]);
        let operations = dvs.operations(&uniform(&dvs, 1.0 - activity_sparsity));
        assert!(prints_as(operations.effective_ff_dense / 1e6, printed), "{}", operations.effective_ff_dense);
        assert_eq!(operations.dense_macs.to_string(), "15728640");
        assert!(operations.decoder_dense < 1.0);
    }
    let dvs =
        workload("egru-dvs", &["workload.populations[1].units=512", "workload.populations[2].units=512"]);
    let macs = dvs.operations(&uniform(&dvs, 1.0 - 0.8379)).effective_ff_dense / 1e6;
    assert!(prints_as(macs, "4.19"), "{macs}");
}

#[test]
fn lstm_awd_has_the_parameters_of_the_published_model() {
    let lstm = workload("lstm-awd", &[]);
    let operations = lstm.operations(&lstm.activity().densities());
    assert!(prints_as(operations.dense_macs / 1e6, "20.19"), "{}", operations.dense_macs);
    assert!(prints_as((operations.dense_macs + operations.decoder_dense) / 1e6, "24.19"));
    assert!((operations.effective_all_sparse - operations.dense_macs).abs() < 1.0);
    assert!(!lstm.is_synthetic());
}

#[test]
fn egru_wikitext2_recounts_the_readme_at_every_trained_level() {
    // Level, activity of both layers in percent, then synops per token along W0, R0, W1 and R1.
    let readme = [
        ("0", ["12.96", "13.56"], [196_608, 25_489, 25_489, 26_661]),
        ("0.5", ["12.48", "12.87"], [107_643, 12_106, 13_211, 10_802]),
        ("0.7", ["12.51", "12.98"], [67_945, 7_169, 8_477, 5_684]),
        ("0.8", ["12.46", "12.75"], [46_500, 4_624, 5_984, 3_385]),
        ("0.9", ["12.49", "12.81"], [23_781, 2_160, 3_363, 1_529]),
        ("0.95", ["12.36", "12.20"], [12_286, 950, 1_870, 663]),
    ];
    for (level, activity, synops) in readme {
        let wikitext = workload("egru-wikitext2", &[&format!("workload.weight_sparsity={level}")]);
        assert!(!wikitext.is_synthetic());
        assert_eq!(wikitext.recorded_steps(), Some(2048));
        let counts = wikitext.count_events(u32::MAX);
        assert_eq!(counts.steps, 2048);
        for (density, printed) in counts.densities()[1..].iter().zip(activity) {
            assert!(
                prints_as(density * 100.0, printed),
                "level {level}: activity {density}, not {printed} %"
            );
        }
        for (projection, printed) in wikitext.network().projections.iter().zip(synops) {
            let mean = counts.synops(projection) as f64 / 2048.0;
            assert!((mean - f64::from(printed)).abs() <= 0.5, "{level} {}: {mean}", projection.name);
        }
        let total: u64 =
            wikitext.network().projections.iter().map(|projection| counts.synops(projection)).sum();
        let measured = wikitext.operations_measured(&counts);
        assert!((measured.effective_all_sparse * 2048.0 - total as f64).abs() < 1e-3);
    }
}

#[test]
fn gru_wikitext2_does_what_its_shape_says() {
    let gru = workload("gru-wikitext2", &[]);
    let operations = gru.operations_measured(&gru.count_events(3));
    assert_eq!(operations.effective_all_sparse.to_string(), "786432");
    assert_eq!(operations.decoder_effective.to_string(), "2560000");
    // Three element-wise products for each of 512 gated units.
    assert_eq!(operations.neurobench.effective_macs.to_string(), (787_968 + 2_560_000).to_string());
    assert!(operations.neurobench.activation_sparsity.abs() < 1e-12);
}

#[test]
fn the_worked_example_of_neurobench() {
    // A 3 x 3 matrix with six weights, of which the two emitting inputs reach four.
    let text = r#"(
        schema: "egret.workload/1", name: "example", summary: "",
        populations: [(name: "x", model: Input, units: Given(3)), (name: "y", model: Linear, units: Given(3))],
        projections: [(name: "W", source: "x", target: "y", delay: 0, rows: [[0, 1], [1, 2], [0, 2]])],
        mask: UniformRandom, weight_bits: Given(8), payload_bits: Given(8),
        embedding: Host, decoder: Absent, steps: 1,
    )"#;
    let example = check("example", text, &[], 0).unwrap_or_else(|error| panic!("{error}"));
    let counts = egret_workloads::EventCounts { steps: 1, events: vec![vec![0, 1, 1], vec![1, 1, 1]] };
    let neurobench = example.operations_measured(&counts).neurobench;
    let got = [
        neurobench.effective_macs,
        neurobench.effective_acs,
        neurobench.dense,
        neurobench.connection_sparsity,
    ];
    // Three of nine weights are zero; biases of a linear layer do not count.
    assert_eq!(got.map(|count| count.to_string()), ["4", "0", "9", "0.3333"]);
    // Nine weights and three biases of a byte.
    assert_eq!(neurobench.footprint_bytes.to_string(), "12");
}

#[test]
fn bare_spikes_are_additions_and_carry_no_payload() {
    let text = r#"(
        schema: "egret.workload/1", name: "spikes", summary: "",
        populations: [(name: "x", model: Input, units: Given(4)), (name: "y", model: Lif, units: Given(3))],
        projections: [
            (name: "W", source: "x", target: "y", delay: 0),
            (name: "R", source: "y", target: "y", delay: 1),
        ],
        mask: UniformRandom, weight_bits: Given(8), payload_bits: Given(8),
        embedding: Host, decoder: Absent, activity: 0.5, steps: 1,
    )"#;
    let spikes = check("spikes", text, &[], 0).unwrap_or_else(|error| panic!("{error}"));
    let neurobench = spikes.operations(&[1.0, 0.5]).neurobench;
    let got = [
        neurobench.effective_macs,
        neurobench.effective_acs,
        neurobench.dense,
        neurobench.activation_sparsity,
    ];
    assert_eq!(got.map(|count| count.to_string()), ["12", "4.5", "21", "0.5"]);
    let payloads: Vec<_> =
        spikes.network().projections.iter().map(|projection| projection.payload_bits).collect();
    assert_eq!(payloads, [8, 0]);
}
