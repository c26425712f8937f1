//! The chip and workload files of a study, read once.

use std::path::Path;

use egret_config::{InputError, SpanIndex, hash};
use egret_reports::Named;
use serde_json::Value;

use super::definition::Study;
use crate::failure::{Failure, both};
use crate::inputs::{self, Shelf, Source};

/// Files by the words with which the study names them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    chips: Vec<(String, Source)>,
    workloads: Vec<(String, Source)>,
    hashes: Vec<(String, String)>,
}

impl Sources {
    /// Finds all that a study names.
    pub(crate) fn find(study: &Study) -> Result<Self, Failure> {
        let chips = named(study, "chip", study.file.chip.as_ref(), inputs::chips);
        let workloads = named(study, "workload", study.file.workload.as_ref(), inputs::workloads);
        let (chips, workloads) = both(chips, workloads)?;
        let mut sources = Self { chips, workloads, hashes: Vec::new() };
        let files = both(sources.chip_files(), sources.workload_files())?;
        let chips = files.0.iter().map(|(name, file)| (format!("chip {name}"), hash::sha256_hex(file)));
        let workloads =
            files.1.iter().map(|(name, file)| (format!("workload {name}"), hash::sha256_hex(file)));
        sources.hashes = chips.chain(workloads).collect();
        Ok(sources)
    }

    /// Hash of the file of a chip, before settings.
    pub(crate) fn chip_hash(&self, wanted: &str) -> Option<&str> {
        self.hash(&format!("chip {wanted}"))
    }

    /// Hash of the file of a workload, before settings.
    pub(crate) fn workload_hash(&self, wanted: &str) -> Option<&str> {
        self.hash(&format!("workload {wanted}"))
    }

    fn hash(&self, key: &str) -> Option<&str> {
        self.hashes.iter().find(|(known, _)| known == key).map(|(_, hash)| hash.as_str())
    }

    /// The file of a chip that the study names.
    pub(crate) fn chip(&self, wanted: &str) -> Option<&Source> {
        find(&self.chips, wanted)
    }

    /// The file of a workload that the study names.
    pub(crate) fn workload(&self, wanted: &str) -> Option<&Source> {
        find(&self.workloads, wanted)
    }

    /// All chips as plain data.
    pub(crate) fn chip_files(&self) -> Result<Named<Value>, Failure> {
        let plain = |(wanted, source): &(String, Source)| {
            let file = egret_arch::parse_chip(&source.name, &source.text)?;
            Ok((wanted.clone(), plain(&file)?))
        };
        self.chips
            .iter()
            .map(plain)
            .collect::<Result<Vec<_>, Failure>>()
            .map(|list| list.into_iter().collect())
    }

    /// All workloads as plain data.
    pub(crate) fn workload_files(&self) -> Result<Named<Value>, Failure> {
        let plain = |(wanted, source): &(String, Source)| {
            let file = egret_workloads::read(&source.name, &source.text, &[])?;
            Ok((wanted.clone(), plain(&file)?))
        };
        self.workloads
            .iter()
            .map(plain)
            .collect::<Result<Vec<_>, Failure>>()
            .map(|list| list.into_iter().collect())
    }
}

fn find<'a>(list: &'a [(String, Source)], wanted: &str) -> Option<&'a Source> {
    list.iter().find(|(known, _)| known == wanted).map(|(_, source)| source)
}

fn plain(file: &impl serde::Serialize) -> Result<Value, Failure> {
    serde_json::to_value(file)
        .map_err(|error| Failure::Bug(format!("an input file cannot be written: {error}")))
}

/// What stands at `root`, or on an axis over it.
fn named(
    study: &Study,
    root: &str,
    written: Option<&String>,
    shelf: fn() -> Shelf,
) -> Result<Vec<(String, Source)>, Failure> {
    let mut wanted: Vec<(String, &String)> =
        written.map(|name| (root.to_owned(), name)).into_iter().collect();
    for (at, axis) in study.axes.iter().enumerate() {
        let Some(path) = axis.paths.iter().position(|path| path == root) else { continue };
        let values = axis.values.iter().enumerate();
        wanted.extend(
            values.filter_map(|(value, list)| {
                Some((format!("axes[{at}].values[{value}]"), list[path].as_ref()?))
            }),
        );
    }
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for (place, name) in wanted {
        if find(&found, name).is_some() {
            continue;
        }
        match shelf().find(name, Path::new(&study.directory)) {
            Ok(source) => found.push((name.clone(), source)),
            Err(Failure::Input(list)) => {
                errors.extend(list.into_iter().map(|error| at_place(study, &place, error)));
            }
            Err(failure) => return Err(failure),
        }
    }
    if errors.is_empty() { Ok(found) } else { Err(Failure::Input(errors)) }
}

/// An unknown name is shown where the study has it; what is wrong with a file is not.
fn at_place(study: &Study, place: &str, mut error: InputError) -> InputError {
    if !error.name.is_empty() {
        return error;
    }
    let index = SpanIndex::of(&study.source.text);
    for problem in &mut error.problems {
        problem.span = index.find(place);
        place.clone_into(&mut problem.path);
    }
    InputError { name: study.source.name.clone(), text: Some(study.source.text.clone()), ..error }.locate()
}
