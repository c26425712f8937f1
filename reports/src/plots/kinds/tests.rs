//! Every kind on results made by hand: the right ones become legible pictures, the wrong ones say what is missing.

use egret_config::InputError;

use super::*;
use crate::metrics::metrics;
use crate::plots::scene::tests::assert_legible;
use crate::plots::{Picture, PlotSize};
use crate::results::{AxisRecord, ResultRow, ResultSet, SCHEMA, Status, StudyRecord};
use crate::testing;

const WEIGHT: &str = "workload.weight_sparsity";
const ACTIVITY: &str = "workload.activity";
const SPARSITIES: [&str; 4] = ["0.9", "0", "0.5", "0.8"];
const ACTIVITIES: [&str; 3] = ["0.1", "0.3", "1"];

/// A study of chips, two axes and seeds, with figures that follow a formula.
fn study(chips: &[&str], seeds: u64) -> ResultSet {
    let mut rows = Vec::new();
    for (number, chip) in chips.iter().enumerate() {
        for sparsity in SPARSITIES {
            for activity in ACTIVITIES {
                for seed in 0..seeds {
                    let (weight, active): (f64, f64) =
                        (1.0 - sparsity.parse::<f64>().unwrap(), activity.parse().unwrap());
                    let scale = 1.0 + number as f64 + seed as f64 * 0.01;
                    let dynamic = 1e-6 * scale * weight * active;
                    let fixed = 2e-7 / scale;
                    let figure = |name: &str| match name {
                        "energy_j" => Some(10.0 * (dynamic + fixed)),
                        "energy_per_step_j" => Some(dynamic + fixed),
                        "energy_weight_memory_j" => Some(10.0 * dynamic),
                        "energy_core_j" | "static_core_j" => Some(10.0 * fixed),
                        "step_s" => Some(1e-3 / (1.0 + number as f64) * (0.2 + active)),
                        "edp_per_step_js" => Some((dynamic + fixed) * 1e-3),
                        "perplexity" => Some(100.0 + 40.0 * (1.0 - weight) + 10.0 / active),
                        "weight_density" => Some(weight),
                        "activity_density" => Some(active),
                        "spikes" => Some(3.0),
                        _ => None,
                    };
                    rows.push(ResultRow {
                        point: rows.len() as u64,
                        id: format!("{:016x}", rows.len()),
                        chip: (*chip).to_owned(),
                        workload: "egru-ptb".to_owned(),
                        steps: Some(10),
                        seed,
                        settings: vec![
                            (WEIGHT.to_owned(), sparsity.to_owned()),
                            (ACTIVITY.to_owned(), activity.to_owned()),
                        ],
                        status: Status::Done,
                        why: String::new(),
                        bound_by: if weight * active > 0.1 { "memory" } else { "sync" }.to_owned(),
                        metrics: metrics().iter().map(|metric| figure(&metric.name)).collect(),
                    });
                }
            }
        }
    }
    let axes = [WEIGHT, ACTIVITY].map(|path| AxisRecord { path: path.to_owned(), ..AxisRecord::default() });
    let study = StudyRecord { schema: SCHEMA.to_owned(), axes: axes.to_vec(), ..StudyRecord::default() };
    ResultSet { study, rows }
}

fn results(set: ResultSet) -> Vec<(String, PlotInput)> {
    vec![("results".to_owned(), PlotInput::Results(Box::new(set)))]
}

fn drawn(kind: &str, inputs: &[(String, PlotInput)], options: &PlotOptions) -> Result<Picture, InputError> {
    let kind = plot_kind(kind).unwrap();
    for size in [PlotSize::SMALL, PlotSize::LARGE] {
        let options = PlotOptions { size, ..options.clone() };
        let picture = (kind.picture)(&PlotRequest { inputs, options: &options })?;
        assert_legible(picture.scene(), kind.name);
    }
    (kind.picture)(&PlotRequest { inputs, options })
}

fn where_is(field: &str, value: &str) -> PlotOptions {
    PlotOptions { filters: vec![(field.to_owned(), value.to_owned())], ..PlotOptions::default() }
}

fn texts(picture: &Picture) -> String {
    use crate::plots::scene::Shape;
    let shapes = picture.scene().shapes.iter();
    let words = shapes
        .filter_map(|shape| if let Shape::Text(text) = shape { Some(text.words.as_str()) } else { None });
    words.collect::<Vec<_>>().join("\n")
}

