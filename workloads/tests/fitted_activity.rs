//! Synthetic activity fitted to recordings: its likeness to them, its exact means, and what activity files are refused for.

use std::sync::Arc;

use egret_workloads::activity::{
    ActivityFile, ActivitySource, Moments, PopulationActivity, SyntheticActivity, SyntheticFile, Trace, fit,
};
use egret_workloads::{Dataset, load};

fn dataset() -> Dataset {
    load("egru-wikitext2", None, "").expect("it is shipped")
}

fn recorded(weight_sparsity: f64) -> Vec<Trace> {
    let dataset = dataset();
    let level = dataset.level(weight_sparsity).expect("a trained level");
    vec![level.trace(0).expect("layer 0"), level.trace(1).expect("layer 1")]
}

fn source(file: &ActivityFile, seed: u64) -> ActivitySource {
    let layers = (0..file.layers.len()).map(|layer| {
        file.activity(layer, file.layers[layer].units, seed, layer as u32 + 1).expect("as fitted")
    });
    ActivitySource::new(layers.map(|activity| PopulationActivity::Synthetic(Arc::new(activity))).collect())
}

/// Steps of a source as traces.
fn played(source: &ActivitySource, steps: u32) -> Vec<Trace> {
    let mut player = source.player();
    let units = source.populations().iter().map(PopulationActivity::units);
    let mut traces: Vec<Trace> =
        units.map(|units| Trace::from_events(units, []).expect("no events")).collect();
    for _ in 0..steps {
        let step = player.step().expect("synthetic activity never ends");
        traces.iter_mut().zip(&step.events).for_each(|(trace, events)| trace.push(events));
    }
    traces
}

#[test]
fn every_recorded_level_is_imitated() {
    for weight_sparsity in dataset().weight_sparsities() {
        let traces = recorded(weight_sparsity);
        let file = fit(&traces, "test").unwrap();
        let recorded = Moments::of(&traces);
        for seed in [1, 2] {
            let drawn = Moments::of_source(&source(&file, seed), 2048);
            for (layer, (recorded, drawn)) in recorded.layers.iter().zip(&drawn.layers).enumerate() {
                let case = format!("{weight_sparsity}, layer {layer}, seed {seed}: {recorded:?}, {drawn:?}");
                assert!((drawn.mean / recorded.mean - 1.0).abs() < 0.003, "{case}");
                assert!((drawn.deviation / recorded.deviation - 1.0).abs() < 0.04, "{case}");
                assert!((drawn.p99 / recorded.p99 - 1.0).abs() < 0.08, "{case}");
                assert!((drawn.persistence - recorded.persistence).abs() < 0.02, "{case}");
                assert!((drawn.autocorrelation - recorded.autocorrelation).abs() < 0.09, "{case}");
            }
            let (recorded, drawn) = (recorded.correlations[1][0], drawn.correlations[1][0]);
            assert!((recorded - drawn).abs() < 0.06, "{weight_sparsity}: {recorded} and {drawn}");
        }
    }
}

#[test]
fn every_unit_has_its_recorded_rate() {
    let traces = recorded(0.9);
    let file = fit(&traces, "test").unwrap();
    let mut events = vec![0.0; 256];
    let (seeds, steps) = (4, 2048);
    for seed in 0..seeds {
        let mut step = Vec::new();
        let trace = &played(&source(&file, seed), steps)[1];
        (0..steps).for_each(|at| trace.extend_with_step(at, &mut step));
        for unit in step {
            events[unit as usize] += 1.0;
        }
    }
    let total = f64::from(steps) * seeds as f64;
    for (unit, (events, rate)) in events.iter().zip(&file.layers[1].rates).enumerate() {
        // Five standard errors of a rate, widened for what persists from step to step.
        let error = (rate * (1.0 - rate) / total * 2.0).sqrt();
        assert!((events / total - rate).abs() <= 5.0 * error, "unit {unit}: {} for {rate}", events / total);
    }
}

#[test]
fn what_was_fitted_is_found_again() {
    // Fitting what a fitted generator plays gives the same parameters, to the error of an estimate from 8192 steps.
    let first = fit(&recorded(0.7), "test").unwrap();
    let second = fit(&played(&source(&first, 3), 8192), "test").unwrap();
    for (first, second) in first.layers.iter().zip(&second.layers) {
        assert!((first.activity - second.activity).abs() < 1e-3);
        assert!((first.persistence - second.persistence).abs() < 0.02);
        assert!((first.common_factor / second.common_factor - 1.0).abs() < 0.03);
        assert!((first.autocorrelation - second.autocorrelation).abs() < 0.05);
        assert!((first.rate_spread - second.rate_spread).abs() < 0.02);
        for (first, second) in first.correlations.iter().zip(&second.correlations) {
            assert!((first - second).abs() < 0.04, "{first} and {second}");
        }
    }
}

