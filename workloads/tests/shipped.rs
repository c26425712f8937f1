//! Every shipped workload is checked, named, sourced and playable; a new one joins by standing in the list.

use egret_config::{Basis, parameters, read_ron};
use egret_workloads::{StepEvents, WorkloadFile, check, shipped_references, shipped_workloads};

#[test]
fn every_shipped_workload_checks_and_plays() {
    for (name, text) in shipped_workloads() {
        let workload = check(name, text, &[], 1).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(workload.name(), *name);
        let mut player = workload.activity().player();
        let mut step = StepEvents::default();
        assert!(player.step_into(&mut step), "{name}");
        assert_eq!(step.events.len(), workload.network().populations.len());
        for (population, events) in workload.network().populations.iter().zip(&step.events) {
            assert!(events.windows(2).all(|pair| pair[0] < pair[1]), "{name}: {events:?}");
            assert!(events.last().is_none_or(|last| *last < population.units));
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
