//! Every shipped workload is checked, named, sourced and playable; a new one joins by standing in the list.

use egret_config::{Basis, Setting, parameters, read_ron};
use egret_workloads::{StepEvents, WorkloadFile, check, read, shipped_references, shipped_workloads};

/// Something for every parameter that a shipped workload leaves open.
fn given(name: &str, text: &str) -> Vec<Setting> {
    let file = read(name, text, &[]).unwrap_or_else(|error| panic!("{error}"));
    let value = |path: &str| if path.ends_with("units") { "40" } else { "0.9" };
    let asked = file.to_be_given();
    asked.iter().map(|path| format!("workload.{path}={}", value(path)).parse().expect("a setting")).collect()
}

#[test]
fn every_shipped_workload_checks_and_plays() {
    for (name, text) in shipped_workloads() {
        let workload = check(name, text, &given(name, text), 1).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(workload.name(), *name);
        let mut player = workload.activity().player();
        let mut step = StepEvents::default();
        assert!(player.step_into(&mut step), "{name}");
        assert_eq!(step.events.len(), workload.network().populations.len());
        for (population, events) in workload.network().populations.iter().zip(&step.events) {
            assert!(events.windows(2).all(|pair| pair[0] < pair[1]), "{name}: {events:?}");
            assert!(events.last().is_none_or(|last| *last < population.units));
        }
        if workload.network().nonzeros() > 30_000_000 {
            continue;
        }
        let json = serde_json::to_string(workload.network()).unwrap();
        assert!(serde_json::from_str::<egret_workloads::Network>(&json).unwrap() == *workload.network());
    }
}

#[test]
fn every_number_of_a_shipped_workload_has_a_source_that_exists() {
    let references = shipped_references().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(references.check(), []);
    let mut cited = Vec::new();
    for (name, text) in shipped_workloads() {
        let file: WorkloadFile = read_ron(name, text).unwrap_or_else(|error| panic!("{error}"));
        let parameters = parameters(&file);
        assert_eq!(references.check_sources(&parameters), [], "{name}");
        assert!(parameters.iter().all(|parameter| parameter.basis != Some(Basis::Given)), "{name}");
        assert!(parameters.iter().any(|parameter| parameter.path.contains("units")), "{name}");
        cited.push((*text).to_owned());
    }
    for key in references.0.keys() {
        assert!(cited.iter().any(|text| text.contains(key.as_str())), "nobody cites {key}");
    }
}

#[test]
fn what_was_not_published_is_asked_for_and_never_made_up() {
    let asked = |name: &str| {
        let (_, text) = shipped_workloads().iter().find(|(shipped, _)| *shipped == name).unwrap();
        let error = check(name, text, &[], 1).expect_err("something is missing");
        let said = |problem: &egret_config::Problem| format!("{}: {}", problem.path, problem.what);
        assert!(error.problems.iter().all(|problem| problem.hint.is_some()));
        error.problems.iter().map(said).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(
        asked("egru-wikitext2-1350"),
        "activity: the activity of \"layer0\", \"layer1\", \"layer2\" was not published: neither nazeer2024 nor \
         mukherji2023 as far as they could be read give the activity of the pruned network"
    );
    assert!(
        asked("edgedrnn")
            .contains("populations[0].units: the number of units was not published: the abstracts")
    );
    assert!(asked("resnet18").contains("weight_sparsity: the weight sparsity was not published: yu2024"));
    assert!(asked("vgg11-cifar10").contains("\"conv4\" and 6 more populations was not published"));
}

#[test]
fn the_trained_grid_has_a_perplexity_at_every_point_and_a_gru_without_events() {
    let (name, text) =
        shipped_workloads().iter().find(|(name, _)| *name == "egru-wikitext2-grid").expect("shipped");
    let at = |lines: &[String]| {
        let settings: Vec<Setting> = lines.iter().map(|line| line.parse().expect("a setting")).collect();
        check(name, text, &settings, 1)
    };
    let mut perplexities = Vec::new();
    for activity in [0.03, 0.06, 0.13, 0.25, 0.45, 1.0] {
        for sparsity in [0.0, 0.5, 0.8, 0.9, 0.95] {
            let lines = [
                format!("workload.activity_level={activity}"),
                format!("workload.weight_sparsity={sparsity}"),
            ];
            let workload = at(&lines).unwrap_or_else(|error| panic!("{error}"));
            let layers = &workload.network().populations[1..3];
            let dense = layers.iter().all(|layer| layer.model == egret_workloads::Model::Gru);
            assert_eq!(dense, activity >= 1.0, "{activity}");
            assert_eq!(workload.recorded_steps().is_some(), !dense, "{activity}");
            perplexities.extend(workload.trained_perplexity());
        }
    }
    assert_eq!(perplexities.len(), 30);
    assert_eq!((perplexities[0], perplexities[12], perplexities[29]), (150.51, 71.424, 88.487));
    // Other events, and nobody knows how well such a network predicts.
    let other = at(&["workload.activity=0.2".to_owned()]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(other.trained_perplexity(), None);
    let wrong = at(&["workload.activity_level=0.2".to_owned()]).expect_err("not trained");
    assert_eq!(wrong.problems[0].path, "workload.activity_level");
}
