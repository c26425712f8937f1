//! What is to be drawn, of what.

use std::path::Path;

use egret_config::{InputError, Problem};

use super::super::picture::PlotSize;
use super::table::Needs;
use crate::json::from_json;
use crate::record::RunRecord;
use crate::results::{RESULTS, ResultSet, STUDY};

/// A stored result.
#[derive(Clone, Debug)]
pub enum PlotInput {
    /// Points of a study.
    Results(Box<ResultSet>),
    /// A run.
    Run(Box<RunRecord>),
    /// The text of a table with the factors of gains.
    Waterfall(String),
}

/// How it is to be drawn; what a kind does not heed is absent.
#[derive(Clone, Debug)]
pub struct PlotOptions {
    /// Size of the picture.
    pub size: PlotSize,
    /// Title instead of the usual one.
    pub title: Option<String>,
    /// Figure that is shown.
    pub metric: Option<String>,
    /// Axis or figure from left to right.
    pub x: Option<String>,
    /// Axis or figure from bottom to top.
    pub y: Option<String>,
    /// Field by which points are told apart or brought together.
    pub by: Option<String>,
    /// Points are drawn only if they have these values: field and value.
    pub filters: Vec<(String, String)>,
    /// Most bars that are drawn.
    pub top: usize,
    /// Whether bars show shares.
    pub shares: bool,
}

impl Default for PlotOptions {
    fn default() -> Self {
        Self {
            size: PlotSize::default(),
            title: None,
            metric: None,
            x: None,
            y: None,
            by: None,
            filters: Vec::new(),
            top: 20,
            shares: false,
        }
    }
}

/// Everything a picture is made of.
#[derive(Clone, Copy, Debug)]
pub struct PlotRequest<'a> {
    /// Name and content of each input.
    pub inputs: &'a [(String, PlotInput)],
    /// How it is to be drawn.
    pub options: &'a PlotOptions,
}

impl PlotRequest<'_> {
    /// The names of all inputs, as messages call them together.
    pub(super) fn name(&self) -> String {
        self.inputs.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Something wrong with the inputs as a whole.
    pub(super) fn error(&self, problem: Problem) -> InputError {
        InputError::single(self.name(), problem)
    }

    /// The usual title, or the one that was asked for.
    pub(super) fn title(&self, usual: impl Into<String>) -> String {
        self.options.title.clone().unwrap_or_else(|| usual.into())
    }

    /// The only input.
    pub(super) fn single(&self, needs: Needs) -> Result<&(String, PlotInput), InputError> {
        match self.inputs {
            [input] => Ok(input),
            inputs => {
                let what =
                    format!("{} files are given, and this kind draws {}", inputs.len(), needs.phrase());
                Err(self.error(Problem::new("", what)))
            }
        }
    }
}

/// File of a run in its directory.
const RUN: &str = "run.json";
/// File of the factors of gains in its directory.
const WATERFALL: &str = "waterfall.csv";

impl PlotInput {
    /// Reads a file, or what a directory holds of what is needed.
    ///
    /// # Errors
    /// It cannot be read, or is something else than what is needed.
    pub fn read(path: &Path, needs: Needs) -> Result<Self, InputError> {
        let name = path.display().to_string();
        let wrong = |what: String| {
            let hint = format!("this kind of plot draws {}", needs.phrase());
            InputError::single(&name, Problem::new("", what).hint(hint))
        };
        if path.is_dir() {
            let wanted: &[&str] = match needs {
                Needs::Points => &[STUDY, RUN],
                Needs::Run => &[RUN],
                Needs::Waterfall => &[WATERFALL],
            };
            let found = wanted.iter().map(|file| path.join(file)).find(|file| file.is_file());
            let found =
                found.ok_or_else(|| wrong(format!("there is no {} in it", wanted.join(" and no "))))?;
            return Self::read(&found, needs);
        }
        let file = path.file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
        let ends =
            |wanted: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted));
        match needs {
            Needs::Points if file == STUDY || file == RESULTS => {
                ResultSet::read(path).map(|results| Self::Results(Box::new(results)))
            }
            Needs::Points | Needs::Run if ends("json") => from_json(&name, &text(path)?)
                .map(|record| Self::Run(Box::new(record)))
                .map_err(InputError::locate),
            Needs::Points if ends("csv") => {
                Err(wrong(format!("a table of points is called {RESULTS} and lies beside its {STUDY}")))
            }
            Needs::Waterfall if ends("csv") => text(path).map(Self::Waterfall),
            _ if !path.exists() => Err(wrong("it is not there".to_owned())),
            _ => Err(wrong("its name says that it is something else".to_owned())),
        }
    }
}

fn text(path: &Path) -> Result<String, InputError> {
    std::fs::read_to_string(path).map_err(|error| {
        InputError::single(
            path.display().to_string(),
            Problem::new("", format!("it cannot be read: {error}")),
        )
    })
}
