//! Scenario files: a run written down, schema `egret.scenario/1`.

use std::path::{Path, PathBuf};

use egret_config::{InputError, Problem, SpanIndex, read_ron};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::commands::run::{NocFidelity, TimingModel};
use crate::failure::Failure;
use crate::inputs::{self, Source};
use crate::settings::Settings;
use crate::validation::PointFile;

/// The schema this version reads.
const SCHEMA: &str = "egret.scenario/1";

/// A scenario as written. Whatever is left out is as `egret run` has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScenarioFile {
    schema: String,
    /// A shipped chip or the path of a file, relative to the scenario.
    #[serde(default)]
    pub(crate) chip: Option<String>,
    /// The chip at flit fidelity, where it is another one; as `chip`.
    #[serde(default)]
    pub(crate) flit_chip: Option<String>,
    /// A shipped workload or the path of a file, relative to the scenario.
    #[serde(default)]
    pub(crate) workload: Option<String>,
    #[serde(default)]
    weight_sparsity: Option<f64>,
    #[serde(default)]
    activity: Option<f64>,
    #[serde(default)]
    pub(crate) steps: Option<u32>,
    #[serde(default)]
    pub(crate) seed: Option<u64>,
    #[serde(default)]
    pub(crate) chips: Option<u32>,
    #[serde(default)]
    pub(crate) what_if: bool,
    /// `Packet` or `Flit`.
    #[serde(default)]
    pub(crate) noc: Option<NocFidelity>,
    /// Where units lie: the path of a table, relative to the scenario.
    #[serde(default)]
    pub(crate) placement: Option<String>,
    /// Populations whose spikes are written.
    #[serde(default)]
    pub(crate) spikes: Option<Vec<String>>,
    /// `Events` or `PeerSimple`.
    #[serde(default)]
    pub(crate) timing: Option<TimingModel>,
    /// Parameters by path, applied in the order of the file.
    #[serde(default)]
    settings: Map<String, Value>,
    /// What was measured on silicon in this situation, for `egret validate`; a run takes no notice.
    #[serde(default)]
    pub(crate) measured: Vec<PointFile>,
}

/// A scenario ready to be used.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scenario {
    /// As written.
    pub(crate) file: ScenarioFile,
    /// What its paths are relative to.
    pub(crate) directory: PathBuf,
    /// What it sets.
    pub(crate) settings: Settings,
}

impl Scenario {
    /// Reads a scenario file.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = inputs::read(path)?;
        let name = path.display().to_string();
        Self::parse(&name, text, inputs::directory_of(path)).map_err(Failure::from)
    }

    /// Checks the text of a scenario whose paths are relative to `directory`.
    pub(crate) fn parse(name: &str, text: String, directory: PathBuf) -> Result<Self, InputError> {
        let file: ScenarioFile = read_ron(name, &text)?;
        let mut problems = Vec::new();
        if file.schema != SCHEMA {
            let problem =
                Problem::new("schema", format!("`{}` is no schema this version reads", file.schema));
            problems.push(problem.hint(format!("write `schema: \"{SCHEMA}\"`")));
        }
        let source = Source { name: name.to_owned(), text: text.clone(), shipped: false };
        let mut settings = Settings::from_scenario(source);
        for (field, value) in [("weight_sparsity", file.weight_sparsity), ("activity", file.activity)] {
            if let Some(value) = value {
                settings.add_of_scenario(&format!("workload.{field}"), value.to_string(), field.to_owned());
            }
        }
        let index = SpanIndex::of(&text);
        for (path, value) in &file.settings {
            let place = format!("settings.{path}");
            let value = match value {
                Value::String(text) => text.clone(),
                Value::Bool(_) | Value::Number(_) => value.to_string(),
                Value::Null | Value::Array(_) | Value::Object(_) => {
                    let mut problem = Problem::new(&place, "not a number, a word or a text")
                        .hint("write it as text, for example \"Mesh(columns: 4, rows: 4)\"");
                    problem.span = index.find(&place);
                    problems.push(problem);
                    continue;
                }
            };
            settings.add_of_scenario(path, value, place);
        }
        if problems.is_empty() {
            return Ok(Self { file, directory, settings });
        }
        Err(InputError { name: name.to_owned(), text: Some(text), problems }.locate())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Scenario, InputError> {
        Scenario::parse("s.ron", text.to_owned(), PathBuf::new())
    }

    #[test]
    fn settings_keep_their_order_and_take_plain_values() {
        let scenario = parsed(
            r#"(schema: "egret.scenario/1", activity: 0.2, steps: 9,
                settings: {"chip.z": 8, "chip.a": "5 pJ", "chip.ideal.no_static": true})"#,
        )
        .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(scenario.file.steps, Some(9));
        assert_eq!(
            scenario.settings.overrides(&[]),
            ["workload.activity=0.2", "chip.z=8", "chip.a=5 pJ", "chip.ideal.no_static=true"]
        );
    }

    #[test]
    fn what_is_wrong_is_shown_at_its_place() {
        let error =
            parsed(r#"(schema: "egret.scenario/9", settings: {"chip.a": [1]})"#).expect_err("both are wrong");
        assert_eq!(error.problems.len(), 2);
        assert!(error.problems.iter().all(|problem| problem.span.is_some()));
        let error = parsed(r#"(schema: "egret.scenario/1", step: 3)"#).expect_err("no such field");
        assert!(error.to_string().contains("did you mean `steps`?"), "{error}");
    }
}