const WATERFALL: &str = "\
chip,step,factor,low,high,gain
mesh-generic,ideal product,,,,20
mesh-generic,static power,0.5,0.4,0.6,10
mesh-generic,achieved,,,,10
odin,ideal product,,,,8
odin,achieved,,,,8
";

#[test]
fn every_kind_draws_what_it_needs() {
    let study = results(study(&["mesh-generic", "odin"], 2));
    let mut outcome = testing::outcome(4, 9, 12, 4);
    outcome.bound = Some(testing::bound(&outcome));
    let run = vec![("run.json".to_owned(), PlotInput::Run(Box::new(testing::record_of(&outcome))))];
    let waterfall = vec![("waterfall.csv".to_owned(), PlotInput::Waterfall(WATERFALL.to_owned()))];
    for kind in PLOT_KINDS {
        let (inputs, options) = match kind.needs {
            Needs::Points => (&study, where_is("chip", "odin")),
            Needs::Run => (&run, PlotOptions::default()),
            Needs::Waterfall => (&waterfall, where_is("chip", "mesh-generic")),
        };
        if let Err(error) = drawn(kind.name, inputs, &options) {
            panic!("{}: {error}", kind.name);
        }
        for (other, fits) in [
            (&study, kind.needs == Needs::Points),
            (&run, kind.needs != Needs::Waterfall),
            (&waterfall, false),
        ] {
            if !fits && kind.needs != Needs::Waterfall {
                assert!(drawn(kind.name, other, &PlotOptions::default()).is_err(), "{}", kind.name);
            }
        }
    }
    for kind in ["energy", "pareto", "iso-energy", "perplexity-energy"] {
        drawn(kind, &study, &PlotOptions::default()).unwrap_or_else(|error| panic!("{kind}: {error}"));
    }
    drawn("energy", &run, &PlotOptions { shares: true, ..PlotOptions::default() }).unwrap();
}

fn refused(kind: &str, inputs: &[(String, PlotInput)], options: &PlotOptions) -> String {
    let error = drawn(kind, inputs, options).err().unwrap_or_else(|| panic!("{kind} was drawn"));
    let problems = error.problems.iter();
    problems
        .map(|problem| format!("{}: {}; {}", error.name, problem.what, problem.hint.as_deref().unwrap_or("")))
        .collect::<Vec<_>>()
        .concat()
}

#[test]
fn what_is_wrong_is_told() {
    let two = results(study(&["mesh-generic", "odin"], 1));
    let usual = PlotOptions::default();
    let metric = |name: &str| PlotOptions { metric: Some(name.to_owned()), ..where_is("chip", "odin") };
    let mut empty = study(&["odin"], 1);
    empty.rows.iter_mut().for_each(|row| row.status = Status::Failed);
    let with_x = |x: &str| PlotOptions { x: Some(x.to_owned()), ..PlotOptions::default() };
    for (kind, inputs, options, wanted) in [
        (
            "heat-map",
            &two,
            &usual,
            "differ along 3 axes: chip, workload.weight_sparsity, workload.activity; choose two",
        ),
        (
            "heat-map",
            &two,
            &PlotOptions { y: Some("activity".into()), ..with_x("weight_sparsity") },
            "and differ in chip: mesh-generic, odin; choose one of them with --where chip=mesh-generic",
        ),
        ("heat-map", &two, &metric("energy_per_stepj"), "did you mean `energy_per_step_j`?"),
        ("heat-map", &two, &metric("area_mm2"), "no point has a value of area_mm2"),
        ("heat-map", &two, &where_is("chip", "odim"), "no point has chip = odim; did you mean `odin`?"),
        ("heat-map", &two, &where_is("chp", "odin"), "no point has a field `chp`; did you mean `chip`?"),
        ("heat-map", &two, &PlotOptions { y: Some("chip".into()), ..with_x("chip") }, "both axes are `chip`"),
        ("pareto", &two, &with_x("spikes"), "`spikes` has no better and no worse"),
        ("pareto", &results(empty), &usual, "no point in it is done"),
        ("energy", &two, &metric("step_s"), "`step_s` has no parts by component"),
        ("interaction", &two, &PlotOptions { y: Some("chip".into()), ..with_x("activity") }, "choose"),
        ("floorline", &two, &usual, "it is not one run.json"),
    ] {
        let told = refused(kind, inputs, options);
        assert!(told.contains(wanted), "{kind}: {told}");
    }
    let problem = plot_kind("heatmap").err().unwrap();
    assert!(problem.hint.unwrap().contains("did you mean `heat-map`?"));
}

