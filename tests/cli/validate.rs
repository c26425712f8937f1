//! `egret validate`: tables, documents, exit codes, and the fast rows of the table.

use serde_json::Value;

use crate::golden::assert_golden;
use crate::support::Workspace;

/// Chips whose rows take no time worth mentioning.
const FAST: [&str; 3] = ["odin", "speck", "spinnaker2-0v8"];

fn rows(json: &str) -> Vec<Value> {
    let document: Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    document["rows"].as_array().unwrap_or_else(|| panic!("{json}")).clone()
}

#[test]
fn fast_rows_are_in_their_bands_and_have_all_keys() {
    let workspace = Workspace::new();
    let arguments = [&["validate"][..], &FAST, &["--format", "json"]].concat();
    let ended = workspace.run(&arguments).succeeded();
    let rows = rows(&ended.stdout);
    assert!(rows.len() >= 6, "{ended}");
    for row in &rows {
        for key in ["chip", "point", "quantity", "unit", "source"] {
            assert!(row[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {row}");
        }
        let (measured, simulated) = (row["measured"].as_f64(), row["simulated"].as_f64());
        let (Some(measured), Some(simulated)) = (measured, simulated) else { panic!("{row}") };
        let error = row["error_percent"].as_f64().unwrap_or_else(|| panic!("{row}"));
        assert!(((simulated / measured - 1.0) * 100.0 - error).abs() < 1e-9, "{row}");
        match row["role"].as_str() {
            Some("calibrated") => assert_eq!(row["band_percent"], 2.0, "{row}"),
            Some("predicted") => assert!(row["band_percent"].is_f64(), "{row}"),
            Some("bound") => assert!(row["band_percent"].is_null() && row["note"].is_string(), "{row}"),
            _ => panic!("{row}"),
        }
    }
    // In the order of the table, whatever the threads did.
    assert_eq!(workspace.run(&arguments).stdout, ended.stdout);
}

#[test]
fn a_row_that_leaves_its_band_ends_with_code_1_after_all_rows() {
    let workspace = Workspace::new();
    let set = ["validate", "odin", "--format", "json", "--set", "chip.energy.synop=9 pJ"];
    let ended = workspace.run(&set);
    assert_eq!(ended.code, Some(1), "{ended}");
    assert_eq!(rows(&ended.stdout).len(), 3, "{ended}");
    for needed in ["of 3 rows are not as they must be", "odin, peak load at 75 MHz", "beyond its band of 2 %"]
    {
        assert!(
            ended.stderr.split_whitespace().collect::<Vec<_>>().join(" ").contains(needed),
            "{needed}: {ended}"
        );
    }
}

#[test]
fn chips_and_settings_that_do_not_exist_are_refused() {
    let workspace = Workspace::new();
    for (arguments, needed) in [
        (&["validate", "odni"][..], "did you mean `odin`?"),
        (&["validate", "odin", "--set", "chip.energy.sinop=1 pJ"], "did you mean"),
        (&["validate", "odin", "--set", "chp.energy.synop=1 pJ"], "did you mean"),
        (&["validate", "odin", "--plot", "table.pdf"], ".svg or .png"),
        (&["validate", "./nowhere.ron"], "cannot be read"),
    ] {
        let ended = workspace.run(arguments);
        assert!(ended.code == Some(2) && ended.stderr.contains(needed) && ended.stdout.is_empty(), "{ended}");
    }
    let ended = workspace.run(&["validate", "mesh-generic"]).succeeded();
    assert_eq!(ended.stdout, "No measured point is known of these chips.\n");
}

#[test]
fn a_scenario_of_a_user_is_validated() {
    let workspace = Workspace::new();
    let scenario = |role: &str| {
        format!(
            "(schema: \"egret.scenario/1\", chip: \"odin\", workload: \"lif-random\", steps: 20,\
             measured: [(point: \"mine\", quantity: \"power\", measured: Given(\"0.6 mW\"),\
             reading: Power(Total), role: {role})])"
        )
    };
    workspace.write("mine.ron", &scenario("Bound(missing: \"all\", simulated: LowerBound)"));
    let ended = workspace.run(&["validate", "mine.ron", "--format", "md"]).succeeded();
    assert!(
        ended.stdout.contains("| odin | mine | power | 0.6 mW |") && ended.stdout.contains("holds"),
        "{ended}"
    );
    workspace.write("mine.ron", &scenario("Predicted(band_percent: 1)"));
    assert_eq!(workspace.run(&["validate", "mine.ron"]).code, Some(1));
    workspace.write("mine.ron", &scenario("Predicted(band_percent: 1)").replace("0.6 mW", "0.6 mJ"));
    let ended = workspace.run(&["validate", "mine.ron"]);
    assert!(ended.code == Some(2) && ended.stderr.contains("no figure with a unit"), "{ended}");
    // What is measured is no matter to a run.
    workspace.run(&["run", "mine.ron", "--out", "out"]).succeeded();
    workspace.write("mine.ron", "(schema: \"egret.scenario/1\", chip: \"odin\", workload: \"lif-random\")");
    let ended = workspace.run(&["validate", "mine.ron"]);
    assert!(ended.code == Some(2) && ended.stderr.contains("measured"), "{ended}");
}

#[test]
fn the_table_and_the_plot_of_a_chip() {
    let workspace = Workspace::new();
    let ended = workspace.run(&["validate", "odin", "--plot", "plots/odin.svg"]).succeeded();
    assert_golden("validate.txt", &ended.stdout);
    assert!(workspace.read("plots/odin.svg").contains("Simulated against measured"));
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/validation/odin-75mhz.ron");
    let ended = workspace.run(&["validate", scenario]).succeeded();
    assert!(ended.stdout.contains("476.9 uW"), "{ended}");
}