#[test]
fn a_file_survives_writing_and_suits_any_size_without_lists() {
    let mut file = fit(&recorded(0.5), "a \"quoted\" source").unwrap();
    assert_eq!(ActivityFile::read("x.ron", &file.text()).unwrap(), file);
    let other_size = file.activity(0, 100, 1, 0).unwrap_err();
    assert_eq!(
        format!("{}: {}", other_size.path, other_size.what),
        "layers[0].rates: it lists the rates of 256 units, the population has 100"
    );
    for layer in &mut file.layers {
        layer.rates.clear();
        layer.shares.clear();
    }
    let file = ActivityFile::read("x.ron", &file.text()).unwrap();
    let activity = file.activity(0, 100, 1, 0).unwrap();
    assert_eq!(activity.units(), 100);
    assert!((activity.activity() - file.layers[0].activity).abs() < 1e-12);
}

#[test]
fn silent_and_constant_layers_and_two_that_are_one_are_fitted_too() {
    let steps = 64_u32;
    let silent = Trace::from_events(8, (0..steps).map(|_| &[][..])).unwrap();
    let constant = Trace::from_events(8, (0..steps).map(|_| &[1, 2][..])).unwrap();
    let varying = played(
        &ActivitySource::new(vec![PopulationActivity::Synthetic(Arc::new(SyntheticActivity::new(
            40,
            0.3,
            &SyntheticFile::default(),
            1,
            0,
        )))]),
        steps,
    )
    .remove(0);
    let file = fit(&[silent, constant, varying.clone(), varying], "test").unwrap();
    assert!(file.problems().is_empty(), "{:?}", file.problems());
    let drawn = Moments::of_source(&source(&file, 1), steps);
    let most: Vec<f64> = drawn.layers.iter().map(|layer| layer.mean).collect();
    assert!(most[0].abs() < 1e-12 && (most[1] - 2.0).abs() < 1e-12, "{most:?}");
    assert!(drawn.correlations[3][2] > 0.95, "{:?}", drawn.correlations);
}

#[test]
fn too_short_recordings_are_refused() {
    for (steps, said) in [(0, "it has no steps"), (5, "it has 5 steps, too few")] {
        let trace = Trace::from_events(8, (0..steps).map(|_| &[1][..])).unwrap();
        let problem = fit(&[trace], "test").unwrap_err();
        assert!(problem.what.starts_with(said), "{problem}");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_said_by_name() {
    let refused = |layer: &str| {
        let text = format!(
            r#"(schema: "egret.activity/1", source: "hand", steps: 1, layers: [(units: 2, rate_spread: 0.5, {layer})])"#
        );
        ActivityFile::read("x.ron", &text).unwrap_err().to_string()
    };
    for (layer, said) in [
        ("activity: NaN, persistence: 0.2, common_factor: 0.1", "layers[0].activity: it is not a number"),
        ("activity: 0.2, persistence: 1, common_factor: 0.1", "layers[0].persistence: 1 is not possible"),
        ("activity: 0.2, persistence: 0, common_factor: inf", "layers[0].common_factor: inf is not possible"),
        (
            "activity: 0.2, persistence: 0, common_factor: 0, rates: [0.2]",
            "layers[0].rates: 1 numbers, where there should be 2",
        ),
        (
            "activity: 0.2, persistence: 0, common_factor: 0, rates: [0.2, NaN]",
            "layers[0].rates[1]: it is not a number",
        ),
        (
            "activity: 0.3, persistence: 0, common_factor: 0, rates: [0.2, 0.2]",
            "layers[0].activity: the mean of the rates is 0.200000, the activity 0.3",
        ),
        (
            "activity: 0.2, persistence: 0, common_factor: 0, quantiles: [1, 0]",
            "layers[0].quantiles: quantile 1 is below the one before it",
        ),
        (
            "activity: 0.2, persistence: 0, common_factor: 0, shares: [1, 1]",
            "layers[0].shares: shares without rates are of no unit",
        ),
        (
            "activity: 0.2, persistence: 0, common_factor: 2, rates: [0.1, 0.3]",
            "layers[0].common_factor: a common factor of 2 would take units beyond probabilities",
        ),
        ("activity: 0.2, persistance: 0, common_factor: 0", "persistance"),
    ] {
        let found = refused(layer);
        assert!(found.contains(said), "{said} is not in {found}");
    }
    let mut file = fit(&recorded(0.0), "test").unwrap();
    file.layers[1].correlations = vec![1.0];
    (file.layers[0].autocorrelation, file.layers[1].autocorrelation) = (-0.9, 0.9);
    assert_eq!(file.problems()[0].path, "layers[1].correlations");
    file.schema = "egret.activity/2".to_owned();
    assert_eq!(file.problems()[0].path, "schema");
}