#[test]
fn waterfalls_are_chosen_and_checked() {
    let input = |text: &str| vec![("w.csv".to_owned(), PlotInput::Waterfall(text.to_owned()))];
    let usual = PlotOptions::default();
    for (text, wanted) in [
        (WATERFALL, "several waterfalls: they differ in chip (mesh-generic, odin); choose one"),
        ("step,factor\n", "there is no column low, high, gain"),
        ("step,factor,low,high,gain\n", "there is no line"),
        (
            "step,factor,low,high,gain\na,,,,2\nachieved,,,,2\n",
            "the step is `a`, and `ideal product` is needed here",
        ),
        (
            "step,factor,low,high,gain\nideal product,,,,x\nachieved,,,,2\n",
            "`gain` is `x`: expected a number above 0",
        ),
    ] {
        let told = refused("waterfall", &input(text), &usual);
        assert!(told.contains(wanted), "{told}");
    }
    let picture = drawn("waterfall", &input(WATERFALL), &where_is("chip", "odin")).unwrap();
    assert!(texts(&picture).contains("chip odin"));
    let titled = "# title: What eats it\n# subtitle: On a chip\norder,step,factor,factor_low,factor_high,gain_after\n\
                  0,ideal product,,,,3\n1,achieved,,,,3\n";
    let said = texts(&drawn("waterfall", &input(titled), &usual).unwrap());
    assert!(said.contains("What eats it") && said.contains("On a chip"), "{said}");
}

#[test]
fn points_that_are_not_done_and_seeds_are_told() {
    let mut set = study(&["odin"], 3);
    for row in set.rows.iter_mut().filter(|row| row.settings[0].1 == "0.5") {
        row.status = Status::Infeasible;
    }
    set.rows[0].status = Status::Failed;
    let said = texts(&drawn("heat-map", &results(set), &PlotOptions::default()).unwrap());
    assert!(said.contains("left out of 36 points: 9 infeasible, 1 failed"), "{said}");
    assert!(said.contains("every value is the mean over 3 seeds"), "{said}");
}

#[test]
fn lower_bounds_are_told() {
    let mut set = study(&["odin"], 1);
    let at = metrics().iter().position(|metric| metric.name == "unpriced_actions").unwrap();
    set.rows[3].metrics[at] = Some(2.0);
    let said = texts(&drawn("energy", &results(set), &PlotOptions::default()).unwrap());
    assert!(said.contains("energies are lower bounds where actions are unpriced: 1 of 12 points"), "{said}");
}

#[test]
fn the_interaction_of_static_power_is_below_one() {
    let set = results(study(&["odin"], 1));
    let said = texts(&drawn("interaction", &set, &PlotOptions::default()).unwrap());
    // Weight density 0.1, activity 0.1, energies in µJ: dense 1.2, alone 0.3 each, both 0.21.
    let expected = 0.3 * 0.3 / (1.2 * 0.21);
    assert!(said.contains(&format!("from {expected:.3}")), "{said}");
    let sparse = results(ResultSet {
        rows: study(&["odin"], 1).rows.into_iter().filter(|row| row.settings[1].1 != "1").collect(),
        ..study(&["odin"], 1)
    });
    let said = texts(&drawn("interaction", &sparse, &PlotOptions::default()).unwrap());
    assert!(said.contains("which is not dense in both"), "{said}");
}

#[test]
fn energies_by_value_are_means() {
    let set = results(study(&["odin"], 1));
    let options = PlotOptions { by: Some("weight_sparsity".to_owned()), ..PlotOptions::default() };
    let said = texts(&drawn("energy", &set, &options).unwrap());
    // Activities 0.1, 0.3 and 1 at full weights: 0.2 µJ and a third of 1.4 µJ.
    assert!(said.contains("weight sparsity 0") && said.contains("667 nJ"), "{said}");
}
