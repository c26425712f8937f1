//! Runs and result sets from paths, and what keeps a pair of them from being compared before they are even read.

use std::path::{Path, PathBuf};

use egret_config::{InputError, Problem};
use egret_reports::compare::{Compared, NotComparable, of_record, of_results};
use egret_reports::results::{RESULTS, ResultSet, SCHEMA as STUDY_SCHEMA, STUDY};
use egret_reports::{RunRecord, from_json, record};
use serde::Deserialize;

use crate::failure::Failure;
use crate::inputs;

/// The file of a run in a directory.
pub(super) const RUN: &str = "run.json";

/// Where results stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// One run: its file.
    Record(PathBuf),
    /// A result set: its directory.
    ResultSet(PathBuf),
}

/// Results as read.
#[expect(clippy::large_enum_variant, reason = "there are two of them")]
pub(super) enum Results {
    /// One run.
    Record(RunRecord),
    /// Points of a study.
    ResultSet(ResultSet),
}

/// The field by which files are known.
#[derive(Deserialize)]
struct Known {
    schema: Option<String>,
}

impl Place {
    /// Of a path as given.
    pub(super) fn of(path: &Path) -> Result<Self, Failure> {
        let refused = |what: String, hint: &str| {
            Failure::input(path.display().to_string(), Problem::new("", what).hint(hint))
        };
        if path.is_dir() {
            return match (path.join(RUN).is_file(), path.join(STUDY).is_file()) {
                (true, false) => Ok(Self::Record(path.join(RUN))),
                (false, true) => Ok(Self::ResultSet(path.to_owned())),
                (true, true) => {
                    Err(refused(format!("it holds a {RUN} and a {STUDY}"), "give the file that is meant"))
                }
                (false, false) => Err(refused(
                    format!("there is neither a {RUN} nor a {STUDY} in it"),
                    "give what `egret run --out DIR` or `egret study FILE --out DIR` wrote",
                )),
            };
        }
        let named = |name: &str| path.file_name().is_some_and(|known| known == name);
        if named(RESULTS) || named(STUDY) {
            let parent = inputs::directory_of(path);
            let here = if parent.as_os_str().is_empty() { PathBuf::from(".") } else { parent };
            return Ok(Self::ResultSet(here));
        }
        Ok(Self::Record(path.to_owned()))
    }

    /// The file that says what it is.
    fn known_by(&self) -> PathBuf {
        match self {
            Self::Record(file) => file.clone(),
            Self::ResultSet(directory) => directory.join(STUDY),
        }
    }

    /// The schema it claims to have; `None` where it claims none.
    pub(super) fn schema(&self) -> Result<Option<String>, Failure> {
        let text = inputs::read_record(&self.known_by())?;
        Ok(serde_json::from_str::<Known>(&text).ok().and_then(|known| known.schema))
    }

    /// Reads it.
    pub(super) fn read(&self) -> Result<Results, Failure> {
        match self {
            Self::Record(file) => {
                let name = file.display().to_string();
                let record = from_json(&name, &inputs::read_record(file)?).map_err(InputError::locate)?;
                Ok(Results::Record(record))
            }
            Self::ResultSet(directory) => Ok(Results::ResultSet(ResultSet::read(directory)?)),
        }
    }
}

impl Results {
    /// As something to compare; `name` is the path as given.
    pub(super) fn compared(&self, name: &Path) -> Compared {
        let name = name.display().to_string();
        match self {
            Self::Record(record) => of_record(&name, record),
            Self::ResultSet(set) => of_results(&name, set),
        }
    }
}

/// Why files of these schemas cannot be compared, where one of them is known; other files are wrong inputs.
pub(super) fn other_schema(base: Option<&str>, new: Option<&str>) -> Option<NotComparable> {
    let known = |schema: &str| schema == record::SCHEMA || schema == STUDY_SCHEMA;
    let (base, new) = base.zip(new)?;
    let ours = |schema: &str| schema.starts_with("egret.");
    (base != new && ours(base) && ours(new) && (known(base) || known(new)))
        .then(|| NotComparable { reasons: vec![format!("schema: {base} and {new}")] })
}
