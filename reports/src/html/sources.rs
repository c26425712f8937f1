//! Configuration: every parameter of chips and workloads with value, basis and source, and the works behind them.

use std::collections::BTreeSet;

use egret_config::{Basis, Parameter, Reference, References, parameters};
use serde::Serialize;
use serde_json::Value;

use crate::results::StudyRecord;

/// A chip or workload.
#[derive(Serialize)]
pub(super) struct Described {
    name: String,
    /// What the file says of itself.
    summary: String,
    parameters: Vec<Row>,
    /// Prices and other numbers that nobody published.
    unknown: Vec<String>,
}

/// One parameter.
#[derive(Serialize)]
struct Row {
    path: String,
    value: String,
    unit: String,
    basis: String,
    /// Lowest and highest, for estimates.
    range: String,
    /// Sources as they are cited, with the keys of works that are listed.
    sources: Vec<Source>,
    note: String,
    /// What the study does with it: `varied`, or the value it sets.
    set: String,
}

/// One part of a source.
#[derive(Serialize)]
struct Source {
    /// Key and place.
    text: String,
    /// Key of a listed work; empty for models and unlisted ones.
    key: String,
}

/// A work that numbers come from.
#[derive(Serialize)]
pub(super) struct Work {
    key: String,
    text: String,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct Link {
    text: String,
    address: String,
}

/// Chips (or workloads) of a study, under the root that their paths have.
pub(super) fn described<'a>(
    study: &StudyRecord,
    root: &str,
    files: impl Iterator<Item = (&'a str, &'a Value)>,
    references: &References,
) -> Vec<Described> {
    files.map(|(name, file)| one(study, root, name, file, references)).collect()
}

fn one(study: &StudyRecord, root: &str, name: &str, file: &Value, references: &References) -> Described {
    let all = parameters(file);
    let word =
        |path: &str| all.iter().find(|parameter| parameter.path == path).map(|found| found.value.clone());
    let listed = all.iter().filter(|parameter| !matches!(parameter.path.as_str(), "name" | "summary"));
    let unknown = all.iter().filter(|parameter| parameter.basis == Some(Basis::Unknown));
    Described {
        name: name.to_owned(),
        summary: word("summary").unwrap_or_default(),
        unknown: unknown.map(|parameter| parameter.path.clone()).collect(),
        parameters: listed.map(|parameter| row(study, root, parameter, references)).collect(),
    }
}

fn row(study: &StudyRecord, root: &str, parameter: &Parameter, references: &References) -> Row {
    let path = format!("{root}.{}", parameter.path);
    let fixed = study
        .settings
        .iter()
        .filter_map(|setting| setting.split_once('='))
        .find(|(set, _)| set.trim() == path);
    let set = if study.axes.iter().any(|axis| axis.path == path) {
        "varied in this study".to_owned()
    } else {
        fixed.map(|(_, value)| format!("set to {}", value.trim())).unwrap_or_default()
    };
    Row {
        value: parameter.value.clone(),
        unit: parameter.unit.clone(),
        basis: parameter.basis.map(|basis| basis.to_string()).unwrap_or_default(),
        range: parameter.range.as_ref().map(|(low, high)| format!("{low} to {high}")).unwrap_or_default(),
        sources: parameter.source.as_deref().map(|source| sources(source, references)).unwrap_or_default(),
        note: parameter.note.clone().unwrap_or_default(),
        path,
        set,
    }
}

fn sources(source: &str, references: &References) -> Vec<Source> {
    let parts = source.split(';').map(str::trim).filter(|part| !part.is_empty());
    let key = |part: &str| part.split(':').next().unwrap_or_default().trim().to_owned();
    let known = |key: String| if references.0.contains_key(&key) { key } else { String::new() };
    parts.map(|part| Source { text: part.to_owned(), key: known(key(part)) }).collect()
}

/// The works that chips and workloads cite, by key.
pub(super) fn works(described: &[&Described], references: &References) -> Vec<Work> {
    let rows = described.iter().flat_map(|described| &described.parameters);
    let keys: BTreeSet<&str> =
        rows.flat_map(|row| row.sources.iter().map(|source| source.key.as_str())).collect();
    keys.into_iter().filter_map(|key| Some(work(key, references.0.get(key)?))).collect()
}

fn work(key: &str, reference: &Reference) -> Work {
    let Reference { authors, title, year, place, .. } = reference;
    let link = |text: String, address: String| Link { text, address };
    let doi = reference.doi.as_ref().map(|doi| link(format!("doi:{doi}"), format!("https://doi.org/{doi}")));
    let arxiv =
        reference.arxiv.as_ref().map(|id| link(format!("arXiv:{id}"), format!("https://arxiv.org/abs/{id}")));
    let url = reference.url.as_ref().map(|url| link(url.clone(), url.clone()));
    Work {
        key: key.to_owned(),
        text: format!("{authors}, {title}, {year}. {place}."),
        links: doi.into_iter().chain(arxiv).chain(url).collect(),
    }
}
