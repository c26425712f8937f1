//! Checks of populations and projections: names, sizes, explicit rows, and cycles within a step.

use egret_config::{Problem, did_you_mean};

use super::connections;
use super::numbers::size;
use crate::file::{PopulationFile, ProjectionFile, WorkloadFile};
use crate::network::{Model, Site};
use crate::rows::SparseRows;

/// The name under which an on-chip decoder joins the network.
pub(super) const DECODER: &str = "decoder";

/// Problems of populations and projections.
pub(super) fn problems(file: &WorkloadFile) -> Vec<Problem> {
    let mut problems = Vec::new();
    populations(file, &mut problems);
    names("projections", file.projections.iter().map(|projection| projection.name.as_str()), &mut problems);
    for (at, projection) in file.projections.iter().enumerate() {
        self::projection(file, at, projection, &mut problems);
    }
    problems.extend(connections::problems(file));
    problems.extend(cycle(file));
    problems
}

/// Units times gates, where both are known and sane.
pub(super) fn inputs(population: &PopulationFile) -> u32 {
    let units = population.units.value().copied().unwrap_or(0).min(super::numbers::MOST_UNITS);
    population.model.gates() * units
}

/// The population of a name.
pub(super) fn find<'a>(file: &'a WorkloadFile, name: &str) -> Option<&'a PopulationFile> {
    file.populations.iter().find(|population| population.name == name)
}

fn names<'a>(list: &str, names: impl Iterator<Item = &'a str>, problems: &mut Vec<Problem>) {
    let mut seen = Vec::new();
    for (at, name) in names.enumerate() {
        let path = format!("{list}[{at}].name");
        if name.is_empty() {
            problems.push(Problem::new(path, "the name is empty"));
        } else if name == DECODER {
            let hint = "the parameter `decoder` says where the decoder is";
            problems.push(Problem::new(path, "the name \"decoder\" is reserved").hint(hint));
        } else if seen.contains(&name) {
            problems.push(Problem::new(path, format!("the name \"{name}\" is used twice in `{list}`")));
        }
        seen.push(name);
    }
}

fn populations(file: &WorkloadFile, problems: &mut Vec<Problem>) {
    names("populations", file.populations.iter().map(|population| population.name.as_str()), problems);
    for (at, population) in file.populations.iter().enumerate() {
        problems.extend(size(&format!("populations[{at}].units"), "units", &population.units));
        // A checkpoint may have inputs with events of their own, and says itself which one is driven from outside.
        if population.model == Model::Input && at > 0 && file.checkpoint.is_none() {
            let what = format!("input population \"{}\" is not the first population", population.name);
            problems.push(
                Problem::new(format!("populations[{at}].model"), what)
                    .hint("a network has one input, listed first"),
            );
        }
    }
    let inputs = file.populations.iter().filter(|population| population.model == Model::Input).count();
    let has_input = inputs > 0;
    if file.populations.len() == inputs {
        problems
            .push(Problem::new("populations", "the network has no layer").hint("list one besides the input"));
    } else if !has_input && file.embedding != Site::Absent {
        let what = format!(
            "the embedding is to be on the {}, but there is no input population",
            file.embedding.name()
        );
        problems.push(
            Problem::new("embedding", what)
                .hint("write `Absent`, or list a population of model `Input` first"),
        );
    }
}

fn projection(file: &WorkloadFile, at: usize, projection: &ProjectionFile, problems: &mut Vec<Problem>) {
    let path = |field: &str| format!("projections[{at}].{field}");
    if projection.delay > 1 {
        let what = format!("a delay of {} steps is not supported", projection.delay);
        problems.push(Problem::new(path("delay"), what).hint("0 (the same step) or 1 (the next step)"));
    }
    let mut end = |field: &str, name: &str| {
        let found = find(file, name);
        if found.is_none() {
            let known = || file.populations.iter().map(|population| population.name.as_str());
            let hint = did_you_mean(name, known()).map_or_else(
                || format!("there are {}", known().collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean \"{near}\"?"),
            );
            problems.push(Problem::new(path(field), format!("there is no population \"{name}\"")).hint(hint));
        }
        found
    };
    let (source, target) = (end("source", &projection.source), end("target", &projection.target));
    if target.is_some_and(|target| target.model == Model::Input) {
        let what = format!("\"{}\" is an input and takes none", projection.target);
        problems.push(Problem::new(path("target"), what));
    } else if let (Some(source), Some(target), Some(rows)) = (source, target, &projection.rows) {
        let units = source.units.value().copied().unwrap_or(0);
        if rows.len() as u64 != u64::from(units) {
            let what = format!("{} rows for {units} source units", rows.len());
            problems
                .push(Problem::new(path("rows"), what).hint("one row a source unit; an empty one is `[]`"));
        } else if let Err(what) = SparseRows::from_lists(inputs(target), rows) {
            problems.push(Problem::new(path("rows"), what).hint("a target is gate times units plus unit"));
        }
    }
}

/// A cycle of delay-0 projections has no order in which its populations could be updated.
fn cycle(file: &WorkloadFile) -> Option<Problem> {
    let same_step = || file.projections.iter().enumerate().filter(|(_, projection)| projection.delay == 0);
    // What no chain of same-step projections leads back to can be taken away until only cycles, and what they drive,
    // are left.
    let mut left: Vec<&str> = file.populations.iter().map(|population| population.name.as_str()).collect();
    loop {
        let before = left.len();
        let driven: Vec<&str> = same_step()
            .filter(|(_, projection)| left.contains(&projection.source.as_str()))
            .map(|(_, projection)| projection.target.as_str())
            .collect();
        left.retain(|name| driven.contains(name));
        if left.len() == before {
            break;
        }
    }
    // Every population left is driven by another one left: walking backwards must come round.
    let mut walked: Vec<(usize, &ProjectionFile)> = Vec::new();
    let mut at = *left.first()?;
    loop {
        let (index, by) = same_step()
            .find(|(_, projection)| projection.target == at && left.contains(&projection.source.as_str()))?;
        if let Some(first) = walked.iter().position(|(_, projection)| projection.target == at) {
            let round: Vec<_> = walked[first..].iter().rev().collect();
            let names: Vec<_> = round.iter().map(|(_, projection)| projection.source.as_str()).collect();
            let by: Vec<_> = round.iter().map(|(_, projection)| projection.name.as_str()).collect();
            let what = format!(
                "delay-0 projections form a cycle: {} -> {} (through {})",
                names.join(" -> "),
                names[0],
                by.join(", ")
            );
            let path = format!("projections[{}].delay", round[0].0);
            return Some(Problem::new(path, what).hint("give one of them a delay of 1"));
        }
        walked.push((index, by));
        at = &by.source;
    }
}
