//! A picture of every kind of `egret plot`.

use std::fmt::Write as _;

use egret_reports::metrics::metrics;
use egret_reports::results::{AxisRecord, ResultRow, SCHEMA, Status, StudyRecord, csv_header, csv_line};
use egret_reports::{Needs, PLOT_KINDS, plain_json};

use super::assert_golden;
use crate::support::Workspace;

const WEIGHT: &str = "workload.weight_sparsity";
const ACTIVITY: &str = "workload.activity";
const CHIPS: [&str; 2] = ["first-chip", "second-chip"];
const SPARSITIES: [f64; 5] = [0.0, 0.5, 0.75, 0.875, 0.9375];
const ACTIVITIES: [f64; 4] = [0.125, 0.25, 0.5, 1.0];

/// A study whose figures follow a formula in numbers that are exact.
fn write_study(workspace: &Workspace) {
    let axes = [WEIGHT, ACTIVITY].map(|path| AxisRecord { path: path.to_owned(), ..AxisRecord::default() });
    let study = StudyRecord {
        schema: SCHEMA.to_owned(),
        name: "golden".to_owned(),
        axes: axes.to_vec(),
        metrics: metrics().iter().map(|metric| metric.name.clone()).collect(),
        ..StudyRecord::default()
    };
    let mut text = csv_header(&study);
    let mut point = 0;
    for (number, chip) in CHIPS.into_iter().enumerate() {
        for sparsity in SPARSITIES {
            for activity in ACTIVITIES {
                text.push_str(&csv_line(&study, &row(point, (number, chip), (sparsity, activity))));
                point += 1;
            }
        }
    }
    workspace.write("results/study.json", &plain_json(&study));
    workspace.write("results/results.csv", &text);
}

fn row(point: u64, (number, chip): (usize, &str), (sparsity, activity): (f64, f64)) -> ResultRow {
    let (density, faster) = (1.0 - sparsity, 1.0 + number as f64);
    let work = density * activity;
    let parts =
        [("weight_memory", 6e-6 * work * faster), ("soma", 1e-6 * activity), ("link", 5e-7 * activity)];
    let fixed = 8e-7 / faster;
    let energy = parts.iter().map(|(_, joules)| joules).sum::<f64>() + fixed;
    let seconds = (1e-4 * work + 2e-5 * activity + 1e-5) / faster;
    let figure = |name: &str| match name {
        "energy_per_step_j" => Some(energy),
        "energy_j" => Some(10.0 * energy),
        "energy_core_j" | "static_core_j" => Some(10.0 * fixed),
        "step_s" => Some(seconds),
        "edp_per_step_js" => Some(energy * seconds),
        "perplexity" => Some(64.0 + 32.0 * sparsity * sparsity + 4.0 / activity),
        "weight_density" => Some(density),
        "activity_density" => Some(activity),
        _ => {
            parts.iter().find(|(part, _)| name == format!("energy_{part}_j")).map(|(_, joules)| 10.0 * joules)
        }
    };
    let bound_by = if work > 0.2 {
        "memory"
    } else if activity > 0.4 {
        "compute"
    } else {
        "sync"
    };
    ResultRow {
        point,
        id: format!("{point:016x}"),
        chip: chip.to_owned(),
        workload: "a-network".to_owned(),
        steps: Some(10),
        seed: 1,
        settings: vec![
            (WEIGHT.to_owned(), sparsity.to_string()),
            (ACTIVITY.to_owned(), activity.to_string()),
        ],
        status: Status::Done,
        why: String::new(),
        bound_by: bound_by.to_owned(),
        metrics: metrics().iter().map(|metric| figure(&metric.name)).collect(),
    }
}

const WATERFALL: &str = "\
step,factor,low,high,gain
ideal product,,,,24
unit updates,0.5,0.375,0.75,12
network,0.9375,0.875,1,11.25
unlike load,1.0625,1,1.125,11.953125
static power,0.25,0.125,0.375,2.98828125
achieved,,,,2.98828125
";

#[test]
fn every_kind_of_plot() {
    let workspace = Workspace::new();
    write_study(&workspace);
    workspace.write("run.json", include_str!("data/scenario/run.json"));
    workspace.write("waterfall.csv", WATERFALL);
    for kind in PLOT_KINDS {
        let file = match kind.needs {
            Needs::Points => "results",
            Needs::Run => "run.json",
            Needs::Waterfall => "waterfall.csv",
        };
        let out = format!("{}.svg", kind.name);
        let mut arguments = vec!["plot", kind.name, file, "--out", &out];
        if matches!(kind.name, "heat-map" | "interaction" | "regime") {
            arguments.extend(["--where", "chip=second-chip"]);
        }
        let ended = workspace.run(&arguments).succeeded();
        assert_eq!(ended.stdout, format!("wrote {out}\n"));
        let picture = std::fs::read_to_string(workspace.path(&out)).expect("SVG is text");
        assert_golden(&format!("plots/{out}"), &picture);
        arguments[4] = "again.png";
        workspace.run(&arguments).succeeded();
        let picture = std::fs::read(workspace.path("again.png")).expect("a picture");
        assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"), "{}", kind.name);
    }
}

#[test]
fn kinds_of_plots_and_what_is_wrong_with_them() {
    let workspace = Workspace::new();
    write_study(&workspace);
    let mut text = workspace.run(&["plot"]).succeeded().stdout;
    for arguments in [
        ["plot", "heatmap", "results", "--out", "x.svg"].as_slice(),
        &["plot", "heat-map", "results", "--out", "x.svg"],
        &["plot", "heat-map", "results", "--out", "x.gif"],
        &["plot", "heat-map", "results"],
        &["plot", "heat-map", "--out", "x.svg"],
        &["plot", "heat-map", "results", "--out", "x.svg", "--metric", "energi"],
        &["plot", "heat-map", "results", "--out", "x.svg", "--metric", "area_mm2"],
        &["plot", "heat-map", "results", "--out", "x.svg", "--where", "chip=third"],
        &["plot", "pareto", "results", "--out", "x.svg", "--shares"],
        &["plot", "floorline", "results", "--out", "x.svg"],
        &["plot", "energy", "nowhere", "--out", "x.svg"],
        &["plot", "energy", "results", "--out", "x.svg", "--size", "9x9"],
    ] {
        let ended = workspace.run(arguments);
        assert_eq!(ended.code, Some(2), "{}", ended.command);
        let _ = writeln!(text, "\n$ egret {}\n{}", arguments.join(" "), ended.stderr.trim_end());
    }
    assert_golden("plots/told.txt", &text);
    assert!(workspace.files(".").iter().all(|file| !file.starts_with("x.")), "nothing was written");
}
